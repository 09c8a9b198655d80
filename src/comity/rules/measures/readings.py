# SPDX-License-Identifier: Apache-2.0
"""Readings of a series: each due so long after the one before; a gap is noted and may be explained (rule 15.7)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.contacts import ExplainGap
from comity.acts.instant import instant_text
from comity.acts.template import Stream
from comity.rules.forum import Forum
from comity.rules.measures.book import Filing, Series
from comity.rules.measures.period import parse_second
from comity.rules.outcome import Change, Effect, Lodged, Refused


def due_of_reading(trigger: Stream, period: str) -> datetime | None:
    """Give until when a reading is expected: the longest gap after its instant."""
    at = parse_second(period)
    return at + timedelta(hours=trigger.longest_gap_h) if at else None


def take_reading(forum: Forum, trigger: Stream, filing: Filing, effects: tuple[Effect, ...]) -> Change:
    """Enter a reading into its series; a gap that it leaves is noted, one season does not reach into the next."""
    at = parse_second(filing.period)
    key = f"{filing.template} {filing.state}"
    before = forum.measures.series.get(key)
    if at is None or (before is not None and at <= before.newest):
        return Change(forum, effects)
    series = Series(at, before.gaps if before else ())
    gap = timedelta(hours=trigger.longest_gap_h)
    if before is not None and gap < at - before.newest and not _between_seasons(trigger, before.newest, at):
        series = replace(series, gaps=(*series.gaps, (before.newest, at, "")))
        effects = (*effects, Effect("gap_noted", key, f"{instant_text(before.newest)} {instant_text(at)}"))
    book = forum.measures
    return Change(replace(forum, measures=replace(book, series=book.series.insert(key, series))), effects)


def _between_seasons(trigger: Stream, before: datetime, at: datetime) -> bool:
    """Tell whether a season ended between two readings."""
    closes = {f"{year}-{trigger.closes}" for year in range(before.year, at.year + 1)}
    return any(before.date().isoformat() <= day < at.date().isoformat() for day in closes)


def explain_gap(forum: Forum, lodged: Lodged[ExplainGap]) -> Change | Refused:
    """Say why readings are missing (rule 15.7): the state whose series it is, by a reason of the template."""
    act, by = lodged.act, lodged.act.by[0]
    key = f"{act.template} {by}"
    series = forum.measures.series.get(key)
    open_gaps = [gap for gap in series.gaps if gap[0] == act.from_at and not gap[2]] if series else []
    if series is None or not open_gaps:
        return Refused("15.7", found=f"{key} {instant_text(act.from_at)}", expected="a gap")
    reasons = [word.code for word in forum.measures.templates[act.template].newest.reasons]
    if act.reason not in reasons:
        return Refused("15.7", found=act.reason, expected=" ".join(reasons))
    from_at, to_at, _ = open_gaps[0]
    gaps = tuple((from_at, to_at, act.reason) if gap == open_gaps[0] else gap for gap in series.gaps)
    book = forum.measures
    explained = replace(book, series=book.series.insert(key, replace(series, gaps=gaps)))
    return Change(replace(forum, measures=explained), (Effect("gap_explained", key, act.reason),))
