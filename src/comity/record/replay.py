# SPDX-License-Identifier: Apache-2.0
"""Replay: from the entries of a record to its forum, checking everything on the way.

The fold runs ahead of the signatures: it takes each for valid and gathers it, chunks of checks go to ``check``, and a
chunk's outcomes are handed out once its checks have passed. Where one fails, the chunk is folded again with each
signature judged in its place, so that the result is always the one of judging them one by one.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import cast

import msgspec
from msgspec import Struct

from comity.acts.entry import Entry, parse_entry
from comity.acts.errors import ActError
from comity.acts.nodes import Succeed
from comity.acts.outcomes import PutEditionInForce, RecordOutcome
from comity.acts.succession import parse_succession
from comity.bug import Bug
from comity.record.errors import BrokenRecord, RecordError, UpgradeNeeded
from comity.record.roots import Roots
from comity.rules import VERSION
from comity.rules.envelope import Verify
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Outcome, Refused
from comity.tlog.merkle import Frontier, HashReader
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.vkey import VerifierKey, verify

CHUNK = 1024
"""Entries folded before their signatures are handed over together."""
AHEAD = 2
"""Chunks whose checks may still run while the next one is folded."""


Check = tuple[VerifierKey, bytes, bytes]
"""A signature to verify: (key, message, signature)."""
Checker = Callable[[Sequence[Check]], Iterable[bool]]
"""Tells for each check, in order, whether it verifies. The call starts the work, iterating over the result waits for it:
`Executor.map` lets the checks of one chunk run while the next is folded."""
Hashed = tuple[bytes, bytes]
"""An entry and its leaf hash."""
Observer = Callable[[int, Entry, Outcome], None]
"""Is told (index, entry, outcome) of every entry, in order, once all of its chunk is verified."""


class Replay(Struct, frozen=True):
    """What a record comes to: its forum (with the journal digest) and the frontier of its tree."""

    forum: Forum
    frontier: Frontier

    @property
    def journal(self) -> bytes:
        """The chained digest of all outcomes, 32 bytes."""
        return self.forum.journal


def check_here(checks: Sequence[Check]) -> list[bool]:
    """Check one after the other, in the thread that asks."""
    return [verify(key, message, signature) for key, message, signature in checks]


def replay(
    entries: Iterable[bytes],
    check: Checker,
    start: Replay | None = None,
    *,
    observe: Observer | None = None,
    read: HashReader | None = None,
) -> Replay:
    """Fold entries, from genesis or on from ``start``; replaying a and then b is replaying a + b.

    ``read`` gives the tree before ``start``; it is asked only where an outcome rests on a head older than that.

    Raises:
        BrokenRecord: an entry is malformed, refused, wrongly signed, or rests on a checkpoint that is not this record's; the
            entries before it have been handed to ``observe``.
        UpgradeNeeded: likewise, after the entry that asks for procedures this version does not know.
        TreeNeeded: ``read`` is needed and was not given.
    """
    roots = Roots(start.frontier if start else Frontier(), read)
    forum = fold_on(start.forum if start else None, roots.grow(entries), roots, check, observe)
    return Replay(forum, roots.frontier(forum.size))


def fold_on(
    forum: Forum | None, hashed: Iterable[Hashed], roots: Roots, check: Checker, observe: Observer | None
) -> Forum:
    """Fold entries whose leaves ``roots`` has, or takes in as they come; for the rest, and what is raised, see `replay`."""
    if forum is not None and (upgrade := _upgrade(forum)):
        raise upgrade
    source, running = iter(hashed), deque[_Chunk]()
    while chunk := _folded(forum, list(islice(source, CHUNK)), roots, check):
        running.append(chunk)
        forum = chunk.after
        if chunk.trouble or len(running) > AHEAD:
            _settle(running if chunk.trouble else [running.popleft()], check, roots, observe)
    _settle(running, check, roots, observe)
    if forum is None:
        raise BrokenRecord(0, "a record begins with genesis")
    return forum


class _Chunk(Struct):
    """Some entries, folded; ``trouble`` is what the entry after the last outcome raises."""

    before: Forum | None
    entries: list[Hashed]
    after: Forum | None
    outcomes: list[tuple[Entry, Outcome]]
    trouble: RecordError | None = None
    checks: int = 0
    verdicts: Iterable[bool] = ()


def _folded(forum: Forum | None, entries: list[Hashed], roots: Roots, check: Checker) -> _Chunk | None:
    """Fold ahead of the signatures; None when there is nothing left to fold."""
    if not entries:
        return None
    checks: list[Check] = []

    def gather(key: VerifierKey, message: bytes, signature: bytes) -> bool:
        checks.append((key, message, signature))
        return True

    chunk = _fold(forum, entries, roots, gather)
    chunk.checks, chunk.verdicts = len(checks), check(checks)
    return chunk


def _settle(chunks: Iterable[_Chunk], check: Checker, roots: Roots, observe: Observer | None) -> None:
    """Wait for the checks of chunks, hand out their outcomes, and raise what stopped the last one."""

    def judge(key: VerifierKey, message: bytes, signature: bytes) -> bool:
        return all(list(check([(key, message, signature)])))

    for chunk in chunks:
        verdicts, settled = list(chunk.verdicts), chunk
        if len(verdicts) != chunk.checks:
            raise Bug("the checker gave another number of verdicts than there were checks")
        if not all(verdicts):
            settled = _fold(chunk.before, chunk.entries, roots, judge)
        if observe is not None:
            first = chunk.before.size if chunk.before else 0
            for index, (entry, outcome) in enumerate(settled.outcomes, first):
                observe(index, entry, outcome)
        if settled.trouble:
            raise settled.trouble


def _fold(forum: Forum | None, entries: list[Hashed], roots: Roots, verify_now: Verify) -> _Chunk:
    before = forum
    outcomes: list[tuple[Entry, Outcome]] = []
    try:
        for raw, leaf in entries:
            index = forum.size if forum else 0
            entry = _parsed(index, raw, leaf)
            after, outcome = apply(forum, entry, verify_now)
            if isinstance(outcome, Refused):
                raise BrokenRecord(
                    index, f"refused by rule {outcome.rule}: found {outcome.found!r}, expected {outcome.expected!r}"
                )
            act = entry.signed.act
            if isinstance(act, RecordOutcome | Succeed):
                _check_roots(index, act, roots)
            outcomes.append((entry, outcome))
            forum = cast("Forum", after)  # there is one after whatever was admitted
            if upgrade := _upgrade(forum):
                raise upgrade
    except RecordError as trouble:
        return _Chunk(before, entries, forum, outcomes, trouble)
    return _Chunk(before, entries, forum, outcomes)


def _parsed(index: int, raw: bytes, leaf: bytes) -> Entry:
    try:
        return parse_entry(raw, leaf)
    except ActError as error:
        version = _version_asked(raw)
        if version > VERSION:
            raise UpgradeNeeded(index, version) from None
        raise BrokenRecord(index, str(error)) from None


class _EditionPeek(Struct):
    rules: int = 0


class _ActPeek(Struct):
    type: str
    edition: _EditionPeek


_peek = msgspec.json.Decoder(_ActPeek)


def _version_asked(raw: bytes) -> int:
    """Look into an entry that cannot be read: an edition of later procedures may be written in a way we do not know."""
    try:
        act = _peek.decode(raw.split(b"\n", 3)[2])
    except (IndexError, ValueError):
        return 0
    return act.edition.rules if act.type == PutEditionInForce.__name__ else 0


def stated_roots(act: RecordOutcome | Succeed) -> list[tuple[int, str]]:
    """Give the checkpoints on which an admitted act rests, as (size, root in hexadecimal)."""
    if isinstance(act, Succeed):
        stated = [parse_succession(parse_note(each.encode()).text) for each in act.statements]
        return [(each.size, each.root) for each in stated]
    if not act.head:
        return []
    head = parse_checkpoint(parse_note(act.head.encode()).text)
    return [(head.size, head.root.hex())]


def _check_roots(index: int, act: RecordOutcome | Succeed, roots: Roots) -> None:
    """Judge the part of rules 10.4 and 11.8 that needs the tree: what an entry rests on is a checkpoint of this record."""
    for size, root in stated_roots(act):
        if root != roots.frontier(size).root().hex():
            rule = "11.8" if isinstance(act, Succeed) else "10.4"
            raise BrokenRecord(index, f"refused by rule {rule}: the head of size {size} has another root")


def _upgrade(forum: Forum) -> UpgradeNeeded | None:
    version = forum.edition.rules
    return UpgradeNeeded(forum.size - 1, version) if version > VERSION else None
