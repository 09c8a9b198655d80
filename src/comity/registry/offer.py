# SPDX-License-Identifier: Apache-2.0
"""An offer: an act as it arrived, read, its signatures checked as far as the keys in force then allow.

Reading needs nothing but the bytes and the keys, so it goes on while the batch before is being written. What a key changed
meanwhile would make of a signature is judged again when the act is folded: only checks of exactly these bytes count.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

from comity.acts.errors import ActError
from comity.acts.signed import SignedAct, parse_signed_act
from comity.registry.answer import Malformed
from comity.rules.forum import Forum
from comity.tlog.vkey import VerifierKey, verify

Check = tuple[VerifierKey, bytes, bytes]


class Offer(NamedTuple):
    """The note, what it says or why it says nothing, and which checks of its signatures passed."""

    note: bytes
    act: SignedAct | Malformed
    passed: frozenset[Check]

    def verify(self, key: VerifierKey, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature verifies, without checking again what has passed."""
        return (key, message, signature) in self.passed or verify(key, message, signature)


def read_offers(notes: Sequence[bytes], forum: Forum | None, executor: Executor | None = None) -> list[Offer]:
    """Read notes and check their signatures, on two threads of an executor where one is given."""
    if executor is None or len(notes) == 1:
        return _read(notes, forum)
    half = (len(notes) + 1) // 2
    first, second = executor.map(_read, (notes[:half], notes[half:]), (forum, forum))
    return first + second


def _read(notes: Sequence[bytes], forum: Forum | None) -> list[Offer]:
    offers = []
    for note in notes:
        act = _parsed(note)
        checks = _checks(act, forum) if isinstance(act, SignedAct) and forum is not None else []
        offers.append(Offer(note, act, frozenset(check for check in checks if verify(*check))))
    return offers


def _parsed(note: bytes) -> SignedAct | Malformed:
    try:
        return parse_signed_act(note)
    except ActError as error:
        return Malformed(str(error))


def _checks(signed: SignedAct, forum: Forum) -> list[Check]:
    return [
        (key, signed.text, line.signature)
        for line in signed.lines
        if (key := forum.keys.get(line.name)) is not None and key.key_id == line.key_id
    ]
