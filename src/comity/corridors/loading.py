# SPDX-License-Identifier: Apache-2.0
"""A network from tables: all of it, or the defects and nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from comity.corridors.defect import MOST, Defect
from comity.corridors.errors import NetworkRefused
from comity.corridors.network import (
    BUILT,
    DETOUR,
    KINDS,
    MODES,
    Link,
    Network,
    Place,
    Source,
    great_circle_km,
)
from comity.corridors.table import Column, Row, number, one_of, read_table, words

COORDINATE_KM = 15.0
"""Coordinates to 0.05 degrees, at both ends, and a port's quay: a length may fall short of the great circle by so much."""
SHORT = 0.95

PLACES: Mapping[str, Column] = {
    "id": Column(str),
    "name": Column(str),
    "lat_deg": Column(number(-90, 90)),
    "lon_deg": Column(number(-180, 180)),
    "kind": Column(one_of(*KINDS)),
    "administered_by": Column(str, needed=False),
    "region": Column(one_of("core", "rim"), needed=False),
    "main": Column(one_of("yes"), needed=False),
    "basis": Column(str, needed=False),
    "source": Column(str, needed=False),
}
LINKS: Mapping[str, Column] = {
    "id": Column(str, needed=False),
    "a": Column(str),
    "b": Column(str),
    "mode": Column(one_of(*MODES)),
    "built": Column(one_of(*BUILT), needed=False),
    "gauge_mm": Column(lambda text: tuple(text.split("/")), needed=False),
    "km": Column(number(0.05, 30_000), needed=False),
    "km_basis": Column(str, needed=False),
    "km_source": Column(str, needed=False),
    "corridors": Column(words, needed=False),
    "passes": Column(words, needed=False),
}
LENGTHS: Mapping[str, Column] = {
    "id": Column(str),
    "km": Column(number(0.05, 30_000)),
    "basis": Column(str),
    "source": Column(str),
}
CONTESTED: Mapping[str, Column] = {"place": Column(str), "note_en": Column(str), "note_ru": Column(str)}
SOURCES: Mapping[str, Column] = {
    "key": Column(str),
    "title": Column(str),
    "address": Column(str, needed=False),
    "date": Column(str, needed=False),
}


def load(tables: Mapping[str, bytes]) -> Network:
    """Load a network from ``places.csv`` and ``links.csv``, with ``lengths_osm.csv``, ``contested.csv``, ``sources.csv``.

    Raises:
        NetworkRefused: something is wrong somewhere; its defects name line and column.
    """
    known = {"places.csv": PLACES, "links.csv": LINKS, "lengths_osm.csv": LENGTHS, "contested.csv": CONTESTED}
    rows: dict[str, list[Row]] = {}
    defects: list[Defect] = []
    for name, columns in {**known, "sources.csv": SOURCES}.items():
        found, wrong = read_table(tables[name], name, columns) if name in tables else ([], [])
        rows[name] = found
        defects += wrong
    if defects:
        raise NetworkRefused(tuple(defects[:MOST]))
    return assemble(rows)


def assemble(rows: Mapping[str, Sequence[Row]]) -> Network:
    """Put rows together to a network; raises NetworkRefused."""
    places, links = rows["places.csv"], rows["links.csv"]
    lengths, contested = rows.get("lengths_osm.csv", ()), rows.get("contested.csv", ())
    defects = [*_twice(places, "places.csv", "id"), *_references(places, links, lengths, contested)]
    if len(places) < 2 or not links:
        defects.append(Defect("places.csv", 1, "", "", "a network needs two places and a link between them"))
    if defects:
        raise NetworkRefused(tuple(defects[:MOST]))
    disputed = {row["place"] for row in contested}
    stations = {row["id"]: _place(row, disputed) for row in places}
    measured = {row["id"]: row for row in lengths}
    ways = [_link(row, stations, measured) for row in links]
    defects = list(_distances(ways, stations, places, links))
    if defects:
        raise NetworkRefused(tuple(defects[:MOST]))
    sources = (Source(**{key: value or "" for key, value in row.cells.items()}) for row in rows.get("sources.csv", ()))
    return Network(stations.values(), ways, sources)


def link_id(row: Row) -> str:
    """Give the id of a link: its own, or mode and ends."""
    return str(row["id"] or f"{row['mode']}-{row['a']}-{row['b']}")


def _twice(rows: Iterable[Row], file: str, column: str) -> Iterator[Defect]:
    seen: dict[str, int] = {}
    for row in rows:
        key = row[column] if column != "link" else link_id(row)
        if key in seen:
            yield Defect(file, row.line, "id", key, f"stands already in line {seen[key]}")
        seen.setdefault(key, row.line)


