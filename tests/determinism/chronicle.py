# SPDX-License-Identifier: Apache-2.0
"""A chronicle: a random record, written by a scribe who says whatever the forum may allow, and sometimes what it does not."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from comity.acts.edition import Edition
from comity.acts.entry import format_entry, parse_entry
from comity.acts.envelope import Act
from comity.acts.signed import SignedAct, format_signed_act, sign_act
from comity.rules.fold import apply
from comity.rules.outcome import Admitted
from comity.tlog.cosignature import cosign
from comity.tlog.note import format_note
from comity.tlog.signer import Ed25519Signer
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from comity.tlog.vkey import verify
from tests.cast.forum import EDITION, ORIGIN, WITNESSES
from tests.cast.keys import note_signer, vkey_of, witness_signers
from tests.cast.scribe import Scribe

T = TypeVar("T")

SOC, MC = EDITION.silence
EDITIONS: tuple[Edition, ...] = (
    EDITION,
    replace(
        EDITION,
        credentials_required=True,
        announce_at_meeting=False,
        reenrol_wait_s=1800,
        silence=(replace(SOC, objection_withdrawable=True, objections_tolerated=1, disclose="chair"), MC),
    ),
    replace(
        EDITION,
        acts_per_hour=6,
        bytes_per_day=40_000,
        host_utc_offset_min=-720,
        silence=(replace(SOC, propose_at_meeting=True, reason_required=True, amendment_is_objection=False), MC),
    ),
    replace(
        EDITION,
        attendance_num=1,
        attendance_den=2,
        reenrol_wait_s=60,
        announce_at_meeting=False,
        silence=(
            replace(SOC, excluded=("FEN",), objection_withdrawable=True),
            replace(MC, proposing_bodies=(), min_period_s=600),
        ),
        meeting=(),
    ),
)
WITNESS_SETS = (WITNESSES, ())


class Said(NamedTuple):
    """What is to be said: the type, the signatories, its own fields, and the purpose of the key where it is not for acts."""

    kind: type[Act]
    by: tuple[str, ...]
    fields: dict[str, Any]
    purpose: str = ""


class Line(NamedTuple):
    """An entry of a chronicle. What was refused is kept beside the record: refusing it must come out alike as well."""

    kept: bool
    entry: bytes


@cache
def genesis(edition: int, witnesses: int) -> Scribe:
    """A record with genesis alone; there are few of them, so that replaying need not check their keys each time."""
    return Scribe.opened(EDITIONS[edition], WITNESS_SETS[witnesses])


@dataclass
class Chronicle(Scribe):
    """``rng`` decides everything. ``labels`` names the seed of the key in use under each name; ``lines`` is what came of it."""

    rng: Random = field(default_factory=Random)
    labels: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    @classmethod
    def begun(cls, rng: Random) -> "Chronicle":
        """A chronicle of one of the conferences, at its genesis."""
        opened = genesis(rng.randrange(len(EDITIONS)), int(rng.random() < 0.1))
        lines = [Line(kept=True, entry=opened.entries[0])]
        return cls(opened.forum, opened.at, [*opened.entries], rng=rng, lines=lines, kinds={"Genesis"})

    def pick(self, choices: Any) -> Any:
        """One of them, or None where there is none; sets are never asked."""
        listed = list(choices)
        return self.rng.choice(listed) if listed else None

    def some(self, choices: Any) -> tuple[Any, ...]:
        """Some of them, at least one where there are any, in an order of their own."""
        listed = list(choices)
        return tuple(self.rng.sample(listed, self.rng.randrange(1, len(listed) + 1))) if listed else ()

    def chance(self, part: float) -> bool:
        """True so often."""
        return self.rng.random() < part

    @property
    def members(self) -> list[str]:
        """Every member, its seat taken or not, by code."""
        return sorted(code for code, party in self.state.parties.items() if party.kind == "member")

    @property
    def number(self) -> int:
        """The number of keys made now."""
        return 2 + sum(line.kept for line in self.lines)

    def key(self, name: str) -> str:
        """A new key of this name: its verifier key. It is used from the entry that installs it."""
        return vkey_of(note_signer(f"{name}#{self.number}"))

    def pair(self, code: str) -> tuple[str, ...]:
        """A new cosigning pair of a witness."""
        self.labels[f"{code}/witness?"] = f"{code}#{self.number}"
        return tuple(vkey_of(signer) for signer in witness_signers(f"{code}#{self.number}"))

    def cosigned_head(self) -> str:
        """A checkpoint note of now, cosigned by as many witnesses as confirm one."""
        text = format_checkpoint(Checkpoint(self.state.log[0].name, self.state.size, bytes(32)))
        codes = [witness.code for witness in self.state.witnesses][: self.state.quorum]
        signers = [witness_signers(self.labels.get(f"{code}/witness", code))[0] for code in codes]
        return format_note(text, [cosign(signer, text, int(self.at.timestamp())) for signer in signers]).decode()

    def let_time_pass(self) -> None:
        """Moments mostly; now and then a day, or to the very instant at which something falls due, or just around it."""
        due = self.state.clocks[0][0] if self.state.clocks else self.at
        if due > self.at and self.chance(0.3):
            aim = due + timedelta(milliseconds=self.rng.choice((-1, 0, 0, 1, 2500)))
            self.at = max(self.at, min(aim, self.at + timedelta(seconds=1790)))
            return
        spans = ((0, 4), (4, 60), (60, 900), (1700, 1800), (3600, 8000), (86_400, 200_000))
        least, most = self.rng.choices(spans, (60, 15, 10, 6, 6, 3))[0]
        self.at += timedelta(milliseconds=self.rng.randrange(1000 * least, 1000 * most))

    def signer(self, name: str) -> Ed25519Signer:
        """The key in use under a name."""
        return note_signer(self.labels.get(name, name))

    def say(self, said: Said) -> None:
        """Sign and offer an act; keep it on the record where it is admitted, beside it where not."""
        names = [code + said.purpose for code in said.by]
        signed = self._signed(said, [self.labels.get(name, name) for name in names])
        entry = format_entry(self.at, format_signed_act(signed))
        forum, outcome = apply(self.forum, parse_entry(entry), verify)
        kept = isinstance(outcome, Admitted)
        self.lines.append(Line(kept, entry))
        if kept:
            self.forum, self.last = forum, signed
            self.entries.append(entry)
            self.kinds.add(said.kind.__name__)
            self._note_keys()

    def _signed(self, said: Said, labels: list[str]) -> SignedAct:
        parties = self.state.parties
        seq = tuple(parties[code].seq + 1 if code in parties else 1 for code in said.by)
        envelope = {
            "forum": ORIGIN,
            "by": said.by,
            "seq": seq,
            "made_at": self.at.replace(microsecond=0),
            "nonce": f"{self.rng.getrandbits(128):032x}",
        }
        act = said.kind(**{**envelope, **said.fields})
        return sign_act(act, [note_signer(label) for label in labels])

    def _note_keys(self) -> None:
        """Find out which of the keys that were made are in force now."""
        for name, key in self.state.keys.items():
            if self._vkey(self.labels.get(name, name)) != key:
                label = next(
                    (f"{name}#{number}" for number in range(2, 200) if self._vkey(f"{name}#{number}") == key), name
                )
                self.labels[name] = label
        for witness in self.state.witnesses:
            waiting = self.labels.get(f"{witness.code}/witness?")
            if waiting and witness_signers(waiting)[0].vkey == witness.classic:
                self.labels[f"{witness.code}/witness"] = waiting

    @staticmethod
    def _vkey(label: str) -> object:
        return note_signer(label).vkey
