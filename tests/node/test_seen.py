# SPDX-License-Identifier: Apache-2.0
"""A suppressed objection: nodes say that they saw it, and nothing is confirmed past the deadline without it."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from comity.acts.seen import parse_seen
from comity.acts.signed import parse_signed_act
from comity.acts.silence import Object, PlaceUnderSilence
from comity.node.errors import NotYet
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Offered
from comity.node.remote import Remote
from comity.record.receipt import Receipt
from comity.rules.outcome import Refused
from comity.tlog.note import parse_note
from tests.cast.forum import MEMBERS, START, WITNESSES
from tests.cast.keys import note_signer
from tests.cast.scribe import Scribe
from tests.node.capital import Capitals, Censored, capitals_of
from tests.node.conftest import Founded
from tests.node.test_node import circulated

DEADLINE = START + timedelta(seconds=100)


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """A text under silence until `DEADLINE`; no act reaches the registry by the nodes."""
    with capitals_of(tmp_path, founded, *WITNESSES, link=Censored) as capitals:
        proposal = circulated(capitals)
        capitals.place(placing(capitals, proposal))
        capitals.beat()
        assert capitals.beat() == 4
        yield capitals


def placing(capitals: Capitals, proposal: str) -> bytes:
    text = Scribe(capitals.seat.forum).text_of(proposal)
    fields = {"deadline_at": DEADLINE, "text_sha256": text, "notified": tuple(MEMBERS), "proposal": proposal}
    return capitals.write(PlaceUnderSilence, "BOR", **fields)


def objection(capitals: Capitals, by: str = "COR") -> bytes:
    (proposal,) = capitals.seat.forum.matters
    return capitals.write(Object, by, proposal=proposal, reason="Paragraph 2.")


def go_to(capitals: Capitals, seconds: float) -> None:
    """Let it be so many seconds after the start, with a mark before that is confirmed."""
    capitals.seat.clock.now = START + timedelta(seconds=seconds - 2)


def matter_stage(capitals: Capitals) -> str:
    (matter,) = capitals.seat.forum.matters.values()
    return matter.stage


def hold(capitals: Capitals, *codes: str) -> str:
    """Corvia objects where the registry does not answer; these nodes hear of it. Gives the act's id."""
    note = objection(capitals)
    act = parse_signed_act(note).id
    assert capitals["COR"].lodge(note) == Offered(act, shown=True)
    for code in codes:
        capitals[code].hear()
    for node in ("COR", "ARD", "COR"):
        capitals[node].hear()
    return act


def test_what_reaches_the_record_is_lodged_and_receipted(tmp_path: Path, founded: Founded) -> None:
    with capitals_of(tmp_path, founded, *WITNESSES, points=1) as capitals:
        proposal = circulated(capitals)
        capitals.place(placing(capitals, proposal))
        capitals.beat()
        note = objection(capitals)
        answer = capitals["COR"].lodge(note)
        assert isinstance(answer, Receipt)
        assert (answer.act, answer.index) == (parse_signed_act(note).id, 4)
        assert [each.act for each in capitals["COR"].store.awaited()] == [answer.act]
        capitals.beat()
        capitals.beat()
        assert capitals["COR"].store.awaited() == []
        refused = capitals["COR"].lodge(capitals.seat.enrol("ARD"))
        assert isinstance(refused, Refused)


def test_nodes_that_hear_of_an_act_say_when_they_saw_it_and_bring_it_to_the_registry(capitals: Capitals) -> None:
    note = objection(capitals)
    act = parse_signed_act(note).id
    assert capitals["COR"].lodge(note) == Offered(act, shown=True)
    object.__setattr__(capitals["BOR"], "registry", Remote(capitals.house.url))
    capitals["ARD"].hear()
    assert (matter_stage(capitals), capitals["ARD"].store.duties()[0].act) == ("under_silence", act)
    capitals["BOR"].hear()
    assert matter_stage(capitals) == "objected"
    for code in WITNESSES:
        capitals[code].hear()
    said = {code: parse_seen(parse_note(payload).text) for code, payload in capitals.letters("seen")}
    now = int(capitals.seat.clock.now.timestamp())
    assert {code: (each.act, each.at_s) for code, each in said.items()} == dict.fromkeys(WITNESSES, (act, now))
    assert set(capitals["DEL"].store.gathered("seen", act)) == set(WITNESSES)


