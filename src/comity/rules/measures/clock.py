# SPDX-License-Identifier: Apache-2.0
"""Clocks of measures: when something is due, whatever edition, outage or zone change came between (rules 12.1-12.8)."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from comity.acts.edition import Edition
from comity.acts.instant import instant_text
from comity.acts.measures import RecordOutage
from comity.acts.template import After, Event, Prior, Template
from comity.bug import Bug
from comity.rules.forum import Forum
from comity.rules.measures.book import Book
from comity.rules.measures.period import parse_day, parse_second, shift
from comity.rules.measures.zones import end_of_day, local_date, zone_table
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import require_kind


def take_tables(forum: Forum, edition: Edition, at: datetime) -> Forum:
    """Let the zone tables of an edition hold from an instant on; those before stay, for what was due by then (rule 12.8)."""
    known = forum.measures.tables
    if known and known[-1][1] == edition.zones:
        return forum
    return replace(forum, measures=replace(forum.measures, tables=(*known, (at, edition.zones))))


def check_zones_kept(forum: Forum, edition: Edition) -> Refused | None:
    """Refuse, by rule 12.2, an edition that drops the zone of a measure in force."""
    kept = {table.name for table in edition.zones}
    named = {measure.newest.zone for measure in forum.measures.templates.values() if measure.retired_at is None}
    missing = sorted(named - kept)
    return Refused("12.2", found=" ".join(sorted(kept)), expected=" ".join(missing)) if missing else None


def due_at_end_of(book: Book, zone: str, day: date) -> datetime:
    """Give the instant at which a day ends in a zone, as the conference reckons it (rules 12.3, 12.7, 12.8).

    Tables that came later move only what was not reached by then, and nothing into the past; an outage moves what fell due
    during it by its length.
    """
    due: datetime | None = None
    for from_at, tables in book.tables:
        table = zone_table(tables, zone)
        if table is None or (due is not None and due <= from_at):
            continue
        due = end_of_day(table, day) if due is None else max(end_of_day(table, day), from_at)
    if due is None:
        raise Bug(f"no table ever held the zone {zone}")
    return _past_outages(book, due)


def _past_outages(book: Book, due: datetime) -> datetime:
    for began_at, ended_at in book.outages:
        if began_at <= due < ended_at:
            due += ended_at - began_at
    return due


def date_in(book: Book, zone: str, at: datetime) -> date:
    """Give the date that a zone's calendar shows at an instant, by the newest table that has the zone."""
    tables = [table for _, each in book.tables if (table := zone_table(each, zone)) is not None]
    return local_date(tables[-1], at)


def due_from_values(book: Book, template: Template, values: dict[str, str]) -> datetime | None:
    """Give when a return was due by what it says itself (rules 12.4, 12.5); None where it does not say."""
    trigger = template.trigger
    if isinstance(trigger, Prior):
        return _moved(book, template, values.get(trigger.before, ""), -trigger.count, trigger.unit)
    if isinstance(trigger, After):
        return _moved(book, template, values.get(trigger.after, ""), trigger.count, trigger.unit)
    if isinstance(trigger, Event):
        happened = parse_second(values.get(trigger.clock, ""))
        return happened + timedelta(minutes=trigger.within_min) if happened else None
    raise Bug(f"the returns of {template.code} say nothing of when they are due")


def _moved(book: Book, template: Template, text: str, count: int, unit: str) -> datetime | None:
    """Count hours from an instant, days and months from a date; an instant has the date that the zone's calendar shows."""
    instant, day = parse_second(text), parse_day(text)
    if instant is not None and unit == "hour":
        return instant + timedelta(hours=count)
    if instant is not None:
        day = date_in(book, template.zone, instant)
    if day is None:
        return None
    if unit == "hour":
        return due_at_end_of(book, template.zone, day - timedelta(days=1)) + timedelta(hours=count)
    return due_at_end_of(book, template.zone, shift(day, count, unit))


def days_late(book: Book, zone: str, due_at: datetime, at: datetime) -> int:
    """Count by how many days of the calendar a return came later than the day it was due; 0 in time (rule 12.3).

    The due instant itself is already the next day, so what is lodged then is late by one.
    """
    if at < due_at:
        return 0
    last_day = date_in(book, zone, due_at - timedelta(seconds=1))
    return max(1, (date_in(book, zone, at) - last_day).days)


def record_outage(forum: Forum, lodged: Lodged[RecordOutage]) -> Change | Refused:
    """Log an outage of the headquarters (rule 12.7): past, not overlapping, not longer than the edition allows."""
    act = lodged.act
    if refused := require_kind(forum, act, "secretariat", "registry"):
        return refused
    began, ended = act.began_at, act.ended_at
    last = forum.measures.outages[-1][1] if forum.measures.outages else datetime(2000, 1, 1, tzinfo=UTC)
    longest = timedelta(seconds=forum.edition.max_extension_s)
    if not last <= began < ended <= lodged.at or ended - began > longest:
        found = f"{instant_text(began)} {instant_text(ended)}"
        return Refused("12.7", found=found, expected=f">= {instant_text(last)}, <= {forum.edition.max_extension_s} s")
    logged = replace(forum.measures, outages=(*forum.measures.outages, (began, ended)))
    effect = Effect("outage_logged", instant_text(began), instant_text(ended))
    return Change(replace(forum, measures=logged), (effect,))
