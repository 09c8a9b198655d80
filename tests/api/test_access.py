# SPDX-License-Identifier: Apache-2.0
"""The table of access to the API, walked: every operation, by keys of every scope and persons of every role."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from comity.acts.bodies import ConveneMeeting
from comity.acts.envelope import Text
from comity.acts.silence import Object
from tests.api.program import EVERYTHING, Program, key_for
from tests.web.access import Met, lines
from tests.web.exchanged import exchange
from tests.web.office import SECRETARIAT, Office, office

MARK = "inward words of Arden"
CONTACT, REASON = "Protocol section, ext. 14", "Corvia cannot agree to this"
"""What a notice says to members alone, and an objection to those to whom the edition discloses it."""
OTHERS = {"O": "DEL", "V": "", "H": "BOR", "X": SECRETARIAT}
ROLES = {"R": "reader", "D": "drafter", "C": "clearer", "S": "signatory", "A": "administrator"}
ACTORS = (
    "r:R", "d:D", "c:C", "d:B", "c:B", "r:N", "d:R", "c:D", "d:S",
    *(f"rdc:{person}" for person in (*ROLES, "N", *OTHERS)), "P", "E", "I",
)  # fmt: skip
SCOPES = {"r": "read", "d": "draft", "c": "clear"}
SEES_DRAFTS = {"d:D", "c:C", "rdc:D", "rdc:C", "d:B", "c:B"}


class Door(NamedTuple):
    """One operation, and who is met how."""

    name: str
    met: Met


def doors() -> Iterator[Door]:
    """Read the table."""
    yield from (Door(*line) for line in lines(Path(__file__).with_name("access.toml")))


class Scene:
    """The things at Arden's desk, and programs of everybody who may come to it."""

    def __init__(self, at: Office) -> None:
        self.office = at
        observer = next(code for code, party in at.forum.parties.items() if party.kind == "observer_state")
        at.lodge(
            ConveneMeeting, "BOR", body="SOC", label="2026/1", opens_at=at.stage.at.replace(day=28),
            venue=Text(en="Hall"), subject=Text(en="Review"), contact=CONTACT,
        )  # fmt: skip
        at.lodge(Object, "COR", proposal=at.silence("A third plan"), reason=REASON)
        self.objection = next(line.place for line in at.directory.newest() if line.kind == "Object")
        self.proposal = at.silence()
        self.exchanged = exchange(at)
        people = {letter: at.person(role, role) for letter, role in ROLES.items()} | {"N": at.person("nobody")}
        people["B"] = at.person("both", "drafter", "clearer")
        for letter, party in OTHERS.items():
            people[letter] = at.person(f"everybody-{letter.lower()}", *ROLES.values(), party=party or observer)
        at.clearer(people["C"], "the secret")
        at.clearer(people["B"], "the secret")
        self.drafter = people["D"]
        self.programs = {"P": Program(None), "E": Program(self._ended()), "I": Program(self._shut_out())}
        for actor in ACTORS:
            scopes, _colon, person = actor.partition(":")
            if person:
                key = key_for(at, people[person], *(SCOPES[scope] for scope in scopes))
                self.programs[actor] = Program(key)
        self.certificate = self.programs["r:R"].get("/entries/0/certificate").content

    def _ended(self) -> str:
        from comity.web.people.models import ApiKey

        key = key_for(self.office, self.office.person("late", *ROLES.values()), *EVERYTHING)
        ApiKey.objects.filter(digest=ApiKey.digest_of(key)).update(ended_at=self.office.stage.at)
        return key

    def _shut_out(self) -> str:
        person = self.office.person("gone", *ROLES.values())
        key = key_for(self.office, person, *EVERYTHING)
        person.is_active = False
        person.save()
        return key

    def draft(self) -> Any:
        """A draft of Arden's, with a file."""
        from comity.web.drafts.models import Draft
        from comity.web.uploads import Upload

        now = self.office.stage.at
        draft = Draft(party="ARD", kind="MakeStatement", about=self.proposal, created_by=self.drafter, created_at=now)
        file = Upload(MARK.encode(), "text/plain; charset=utf-8")
        draft.keep(f'{{"kind":"support","proposal":"{self.proposal}","text":"{MARK}"}}', [file], now)
        return draft

    def statement(self) -> dict[str, Any]:
        """What a member says about the proposal."""
        return {"type": "MakeStatement", "fields": {"proposal": self.proposal, "kind": "support", "text": "Words."}}

    def ask(self, name: str, actor: str) -> Any:
        """Go through a door, with the things of Arden's."""
        method, _space, path = name.partition(" ")
        symbol = self.office.forum.matters[self.proposal].symbols[0]
        digest = self.office.forum.documents[symbol].versions[0][2]
        given = {
            "proposal": self.proposal, "symbol": symbol, "digest": digest, "form": "txt", "body": "SOC", "year": "2026",
            "place": "0", "number": "1", "question": "closure",
            "code": "CICA-ACTIVITIES", "version": "1", "state": "BOR", "filed": self.exchanged.activity,
            "asked": self.exchanged.asked,
        }  # fmt: skip
        body: Any = self.statement() if method in {"POST", "PUT"} else None
        if "{draft}" in path:
            draft = self.draft()
            given |= {"draft": str(draft.pk), "digest": draft.enclosures.get().digest}
            if path.endswith("clearances"):
                body = {"seen": draft.fingerprint, "secret": "the secret"}
        if path.startswith("/corridors"):
            given["form"] = "csv"
        if path == "/entries/{place}":
            given["place"] = str(self.objection)
        address = path.format(**given) + (f"?symbol={symbol}" if path.startswith("/files") else "")
        if path == "/certificates/check":
            client = self.programs[actor].client
            return client.post(f"/api{address}", self.certificate, content_type="application/octet-stream")
        return self.programs[actor].ask(method, address, body)

    def met(self, door: Door, actor: str) -> str:
        """How an actor is met."""
        answer = self.ask(door.name, actor)
        assert answer.status_code < 500, (door, actor)
        if actor not in SEES_DRAFTS:
            assert MARK.encode() not in answer.content, (door, actor)
        if actor in {"rdc:V", "P", "E", "I"}:
            assert not [each for each in (CONTACT, REASON) if each.encode() in answer.content], (door, actor)
        assert answer.status_code < 400 or answer.headers["content-type"] == "application/problem+json", (door, actor)
        return {401: "away", 403: "no", 404: "absent"}.get(answer.status_code, str(answer.status_code))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with office(tmp_path_factory.mktemp("programs")) as opened:
        yield Scene(opened)


