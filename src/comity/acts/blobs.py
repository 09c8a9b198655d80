# SPDX-License-Identifier: Apache-2.0
"""What an act names beside the record: texts, which every node holds before it cosigns, and attachments, for those entitled."""

from collections.abc import Iterator
from typing import Any

import msgspec

from comity.acts.consensus import ReviseOrally
from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Act, Blob
from comity.acts.requests import ReplyToRequest
from comity.acts.returns import AmendReturn, FileReturn
from comity.acts.sealed import Reseal
from comity.acts.swaps import ReleaseSwap

CARRIERS = (AmendReturn, CirculateDocument, FileReturn, ReleaseSwap, ReplyToRequest, Reseal, ReviseOrally)
"""Acts that name blobs of their own, beside the instruction any act may carry."""


def carried_by(act: Act) -> tuple[Blob, ...]:
    """Give every blob an act names; most acts can name none, and are not searched."""
    return tuple(blobs_of(act)) if type(act) in CARRIERS or act.instruction is not None else ()


def texts_of(act: Act) -> tuple[Blob, ...]:
    """Give the texts among the blobs of an act."""
    return tuple(blob for blob in carried_by(act) if blob.kind == "text")


def blobs_of(value: Any) -> Iterator[Blob]:  # noqa: ANN401  (an act, or any part of one)
    """Give every blob, wherever in an act it stands."""
    if isinstance(value, Blob):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from blobs_of(part)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from blobs_of(getattr(value, name))
