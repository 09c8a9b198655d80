# SPDX-License-Identifier: Apache-2.0
"""One house for all tests of pages: a process serves one site. What a test changes it names for itself."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from tests.web.exchanged import EXCHANGED
from tests.web.house import House, opened

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Premises:
    """The house, its address, and people who come in by links."""

    house: House
    url: str

    def link(self, name: str, party: str = "ARD", *, roles: tuple[str, ...] | None = None) -> str:
        """Make a link for somebody, who has every role where none is named."""
        from comity.web.people.invitations import Newcomer, invite
        from comity.web.people.roles import Role

        given = tuple(Role) if roles is None else tuple(Role(role) for role in roles)
        person = Newcomer(name, party, given, name.partition("-")[0].title(), "second secretary")
        word = invite(person, self.house.stage.at, os.urandom)
        return f"/enter/{word}/"

    def visitor(self, language: str = "en") -> httpx.Client:
        """Give a browser without a session."""
        return httpx.Client(base_url=self.url, timeout=120, follow_redirects=True, headers={"accept-language": language})

    @contextmanager
    def guest(
        self, name: str = "arden-guest", party: str = "ARD", *, roles: tuple[str, ...] | None = None
    ) -> Iterator[httpx.Client]:
        """Give a browser in which somebody has come in."""
        with self.visitor() as browser:
            post(browser, self.link(name, party, roles=roles))
            yield browser


def post(browser: httpx.Client, address: str, data: dict[str, str] | None = None, **more: object) -> httpx.Response:
    """Fill in the form of a page and send it."""
    page = browser.get(address)
    found = TOKEN.search(page.text)
    assert found, page.text
    form = {"csrfmiddlewaretoken": found[1], **(data or {})}
    return browser.post(page.url, data=form, headers={"referer": str(page.url)}, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    with opened(tmp_path_factory.mktemp("house")) as (house, url):
        yield Premises(house, url)


@pytest.fixture(scope="module")
def guest(premises: Premises) -> Iterator[httpx.Client]:
    with premises.guest() as browser:
        yield browser


@pytest.fixture(scope="session")
def pages(premises: Premises) -> tuple[str, ...]:
    """Every page that a signed-in person reads, without its language."""
    house, exchanged = premises.house, premises.house.exchanged
    assert exchanged
    returns = f"measures/returns/{exchanged.activity}/"
    return (
        "", "decisions/", *(f"decisions/{each}/" for each in house.proposals.values()),
        "documents/", *(f"documents/{each}/" for each in house.symbols.values()),
        "documents/EXERCISE/SOC/2026/L.3/", "documents/EXERCISE/SOC/2026/DEC.1/",
        "meetings/", "meetings/SOC/2026/1/", "members/", "members/words/", "record/", "record/?before=9",
        "record/0/", "record/12/", "record/30/", "record/check/", "public/", "settings/", "second-step/",
        "second-step/totp/activate/", "second-step/webauthn/", "second-step/webauthn/add/",
        "second-step/recovery-codes/generate/", "password/set/", "sessions/", "state/programs/", "logout/",
        "measures/", "measures/inbox/", "measures/requests/", f"measures/requests/{exchanged.asked}/", returns,
        f"measures/returns/{exchanged.officers}/", f"measures/returns/{exchanged.exercise}/",
        f"measures/returns/{exchanged.hostile}/", f"{returns}beside/{exchanged.activity}/", "measures/states/ARD/",
        *(f"measures/{code}/" for code in EXCHANGED), "measures/CICA-FORCES/2027-12-15/",
        "nothing/", "corridors/", "corridors/closure/", "corridors/route/?from=Nowhere&to=Baku",
    )  # fmt: skip
