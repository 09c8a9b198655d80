# SPDX-License-Identifier: Apache-2.0
"""What became of an undertaking, computed from the facts where it is asked (rules 13.4, 13.8, 14.6, 14.10).

The words are neutral and depend on the nature of the undertaking; nothing here is stored, and nothing ranks anybody.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct

from comity.acts.instant import LAST_YEAR
from comity.acts.template import Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Contact, Filing, Undertaking
from comity.rules.measures.clock import date_in, days_late, due_at_end_of
from comity.rules.measures.contacts import UNCONFIRMED_AFTER, missed_by
from comity.rules.measures.period import add_months, parse_day, periods_between
from comity.rules.measures.template import version_for
from comity.rules.measures.undertaking import suspension_at

VOLUNTARY = ("announced", "received", "nil_received", "no_return_recorded")
BINDING = (
    "upcoming", "received", "received_incomplete", "nil_received", "received_late", "not_received", "not_provided",
    "applicability_disputed", "suspended", "ended",
)  # fmt: skip
"""Every word there is, for a voluntary contribution and for what binds."""
REMINDERS_DAYS = (-30, -14, -3, 1, 7, 30)
"""Days from the due instant on which a state is reminded."""


class Row(Struct, frozen=True, gc=False):
    """One undertaking of one period: what became of it, when it is due, by how many days the return came later."""

    template: str
    version: int
    nature: str
    state: str
    period: str
    due_at: datetime
    word: str
    days_late: int = 0
    filed: str = ""


def row_of(forum: Forum, code: str, state: str, day: date, at: datetime) -> Row | None:
    """Give the row of a state and a period as it stands at an instant; None where the state undertook nothing (rule 13.4)."""
    book = forum.measures
    undertaking = book.undertakings.get(f"{code} {state}")
    if undertaking is None:
        return None
    template = version_for(forum, book.templates[code], day)
    due_at = due_at_end_of(book, template.zone, day)
    undertaking = undertaking.at_due(due_at)
    if undertaking is None:
        return None
    filed = book.periods.get(f"{code} {state} {day.isoformat()}") or ""
    filing = book.filings.get(filed)
    if filing is not None and filing.stage == "withdrawn":
        filing = None
    word = _word(forum, template, undertaking, filing, (due_at, at))
    late = days_late(book, template.zone, due_at, filing.at) if filing is not None and word == "received_late" else 0
    shown = filed if filing is not None else ""
    return Row(code, template.version, template.nature, state, day.isoformat(), due_at, word, late, shown)


def _word(
    forum: Forum, template: Template, undertaking: Undertaking, filing: Filing | None, when: tuple[datetime, datetime]
) -> str:
    due_at, at = when
    if template.nature == "voluntary":
        if filing is not None and filing.kind != "not_provided":
            return "nil_received" if filing.kind == "nil" else "received"
        return "announced" if at < due_at else "no_return_recorded"
    if filing is not None:
        return _word_of_filing(filing, due_at)
    if _ended(forum, undertaking, template, due_at):
        return "ended"
    if suspension_at(undertaking, min(at, due_at)) is not None:
        return "suspended"
    return "upcoming" if at < due_at else "not_received"


def _word_of_filing(filing: Filing, due_at: datetime) -> str:
    if filing.kind == "not_provided":
        return "not_provided"
    if any(kind == "not_applicable" for _, kind, _ in filing.statements):
        return "applicability_disputed"
    if filing.at >= due_at:
        return "received_late"
    if filing.kind == "nil":
        return "nil_received"
    return "received_incomplete" if filing.incomplete else "received"


def _ended(forum: Forum, undertaking: Undertaking, template: Template, due_at: datetime) -> bool:
    """Tell whether an undertaking, or its measure, ended before this fell due (rules 13.5, 13.8)."""
    ends = (undertaking.until_at, forum.measures.templates[template.code].retired_at)
    return any(end is not None and end <= due_at for end in ends)


def rows_of(forum: Forum, code: str, state: str, years: tuple[int, int], at: datetime) -> tuple[Row, ...]:
    """Give the rows of a state under a measure in these years, the last included, by due day; only what has days has rows."""
    measure = forum.measures.templates[code]
    first, last = date(years[0], 1, 1), date(min(years[1], LAST_YEAR), 12, 31)
    days = sorted({day for _, version in measure.versions for day in periods_between(version, first, last)})
    bound = [day for day in days if day in periods_between(version_for(forum, measure, day), day, day)]
    rows = [row_of(forum, code, state, day, at) for day in bound]
    return tuple(row for row in rows if row is not None)


def counted(forum: Forum, code: str, day: date, at: datetime) -> tuple[int, int] | None:
    """Give (returns received, undertakings) of a period; None where nobody undertook it: there is nothing to count by.

    Notices of events have no such count, for nothing says how many were due (rule 14.10).
    """
    rows = [row for state in forum.eligible if (row := row_of(forum, code, state, day, at)) is not None]
    due = [row for row in rows if row.word not in {"ended", "suspended", "applicability_disputed"}]
    received = [row for row in due if row.filed and row.word != "not_provided"]
    return (len(received), len(due)) if due else None


def is_shown(row: Row, template: Template, viewer: str, at: datetime) -> bool:
    """Tell whether a reader sees that no return is recorded: its own state at once, other parties after the grace days.

    Everything else in a row is for all parties; ``viewer`` is a party's code, empty for the public, which never sees it.
    """
    if row.word not in {"not_received", "no_return_recorded"} or viewer == row.state:
        return True
    return bool(viewer) and at >= row.due_at + timedelta(days=template.grace_days)


def reminders(row: Row, template: Template) -> tuple[tuple[datetime, str], ...]:
    """Give when whom is reminded of a return that is not there: the state itself, and from the grace days on the parties."""
    grace = timedelta(days=template.grace_days)
    offsets = [timedelta(days=days) for days in REMINDERS_DAYS]
    return tuple(
        (row.due_at + offset, "parties" if offset >= grace and offset > timedelta() else row.state)
        for offset in offsets
    )


def contact_word(forum: Forum, code: str, state: str, at: datetime) -> str:
    """Give the word for a contact: ``none``, ``confirmed``, ``to_confirm`` or ``unconfirmed`` (rules 15.11, 15.12)."""
    contact: Contact | None = forum.measures.contacts.get(f"{code} {state}")
    if contact is None:
        return "none"
    if missed_by(contact, at) >= UNCONFIRMED_AFTER:
        return "unconfirmed"
    template = forum.measures.templates[code].newest
    months = getattr(template.trigger, "confirm_every_months", 0)
    again = add_months(date_in(forum.measures, template.zone, contact.confirmed_at), months)
    return "to_confirm" if at >= due_at_end_of(forum.measures, template.zone, again) else "confirmed"


def swap_word(forum: Forum, code: str, period: str, state: str, at: datetime) -> str:
    """Give what a side of a swap did: ``committed``, ``delivered`` or ``no_commitment``, with the delivery held back dated.

    ``held_back`` is said only where both committed and the day has ended.
    """
    swaps, measure = forum.measures.swaps, forum.measures.templates[code]
    side = swaps.get(f"{code} {period} {state}")
    if side is None:
        return "no_commitment"
    if side.released_at is not None:
        return "delivered"
    both = all(f"{code} {period} {party}" in swaps for party in measure.newest.parties)
    day = parse_day(period)
    ended = day is not None and at >= due_at_end_of(forum.measures, measure.newest.zone, day)
    return "held_back" if both and ended else "committed"
