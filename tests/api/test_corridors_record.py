# SPDX-License-Identifier: Apache-2.0
"""Corridors fed by the record: fictional states file the status of ways, contradict one another, and all doors say the same."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec.structs import replace

from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Blob
from comity.acts.measures import AdoptTemplate
from comity.acts.returns import AmendReturn, ConfirmReturn, FileReturn, Value
from comity.cli.exits import DONE, WRONG
from comity.cli.main import main
from comity.conferences.measures import PATTERNS, measures_of
from comity.corridors import shipped
from comity.node.notices import notices
from comity.web.reading import entry_at
from tests.api.program import Program, program
from tests.registry.house import open_doors
from tests.web.office import SECRETARIAT, Office, office
from tests.web.test_circulate import FORM

DISPUTED, PORT, OTHER = "ferry-aktau_port-alat", "poti", "ferry-turkmenbashi_port-alat"
OF_PORT = {link.id for link in shipped.network().at[PORT] if link.mode in {"sea", "ferry"}}
ON = "2026-11-24"
BORDER = next(each for each in measures_of(PATTERNS) if each.code == "BORDER-STATUS")


class Scene(NamedTuple):
    """An office whose record has notices, a program that asks there, and the address of the registry."""

    office: Office
    program: Program
    url: str
    filed: dict[str, str]


def words(way: str, state: str, since: str, **more: str) -> tuple[Value, ...]:
    said = {"way": way, "mode": "sea", "state": state, "direction": "both", "reason": "weather", "from_at": since}
    return tuple(Value(key=key, text=text) for key, text in (said | more).items())


def file(at: Office, by: str, values: tuple[Value, ...], **more: Any) -> str:
    return at.lodge(FileReturn, by, template=BORDER.code, version=1, language="en", values=values, **more)


def furnish(at: Office) -> dict[str, str]:
    """Let Arden and Borea contradict one another of a ferry; beside it everything that is no notice, or of another day."""
    at.lodge(AdoptTemplate, "ARD", "BOR", "COR", template=replace(BORDER, parties=("ARD", "BOR", "COR")))
    midnight = "2026-11-23T19:00:00Z"  # of the 24th, in the zone of the measure
    filed = {
        "closed": file(at, "ARD", words(DISPUTED, "closed", "2026-11-20T04:00:00Z")),
        "open": file(at, "BOR", words(DISPUTED, "limited", "2026-11-21T04:00:00Z", until_at="2026-12-01T04:00:00Z")),
        "port": file(at, "COR", words(PORT, "open", "2026-11-01T00:00:00Z")),
        "over": file(at, "COR", words(OTHER, "closed", "2026-11-01T00:00:00Z", until_at=midnight)),
        "unknown": file(at, "COR", words("north-gate", "closed", "2026-11-01T00:00:00Z")),
        "one way": file(at, "BOR", words(OTHER, "closed", "2026-11-01T00:00:00Z", direction="out")),
    }
    at.lodge(AmendReturn, "COR", filed=filed["port"], kind="change",
             values=words(PORT, "closed", "2026-11-02T00:00:00Z"), reason="storm")  # fmt: skip
    taken_back = file(at, "ARD", words(OTHER, "closed", "2026-11-01T00:00:00Z"))
    at.lodge(AmendReturn, "ARD", filed=taken_back, kind="withdrawal", reason="filed twice")
    file(at, "ARD", words(OTHER, "closed", "2026-11-01T00:00:00Z"), exercise=True)
    paper = b"%PDF-1.4 a page"
    scan = Blob(sha256=at.stage.registry.store(paper), size=len(paper), media_type="application/pdf", kind="attachment")
    filed["handed over"] = file(
        at, SECRETARIAT, words("kuryk_port", "closed", "2026-11-01T00:00:00Z"), state="ARD", channel="paper",
        received_at=datetime.fromisoformat("2026-11-24T08:00:00+00:00"), office="Registry", scan=scan,
    )  # fmt: skip
    return filed


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with office(tmp_path_factory.mktemp("record")) as at:
        filed = furnish(at)
        with open_doors(at.stage.registry, at.stage.registry_clock) as (_pool, url, _loop):
            yield Scene(at, program(at, "analyst", "reader"), url, filed)


def asked(scene: Scene, **more: str) -> list[dict[str, Any]]:
    """Ask what the notices of the record come to, as a program."""
    query = "&".join(f"{key}={value}" for key, value in ({"scenario": "record", "on": ON} | more).items())
    answer = scene.program.get(f"/corridors/closure/answer.json?{query}")
    assert answer.status_code == 200, answer.content
    return [json.loads(line) for line in answer.content.splitlines()]


def told(said: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in said if each["said"] == f"corridors_{kind}"]


def test_every_notice_of_the_day_is_shown_with_its_author_and_its_entry(scene: Scene) -> None:
    said = asked(scene)
    shown = [
        (each["author_name"], each["link"], each["state"], each["contradicted"], each["closes"])
        for each in told(said, "notified")
    ]
    assert shown[:2] == [
        ("Arden", DISPUTED, "closed", True, True),
        ("Borea", DISPUTED, "limited", True, False),
    ]
    assert {each[:3] for each in shown[2:]} == {
        *(("Corvia", link, "closed") for link in OF_PORT),
        ("Corvia", "north-gate", "closed"),
        ("Borea", OTHER, "closed"),
    }
    assert [each["closes"] for each in told(said, "notified") if each["link"] == OTHER] == [False]
    directory = scene.office.directory
    of_port = next(each for each in notices(scene.office.forum, directory, entry_at) if each.link == PORT)
    assert (of_port.entry, of_port.from_on) == (directory.correspondence.places(scene.filed["port"])[-1], "2026-11-02")
    assert told(said, "recorded") == [
        {"said": "corridors_recorded", "on": ON, "notices": len(shown), "contradicted": 1, "counting": "closed"}
    ]


def test_either_of_contradicting_notices_is_computed(scene: Scene) -> None:
    closed = {counting: set(told(asked(scene, counting=counting), "if")[0]["links"]) for counting in ("closed", "open")}
    assert closed["closed"] - closed["open"] == {DISPUTED}
    assert closed["open"] == OF_PORT
    before = told(asked(scene, on="2026-11-01"), "notified")
    assert {each["link"] for each in before} == {OTHER, "north-gate"}
    assert {each["closes"] for each in before if each["link"] == OTHER} == {True, False}


def test_page_program_and_verb_say_the_same(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    browser = scene.office.browser(scene.office.person("reader-of-notices", "reader"))
    capsys.readouterr()
    anchor = scene.office.stage.anchor.hex()
    record = ("--scenario", "record", "--url", scene.url, "--anchor", anchor)
    assert main(["corridors", "closure", *record, "--counting", "both", "--on", ON, "--json"]) == DONE
    verb = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    programs = [asked(scene, counting=counting) for counting in ("closed", "open")]
    assert verb == [*programs[0], *programs[1]]
    for said, counting in zip(programs, ("closed", "open"), strict=True):
        address = f"/en/corridors/closure/?scenario=record&on={ON}&counting={counting}"
        page = browser.get(address).content.decode()
        table = page.split("Notices on the record that speak of this day", 2)[-1].split("</table>", 1)[0]
        rows = table.split("<tr>")[2:]
        assert len(rows) == len(told(said, "notified"))
        for row, notice in zip(rows, told(said, "notified"), strict=True):
            assert f">{notice['author_name']}, entry {notice['entry']}<" in row
            assert ("taken as not available" in row) == notice["closes"]
            assert ("another author says otherwise" in row) == notice["contradicted"]
        other = {"closed": "open", "open": "closed"}[counting]
        assert f"counting={other}" in page.split("Compute it with the other notices counted", 1)[0].rsplit("<a ", 1)[1]
        files = browser.get(f"/en/corridors/closure/answer.json?scenario=record&on={ON}&counting={counting}")
        assert [json.loads(line) for line in files.content.splitlines()] == said


def test_what_the_secretariat_filed_counts_once_its_state_has_confirmed_it(scene: Scene) -> None:
    assert [each for each in told(asked(scene), "notified") if "kuryk" in each["link"]] == []
    scene.office.lodge(ConfirmReturn, "ARD", filed=scene.filed["handed over"])
    assert [each["author"] for each in told(asked(scene), "notified") if "kuryk" in each["link"]] == ["ARD"]


def test_an_answer_is_annexed_by_its_fingerprint_and_can_be_computed_anew(
    scene: Scene, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at, browser = scene.office, scene.office.everybody("annexer")
    address = f"/en/corridors/closure/?scenario=record&on={ON}"
    shown = re.findall(r'class="fingerprint[^"]*">([0-9a-f]{64})', browser.get(address).content.decode())
    answer = browser.get(address.replace("/?", "/answer.json?")).content
    draft = at.written(browser, "circulate", data={**FORM, "file_en": SimpleUploadedFile("answer.json", answer)})
    assert at.sign(browser, draft).status_code == 302
    act = entry_at(at.directory.of_party("ARD")[-1]).signed.act
    assert isinstance(act, CirculateDocument)
    blob = act.versions[0].blob
    annexed = at.stage.nodes["DEL"].store.text(blob.sha256)
    premises = told([json.loads(line) for line in answer.splitlines()], "premises")[0]
    assert annexed is not None
    assert (annexed, shown) == (answer, [blob.sha256, premises["data"]])
    capsys.readouterr()
    for changed, code, word in (
        (annexed, DONE, blob.sha256),
        (annexed.replace(b'"changed":', b'"changed":1'), WRONG, "line"),
        (annexed.replace(premises["data"].encode(), b"0" * 64), WRONG, premises["data"]),
        (annexed.replace(b"corridors_limits", b"limits"), WRONG, f"line {len(annexed.splitlines())}"),
    ):
        (tmp_path / "annexed.json").write_bytes(changed)
        assert main(["corridors", "check", str(tmp_path / "annexed.json")]) == code
        assert word in "".join(capsys.readouterr())
