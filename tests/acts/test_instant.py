# SPDX-License-Identifier: Apache-2.0
"""Instants: UTC, whole seconds in acts, milliseconds in entries."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts.instant import check_instant, format_instant, instant_text, parse_instant

ASTANA = timezone(timedelta(hours=5))
EDGES = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC))


def test_the_bytes_of_an_instant() -> None:
    assert format_instant(datetime(2026, 11, 23, 5, 6, 7, 8999, tzinfo=UTC)) == "2026-11-23T05:06:07.008Z"
    assert format_instant(datetime(2026, 11, 24, 1, 0, 0, 999_999, tzinfo=ASTANA)) == "2026-11-23T20:00:00.999Z"


def test_a_whole_second_is_written_without_a_fraction() -> None:
    assert instant_text(datetime(2026, 11, 23, 5, 6, 7, tzinfo=UTC)) == "2026-11-23T05:06:07Z"
    assert instant_text(datetime(2026, 11, 23, 5, 6, 7, 1000, tzinfo=UTC)) == "2026-11-23T05:06:07.001Z"


@settings(deadline=None, database=None)
@given(st.datetimes(EDGES[0].replace(tzinfo=None), EDGES[1].replace(tzinfo=None)))
def test_an_instant_comes_back_cut_to_milliseconds(value: datetime) -> None:
    instant = value.replace(tzinfo=UTC)
    cut = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    read = parse_instant(format_instant(instant))
    assert (read, read.tzinfo) == (cut, UTC)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 11, 23, 5, 0, 0),  # noqa: DTZ001  (that it is local is the point)
        EDGES[0] - timedelta(microseconds=1),
        EDGES[1] + timedelta(seconds=1),
        datetime(2000, 1, 1, 4, 59, 59, tzinfo=ASTANA),
    ],
)
def test_what_is_no_instant_of_the_record_is_not_written(value: datetime) -> None:
    with pytest.raises(ValueError):
        format_instant(value)


@pytest.mark.parametrize("edge", EDGES)
def test_the_first_and_the_last_second_may_stand_in_an_act(edge: datetime) -> None:
    check_instant(edge)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 11, 23, 5, 0, 0),  # noqa: DTZ001  (that it is local is the point)
        datetime(2026, 11, 23, 10, 0, 0, tzinfo=ASTANA),
        datetime(2026, 11, 23, 5, 0, 0, tzinfo=timezone(timedelta(0), "GMT")),
        datetime(2026, 11, 23, 5, 0, 0, 1, tzinfo=UTC),
        EDGES[0] - timedelta(seconds=1),
        EDGES[1] + timedelta(seconds=1),
    ],
)
def test_what_may_not_stand_in_an_act(value: datetime) -> None:
    with pytest.raises(ValueError):
        check_instant(value)
