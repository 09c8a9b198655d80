# SPDX-License-Identifier: Apache-2.0
"""What the verbs answer to right and to wrong arguments; each test stands by itself."""

import json
from pathlib import Path

from comity.acts.entry import parse_entry
from comity.conferences.conference import load
from comity.node.remote import Remote
from comity.rules.symbol import local_year
from tests.cli.house import PLAY, Serving, comity, folded


def test_the_parties_stand_in_the_conferences_order(house: Serving) -> None:
    said = house.verb("parties", "--kind", "member", "--json")
    members = [party for party in load("exercise").parties if party.kind == "member"]
    assert said.code == 0
    assert [(row["code"], row["name"]) for row in said.lines] == [(party.code, party.name_en) for party in members]
    assert [row["code"] for row in said.lines if row["witness"]] == ["ARD", "BOR", "COR", "DEL"]
    russian = house.verb("parties", "--kind", "member", "--json", "--lang", "ru")
    assert [row["name"] for row in russian.lines] == [party.name_ru for party in members]


def test_an_act_written_as_json_is_completed_signed_and_lodged(house: Serving, tmp_path: Path) -> None:
    forum = folded(house)
    file = tmp_path / "act.json"
    file.write_text(json.dumps({"type": "VoidSymbol", "symbol": forum.edition.symbol_prefix, "reason": "misprint"}))
    assert house.verb("lodge", file, "--by", "SECRETARIAT").code == 4
    wanted = f"EXERCISE/SOC/{local_year(forum, forum.at)}/INF.1"
    file.write_text(json.dumps({"type": "VoidSymbol", "symbol": wanted, "reason": "misprint"}))
    said = house.verb("lodge", file, "--by", "SECRETARIAT", "--json")
    assert said.code == 0
    index = said.said("lodged")[0]["index"]
    entry = Remote(house.url).entries(index, index + 1)[0]
    signed = parse_entry(entry).signed
    assert (type(signed.act).__name__, signed.id) == ("VoidSymbol", said.said("lodged")[0]["act"])
    note = tmp_path / "act.note"
    note.write_bytes(entry.partition(b"\n")[2])
    assert Remote(house.url).lodge(note.read_bytes())["index"] == index


def test_files_that_are_no_act_are_told(house: Serving, tmp_path: Path) -> None:
    file = tmp_path / "act.json"
    for content, told in (
        ("{", "neither a signed note nor a JSON object"),
        ('{"type": "Applaud"}', "the types of acts are"),
        ('{"type": "Object", "proposal": "x"}', "proposal"),
    ):
        file.write_text(content)
        said = house.verb("lodge", file, "--by", "COR")
        assert (said.code, told in said.err, "Nothing was put on the record." in said.err) == (2, True, True)
    file.write_text("comity/act/v1\n{}\n")
    assert house.verb("lodge", file).code == 1


def test_another_anchor_is_refused_before_anything_is_signed(house: Serving, tmp_path: Path) -> None:
    other = tmp_path / "anchor"
    other.write_text("00" * 32 + "\n")
    for words in (("status",), ("state",), ("log",), ("object", "any", "--by", "COR")):
        said = house.verb(*words, "--anchor", other)
        assert said.code == 1
        assert (house.root / "anchor").read_text().strip() in said.err


def test_without_an_anchor_reading_is_possible_and_signing_is_not(house: Serving, tmp_path: Path) -> None:
    assert comity("state", "--url", house.url, "--dir", tmp_path).code == 3
    assert comity("parties", "--url", house.url, "--dir", tmp_path).code == 3
    said = comity("object", "any", "--by", "COR", "--url", house.url, "--dir", tmp_path)
    assert (said.code, "give --anchor" in said.err) == (2, True)


def test_names_that_are_not_there_are_told(house: Serving) -> None:
    said = house.verb("object", "EXERCISE/SOC/2026/L.99", "--by", "COR")
    assert (said.code, "no proposal is called" in said.err) == (5, True)
    said = house.verb("propose", "--by", "XYZ", "--body", "SOC", "--title", "x", "--en", PLAY / "plan.en.txt")
    assert (said.code, "no party is called XYZ" in said.err) == (5, True)
    said = house.verb("propose", "--by", "COR", "--body", "SOC", "--title", "x")
    assert (said.code, "--en and --ru, or --symbol" in said.err) == (2, True)


def test_a_second_process_is_refused(house: Serving) -> None:
    for verb in ("serve", "run"):
        said = comity(verb, "--dir", house.root, "--port", "0")
        assert (said.code, "another process serves" in said.err) == (5, True)
    assert house.verb("status").code == 0
