# SPDX-License-Identifier: Apache-2.0
"""A pen: acts of many parties written and signed in order, before anybody lodges them."""

from collections import Counter
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.cast.keys import note_signer

from comity.acts.envelope import Act
from comity.acts.signed import format_signed_act, sign_act


class Pen:
    """Acts signed with the cast's keys, each numbered after the one before of its party."""

    def __init__(self, origin: str, at: datetime) -> None:
        self.at = at
        self._origin = origin
        self._seq: Counter[str] = Counter()
        self._written: list[bytes] = []

    def spent(self, code: str) -> None:
        """Know that a party lodged an act that was written elsewhere."""
        self._seq[code] += 1

    def write(self, act_type: type[Act], /, *by: str, **fields: Any) -> str:  # noqa: ANN401
        """Write and sign an act; give its id."""
        self._seq.update(by)
        seq = tuple(self._seq[code] for code in by)
        nonce = sha256(f"{by} {seq}".encode()).hexdigest()[:32]
        act = act_type(forum=self._origin, by=by, seq=seq, made_at=self.at, nonce=nonce, **fields)
        signed = sign_act(act, [note_signer(code) for code in by])
        self._written.append(format_signed_act(signed))
        return signed.id

    def taken(self) -> list[bytes]:
        """Give what was written since the last time, in order."""
        written, self._written = self._written, []
        return written
