# SPDX-License-Identifier: Apache-2.0
"""A stage: the exercise conference with a registry and four witnesses, on a clock that only the story moves.

Keys, acts, stores, tiles and cosignatures are real; they lie in a directory that is thrown away.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from comity.acts.entry import parse_entry
from comity.acts.envelope import Act
from comity.acts.signed import format_signed_act, sign_act
from comity.bug import Bug
from comity.cli.headquarters import WITNESSES
from comity.cli.premises import EXERCISE, Premises
from comity.conferences.conference import Conference, load
from comity.conferences.founding import REGISTRY, found
from comity.node.connection import RemoteError
from comity.node.errors import NotYet
from comity.node.keyfile import Keys, draw_keys, draw_log_keys
from comity.node.remote import head_of
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.errors import Unconfirmed
from comity.registry.answer import Answer, Sequenced
from comity.registry.registry import Registry
from comity.registry.timekeeper import A_SECOND
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Outcome, Refused
from comity.tlog.signer import Signer
from comity.tlog.vkey import ED25519, format_vkey, verify

MOST_BEATS = 50
"""A registry and witnesses that still change something after so many rounds at one instant never end."""


class Said(NamedTuple):
    """What became of an act: where it stands, or the refusal; and the outcome, with its effects."""

    act_id: str
    answer: Answer
    outcome: Outcome | None


class Stage:
    """The conference in play. ``at`` is the time; ``away`` names the witnesses whose nodes are off."""

    def __init__(self, root: Path, at: datetime) -> None:
        self.at = at
        self.away: set[str] = set()
        self.keys: dict[str, Signer] = {}
        premises = Premises(root)
        self.conference: Conference = load(EXERCISE)
        log = draw_log_keys(self.conference.origin)
        bearers = [self.conference.secretariat, REGISTRY, *(party.code for party in self.conference.parties)]
        drawn = {code: self.draw(code, witness=code in WITNESSES) for code in bearers}
        vkeys = {code: tuple(format_vkey(key.vkey) for key in keys) for code, keys in drawn.items()}
        classic, quantum = (format_vkey(key.vkey) for key in log)
        genesis = found(self.conference, vkeys, (classic, quantum), at, os.urandom(16).hex())
        note = format_signed_act(sign_act(genesis, [self.keys[self.conference.secretariat]]))
        self.registry = Registry.found(
            premises.registry, self.conference.origin, note, log, self.keys[REGISTRY], lambda: self.at
        )
        self.anchor = sha256(self.registry.entry(0)).digest()
        self.witnesses = [self._witness(code, drawn[code]) for code in WITNESSES]
        self.beat()

    def _witness(self, code: str, keys: Keys) -> Witness:
        store = Store.in_memory()
        return Witness(code, store, (keys[-2], keys[-1]), self.anchor, lambda: self.at)

    def draw(self, code: str, *, witness: bool = False) -> Keys:
        """Draw keys for a party and put those for notes in its hand; what was there before is forgotten."""
        keys = draw_keys(code, witness=witness)
        self.keys |= {key.vkey.name: key for key in keys if key.vkey.kind == ED25519}
        return keys

    @property
    def forum(self) -> Forum:
        """The forum of everything sequenced."""
        return self.registry.forum

    @property
    def views(self) -> dict[str, Forum]:
        """The forum as the registry and each witness whose node is on have worked it out for themselves."""
        held = {witness.code: witness.held for witness in self.witnesses if witness.code not in self.away}
        return {REGISTRY: self.forum} | {code: each.forum for code, each in held.items() if each is not None}

    def lodge(self, kind: type[Act], /, *by: str, signers: tuple[Signer, ...] = (), **fields: Any) -> Said:  # noqa: ANN401
        """Write, sign and lodge an act now, and let the witnesses take it up."""
        forum = self.forum
        envelope: dict[str, Any] = {
            "forum": forum.origin,
            "by": by,
            "seq": tuple(forum.parties[code].seq + 1 if code in forum.parties else 1 for code in by),
            "made_at": self.at.replace(microsecond=0),
            "nonce": os.urandom(16).hex(),
        }
        signed = sign_act(kind(**envelope, **fields), signers or [self.keys[code] for code in by])
        answer = self.registry.lodge([format_signed_act(signed)])[0]
        outcome: Outcome | None = answer if isinstance(answer, Refused) else None
        if isinstance(answer, Sequenced):
            outcome = apply(forum, parse_entry(answer.entry), verify)[1]
            self.registry.settle()
        self.beat()
        return Said(signed.id, answer, outcome)

    def beat(self) -> None:
        """Let the registry lodge what it owes and the witnesses cosign, until nothing changes any more at this instant."""
        for _ in range(MOST_BEATS):
            before = self.registry.shelf.size, self.registry.confirmed
            self.registry.keep_time()
            self._cosign()
            if before == (self.registry.shelf.size, self.registry.confirmed):
                return
        raise Bug("registry and witnesses never come to rest")

    def _cosign(self) -> None:
        head = self.registry.board.pending
        if head is None or head.is_confirmed:
            return
        for witness in self.witnesses:
            if witness.code in self.away:
                continue
            try:
                lines = witness.cosign(self)
            except (NotYet, Unconfirmed):
                continue
            self.registry.gather(head.checkpoint.size, lines)

    def wait_until(self, at: datetime, *, still: bool = False) -> None:
        """Let time pass; with ``still`` the registry sleeps meanwhile."""
        while self.at < at:
            self.at = at if still else min(at, self._next_instant())
            if not still:
                self.beat()

    def _next_instant(self) -> datetime:
        """Give when something may be due next: a clock of the forum, its aftermath, a mark while a silence runs."""
        forum = self.forum
        aftermath = timedelta(seconds=forum.edition.tolerance_s) + A_SECOND
        instants = [each for due, _, _ in forum.clocks for each in (due, due + aftermath)]
        if self.unrecorded:
            instants.append(self.at + aftermath)
        if any(kind == "silence" for _, kind, _ in forum.clocks):
            instants.append(self.at + timedelta(seconds=forum.edition.mark_every_s))
        return min((each for each in instants if each > self.at), default=datetime.max.replace(tzinfo=self.at.tzinfo))

    @property
    def unrecorded(self) -> bool:
        """Tell whether a result waits to be put on the record."""
        return any(matter.result and not matter.outcome_index for matter in self.forum.matters.values())

    # What a witness asks of the registry (``comity.node.link.Source``).

    def pending(self, after: int) -> bytes:
        """Give the head that waits for cosignatures."""
        head = self.registry.board.pending
        return head.bare if head and head.checkpoint.size > after else b""

    def changes(self, after: int) -> bytes:
        """Give the first confirmed head that closes a change at a size above ``after``."""
        sized = ((head_of(note).size, note) for note in self.registry.changes)
        return next((note for size, note in sized if size > after), b"")

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:  # noqa: ARG002  (nothing is sent twice here)
        """Give entries by index."""
        return self.registry.shelf.entries(start, size)

    def blob(self, digest: str) -> bytes:
        """Give a text."""
        content = self.registry.blobs.get(digest)
        if content is None:
            raise RemoteError(f"no text {digest}", {"status": 404})
        return content

    def close(self) -> None:
        """Let go of the files."""
        self.registry.close()
        for witness in self.witnesses:
            witness.close()


@contextmanager
def set_stage(at: datetime) -> Iterator[Stage]:
    """Give a stage at an instant; its directory is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="comity-story-") as folder:
        stage = Stage(Path(folder), at)
        try:
            yield stage
        finally:
            stage.close()
