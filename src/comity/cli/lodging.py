# SPDX-License-Identifier: Apache-2.0
"""Lodging: acts written from the record as it stands, judged here first, signed, sent, and followed until confirmed.

What goes wrong says what became of the acts: nothing was lodged, some were, or it is not known; then the signed act is kept.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import convert

from comity.acts.entry import format_entry, parse_entry
from comity.acts.envelope import Act
from comity.acts.signed import SignedAct, format_signed_act, parse_signed_act, sign_act
from comity.cli.arguments import Key, anchor_of, key_named, keys_of, remote_of
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE, NOT_YET, REFUSED
from comity.cli.mirror import NOT_FOUND, Mirror
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.node.remote import Remote, RemoteError
from comity.papers.narrative import sentence
from comity.record.certificate import verify_certificate
from comity.record.confirmation import witness_set
from comity.record.receipt import Receipt, check_receipt
from comity.rules.envelope import UNLIMITED, signing_names
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Refused
from comity.tlog.vkey import verify

A_MOMENT = 0.2
"""Seconds between two questions whether an act is confirmed."""


class Lodging:
    """One verb's acts on their way to the record. ``forum`` is what the record comes to with those drafted so far."""

    def __init__(self, arguments: argparse.Namespace, speech: Speech) -> None:
        anchor = anchor_of(arguments)
        if anchor is None:
            raise Unusable(
                "no anchor: nothing is signed for a record that is not known to be the right one; give --anchor"
            )
        self._anchor = anchor
        self._speech = speech
        self._arguments = arguments
        self._unsent: Path = Premises(arguments.dir).unsent
        self.remote: Remote = remote_of(arguments)
        self._door: Remote = _own_node(arguments) or self.remote
        mirror = Mirror.fetched(self.remote, anchor, speech)
        self._witnesses = witness_set(mirror.forum)
        self.forum: Forum = mirror.look_ahead()[0].forum
        self._keys: tuple[Key, ...] = ()
        self._drafts: list[SignedAct] = []
        self._lodged: list[int] = []

    @staticmethod
    def now() -> datetime:
        """Give the machine's time, in milliseconds."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def envelope(self, *by: str) -> dict[str, Any]:
        """Give the fields that every act carries, for signatories in order.

        Raises:
            NotThere: the record knows no such party.
        """
        for code in by:
            if code not in self.forum.parties:
                raise NotThere(f"no party is called {code}: `comity parties` lists them")
        return {
            "forum": self.forum.origin,
            "by": by,
            "seq": tuple(self.forum.parties[code].seq + 1 for code in by),
            "made_at": self.now().replace(microsecond=0),
            "nonce": os.urandom(16).hex(),
        }

    def open_keys(self) -> None:
        """Open the key file, once; it takes a second, so where time matters do it before the clock is read."""
        self._keys = self._keys or keys_of(self._arguments)

    def write(self, kind: type[Act], by: str, **fields: Any) -> str | Refused:  # noqa: ANN401
        """Write an act of one party, in the name of the office given, and draft it."""
        return self.draft(kind(**self.envelope(by), office=self._arguments.office, **fields))

    def draft(self, act: Act) -> str | Refused:
        """Sign an act with the keys at hand and judge it here; give its id, or the refusal.

        An objection is drafted whatever is found here: only the registry's clock says whether it is in time.
        """
        self.open_keys()
        signed = sign_act(act, [self._key(act, code) for code in act.by])
        entry = format_entry(max(self.now(), self.forum.at), format_signed_act(signed))
        forum, outcome = apply(self.forum, parse_entry(entry), verify)
        if isinstance(outcome, Refused) and type(act).__name__ not in UNLIMITED:
            return outcome
        self.forum = forum or self.forum
        return self.take(signed)

    def _key(self, act: Act, code: str) -> Key:
        names = {key.vkey.name for key in self._keys}
        wanted = signing_names(act, code)
        return key_named(self._keys, next((name for name in wanted if name in names), wanted[0]))

    def take(self, signed: SignedAct) -> str:
        """Draft an act that was signed elsewhere, or before: the registry alone judges whether it stands there already."""
        self._drafts.append(signed)
        return signed.id

    def declined(self, refused: Refused) -> int:
        """Say which rule refuses; nothing was sent."""
        self._speech.refused(refused)
        self._speech.remark("note", text=self._speech.phrase("nothing_lodged"))
        return REFUSED

    def send(self) -> int:
        """Lodge the drafts in order, check each receipt, and wait until the last is confirmed; give the exit code.

        Raises:
            RemoteError: the registry refused one, or did not answer; a note on the error says what stands on the record.
        """
        for signed in self._drafts:
            note = format_signed_act(signed)
            try:
                answer = self._door.lodge(note)
            except RemoteError as error:
                error.add_note(self._what_stands(error, signed, note))
                raise
            if "shown" in answer:
                self._speech.remark("offered", act=signed.id)
                return NOT_YET
            receipt = convert({name: answer[name] for name in Receipt.__struct_fields__ if name in answer}, Receipt)
            check_receipt(receipt, note, self._witnesses)
            self._lodged.append(receipt.index)
            said = sentence(parse_signed_act(note).act, self.forum, self._speech)
            self._speech.say("lodged", index=receipt.index, text=said, act=signed.id)
        return self._wait()

    def _what_stands(self, error: RemoteError, signed: SignedAct, note: bytes) -> str:
        said = []
        if self._lodged:
            said.append(self._speech.phrase("lodged_partly", indices=" ".join(map(str, self._lodged))))
        if not error.problem:
            self._unsent.mkdir(parents=True, exist_ok=True)
            path = self._unsent / f"{signed.id}.note"
            path.write_bytes(note)
            said.append(self._speech.phrase("lodging_unknown", path=str(path)))
        return " ".join(said) or self._speech.phrase("nothing_lodged")

    def _wait(self) -> int:
        index, until = self._lodged[-1], time.monotonic() + self._arguments.wait
        while True:
            if (verified := _certified(lambda: self.remote.certificate(index))) is not None:
                head = verify_certificate(verified, self._anchor)
                self._speech.say("confirmed", index=index, confirmed=len(head.confirmations), witnesses=head.witnesses)
                return DONE
            if time.monotonic() >= until:
                self._speech.remark("not_confirmed", index=index)
                return NOT_YET
            time.sleep(A_MOMENT)


def _own_node(arguments: argparse.Namespace) -> Remote | None:
    """Give the party's own machine where it is at work: it watches what becomes of an act, and shows it to others."""
    station = Station(arguments.dir)
    if not station.exists or not station.address.is_file():
        return None
    return Remote(station.address.read_text(encoding="ascii").strip())


def _certified(ask: Callable[[], bytes]) -> bytes | None:
    try:
        return ask()
    except RemoteError as error:
        if error.problem.get("status") != NOT_FOUND:
            raise
        return None
