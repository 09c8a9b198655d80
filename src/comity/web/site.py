# SPDX-License-Identifier: Apache-2.0
"""A site: where one node keeps the accounts and drafts of its people, and under which addresses it is reached."""

from dataclasses import dataclass, field
from pathlib import Path

from comity.bug import Bug


@dataclass(frozen=True)
class Site:
    """One node's pages. ``secret`` signs sessions; ``addresses`` are the origins under which browsers reach it.

    ``is_exercise`` lets the words of the exercise, which everybody knows, stand on the page where they are asked for. ``name``
    tells the cookies of several sites at one host apart.
    """

    folder: Path
    secret: str
    addresses: tuple[str, ...] = ("http://127.0.0.1", "http://localhost")
    is_exercise: bool = False
    name: str = ""
    hosts: tuple[str, ...] = field(default=("127.0.0.1", "localhost", "[::1]"))

    @property
    def database(self) -> Path:
        """The file of accounts, sessions and drafts. Deleting it loses no conference."""
        return self.folder / "desk.db"

    @property
    def assets(self) -> Path:
        """Where styles and fonts lie once they are gathered."""
        return self.folder / "assets"

    @property
    def words(self) -> Path:
        """Where the words of pages lie once they are compiled."""
        return self.folder / "words"


_opened: list[Site] = []


def open_site(site: Site) -> None:
    """Say, before Django is asked for anything, which site this process serves; one process serves one."""
    if _opened and _opened[0] != site:
        raise Bug("this process serves another site")
    _opened[:] = [site]


def opened_site() -> Site:
    """Give the site this process serves; one in the current folder for tools that only read the settings."""
    return _opened[0] if _opened else Site(Path(), secret="a tool reads the settings, nobody signs in")  # noqa: S106
