# SPDX-License-Identifier: Apache-2.0
"""Uploads: what a file is told from its bytes, never from its name; what could act by itself is turned away.

PDF is searched for actions and attachments, also within its compressed object streams; Word for macros, embedded objects and
content fetched from elsewhere; plain text for characters that nobody sees. Nothing is rendered, no XML is parsed.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.acts.envelope import SHORT_TEXT_BYTES

TEXT = "text/plain; charset=utf-8"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MOST_INFLATED = 32 * 2**20
"""Bytes that may come out of a file of at most 1 MiB."""
MOST_PARTS = 2_000
MOST_PART_READ = 2**20

_PDF_ACTIVE = frozenset(
    {b"JavaScript", b"JS", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"SubmitForm",
     b"ImportData", b"GoToE", b"GoToR", b"Movie", b"Sound", b"Rendition", b"3D"}
)  # fmt: skip
_PDF_NAME = re.compile(rb"/((?:[^\x00-\x20()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})+)")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_DOCX_PARTS = ("[Content_Types].xml", "word/document.xml")
_DOCX_ACTIVE = re.compile(r"(^|/)(vba|activex|embeddings?|ctrlprops|customui)", re.IGNORECASE)
_EXTERNAL = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<(!doctype|html|svg|script|\?xml)", re.IGNORECASE)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f\ufffe\uffff]"
)


class Unacceptable(Exception):
    """The file is turned away; ``words`` say why, and what would be right."""

    def __init__(self, words: "str | Promise") -> None:
        super().__init__(str(words))
        self.words = words


class Upload(NamedTuple):
    """A file as it will be named in an act."""

    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """Its SHA-256."""
        return sha256(self.content).hexdigest()


def read_upload(file: "UploadedFile[bytes]") -> Upload:
    """Read a file of at most 1 MiB and judge it; raises Unacceptable."""
    if file.size is None or file.size > SHORT_TEXT_BYTES:
        raise Unacceptable(_("A file has at most 1 MiB: every delegation's machine holds it. This one is larger."))
    return judged(file.read(SHORT_TEXT_BYTES + 1))


def judged(content: bytes) -> Upload:
    """Tell what bytes are, and whether they may go on the record; raises Unacceptable."""
    if not content:
        raise Unacceptable(_("The file is empty."))
    if len(content) > SHORT_TEXT_BYTES:
        raise Unacceptable(_("A file has at most 1 MiB: every delegation's machine holds it. This one is larger."))
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return Upload(content, PDF)
    if content.startswith(b"PK"):
        _check_docx(content)
        return Upload(content, DOCX)
    return typed(_decoded(content))


def require_visible(text: str) -> None:
    """See that everything in a line can be seen and none of it turns the direction of writing; raises ValidationError."""
    if unseen := _UNSEEN.search(text):
        raise ValidationError(_in_words(unseen.group()))


def _in_words(character: str) -> str:
    return _("The text holds U+%(code)04X, which nobody sees or which turns the direction of writing. Take it out.") % {
        "code": ord(character)
    }


def typed(text: str) -> Upload:
    """Take plain text, typed or from a file: lines ended by line feeds, Unicode NFC; raises Unacceptable."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if unseen := _UNSEEN.search(plain):
        raise Unacceptable(_in_words(unseen.group()))
    if _MARKUP.match(plain):
        raise Unacceptable(_("This is markup for a browser. Send PDF, Word (.docx) or plain text."))
    content = (plain.rstrip("\n") + "\n").encode()
    if not plain.strip():
        raise Unacceptable(_("The text is empty."))
    if len(content) > SHORT_TEXT_BYTES:
        raise Unacceptable(_("A text has at most 1 MiB: every delegation's machine holds it. This one is larger."))
    return Upload(content, TEXT)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unacceptable(_("This is neither PDF, nor Word (.docx), nor plain text in UTF-8.")) from None


def _check_pdf(content: bytes) -> None:
    for part in (content, *_object_streams(content)):
        names = {_PDF_ESCAPE.sub(lambda hit: bytes([int(hit[1], 16)]), name) for name in _PDF_NAME.findall(part)}
        if b"Encrypt" in names:
            raise Unacceptable(_("The PDF is locked with a password. Save it without one."))
        if found := names & _PDF_ACTIVE:
            raise Unacceptable(
                _("The PDF holds something that acts by itself or another file (%(found)s). Print it to a plain PDF.")
                % {"found": ", ".join(sorted(name.decode("ascii", "replace") for name in found))}
            )


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Give the compressed parts of a PDF in which objects may stand, as far as they inflate within bounds."""
    left = MOST_INFLATED
    for start in (hit.end() for hit in _PDF_STREAM.finditer(content)):
        inflating = zlib.decompressobj()
        try:
            part = inflating.decompress(content[start:], left)
        except zlib.error:
            continue
        left -= len(part)
        if inflating.unconsumed_tail or left <= 0:
            raise Unacceptable(_("The file unfolds to far more than it holds. Save it anew."))
        yield part


def _check_docx(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as word:
            _check_parts(word)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise Unacceptable(_("The file is damaged, or locked with a password. Save it anew as .docx.")) from None


def _check_parts(word: zipfile.ZipFile) -> None:
    parts = word.infolist()
    names = {part.filename for part in parts}
    if not names.issuperset(_DOCX_PARTS):
        raise Unacceptable(_("This archive is no Word file. Send PDF, Word (.docx) or plain text."))
    if len(parts) > MOST_PARTS or len(names) != len(parts) or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise Unacceptable(_("The file unfolds to far more than it holds. Save it anew."))
    if active := next((name for name in sorted(names) if _DOCX_ACTIVE.search(name)), ""):
        raise Unacceptable(
            _("The Word file holds a macro or another file (%(found)s). Save a copy without it.")
            % {"found": active[:80]}
        )
    for name in sorted(names):
        if name == _DOCX_PARTS[0] or name.endswith(".rels"):
            _check_links(_read_part(word, name))


def _read_part(word: zipfile.ZipFile, name: str) -> bytes:
    """Read a part; what it says of its own size is not believed."""
    with word.open(name) as part:
        data = part.read(MOST_PART_READ + 1)
    if len(data) > MOST_PART_READ or b"\x00" in data:
        raise Unacceptable(_("The file is damaged, or locked with a password. Save it anew as .docx."))
    return data


def _check_links(data: bytes) -> None:
    if b"<!" in data.replace(b"<!--", b"") or b"macroEnabled" in data or b"vbaProject" in data:
        raise Unacceptable(
            _("The Word file holds a macro or another file (%(found)s). Save a copy without it.") % {"found": "macro"}
        )
    for link in _EXTERNAL.findall(data):
        if b"/hyperlink" not in link:
            raise Unacceptable(
                _("The Word file fetches a part of itself from elsewhere. Save a copy that holds all of it.")
            )
