# SPDX-License-Identifier: Apache-2.0
"""Evidence that other nodes leave: what stops a node until a person decides, and what it keeps without stopping."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.acts.letter import Letter, format_letter
from comity.acts.nodes import Successor
from comity.node.errors import Contradicted
from comity.node.meeting import RemoteMeetingPoint
from comity.record.evidence import ForkAtOneSize, TwoSuccessors, format_evidence, parse_evidence
from comity.record.history import History
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.note import sign_note
from comity.tlog.tree_head import Checkpoint
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, note_signer
from tests.cast.nodes import succession, successor
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded
from tests.node.test_node import circulated
from tests.node.test_succession import LOG, moved, named, opened

ROOTS = bytes(32), bytes(31) + b"\x01"
FORK = ForkAtOneSize(*(sign_checkpoint(Checkpoint(ORIGIN, 3, root), log_signers(ORIGIN), 1).decode() for root in ROOTS))


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """Three entries that all four nodes hold and know to be confirmed."""
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        circulated(capitals)
        capitals.beat()
        assert capitals.beat() == 3
        yield capitals


def leave(capitals: Capitals, code: str, kind: str, payload: bytes) -> None:
    """Leave a letter of a state's node at every point."""
    text = format_letter(Letter(ORIGIN, kind, 1_800_000_000, payload))  # type: ignore[arg-type]  # one of the kinds
    for point in capitals.points:
        RemoteMeetingPoint(point.url).post(sign_note(text, [note_signer(f"{code}/node")]))


def kept(capitals: Capitals, code: str) -> list[tuple[object, bool]]:
    return [(parse_evidence(document), decided) for document, decided in capitals[code].store.all_evidence()]


def test_a_state_that_wants_two_successors_is_found_by_all_and_stops_nobody(capitals: Capitals) -> None:
    other: Successor = successor(3)
    first, second = succession("DEL", 3), succession("DEL", 3, keys=other)
    leave(capitals, "DEL", "succession", first.encode())
    capitals["ARD"].hear()
    leave(capitals, "DEL", "succession", second.encode())
    capitals["ARD"].hear()
    evidence = TwoSuccessors(*sorted((first, second)))
    assert kept(capitals, "ARD") == [(evidence, True)]
    told = [(code, parse_evidence(document)) for code, document in capitals.letters("evidence")]
    assert told == [("ARD", evidence)]
    capitals["BOR"].hear()
    assert kept(capitals, "BOR") == [(evidence, True)]
    capitals.place(capitals.seat.statement(next(iter(capitals.seat.forum.matters)), "COR"))
    capitals.beat("ARD", "BOR", "COR")
    assert capitals.beat("ARD", "BOR", "COR") == 4


def test_the_same_successor_or_another_epoch_is_no_evidence(capitals: Capitals) -> None:
    statements = [succession("DEL", 3), succession("DEL", 2), succession("DEL", 3, epoch=3)]
    for statement in statements:
        leave(capitals, "DEL", "succession", statement.encode())
    capitals["ARD"].hear()
    assert kept(capitals, "ARD") == []


def test_a_false_accusation_of_a_state_is_not_kept(capitals: Capitals) -> None:
    false = TwoSuccessors(succession("DEL", 3), succession("COR", 3, keys=successor(3)))
    leave(capitals, "BOR", "evidence", format_evidence(false))
    capitals["ARD"].hear()
    assert kept(capitals, "ARD") == []


def test_a_fork_of_the_log_of_now_stops_a_node(capitals: Capitals) -> None:
    leave(capitals, "DEL", "evidence", format_evidence(FORK))
    capitals["ARD"].hear()
    assert kept(capitals, "ARD") == [(FORK, False)]
    with pytest.raises(Contradicted):
        capitals["ARD"].follow()


def test_whoever_has_the_keys_of_the_log_before_stops_nobody_after_a_succession(capitals: Capitals) -> None:
    statements = named(capitals, "ARD", "BOR", "COR")
    with opened(capitals, "ARD", statements) as house:
        there = moved(capitals, house)
        there.beat()
        assert there.beat() == 4
        leave(there, "DEL", "evidence", format_evidence(FORK))
        new = ForkAtOneSize(
            *(sign_checkpoint(Checkpoint(f"{ORIGIN}/2", 9, root), LOG, 1).decode() for root in ROOTS),
        )
        there["ARD"].hear()
        assert kept(there, "ARD") == [(FORK, True)]
        assert not there["ARD"].follow()
        history = History(there["ARD"].store.entry(0))
        history.grow(there["ARD"].store.entries(1))
        assert [history.at(origin, 4).origin for origin in (ORIGIN, f"{ORIGIN}/2")] == [ORIGIN, f"{ORIGIN}/2"]
        leave(there, "DEL", "evidence", format_evidence(new))
        there["ARD"].hear()
        assert kept(there, "ARD") == [(FORK, True), (new, False)]
        with pytest.raises(Contradicted):
            there["ARD"].follow()
        for capital in there.all.values():
            capital.node.close()
