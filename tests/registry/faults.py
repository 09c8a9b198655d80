# SPDX-License-Identifier: Apache-2.0
"""Faults: a registry in a process of its own is killed, or its disk fails, at every call that reaches the disk.

    python -m tests.registry.faults --kills 1000 [--seed 1]

Each trial copies a record of 240 entries, lets a child carry out a plan on it (batches over the edge of a tile, a text, a
change of the witnesses) and ends the child: at the n-th call of `fsync`, `rename`, `mkdir`, `open` or SQLite's `COMMIT`,
before or after the work is done, by SIGKILL or by an error of that call; or by SIGKILL at any instant. Then the record is
taken up again and must hold what was acknowledged where it was acknowledged; carrying out the plan once more must lead to
the same record, byte for byte, as if nothing had happened.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from comity.bug import Bug
from comity.registry.answer import Sequenced
from comity.registry.errors import RegistryError
from comity.registry.registry import Registry
from comity.rules.forum import forum_bytes
from comity.tlog.merkle import read_frontier
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.forum import MEMBERS, WITNESSES
from tests.registry.disk import KINDS, Disk, Fault
from tests.registry.seat import HAND, LOG, TEXT, Clock, Seat, statement

STOPPED = 3
"""Exit code of a child whose disk failed and that stopped, as it should."""
SIZE = 240
Batch = list[bytes]
Say = Callable[[str], None]


class Broken(AssertionError):
    """A promise was not kept; the message names the trial."""


class Plan(NamedTuple):
    """What is carried out on a copy of ``root``; ``digest`` is that of the record it leads to."""

    root: Path
    batches: list[Batch]
    digest: str
    calls: list[str]
    seconds: float


def prepared(folder: Path) -> Plan:
    """Make the record to begin with, the batches, and what they lead to when nothing fails."""
    seat = Seat.founded(folder / "begun", witnesses=WITNESSES)
    proposal = seat.propose()
    members = list(MEMBERS)
    seqs = dict.fromkeys(members, 0) | {"ARD": 1}

    def said(count: int) -> Batch:
        notes = []
        for number in range(count):
            by = members[number % len(members)]
            seqs[by] += 1
            notes.append(statement(proposal, by, (seqs[by],)))
        return notes

    while seat.forum.size < SIZE:
        seat.place(*said(min(50, SIZE - seat.forum.size)))
    confirm(seat.registry, lambda _: None)
    batches = [said(9), said(3), [seat.circulate(2), *said(8)], said(6)]
    batches[-1].append(seat.enrol("ELV", seqs["ELV"] - seat.forum.parties["ELV"].seq))
    seqs["ELV"] += 1
    batches += [said(12), said(2)]
    seat.registry.close()
    copy = folder / "whole"
    shutil.copytree(seat.root, copy)
    disk = Disk(None)
    began = time.monotonic()
    with disk.watched():
        registry = Registry.open(copy, LOG, HAND, Clock())
        carry_out(registry, batches, lambda _: None)
    seconds = time.monotonic() - began
    plan = Plan(seat.root, batches, digest(registry), disk.calls, seconds)
    registry.close()
    return plan


def carry_out(registry: Registry, batches: list[Batch], say: Say) -> None:
    """Lodge every batch, settle it, let the witnesses confirm it; say what is acknowledged when it is."""
    say("storing")
    registry.store(TEXT + b" A second one.")
    say("stored")
    for batch in batches:
        for answer in registry.lodge(batch):
            if not isinstance(answer, Sequenced):
                raise Broken(f"{answer}")
            head = parse_checkpoint(parse_note(answer.checkpoint).text)
            say(f"act {answer.index} {answer.act_id} {head.size} {head.root.hex()}")
        registry.settle()
        confirm(registry, say)


def confirm(registry: Registry, say: Say) -> None:
    """Let all who judge the pending head cosign it, until the newest is confirmed."""
    seat = Seat(Path(), Clock(), registry)
    while (head := registry.board.pending) is not None and (
        not head.is_confirmed or head.checkpoint.size < registry.shelf.size
    ):
        lines = seat.lines(*(witness.code for witness in head.judges.witnesses))
        if registry.gather(head.checkpoint.size, lines):
            raise Broken("a true cosignature was refused")
        say(f"confirmed {head.checkpoint.size} {head.checkpoint.root.hex()}")


def digest(registry: Registry) -> str:
    """The digest of a whole record and of its forum."""
    entries = registry.shelf.entries(0, registry.shelf.size)
    return sha256(b"".join(entries) + forum_bytes(registry.forum)).hexdigest()


def child(root: Path, plan: Plan, fault: Fault | None, out: int) -> int:
    """Carry out the plan with a disk that fails; after an error nothing more may be written."""
    last = ""

    def say(line: str) -> None:
        nonlocal last
        last = line
        os.write(out, f"{line}\n".encode())

    disk = Disk(fault)
    registry = None
    with disk.watched():
        try:
            registry = Registry.open(root, LOG, HAND, Clock())
            say("opened")
            carry_out(registry, plan.batches, say)
        except (RegistryError, OSError):
            pass
        else:
            return 0
    # A text that was not stored leaves the record alone; whoever serves stops all the same.
    if registry is not None and last != "storing":
        for batch in plan.batches:
            _goes_on(registry, batch, say)
    return STOPPED


def _goes_on(registry: Registry, batch: Batch, say: Say) -> None:
    try:
        for answer in registry.lodge(batch):
            if isinstance(answer, Sequenced) and not answer.again:
                say(f"after {answer.index}")
        registry.settle()
    except (RegistryError, OSError, Bug):
        return


class Trial(NamedTuple):
    """One child's end: a fault of the disk, or a kill after so many seconds."""

    fault: Fault | None
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.fault}" if self.fault else f"killed after {self.seconds:.4f} s"