def test_past_the_deadline_nothing_is_cosigned_without_an_act_that_was_seen(capitals: Capitals) -> None:
    hold(capitals, *WITNESSES)
    go_to(capitals, 99)
    assert capitals.beat() == 4
    go_to(capitals, 104)
    assert capitals.beat() == 4
    assert (matter_stage(capitals), capitals.seat.forum.size) == ("adopted", 5)
    for code in WITNESSES:
        with pytest.raises(NotYet, match="without the objection"):
            capitals.all[code].restart().follow()
        capitals.seat.clock.wait(seconds=400)
        assert not capitals[code].refresh()
    assert capitals.beat() == 4


def test_before_the_deadline_everything_goes_on(capitals: Capitals) -> None:
    hold(capitals, *WITNESSES)
    (proposal,) = capitals.seat.forum.matters
    capitals.place(capitals.seat.statement(proposal, "DEL"))
    assert capitals.beat() == 5


def test_what_a_quorum_saw_in_time_is_entered_and_ends_the_silence(capitals: Capitals) -> None:
    hold(capitals, *WITNESSES)
    for code in WITNESSES:
        capitals[code].hear()
    go_to(capitals, 104)
    assert capitals.beat() == 4
    assert capitals["COR"].enter(note_signer("COR"), os.urandom) == []
    object.__setattr__(capitals["DEL"], "registry", Remote(capitals.house.url))
    (answer,) = capitals["DEL"].enter(note_signer("DEL"), os.urandom)
    assert isinstance(answer, Receipt)
    assert matter_stage(capitals) == "objected"
    assert capitals.beat("ARD", "BOR", "COR") == capitals.seat.forum.size


def test_who_alone_saw_an_act_goes_on_once_a_quorum_of_others_passed_the_deadline_without_it(
    capitals: Capitals,
) -> None:
    act = hold_alone(capitals)
    assert [duty.act for duty in capitals["COR"].store.duties()] == [act]
    go_to(capitals, 104)
    capitals.keep_time()
    with pytest.raises(NotYet, match="without the objection"):
        capitals["COR"].follow()
    for code in ("ARD", "BOR", "DEL"):
        capitals[code].follow()
    assert capitals.confirmed == 5
    with pytest.raises(NotYet, match="without the objection"):
        capitals["COR"].follow()
    capitals["COR"].hear()
    assert capitals["COR"].follow()
    assert capitals["COR"].witness.copy.cosigned_at == int(capitals.seat.clock.now.timestamp())


def hold_alone(capitals: Capitals) -> str:
    """Corvia objects, and no other node hears of it: its letter never leaves."""
    note = objection(capitals)
    capitals["COR"].lodge(note)
    capitals["COR"].hear()
    for code in ("ARD", "BOR", "DEL"):
        for point in capitals.points:
            capitals[code].store.hear(point.url, len(RemoteMeetingPoint(point.url).letters(0)))
    return parse_signed_act(note).id


def test_a_duty_is_forgotten_by_no_store_that_is_put_back(capitals: Capitals, tmp_path: Path) -> None:
    old = capitals.all["DEL"].copy(tmp_path / "old.db")
    act = hold(capitals, *WITNESSES)
    capitals.all["DEL"].restart(old)
    assert capitals["DEL"].store.duties() == []
    go_to(capitals, 104)
    capitals.keep_time()
    with pytest.raises(NotYet, match="without the objection"):
        capitals["DEL"].follow()
    assert [duty.act for duty in capitals["DEL"].store.duties()] == [act]


def test_what_comes_after_the_deadline_was_not_seen_in_time(capitals: Capitals) -> None:
    note = objection(capitals)
    go_to(capitals, 104)
    capitals.keep_time()
    capitals["COR"].lodge(note)
    for code in WITNESSES:
        capitals[code].hear()
        assert capitals[code].store.duties() == []
    assert capitals.beat() >= 5
