# SPDX-License-Identifier: Apache-2.0
"""A matter: one proposal from its tabling to its outcome, and the table of its life.

The table is the rule: an act that has no line for the stage a matter is in is refused (rule 7.2). The diagram in the
documentation is drawn from it.
"""

from datetime import datetime

from msgspec import Struct

from comity.acts.edition import SilenceTerms
from comity.rules.outcome import Refused

LIFE: dict[tuple[str, str], str] = {
    ("proposed", "SponsorProposal"): "proposed",
    ("proposed", "WithdrawProposal"): "withdrawn",
    ("proposed", "ReviseOrally"): "proposed",
    ("proposed", "ProposeSilence"): "method_proposed",
    ("proposed", "PlaceUnderSilence"): "under_silence",
    ("proposed", "PutQuestion"): "put",
    ("method_proposed", "ObjectToSilence"): "proposed",
    ("method_proposed", "PlaceUnderSilence"): "under_silence",
    ("method_proposed", "WithdrawProposal"): "withdrawn",
    ("method_proposed", "WithdrawFromSilence"): "proposed",
    ("under_silence", "Object"): "under_silence",
    ("under_silence", "broken"): "objected",
    ("under_silence", "WithdrawObjection"): "under_silence",
    ("under_silence", "RuleOnObjection"): "under_silence",
    ("under_silence", "RequestExtension"): "under_silence",
    ("under_silence", "QueryLanguage"): "under_silence",
    ("under_silence", "ExtendSilence"): "under_silence",
    ("under_silence", "WithdrawFromSilence"): "proposed",
    ("under_silence", "VoidSilence"): "proposed",
    ("under_silence", "held"): "held",
    ("under_silence", "lapsed"): "adopted",
    ("held", "RuleOnObjection"): "held",
    ("held", "broken"): "objected",
    ("held", "lapsed"): "adopted",
    ("held", "WithdrawFromSilence"): "proposed",
    ("held", "VoidSilence"): "proposed",
    ("held", "EnterSeen"): "under_silence",
    ("objected", "Object"): "objected",
    ("objected", "WithdrawObjection"): "objected",
    ("objected", "revived"): "under_silence",
    ("objected", "RecordOutcome"): "closed",
    ("objected", "EnterSeen"): "objected",
    ("put", "Object"): "contested",
    ("put", "ReviseOrally"): "proposed",
    ("put", "DecideByConsensus"): "adopted",
    ("put", "DeferQuestion"): "proposed",
    ("put", "meeting_closed"): "proposed",
    ("contested", "Object"): "contested",
    ("contested", "WithdrawObjection"): "contested",
    ("contested", "DeferQuestion"): "proposed",
    ("contested", "RemitQuestion"): "proposed",
    ("contested", "WithdrawProposal"): "withdrawn",
    ("contested", "PutQuestion"): "put",
    ("contested", "PlaceUnderSilence"): "under_silence",
    ("adopted", "RecordOutcome"): "recorded",
    ("adopted", "EnterSeen"): "under_silence",
    ("recorded", "AnnounceDecision"): "announced",
}
"""(stage, act or event) → stage. Lower-case events come from the procedures, not from an act."""

OPEN_TO_STATEMENTS = frozenset(
    {"proposed", "method_proposed", "under_silence", "held", "put", "contested", "objected", "adopted", "recorded"}
)
ADOPTED = frozenset({"recorded", "announced"})
"""Adopted, and the outcome stands on the record: other acts may rest on it."""


class Objection(Struct, frozen=True, gc=False):
    """An objection. ``state`` is ``stands``, ``unverified``, ``dismissed`` or ``withdrawn``."""

    party: str
    act: str
    state: str


class Silence(Struct, frozen=True, gc=False):
    """A running or ended silence: eligible members and terms frozen at ``opened_at``; it lapses at ``deadline_at``.

    An edition put in force meanwhile changes nothing about it. ``authority_until_at`` bounds it where a mandate lapses.
    ``ended_size`` counts the entries that stood on the record when its deadline had passed.
    """

    opened_at: datetime
    deadline_at: datetime
    eligible: tuple[str, ...]
    terms: SilenceTerms
    authority_until_at: datetime | None = None
    extensions: int = 0
    outage_s: int = 0
    void_objectors: tuple[str, ...] = ()
    ended_size: int = 0


class Matter(Struct, frozen=True, gc=False):
    """A proposal. ``statements`` are (party, kind, act id); ``oral`` the versions as read out, (symbol, language, sha256).

    ``result`` and ``effective_at`` are set when it is adopted or ended by an objection; ``number`` when announced.
    """

    index: int
    body: str
    symbols: tuple[str, ...]
    sponsors: tuple[str, ...]
    recommended_by: str = ""
    purpose: str = "adoption"
    stage: str = "proposed"
    text_sha256: str = ""
    meeting: str = ""
    silence: Silence | None = None
    statements: tuple[tuple[str, str, str], ...] = ()
    objections: tuple[Objection, ...] = ()
    oral: tuple[tuple[str, str, str], ...] = ()
    result: str = ""
    effective_at: datetime | None = None
    eligible: tuple[str, ...] = ()
    outcome_index: int = 0
    number: str = ""


def next_stage(matter: Matter, event: str) -> str | Refused:
    """Give the stage after an act or event, or the refusal of rule 7.2."""
    stage = LIFE.get((matter.stage, event))
    if stage is None:
        allowed = " ".join(sorted(act for before, act in LIFE if before == matter.stage and act[0].isupper()))
        return Refused("7.2", found=f"{event}: {matter.stage}", expected=allowed)
    return stage
