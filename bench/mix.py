# SPDX-License-Identifier: Apache-2.0
"""The standard mix: a record as a busy conference writes it, one signature an act, 800 to 1,000 bytes an entry.

A cycle is one proposal from its document to its outcome: circulated, proposed, placed under silence, statements of members,
in every third cycle an objection, else the deadline passes; recorded, and announced where it was adopted. Members circulate
working papers in between. Every 100 entries end with a confirmed checkpoint of four witnesses.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace
from tests.cast.forum import EDITION, MEMBERS, ORIGIN, WITNESSES
from tests.cast.keys import log_signers, witness_signers
from tests.cast.scribe import Scribe, version

from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Text
from comity.acts.outcomes import AnnounceDecision, Mark
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, PlaceUnderSilence
from comity.rules.outcome import Outcome
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.merkle import Frontier, leaf_hash
from comity.tlog.note import format_note, parse_note
from comity.tlog.tree_head import Checkpoint, format_checkpoint

PER_CHECKPOINT = 100
STATEMENT = (
    "The delegation wishes to place on record that it joins the consensus on the understanding that the measures "
    "described are voluntary, that they create no duty beyond those each state has accepted, and that the exchange of "
    "information takes place in the manner and at the time that each state decides for itself. "
)
GENEROUS = replace(EDITION, acts_per_hour=2**40, bytes_per_day=2**50, announce_at_meeting=False)


class Mix(Scribe):
    """A scribe that writes the standard mix for as long as it is asked, with heads of the record's own roots."""

    frontier = Frontier()

    def submit(self, signed: SignedAct) -> Outcome:
        """Follow the tree as entries are written."""
        before = len(self.entries)
        outcome = super().submit(signed)
        self.frontier = self.frontier.extend(leaf_hash(entry) for entry in self.entries[before:])
        return outcome

    def head(self, witnesses: tuple[str, ...] = WITNESSES[:3], size: int | None = None, origin: str = ORIGIN) -> str:
        """Give the newest head, as the witnesses cosign it now."""
        text = format_checkpoint(Checkpoint(origin, size or self.frontier.size, self.frontier.root()))
        lines = [cosign(witness_signers(code)[0], text, int(self.at.timestamp())) for code in witnesses]
        return format_note(text, lines).decode()

    def cycle(self, number: int) -> None:
        """Write one proposal's life and the papers around it: 14 or 15 entries."""
        members = tuple(MEMBERS)
        for turn in range(4):
            author = members[(number + turn) % len(members)]
            self.paper("WP", author)
        draft = self.paper("L", "SEC")
        proposal = self.lodge(Propose, "ARD", body="SOC", symbols=(draft,), title=Text(en="Plan", ru="План"))
        self.lodge(
            PlaceUnderSilence, "BOR", proposal=proposal, deadline_at=(self.at + timedelta(seconds=61)).replace(microsecond=0),
            text_sha256=self.text_of(proposal), notified=members,
        )  # fmt: skip
        for turn, kind in enumerate(("interpretation", "reservation", "explanation", "support")):
            author = members[(number + turn) % len(members)]
            self.lodge(MakeStatement, author, proposal=proposal, kind=kind, text=STATEMENT * 2)
        if number % 3 == 0:
            self.lodge(Object, members[number % len(members)], proposal=proposal, reason=STATEMENT)
            self.record(proposal)
        else:
            self.wait(seconds=64).lodge(Mark, "REG", journal=self.state.journal.hex())
            self.record(proposal)
            self._announce(proposal)

    def paper(self, series: str, by: str) -> str:
        """Let a party circulate a document under the next symbol of a series; give it."""
        symbol = self._next(series)
        versions = (version(symbol, "en"), version(symbol, "ru"))
        title = Text(en=f"Working paper {symbol}", ru=f"Рабочий документ {symbol}")
        self.lodge(CirculateDocument, by, symbol=symbol, title=title, versions=versions)
        return symbol

    def _announce(self, proposal: str) -> None:
        self.lodge(AnnounceDecision, "BOR", proposal=proposal, symbol=self._next("DEC"))

    def _next(self, series: str) -> str:
        prefix = f"CICA/SOC/{(self.at + timedelta(hours=5)).year}/{series}"
        return f"{prefix}.{self.state.series.get(prefix, 0) + 1}"


def entries() -> Iterator[bytes]:
    """Give the entries of the standard mix, genesis first, without end."""
    scribe = Mix.opened(GENEROUS)
    number = 0
    while True:
        yield from scribe.entries
        scribe.entries = []
        scribe.cycle(number)
        scribe.wait(seconds=1)
        number += 1


def checkpoints(record: list[bytes]) -> list[bytes]:
    """Give a confirmed checkpoint note for every 100 entries of a record."""
    frontier, notes = Frontier(), []
    for start in range(0, len(record), PER_CHECKPOINT):
        frontier = frontier.extend(leaf_hash(entry) for entry in record[start : start + PER_CHECKPOINT])
        at = 1_800_000_000 + start
        note = parse_note(sign_checkpoint(Checkpoint(ORIGIN, frontier.size, frontier.root()), log_signers(ORIGIN), at))
        lines = [cosign(signer, note.text, at) for code in WITNESSES for signer in witness_signers(code)]
        notes.append(format_note(note.text, [*note.lines, *lines]))
    return notes
