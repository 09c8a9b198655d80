# SPDX-License-Identifier: Apache-2.0
"""A network as GeoJSON (RFC 7946): points are places, line strings are links; properties are named as the CSV columns.

In a defect, ``line`` is the line of the file where JSON itself is broken, and otherwise the number of the feature, from 1.
A link without ``km`` is as long as its line. A point in the order latitude, longitude is the commonest mistake: it is told.
"""

import json
import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from comity.corridors.defect import MOST, Defect
from comity.corridors.errors import NetworkRefused
from comity.corridors.loading import LINKS, PLACES, assemble
from comity.corridors.network import EARTH_KM, Network
from comity.corridors.table import Column, Row

MOST_FEATURES = 1_000_000


def load_geojson(data: bytes, name: str) -> Network:
    """Load a network from a feature collection.

    Raises:
        NetworkRefused: something is wrong somewhere; its defects name the feature and the property.
    """
    features = _features(data, name)
    rows: dict[str, list[Row]] = {"places.csv": [], "links.csv": []}
    defects: list[Defect] = []
    for number, feature in enumerate(features, 1):
        for found in _read(feature, number, name):
            if isinstance(found, Defect):
                defects.append(found)
            else:
                rows[found[0]].append(found[1])
        if len(defects) >= MOST:
            break
    if defects:
        raise NetworkRefused(tuple(defects[:MOST]))
    return assemble(rows)


def _features(data: bytes, name: str) -> list[Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NetworkRefused(
            (Defect(name, line, "", "", "bytes that are not UTF-8; save the file in UTF-8"),)
        ) from None
    except json.JSONDecodeError as error:
        raise NetworkRefused((Defect(name, error.lineno, "", "", f"not JSON: {error.msg}"),)) from None
    except (ValueError, RecursionError) as error:
        raise NetworkRefused((Defect(name, 1, "", "", f"not JSON: {error}"),)) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise NetworkRefused((Defect(name, 1, "features", "", "not a FeatureCollection"),))
    if len(features) > MOST_FEATURES:
        raise NetworkRefused((Defect(name, 1, "features", "", f"more than {MOST_FEATURES:,} features"),))
    return features


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _read(feature: Any, number: int, name: str) -> Iterator[Defect | tuple[str, Row]]:  # noqa: ANN401
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if kind not in {"Point", "LineString"} or not isinstance(properties, dict):
        yield Defect(name, number, "geometry", str(kind or ""), "not a Point or a LineString with properties")
        return
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    points: Any = [coordinates] if kind == "Point" else coordinates
    wrong = _wrong(points)
    if wrong:
        yield Defect(name, number, "coordinates", str(points)[:40], wrong)
        return
    given = {key: value for key, value in properties.items() if value is not None}
    if kind == "Point":
        given |= {"lon_deg": points[0][0], "lat_deg": points[0][1]}
    elif "km" not in given:
        given |= {"km": round(max(0.1, _length_km(points)), 3), "km_basis": "geometry"}
    yield from _row(given, number, name, "places.csv" if kind == "Point" else "links.csv")


def _wrong(points: Any) -> str:  # noqa: ANN401
    if not isinstance(points, list) or not points:
        return "no coordinates"
    for point in points:
        if not isinstance(point, list) or len(point) < 2 or not all(_plain(each) for each in point[:2]):
            return "a position is [longitude, latitude]"
        if abs(point[1]) > 90 >= abs(point[0]):
            return "latitude and longitude look swapped: a position is [longitude, latitude]"
    return ""


def _plain(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _row(given: Mapping[str, Any], number: int, name: str, table: str) -> Iterator[Defect | tuple[str, Row]]:
    columns: Mapping[str, Column] = PLACES if table == "places.csv" else LINKS
    cells: dict[str, Any] = dict.fromkeys(columns)
    whole = True
    for key, column in columns.items():
        try:
            if key in given:
                cells[key] = column.read(str(given[key]).strip())
            elif column.needed:
                raise ValueError("missing")
        except ValueError as error:
            whole = False
            yield Defect(name, number, key, str(given.get(key, "")), str(error))
    if whole:
        yield table, Row(number, cells)


def _length_km(points: list[list[float]]) -> float:
    total = 0.0
    for (lon1, lat1, *_), (lon2, lat2, *_) in pairwise(points):
        a, b = math.radians(lat1), math.radians(lat2)
        half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        total += 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
    return total
