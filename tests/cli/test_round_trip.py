# SPDX-License-Identifier: Apache-2.0
"""A text on its way through the verbs: proposed, placed under silence, objected to, certified. In the order of the file."""

import json
import subprocess
from pathlib import Path

import pytest

from comity.acts.entry import parse_entry
from comity.conferences.conference import load
from comity.node.remote import Remote, head_of
from comity.record.replay import check_here, replay
from comity.rules.forum import Forum, forum_bytes
from tests.cli.house import COMITY, PLAY, Serving, comity, serving


@pytest.fixture
def symbol(proposed: Serving) -> str:
    """The symbol of the text, with the year at the seat."""
    documents = folded(proposed).documents
    return next(iter(sorted(documents)))


def folded(served: Serving) -> Forum:
    """The confirmed forum, worked out here from the bytes."""
    remote = Remote(served.url)
    size = head_of(remote.checkpoint()).size
    return replay(remote.entries(0, size), check_here).forum


def test_the_parties_stand_in_the_conferences_order(house: Serving) -> None:
    said = house.verb("parties", "--kind", "member", "--json")
    members = [party for party in load("exercise").parties if party.kind == "member"]
    assert said.code == 0
    assert [(row["code"], row["name"]) for row in said.lines] == [(party.code, party.name_en) for party in members]
    assert [row["code"] for row in said.lines if row["witness"]] == ["ARD", "BOR", "COR", "DEL"]
    russian = house.verb("parties", "--kind", "member", "--json", "--lang", "ru")
    assert [row["name"] for row in russian.lines] == [party.name_ru for party in members]


def test_state_is_worked_out_from_the_record(proposed: Serving) -> None:
    said = proposed.verb("state", "--json")
    assert said.code == 0
    assert said.out.encode() == forum_bytes(folded(proposed)) + b"\n"
    readable = proposed.verb("state")
    assert json.loads(readable.out) == json.loads(said.out)


def test_a_proposal_carries_the_files_as_they_are(proposed: Serving, symbol: str) -> None:
    document = folded(proposed).documents[symbol]
    held = {language: Remote(proposed.url).blob(digest) for language, _, digest in document.versions}
    assert held == {language: (PLAY / f"plan.{language}.txt").read_bytes() for language in ("en", "ru")}


def test_what_the_rules_refuse_is_not_lodged(proposed: Serving, symbol: str) -> None:
    before = forum_bytes(folded(proposed))
    said = proposed.verb("silence", symbol, "--period", "30s")
    assert said.code == 4
    assert "Refused by rule 9.5" in said.err
    assert "Nothing was put on the record." in said.err
    russian = proposed.verb("silence", symbol, "--by", "COR", "--period", "2m", "--lang", "ru")
    assert russian.code == 4
    assert "Отказано согласно правилу 5.3" in russian.err
    assert "В реестр ничего не внесено." in russian.err
    early = proposed.verb("object", symbol, "--by", "COR")
    assert (early.code, "rule 7.2" in early.err, "Nothing was put on the record." in early.err) == (4, True, True)
    assert forum_bytes(folded(proposed)) == before


def test_the_chair_places_it_under_silence(proposed: Serving, symbol: str) -> None:
    said = proposed.verb("silence", symbol, "--period", "10m", "--json")
    assert said.code == 0
    matter = next(iter(folded(proposed).matters.values()))
    assert matter.stage == "under_silence"
    assert matter.silence is not None
    assert said.said("silence_runs")[0]["utc"] == f"{matter.silence.deadline_at:%Y-%m-%d %H:%M:%S} UTC"


def test_status_tells_the_deadline_in_three_zones(proposed: Serving, symbol: str) -> None:
    said = proposed.verb("status", "--json")
    assert said.code == 0
    matter = next(iter(folded(proposed).matters.values()))
    assert matter.silence is not None
    row = said.said("status_silence")[0]
    assert (row["proposal"], row["body"]) == (symbol, "SOC")
    assert row["utc"] == f"{matter.silence.deadline_at:%Y-%m-%d %H:%M:%S} UTC"
    assert row["seat"].endswith(" +0500")
    word = said.said("confirmed_by")[0]
    assert (word["witnesses"], word["quorum"], word["provisional"]) == (4, 3, False)
    spoken = proposed.verb("status", "--lang", "ru")
    assert "Идёт процедура отсутствия возражений" in spoken.out


def test_an_objection_ends_it_and_whoever_follows_the_log_hears_of_it(proposed: Serving, symbol: str) -> None:
    words = ("log", "--follow", "--json", "--from", "4", "--url", proposed.url, "--dir", str(proposed.root))
    follower = subprocess.Popen([COMITY, *words], stdout=subprocess.PIPE, text=True)
    said = proposed.verb("object", symbol, "--by", "COR", "--reason", "Paragraph 4 is under review.")
    assert (said.code, said.err) == (0, "")
    matter = next(iter(folded(proposed).matters.values()))
    assert [(each.party, each.state) for each in matter.objections] == [("COR", "stands")]
    assert follower.stdout is not None
    heard = []
    for line in follower.stdout:
        heard.append(json.loads(line)["act"]["type"])
        if heard[-1] == "RecordOutcome":
            break
    follower.kill()
    follower.communicate()
    assert [kind for kind in heard if kind != "Mark"] == ["Object", "RecordOutcome"]


