# SPDX-License-Identifier: Apache-2.0
"""A real registry and its witnesses in one process: heads are confirmed, changes follow each other, a lock put back is found."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from comity.node.errors import Contradicted, NotYet
from comity.record.confirmation import confirmed, witness_set
from comity.record.evidence import check_evidence
from comity.registry.registry import Registry
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.forum import WITNESSES
from tests.cast.keys import witness_signers
from tests.node.conftest import Begun, Founded
from tests.node.watch import Here, Watch
from tests.registry.seat import HAND, LOG, Seat


@pytest.fixture
def seat(founded: Founded) -> Seat:
    """A record of three entries with four witnesses enrolled at genesis."""
    seat = founded(witnesses=WITNESSES)
    seat.propose()
    return seat


@pytest.fixture
def watches(seat: Seat, begun: Begun) -> dict[str, Watch]:
    """Six witnesses, four of which are enrolled."""
    genesis = seat.registry.entry(0)
    return {code: begun(seat.clock, genesis, code) for code in (*WITNESSES, "ELV", "FEN")}


def confirmed_size(seat: Seat) -> int:
    note = seat.registry.confirmed
    return parse_checkpoint(parse_note(note).text).size if note else 0


def beat(seat: Seat, watches: Iterable[Watch]) -> int:
    """Let two seconds pass and these witnesses cosign until nothing more is confirmed; give how far it is confirmed."""
    seat.clock.wait(seconds=2)
    seat.registry.keep_time()
    before = -1
    while before != confirmed_size(seat):
        before = confirmed_size(seat)
        head = seat.registry.board.pending
        assert head is not None
        for watch in watches:
            seat.registry.gather(head.checkpoint.size, watch.cosign(Here(seat.registry)))
    return before


def proposal_of(seat: Seat) -> str:
    (proposal,) = seat.forum.matters
    return proposal


def test_heads_are_confirmed_by_those_who_are_there(seat: Seat, watches: dict[str, Watch]) -> None:
    three = [watches[code] for code in ("ARD", "COR", "DEL")]
    assert beat(seat, three[:2]) == 0
    assert beat(seat, three) == 3
    seat.place(*(seat.statement(proposal_of(seat), "ARD", later) for later in range(300)))
    assert beat(seat, three) == 303
    assert confirmed(seat.registry.confirmed, witness_set(seat.forum)).names == ("ARD", "COR", "DEL")
    held = [watch.witness.held for watch in three]
    assert [each.forum if each else None for each in held] == [seat.forum] * 3
    assert beat(seat, [watches["BOR"], *three]) == 303
    assert watches["BOR"].size == 303


@pytest.mark.parametrize("restarting", [False, True])
def test_changes_one_after_the_other_with_witnesses_that_come_and_go(
    seat: Seat, watches: dict[str, Watch], *, restarting: bool
) -> None:
    def there(*codes: str) -> list[Watch]:
        if restarting:
            seat.restart()
        return [watches[code].restart() if restarting else watches[code] for code in codes]

    assert beat(seat, there("ARD", "BOR", "COR", "DEL")) == 3
    seat.place(seat.enrol("ELV"))
    assert beat(seat, there("BOR", "COR")) == 3
    assert beat(seat, there("BOR", "COR", "DEL")) == 4
    seat.place(seat.statement(proposal_of(seat)), seat.enrol("FEN"))
    assert beat(seat, there("BOR", "COR", "ELV")) == 4
    assert beat(seat, there("BOR", "COR", "ELV", "DEL")) == 6
    seat.place(seat.retire("DEL"))
    assert beat(seat, there("BOR", "COR", "ELV", "DEL")) == 6
    assert beat(seat, there("BOR", "COR", "ELV", "DEL", "FEN")) == 7
    seat.place(seat.statement(proposal_of(seat)))
    assert beat(seat, there("BOR", "COR", "ELV")) == 7
    # ARD has been away since the third entry, over three changes.
    assert beat(seat, there("ARD", "BOR", "COR", "ELV")) == 8
    assert {code: watch.size for code, watch in watches.items()} == {
        "ARD": 8, "BOR": 8, "COR": 8, "DEL": 7, "ELV": 8, "FEN": 7,
    }  # fmt: skip


def test_a_witness_with_new_keys_is_one_after_its_change(seat: Seat, watches: dict[str, Watch]) -> None:
    others = [watches[code] for code in ("BOR", "COR", "DEL")]
    assert beat(seat, [watches["ARD"], *others]) == 3
    seat.place(seat.enrol("ARD#2"))
    renewed = watches["ARD"].restart(witness_signers("ARD#2"))
    assert beat(seat, [renewed, *others[:2]]) == 3
    assert beat(seat, others) == 4
    seat.place(seat.statement(proposal_of(seat)))
    assert beat(seat, [renewed, *others[:2]]) == 5


def put_back(seat: Seat, old: Path) -> None:
    """Close the registry and open it with an older copy of its lock."""
    seat.registry.close()
    shutil.copy(old, seat.root / "lock.db")
    seat.registry = Registry.open(seat.root, LOG, HAND, seat.clock)


def copied(seat: Seat, to: Path) -> Path:
    """Copy the lock as a backup of a stopped machine would."""
    seat.registry.close()
    shutil.copy(seat.root / "lock.db", to)
    seat.restart()
    return to


@pytest.mark.parametrize(("lodged", "sizes"), [(1, (4, 5)), (2, (5, 5)), (3, (5, 6))])
def test_a_lock_put_back_behind_what_witnesses_hold_is_found_by_each_of_them(
    seat: Seat, watches: dict[str, Watch], tmp_path: Path, lodged: int, sizes: tuple[int, int]
) -> None:
    four = [watches[code] for code in WITNESSES]
    beat(seat, four)
    old = copied(seat, tmp_path / "old.db")
    seat.place(*(seat.statement(proposal_of(seat), "BOR", later) for later in range(2)))
    assert beat(seat, four) == 5
    put_back(seat, old)
    assert (seat.forum.size, confirmed_size(seat)) == (3, 3)
    for watch in four:
        with pytest.raises(NotYet, match="size 3 is not beyond the 5 entries held here"):
            watch.cosign(Here(seat.registry))
    seat.place(*(seat.statement(proposal_of(seat), "COR", later) for later in range(lodged)))
    seat.clock.wait(seconds=2)
    seat.registry.keep_time()
    tolerance = timedelta(seconds=seat.forum.edition.tolerance_s)
    for watch in four:
        with pytest.raises(Contradicted) as caught:
            watch.cosign(Here(seat.registry))
        finding = check_evidence(caught.value.evidence, witness_set(seat.forum), tolerance)
        assert (finding.sizes, finding.log_keys) == (sizes, (1, 6))
    assert confirmed_size(seat) == 3
