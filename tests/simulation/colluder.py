# SPDX-License-Identifier: Apache-2.0
"""A colluding witness: it cosigns whatever the registry shows to anybody, on every side, and says nothing of what it sees."""

from comity.node.connection import RemoteError
from comity.tlog.cosignature import cosign
from comity.tlog.note import format_note, parse_note
from tests.simulation.conference import Conference
from tests.simulation.headquarters import Headquarters


class Colluder:
    """One colluding witness."""

    def __init__(self, conference: Conference, headquarters: Headquarters, code: str) -> None:
        self._pair = conference.pair(code)
        self._headquarters = headquarters
        self._signed: set[bytes] = set()

    def sign(self) -> None:
        """Cosign the pending head of every side."""
        at = int(self._headquarters.clock().timestamp())
        for code in ("", *sorted(self._headquarters.shown)[:1]):
            try:
                note = self._headquarters.pending(code, 0)
                if note and note not in self._signed:
                    self._signed.add(note)
                    text = parse_note(note).text
                    lines = format_note(b"-\n", [cosign(signer, text, at) for signer in self._pair])
                    size = int(text.split(b"\n")[1])
                    self._headquarters.cosign(code, size, lines[len(b"-\n\n") :])
            except RemoteError:
                continue
