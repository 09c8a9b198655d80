# SPDX-License-Identifier: Apache-2.0
"""What a decision was about: the acts beside a `RecordOutcome` that show its text, and the check that they show all of it.

The outcome names a proposal and the hash of a text. Beside it stand the proposal, the documents as circulated, what was
read out in their place, the act that put the question, and the number once announced. The hash is computed from them
(rule 7.4); the wording of a version lies beside the record, under the digest shown.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import cast

from msgspec import Struct

from comity.acts.consensus import PutQuestion, ReviseOrally
from comity.acts.documents import CirculateDocument, Version
from comity.acts.entry import Entry, parse_entry
from comity.acts.envelope import Act, Text
from comity.acts.outcomes import AnnounceDecision, RecordOutcome
from comity.acts.proposals import Propose
from comity.acts.silence import PlaceUnderSilence
from comity.record.errors import MalformedCertificate
from comity.rules.forum import Forum
from comity.rules.proposals import versions_hash

Opening = PlaceUnderSilence | PutQuestion
ReadEntry = Callable[[int], bytes]


class Paper(Struct, frozen=True):
    """A document of the decision: what was decided on is exactly these versions of it."""

    symbol: str
    title: Text
    versions: tuple[Version, ...]
    revised_orally: bool = False


class Decision(Struct, frozen=True):
    """What an outcome is about. ``opened_at`` is when the question was put; ``number`` is empty until announced."""

    proposal: Propose
    opening: Opening
    opened_at: datetime
    papers: tuple[Paper, ...]
    number: str = ""


def opening_type(outcome: RecordOutcome) -> type[Opening]:
    """Tell which act puts a question that ends in this result."""
    return PutQuestion if outcome.result == "adopted_at_meeting" else PlaceUnderSilence


def find_context(read: ReadEntry, forum: Forum, index: int, outcome: RecordOutcome, size: int) -> list[int]:
    """Find the entries below ``size`` that show what the outcome at ``index`` was about; ascending."""
    matter = forum.matters[outcome.proposal]
    found = {matter.index, *_putting(read, outcome, range(matter.index + 1, index), oral=bool(matter.oral))}
    for symbol in matter.symbols:
        found |= _circulating(read, forum, symbol)
    if matter.number and (announced := forum.documents[matter.number].index) < size:
        found.add(announced)
    return sorted(found)


def _putting(read: ReadEntry, outcome: RecordOutcome, between: range, *, oral: bool) -> Iterator[int]:
    """Find, from the outcome back, the last act that put the question and, where there are any, the oral revisions."""
    wanted = [opening_type(outcome).__name__, *([ReviseOrally.__name__] if oral else [])]
    for at in reversed(between):
        raw = read(at)
        # In canonical JSON a quotation mark inside a text is escaped: these bytes are the field itself.
        if f'"proposal":"{outcome.proposal}"'.encode() not in raw:
            continue
        for name in wanted:
            if f'"type":"{name}"'.encode() in raw:
                yield at
                if name != ReviseOrally.__name__:
                    wanted.remove(name)
                break
        if not wanted:
            return


def _circulating(read: ReadEntry, forum: Forum, symbol: str) -> set[int]:
    """Find the act that issued a document; for a decision's symbol also what it was announced of, down to its paper."""
    index = forum.documents[symbol].index
    act = parse_entry(read(index)).signed.act
    if not isinstance(act, AnnounceDecision):
        return {index}
    matter = forum.matters[act.proposal]
    return {index, matter.index} | _circulating(read, forum, matter.symbols[0])


def read_decision(outcome: RecordOutcome, context: Sequence[Entry]) -> Decision:
    """Put together what an outcome was about, from entries that were shown to be on the record, in its order.

    Raises:
        MalformedCertificate: an act is missing, has no place here, or the acts give another text than was decided on.
    """
    acts = _Acts(context)
    proposal, _ = acts.proposal(outcome.proposal)
    opening, opened_at = acts.opening(outcome)
    papers = tuple(acts.paper(symbol, outcome.proposal) for symbol in proposal.symbols)
    number = acts.number(outcome.proposal)
    acts.close()
    versions = [(paper.symbol, version.language, version.blob.sha256) for paper in papers for version in paper.versions]
    if not opening.text_sha256 == outcome.text_sha256 == versions_hash(versions):
        raise MalformedCertificate("the documents shown are not the text that was decided on")
    return Decision(proposal, opening, opened_at, papers, number)


class _Acts:
    """The acts of a context; each must be used, so that a certificate can show a decision in one way only."""

    def __init__(self, context: Sequence[Entry]) -> None:
        self._entries = context
        self._unused = set(range(len(context)))

    def _find(self, fits: Callable[[Act], bool], before: int | None = None) -> int | None:
        """Give the place of the last act that fits, among those before a place."""
        for at in reversed(range(len(self._entries))[:before]):
            if fits(self._entries[at].signed.act):
                self._unused.discard(at)
                return at
        return None

    def proposal(self, proposal: str, before: int | None = None) -> tuple[Propose, int]:
        """Give the proposal with this id, and its place."""
        for at in range(len(self._entries))[:before]:
            act = self._entries[at].signed.act
            if self._entries[at].signed.id == proposal and isinstance(act, Propose):
                self._unused.discard(at)
                return act, at
        raise MalformedCertificate("the proposal is not shown")

    def opening(self, outcome: RecordOutcome) -> tuple[Opening, datetime]:
        """Give the act that put the question, and when it was sequenced."""
        kind = opening_type(outcome)
        at = self._find(lambda act: isinstance(act, kind) and act.proposal == outcome.proposal)
        if at is None:
            raise MalformedCertificate("the act that put the question is not shown")
        act = self._entries[at].signed.act
        return act, self._entries[at].sequenced_at  # type: ignore[return-value]  # `kind` was asked for

    def paper(self, symbol: str, proposal: str) -> Paper:
        """Give a document with the versions decided on: as last read out, else as issued."""
        title, versions = self._issued(symbol, None)
        read_out = None
        for at, entry in enumerate(self._entries):
            act = entry.signed.act
            if isinstance(act, ReviseOrally) and (act.proposal, act.symbol) == (proposal, symbol):
                self._unused.discard(at)
                read_out = act.versions
        return Paper(symbol, title, read_out or versions, revised_orally=read_out is not None)

    def _issued(self, symbol: str, before: int | None) -> tuple[Text, tuple[Version, ...]]:
        """Give title and versions of a document; a decision has the text announced, else that of its first document."""
        at = self._find(
            lambda act: isinstance(act, CirculateDocument | AnnounceDecision) and act.symbol == symbol, before
        )
        if at is None:
            raise MalformedCertificate(f"the circulation of {symbol} is not shown")
        act = self._entries[at].signed.act
        if isinstance(act, CirculateDocument):
            return act.title, act.versions
        announced = cast("AnnounceDecision", act)
        proposal, place = self.proposal(announced.proposal, at)
        title, versions = self._issued(proposal.symbols[0], place)
        return title, announced.versions or versions

    def number(self, proposal: str) -> str:
        """Give the symbol under which the decision was announced, or nothing."""
        at = self._find(lambda act: isinstance(act, AnnounceDecision) and act.proposal == proposal)
        return "" if at is None else self._entries[at].signed.act.symbol  # type: ignore[attr-defined]  # asked for above

    def close(self) -> None:
        """Refuse what has no place in the context of this outcome."""
        if self._unused:
            raise MalformedCertificate("an act is shown that says nothing about the decision")
