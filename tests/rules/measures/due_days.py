# SPDX-License-Identifier: Apache-2.0
"""Due days against other software: ``python -m tests.rules.measures.due_days [CASES] [--release package]``.

Random cases in every zone of the members, 1990 to 2040: a start, so many days or months from it, and the instant at which the
day reached ends. GNU ``date`` and PostgreSQL, each with its own zone code and the same tz release, say which date a calendar
shows at that instant, a second before, and every quarter of an hour through the thirty hours before. More than a third of the
cases lie within two days of a zone change, the end of a month or a leap day.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from comity.acts.zones import ZoneTable
from comity.rules.measures.period import shift
from comity.rules.measures.zones import end_of_day
from tests.conferences import zones as made

SYSTEM = Path("/usr/share/zoneinfo")
POSTGRES = Path("/usr/lib/postgresql")
FIRST, LAST = date(1990, 1, 3), date(2040, 12, 28)
SECOND = timedelta(seconds=1)
EDGE = timedelta(days=2)


class Case(NamedTuple):
    """A start, a shift from it, and what ours makes of it."""

    zone: str
    start: date
    amount: int
    unit: str
    day: date
    due: int


class Differs(Exception):
    """Other software shows another date."""


def tables(folder: Path) -> dict[str, ZoneTable]:
    """Every table of the members' zones, from one tz database."""
    found = {}
    for name in made.zones_of(made.members(), folder):
        raw = made.table(name, folder)
        found[name] = ZoneTable(**{**raw, "changes": tuple(raw["changes"]), "offsets": tuple(raw["offsets"])})
    return found


def near_an_edge(table: ZoneTable, day: date) -> bool:
    """Whether a day lies within two days of a zone change, of the end of a month, or of a leap day."""
    if day.month == 2 and day.day >= 27:
        return True
    if day.day <= 2 or (day + EDGE).month != day.month:
        return True
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return any(
        abs(datetime.fromtimestamp(change, UTC) - noon) <= EDGE + timedelta(hours=12) for change in table.changes
    )


def cases(known: dict[str, ZoneTable], count: int, seed: int = 1) -> Iterator[Case]:
    """Random cases; every second one aims at a change of its zone or the end of February."""
    rng = Random(seed)
    names = sorted(known)
    while count:
        name = rng.choice(names)
        table = known[name]
        unit = rng.choice(("day", "day", "month"))
        amount = rng.randrange(-200, 200) if unit == "day" else rng.randrange(-24, 24)
        start = date.fromordinal(rng.randrange(FIRST.toordinal(), LAST.toordinal()))
        if unit == "day" and rng.random() < 0.5:
            aim = (
                datetime.fromtimestamp(rng.choice(table.changes), UTC).date()
                if table.changes and rng.random() < 0.7
                else None
            )
            aim = aim or date(rng.randrange(1990, 2041), 2, 28)
            start = aim + timedelta(days=rng.randrange(-2, 3) - amount)
        day = shift(start, amount, unit)
        if FIRST <= day <= LAST:
            yield Case(name, start, amount, unit, day, int(end_of_day(table, day).timestamp()))
            count -= 1


def compare_with_date(listed: list[Case], folder: Path) -> int:
    """Compare with GNU date, a zone at a time; give how many lines it wrote.

    Raises:
        Differs: the calendar shows another date, or the shift leads to another day.
    """
    lines = 0
    for name in sorted({case.zone for case in listed}):
        mine = [case for case in listed if case.zone == name]
        asked = [f"@{case.due + second}" for case in mine for second in (0, -1)]
        shown = _date([*asked], name, folder)
        for number, case in enumerate(mine):
            if not shown[2 * number] > case.day.isoformat() >= shown[2 * number + 1]:
                raise Differs(f"{case}: {shown[2 * number]}, a second before {shown[2 * number + 1]}")
        by_days = [case for case in mine if case.unit == "day"]
        reached = _date([f"{case.start} 12:00 UTC {case.amount:+d} days" for case in by_days], "UTC", folder)
        for case, day in zip(by_days, reached, strict=True):
            if day != case.day.isoformat():
                raise Differs(f"{case}: {day}")
        lines += len(shown) + len(reached)
    return lines


def _date(asked: list[str], zone: str, folder: Path) -> list[str]:
    environment = {"TZ": zone, "TZDIR": str(folder), "LC_ALL": "C", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["date", "-f", "-", "+%F"], input="\n".join(asked), env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


SQL = """
select count(*) from cases c where
    not ((to_timestamp(due) at time zone zone)::date > day and (to_timestamp(due - 1) at time zone zone)::date <= day)
    or exists (select from generate_series(due - 108000, due - 900, 900) g where (to_timestamp(g) at time zone zone)::date > day)
    or (case unit when 'day' then start + n else (start + n * interval '1 month')::date end) <> day;
"""
TABLE = "create table cases (zone text, start date, n int, unit text, day date, due bigint);"


def compare_with_postgres(listed: list[Case]) -> int:
    """Compare with PostgreSQL in a cluster of its own; give in how many cases it differs."""
    rows = "".join(
        f"{each.zone}\t{each.start}\t{each.amount}\t{each.unit}\t{each.day}\t{each.due}\n" for each in listed
    )
    with cluster() as ask:
        ask(TABLE)
        ask(f"copy cases from stdin;\n{rows}\\.\n")
        stored = int(ask("select count(*) from cases;"))
        if stored != len(listed):
            raise Differs(f"{stored} of {len(listed)} cases arrived")
        return int(ask(SQL))


@contextmanager
def cluster() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL that listens on a socket in a directory of its own."""
    programs = max(POSTGRES.glob("*/bin"))
    folder = Path(tempfile.mkdtemp(prefix="comity-due-"))
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    made_by = [*as_user, str(programs / "initdb"), "-D", data, "-U", "asker", "-A", "trust"]
    subprocess.run(made_by, check=True, capture_output=True, cwd=folder)
    started = [*as_user, str(programs / "postgres"), "-D", data, "-k", str(folder), "-c", "listen_addresses="]
    server = subprocess.Popen(started, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(sql: str) -> str:
        command = [
            str(programs / "psql"),
            "-h",
            str(folder),
            "-U",
            "asker",
            "-d",
            "postgres",
            "-qAt",
            "-v",
            "ON_ERROR_STOP=1",
        ]
        return subprocess.run(command, input=sql, check=True, capture_output=True, text=True).stdout.strip()

    try:
        while subprocess.run([str(programs / "pg_isready"), "-q", "-h", str(folder)], check=False).returncode:
            if server.poll() is not None:
                raise Differs("PostgreSQL did not start")
        yield ask
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def release_of(folder: Path) -> str:
    """The release that a tz database says it is."""
    for line in (folder / "tzdata.zi").read_text().splitlines():
        return line.removeprefix("# version ")
    return ""


def main() -> None:
    """Compare as many cases as asked."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = made.PACKAGE if "package" in sys.argv else SYSTEM
    known = tables(folder)
    listed = list(cases(known, count))
    near = sum(near_an_edge(known[case.zone], case.day) for case in listed)
    print(f"tz {release_of(folder)}, {len(known)} zones, {len(listed):,} cases, {near:,} within two days of an edge")
    print(f"GNU date: 0 differences in {compare_with_date(listed, folder):,} lines")
    if folder == SYSTEM and POSTGRES.is_dir():
        print(f"PostgreSQL: {compare_with_postgres(listed)} differences")
    else:
        print("PostgreSQL was not asked: it is not here, or has another release")


if __name__ == "__main__":
    main()
