# SPDX-License-Identifier: Apache-2.0
"""Files that come with a draft by program: judged as those from pages are, and each exactly what the act names."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from comity.acts.blobs import carried_by
from comity.acts.envelope import Act, Blob
from comity.api.problems import FaultyFields
from comity.api.shapes import Fault
from comity.web.desk import opened_desk
from comity.web.uploads import Unacceptable, Upload, judged


def files_of(act: Act, sent: Sequence[str]) -> list[Upload]:
    """Read the files of a draft; raises FaultyFields where one is not as it should be, is missing, or is not named."""
    files = [_read(number, text) for number, text in enumerate(sent)]
    named = carried_by(act)
    if faults := [*_missing(named, files), *_unnamed(named, files)]:
        raise FaultyFields(*faults)
    return files


def _read(number: int, text: str) -> Upload:
    place = f"/files/{number}"
    try:
        content = b64decode(text, validate=True)
        file = judged(content)
    except (NotBase64, ValueError):
        raise FaultyFields(Fault(field=place, detail=_("This is not Base64."))) from None
    except Unacceptable as error:
        raise FaultyFields(Fault(field=place, detail=str(error.words))) from None
    if file.content != content:
        detail = _("Plain text is UTF-8 in NFC without a mark of byte order; a line feed ends each line, and no more.")
        raise FaultyFields(Fault(field=place, detail=detail))
    return file


def _missing(named: Sequence[Blob], files: Sequence[Upload]) -> Iterator[Fault]:
    known = {(each.digest, len(each.content), each.media_type) for each in files}
    for blob in named:
        is_here = (blob.sha256, blob.size, blob.media_type) in known
        if not is_here and not opened_desk().node.store.holds(blob.sha256):
            detail = _("No file was sent with the SHA-256, size and media type that the act names: %(digest)s.")
            yield Fault(field="/fields", detail=detail % {"digest": blob.sha256})


def _unnamed(named: Sequence[Blob], files: Sequence[Upload]) -> Iterator[Fault]:
    digests = {blob.sha256 for blob in named}
    for number, file in enumerate(files):
        if file.digest not in digests:
            detail = _("The act names no such file: %(digest)s, %(kind)s.")
            yield Fault(field=f"/files/{number}", detail=detail % {"digest": file.digest, "kind": file.media_type})