def trials(plan: Plan, count: int, seed: int) -> Iterator[Trial]:
    """Choose trials: spread evenly over all faults of the disk, every fourth a kill at any instant."""
    chance = random.Random(seed)
    faults = [Fault(call, kind) for call in range(1, len(plan.calls) + 1) for kind in KINDS]
    step = len(faults) / max(1, count - count // 4)
    offset = chance.random() * step
    chosen = [faults[int(offset + number * step) % len(faults)] for number in range(count - count // 4)]
    yield from (Trial(fault) for fault in chosen)
    yield from (Trial(None, chance.random() * plan.seconds) for _ in range(count // 4))


def attempt(plan: Plan, trial: Trial, root: Path) -> str:
    """Carry out one trial in a copy of the record; give how the child ended. Raises Broken."""
    shutil.copytree(plan.root, root)
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:  # pragma: no cover  (the child's end is what is looked at)
        os.close(ours)
        code = 1
        try:
            code = child(root, plan, trial.fault, theirs)
        finally:
            os._exit(code)
    os.close(theirs)
    if trial.fault is None:
        time.sleep(trial.seconds)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(ours) as pipe:
        said = pipe.read().splitlines()
    _, status = os.waitpid(pid, 0)
    end = os.waitstatus_to_exitcode(status)
    _check_end(plan, trial, end, said)
    check_record(plan, trial, root, said)
    shutil.rmtree(root)
    return "killed" if end == -signal.SIGKILL else "stopped" if end == STOPPED else "finished"


def _check_end(plan: Plan, trial: Trial, end: int, said: list[str]) -> None:
    if trial.fault is None:
        right = {-signal.SIGKILL, 0}
    else:
        right = {-signal.SIGKILL} if trial.fault.kind.startswith("kill") else {STOPPED}
        if trial.fault.kind == "error after" and plan.calls[trial.fault.call - 1] == "mkdir":
            # The directory is there, which is all that was asked for.
            right = {0}
    if end not in right:
        raise Broken(f"{trial}: the child ended with {end} after {said[-1:]}")
    if after := [line for line in said if line.startswith("after ")]:
        raise Broken(f"{trial}: the registry went on after an error: {after[0]}")


def check_record(plan: Plan, trial: Trial, root: Path, said: list[str]) -> None:
    """Take the record up again, compare it with what was acknowledged, and carry out the plan once more."""
    registry = Registry.open(root, LOG, HAND, Clock())
    shelf = registry.shelf
    for line in said:
        word, *rest = line.split()
        if word == "act":
            index, act, size, tree = int(rest[0]), rest[1], int(rest[2]), rest[3]
            if sha256(_text_of(shelf.entry(index))).hexdigest() != act or index >= size:
                raise Broken(f"{trial}: act {act} was acknowledged at {index} and does not stand there")
        elif word == "confirmed":
            size, tree = int(rest[0]), rest[1]
            if parse_checkpoint(parse_note(registry.confirmed).text).size < size:
                raise Broken(f"{trial}: the confirmed head of size {size} is gone")
        else:
            continue
        if read_frontier(shelf.reader(size), size).root().hex() != tree:
            raise Broken(f"{trial}: another root at size {size} than was shown")
    carry_out(registry, plan.batches, lambda _: None)
    if digest(registry) != plan.digest:
        raise Broken(f"{trial}: the plan leads to another record after it")
    registry.close()
    Registry.open(root, LOG, HAND, Clock()).close()


def _text_of(entry: bytes) -> bytes:
    return parse_note(entry[entry.index(b"\n") + 1 :]).text


def campaign(count: int, seed: int = 1) -> dict[str, int]:
    """Run so many trials; give how often children were killed, stopped, or had finished before. Raises Broken."""
    ends = {"killed": 0, "stopped": 0, "finished": 0}
    with tempfile.TemporaryDirectory(prefix="comity-faults-") as name:
        folder = Path(name)
        plan = prepared(folder)
        for trial in trials(plan, count, seed):
            ends[attempt(plan, trial, folder / "trial")] += 1
    return ends


def main() -> int:
    """Run a campaign and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.registry.faults", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=1000, help="how many trials (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="which of them (default: 1)")
    arguments = parser.parse_args()
    ends = campaign(arguments.kills, arguments.seed)
    print(" ".join(f"{end} {number}" for end, number in ends.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
