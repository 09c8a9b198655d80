# SPDX-License-Identifier: Apache-2.0
"""The table of access, walked: every address and operation, by every role and visibility, does what the table says."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from comity.acts.bodies import ConveneMeeting
from comity.acts.envelope import Text
from comity.acts.measures import AdoptTemplate
from comity.acts.requests import MakeRequest
from comity.acts.returns import FileReturn
from comity.acts.silence import Object
from comity.conferences.measures import PATTERNS, measures_of
from tests.conferences.examples import EXAMPLES
from tests.web.access import Met, lines
from tests.web.office import SECRETARIAT, Office, office
from tests.web.settled import started

MARK = "inward words of Arden"
CONTACT, REASON = "Protocol section, ext. 14", "Corvia cannot agree to this"
"""What a notice says to members alone, and an objection to those to whom the edition discloses it."""
ABOUT_NOTHING = frozenset({"convene", "circulate", "propose", "sealing-key"})
ABOUT_A_RETURN = frozenset({"amend", "acknowledge", "state-on-return", "erase-content", "consent-to-reseal", "confirm-return"})
OTHERS = {"O": "DEL", "V": "", "H": "BOR", "X": SECRETARIAT}
ROLES = {"R": "reader", "D": "drafter", "C": "clearer", "S": "signatory", "A": "administrator"}
ACTORS = (*ROLES, "N", *OTHERS, "P")
INSIDE = frozenset("DCS")
STATEMENT = {"kind": "support", "text": MARK, "language": "en", "attach_to_decision": "on"}


class Door(NamedTuple):
    """One address or operation, and who is met how."""

    name: str
    method: str
    met: Met


def doors() -> Iterator[Door]:
    """Read the table."""
    for line, met in lines(Path(__file__).with_name("access.toml")):
        name, *methods = line.split()
        yield from (Door(name, method, met) for method in methods)


def _exchanged(at: Office) -> tuple[str, str]:
    """Let Arden and Borea adopt two measures, Arden file a return, and Borea ask something."""
    shipped = {each.code: each for each in (*measures_of("cica"), *measures_of(PATTERNS))}
    for code in ("CICA-FORCES", "PATTERN-REQUEST"):
        at.lodge(AdoptTemplate, "ARD", "BOR", template=replace(shipped[code], parties=("ARD", "BOR")))
    known: dict[str, Any] = {"version": 1, "language": "en", "office": "Ministry"}
    returned = at.lodge(
        FileReturn, "ARD", template="CICA-FORCES", period="2026-12-15", values=EXAMPLES["CICA-FORCES"], **known
    )
    return returned, at.lodge(MakeRequest, "BOR", template="PATTERN-REQUEST", party="ARD", items=("Why?",), **known)


class Scene:
    """The things at Arden's desk and everybody who may come to it."""

    def __init__(self, at: Office) -> None:
        self.office = at
        observer = next(code for code, party in at.forum.parties.items() if party.kind == "observer_state")
        self.convened = at.lodge(
            ConveneMeeting, "BOR", body="SOC", label="2026/1", opens_at=at.stage.at.replace(day=28),
            venue=Text(en="Hall"), subject=Text(en="Review"), contact=CONTACT,
        )  # fmt: skip
        at.lodge(Object, "COR", proposal=at.silence("A third plan"), reason=REASON)
        self.objection = next(line.place for line in at.directory.newest() if line.kind == "Object")
        self.under_silence, self.proposed = at.silence(), at.proposal("Another plan")
        self.returned, self.asked = _exchanged(at)
        self.people = {letter: at.person(role, role) for letter, role in ROLES.items()}
        self.people["N"] = at.person("nobody")
        for letter, party in OTHERS.items():
            name = f"everybody-{letter.lower()}"
            self.people[letter] = at.person(name, *ROLES.values(), party=party or observer)
        self.colleague = at.person("colleague", "reader")
        self.key = _key_of(self.colleague, at)
        self.browsers: dict[str, Any] = {letter: at.browser(person) for letter, person in self.people.items()}
        from django.test import Client

        self.browsers["P"] = Client(headers={"accept-language": "en"})
        at.signatory(self.people["S"], "the secret")
        done = at.written(self.browsers["D"], "statement", self.under_silence, {**STATEMENT, "text": "Outward words."})
        assert at.sign(self.browsers["S"], done, "the secret").status_code == 302
        self.signed = done

    def draft(self) -> Any:
        """A draft of Arden's, with a file."""
        from comity.web.drafts.models import Enclosure

        draft = self.office.written(self.browsers["D"], "statement", self.under_silence, STATEMENT)
        Enclosure.objects.create(draft=draft, digest="a" * 64, media_type="text/plain", content=MARK.encode())
        return draft

    def address(self, name: str) -> str:
        """Where a door is, with the things of Arden's."""
        from django.urls import reverse

        if name.startswith("write:"):
            return reverse("write", args=[name[6:]]) + f"?about={self._about(name[6:])}"
        symbol = self.office.forum.matters[self.under_silence].symbols[0]
        digest = self.office.forum.documents[symbol].versions[0][2]
        given: dict[str, list[Any]] = {
            "decision": [self.under_silence], "decision_paper": [self.under_silence, "txt"], "document": [symbol],
            "file": [symbol, digest], "meeting": ["SOC/2026/1"], "notice_paper": ["SOC/2026/1", "txt"],
            "entry": [self.objection],
            "certificate": [0], "evidence": [0], "diary": ["no-ticket"], "enter": ["no-word"], "receipt": [self.signed.pk],
            "person": [self.colleague.pk], "end_api_key": [self.key.pk], "notify": [self.office.forum.documents[symbol].index],
            "mfa_remove_webauthn": [1], "mfa_edit_webauthn": [1], "corridors_ask": ["critical"],
            "corridors_file": ["closure", "csv"], "measure": ["CICA-FORCES"], "schema": ["CICA-FORCES", 1],
            "totals": ["CICA-FORCES", "2026-12-15"], "undertakings": ["ARD"], "request": [self.asked],
            "exchange": [self.returned], "return_file": [self.returned, "json"],
            "open_annex": ["f" * 64], "paper": [self.returned], "compare": [self.returned, self.returned],
            "released": [self.under_silence], "released_file": [self.under_silence, digest],
        }  # fmt: skip
        if name in {"draft", "edit", "withdraw", "clear", "sign", "seal", "enclosure"}:
            draft = self.draft()
            given[name] = [draft.pk, *(["a" * 64] if name == "enclosure" else [])]
            return reverse(name, args=given[name]) + (f"?seen={draft.fingerprint}" if name == "seal" else "")
        return reverse(name, args=given.get(name, []))

    def _about(self, kind: str) -> str:
        if kind in {"place-under-silence", "put"}:
            return self.proposed
        if kind in ABOUT_A_RETURN:
            return self.returned
        known = {"open": "SOC/2026/1", "reply": self.asked}
        return "" if kind in ABOUT_NOTHING else known.get(kind, self.under_silence)

    def met(self, door: Door, actor: str) -> str:
        """How an actor is met."""
        answer = getattr(self.browsers[actor], door.method.lower())(self.address(door.name), {})
        where = answer.headers.get("location", "")
        assert answer.status_code < 500, (door, actor)
        if answer.status_code == 302 and "/login/" in where:
            return "away"
        if actor not in INSIDE:
            assert MARK.encode() not in getattr(answer, "content", b""), (door, actor)
        if actor in {"V", "P"}:
            assert not [each for each in (CONTACT, REASON) if each.encode() in getattr(answer, "content", b"")], (
                door,
                actor,
            )
        if door.name in OPAQUE:
            return "yes"
        return {403: "no", 404: "absent"}.get(answer.status_code, "yes")


