# SPDX-License-Identifier: Apache-2.0
"""Flaws of instants and dates, in acts and in the first line of an entry."""

from comity.acts.canonical import encode_act
from tests.acts.flaws.case import ACT, ENTRY, NOTE, Case, edit
from tests.acts.samples import full_act

_PLACE, _GENESIS, _CHAIR = full_act("PlaceUnderSilence"), full_act("Genesis"), full_act("AppointChair")
_DOCUMENT = full_act("CirculateDocument")
_OUTCOME = full_act("RecordOutcome")
_GOOD = {
    "first": ("The first instant.", "2000-01-01T00:00:00Z"),
    "last": ("The last instant.", "2199-12-31T23:59:59Z"),
    "leap-day": ("A leap day.", "2028-02-29T12:00:00Z"),
    "leap-day-2000": ("The year 2000 is a leap year.", "2000-02-29T12:00:00Z"),
}
_BAD = {
    "year-1999": ("Before the first year.", "1999-12-31T23:59:59Z"),
    "year-2200": ("After the last year.", "2200-01-01T00:00:00Z"),
    "year-0000": ("No year.", "0000-01-01T00:00:00Z"),
    "year-of-5-digits": ("Five digits.", "12026-11-23T05:00:00Z"),
    "leap-day-missing": ("The year 2027 has no leap day.", "2027-02-29T12:00:00Z"),
    "leap-day-2100": ("The year 2100 has no leap day.", "2100-02-29T12:00:00Z"),
    "month-13": ("No month.", "2026-13-01T05:00:00Z"),
    "day-31-of-30": ("November has 30 days.", "2026-11-31T05:00:00Z"),
    "day-0": ("No day.", "2026-11-00T05:00:00Z"),
    "hour-24": ("Midnight is hour 0 of the next day.", "2026-11-23T24:00:00Z"),
    "minute-60": ("No minute.", "2026-11-23T05:60:00Z"),
    "leap-second": ("Leap seconds are not counted.", "2026-12-31T23:59:60Z"),
    "offset-zero": ("An offset for Z.", "2026-11-23T05:00:00+00:00"),
    "offset-minus-zero": ("An offset for Z.", "2026-11-23T05:00:00-00:00"),
    "offset": ("A local time.", "2026-11-23T10:00:00+05:00"),
    "offset-missing": ("A local time of nowhere.", "2026-11-23T05:00:00"),
    "letter-t-small": ("A small t.", "2026-11-23t05:00:00Z"),
    "letter-z-small": ("A small z.", "2026-11-23T05:00:00z"),
    "space-for-t": ("A space for T.", "2026-11-23 05:00:00Z"),
    "seconds-missing": ("No seconds.", "2026-11-23T05:00Z"),
    "basic-format": ("Without hyphens and colons.", "20261123T050000Z"),
    "week-date": ("A week date.", "2026-W48-1T05:00:00Z"),
    "comma-fraction": ("A comma before the fraction.", "2026-11-23T05:00:00,000Z"),
    "fraction-of-9-digits": ("Nanoseconds.", "2026-11-23T05:00:00.000000000Z"),
    "arabic-digit": ("U+0665 for 5.", "2026-11-23T0٥:00:00Z"),
    "line-feed-inside": ("A line feed ends it.", "2026-11-23T05:00:00Z\\n"),
    "space-inside": ("A space leads it.", " 2026-11-23T05:00:00Z"),
    "empty": ("No instant.", ""),
}
_BAD_IN_ACTS = {
    "fraction": ("Acts count whole seconds.", "2026-11-23T05:00:00.5Z"),
    "fraction-zero": ("Acts write no fraction.", "2026-11-23T05:00:00.000Z"),
}
_BAD_IN_ENTRIES = {
    "fraction-missing": ("Entries count milliseconds.", "2026-11-23T05:00:00Z"),
    "fraction-of-1-digit": ("One digit.", "2026-11-23T05:00:00.0Z"),
    "fraction-of-6-digits": ("Microseconds.", "2026-11-23T05:00:00.000000Z"),
    "carriage-return": ("A carriage return ends the line.", "2026-11-23T05:00:00.000Z\r"),
}


def _made(instant: str) -> bytes:
    return edit(b'"made_at":"2026-11-23T05:00:00Z"', f'"made_at":"{instant}"'.encode())


def _effective(milliseconds: int) -> bytes:
    return edit(b'"effective_at":1795410000000', b'"effective_at":%d' % milliseconds, _OUTCOME)


