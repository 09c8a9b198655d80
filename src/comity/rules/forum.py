# SPDX-License-Identifier: Apache-2.0
"""The forum: everything the record says, folded. Two nodes with the same record have the same forum, byte for byte.

Maps are persistent (rpds), so one act costs the same at a thousand entries and at a million. Closed matters keep only
what their pages and certificates need; the full text of an act is read from the entry it stands in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from rpds import HashTrieMap, HashTrieSet

from comity.acts.edition import Edition
from comity.acts.envelope import Text
from comity.bug import Bug
from comity.rules.matter import Matter
from comity.rules.measures.book import EMPTY, Book
from comity.tlog.vkey import VerifierKey


class Party(Struct, frozen=True, gc=False):
    """A party: its place in the conference's list, its standing, its counters.

    ``standing`` is ``seated``, ``unseated`` or ``withdrawn``. ``hour_acts`` counts acts in the hour ``hour`` (hours of
    Unix time), ``day_bytes`` bytes in the day ``day``. ``offices`` are (office, credentials act id, ``pending`` or
    ``accepted``). ``host`` is the party through whose node it acts, empty for its own.
    """

    code: str
    kind: str
    order: int
    name: Text
    standing: str = "seated"
    seq: int = 0
    hour: int = 0
    hour_acts: int = 0
    day: int = 0
    day_bytes: int = 0
    offices: tuple[tuple[str, str, str], ...] = ()
    host: str = ""


class Witness(Struct, frozen=True, gc=False):
    """A member whose node cosigns: its Ed25519 and its ML-DSA-44 key, both named ``CODE/witness``."""

    code: str
    classic: VerifierKey
    quantum: VerifierKey


class Enrolment(Struct, frozen=True, gc=False):
    """Keys that wait for their time: contested by an older key, they never take effect."""

    party: str
    keys: tuple[VerifierKey, ...]
    effective_at: datetime


class Body(Struct, frozen=True, gc=False):
    """A body: its members (empty: every member state) and the terms of its chair, by beginning."""

    code: str
    name: Text
    members: tuple[str, ...]
    chairs: tuple[tuple[datetime, str], ...]


class Meeting(Struct, frozen=True, gc=False):
    """A meeting. ``stage`` is ``convened``, ``open`` or ``closed``; ``questions`` are the proposals put and undecided."""

    body: str
    stage: str
    opens_at: datetime
    index: int
    present: tuple[str, ...] = ()
    point_pending: bool = False
    questions: tuple[str, ...] = ()


class Document(Struct, frozen=True, gc=False):
    """A document under its symbol: (language, status, sha256) per version, the entry it came with, where it stands.

    ``stage`` is ``issued``, ``superseded``, ``withdrawn`` or ``void``; ``suffixes`` counts Rev, Add, Corr and Amend.
    """

    index: int
    by: str
    issued_at: datetime
    versions: tuple[tuple[str, str, str], ...]
    stage: str = "issued"
    suffixes: tuple[tuple[str, int], ...] = ()
    frozen_by: tuple[str, ...] = ()


class Forum(Struct, frozen=True, gc=False):
    """The state of the conference after ``size`` entries; ``at`` is the newest instant the record has reached.

    ``origin`` is what acts name; checkpoints name the log, ``log[0].name``, another one in each ``epoch``. ``clocks`` are (due,
    kind, key), ascending: the next instants at which `advance` would change anything. ``attachments`` are digest → who holds it.
    """

    origin: str
    title: Text
    banner: Text | None
    edition: Edition
    at: datetime
    log: tuple[VerifierKey, ...] = ()
    size: int = 0
    journal: bytes = bytes(32)
    parties: HashTrieMap[str, Party] = HashTrieMap()
    eligible: tuple[str, ...] = ()
    keys: HashTrieMap[str, VerifierKey] = HashTrieMap()
    spent_keys: HashTrieSet[str] = HashTrieSet()
    enrolments: HashTrieMap[str, Enrolment] = HashTrieMap()
    witnesses: tuple[Witness, ...] = ()
    bodies: HashTrieMap[str, Body] = HashTrieMap()
    meetings: HashTrieMap[str, Meeting] = HashTrieMap()
    documents: HashTrieMap[str, Document] = HashTrieMap()
    series: HashTrieMap[str, int] = HashTrieMap()
    matters: HashTrieMap[str, Matter] = HashTrieMap()
    attachments: HashTrieMap[str, tuple[str, ...]] = HashTrieMap()
    clocks: tuple[tuple[datetime, str, str], ...] = ()
    epoch: int = 1
    measures: Book = EMPTY

    @property
    def quorum(self) -> int:
        """K: how many of the enrolled witnesses confirm a checkpoint; 0 while there are none."""
        return witness_quorum(len(self.witnesses))


def witness_quorum(witnesses: int) -> int:
    """Give K = floor(2N/3) + 1 for N enrolled witnesses (rule 3.8)."""
    return 2 * witnesses // 3 + 1 if witnesses else 0


def forum_bytes(forum: Forum) -> bytes:
    """Write the whole forum as canonical JSON with sorted keys: equal forums give equal bytes."""
    return msgspec.json.encode(forum, order="sorted", enc_hook=_plain)


def _plain(value: Any) -> Any:  # noqa: ANN401  (whatever a forum holds that JSON does not know)
    if isinstance(value, HashTrieMap):
        return dict(value)
    if isinstance(value, HashTrieSet):
        return sorted(value)
    raise Bug(f"a forum holds a {type(value).__name__}")
