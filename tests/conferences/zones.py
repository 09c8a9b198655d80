# SPDX-License-Identifier: Apache-2.0
"""Make src/comity/conferences/zones.json from a tz database: ``python -m tests.conferences.zones --write``.

The tables hold every zone of the member states, from 1990 to the end of 2040.
"""

import csv
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
FILE = ROOT / "src" / "comity" / "conferences" / "zones.json"
PACKAGE = Path(tzdata.__file__).parent / "zoneinfo"
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=6)
"""No zone changes twice within so long."""
ALPHA2 = {
    "AFG": "AF", "AZE": "AZ", "BHR": "BH", "BGD": "BD", "KHM": "KH", "CHN": "CN", "EGY": "EG", "IND": "IN", "IRN": "IR",
    "IRQ": "IQ", "ISR": "IL", "JOR": "JO", "KAZ": "KZ", "KWT": "KW", "KGZ": "KG", "MNG": "MN", "PAK": "PK", "PSE": "PS",
    "QAT": "QA", "KOR": "KR", "RUS": "RU", "LKA": "LK", "TJK": "TJ", "THA": "TH", "TUR": "TR", "ARE": "AE", "UZB": "UZ",
    "VNM": "VN",
}  # fmt: skip
"""ISO 3166: alpha-3 as the conference writes states, alpha-2 as the tz database does."""


def members() -> list[str]:
    """The members, as the tables of cica have them."""
    with (ROOT / "src" / "comity" / "conferences" / "cica" / "members.csv").open(encoding="utf-8") as rows:
        return [row["code"] for row in csv.DictReader(rows)]


def zones_of(codes: Iterable[str], folder: Path = PACKAGE) -> list[str]:
    """The zones of these states, by name."""
    wanted = {ALPHA2[code] for code in codes}
    rows = [line.split("\t") for line in (folder / "zone.tab").read_text().splitlines() if not line.startswith("#")]
    return sorted(row[2] for row in rows if row[0] in wanted)


def offset(zone: ZoneInfo, at: datetime) -> int:
    """The offset of a zone at an instant, in seconds."""
    return int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def table(name: str, folder: Path = PACKAGE) -> dict[str, Any]:
    """The table of one zone: its offsets searched in steps, each change found to the second."""
    with (folder / name).open("rb") as file:
        zone = ZoneInfo.from_file(file, key=name)
    at, known = FIRST, offset(zone, FIRST)
    found: dict[str, Any] = {"name": name, "first_offset_s": known, "changes": [], "offsets": []}
    while at < LAST:
        after = min(at + STEP, LAST)
        if offset(zone, after) != known:
            low, high = at, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if offset(zone, middle) == known else (low, middle)
            known = offset(zone, high)
            found["changes"].append(int(high.timestamp()))
            found["offsets"].append(known)
        at = after
    return found


def render() -> str:
    """The file."""
    names = zones_of(members())
    lines = ",\n".join(json.dumps(table(name), separators=(",", ":")) for name in names)
    return f'{{"release":"{tzdata.IANA_VERSION}","first_year":{FIRST.year},"last_year":{LAST.year - 1},"zones":[\n{lines}\n]}}\n'


def main() -> None:
    """Write the file."""
    if "--write" not in sys.argv:
        raise SystemExit(__doc__)
    FILE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