def _milliseconds(instant: str) -> str:
    """The same instant, right or wrong, as an entry writes it."""
    for end in ("Z", "z", "+00:00", "-00:00", "+05:00"):
        if instant.endswith(end):
            return instant.removesuffix(end) + ("" if "." in instant or "," in instant else ".000") + end
    return instant


def _entry(instant: str) -> bytes:
    """The statement as an entry with this first line."""
    return instant.encode() + b"\n" + NOTE


IN_ACTS: dict[str, Case] = {
    **{f"good-instant-{name}": Case(about, _made(instant)) for name, (about, instant) in _GOOD.items()},
    **{f"instant-{name}": Case(about, _made(instant), ACT) for name, (about, instant) in (_BAD | _BAD_IN_ACTS).items()},
    "instant-number": Case("Unix time.", edit(b'"made_at":"2026-11-23T05:00:00Z"', b'"made_at":1795410000'), ACT),
    "deadline-1999": Case(
        "Every instant is held to the years.",
        edit(b'"deadline_at":"2027-', b'"deadline_at":"1999-', _PLACE),
        ACT,
    ),
    "deadline-with-fraction": Case(
        "Every instant is held to whole seconds.",
        edit(b'"deadline_at":"2027-11-23T05:00:00Z"', b'"deadline_at":"2027-11-23T05:00:00.5Z"', _PLACE),
        ACT,
    ),
    "authority-2200": Case(
        "An optional instant is held to the years.",
        edit(b'"authority_until_at":"2027-', b'"authority_until_at":"2200-', _PLACE),
        ACT,
    ),
    "chair-term-with-offset": Case(
        "An instant inside a part is UTC.",
        edit(b'"from_at":"2026-11-23T05:00:00Z"', b'"from_at":"2026-11-23T10:00:00+05:00"', _GENESIS),
        ACT,
    ),
    "chair-from-1999": Case(
        "Every instant is held to the years.", edit(b'"from_at":"2027-', b'"from_at":"1999-', _CHAIR), ACT
    ),
    "good-effective-last": Case("The last millisecond.", _effective(7_258_118_399_999)),
    "effective-1999": Case("Before the first year.", _effective(946_684_799_999), ACT),
    "effective-2200": Case("After the last year.", _effective(7_258_118_400_000), ACT),
    "good-date": Case("Dates stand in an edition.", encode_act(full_act("PutEditionInForce"))),
    "date-with-time": Case(
        "A date is no instant.",
        edit(b'"in_force_on":"2027-01-01"', b'"in_force_on":"2027-01-01T00:00:00Z"', _GENESIS),
        ACT,
    ),
    "date-without-zeros": Case(
        "1 for 01.", edit(b'"in_force_on":"2027-01-01"', b'"in_force_on":"2027-1-1"', _GENESIS), ACT
    ),
    "good-original-the-day-before": Case(
        "A document of the back catalogue is of an earlier day.",
        edit(b'"original_on":"2014-06-12"', b'"original_on":"2026-11-22"', _DOCUMENT),
    ),
    "original-of-the-same-day": Case(
        "What is issued now is not entered later.",
        edit(b'"original_on":"2014-06-12"', b'"original_on":"2026-11-23"', _DOCUMENT),
        ACT,
    ),
    "original-in-the-future": Case(
        "What is entered later was issued before.",
        edit(b'"original_on":"2014-06-12"', b'"original_on":"2030-01-01"', _DOCUMENT),
        ACT,
    ),
    "date-that-is-not": Case(
        "February has 28 days.", edit(b'"in_force_on":"2027-01-01"', b'"in_force_on":"2027-02-29"', _GENESIS), ACT
    ),
}

IN_ENTRIES: dict[str, Case] = {
    **{
        f"good-entry-{name}": Case(about, _entry(_milliseconds(instant)), form="entry")
        for name, (about, instant) in _GOOD.items()
    },
    "good-entry-last-millisecond": Case("The last instant of all.", _entry("2199-12-31T23:59:59.999Z"), form="entry"),
    **{
        f"entry-{name}": Case(about, _entry(_milliseconds(instant)), ENTRY, "entry")
        for name, (about, instant) in _BAD.items()
    },
    **{
        f"entry-{name}": Case(about, _entry(instant), ENTRY, "entry")
        for name, (about, instant) in _BAD_IN_ENTRIES.items()
    },
}
CASES: dict[str, Case] = {**IN_ACTS, **IN_ENTRIES}
