# SPDX-License-Identifier: Apache-2.0
"""Values have one spelling each; bounds hold at the bound."""

from typing import Any

import pytest

from comity.acts.envelope import Text
from comity.acts.returns import Value
from comity.acts.template import Field, Limit, Threshold, Word
from comity.rules.forum import Forum
from comity.rules.measures.period import add_months, day_in, parse_day, parse_second
from comity.rules.measures.values import faults_in, texts_of, thresholds_reached
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, template

LABEL = Text(en="A field")
GOOD = {
    "text": ["x", " "],
    "count": ["0", "9000", "999999999999999"],
    "integer": ["0", "-1", "12"],
    "decimal": ["0", "-0.5", "12.50", "-12.000000001"],
    "money": ["ARD 0", "ARD 12.5", "ARD 1200000000.50"],
    "flag": ["yes", "no"],
    "date": ["1990-01-01", "2028-02-29", "2199-12-31"],
    "instant": ["2027-11-15T23:59:59Z", "2000-02-29T00:00:00Z"],
    "duration": ["P1D", "PT6H30M", "P2DT13H", "PT5M", "P0D"],
    "party": ["ARD", "OBS"],
    "code": ["land"],
    "point": ["42.5 71.25", "-42.500001 -171.2", "0.0 0.0"],
}
BAD = {
    "text": [""],
    "count": ["", "-1", "09", "9,000", "9 000", "1.0", "1000000000000000", "٣", "1\n"],
    "integer": ["-0", "+1", "01", "1e3"],
    "decimal": [".5", "1.", "1,5", "01.5", "1.0000000001"],
    "money": ["12.5", "ar 1", "ARD 1.505", "ARD  1", "ARD 1 "],
    "flag": ["true", "Yes", "1"],
    "date": [
        "1989-12-31", "2027-02-29", "2027-2-9", "20270209", "2027-W01-1", "2200-01-01", "2027-00-10", "2027-13-01", "٢٠٢٧-٠١-٠١",
    ],
    "instant": [
        "2027-11-15T24:00:00Z", "2027-11-15T23:59:59+00:00", "2027-11-15 23:59:59Z", "2027-02-29T00:00:00Z",
        "2027-11-15T23:59:60Z",
    ],
    "duration": ["13", "P", "PT", "P1DT", "PT1.5H", "about 13 hours", "1 day", "P1W"],
    "party": ["ZZZ", "Ard", ""],
    "code": ["sea", "Land"],
    "point": ["42 71", "42.5,71.25", "42.5", "142.5 71.25", "42.5000001 71.0"],
}  # fmt: skip


@pytest.fixture(scope="module")
def forum() -> Forum:
    return Scribe.opened().state


def faults(forum: Forum, kind: Any, text: str, **changes: Any) -> tuple[str, ...]:
    """What is wrong with a value of one type, where the field need not be there."""
    codes = (Word(code="land", label=LABEL),) if kind == "code" else ()
    field = Field(key="it", label=LABEL, type=kind, required=False, codes=codes, **changes)
    return faults_in(forum, template("X", CALENDAR.trigger, field), (Value(key="it", text=text, basis="all"),))


@pytest.mark.parametrize("kind,text", [(kind, text) for kind, texts in GOOD.items() for text in texts])
def test_the_spelling_of_a_type_is_taken(forum: Forum, kind: str, text: str) -> None:
    assert faults(forum, kind, text) == ()


@pytest.mark.parametrize("kind,text", [(kind, text) for kind, texts in BAD.items() for text in texts])
def test_any_other_spelling_is_a_fault(forum: Forum, kind: str, text: str) -> None:
    assert faults(forum, kind, text) == (f"it: {'word' if kind == 'code' else 'spelling'}",)


@pytest.mark.parametrize(
    "text,found",
    [
        ("-5", ()), ("-5.0", ()), ("-5.000000001", ("it: bound",)), ("-6", ("it: bound",)), ("5", ()), ("5.0", ()),
        ("5.000000001", ("it: bound",)), ("6", ("it: bound",)), ("-4.9", ()), ("4.9", ()), ("0", ()),
    ],
)  # fmt: skip
def test_a_number_lies_within_its_bounds_bounds_included(forum: Forum, text: str, found: tuple[str, ...]) -> None:
    assert faults(forum, "decimal", text, least=-5, most=5) == found


def test_a_number_without_bounds_is_as_large_as_it_is(forum: Forum) -> None:
    assert faults(forum, "decimal", "-999999999999999.999999999") == ()
    assert faults(forum, "decimal", "-0.5", least=0) == ("it: bound",)
    assert faults(forum, "count", "7", most=6) == ("it: bound",)


def test_faults_stand_in_the_order_of_the_form_then_of_the_values(forum: Forum) -> None:
    fields = [Field(key=key, label=LABEL, type="count") for key in ("a", "b", "c")]
    values = (
        Value(key="z", text="1"),
        Value(key="b", text="1"),
        Value(key="b", text="x"),
        Value(key="b", text="2", row=1),
    )
    assert faults_in(forum, template("X", CALENDAR.trigger, *fields), values) == (
        "a: missing", "c: missing", "z: unknown", "b: basis", "b: repeated",
    )  # fmt: skip


def test_a_field_that_repeats_may_stand_in_rows(forum: Forum) -> None:
    field = Field(key="a", label=LABEL, type="text", repeats=True)
    values = tuple(Value(key="a", text="x", row=row) for row in range(3))
    assert faults_in(forum, template("X", CALENDAR.trigger, field), values) == ()


def test_of_a_field_in_rows_the_first_value_speaks() -> None:
    assert texts_of((Value(key="a", text="1"), Value(key="a", text="2", row=1))) == {"a": "1"}


def test_a_threshold_asks_for_all_its_limits_and_for_the_greatest_row() -> None:
    both = Threshold(key="both", label=LABEL, all_of=(Limit(field="a", least=2), Limit(field="b", least=-1)))
    known = template("X", CALENDAR.trigger, thresholds=(both,))

    def reached(*given: tuple[str, str]) -> tuple[str, ...]:
        values = tuple(Value(key=key, text=text, row=row) for row, (key, text) in enumerate(given))
        return thresholds_reached(known, values)

    assert reached(("a", "1"), ("a", "2"), ("b", "-1")) == ("both",)
    assert reached(("a", "2"), ("a", "1"), ("b", "0")) == ("both",)
    assert reached(("a", "2"), ("b", "-2")) == ()
    assert reached(("a", "2")) == ()
    assert reached(("a", "2.5"), ("b", "0")) == ()


@pytest.mark.parametrize(
    "start,months,end",
    [("2027-12-31", 2, "2028-02-29"), ("2028-12-31", 2, "2029-02-28"), ("2028-02-29", -12, "2027-02-28"),
     ("2027-01-15", -1, "2026-12-15"), ("2027-01-31", 0, "2027-01-31"), ("2027-11-30", 1, "2027-12-30")],
)  # fmt: skip
def test_months_lead_to_the_same_day_or_the_last(start: str, months: int, end: str) -> None:
    first, last = parse_day(start), parse_day(end)
    assert first is not None
    assert add_months(first, months) == last


def test_a_day_of_the_year_is_the_last_of_february_where_it_must() -> None:
    assert [day_in(year, "02-29").isoformat() for year in (2027, 2028)] == ["2027-02-28", "2028-02-29"]
    assert parse_second("2027-02-29T00:00:00Z") is None
