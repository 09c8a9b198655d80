# SPDX-License-Identifier: Apache-2.0
"""What operations answer: the record as pages show it, drafts as pages know them, problems that name rule and field."""

import tomllib
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from comity.acts.bodies import ConveneMeeting
from comity.acts.catalogue import ACTS
from comity.acts.envelope import Text
from comity.acts.silence import Object
from comity.record.certificate import verify_certificate
from tests.api.program import PROBLEM, Program, key_for, program
from tests.web.office import Office, office
from tests.web.offices import arden, borea

__all__ = ["arden", "borea"]
CONTACT = "Protocol section, ext. 14"


@pytest.fixture
def desk(arden: Office) -> tuple[Office, Program]:
    """Arden's desk, and a program that may do everything a program may."""
    return arden, program(arden, "register", "drafter", "clearer")


def statement(proposal: str, text: str = "Arden supports this.") -> dict[str, Any]:
    """A statement of support."""
    return {"type": "MakeStatement", "fields": {"proposal": proposal, "kind": "support", "text": text}}


def test_today_and_a_decision_say_what_is_due_and_count_nobody(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    proposal = at.silence("Yearly plan", timedelta(minutes=10))
    due = machine.get("/today").json()["due"]
    assert due == [
        {"deadline_at": "2026-11-24T09:10:00Z", "proposal": proposal, "title": {"en": "Yearly plan", "ru": ""}}
    ]
    matter = machine.get(f"/decisions/{proposal}").json()
    assert (matter["stage"], matter["status"], matter["opened_at"]) == (
        "under_silence",
        "under silence",
        "2026-11-24T09:00:00Z",
    )
    assert matter["documents"][0]["versions"][0]["paragraphs"] == ["Exercise: a plan for the year."]
    assert not {"eligible", "notified", "silent", "objections"} & matter.keys()
    russian = Program(key_for(at, at.person("reader-ru", "reader")), "ru").get(f"/decisions/{proposal}")
    assert (russian.json()["status"], russian.headers["content-language"]) == ("процедура отсутствия возражений", "ru")


def test_a_list_goes_on_where_it_says(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    made = [at.proposal(f"Plan {number}") for number in range(43)]
    first = machine.get("/decisions").json()
    second = machine.get(f"/decisions?before={first['older']}").json()
    assert [each["proposal"] for each in first["decisions"] + second["decisions"]] == made[::-1]
    assert (first["older"], second["older"]) == (3, None)


def test_a_certificate_is_the_one_that_anybody_can_check(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    at.proposal()
    data = machine.get("/entries/2/certificate").content
    assert verify_certificate(data, at.stage.anchor).index == 2
    checked = machine.client.post("/api/certificates/check", data, content_type="application/octet-stream").json()
    assert (checked["place"], checked["capitals"]) == (2, ["ARD", "BOR", "COR", "DEL"])
    altered = machine.client.post("/api/certificates/check", data[:-9] + b"AAAAAAAA\n", content_type="text/plain")
    assert (altered.status_code, altered.json()["type"].rpartition(":")[2]) == (422, "proves-nothing")


def test_whom_to_ask_and_who_objected_are_told_to_those_who_may_know(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    observer = next(code for code, party in at.forum.parties.items() if party.kind == "observer_state")
    outside = program(at, "observer", "reader", party=observer)
    at.lodge(ConveneMeeting, "BOR", body="SOC", label="2026/1", opens_at=at.stage.at.replace(day=28),
             venue=Text(en="Hall"), subject=Text(en="Review"), contact=CONTACT)  # fmt: skip
    proposal = at.silence()
    at.lodge(Object, "COR", proposal=proposal, reason="Corvia cannot agree")
    place = next(each.place for each in at.directory.newest() if each.kind == "Object")
    paths = ("/meetings/SOC/2026/1", f"/entries/{at.forum.meetings['SOC/2026/1'].index}", f"/decisions/{proposal}",
             f"/entries/{place}", "/entries", "/today")  # fmt: skip
    inside = [machine.get(path).content.decode() for path in paths]
    told = [outside.get(path).content.decode() for path in paths]
    assert (CONTACT in inside[0], CONTACT in inside[1], "Corvia cannot agree" in inside[2]) == (True, True, True)
    assert not [
        path for path, text in zip(paths, told, strict=True) if CONTACT in text or "Corvia" in text or '"COR"' in text
    ]
    assert outside.get(f"/entries/{place}/certificate").status_code == 404


def test_what_is_held_is_asked_for_again_only_when_it_changed(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    proposal = at.silence()
    first = machine.get("/decisions")
    tag = first.headers["etag"]
    again = machine.get("/decisions", **{"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"].removeprefix("W/")) == (
        304,
        b"",
        tag.removeprefix("W/"),
    )
    assert machine.get("/decisions", **{"if-none-match": tag, "accept-language": "ru"}).status_code == 200
    at.lodge(Object, "COR", proposal=proposal)
    assert machine.get("/decisions", **{"if-none-match": tag}).status_code == 200
    assert Program(None).get("/decisions", **{"if-none-match": tag}).status_code == 401


def test_a_draft_by_program_is_cleared_and_signed_as_any_other(desk: tuple[Office, Program]) -> None:
    from comity.web.drafts.models import Draft
    from comity.web.people.models import Person

    at, machine = desk
    clearer = Person.objects.get(username="register")
    vkey = at.clearer(clearer, "the clearer's secret")
    chief = at.person("chief", "signatory")
    at.signatory(chief, "the chief's secret", clearers=(vkey,), clearances=1, own_counts=True)
    said = machine.ask("post", "/drafts", statement(at.silence())).json()
    wrong = machine.ask("post", f"/drafts/{said['id']}/clearances", {"seen": said["fingerprint"], "secret": "another"})
    stale = machine.ask(
        "post", f"/drafts/{said['id']}/clearances", {"seen": "0" * 64, "secret": "the clearer's secret"}
    )
    assert [(each.status_code, each.json()["type"].rpartition(":")[2]) for each in (wrong, stale)] == [
        (403, "locked"), (409, "changed"),
    ]  # fmt: skip
    cleared = machine.ask(
        "post", f"/drafts/{said['id']}/clearances", {"seen": said["fingerprint"], "secret": "the clearer's secret"}
    )
    assert (cleared.status_code, [each["by"] for each in cleared.json()["clearances"]]) == (201, ["Register"])
    assert at.sign(at.browser(chief), Draft.objects.get(pk=said["id"]), "the chief's secret").status_code == 302
    done = machine.get(f"/drafts/{said['id']}").json()
    assert (done["state"], done["place"], done["is_secured"], done["obstacle"]) == (
        "signed",
        at.forum.size - 1,
        True,
        None,
    )
    assert machine.ask("delete", f"/drafts/{said['id']}").status_code == 404


def test_a_change_takes_away_clearances_and_is_made_only_to_what_was_seen(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    proposal = at.silence()
    said = machine.ask("post", "/drafts", statement(proposal))
    tag, path = said.headers["etag"], f"/drafts/{said.json()['id']}"
    changed = machine.ask("put", path, statement(proposal, "Otherwise."), **{"if-match": tag})
    assert (changed.status_code, changed.json()["fields"]["text"]) == (200, "Otherwise.")
    late = machine.ask("put", path, statement(proposal, "Late."), **{"if-match": tag})
    assert (late.status_code, late.headers["content-type"]) == (412, PROBLEM)
    assert machine.ask("delete", path, **{"if-match": tag}).status_code == 412
    assert machine.ask("put", path, {"type": "Object", "fields": {"proposal": proposal}}).status_code == 404
    assert machine.ask("delete", path).status_code == 204
    assert machine.get("/drafts").json()[0]["state"] == "withdrawn"


def test_files_are_exactly_those_that_the_act_names(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    content = b"Working paper.\n"
    blob = {"sha256": sha256(content).hexdigest(), "size": len(content), "media_type": "text/plain; charset=utf-8"}
    series = f"EXERCISE/SOC/{at.stage.at.year}/WP.1"
    act = {
        "symbol": series,
        "title": {"en": "Paper"},
        "versions": [{"language": "en", "blob": blob, "status": "official"}],
    }
    body = {"type": "CirculateDocument", "fields": act, "files": [b64encode(content).decode()]}
    said = machine.ask("post", "/drafts", body)
    assert (said.status_code, said.json()["files"]) == (
        201, [{"sha256": blob["sha256"], "size": len(content), "media_type": "text/plain; charset=utf-8"}],
    )  # fmt: skip
    held = machine.get(f"/drafts/{said.json()['id']}/files/{blob['sha256']}")
    assert (held.content, held.headers["content-type"]) == (content, "application/octet-stream")
    faults = {
        "/fields": {**body, "files": []},
        "/files/0": {**body, "files": ["not Base64!"]},
        "/files/1": {**body, "files": [*body["files"], b64encode(b"Another.\n").decode()]},
    }
    for field, faulty in faults.items():
        answer = machine.ask("post", "/drafts", faulty)
        assert (answer.status_code, answer.json()["faults"][0]["field"]) == (422, field)


def test_a_refusal_names_rule_and_field(tmp_path: Path) -> None:
    with office(tmp_path, "BOR") as at:
        machine = program(at, "register", "drafter")
        proposal = at.proposal()
        fields = {
            "proposal": proposal, "deadline_at": "2026-11-24T09:00:01Z", "notified": list(at.forum.eligible),
            "text_sha256": "0" * 64,
        }  # fmt: skip
        body = {"type": "PlaceUnderSilence", "fields": fields}
        short = machine.ask("post", "/drafts/rehearsal", body).json()
        assert (short["rule"], short["field"], short["status"]) == ("9.5", "deadline_at", 409)
        fields["deadline_at"] = "2026-11-25T09:00:00Z"
        other = machine.ask("post", "/drafts/rehearsal", body).json()
        assert (other["rule"], other["field"]) == ("7.4", "text_sha256")
        fields["text_sha256"] = other["expected"]
        right = machine.ask("post", "/drafts/rehearsal", body)
        assert (right.status_code, machine.get("/drafts").json()) == (204, [])


def test_what_is_no_act_names_the_field(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    proposal = at.silence()
    faulty = {
        "kind": {"proposal": proposal, "kind": "agreement", "text": "Words."},
        "text": {"proposal": proposal, "kind": "support"},
        "surplus": {"proposal": proposal, "kind": "support", "text": "Words.", "surplus": 1},
    }
    for field, fields in faulty.items():
        answer = machine.ask("post", "/drafts", {"type": "MakeStatement", "fields": fields})
        assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_the_table_speaks_of_paragraphs_and_fields_that_there_are(arden: Office) -> None:  # noqa: ARG001  (Django runs)
    from comity.api.problems import FIELDS, field_of

    known = {name for act in ACTS.values() for name in act.__struct_fields__}
    paragraphs = tomllib.loads((resources.files("comity.rules") / "paragraphs.toml").read_text(encoding="utf-8"))
    assert FIELDS.keys() <= paragraphs.keys()
    assert {name for names in FIELDS.values() for name in names} <= known
    assert [field_of("9.5", "PlaceUnderSilence"), field_of("9.5", "Object"), field_of("0", "Object")] == [
        "deadline_at",
        "",
        "",
    ]


def test_elsewhere_and_otherwise_there_are_problem_documents(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    at.stage.beat()
    for method, path, status in (
        ("get", "/none", 404),
        ("get", "/", 404),
        ("post", "/today", 405),
        ("get", "/decisions/1", 422),
    ):
        answer = machine.ask(method, path)
        assert (answer.status_code, answer.headers["content-type"], answer.json()["status"]) == (
            status,
            PROBLEM,
            status,
        )
    unknown = Program("comity_" + "0" * 64).get("/today")
    assert (unknown.status_code, unknown.headers["www-authenticate"]) == (401, 'Bearer realm="comity"')
