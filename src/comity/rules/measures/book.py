# SPDX-License-Identifier: Apache-2.0
"""The book of measures: what the forum keeps of templates, undertakings and returns.

Facts alone are kept; what became of an undertaking is computed where it is asked (`status`). The content of a return is read
from the entry it stands in.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from rpds import HashTrieMap, HashTrieSet

from comity.acts.template import Template
from comity.acts.zones import ZoneTable


class Measure(Struct, frozen=True, gc=False):
    """A measure: its versions with the instants from which they stand, and when it was retired."""

    versions: tuple[tuple[datetime, Template], ...]
    retired_at: datetime | None = None

    @property
    def newest(self) -> Template:
        """The version in force for what begins now."""
        return self.versions[-1][1]


class Suspension(Struct, frozen=True, gc=False):
    """A suspension: the act that said it, since when and until when, and towards whom (nobody named: towards all)."""

    act: str
    from_at: datetime
    until_at: datetime | None
    towards: tuple[str, ...]


class Undertaking(Struct, frozen=True, gc=False):
    """A state's undertaking of a measure. ``basis`` is ``own_act`` or ``treaty``; ``until_at`` is its end, once it is known.

    ``earlier`` are (from, until) of those it had before: what fell due under them stays due.
    """

    from_at: datetime
    basis: str
    act: str
    until_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()
    earlier: tuple[tuple[datetime, datetime], ...] = ()

    def at_due(self, due_at: datetime) -> Undertaking | None:
        """Give the undertaking, this or an earlier one, under which something fell due; None where there was none yet."""
        if self.from_at < due_at:
            return self
        spans = [span for span in self.earlier if span[0] < due_at < span[1]]
        return replace(self, from_at=spans[0][0], until_at=spans[0][1]) if spans else None


def undertaken_anew(before: Undertaking | None, at: datetime, basis: str, act: str) -> Undertaking:
    """Give an undertaking that begins now, with what a state had undertaken of the measure before."""
    if before is None or before.until_at is None:
        return Undertaking(at, basis, act)
    earlier = (*before.earlier, (before.from_at, before.until_at))
    return Undertaking(at, basis, act, suspensions=before.suspensions, earlier=earlier)


class Filing(Struct, frozen=True, gc=False):
    """A return with what was said of it.

    ``stage`` is ``stands``, ``cancelled`` or ``withdrawn``; ``sealed`` are (digest, sender, recipients); ``statements`` are
    (party, kind, act); ``consents`` are (digest, recipients). ``due_at`` is None where nothing was due.
    """

    ref: str
    index: int
    template: str
    version: int
    state: str
    kind: str
    period: str
    at: datetime
    due_at: datetime | None
    recipients: tuple[str, ...]
    exercise: bool = False
    incomplete: tuple[str, ...] = ()
    stage: str = "stands"
    confirmed: bool = True
    joint: tuple[str, ...] = ()
    revisions: tuple[tuple[str, str], ...] = ()
    sealed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    consents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    acknowledged: tuple[str, ...] = ()
    statements: tuple[tuple[str, str, str], ...] = ()


class File(Struct, frozen=True, gc=False):
    """A file beside the record: the return or request it goes with, who sent it, and who else may have it.

    ``scanned`` is paper as it came, which is not sealed.
    """

    filed: str
    sender: str
    recipients: tuple[str, ...]
    scanned: bool = False


class Request(Struct, frozen=True, gc=False):
    """A request. ``stage`` is ``sent``, ``answered``, ``accepted``, ``declined``, ``closed`` or ``cancelled``.

    ``sealed`` is what came with replies, as of a return.
    """

    template: str
    version: int
    by: str
    to: str
    at: datetime
    due_at: datetime
    items: tuple[str, ...]
    exercise: bool = False
    stage: str = "sent"
    replied_at: datetime | None = None
    step: int = 0
    step_due_at: datetime | None = None
    sealed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


class SwapSide(Struct, frozen=True, gc=False):
    """One side of a swap: its commitment, the entry it stands in, and when it delivered."""

    commitment: str
    index: int
    committed_at: datetime
    released_at: datetime | None = None


class Contact(Struct, frozen=True, gc=False):
    """A standing contact. ``ping`` is (call, due) while one is open; ``missed`` counts calls in a row without an answer."""

    offices: tuple[str, ...]
    confirmed_at: datetime
    ping: tuple[str, datetime] | None = None
    missed: int = 0
    faults: int = 0


class Series(Struct, frozen=True, gc=False):
    """A series of readings: the newest, and gaps as (from, to, reason), the reason empty until it is given."""

    newest: datetime
    gaps: tuple[tuple[datetime, datetime, str], ...] = ()


class Book(Struct, frozen=True, gc=False):
    """Everything the forum knows of measures. Keys join what they name with blanks, the measure first.

    ``periods`` are ``MEASURE STATE PERIOD`` → return; ``undertakings``, ``contacts`` and ``series`` ``MEASURE STATE``;
    ``swaps`` ``MEASURE PERIOD STATE``; ``visits`` ``MEASURE HOST YEAR`` → accepted requests; ``mandates`` ``MEASURE STATE
    PARTY``; ``files`` digest → file; ``serials`` ``MEASURE/STATE/YEAR`` → the last number; ``sealing_keys`` party → to which
    content for it is sealed; ``devices`` the name of a device's key → the measures under which it signs. ``tables`` are zone
    tables with the instant from which they hold.
    """

    templates: HashTrieMap[str, Measure] = HashTrieMap()
    undertakings: HashTrieMap[str, Undertaking] = HashTrieMap()
    filings: HashTrieMap[str, Filing] = HashTrieMap()
    periods: HashTrieMap[str, str] = HashTrieMap()
    serials: HashTrieMap[str, int] = HashTrieMap()
    requests: HashTrieMap[str, Request] = HashTrieMap()
    visits: HashTrieMap[str, tuple[str, ...]] = HashTrieMap()
    swaps: HashTrieMap[str, SwapSide] = HashTrieMap()
    contacts: HashTrieMap[str, Contact] = HashTrieMap()
    pings: HashTrieMap[str, str] = HashTrieMap()
    series: HashTrieMap[str, Series] = HashTrieMap()
    mandates: HashTrieSet[str] = HashTrieSet()
    files: HashTrieMap[str, File] = HashTrieMap()
    erased: HashTrieSet[str] = HashTrieSet()
    sealing_keys: HashTrieMap[str, str] = HashTrieMap()
    spent_sealing_keys: HashTrieSet[str] = HashTrieSet()
    devices: HashTrieMap[str, tuple[str, ...]] = HashTrieMap()
    tables: tuple[tuple[datetime, tuple[ZoneTable, ...]], ...] = ()
    outages: tuple[tuple[datetime, datetime], ...] = ()


EMPTY = Book()
"""The book of a forum in which no measure was ever adopted."""
