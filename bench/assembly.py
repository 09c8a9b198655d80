# SPDX-License-Identifier: Apache-2.0
"""A conference of 28 members under its registry, on a clock that jumps from sitting to sitting, and what it decides by silence.

Every act goes through the registry's own door, signed, into real files; four witnesses cosign what has to be confirmed.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec.structs import replace
from tests.cast.keys import log_signers, note_signer, party_keys, vkey_of, witness_signers

from bench.affairs import BEGINS, NOTICE, SITTING, Affairs
from bench.measure import processor
from bench.mix import STATEMENT
from bench.pen import Pen
from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import Blob, Text
from comity.acts.measures import AdoptTemplate
from comity.acts.outcomes import AnnounceDecision
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.signed import format_signed_act, parse_signed_act, sign_act
from comity.acts.silence import PlaceUnderSilence
from comity.acts.template import Template
from comity.conferences.conference import Conference, load
from comity.conferences.founding import REGISTRY, edition_of, found
from comity.conferences.measures import PATTERNS, measures_of
from comity.record.replay import check_here
from comity.registry.answer import Sequenced
from comity.registry.registry import Registry
from comity.rules.proposals import text_hash
from comity.tlog.cosignature import cosign
from comity.tlog.note import parse_note

SECRETARIAT, CHAIR, BODY = "SECRETARIAT", "BOR", "SOC"
WITNESSES = ("ARD", "BOR", "COR", "DEL")
LEFT_OUT = ("PATTERN-SWAP", "CICA-OFFICERS")
"""Sealed through and through: no page shows what is in them."""
SILENCE = timedelta(days=3)


class Batch(NamedTuple):
    """What a batch cost: seconds of lodging it, those of its signature checks alone, and how many acts it has."""

    lodged: float
    checked: float
    acts: int


class Assembly:
    """The conference, sitting by sitting."""

    def __init__(self, folder: Path, share: float) -> None:
        self.at = BEGINS
        conference = load("exercise")
        self.members = tuple(party.code for party in conference.parties if party.kind == "member")
        self.registry = self._founded(folder, conference)
        self.pen = Pen(self.registry.forum.origin, self.at)
        self.pen.spent(SECRETARIAT)
        self._templates = {
            each.code: replace(each, parties=())
            for each in (*measures_of("cica"), *measures_of(PATTERNS))
            if each.code not in LEFT_OUT
        }
        self.affairs = Affairs(self.pen, self.members, tuple(self._templates.values()), share)
        self._share = share
        self._open: dict[str, Callable[[str], None]] = {}
        self._batches: list[Batch] = []

    def _founded(self, folder: Path, conference: Conference) -> Registry:
        codes = (SECRETARIAT, REGISTRY, *self.members)
        keys = {code: party_keys(code, witness=code in WITNESSES) for code in codes}
        log = log_signers(conference.origin)
        genesis = found(conference, keys, (vkey_of(log[0]), vkey_of(log[1])), self.at, "0" * 32)
        edition = edition_of(conference)
        terms = tuple(replace(each, proposing_bodies=()) for each in edition.silence)
        patient = replace(edition, mark_every_s=86_400, outage_after_s=30 * 86_400, silence=terms)
        note = format_signed_act(sign_act(replace(genesis, edition=patient), [note_signer(SECRETARIAT)]))
        return Registry.found(folder, conference.origin, note, log, note_signer(REGISTRY), lambda: self.at)

    def batches(self) -> list[Batch]:
        """Give the batches since the last time."""
        batches, self._batches = self._batches, []
        return batches

    # Sittings.

    def open(self) -> None:
        """Adopt the measures by one decision; then every state undertakes them."""

        def adopted(decision: str) -> None:
            for template in self._templates.values():
                self.pen.write(AdoptTemplate, SECRETARIAT, template=template, decision=decision)
            self.affairs.undertake()

        self._propose("Measures of the conference", adopted)
        while self._open:
            self._lodge()
            self._go_on()

    def sit(self) -> None:
        """Hold one sitting: what states write is lodged as one batch, and time goes on."""
        self.affairs.sit(self.at)
        if self.at.day == 10 and self.at.hour == BEGINS.hour and (self._share == 1 or self.at.month == 1):
            renewed = replace(self._templates[NOTICE], version=self.affairs.versions[NOTICE] + 1)
            then = partial(self._renew, renewed) if self.at.month == 1 else lambda _: None
            self._propose(f"Decision of {self.at:%B %Y}", then)
        self._lodge()
        self._go_on()

    def confirm(self) -> None:
        """Let the witnesses cosign the newest head."""
        self.registry.board.refresh(self.at)
        head = self.registry.board.pending
        if head is not None and not head.is_confirmed:
            text, at = parse_note(head.bare).text, int(self.at.timestamp())
            signers = [signer for code in WITNESSES for signer in witness_signers(code)]
            self.registry.gather(head.checkpoint.size, tuple(cosign(signer, text, at) for signer in signers))

    def _go_on(self) -> None:
        self.at += SITTING
        self.pen.at = self.at
        if self._open:
            self._settle()

    def _lodge(self) -> None:
        notes = self.pen.taken()
        if not notes:
            return
        began = processor()
        answers = self.registry.lodge(notes)
        self.registry.settle()
        lodged = processor() - began
        refused = [answer for answer in answers if not isinstance(answer, Sequenced)]
        if refused:
            raise RuntimeError(f"{self.at}: {refused[0]}")
        self._batches.append(Batch(lodged, self._checked(notes), len(notes)))

    def _checked(self, notes: list[bytes]) -> float:
        """Take the yardstick: the signature checks of the same batch and nothing else, right after it."""
        signed = [parse_signed_act(note) for note in notes]
        keys = self.registry.forum.keys
        checks = [(keys[line.name], act.text, line.signature) for act in signed for line in act.lines]
        began = processor()
        check_here(checks)
        return processor() - began

    # Decisions.

    def _renew(self, template: Template, decision: str) -> None:
        self._templates[template.code] = template
        self.affairs.versions[template.code] = template.version
        self.pen.write(AdoptTemplate, SECRETARIAT, template=template, decision=decision)

    def _propose(self, title: str, then: Callable[[str], None]) -> None:
        """Circulate a draft and propose it; ``then`` is done once it is adopted."""
        symbol = self._next("L")
        versions = (self._version(symbol, "en", "official"), self._version(symbol, "ru", "working"))
        named = Text(en=title, ru=title)
        self.pen.write(CirculateDocument, SECRETARIAT, symbol=symbol, title=named, versions=versions)
        proposal = self.pen.write(Propose, "ARD", body=BODY, symbols=(symbol,), title=named)
        self._open[proposal] = then

    def _version(self, symbol: str, language: str, status: Literal["official", "working"]) -> Version:
        """Store a text, and give the version it is."""
        text = f"{symbol} {language}\n".encode()
        blob = Blob(sha256=self.registry.store(text), size=len(text), media_type="text/plain")
        return Version(language=language, blob=blob, status=status)

    def _settle(self) -> None:
        """Take each open proposal its next step: placed under silence, spoken to, adopted, announced."""
        self.confirm()
        while self.registry.keep_time() is not None:
            self.pen.spent(REGISTRY)
            self.confirm()
        forum = self.registry.forum
        for proposal, then in list(self._open.items()):
            matter = forum.matters[proposal]
            if matter.stage == "proposed":
                self.pen.write(
                    PlaceUnderSilence, CHAIR, proposal=proposal, deadline_at=self.at + SILENCE,
                    text_sha256=text_hash(forum, matter), notified=self.members,
                )  # fmt: skip
                for state in self.members[:6]:
                    self.pen.write(MakeStatement, state, proposal=proposal, kind="support", text=STATEMENT)
            elif matter.stage == "recorded":
                self.pen.write(AnnounceDecision, CHAIR, proposal=proposal, symbol=self._next("DEC"))
                del self._open[proposal]
                then(proposal)

    def _next(self, series: str) -> str:
        prefix = f"EXERCISE/{BODY}/{(self.at + timedelta(hours=5)).year}/{series}"
        return f"{prefix}.{self.registry.forum.series.get(prefix, 0) + 1}"
