# SPDX-License-Identifier: Apache-2.0
"""Another headquarters follows on a change that nobody knows to be confirmed: those who had to confirm it confirm both."""

from functools import cache

import msgspec
import pytest

from comity.record.certificate import certify, verify_certificate
from comity.record.confirmation import confirmed, witness_set
from comity.record.errors import ChangeInside, Unconfirmed
from comity.record.follow import Held, follow, hold
from comity.record.history import History
from comity.record.replay import check_here, replay
from comity.rules.forum import forum_bytes
from comity.tlog.merkle import inclusion_proof
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.record.paper import anchor, certificate, put_together, refusal, taken_apart
from tests.record.stories import adopting

BEFORE = WITNESSES
"""Who witnessed before the change: N = 4, K = 3. With ELV N = 5, K = 4."""


def lost(*enrolled: str) -> Archivist:
    """A record with an outcome whose last entries are a change that was not confirmed, and successions after it."""
    record = Archivist.opened()
    adopting(record, "CICA/SOC/2026/L.1")
    record.confirm()
    record.enrol("ELV")
    record.changes.pop()
    for epoch, _ in enumerate(enrolled or ("ELV",), 2):
        record.wait(hours=1).succeed(*WITNESSES, epoch=epoch)
        record.changes.pop()
    return record


@cache
def opened() -> Archivist:
    """Such a record, confirmed by three of the four: genesis, …, the change (6), the succession (7)."""
    record = lost()
    record.changes.append(record.confirm(*BEFORE[:3]))
    return record


@cache
def gone_on() -> Archivist:
    """The same, with a document after it."""
    record = lost()
    record.changes.append(record.confirm(*BEFORE[:3]))
    record.circulate("CICA/SOC/2026/L.2")
    record.confirm(*BEFORE)
    return record


def held(record: Archivist, size: int, *codes: str) -> Held:
    """What a node holds that followed to this size."""
    reached = replay(record.entries[:size], check_here)
    return Held(reached.forum, reached.frontier, record.checkpoint(*codes, size=size))


CHANGE, SUCCESSION = 7, 8
"""The sizes at which they stand."""


def test_a_node_follows_over_both_in_one_step() -> None:
    record = opened()
    reached = follow(held(record, 5), record.confirmed, record.entries[5:], check_here, read=record.read)
    assert isinstance(reached, Held)
    assert forum_bytes(reached.forum) == forum_bytes(record.state)
    assert reached.before is not None
    assert ([each.code for each in reached.before.witnesses], reached.before.quorum) == ([*BEFORE], 3)
    assert reached.before.origin == f"{ORIGIN}/2"
    assert hold(record.entries, record.confirmed, check_here).before == reached.before
    confirmed(record.confirmed, reached.before)
    with pytest.raises(Unconfirmed, match="3 of 5 witnesses"):
        confirmed(record.confirmed, witness_set(reached.forum))


def test_a_node_that_holds_the_change_need_not_see_it_confirmed() -> None:
    record = lost()
    start = held(record, 5)
    old = Archivist.opened()
    old.entries, old.at = record.entries[:CHANGE], record.at
    changed = follow(start, old.checkpoint(), record.entries[5:CHANGE], check_here, read=record.read)
    assert isinstance(changed, Held)
    assert changed.before is not None
    reached = follow(changed, record.checkpoint(), record.entries[CHANGE:], check_here, read=record.read)
    assert isinstance(reached, Held)
    assert reached.before is not None
    assert reached.before.witnesses == changed.before.witnesses
    assert reached.before.origin == f"{ORIGIN}/2"


def test_nothing_else_follows_on_such_a_change() -> None:
    record = gone_on()
    with pytest.raises(ChangeInside) as inside:
        follow(held(record, 5), record.confirmed, record.entries[5:], check_here, read=record.read)
    assert inside.value.index == SUCCESSION - 1
    with pytest.raises(ChangeInside):
        follow(held(record, 5), record.confirmed, record.entries[5 : SUCCESSION + 1], check_here, read=record.read)
    step = follow(held(record, 5), opened().checkpoint(), record.entries[5:SUCCESSION], check_here, read=record.read)
    assert isinstance(step, Held)
    with pytest.raises(Unconfirmed, match="0 of 4 witnesses"):
        follow(step, record.confirmed, record.entries[SUCCESSION:], check_here, read=record.read)