def test_an_act_written_as_json_is_completed_signed_and_lodged(proposed: Serving, tmp_path: Path) -> None:
    forum = folded(proposed)
    file = tmp_path / "act.json"
    file.write_text(json.dumps({"type": "VoidSymbol", "symbol": forum.edition.symbol_prefix, "reason": "misprint"}))
    assert proposed.verb("lodge", file, "--by", "SECRETARIAT").code == 4
    wanted = next(iter(forum.documents)).replace("L.1", "L.2")
    file.write_text(json.dumps({"type": "VoidSymbol", "symbol": wanted, "reason": "misprint"}))
    said = proposed.verb("lodge", file, "--by", "SECRETARIAT", "--json")
    assert said.code == 0
    index = said.said("lodged")[0]["index"]
    entry = Remote(proposed.url).entries(index, index + 1)[0]
    signed = parse_entry(entry).signed
    assert (type(signed.act).__name__, signed.id) == ("VoidSymbol", said.said("lodged")[0]["act"])
    note = tmp_path / "act.note"
    note.write_bytes(entry.partition(b"\n")[2])
    assert Remote(proposed.url).lodge(note.read_bytes())["index"] == index


def test_files_that_are_no_act_are_told(proposed: Serving, tmp_path: Path) -> None:
    file = tmp_path / "act.json"
    for content, told in (
        ("{", "neither a signed note nor a JSON object"),
        ('{"type": "Applaud"}', "the types of acts are"),
        ('{"type": "Object", "proposal": "x"}', "proposal"),
    ):
        file.write_text(content)
        said = proposed.verb("lodge", file, "--by", "COR")
        assert (said.code, told in said.err, "Nothing was put on the record." in said.err) == (2, True, True)
    file.write_text("comity/act/v1\n{}\n")
    assert proposed.verb("lodge", file).code == 1


def test_the_log_reads_like_minutes(proposed: Serving, symbol: str) -> None:
    said = proposed.verb("log", "--json")
    kinds = [row["act"]["type"] for row in said.lines if row["act"]["type"] != "Mark"]
    assert kinds[:5] == ["Genesis", "CirculateDocument", "Propose", "PlaceUnderSilence", "Object"]
    assert "RecordOutcome" in kinds
    spoken = proposed.verb("log")
    assert f"Corvia objects to {symbol}: Paragraph 4 is under review." in spoken.out
    assert f"{symbol}: the silence has ended, an objection was received" in spoken.out
    russian = proposed.verb("log", "--lang", "ru", "--from", "4")
    assert f"Корвия: возражение по {symbol}" in russian.out
    assert "     0  " not in russian.out


def test_the_outcome_is_certified(proposed: Serving, symbol: str, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    said = proposed.verb("certificate", symbol, "--out", proof)
    assert said.code == 0
    assert comity("verify", proof, "--anchor", proposed.root / "anchor").code == 0
    again = proposed.verb("certificate", symbol, "--out", proof)
    assert again.code == 5
    by_index = proposed.verb("certificate", "0", "--out", tmp_path / "zero")
    assert by_index.code == 0
    assert proposed.verb("certificate", "9999", "--out", tmp_path / "none").code == 5


def test_another_anchor_is_refused_before_anything_is_signed(proposed: Serving, symbol: str, tmp_path: Path) -> None:
    other = tmp_path / "anchor"
    other.write_text("00" * 32 + "\n")
    for words in (("status",), ("state",), ("log",), ("object", symbol, "--by", "COR")):
        said = proposed.verb(*words, "--anchor", other)
        assert said.code == 1
        assert (proposed.root / "anchor").read_text().strip() in said.err


def test_without_an_anchor_reading_is_possible_and_signing_is_not(
    proposed: Serving, symbol: str, tmp_path: Path
) -> None:
    assert comity("state", "--url", proposed.url, "--dir", tmp_path).code == 3
    assert comity("parties", "--url", proposed.url, "--dir", tmp_path).code == 3
    said = comity("object", symbol, "--by", "COR", "--url", proposed.url, "--dir", tmp_path)
    assert (said.code, "give --anchor" in said.err) == (2, True)


def test_names_that_are_not_there_are_told(proposed: Serving) -> None:
    said = proposed.verb("object", "EXERCISE/SOC/2026/L.99", "--by", "COR")
    assert (said.code, "no proposal is called" in said.err) == (5, True)
    said = proposed.verb("propose", "--by", "XYZ", "--body", "SOC", "--title", "x", "--en", PLAY / "plan.en.txt")
    assert (said.code, "no party is called XYZ" in said.err) == (5, True)
    said = proposed.verb("propose", "--by", "COR", "--body", "SOC", "--title", "x")
    assert (said.code, "--en and --ru, or --symbol" in said.err) == (2, True)


def test_a_second_process_is_refused(proposed: Serving) -> None:
    for verb in ("serve", "run"):
        said = comity(verb, "--dir", proposed.root, "--port", "0")
        assert (said.code, "another process serves" in said.err) == (5, True)
    assert proposed.verb("status").code == 0


def test_it_ends_in_order_and_is_taken_up_again(proposed: Serving) -> None:
    remote = Remote(proposed.url)
    before = remote.entries(0, head_of(remote.checkpoint()).size)
    assert proposed.end() == 0
    said = proposed.verb("object", "EXERCISE/SOC/2026/L.1", "--by", "COR")
    assert (said.code, "does not answer" in said.err, "Nothing was put on the record." in said.err) == (5, True, True)
    assert comity("fsck", proposed.root).code == 0
    with serving(proposed.root, "serve") as again:
        assert Remote(again.url).entries(0, len(before)) == before
