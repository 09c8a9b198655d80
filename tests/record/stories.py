# SPDX-License-Identifier: Apache-2.0
"""Short records that the tests share: a text adopted by silence, at a meeting, objected to; witnesses that change."""

from datetime import timedelta
from functools import cache
from typing import Any

from comity.acts.bodies import ConveneMeeting, OpenMeeting
from comity.acts.consensus import DecideByConsensus, PutQuestion, ReviseOrally
from comity.acts.envelope import Text
from comity.acts.outcomes import AnnounceDecision, Mark
from comity.acts.silence import Object, PlaceUnderSilence
from tests.cast.archive import Archivist
from tests.cast.forum import MEMBERS, WITNESSES
from tests.cast.scribe import version

LABEL = "2026/1"


def mark(record: Archivist) -> str:
    """Let time pass on the record."""
    return record.lodge(Mark, "REG", journal=record.state.journal.hex())


def place(record: Archivist, proposal: str) -> str:
    """Let the Chair place a proposal under a silence of a hundred seconds."""
    return record.lodge(
        PlaceUnderSilence,
        "BOR",
        proposal=proposal,
        deadline_at=record.at.replace(microsecond=0) + timedelta(seconds=100),
        text_sha256=record.text_of(proposal),
        notified=tuple(MEMBERS),
    )


def lapse(record: Archivist, proposal: str) -> None:
    """Let the silence pass, and record what came out under a head cosigned afterwards."""
    record.wait(seconds=200)
    mark(record)
    record.record(proposal)


@cache
def adopted() -> Archivist:
    """Entries 0-6: genesis, document, proposal, silence, a mark after it, its outcome (5), a mark; confirmed by three."""
    record = Archivist.opened()
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    lapse(record, proposal)
    mark(record.wait(seconds=5))
    record.confirm(*WITNESSES[:3])
    return record


def adopting(record: Archivist, symbol: str) -> int:
    """Let a document be adopted by silence; the index of the outcome."""
    proposal = record.wait(seconds=1).propose(record.circulate(symbol))
    place(record.wait(seconds=1), proposal)
    lapse(record, proposal)
    return len(record.entries) - 1


@cache
def continued() -> tuple[Archivist, int, int, int]:
    """A record over two epochs: an outcome (5), the succession (7), an outcome after it (12); confirmed by three."""
    record = Archivist.opened()
    first = adopting(record, "CICA/SOC/2026/L.1")
    mark(record.wait(seconds=5))
    record.confirm()
    record.wait(hours=12).succeed()
    succession = len(record.entries) - 1
    second = adopting(record, "CICA/SOC/2026/L.2")
    mark(record)
    record.confirm(*WITNESSES[:3])
    return record, first, succession, second


@cache
def objected() -> Archivist:
    """The outcome (5) of a silence that an objection ended."""
    record = Archivist.opened()
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    record.wait(seconds=10).lodge(Object, "COR", proposal=proposal, reason="Paragraph 2.")
    record.record(proposal)
    record.confirm()
    return record


def open_meeting(record: Archivist) -> None:
    """Convene and open a meeting of the senior officials with all present."""
    opens_at = record.at.replace(microsecond=0) + timedelta(hours=2)
    texts: dict[str, Any] = {"venue": Text(en="Arden City"), "subject": Text(en="Plan")}
    record.lodge(ConveneMeeting, "BOR", body="SOC", label=LABEL, opens_at=opens_at, **texts)
    record.wait(hours=3).lodge(OpenMeeting, "BOR", body="SOC", label=LABEL, present=tuple(MEMBERS))


def decide(record: Archivist, proposal: str) -> None:
    """Put a proposal to the open meeting, let the gavel fall, record the outcome."""
    text = record.text_of(proposal)
    record.lodge(PutQuestion, "BOR", proposal=proposal, label=LABEL, text_sha256=text)
    record.wait(seconds=60).lodge(DecideByConsensus, "BOR", proposal=proposal, text_sha256=text)
    record.record(proposal)


@cache
def at_meeting() -> tuple[Archivist, int, int]:
    """Two decisions of a meeting: a package read out with changes (twice), announced; then one on the announced symbol."""
    record = Archivist.opened()
    record.circulate("CICA/SOC/2026/L.1")
    record.circulate("CICA/SOC/2026/L.2")
    proposal = record.propose("CICA/SOC/2026/L.1", "CICA/SOC/2026/L.2")
    open_meeting(record)
    for reading in ("first", "second"):
        versions = tuple(version("CICA/SOC/2026/L.2", language, reading) for language in ("en", "ru"))
        revision: dict[str, Any] = {"symbol": "CICA/SOC/2026/L.2", "versions": versions}
        record.wait(seconds=60).lodge(ReviseOrally, "BOR", proposal=proposal, label=LABEL, **revision)
    decide(record, proposal)
    first = len(record.entries) - 1
    record.lodge(AnnounceDecision, "BOR", proposal=proposal, symbol="CICA/SOC/2026/DEC.1", label=LABEL)
    again = record.propose("CICA/SOC/2026/DEC.1", reopens=proposal)
    record.wait(hours=2)
    decide(record, again)
    second = len(record.entries) - 1
    record.confirm()
    return record, first, second


@cache
def conformed() -> tuple[Archivist, int]:
    """A decision read out in English and announced with its translation; then one (the second given) on the announced symbol."""
    record = Archivist.opened()
    symbol, number = "CICA/SOC/2026/L.1", "CICA/SOC/2026/DEC.1"
    proposal = record.propose(record.circulate(symbol))
    open_meeting(record)
    read_out, translated = version(symbol, "en", "as read out"), version(symbol, "ru", "as translated")
    record.lodge(ReviseOrally, "BOR", proposal=proposal, label=LABEL, symbol=symbol, versions=(read_out,))
    decide(record, proposal)
    announced: dict[str, Any] = {"symbol": number, "label": LABEL, "versions": (read_out, translated)}
    record.lodge(AnnounceDecision, "BOR", proposal=proposal, **announced)
    again = record.propose(number, reopens=proposal)
    decide(record.wait(hours=2), again)
    record.confirm()
    return record, len(record.entries) - 1


@cache
def changing() -> Archivist:
    """Witnesses 0 → 4 → 5 → new keys of one → 4, and the outcome of a silence (the last entry), confirmed by three."""
    record = Archivist.opened(witnesses=())
    for code in WITNESSES:
        record.wait(seconds=1).enrol(code)
    proposal = record.wait(seconds=1).propose(record.circulate())
    record.enrol("ELV")
    place(record.wait(seconds=1), proposal)
    record.wait(seconds=1).enrol("ARD#2")
    record.wait(seconds=1).retire("ELV")
    lapse(record, proposal)
    record.confirm(*WITNESSES[:3])
    return record
