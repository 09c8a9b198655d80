# SPDX-License-Identifier: Apache-2.0
"""Put fonts and coastlines into the wheel. None is committed.

Fonts are subsets for the web of what the packages of Noto Sans and Source Serif bring. Coastlines are those of Natural Earth
1:110m (public domain) as geopandas 0.14 carries them: its data are read, nothing of it is run. Without it maps have none.
"""

import struct
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import fontpkg_source_serif_4
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = Path(__file__).parent / "src" / "comity" / "web" / "static" / "fonts"
COAST = Path(__file__).parent / "src" / "comity" / "corridors" / "data" / "coast.txt"
LANDS = "geopandas/datasets/naturalearth_lowres/naturalearth_lowres.shp"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028), *range(0x2030, 0x203B)]
LATIN += [0x20AC, 0x2116, *range(0x2190, 0x2194), 0x2212]
EXTENDED = [*range(0x100, 0x250), 0x259, 0x2BB, 0x2BC, *range(0x1E00, 0x1F00)]
CYRILLIC = [0x301, *range(0x400, 0x500)]
FAMILIES = {
    "noto-sans": (fontpkg_noto_sans.ROOT, {"wdth": 100, "wght": (400, 700)}),
    "source-serif": (fontpkg_source_serif_4.ROOT, {"opsz": 36, "wght": (400, 600)}),
}
SCRIPTS = {"latin": LATIN, "latin-extended": EXTENDED, "cyrillic": CYRILLIC}


class Assets(BuildHookInterface):  # type: ignore[type-arg]  # the interface is generic in what it does not use here
    """Runs before a wheel is built, or the project installed for work on it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make what is not there yet."""
        TARGET.mkdir(parents=True, exist_ok=True)
        for family, (root, axes) in FAMILIES.items():
            source = next(path for path in sorted(Path(root).rglob("*.ttf")) if "Italic" not in path.name)
            for script, points in SCRIPTS.items():
                target = TARGET / f"{family}-{script}.woff2"
                if not target.exists():
                    _subset(source, axes, points, target)
        if not COAST.exists():
            _coast()
        build_data["artifacts"] += ["src/comity/web/static/fonts/*.woff2", "src/comity/corridors/data/coast.txt"]


def _subset(source: Path, axes: dict[str, Any], points: list[int], target: Path) -> None:
    """Cut a font down to some code points, then to the widths and weights the pages use."""
    options = Options()
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    font = TTFont(source)
    subsetter.subset(font)
    cut = BytesIO()
    font.save(cut)
    cut.seek(0)
    narrowed = instantiateVariableFont(TTFont(cut), axes)
    narrowed.flavor = "woff2"
    narrowed.save(target)


Point = tuple[int, int]


def _coast() -> None:
    """Write coastlines: a closed line each, hundredths of degrees, longitude first; lines between states cancel out."""
    try:
        found = [path for path in files("geopandas") or () if str(path) == LANDS]
    except PackageNotFoundError:
        return
    if not found:
        return
    onward: dict[Point, list[Point]] = {}
    for ring in _rings(Path(str(found[0].locate())).read_bytes()):
        for a, b in pairwise(ring):
            if a in onward.get(b, ()):
                onward[b].remove(a)
            elif a != b:
                onward.setdefault(a, []).append(b)
    lines = sorted(" ".join(f"{x},{y}" for x, y in line) for line in _walked(onward))
    COAST.write_text("\n".join(lines) + "\n", encoding="ascii")


def _rings(data: bytes) -> Iterator[list[Point]]:
    """Read the rings of a file of polygons (ESRI, Shapefile Technical Description, 1998)."""
    at = 100
    while at < len(data):
        (words,) = struct.unpack_from(">i", data, at + 4)
        parts, points = struct.unpack_from("<ii", data, at + 8 + 36)
        starts = [*struct.unpack_from(f"<{parts}i", data, at + 8 + 44), points]
        first = at + 8 + 44 + 4 * parts
        for a, b in pairwise(starts):
            values = struct.unpack_from(f"<{2 * (b - a)}d", data, first + 16 * a)
            yield [(round(100 * x), round(100 * y)) for x, y in zip(values[::2], values[1::2], strict=True)]
        at += 8 + 2 * words


def _walked(onward: dict[Point, list[Point]]) -> Iterator[list[Point]]:
    """Join edges to closed lines."""
    for start in list(onward):
        while onward.get(start):
            line = [start]
            while onward.get(line[-1]):
                line.append(onward[line[-1]].pop())
                if line[-1] == start:
                    break
            yield line