def _references(
    places: Sequence[Row], links: Sequence[Row], lengths: Sequence[Row], contested: Sequence[Row]
) -> Iterator[Defect]:
    ids = {row["id"] for row in places}
    for row in links:
        yield from _ends(row, ids)
    yield from _twice(links, "links.csv", "link")
    named = {link_id(row) for row in links}
    for row in lengths:
        if row["id"] not in named:
            yield Defect("lengths_osm.csv", row.line, "id", row["id"], "no such link in links.csv")
    for row in contested:
        if row["place"] not in ids:
            yield Defect("contested.csv", row.line, "place", row["place"], "no such place in places.csv")


def _ends(row: Row, places: set[str]) -> Iterator[Defect]:
    for column, named in (("a", (row["a"],)), ("b", (row["b"],)), ("passes", row["passes"] or ())):
        for name in named:
            if name not in places:
                yield Defect("links.csv", row.line, column, name, "no such place in places.csv")
    if row["a"] == row["b"]:
        yield Defect("links.csv", row.line, "b", row["b"], "a link leads from a place to itself")
    if row["gauge_mm"] and row["mode"] != "rail":
        yield Defect("links.csv", row.line, "gauge_mm", "/".join(row["gauge_mm"]), "only rail has a gauge")


def _place(row: Row, contested: set[str]) -> Place:
    return Place(
        id=row["id"],
        name=row["name"],
        lat_deg=row["lat_deg"],
        lon_deg=row["lon_deg"],
        kind=row["kind"],
        administered_by=row["administered_by"] or "",
        region=row["region"] or "core",
        main=row["main"] == "yes",
        contested=row["id"] in contested,
        basis=row["basis"] or "given",
        source=row["source"] or "given",
    )


def _link(row: Row, places: Mapping[str, Place], measured: Mapping[str, Row]) -> Link:
    name = link_id(row)
    if row["km"] is not None:
        km, basis, source = row["km"], row["km_basis"] or "given", row["km_source"] or "given"
    elif name in measured:
        km, basis, source = (measured[name][column] for column in ("km", "basis", "source"))
    else:
        straight = max(0.1, great_circle_km(places[row["a"]], places[row["b"]]))
        km, basis, source = round(straight * DETOUR, 1), "estimate", "geodesic"
    return Link(
        id=name,
        a=row["a"],
        b=row["b"],
        mode=row["mode"],
        built=row["built"] or "in_service",
        gauges_mm=row["gauge_mm"] or (),
        length_km=km,
        length_basis=basis,
        length_source=source,
        corridors=row["corridors"] or (),
        passes=row["passes"] or (),
    )


def _distances(
    links: Sequence[Link], places: Mapping[str, Place], place_rows: Sequence[Row], link_rows: Sequence[Row]
) -> Iterator[Defect]:
    """Find lengths below the great circle; where all of a place's are, its coordinates are the likelier mistake."""
    short = [link for link in links if _too_short(link, places)]
    touching = Counter(end for link in short for end in (link.a, link.b))
    degree = Counter(end for link in links for end in (link.a, link.b) if link.length_source != "geodesic")
    swapped = {name for name, count in touching.items() if count == degree[name] and _fits_swapped(name, short, places)}
    for row in place_rows:
        if row["id"] in swapped:
            shown = f"{row['lat_deg']}, {row['lon_deg']}"
            yield Defect("places.csv", row.line, "lat_deg", shown, "latitude and longitude look swapped")
    lines = {link_id(row): row.line for row in link_rows}
    for link in short:
        if not swapped & {link.a, link.b}:
            straight = great_circle_km(places[link.a], places[link.b])
            why = f"shorter than the great circle between its ends ({straight:.0f} km)"
            yield Defect("links.csv", lines[link.id], "km", f"{link.length_km:g}", why)


def _too_short(link: Link, places: Mapping[str, Place]) -> bool:
    return link.length_km + COORDINATE_KM < SHORT * great_circle_km(places[link.a], places[link.b])


def _fits_swapped(name: str, short: Sequence[Link], places: Mapping[str, Place]) -> bool:
    place = places[name]
    if abs(place.lon_deg) > 90:
        return False
    turned = Place(**{**{field: getattr(place, field) for field in place.__struct_fields__}, "lat_deg": place.lon_deg,
                      "lon_deg": place.lat_deg})  # fmt: skip
    return all(not _too_short(link, {**places, name: turned}) for link in short if name in (link.a, link.b))
