# SPDX-License-Identifier: Apache-2.0
"""Replay of the standard mix against the bare checks of the same signatures, on one core and on all."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from itertools import islice

from bench.measure import Measure, interleaved, processor, wall
from bench.mix import PER_CHECKPOINT, checkpoints, entries
from comity.acts.canonical import decode_act
from comity.acts.entry import parse_entry
from comity.node.checking import check_on
from comity.record.confirmation import confirmed, witness_set
from comity.record.follow import Held, follow
from comity.record.replay import Check, Checker, check_here, replay
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.tlog.cosignature import TIMESTAMP_BYTES, cosigned_message
from comity.tlog.merkle import Frontier, leaf_hash
from comity.tlog.note import known_lines, parse_note
from comity.tlog.vkey import ED25519, verify

MIX = "standard mix: one signature an act, a confirmed checkpoint (10 signatures, 4 of them ML-DSA-44) per 100 entries"


def measure(*, short: bool) -> Iterator[Measure]:
    """Give the ratios, then the profile by stage."""
    size, rounds = (6_000, 3) if short else (60_000, 5)
    record = list(islice(entries(), size))
    heads = checkpoints(record)
    checks = all_checks(record, heads)
    sizes = {"entries": size, "bytes_per_entry": round(sum(map(len, record)) / size), "signatures": len(checks)}
    yield _one_core(record, heads, checks, rounds, sizes)
    yield _all_cores(record, heads, checks, rounds, sizes)
    yield from _stages(record, checks, sizes)


def catch_up(record: Sequence[bytes], heads: Sequence[bytes], check: Checker) -> Forum:
    """Follow a record from genesis as a node does: every head confirmed, every entry checked and folded."""
    held: Held | None = None
    for number, note in enumerate(heads):
        new = record[number * PER_CHECKPOINT : (number + 1) * PER_CHECKPOINT]
        if held is None:
            first = replay(new[:1], check)
            held, new = Held(first.forum, first.frontier, b""), new[1:]
        step = follow(held, note, new, check)
        if not isinstance(step, Held):
            raise TypeError("the standard mix does not fork")
        held = step
        confirmed(note, witness_set(held.forum))
    if held is None:
        raise ValueError("an empty record")
    return held.forum


def all_checks(record: Sequence[bytes], heads: Sequence[bytes]) -> list[Check]:
    """Gather every signature that catching up verifies."""
    checks: list[Check] = []

    def gather(asked: Sequence[Check]) -> list[bool]:
        checks.extend(asked)
        return [True] * len(asked)

    forum = replay(record, gather).forum
    keys = witness_set(forum).keys
    for head in heads:
        note = parse_note(head)
        for key, line in known_lines(note.lines, keys):
            if key.kind == ED25519:
                checks.append((key, note.text, line.signature))
                continue
            time = int.from_bytes(line.signature[:TIMESTAMP_BYTES], "big")
            checks.append((key, cosigned_message(key, note.text, time), line.signature[TIMESTAMP_BYTES:]))
    return checks


def bare(checks: Sequence[Check]) -> None:
    """Verify signatures and nothing else."""
    for key, message, signature in checks:
        if not verify(key, message, signature):
            raise ValueError("a signature of the standard mix does not verify")


def _one_core(
    record: list[bytes], heads: list[bytes], checks: list[Check], rounds: int, sizes: dict[str, int]
) -> Measure:
    seconds = interleaved(
        rounds, processor, bare=lambda: bare(checks), replay=lambda: catch_up(record, heads, check_here)
    )
    return Measure(
        "replay_one_core", round(seconds["bare"] / seconds["replay"], 3), "of the bare signature checks", ">= 0.60",
        seconds["bare"] / seconds["replay"] >= 0.60, f"{MIX}; processor time, {rounds} rounds interleaved, medians",
        {**sizes, "bare_us": _us(seconds["bare"], record), "replay_us": _us(seconds["replay"], record)},
    )  # fmt: skip


def _all_cores(
    record: list[bytes], heads: list[bytes], checks: list[Check], rounds: int, sizes: dict[str, int]
) -> Measure:
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(cores) as pool:
        _bare_on(pool, checks[:100], cores)
        seconds = interleaved(
            rounds, wall,
            bare=lambda: _bare_on(pool, checks, cores),
            replay=lambda: _replay_on(pool, record, heads, cores),
        )  # fmt: skip
    return Measure(
        "replay_all_cores", round(seconds["bare"] / seconds["replay"], 3), "of the bare checks on the same cores", ">= 0.50",
        seconds["bare"] / seconds["replay"] >= 0.50,
        f"{MIX}; wall time, checks on {cores} processes in both, {rounds} rounds interleaved, medians",
        {**sizes, "cores": cores, "bare_us": _us(seconds["bare"], record), "replay_us": _us(seconds["replay"], record)},
    )  # fmt: skip


def _bare_on(pool: Executor, checks: list[Check], cores: int) -> None:
    if not all(check_on(pool, cores)(checks)):
        raise ValueError("a signature of the standard mix does not verify")


def _replay_on(pool: Executor, record: list[bytes], heads: list[bytes], cores: int) -> None:
    """Replay in large chunks, then judge the heads: what a node does that catches up on a record it has fetched."""
    reached = replay(record, check_on(pool, cores))
    keys = witness_set(reached.forum)
    frontier = Frontier()
    for number, head in enumerate(heads):
        frontier = frontier.extend(
            leaf_hash(entry) for entry in record[number * PER_CHECKPOINT : (number + 1) * PER_CHECKPOINT]
        )
        if confirmed(head, keys).checkpoint.root != frontier.root():
            raise ValueError("the standard mix has another root")


def _us(seconds: float, record: list[bytes]) -> float:
    return round(seconds / len(record) * 1e6, 1)


def _stages(record: list[bytes], checks: list[Check], sizes: dict[str, int]) -> Iterator[Measure]:
    """Profile by stage, microseconds an entry of processor time."""
    parsed = [parse_entry(entry) for entry in record]
    texts = [entry.signed.text for entry in parsed]
    notes = [entry[entry.index(b"\n") + 1 :] for entry in record]

    def fold() -> None:
        forum: Forum | None = None
        for entry in parsed:
            forum, _ = apply(forum, entry, lambda *_: True)

    works = {
        "signatures": lambda: bare(checks),
        "note": lambda: [parse_note(note) for note in notes],
        "canonical JSON": lambda: [decode_act(text) for text in texts],
        "entry, whole": lambda: [parse_entry(entry) for entry in record],
        "rules and journal": fold,
        "tree": lambda: Frontier().extend(map(leaf_hash, record)),
    }
    for name, seconds in interleaved(3, processor, **works).items():
        yield Measure(
            f"replay_stage: {name}",
            _us(seconds, record),
            "us an entry",
            "",
            None,
            "processor time, medians of 3",
            sizes,
        )