def _key_of(person: Any, at: Office) -> Any:
    from comity.web.people.api_keys import make_key
    from comity.web.people.models import ApiKey

    make_key(person, "Registry of the ministry", ["read"], at.stage.at, os.urandom)
    return ApiKey.objects.get(person=person)


OPAQUE = {
    "diary", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
"""Doors behind which nobody here has anything: whoever is not sent away got as far as one can."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with office(tmp_path_factory.mktemp("roles")) as opened:
        yield Scene(opened)


def test_every_address_stands_in_the_table() -> None:
    started()
    from django.urls import get_resolver

    def names(resolver: Any) -> Iterator[str]:
        for each in resolver.url_patterns:
            if getattr(each, "namespace", None) == "api":
                continue  # programs have a table of their own
            if hasattr(each, "url_patterns"):
                yield from names(each)
            else:
                yield each.name

    listed = {door.name.partition(":")[0] for door in doors()}
    assert listed == set(names(get_resolver()))


def wrong(scene: Scene) -> dict[str, str]:
    """Walk the table; give where it is not kept."""
    return {
        f"{door.method} {door.name} by {actor}": f"{met}, not {door.met.expected(actor)}"
        for door in doors()
        for actor in ACTORS
        if (met := scene.met(door, actor)) != door.met.expected(actor)
    }


def test_everybody_is_met_as_the_table_says(scene: Scene) -> None:
    found = wrong(scene)
    assert not found, "\n".join(f"{door}: {met}" for door, met in found.items())


def test_what_is_operated_by_post_is_not_done_by_following_a_link(scene: Scene) -> None:
    draft = scene.draft()
    assert scene.browsers["D"].get(f"/en/drafts/{draft.pk}/withdraw/").status_code == 405
    draft.refresh_from_db()
    assert not draft.is_withdrawn
    assert scene.browsers["C"].get(f"/en/drafts/{draft.pk}/clear/").status_code == 200
    assert draft.clearances.count() == 0


def test_a_form_from_elsewhere_does_nothing(scene: Scene) -> None:
    from django.test import Client

    draft = scene.draft()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(scene.people["D"], "allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post(f"/en/drafts/{draft.pk}/withdraw/").status_code == 403
    draft.refresh_from_db()
    assert not draft.is_withdrawn


def test_administrators_let_in_people_of_their_own_party_alone(scene: Scene) -> None:
    from comity.web.people.models import Person

    form = {
        "username": "newcomer",
        "name": "New Comer",
        "office": "Attaché",
        "roles": ["reader", "drafter"],
        "party": "BOR",
    }
    page = scene.browsers["A"].post("/en/state/invite/", form)
    assert page.status_code == 200
    person = Person.objects.get(username="newcomer")
    assert (person.party, person.roles, person.has_usable_password()) == (
        "ARD",
        frozenset({"reader", "drafter"}),
        False,
    )
    assert "/enter/" in page.content.decode()
    assert scene.browsers["A"].post(f"/en/state/people/{person.pk}/", {"roles": ["clearer"]}).status_code == 302
    assert person.roles == {"clearer"}
    assert "This user name is taken" in scene.browsers["A"].post("/en/state/invite/", form).content.decode()


def test_my_state_shows_people_keys_and_what_was_signed_and_drafts_to_those_who_may_see_them(scene: Scene) -> None:
    key = scene.office.forum.keys["ARD"]
    for actor in "RDCSA":
        page = scene.browsers[actor].get("/en/state/").content.decode()
        assert key.key_id.hex() in page
        assert "Colleague" in page
        assert f"/drafts/{scene.signed.pk}/receipt/" in page
        assert ("all drafts" in page) == (actor in INSIDE)
        assert ("/state/invite/" in page) == (actor == "A")
