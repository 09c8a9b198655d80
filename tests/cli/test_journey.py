# SPDX-License-Identifier: Apache-2.0
"""A text on its way through the verbs: proposed, placed under silence, objected to, certified, taken up again."""

import json
import subprocess
from pathlib import Path

from comity.node.remote import Remote, head_of
from comity.rules.forum import forum_bytes
from tests.cli.house import COMITY, PLAY, Serving, comity, folded, propose_plan, serving


def test_a_text_on_its_way(tmp_path: Path) -> None:
    assert comity("init", "--dir", tmp_path / "run").code == 0
    with serving(tmp_path / "run", "serve") as served:
        propose_plan(served)
        symbol = next(iter(folded(served).documents))
        state_is_worked_out_from_the_record(served)
        a_proposal_carries_the_files_as_they_are(served, symbol)
        what_the_rules_refuse_is_not_lodged(served, symbol)
        the_chair_places_it_under_silence(served, symbol)
        status_tells_the_deadline_in_three_zones(served, symbol)
        an_objection_ends_it_and_whoever_follows_the_log_hears_of_it(served, symbol)
        the_log_reads_like_minutes(served, symbol)
        the_outcome_is_certified(served, symbol, tmp_path)
        it_ends_in_order_and_is_taken_up_again(served)


def state_is_worked_out_from_the_record(served: Serving) -> None:
    said = served.verb("state", "--json")
    assert said.code == 0
    assert said.out.encode() == forum_bytes(folded(served)) + b"\n"
    readable = served.verb("state")
    assert json.loads(readable.out) == json.loads(said.out)


def a_proposal_carries_the_files_as_they_are(served: Serving, symbol: str) -> None:
    document = folded(served).documents[symbol]
    held = {language: Remote(served.url).blob(digest) for language, _, digest in document.versions}
    assert held == {language: (PLAY / f"plan.{language}.txt").read_bytes() for language in ("en", "ru")}


def what_the_rules_refuse_is_not_lodged(served: Serving, symbol: str) -> None:
    before = forum_bytes(folded(served))
    said = served.verb("silence", symbol, "--period", "30s")
    assert said.code == 4
    assert "Refused by rule 9.5" in said.err
    assert "Nothing was put on the record." in said.err
    russian = served.verb("silence", symbol, "--by", "COR", "--period", "2m", "--lang", "ru")
    assert russian.code == 4
    assert "Отказано согласно правилу 5.3" in russian.err
    assert "В реестр ничего не внесено." in russian.err
    early = served.verb("object", symbol, "--by", "COR")
    assert (early.code, "rule 7.2" in early.err, "Nothing was put on the record." in early.err) == (4, True, True)
    assert forum_bytes(folded(served)) == before


def the_chair_places_it_under_silence(served: Serving, symbol: str) -> None:
    said = served.verb("silence", symbol, "--period", "10m", "--json")
    assert said.code == 0
    matter = next(iter(folded(served).matters.values()))
    assert matter.stage == "under_silence"
    assert matter.silence is not None
    assert said.said("silence_runs")[0]["utc"] == f"{matter.silence.deadline_at:%Y-%m-%d %H:%M:%S} UTC"


def status_tells_the_deadline_in_three_zones(served: Serving, symbol: str) -> None:
    said = served.verb("status", "--json")
    assert said.code == 0
    matter = next(iter(folded(served).matters.values()))
    assert matter.silence is not None
    row = said.said("status_silence")[0]
    assert (row["proposal"], row["body"]) == (symbol, "SOC")
    assert row["utc"] == f"{matter.silence.deadline_at:%Y-%m-%d %H:%M:%S} UTC"
    assert row["seat"].endswith(" +0500")
    word = said.said("confirmed_by")[0]
    assert (word["witnesses"], word["quorum"], word["provisional"]) == (4, 3, False)
    spoken = served.verb("status", "--lang", "ru")
    assert "Идёт процедура отсутствия возражений" in spoken.out


def an_objection_ends_it_and_whoever_follows_the_log_hears_of_it(served: Serving, symbol: str) -> None:
    words = ("log", "--follow", "--json", "--from", "4", "--url", served.url, "--dir", str(served.root))
    follower = subprocess.Popen([COMITY, *words], stdout=subprocess.PIPE, text=True)
    said = served.verb("object", symbol, "--by", "COR", "--reason", "Paragraph 4 is under review.")
    assert (said.code, said.err) == (0, "")
    matter = next(iter(folded(served).matters.values()))
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


def the_log_reads_like_minutes(served: Serving, symbol: str) -> None:
    said = served.verb("log", "--json")
    kinds = [row["act"]["type"] for row in said.lines if row["act"]["type"] != "Mark"]
    assert kinds[:5] == ["Genesis", "CirculateDocument", "Propose", "PlaceUnderSilence", "Object"]
    assert "RecordOutcome" in kinds
    spoken = served.verb("log")
    assert f"Corvia objects to {symbol}: Paragraph 4 is under review." in spoken.out
    assert f"{symbol}: the silence has ended, an objection was received" in spoken.out
    russian = served.verb("log", "--lang", "ru", "--from", "4")
    assert f"Корвия: возражение по {symbol}" in russian.out
    assert "     0  " not in russian.out


def the_outcome_is_certified(served: Serving, symbol: str, folder: Path) -> None:
    proof = folder / "proof"
    said = served.verb("certificate", symbol, "--out", proof)
    assert said.code == 0
    assert comity("verify", proof, "--anchor", served.root / "anchor").code == 0
    again = served.verb("certificate", symbol, "--out", proof)
    assert again.code == 5
    by_index = served.verb("certificate", "0", "--out", folder / "zero")
    assert by_index.code == 0
    assert served.verb("certificate", "9999", "--out", folder / "none").code == 5


def it_ends_in_order_and_is_taken_up_again(served: Serving) -> None:
    remote = Remote(served.url)
    before = remote.entries(0, head_of(remote.checkpoint()).size)
    assert served.end() == 0
    said = served.verb("object", "EXERCISE/SOC/2026/L.1", "--by", "COR")
    assert (said.code, "does not answer" in said.err, "Nothing was put on the record." in said.err) == (5, True, True)
    assert comity("fsck", served.root).code == 0
    with serving(served.root, "serve") as again:
        assert Remote(again.url).entries(0, len(before)) == before
