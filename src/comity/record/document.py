# SPDX-License-Identifier: Apache-2.0
"""The one form in which evidence and receipts are written: a line of canonical JSON.

Keys sorted, no spaces, defaults left out, hashes in base64, entries and notes as text, one line feed at the end.
"""

from typing import Any

import msgspec

MAX_DOCUMENT_BYTES = 2**22
"""4 MiB: the largest document holds two checkpoints of a hundred lines and an entry."""

_encoder = msgspec.json.Encoder(order="sorted")


def format_document(document: msgspec.Struct) -> bytes:
    """Write a document."""
    return _encoder.encode(document) + b"\n"


def parse_document(data: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:  # noqa: ANN401  (the decoder's type)
    """Read a document; raises ValueError unless `format_document` would give the same bytes back."""
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ValueError(f"longer than {MAX_DOCUMENT_BYTES} bytes")
    try:
        document = decoder.decode(data)
    except RecursionError:
        raise ValueError("nested deeper than any document") from None
    if format_document(document) != data:
        raise ValueError("not in its canonical form")
    return document