def test_a_second_change_is_no_succession() -> None:
    record = Archivist.opened()
    for pair in ("ELV", "FEN"):
        record.enrol(pair)
    with pytest.raises(ChangeInside) as inside:
        follow(held(record, 1), record.checkpoint(), record.entries[1:], check_here, read=record.read)
    assert inside.value.index == 1


def test_a_second_successor_follows_on_the_first() -> None:
    record = lost("first", "second")
    record.changes.append(record.confirm(*BEFORE[:3]))
    reached = follow(held(record, 5), record.confirmed, record.entries[5:], check_here, read=record.read)
    assert isinstance(reached, Held)
    assert (reached.forum.epoch, reached.before and reached.before.quorum) == (3, 3)
    verified = verify_certificate(certificate(record, 5), anchor(record))
    assert (verified.checkpoint.origin, verified.witnesses, verified.quorum) == (f"{ORIGIN}/3", 4, 3)
    assert len(taken_apart(certificate(record, 5))[1]["chain"]["changes"]) == 3


@pytest.mark.parametrize("index", [0, 5, CHANGE - 1, SUCCESSION - 1])
def test_a_certificate_under_the_head_of_both(index: int) -> None:
    record = opened()
    verified = verify_certificate(certificate(record, index), anchor(record))
    assert (verified.witnesses, verified.quorum, verified.confirmations) == (4, 3, ("ARD", "BOR", "COR"))


def test_a_certificate_of_what_came_after() -> None:
    record = gone_on()
    data = certify(record.archive, record.state, len(record.entries) - 1)
    verified = verify_certificate(data, anchor(record))
    assert (verified.witnesses, verified.quorum, verified.least_quorum) == (5, 4, 3)
    first, second = taken_apart(data)[1]["chain"]["changes"]
    assert first["checkpoint"] == second["checkpoint"]


def test_the_set_after_the_change_does_not_confirm_it() -> None:
    """Two of those before, and whom the change brings in."""
    record = lost()
    proof, body = taken_apart(certificate(gone_on(), 5))
    weak = record.checkpoint("ARD", "BOR", "ELV").decode()
    for link in body["chain"]["changes"]:
        link["checkpoint"] = weak
    assert refusal(put_together(proof, body)).startswith("2 of 4 witnesses cosigned size 8")


def test_under_one_head_only_successions_follow() -> None:
    """A certificate cannot let the witnesses that one change brings in confirm another one in the same checkpoint."""
    proof, body = taken_apart(certificate(gone_on(), 5))
    first, second = body["chain"]["changes"]
    body["chain"]["changes"] = [second, first]
    assert refusal(put_together(proof, body)) == "a checkpoint ends with two changes, and the second is no succession"


def test_a_change_that_nobody_had_to_confirm_has_its_own_head() -> None:
    """Else whoever makes a log could let witnesses of his own enrol themselves, and name him."""
    record = Archivist.opened(witnesses=())
    record.enrol("ARD")
    record.wait(seconds=1).succeed("ARD")
    record.confirmed = record.changes[1]
    proof, body = taken_apart(certificate(record, 1))
    first, second = body["chain"]["changes"]
    whole = msgspec.to_builtins(inclusion_proof(record.read, 1, 3))
    first |= {"checkpoint": second["checkpoint"], "consistency": second["consistency"], "proof": whole}
    assert refusal(put_together(proof, body)) == "only its own checkpoint shows a change that no witness had to confirm"


def test_history_names_those_before_the_change() -> None:
    record = gone_on()
    known = History(record.entries[0])
    known.grow(record.entries[1:])
    assert known.at(f"{ORIGIN}/2", SUCCESSION).quorum == 3
    assert known.at(f"{ORIGIN}/2", SUCCESSION + 1).quorum == 4
