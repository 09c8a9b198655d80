# SPDX-License-Identifier: Apache-2.0
"""Put fonts into the wheel: subsets for the web of what the packages of Noto Sans and Source Serif bring. None is committed."""

from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import fontpkg_source_serif_4
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = Path(__file__).parent / "src" / "comity" / "web" / "static" / "fonts"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028), *range(0x2030, 0x203B)]
LATIN += [0x20AC, 0x2116, *range(0x2190, 0x2194), 0x2212]
EXTENDED = [*range(0x100, 0x250), 0x259, 0x2BB, 0x2BC, *range(0x1E00, 0x1F00)]
CYRILLIC = [0x301, *range(0x400, 0x500)]
FAMILIES = {
    "noto-sans": (fontpkg_noto_sans.ROOT, {"wdth": 100, "wght": (400, 700)}),
    "source-serif": (fontpkg_source_serif_4.ROOT, {"opsz": 36, "wght": (400, 600)}),
}
SCRIPTS = {"latin": LATIN, "latin-extended": EXTENDED, "cyrillic": CYRILLIC}


class Fonts(BuildHookInterface):  # type: ignore[type-arg]  # the interface is generic in what it does not use here
    """Runs before a wheel is built, or the project installed for work on it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the fonts that are not there yet."""
        TARGET.mkdir(parents=True, exist_ok=True)
        for family, (root, axes) in FAMILIES.items():
            source = next(path for path in sorted(Path(root).rglob("*.ttf")) if "Italic" not in path.name)
            for script, points in SCRIPTS.items():
                target = TARGET / f"{family}-{script}.woff2"
                if not target.exists():
                    _subset(source, axes, points, target)
        build_data["artifacts"].append("src/comity/web/static/fonts/*.woff2")


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
