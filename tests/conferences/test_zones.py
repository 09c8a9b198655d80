# SPDX-License-Identifier: Apache-2.0
"""The zone tables that come with the package are those of the tz database they name."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import tzdata  # type: ignore[import-untyped]
from tests.conferences import zones as made

from comity.acts.zones import ZoneTable
from comity.conferences.conference import load
from comity.conferences.founding import edition_of
from comity.conferences.zones import load_zones
from comity.rules.measures.zones import end_of_day, local_date

ZONES = load_zones()
SAMPLES = ("Africa/Cairo", "Asia/Almaty", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Europe/Moscow")


def test_every_member_has_its_zones() -> None:
    assert [table.name for table in ZONES.zones] == made.zones_of(made.members())
    assert set(made.ALPHA2) == set(made.members())
    assert (ZONES.first_year, ZONES.last_year) == (1990, 2040)


@pytest.mark.parametrize("name", [name for name in SAMPLES if name in made.zones_of(made.members())])
def test_a_table_is_that_of_the_release_it_names(name: str) -> None:
    assert ZONES.release == tzdata.IANA_VERSION
    assert ZONES.named((name,)) == (ZoneTable(**{**made.table(name), **_tuples(made.table(name))}),)


def _tuples(table: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(table[key]) for key in ("changes", "offsets")}


def test_an_unknown_zone_is_told() -> None:
    with pytest.raises(KeyError):
        ZONES.named(("Europe/Lisbon",))


@pytest.mark.parametrize("code", ["cica", "exercise"])
def test_an_edition_carries_the_tables_it_names(code: str) -> None:
    edition = edition_of(load(code))
    assert edition.tz_release == ZONES.release
    assert edition.zones == ZONES.named(("Asia/Almaty",))


def test_kazakhstan_moved_on_the_first_of_march_2024() -> None:
    (almaty,) = ZONES.named(("Asia/Almaty",))
    assert end_of_day(almaty, date(2024, 2, 29)) == datetime(2024, 2, 29, 19, tzinfo=UTC)
    assert end_of_day(almaty, date(2024, 2, 28)) == datetime(2024, 2, 28, 18, tzinfo=UTC)
    # The last day of February lasted an hour longer, for clocks were put back at its end.
    assert local_date(almaty, datetime(2024, 2, 29, 18, 59, 59, tzinfo=UTC)) == date(2024, 2, 29)


def test_the_end_of_a_day_is_the_first_instant_of_a_later_date() -> None:
    for table in ZONES.zones:
        for change in table.changes:
            day = local_date(table, datetime.fromtimestamp(change, UTC)) - timedelta(days=1)
            for each in (day, day + timedelta(days=1)):
                end = end_of_day(table, each)
                assert local_date(table, end) > each, table.name
                assert local_date(table, end - timedelta(seconds=1)) <= each, table.name


def test_the_file_is_written_one_zone_a_line() -> None:
    lines = Path(made.FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["name"] for line in lines[1:-1]] == [table.name for table in ZONES.zones]
