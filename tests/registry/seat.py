# SPDX-License-Identifier: Apache-2.0
"""The seat of a registry for tests: a directory, a clock that stands until it is told to go, and the keys of the cast."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, Self

from msgspec.structs import replace

from comity.acts.documents import CirculateDocument, Version
from comity.acts.edition import Edition
from comity.acts.envelope import Act, Blob, Text
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.parties import Genesis
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.signed import format_signed_act, sign_act
from comity.registry.answer import Answer, Sequenced
from comity.registry.lock import Lock
from comity.registry.registry import Registry
from comity.rules.forum import Forum, witness_quorum
from comity.tlog.cosignature import cosign
from comity.tlog.note import SignatureLine, parse_note
from tests.cast.forum import EDITION, ORIGIN, START, genesis_fields
from tests.cast.keys import log_signers, note_signer, vkey_of, witness_signers

GENEROUS = replace(EDITION, acts_per_hour=2**40, bytes_per_day=2**50)
"""An edition whose quotas nobody reaches."""
LOG = log_signers(ORIGIN)
HAND = note_signer("REG")
TEXT = b"The text of the tests."
_nonces = count(1)


class Unexpected(AssertionError):
    """A story went another way than it was told."""


@dataclass
class Clock:
    """A clock that stands."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **period: float) -> None:
        """Let it go on."""
        self.now += timedelta(**period)


def write(kind: type[Act], /, *by: str, seq: tuple[int, ...], signers: tuple[str, ...] = (), **fields: Any) -> bytes:
    """Write and sign an act; give its note. ``signers`` names other keys than the act keys."""
    nonce = sha256(b"%d" % next(_nonces)).hexdigest()[:32]
    envelope: dict[str, Any] = {"forum": ORIGIN, "by": by, "seq": seq, "made_at": START, "nonce": nonce}
    act = kind(**{**envelope, **fields})
    return format_signed_act(sign_act(act, [note_signer(name) for name in signers or act.by]))


def genesis(edition: Edition = GENEROUS, witnesses: tuple[str, ...] = ()) -> bytes:
    """The note of a genesis act."""
    return write(Genesis, "SEC", seq=(1,), **genesis_fields(edition, witnesses))


@dataclass
class Seat:
    """A registry and its surroundings. Without witnesses every head is confirmed at once."""

    root: Path
    clock: Clock
    registry: Registry

    @classmethod
    def founded(cls, root: Path, edition: Edition = GENEROUS, witnesses: tuple[str, ...] = ()) -> Self:
        """A record with genesis alone."""
        clock = Clock()
        registry = Registry.found(root, ORIGIN, genesis(edition, witnesses), LOG, HAND, clock)
        return cls(root, clock, registry)

    def restart(self) -> Self:
        """Close the registry and take the record up again."""
        self.registry.close()
        self.registry = Registry.open(self.root, LOG, HAND, self.clock)
        return self

    @property
    def forum(self) -> Forum:
        return self.registry.forum

    @property
    def lock(self) -> Lock:
        return self.registry.lock

    def write(
        self, kind: type[Act], /, *by: str, later: int = 0, signers: tuple[str, ...] = (), **fields: Any
    ) -> bytes:
        """Write an act as these parties' next one, or as one so many later."""
        seq = tuple(self.forum.parties[code].seq + 1 + later for code in by)
        return write(kind, *by, **{"seq": seq, "signers": signers, **fields})

    def lodge(self, *notes: bytes) -> list[Answer]:
        """Lodge a batch and settle it."""
        answers = self.registry.lodge(notes)
        self.registry.settle()
        return answers

    def place(self, *notes: bytes) -> list[Sequenced]:
        """Lodge a batch that must be sequenced."""
        placed = []
        for answer in self.lodge(*notes):
            if not isinstance(answer, Sequenced):
                raise Unexpected(f"{answer}")
            placed.append(answer)
        return placed

    # What most stories need.

    def circulate(self, number: int = 1) -> bytes:
        """The note of a document whose text is stored."""
        digest = self.registry.blobs.put(TEXT)
        blob = Blob(sha256=digest, size=len(TEXT), media_type="text/plain")
        versions = tuple(Version(language=code, blob=blob, status=status) for code, status in _LANGUAGES)
        symbol = f"CICA/SOC/2026/L.{number}"
        return self.write(CirculateDocument, "SEC", symbol=symbol, title=Text(en=symbol), versions=versions)

    def propose(self, number: int = 1) -> str:
        """Lodge a document and a proposal on it; give the proposal's id."""
        self.place(self.circulate(number))
        symbols = (f"CICA/SOC/2026/L.{number}",)
        proposal = self.write(Propose, "ARD", body="SOC", symbols=symbols, title=Text(en="A proposal"))
        return self.place(proposal)[0].act_id

    def statement(self, proposal: str, by: str = "ARD", later: int = 0, text: str = "We join.") -> bytes:
        """The note of a statement, which any member may make any number of times."""
        seq = (self.forum.parties[by].seq + 1 + later,)
        return statement(proposal, by, seq, text)

    def enrol(self, pair: str, later: int = 0) -> bytes:
        """The note by which a party becomes a witness with this pair of keys: ``ELV``, or ``ARD#2`` in the place of ``ARD``."""
        code = pair.partition("#")[0]
        known = {witness.code for witness in self.forum.witnesses}
        quorums: dict[str, Any] = {"quorum_before": self.forum.quorum, "quorum": witness_quorum(len(known | {code}))}
        keys = tuple(vkey_of(signer) for signer in witness_signers(pair))
        return self.write(EnrolWitness, code, later=later, keys=keys, **quorums)

    def retire(self, code: str) -> bytes:
        """The note by which a party stops being a witness."""
        quorum = witness_quorum(len(self.forum.witnesses) - 1)
        return self.write(RetireWitness, code, quorum_before=self.forum.quorum, quorum=quorum)

    def lines(self, *pairs: str, note: bytes = b"", at: datetime | None = None) -> tuple[SignatureLine, ...]:
        """Cosignatures of witnesses under a checkpoint, else under the pending head."""
        head = self.registry.board.pending
        text = parse_note(note or (head.note if head else b"")).text
        timestamp = int((at or self.clock.now).timestamp())
        return tuple(cosign(signer, text, timestamp) for pair in pairs for signer in witness_signers(pair))

    def cosign(self, *pairs: str) -> list[str]:
        """Let these witnesses cosign the pending head; give the names refused."""
        head = self.registry.board.pending
        return self.registry.gather(head.checkpoint.size if head else 0, self.lines(*pairs))


_LANGUAGES: Any = (("en", "official"), ("ru", "working"))


def statement(proposal: str, by: str, seq: tuple[int, ...], text: str = "We join.") -> bytes:
    """The note of a statement."""
    act = MakeStatement(
        forum=ORIGIN,
        by=(by,),
        seq=seq,
        made_at=START,
        nonce=sha256(f"{by} {seq} {text}".encode()).hexdigest()[:32],
        proposal=proposal,
        kind="explanation",
        text=text,
    )
    return format_signed_act(sign_act(act, [note_signer(by)]))
