# SPDX-License-Identifier: Apache-2.0
"""What is held is held before anything is signed, and a store that lost something is not taken up."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comity.node.errors import NodeError, StateLost
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.confirmation import witness_set
from comity.record.errors import Mismatch
from comity.record.evidence import check_evidence
from comity.tlog.signer import Signer
from comity.tlog.vkey import VerifierKey
from tests.cast.keys import witness_signers
from tests.node.conftest import Begun
from tests.node.watch import (
    TOLERANCE,
    accused,
    clock_of,
    other,
    record,
    seconds,
    shown,
)


class Onlooker:
    """A signer that, when asked to sign, notes what another connection finds in the store."""

    def __init__(self, signer: Signer, path: Path, seen: list[Any]) -> None:
        self._signer, self._path, self._seen = signer, path, seen

    @property
    def vkey(self) -> VerifierKey:
        return self._signer.vkey

    def sign(self, message: bytes) -> bytes:
        store = Store.open(self._path)
        self._seen.append((store.head(), len(list(store.entries()))))
        store.close()
        return self._signer.sign(message)


def test_the_head_and_its_entries_are_held_when_they_are_signed(begun: Begun) -> None:
    archive = record(5)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    seen: list[Any] = []
    pair = witness_signers("ARD")
    watch.restart((Onlooker(pair[0], watch.path, seen), Onlooker(pair[1], watch.path, seen)))
    source = shown(archive)
    watch.cosign(source)
    assert seen == [((5, source.pended, seconds(clock)), 5)] * 2


def test_of_two_processes_with_one_store_only_one_signs(begun: Begun) -> None:
    archive = record(5)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive, 3))
    twin = Witness("ARD", Store.open(watch.path), watch.pair, watch.anchor, watch.clock)
    watch.cosign(shown(archive, 4))
    for _ in range(2):
        with pytest.raises(NodeError):
            twin.cosign(shown(archive, 5))
    twin.close()
    assert len(watch.cosign(shown(archive, 5))) == 2


@pytest.mark.parametrize("kept", [range(2), range(1, 3), range(0)])
def test_a_store_that_lost_entries_is_not_taken_up(begun: Begun, kept: range) -> None:
    archive = record(3)
    watch = begun(clock_of(archive), archive.entries[0])
    source = shown(archive)
    path = watch.path.with_name("lost.db")
    lost = Store.create(path)
    lost.advance(b"", source.pended, kept.stop, 1, [archive.entries[index] for index in kept])
    lost.advance(source.pended, source.pended, 3, 1, [])
    with pytest.raises(StateLost) as caught:
        Witness("ARD", lost, watch.pair, watch.anchor, watch.clock)
    held = len(kept)
    assert str(caught.value) == f"the store holds {held} entries of 3: its key must never sign again"
    lost.close()


def test_a_store_with_other_entries_is_not_taken_up(begun: Begun) -> None:
    archive = record(5)
    fork = other(archive, 5)
    watch = begun(clock_of(archive), archive.entries[0])
    path = watch.path.with_name("other.db")
    store = Store.create(path)
    store.advance(b"", archive.checkpoint(), 5, 1, fork.entries)
    with pytest.raises(Mismatch):
        Witness("ARD", store, watch.pair, watch.anchor, watch.clock)
    store.close()


def test_killed_before_it_signed_a_witness_signs_no_other_root_at_that_size(begun: Begun, tmp_path: Path) -> None:
    archive = record(5)
    fork = other(archive, 5)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive, 3))
    watch.witness.close()
    doomed = tmp_path / "doomed"
    doomed.mkdir()
    (doomed / "head").write_bytes(archive.checkpoint())
    for index, entry in enumerate(archive.entries):
        (doomed / str(index)).write_bytes(entry)
    done = subprocess.run(
        [sys.executable, "-m", "tests.node.doomed", str(watch.path), str(doomed), watch.clock.now.isoformat()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGKILL, b"signing\n", b"")
    watch.restart()
    assert watch.size == 5
    evidence = accused(watch, shown(fork))
    assert check_evidence(evidence, witness_set(archive.state), TOLERANCE).kind == "fork_at_one_size"


class Unsigning(Onlooker):
    """A signer whose token fails."""

    def sign(self, _: bytes) -> bytes:
        raise OSError("no token")


def test_what_was_held_and_not_signed_is_signed_when_it_can_be(begun: Begun) -> None:
    archive = record(5)
    watch = begun(clock_of(archive), archive.entries[0])
    pair = witness_signers("ARD")
    watch.restart((pair[0], Unsigning(pair[1], watch.path, [])))
    for _ in range(2):
        with pytest.raises(OSError, match="no token"):
            watch.cosign(shown(archive))
        assert watch.restart().size == 5
    watch.restart(pair)
    assert len(watch.cosign(shown(archive))) == 2
