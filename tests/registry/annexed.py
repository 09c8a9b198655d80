# SPDX-License-Identifier: Apache-2.0
"""Sealed annexes for tests: a measure that has them, keys of the cast to seal to, and returns that go with them."""

import os
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec.structs import replace

from comity.acts.envelope import Blob
from comity.acts.measures import AdoptTemplate
from comity.acts.returns import FileReturn
from comity.acts.sealed import EraseContent, SealedContent
from comity.registry.reading import read_request
from comity.sealing.hybrid import HybridIdentity
from comity.sealing.sealed_file import seal
from tests.cast.forum import ORIGIN
from tests.cast.keys import note_signer, seed
from tests.cast.templates import EXERCISES, says, troops
from tests.registry.seat import Seat

SECRET = b"Exercise ground Sandfell, 54.0921 N: only for those to whom it is sealed. "


class Annex(NamedTuple):
    """A sealed file, and to whom it is sealed."""

    data: bytes
    recipients: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()

    @property
    def content(self) -> SealedContent:
        blob = Blob(sha256=self.sha256, size=len(self.data), media_type="application/octet-stream", kind="attachment")
        return SealedContent(blob=blob, recipients=self.recipients)


def identity(code: str) -> HybridIdentity:
    """What a party of the cast opens with."""
    return HybridIdentity(seed(f"{code} opens"))


def sealed_to(*codes: str, content: Iterable[bytes] = (SECRET,)) -> Annex:
    """Seal content to parties of the cast."""
    return Annex(b"".join(seal(content, [identity(code).recipient for code in codes], os.urandom)), codes)


def asked_by(seat: Seat, code: str) -> dict[str, str]:
    """The header by which a party asks."""
    now_s = int(seat.clock.now.timestamp())
    return {"authorization": read_request(ORIGIN, note_signer(f"{code}/node"), now_s)}


def adopting(seat: Seat, **fields: Any) -> bytes:
    """The act that adopts the measure."""
    parties = ("ARD", "BOR", "COR")
    return seat.write(AdoptTemplate, *parties, template=replace(EXERCISES, parties=parties), **fields)


def filing(seat: Seat, annex: Annex, by: str = "ARD", **fields: Any) -> bytes:
    """The act that files a notice with an annex."""
    values = (troops(5), *says(begins_on="2027-03-15"))
    return seat.write(
        FileReturn, by, template="EXERCISES", version=1, language="en", office="Verification centre", values=values,
        sealed=(annex.content,), **fields,
    )  # fmt: skip


def erasing(seat: Seat, filed: str, annex: Annex, by: str = "ARD") -> bytes:
    """The act by which a sender has an annex erased."""
    return seat.write(EraseContent, by, filed=filed, sha256=annex.sha256, reason="Retired.")
