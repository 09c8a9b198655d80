# SPDX-License-Identifier: Apache-2.0
"""The scribe writes acts for the cast: fills the envelope, signs with the cast's keys, and folds the entry it becomes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Self

from comity.acts.documents import CirculateDocument, Version
from comity.acts.edition import Edition
from comity.acts.entry import Entry, format_entry, parse_entry
from comity.acts.envelope import Act, Blob, Text
from comity.acts.outcomes import RecordOutcome
from comity.acts.parties import Genesis
from comity.acts.proposals import Propose
from comity.acts.signed import SignedAct, format_signed_act, sign_act
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Admitted, Outcome, Refused
from comity.rules.outcomes import outcome_of
from comity.rules.proposals import text_hash
from comity.tlog.cosignature import cosign
from comity.tlog.note import format_note
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from comity.tlog.vkey import verify
from tests.cast.forum import EDITION, ORIGIN, START, WITNESSES, genesis_fields
from tests.cast.keys import note_signer, witness_signers


class Unexpected(AssertionError):
    """A story went another way than it was told."""


@dataclass
class Scribe:
    """A record in the making. ``at`` is the scribe's clock; ``entries`` holds the bytes of every entry written."""

    forum: Forum | None = None
    at: datetime = START
    entries: list[bytes] = field(default_factory=list)
    last: SignedAct | None = None

    @classmethod
    def opened(cls, edition: Edition = EDITION, witnesses: tuple[str, ...] = WITNESSES) -> Self:
        """A record with genesis alone."""
        scribe = cls()
        scribe.lodge(Genesis, "SEC", **genesis_fields(edition, witnesses))
        return scribe

    @property
    def state(self) -> Forum:
        """The forum; genesis must have been written."""
        if self.forum is None:
            raise Unexpected("no genesis yet")
        return self.forum

    def wait(self, **period: float) -> Self:
        """Let the scribe's clock go on."""
        self.at += timedelta(**period)
        return self

    def write(self, kind: type[Act], /, *by: str, signers: tuple[str, ...] = (), **fields: Any) -> SignedAct:
        """Write and sign an act. ``signers`` names other keys than the act keys, such as ``ARD/recovery``."""
        seq = tuple(self.forum.parties[code].seq + 1 if self.forum and code in self.forum.parties else 1 for code in by)
        envelope: dict[str, Any] = {
            "forum": ORIGIN,
            "by": by,
            "seq": seq,
            "made_at": self.at.replace(microsecond=0),
            "nonce": sha256(f"{len(self.entries)} {kind.__name__} {by}".encode()).hexdigest()[:32],
        }
        act = kind(**{**envelope, **fields})
        return sign_act(act, [note_signer(name) for name in signers or act.by])

    def entry(self, signed: SignedAct) -> Entry:
        """The entry a signed act becomes now, by way of its bytes."""
        return parse_entry(format_entry(self.at, format_signed_act(signed)))

    def offer(self, kind: type[Act], /, *by: str, signers: tuple[str, ...] = (), **fields: Any) -> Outcome:
        """Fold an act into the record if it is admitted; give the outcome either way."""
        return self.submit(self.write(kind, *by, signers=signers, **fields))

    def submit(self, signed: SignedAct) -> Outcome:
        """Fold a signed act into the record if it is admitted."""
        entry = self.entry(signed)
        forum, outcome = apply(self.forum, entry, verify)
        if isinstance(outcome, Admitted):
            self.forum, self.last = forum, signed
            self.entries.append(format_entry(self.at, format_signed_act(signed)))
        return outcome

    def lodge(self, kind: type[Act], /, *by: str, signers: tuple[str, ...] = (), **fields: Any) -> str:
        """Fold an act that must be admitted; give its id."""
        outcome = self.offer(kind, *by, signers=signers, **fields)
        if isinstance(outcome, Refused) or self.last is None:
            raise Unexpected(f"{kind.__name__} by {by}: {outcome}")
        return self.last.id

    # What most stories need, said shortly.

    def circulate(self, symbol: str = "CICA/SOC/2026/L.1", by: str = "SEC", languages: tuple[str, ...] = ("en", "ru")) -> str:
        """Circulate a document whose versions are named by symbol and language."""
        versions = tuple(version(symbol, language) for language in languages)
        self.lodge(CirculateDocument, by, symbol=symbol, title=Text(en=f"Document {symbol}"), versions=versions)
        return symbol

    def propose(self, *symbols: str, by: str = "ARD", body: str = "SOC", **fields: Any) -> str:
        """Propose documents to a body."""
        return self.lodge(Propose, by, body=body, symbols=symbols, title=Text(en="A proposal"), **fields)

    def text_of(self, proposal: str) -> str:
        """The hash of exactly what is proposed."""
        return text_hash(self.state, self.state.matters[proposal])

    def outcome_fields(self, proposal: str) -> dict[str, Any]:
        """What a correct `RecordOutcome` of this proposal says."""
        return {"proposal": proposal, "journal": self.state.journal.hex(), **outcome_of(self.state, self.state.matters[proposal])}

    def record(self, proposal: str, **fields: Any) -> str:
        """Let the registry record an outcome, with the cosigned head where silence adopted."""
        known = self.outcome_fields(proposal)
        if known["result"] == "adopted_by_silence" and self.state.witnesses:
            known["head"] = self.head()
        return self.lodge(RecordOutcome, "REG", **{**known, **fields})

    def head(self, witnesses: tuple[str, ...] = WITNESSES[:3], size: int | None = None, origin: str = ORIGIN) -> str:
        """A checkpoint note of this record as the witnesses cosign it now (its root is not the rules' concern)."""
        text = format_checkpoint(Checkpoint(origin, self.state.size if size is None else size, bytes(32)))
        lines = [cosign(witness_signers(code)[0], text, int(self.at.timestamp())) for code in witnesses]
        return format_note(text, lines).decode()


def version(symbol: str, language: str, text: str = "") -> Version:
    """A language version whose digest is that of its name: the blob itself is not the rules' concern."""
    digest = sha256(f"{symbol} {language} {text}".encode()).hexdigest()
    blob = Blob(sha256=digest, size=100, media_type="text/plain")
    return Version(language=language, blob=blob, status="official" if language == "en" else "working")
