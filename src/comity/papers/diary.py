# SPDX-License-Identifier: Apache-2.0
"""Dates as an iCalendar feed (RFC 5545): deadlines and meetings, every instant in UTC, so that no zone table is needed."""

from datetime import datetime

from icalendar import Calendar, Event
from msgspec import Struct

PRODUCT = "-//Comity//Comity//EN"


class Date(Struct, frozen=True):
    """One entry of a diary. ``uid`` never changes; ``stamp`` is when what it says was put on the record.

    A deadline has no ``until``: it is an instant, and takes up no time.
    """

    uid: str
    stamp: datetime
    at: datetime
    summary: str
    description: str = ""
    place: str = ""
    until: datetime | None = None


def ics(name: str, dates: tuple[Date, ...]) -> bytes:
    """Write a feed under a name."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for date in dates:
        calendar.add_component(_event(date))
    written: bytes = calendar.to_ical()
    return written


def _event(date: Date) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("dtstamp", date.stamp)
    event.add("dtstart", date.at)
    if date.until is not None:
        event.add("dtend", date.until)
    else:
        event.add("transp", "TRANSPARENT")
    event.add("summary", date.summary)
    if date.description:
        event.add("description", date.description)
    if date.place:
        event.add("location", date.place)
    return event
