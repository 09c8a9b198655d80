# SPDX-License-Identifier: Apache-2.0
"""The desk of a party's machine: its pages behind one port, beside the doors of the machines there.

desk/          in the directory of a station (``station``)
  secret       signs sessions; drawn at the first start, for its owner alone
  desk.db      people, drafts and what they signed; deleting it loses no conference
  keys/        the sealed files of signatories and clearers
  assets/, words/    made anew at each start
"""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.cli.door import now
from comity.cli.errors import NotThere
from comity.cli.machine import Machine
from comity.cli.premises import EXERCISE, EXERCISE_PASSPHRASE
from comity.cli.station import Station
from comity.conferences.conference import load
from comity.node.keyfile import Keys
from comity.node.openers import read_identities
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer
from comity.tlog.vkey import ED25519
from comity.web.desk import Desk, Plays, open_desk
from comity.web.site import Site

if TYPE_CHECKING:
    from comity.web.shell import Shell

SECRET_BYTES = 48


def site_of(station: Station, addresses: Sequence[str] = ()) -> Site:
    """Give the site of a station, reached under these addresses; its secret is drawn where there is none."""
    settings = station.settings
    named = tuple(host for each in addresses if (host := urlsplit(each).hostname))
    return Site(
        station.desk,
        secret_in(station.desk),
        addresses=tuple(addresses),
        is_exercise=settings.conference == EXERCISE,
        name=f"-{settings.code.lower()}",
        hosts=tuple(dict.fromkeys((*named, "127.0.0.1", "localhost", "[::1]"))),
    )


def secret_in(folder: Path) -> str:
    """Read the secret of a site, drawn at the first start."""
    path = folder / "secret"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
    return path.read_text(encoding="ascii").strip()


def desk_of(machine: Machine, station: Station, plays: Plays | None = None) -> Desk:
    """Give the desk over a node at work."""
    return Desk(
        machine.node,
        machine.node.witness.copy.directory,
        load(station.settings.conference),
        station.desk / "keys",
        machine.drive.lodge,
        now,
        lambda: machine.relay.silent_since,
        machine.store,
        plays,
        machine.attachments,
        machine.send,
    )


class Front:
    """What one port answers: the machines' own doors from the first, pages once they are opened.

    ``doors`` maps the first part of a path to what answers there; each of ``leaving`` is called when the server is about to
    end, perhaps more than once.
    """

    def __init__(self, doors: Mapping[str, ASGIApp], *leaving: Callable[[], None]) -> None:
        self._doors = dict(doors)
        self.leaving = list(leaving)
        self._shell: Shell | None = None

    def open(self, desk: Desk, more: Mapping[str, ASGIApp]) -> None:
        """Open the pages of a desk, and perhaps more doors; after `comity.web.start.start`."""
        open_desk(desk)
        from comity.web.shell import Shell  # noqa: PLC0415  (Django is not ready before)

        self._shell = Shell({**self._doors, **more})

    def leave(self) -> None:
        """Let nobody wait any more: the server is about to end."""
        for each in self.leaving:
            each()
        if self._shell is not None:
            self._shell.leave()

    def close(self) -> None:
        """End what the pages still do."""
        if self._shell is not None:
            self._shell.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        first = str(scope.get("path", "")).lstrip("/").partition("/")[0]
        answering = self._shell or self._doors.get(first, _not_yet)
        await answering(scope, receive, send)


async def _not_yet(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("no page is open here\n", 503)(scope, receive, send)


def first_link(desk: Desk, site: Site, keys: Keys, url: str) -> str:
    """Give a link for whoever is to come in first, or in the exercise for everybody; empty where nobody needs one."""
    from comity.web.people.welcome import welcome_everybody, welcome_first  # noqa: PLC0415  (Django is not ready before)

    if not site.is_exercise:
        path = welcome_first(desk)
        return f"{next(iter(site.addresses), url)}{path}" if path else ""
    known = Station(site.folder.parent).sealing
    identities = read_identities(known, EXERCISE_PASSPHRASE) if known.exists() else ()
    return url + welcome_everybody(desk, key_of(keys, desk.party), identities)


def key_of(keys: Keys, code: str) -> Ed25519Signer | MLDSA44Signer:
    """Give a party's key for acts out of those of its machine; raises NotThere."""
    for key in keys:
        if (key.vkey.name, key.vkey.kind) == (code, ED25519):
            return key
    raise NotThere(f"the key file of the machine holds no key {code} for acts")