def operations(described: dict[str, Any]) -> set[str]:
    """Give the operations of a description, as the table names them."""
    return {
        f"{method.upper()} {path.removeprefix('/api')}"
        for path, methods in described["paths"].items()
        for method in methods
    }


def wrong(scene: Scene) -> dict[str, str]:
    """Walk the table; give where it is not kept."""
    return {
        f"{door.name} by {actor}": f"{met}, not {door.met.expected(actor)}"
        for door in doors()
        for actor in ACTORS
        if (met := scene.met(door, actor)) != door.met.expected(actor)
        and not (met in {"200", "201", "204"} and door.met.expected(actor) == "yes")
    }


def test_every_operation_stands_in_the_table(scene: Scene) -> None:
    described = scene.programs["P"].get("/openapi.json").json()
    assert {door.name for door in doors()} - {"GET /openapi.json"} == operations(described)


def test_every_program_is_met_as_the_table_says(scene: Scene) -> None:
    found = wrong(scene)
    assert not found, "\n".join(f"{door}: {met}" for door, met in found.items())


def test_a_session_of_a_signatory_lets_no_program_in(scene: Scene) -> None:
    browser = scene.office.browser(scene.office.person("all", *ROLES.values()))
    assert browser.get("/en/").status_code == 200
    assert browser.get("/api/today").status_code == 401
    assert browser.post("/api/drafts", {}, content_type="application/json").status_code == 401


def test_no_operation_signs(scene: Scene) -> None:
    from django.urls import get_resolver

    draft = scene.draft()
    for actor in ACTORS:
        for path in (f"/drafts/{draft.pk}/sign", f"/drafts/{draft.pk}/signature", f"/drafts/{draft.pk}/receipt"):
            assert scene.programs[actor].ask("post", path, {"secret": "the secret"}).status_code == 404
    assert not [each for each in get_resolver().reverse_dict if "sign" in str(each) and "api" in str(each)]
    assert scene.office.sent == []


def test_who_loses_a_role_loses_what_the_key_let_the_program_do(scene: Scene) -> None:
    at = scene.office
    person = at.person("demoted", "drafter")
    machine = Program(key_for(at, person))
    assert machine.ask("post", "/drafts", scene.statement()).status_code == 201
    person.grants.all().delete()
    assert [machine.ask("post", "/drafts", scene.statement()).status_code, machine.get("/today").status_code] == [
        403,
        403,
    ]


def test_of_a_key_only_a_digest_is_kept(scene: Scene) -> None:
    from django.db import connection

    key = key_for(scene.office, scene.drafter, "read")
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = connection.settings_dict["NAME"]
    assert key.removeprefix("comity_").encode() not in name.read_bytes()
    assert len(os.fspath(key)) == len("comity_") + 64
