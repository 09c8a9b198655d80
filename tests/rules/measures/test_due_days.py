# SPDX-License-Identifier: Apache-2.0
"""Some due days against GNU date, at the release of the package; the long comparison is `due_days` itself."""

import pytest

from comity.acts.zones import ZoneTable
from comity.conferences.zones import load_zones
from tests.conferences.zones import PACKAGE
from tests.rules.measures.due_days import Case, Differs, cases, compare_with_date, near_an_edge

KNOWN: dict[str, ZoneTable] = {table.name: table for table in load_zones().zones}
LISTED = list(cases(KNOWN, 300, seed=2))


def test_due_days_are_those_of_gnu_date() -> None:
    assert compare_with_date(LISTED, PACKAGE) >= 2 * len(LISTED)
    assert sum(near_an_edge(KNOWN[case.zone], case.day) for case in LISTED) >= len(LISTED) // 4


@pytest.mark.parametrize("seconds", [-1, 1, 3600])
def test_another_instant_is_noticed(seconds: int) -> None:
    moved = LISTED[0]._replace(due=LISTED[0].due + seconds)
    with pytest.raises(Differs):
        compare_with_date([moved], PACKAGE)


def test_another_day_is_noticed() -> None:
    case = next(each for each in LISTED if each.unit == "day")
    wrong = Case(case.zone, case.start, case.amount + 1, case.unit, case.day, case.due)
    with pytest.raises(Differs):
        compare_with_date([wrong], PACKAGE)
