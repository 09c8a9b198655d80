# SPDX-License-Identifier: Apache-2.0
"""A scribe whose record has checkpoints: signed by the registry, cosigned by whom the story names, kept as archive."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.acts.envelope import Act
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.nodes import Succeed
from comity.acts.signed import SignedAct
from comity.rules.forum import witness_quorum
from comity.rules.outcome import Admitted, Outcome
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.merkle import HashReader, hash_reader, leaf_hash, tree_root
from comity.tlog.note import format_note
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, vkey_of, witness_signers
from tests.cast.nodes import successions, successor
from tests.cast.scribe import Scribe


@dataclass
class Kept:
    """An archive in memory: what `comity.record.certificate.Archive` asks for."""

    entries: list[bytes]
    confirmed: bytes
    changes: list[bytes]

    def entry(self, index: int) -> bytes:
        return self.entries[index]

    @property
    def read(self) -> HashReader:
        return hash_reader([leaf_hash(entry) for entry in self.entries])


@dataclass
class Archivist(Scribe):
    """A record in the making with its checkpoints."""

    changes: list[bytes] = field(default_factory=list)
    confirmed: bytes = b""
    cosigners: dict[str, str] = field(default_factory=dict)
    """Which pair of cosigning keys a witness uses, where it is not the one of its code: ``ARD#2``."""
    log: tuple[Signer, Signer] = log_signers(ORIGIN)
    registry: str = "REG"
    """With which key the registry signs its acts."""

    @property
    def log_name(self) -> str:
        """The origin of the checkpoints of now."""
        return self.log[0].vkey.name

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]

    @property
    def archive(self) -> Kept:
        """The record as it is now, under the checkpoint confirmed last."""
        return Kept(list(self.entries), self.confirmed, list(self.changes))

    @property
    def read(self) -> HashReader:
        return hash_reader(self.leaves)

    def root(self, size: int | None = None) -> bytes:
        return tree_root(self.leaves[:size])

    def checkpoint(self, *codes: str, size: int | None = None, signers: Sequence[Signer] | None = None) -> bytes:
        """The note of the head of this record, signed by the log and these witnesses, or else by these signers."""
        size = len(self.entries) if size is None else size
        if signers is None:
            pairs = [witness_signers(self.cosigners.get(code, code)) for code in codes]
            signers = [*self.log, *(signer for pair in pairs for signer in pair)]
        return sign_checkpoint(Checkpoint(self.log_name, size, self.root(size)), signers, int(self.at.timestamp()))

    def confirm(self, *codes: str) -> bytes:
        """Let these witnesses (else: all of them) cosign the head of now."""
        self.confirmed = self.checkpoint(*(codes or tuple(witness.code for witness in self.state.witnesses)))
        return self.confirmed

    def submit(self, signed: SignedAct) -> Outcome:
        """As a scribe; a change of the witnesses is confirmed at once by all of the set before it."""
        before = self.forum.witnesses if self.forum else ()
        outcome = super().submit(signed)
        if isinstance(outcome, Admitted) and isinstance(signed.act, EnrolWitness | RetireWitness):
            self.changes.append(self.checkpoint(*(witness.code for witness in before)))
        return outcome

    def succeed(self, *codes: str, epoch: int = 2, **fields: Any) -> str:
        """Let the headquarters of this epoch continue the record on the word of these states (else: of three witnesses)."""
        size = len(self.entries)
        stated = successions(codes or WITNESSES[:3], size, self.root(), epoch)
        given: dict[str, Any] = {"epoch": epoch, "successor": successor(epoch), "statements": stated}
        self.log, self.registry = log_signers(f"{ORIGIN}/{epoch}"), f"REG#{epoch}"
        act = self.lodge(Succeed, "REG", **{**given, **fields})
        self.changes.append(self.checkpoint(*(witness.code for witness in self.state.witnesses)))
        return act

    def write(self, kind: type[Act], /, *by: str, signers: tuple[str, ...] = (), **fields: Any) -> SignedAct:
        """As a scribe; the registry signs with the key of its epoch."""
        return super().write(kind, *by, signers=signers or ((self.registry,) if by == ("REG",) else ()), **fields)

    def enrol(self, pair: str, **fields: Any) -> str:
        """Let a party become a witness with this pair of keys: ``ELV``, or ``ARD#2`` in the place of ``ARD``."""
        code, known = pair.partition("#")[0], {witness.code for witness in self.state.witnesses}
        quorums = {"quorum_before": self.state.quorum, "quorum": witness_quorum(len(known | {code}))}
        keys = tuple(vkey_of(signer) for signer in witness_signers(pair))
        act = self.lodge(EnrolWitness, code, **{"keys": keys, **quorums, **fields})
        self.cosigners[code] = pair
        return act

    def retire(self, code: str) -> str:
        """Let a party stop being a witness."""
        count = len(self.state.witnesses)
        return self.lodge(RetireWitness, code, quorum_before=self.state.quorum, quorum=witness_quorum(count - 1))

    def head(self, witnesses: tuple[str, ...] = WITNESSES[:3], size: int | None = None, origin: str = "") -> str:
        """As a scribe's, with the record's own root."""
        size = len(self.entries) if size is None else size
        text = format_checkpoint(Checkpoint(origin or self.log_name, size, self.root(size)))
        signers = [witness_signers(self.cosigners.get(code, code))[0] for code in witnesses]
        return format_note(text, [cosign(signer, text, int(self.at.timestamp())) for signer in signers]).decode()
