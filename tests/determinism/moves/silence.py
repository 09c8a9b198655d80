# SPDX-License-Identifier: Apache-2.0
"""Moves of the silence procedure, and what comes out."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.outcomes import AnnounceDecision, Mark, PutEditionInForce, RecordOutcome
from comity.acts.silence import (
    ExtendSilence,
    Object,
    ObjectToSilence,
    PlaceUnderSilence,
    ProposeSilence,
    QueryLanguage,
    RequestExtension,
    RuleOnObjection,
    VoidSilence,
    WithdrawFromSilence,
    WithdrawObjection,
)
from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.choice import (
    WORDS,
    body_of,
    by_chair,
    decision_of,
    newest,
    next_symbol,
    open_label,
    text_in_two_languages,
)


def _deadline(told: Chronicle, body: str) -> Any:
    least = next((terms.min_period_s for terms in told.state.edition.silence if terms.body == body), 60)
    return told.at.replace(microsecond=0) + timedelta(seconds=least + told.rng.choice((1, 1, 30, 600)))


def propose_silence(told: Chronicle) -> Said | None:
    proposal = newest(told, "proposed")
    if proposal is None:
        return None
    matter = told.state.matters[proposal]
    label = open_label(told, matter.recommended_by or matter.body)
    fields = {"proposal": proposal, "label": label, "deadline_at": _deadline(told, matter.body)}
    return by_chair(told, ProposeSilence, matter.body, **fields)


def object_to_silence(told: Chronicle) -> Said | None:
    proposal = newest(told, "method_proposed")
    return Said(ObjectToSilence, (told.pick(told.members),), {"proposal": proposal}) if proposal else None


def place_under_silence(told: Chronicle) -> Said | None:
    proposal = newest(told, "proposed", "method_proposed", "method_proposed", "contested")
    if proposal is None:
        return None
    matter = told.state.matters[proposal]
    suggested = matter.silence.deadline_at if matter.stage == "method_proposed" and matter.silence else None
    deadline = suggested or _deadline(told, matter.body)
    fields: dict[str, Any] = {
        "proposal": proposal,
        "deadline_at": deadline,
        "text_sha256": told.text_of(proposal),
        "notified": tuple(told.members) if told.chance(0.9) else told.some(told.members),
    }
    if told.chance(0.2):
        fields["authority_until_at"] = deadline + timedelta(seconds=told.rng.randrange(-5, 100))
    return by_chair(told, PlaceUnderSilence, matter.body, **fields)


def object_(told: Chronicle) -> Said | None:
    proposal = newest(told, "under_silence", "put", "contested", "objected", "adopted")
    fields = {"reason": told.pick(("", *WORDS)), "amendment": told.chance(0.1), "office": told.pick(("", "Minister"))}
    return Said(Object, (told.pick(told.members),), {"proposal": proposal, **fields}) if proposal else None


def rule_on_objection(told: Chronicle) -> Said | None:
    proposal = newest(told, "held", "held", "under_silence")
    if proposal is None:
        return None
    matter = told.state.matters[proposal]
    party = told.pick([each.party for each in matter.objections if each.state == "unverified"]) or "ARD"
    return by_chair(told, RuleOnObjection, matter.body, proposal=proposal, party=party, stands=told.chance(0.5))


def withdraw_objection(told: Chronicle) -> Said | None:
    proposal = newest(told, "objected", "contested", "under_silence")
    if proposal is None:
        return None
    parties = [each.party for each in told.state.matters[proposal].objections if each.state in {"stands", "unverified"}]
    return Said(WithdrawObjection, (told.pick(parties),), {"proposal": proposal}) if parties else None


def request_extension(told: Chronicle) -> Said | None:
    proposal = newest(told, "under_silence")
    return (
        Said(RequestExtension, (told.pick(told.members),), {"proposal": proposal, "reason": "Time."})
        if proposal
        else None
    )


def extend_silence(told: Chronicle) -> Said | None:
    proposal = newest(told, "under_silence")
    silence = told.state.matters[proposal].silence if proposal else None
    if proposal is None or silence is None:
        return None
    deadline = silence.deadline_at.replace(microsecond=0) + timedelta(seconds=told.rng.randrange(-10, 600))
    return by_chair(told, ExtendSilence, body_of(told, proposal), proposal=proposal, deadline_at=deadline)


def withdraw_from_silence(told: Chronicle) -> Said | None:
    proposal = newest(told, "under_silence", "held")
    return by_chair(told, WithdrawFromSilence, body_of(told, proposal), proposal=proposal) if proposal else None


def void_silence(told: Chronicle) -> Said | None:
    proposal = newest(told, "under_silence", "held")
    fields = {"fault": told.pick(("language", "not_notified")), "explanation": text_in_two_languages(told)}
    return by_chair(told, VoidSilence, body_of(told, proposal), proposal=proposal, **fields) if proposal else None


def query_language(told: Chronicle) -> Said | None:
    proposal = newest(told, "under_silence")
    fields = {"language": told.pick(("en", "ru")), "paragraph": "4"}
    return Said(QueryLanguage, (told.pick(told.members),), {"proposal": proposal, **fields}) if proposal else None


def pass_mark(told: Chronicle) -> Said:
    return Said(Mark, ("REG",), {"journal": told.state.journal.hex()})


def record_outcome(told: Chronicle) -> Said | None:
    proposal = newest(told, "adopted", "adopted", "objected")
    if proposal is None:
        return None
    fields = told.outcome_fields(proposal)
    if fields["result"] == "adopted_by_silence" and told.state.witnesses:
        fields["head"] = told.cosigned_head()
    return Said(RecordOutcome, ("REG",), fields)


def announce_decision(told: Chronicle) -> Said | None:
    proposal = newest(told, "recorded")
    if proposal is None:
        return None
    body = body_of(told, proposal)
    label = open_label(told, body) if told.state.edition.announce_at_meeting else None
    symbol = next_symbol(told, body, told.pick(("DEC", "DEC", "DECL")))
    return by_chair(told, AnnounceDecision, body, proposal=proposal, symbol=symbol, label=label)


def put_edition_in_force(told: Chronicle) -> Said | None:
    decision = decision_of(told)
    edition = told.state.edition
    changed = replace(
        edition, number=edition.number + 1, acts_per_hour=200, attendance_num=1, attendance_den=told.pick((1, 2, 3))
    )
    return Said(PutEditionInForce, ("SEC",), {"edition": changed, "decision": decision}) if decision else None
