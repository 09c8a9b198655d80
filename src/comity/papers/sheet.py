# SPDX-License-Identifier: Apache-2.0
"""A paper as PDF, by Typst: tagged (PDF/UA-1), self-contained, and the same bytes for the same paper on every machine."""

from importlib.resources import files

import fontpkg_noto_sans
import fontpkg_source_serif_4
import msgspec
import typst

from comity.papers.paper import Paper
from comity.papers.seal import seal_svg

LAPIS = "#21439b"
_TEMPLATE = files("comity.papers").joinpath("sheet.typ")
FONTS = typst.Fonts(
    include_system_fonts=False,
    font_paths=[str(package.ROOT) for package in (fontpkg_noto_sans, fontpkg_source_serif_4)],
)


def pdf(paper: Paper) -> bytes:
    """Set a paper. Its own date stands in it; none of the machine does."""
    words = msgspec.to_builtins(paper, builtin_types=(bytes,)) | {
        "fingerprint": paper.fingerprint.hex(),
        "seal": seal_svg(paper.fingerprint, LAPIS) if paper.fingerprint else "",
    }
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=FONTS,
        pdf_standards=["ua-1"],
        sys_inputs={"paper": msgspec.json.encode(words).decode()},
    )
