# SPDX-License-Identifier: Apache-2.0
"""Each planted bug is caught, and by what should catch it. Those of the disk need strace."""

import os
import subprocess
import sys

import pytest

from tests.faults.planted import PLANTED
from tests.faults.strace import strace

on_disk = pytest.mark.skipif(not strace(), reason="strace is missing, or may not watch here")


def caught(name: str) -> str:
    """What a harness with this bug planted says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--plant", name],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stdout[:8]) == (1, "caught: "), done.stdout + done.stderr
    return done.stdout.removeprefix("caught: ")


@on_disk
def test_publish_before_lock() -> None:
    assert "was shown; the lock does not know it" in caught("publish before lock")


@on_disk
def test_no_fsync_before_rename() -> None:
    assert "it cannot be taken up: RecordDamaged" in caught("no fsync before rename")


@on_disk
def test_no_directory_fsync() -> None:
    assert "it cannot be taken up: RecordDamaged" in caught("no directory fsync")


@on_disk
def test_synchronous_normal() -> None:
    assert "was acknowledged at" in caught("synchronous=NORMAL")


@on_disk
def test_cosign_before_persist() -> None:
    assert "left; the store holds" in caught("cosign before persist")


def test_check_and_persist_not_atomic() -> None:
    assert "what two processes signed together nobody may sign" in caught("check and persist not atomic")


def test_stale_restore_signs() -> None:
    assert "a restored store signed another head" in caught("stale restore signs")


@on_disk
def test_retry_after_failed_fsync() -> None:
    assert "EIO at f" in caught("retry after failed fsync")


def test_idempotency_on_128_bits() -> None:
    assert "an act was acknowledged in the place of another" in caught("idempotency on 128 bits")


def test_set_change_judged_by_the_new_set() -> None:
    assert "was confirmed at size 2 by those it brought in" in caught("set change judged by the new set")


def test_succession_from_last_confirmed() -> None:
    assert "size 5 was cosigned, the succession begins at 3" in caught("succession from last confirmed")


def test_cosigning_past_a_deadline_while_holding_a_seen_at() -> None:
    name = "cosigning past a deadline while holding a seen-at"
    assert "a head past the deadline was cosigned without the objection seen" in caught(name)


def test_no_planted_bug_is_without_its_test() -> None:
    assert len(PLANTED) == sum(name.startswith("test_") for name in globals()) - 1 == 12
