# SPDX-License-Identifier: Apache-2.0
"""An answer for other programs: its table as CSV, its picture as GeoJSON (RFC 7946)."""

import csv
from io import StringIO
from typing import Any

import msgspec

from comity.corridors import statements as said
from comity.corridors.map import BASE
from comity.corridors.network import Network
from comity.corridors.picture import Picture
from comity.corridors.statements import Said, Statement

TABLES: dict[str, tuple[type[Said], ...]] = {
    "route": (said.Leg,),
    "reach": (said.Reached,),
    "closure": (said.State, said.NoPlace, said.NoEnd),
    "exposure": (said.Exposed, said.NoPlace, said.NoEnd),
    "critical": (said.Critical,),
    "pairs": (said.Pair,),
}
"""Question → the statements that are rows of its table; the first gives the columns, others leave cells empty."""
OSM = "Lengths: (c) OpenStreetMap contributors, ODbL 1.0"


def table(kind: str, statements: tuple[Statement, ...]) -> str:
    """Write the table of an answer as CSV: a head line, decimal points, the order of the answer."""
    types = TABLES[kind]
    columns = types[0].__struct_fields__
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for statement in statements:
        if isinstance(statement, types):
            row = msgspec.structs.asdict(statement)
            writer.writerow({key: _cell(value) for key, value in row.items() if key in columns})
    return text.getvalue()


def _cell(value: Any) -> Any:  # noqa: ANN401  (whatever a statement holds)
    if isinstance(value, dict):
        return " ".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def features(picture: Picture, network: Network) -> bytes:
    """Write the links and places a picture is about, each with its parts, as a feature collection."""
    parts: dict[str, dict[str, Any]] = {}
    for stroke in picture.strokes:
        if stroke.part not in BASE:
            about = parts.setdefault(stroke.link, {"parts": [], "value": None, "number": None})
            about["parts"].append(stroke.part)
            about["value"] = round(stroke.value, 3) if stroke.value else about["value"]
            about["number"] = stroke.number or about["number"]
    links = [_link(network, name, about) for name, about in parts.items()]
    places = [_place(network, mark.place, {"part": mark.part, "text": mark.text}) for mark in picture.marks]
    whole = {"type": "FeatureCollection", "attribution": OSM, "features": [*links, *places]}
    return msgspec.json.encode(whole)


def _link(network: Network, name: str, about: dict[str, Any]) -> dict[str, Any]:
    link = network.links[name]
    own = {"id": name, "mode": link.mode, "built": link.built, "km": link.length_km, "km_basis": link.length_basis}
    ends = [[network.places[end].lon_deg, network.places[end].lat_deg] for end in (link.a, link.b)]
    return _feature("LineString", ends, {**own, "a": link.a, "b": link.b, **about})


def _place(network: Network, name: str, about: dict[str, Any]) -> dict[str, Any]:
    place = network.places[name]
    return _feature(
        "Point", [place.lon_deg, place.lat_deg], {"id": name, "name": place.name, "kind": place.kind, **about}
    )


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}
