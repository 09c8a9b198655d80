# SPDX-License-Identifier: Apache-2.0
"""A paper as a Word file, for whoever goes on working on its text. The same paper gives the same bytes."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Word
from docx.shared import Pt

from comity.papers.paper import Fact, Paper

FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""A zip file dates its parts; this is the least it can say."""


def docx(paper: Paper) -> bytes:
    """Write a paper as .docx: headings, paragraphs and facts in Word's own styles."""
    word = Document()
    word.styles["Normal"].font.size = Pt(11)
    for line in filter(
        None, (paper.conference, paper.banner, f"{paper.symbol} · {paper.distribution} · {paper.dated}")
    ):
        word.add_paragraph(line)
    word.add_heading(paper.title, level=1)
    word.add_paragraph(paper.status)
    _facts(word, paper.facts)
    for column in paper.columns:
        word.add_heading(column.heading, level=2)
        for paragraph in column.paragraphs:
            word.add_paragraph(paragraph)
    for part in paper.parts:
        word.add_heading(part.heading, level=2)
        _facts(word, part.facts)
    _facts(word, paper.proof)
    for note in paper.notes:
        word.add_paragraph(note)
    _describe(word, paper)
    written = io.BytesIO()
    word.save(written)
    return _undated(written.getvalue())


def _facts(word: Word, facts: tuple[Fact, ...]) -> None:
    for fact in facts:
        paragraph = word.add_paragraph(f"{fact.label}: ")
        paragraph.add_run(fact.value).bold = True


def _describe(word: Word, paper: Paper) -> None:
    """Name the paper, and let its own date stand where Word would put the machine's."""
    properties = word.core_properties
    properties.title, properties.subject, properties.author, properties.comments = paper.title, paper.symbol, "", ""
    properties.language = paper.language
    properties.created = properties.modified = datetime.fromisoformat(paper.dated)


def _undated(data: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, FIRST_ZIP_DATE), source.read(part), zipfile.ZIP_DEFLATED)
    return written.getvalue()
