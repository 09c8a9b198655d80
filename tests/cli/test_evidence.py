# SPDX-License-Identifier: Apache-2.0
"""Evidence is verified by a stranger from what has the record: genesis, a certificate, a copy, a registry's address."""

import json
from pathlib import Path

import pytest

from comity.cli.backup import _write
from comity.cli.main import main
from comity.cli.premises import Premises
from comity.cli.soundness.record import Papers
from comity.node.store import Store
from comity.record.certificate import certify
from comity.record.chain import anchor_of
from comity.record.evidence import Evidence, ForkAtOneSize, TwoSuccessors, format_evidence
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.tree_head import Checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, witness_signers
from tests.cast.nodes import succession, successor
from tests.record.stories import continued, mark
from tests.registry.conftest import Founded, founded
from tests.registry.house import served

__all__ = ["founded"]


def fork(origin: str, size: int, *pairs: str) -> ForkAtOneSize:
    """Two roots at one size, signed by a log and by these witnesses on both sides."""
    signers = [*log_signers(origin), *(signer for pair in pairs for signer in witness_signers(pair))]
    heads = (sign_checkpoint(Checkpoint(origin, size, bytes([root]) * 32), signers, 1) for root in (1, 2))
    return ForkAtOneSize(*(head.decode() for head in heads))


def changed() -> Archivist:
    """Elvana becomes a witness with entry 2, Arden leaves with entry 4; five entries, confirmed."""
    record = Archivist.opened()
    mark(record)
    record.enrol("ELV")
    mark(record.wait(seconds=5))
    record.retire("ARD")
    mark(record.wait(seconds=5))
    record.confirm()
    return record


def judged(
    folder: Path, capsys: pytest.CaptureFixture[str], evidence: Evidence, *words: str | Path
) -> tuple[int, list[str]]:
    """Verify evidence with these words: the exit code, and what is shown, with the names of those who said two things."""
    path = folder / "found.evidence"
    path.write_bytes(format_evidence(evidence))
    code = main(["verify", str(path), *map(str, words), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return code, [f"{line['said']} {' '.join(line.get('names', ()))}".strip() for line in lines]


def kept_in(folder: Path, record: Archivist) -> tuple[str, Path]:
    """The record as a mirror keeps it, and its anchor."""
    folder.mkdir()
    store = Store.create(folder / "store.db")
    store.advance(b"", record.confirmed, len(record.entries), 0, record.entries, "confirmed")
    store.close()
    return anchor_of(record.entries[0]).hex(), folder


def test_a_fork_is_judged_by_the_witnesses_of_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = changed()
    anchor, mirror = kept_in(tmp_path / "mirror", record)
    certificate, genesis, backup = tmp_path / "certificate", tmp_path / "genesis", tmp_path / "backup"
    certificate.write_bytes(certify(record.archive, record.state, 0))
    genesis.write_bytes(record.entries[0])
    _write(Papers(record.entries, record.confirmed, record.changes), Premises(tmp_path / "none"), backup)
    (backup / "record" / "checkpoint").write_bytes(record.confirmed)
    found = fork(ORIGIN, 4, "ARD", "ELV")
    trusted = ["shown_fork_at_one_size ARD ELV", "evidence_anchored"]
    for known in (mirror, certificate, backup):
        assert judged(tmp_path, capsys, found, "--record", known, "--anchor", anchor) == (0, trusted)
        assert judged(tmp_path, capsys, found, "--record", known) == (3, [trusted[0], "consistent"])
        assert judged(tmp_path, capsys, found, "--record", known, "--anchor", "ab" * 32) == (1, [])
    told = ["shown_fork_at_one_size ARD", "evidence_anchored"]
    assert judged(tmp_path, capsys, found, "--genesis", genesis, "--anchor", anchor) == (0, told)


def test_after_a_succession_both_logs_can_be_convicted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record, *_ = continued()
    anchor, mirror = kept_in(tmp_path / "mirror", record)
    for origin in (ORIGIN, f"{ORIGIN}/2"):
        found = fork(origin, 9, *WITNESSES)
        told = [f"shown_fork_at_one_size {' '.join(WITNESSES)}", "evidence_anchored"]
        assert judged(tmp_path, capsys, found, "--record", mirror, "--anchor", anchor) == (0, told)
    third = fork(f"{ORIGIN}/3", 9)
    assert judged(tmp_path, capsys, third, "--record", mirror, "--anchor", anchor) == (1, [])


def test_two_successors_are_told_of_the_state_that_signed_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = changed()
    anchor, mirror = kept_in(tmp_path / "mirror", record)
    found = TwoSuccessors(succession("DEL", 7), succession("DEL", 9, keys=successor(3)))
    told = ["shown_two_successors DEL", "evidence_anchored"]
    assert judged(tmp_path, capsys, found, "--record", mirror, "--anchor", anchor) == (0, told)
    same = TwoSuccessors(succession("DEL", 7), succession("DEL", 9))
    assert judged(tmp_path, capsys, same, "--record", mirror, "--anchor", anchor) == (1, [])
    path = tmp_path / "found.evidence"
    path.write_bytes(format_evidence(found))
    assert main(["verify", str(path), "--record", str(mirror), "--lang", "ru"]) == 3
    assert "DEL" in capsys.readouterr().out


def test_the_record_is_fetched_from_its_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], founded: Founded
) -> None:
    seat = founded()
    anchor = anchor_of(seat.registry.entry(0)).hex()
    with served(seat) as house:
        house.write(seat.registry.settle)
        told = ["shown_fork_at_one_size", "evidence_anchored"]
        words = ("--record", house.url, "--anchor", anchor)
        assert judged(tmp_path, capsys, fork(ORIGIN, 4), *words) == (0, told)


def test_what_is_missing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "found.evidence"
    path.write_bytes(format_evidence(fork(ORIGIN, 4)))
    assert main(["verify", str(path)]) == 2
    assert "--record" in capsys.readouterr().err
    assert main(["verify", str(path), "--record", str(tmp_path)]) == 5
    (tmp_path / "empty").mkdir()
    Store.create(tmp_path / "empty" / "store.db").close()
    assert main(["verify", str(path), "--record", str(tmp_path / "empty")]) == 5
    assert "no confirmed head yet" in capsys.readouterr().err
