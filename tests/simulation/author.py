# SPDX-License-Identifier: Apache-2.0
"""An author: what one party has to say, one act at a time, in the order of its own numbers, again until it is answered."""

from collections import deque
from datetime import datetime
from hashlib import sha256
from typing import Any

from comity.acts.envelope import Act
from comity.acts.signed import parse_signed_act
from comity.node.node import Malformed
from comity.rules.forum import Forum
from comity.rules.outcome import Refused
from tests.simulation.conference import Conference

WRITTEN_AGAIN = {"1.5", "1.7"}
"""What was refused for its number or its date is written again: the number was another act's, the clock here is ahead."""


class Author:
    """One party's pen. A note once signed is brought again unchanged, until it stands on the record or is refused."""

    def __init__(self, conference: Conference, code: str) -> None:
        self._conference = conference
        self.code = code
        self._wishes: deque[tuple[type[Act], dict[str, Any]]] = deque()
        self._note: bytes = b""
        self._id = ""
        self._written = 0
        self._wish: tuple[type[Act], dict[str, Any]] | None = None
        self._is_ahead = False
        self.refused: list[Refused | Malformed] = []

    def say(self, kind: type[Act], /, **fields: Any) -> None:
        """Have something more to say."""
        self._wishes.append((kind, fields))

    @property
    def is_waiting(self) -> bool:
        """Tell whether something is still to be said."""
        return bool(self._note or self._wishes)

    @property
    def act(self) -> str:
        """The id of the act that is being brought; empty where there is none."""
        return self._id

    def note(self, forum: Forum, now: datetime) -> bytes | None:
        """The act to bring now, written as the next one of this party under a forum."""
        seq = forum.parties[self.code].seq
        if self._note and seq >= parse_signed_act(self._note).act.seq[0]:
            self._note, self._id = b"", ""
        if not self._note and self._wishes:
            self._wish = kind, fields = self._wishes.popleft()
            self._written += 1
            nonce = sha256(f"{self.code} {self._written}".encode()).digest()[:16]
            # Whoever was told that his clock is ahead goes by the record.
            made_at = (min(now, forum.at) if self._is_ahead else now).replace(microsecond=0)
            self._note = self._conference.write(kind, self.code, seq=(seq + 1,), made_at=made_at, nonce=nonce, **fields)
            self._id = parse_signed_act(self._note).id
        return self._note or None

    def take(self, answer: object) -> None:
        """Hear what became of it: a receipt ends it when the record shows it; a refusal ends it, or has it written again."""
        if isinstance(answer, Refused | Malformed):
            self.refused.append(answer)
            self._note, self._id = b"", ""
        if isinstance(answer, Refused) and answer.rule in WRITTEN_AGAIN and self._wish is not None:
            self._is_ahead = self._is_ahead or answer.rule == "1.7"
            self._wishes.appendleft(self._wish)
