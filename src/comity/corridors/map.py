# SPDX-License-Identifier: Apache-2.0
"""A map as SVG: coast, places, links; no states, boundaries or flags. What a line means is said by its style, width and number.

Inside a page its classes are coloured by the page's style, light or dark; alone, it brings a light style with it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from msgspec import Struct

from comity.corridors.labels import Box, Label, placed
from comity.corridors.network import Link, Network, great_circle_km
from comity.corridors.picture import Picture, Stroke
from comity.corridors.projection import Position, Window, fitted

WIDTH, HEIGHT, MARGIN = 1000.0, 600.0, 46.0
ROW, COLUMNS = 25.0, 2
THINNEST, WIDEST = 2.0, 10.0
BASE = frozenset({"in_service", "under_construction", "planned"})
BACKGROUND = frozenset({"end", "passed", "band"})
"""Marks that do not alone decide what the window shows, or whose names give way to others."""
STYLE = """
.sea{fill:#fff}.land{fill:#eef1f4;stroke:#b3bfcc;stroke-width:.6}
.line{fill:none;stroke:#5f6d7f;stroke-linecap:round;stroke-linejoin:round}
.in_service{stroke:#9aa6b4;stroke-width:.8}.in_service.rail{stroke-width:1.3}
.under_construction{stroke-width:1.3;stroke-dasharray:9 4}.planned{stroke-width:1.3;stroke-dasharray:1.5 4}
.closed,.cross{stroke:#a3271a;stroke-width:1.6}.closed{stroke-dasharray:4 3}
.before,.left{stroke:#141b27;stroke-width:2;stroke-dasharray:2 5}
.taken,.critical,.worst,.way_1{stroke:#21439b}.cutting{stroke:#a3271a}.worst{stroke-width:4}
.way{stroke:#12684b;stroke-width:2.2}.way_1{stroke:#21439b;stroke-width:5}.way_2{stroke-width:3.6}.way_3{stroke-width:2.8}
.widths{fill:#21439b}.place{fill:#fff;stroke:#141b27;stroke-width:1.3}.stop{fill:#141b27}.critical_place{stroke:#a3271a}
.badge{fill:#fff;stroke:#141b27;stroke-width:1.1}
text{font-family:"Noto Sans",sans-serif;font-size:12px;fill:#141b27}
.number{font-size:10.5px;font-weight:600;text-anchor:middle}
.name{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.legend{font-size:13px}
"""
"""The light style of a map that stands alone. In a page the same classes are coloured by its stylesheet."""

LABELLED = 'role="img" aria-labelledby="map-title map-about"'
CLEAR = 14.0
"""Crosses on closed links stand so far apart."""

Words = Mapping[str, str]
"""Words of a map by key: ``title``, ``about``, one for each part and each band, ``width`` with {least} and {most}, ``point``."""
Coast = Sequence[Sequence[Position]]


class Drawn(Struct, frozen=True):
    """A stroke with its points in the window."""

    stroke: Stroke
    link: Link
    points: tuple[tuple[float, float], ...]


def svg(picture: Picture, network: Network, words: Words, coast: Coast = (), *, alone: bool = False) -> str:
    """Draw a picture. ``alone`` gives a file that needs no stylesheet."""
    window = fitted(_positions(picture, network), WIDTH, HEIGHT, MARGIN)
    drawn = [found for stroke in picture.strokes if (found := _drawn(stroke, network, window)) is not None]
    rows = list(_legend(picture, words))
    height = HEIGHT + 14 + ROW * -(-len(rows) // COLUMNS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {WIDTH:g} {height:g}" {LABELLED}>',
        f'<title id="map-title">{escape(words["title"])}</title><desc id="map-about">{escape(words["about"])}</desc>',
        f"<style>{STYLE}</style>" if alone else "",
        f'<clipPath id="window"><rect width="{WIDTH:g}" height="{HEIGHT:g}"/></clipPath><g clip-path="url(#window)">',
        f'<rect class="sea" width="{WIDTH:g}" height="{HEIGHT:g}"/>',
        _land(coast, window),
        *_strokes(drawn, picture.most),
        *_marks(picture, network, window, drawn),
        "</g>",
        *(_row(number, part, text) for number, (part, text) in enumerate(rows)),
        "</svg>",
    ]
    return "".join(parts)


def _positions(picture: Picture, network: Network) -> list[Position]:
    """Give what the window is to show: what the picture is about, else the places in its background, else all."""
    about = [
        end for stroke in picture.strokes if stroke.part not in BASE | {"closed"} for end in _ends(stroke, network)
    ]
    about += [mark.place for mark in picture.marks if mark.part not in BACKGROUND]
    names = about or [mark.place for mark in picture.marks if mark.part in BACKGROUND and mark.named]
    chosen = dict.fromkeys(names or network.places)
    return [(network.places[name].lat_deg, network.places[name].lon_deg) for name in chosen]


def _ends(stroke: Stroke, network: Network) -> tuple[str, str]:
    return network.links[stroke.link].a, network.links[stroke.link].b


def _drawn(stroke: Stroke, network: Network, window: Window) -> Drawn | None:
    """Lay a link over the straits it goes through, in the order that is shortest from one end."""
    link = network.links[stroke.link]
    left, way = list(link.passes), [link.a]
    while left:
        way.append(min(left, key=lambda name: great_circle_km(network.places[way[-1]], network.places[name])))
        left.remove(way[-1])
    places = [network.places[name] for name in (*way, link.b)]
    points = [window.project((place.lat_deg, place.lon_deg)) for place in places]
    if None in points:
        return None
    return Drawn(stroke, link, tuple(point for point in points if point is not None))


def _land(coast: Coast, window: Window) -> str:
    paths = []
    for line in coast:
        points = [window.project(position) for position in line]
        inside = [point for point in points if point is not None]
        if len(inside) > 2 and _seen(inside):
            paths.append(_path(inside) + "Z")
    return f'<path class="land" d="{"".join(paths)}"/>' if paths else ""


def _seen(points: Sequence[tuple[float, float]]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) > 0 and min(xs) < WIDTH and max(ys) > 0 and min(ys) < HEIGHT


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Write points as a path, to a tenth of a unit, each relative to the one before."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths)]
    return f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l" + " ".join(
        f"{x / 10:g} {y / 10:g}" for x, y in moves if x or y
    )


def _strokes(drawn: Sequence[Drawn], most: float) -> Iterator[str]:
    """Draw the built network in few paths, then each part link by link."""
    together: dict[str, list[str]] = {}
    for each in drawn:
        if each.stroke.part in BASE:
            kind = each.link.mode if each.link.mode in {"rail", "road"} else "water"
            together.setdefault(f"{each.stroke.part} {kind}", []).append(_path(each.points))
    for name in sorted(together):
        yield f'<path class="line {name}" d="{"".join(together[name])}"/>'
    crossed: list[tuple[float, float]] = []
    for each in drawn:
        if each.stroke.part not in BASE:
            yield _stroke(each, most)
        if each.stroke.part == "closed" and all(math.dist(_middle(each.points), at) > CLEAR for at in crossed):
            crossed.append(_middle(each.points))
    yield from (_cross(*at, 3.5) for at in crossed)


def _stroke(each: Drawn, most: float) -> str:
    part = each.stroke.part
    name = f"way {part}" if part.startswith("way_") else part
    width = f' stroke-width="{_width(each.stroke.value, most):.1f}"' if each.stroke.value else ""
    return f'<path class="line {name}"{width} d="{_path(each.points)}"/>'


def _cross(x: float, y: float, half: float) -> str:
    both = f"M{x - half:.1f} {y - half:.1f}l{2 * half:g} {2 * half:g}m0 -{2 * half:g}l-{2 * half:g} {2 * half:g}"
    return f'<path class="cross" d="{both}"/>'


def _width(value: float, most: float) -> float:
    return THINNEST + (WIDEST - THINNEST) * max(0.0, value) / most if most else THINNEST


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    half = len(points) // 2
    (x1, y1), (x2, y2) = points[half - 1], points[half]
    return (x1 + x2) / 2, (y1 + y2) / 2


def _marks(picture: Picture, network: Network, window: Window, drawn: Sequence[Drawn]) -> Iterator[str]:
    """Draw the marks of places, the numbers of links, and names where there is room, what matters first."""
    taken: list[Box] = []
    wanted: list[Label] = []
    for each in drawn:
        if each.stroke.number:
            x, y = _middle(each.points)
            taken.append(Box.around(x, y, 9, 9))
    shapes = []
    for mark in picture.marks:
        place = network.places[mark.place]
        point = window.project((place.lat_deg, place.lon_deg))
        if point is not None and 0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT:
            shapes.append((mark.part not in BACKGROUND, _mark(mark.part, mark.text, point)))
            radius = 8 if mark.text else 4
            taken.append(Box.around(*point, radius, radius))
            if mark.named:
                wanted.append(Label(place.name, *point, radius + 2, mark.part in BACKGROUND))
    yield from (shape for _, shape in sorted(shapes, key=lambda each: each[0]))
    yield from (_badge(each) for each in drawn if each.stroke.number)
    for label, x, y, anchor in placed(sorted(wanted, key=lambda each: each.is_lesser), taken, (WIDTH, HEIGHT)):
        yield f'<text class="name" lang="en" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(label.text)}</text>'


def _mark(part: str, text: str, point: tuple[float, float]) -> str:
    x, y = point
    if part == "closed_place":
        return _cross(x, y, 5)
    radius = 8 if text else {"stop": 5, "end": 2.6}.get(part, 3)
    circle = f'<circle class="place {part}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'
    return circle + (f'<text class="number" x="{x:.1f}" y="{y + 3.8:.1f}">{escape(text)}</text>' if text else "")


def _badge(each: Drawn) -> str:
    x, y = _middle(each.points)
    return (
        f'<circle class="badge" cx="{x:.1f}" cy="{y:.1f}" r="8.5"/>'
        f'<text class="number" x="{x:.1f}" y="{y + 3.8:.1f}">{each.stroke.number}</text>'
    )


def _legend(picture: Picture, words: Words) -> Iterator[tuple[str, str]]:
    """Give the parts there are, with their words, in the order they are drawn."""
    parts = dict.fromkeys([each.part for each in picture.strokes] + [each.part for each in picture.marks])
    for part in sorted(parts, key=lambda name: name if name.startswith("way_") else ""):
        if part == "band":
            for text in sorted({mark.text for mark in picture.marks if mark.part == "band"}):
                yield f"band {text}", words[f"band_{text}"]
        else:
            yield part, words[part]
    values = [stroke.value for stroke in picture.strokes if stroke.value > 0]
    if values:
        least, most = (f"{value:.1f}".replace(".", words["point"]) for value in (min(values), max(values)))
        yield "width", words["width"].format(least=least, most=most)


def _row(number: int, part: str, text: str) -> str:
    x = WIDTH / COLUMNS * (number % COLUMNS) + 6
    y = HEIGHT + 24 + ROW * (number // COLUMNS)
    kind, _, word = part.partition(" ")
    line = f"M{x:g} {y:g}h40"
    if kind in {"end", "stop", "passed", "closed_place", "band", "critical_place"}:
        sample = _mark(kind, word or ("1" if kind == "critical_place" else ""), (x + 20, y))
    elif kind == "width":
        sample = f'<path class="widths" d="M{x:g} {y - 1:g}l40 {1 - WIDEST / 2:g}v{WIDEST:g}L{x:g} {y + 1:g}z"/>'
    elif kind == "closed":
        sample = f'<path class="line closed" d="{line}"/>{_cross(x + 20, y, 3.5)}'
    else:
        name = f"way {kind}" if kind.startswith("way_") else f"{kind} rail" if kind in BASE else kind
        width = ' stroke-width="5"' if kind in {"taken", "critical", "cutting"} else ""
        sample = f'<path class="line {name}"{width} d="{line}"/>'
        if kind.startswith("way_"):
            sample += f'<circle class="badge" cx="{x + 20:g}" cy="{y:g}" r="8.5"/>'
            sample += f'<text class="number" x="{x + 20:g}" y="{y + 3.8:g}">{kind[4:]}</text>'
    return f'{sample}<text class="legend" x="{x + 52:g}" y="{y + 4.5:g}">{escape(text)}</text>'
