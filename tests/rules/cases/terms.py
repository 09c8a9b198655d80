# SPDX-License-Identifier: Apache-2.0
"""What a silence keeps from its start, whatever is put in force or circulated meanwhile: rules 9.1, 9.8, 9.9, 9.17, 9.19."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.edition import SilenceTerms
from comity.acts.outcomes import Position, PutEditionInForce
from comity.acts.signed import SignedAct
from comity.acts.silence import ExtendSilence
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.objections import REVIVABLE, ended, objecting, withdrawing
from tests.rules.cases.outcomes import recorded, recording
from tests.rules.cases.silence import MC, SOC, placing, under_silence


def running(scribe: Scribe, *silence: SilenceTerms, **placed: Any) -> str:
    """Place a text under silence on the terms of the edition in force, then put one with other terms in force."""
    decision = recorded(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal, **placed))
    edition = replace(EDITION, number=2, silence=silence)
    scribe.lodge(PutEditionInForce, "SEC", edition=edition, decision=decision)
    return proposal


@admits("9.1")
def an_objection_after_the_terms_were_dropped(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new edition gives the body no terms any more; a silence that runs may still be ended by an objection."""
    proposal = running(scribe, MC)
    return objecting(scribe, proposal), ended(proposal, "COR")


@admits("9.17")
def an_objection_after_tolerance_was_introduced(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new edition tolerates an objection; in a silence that runs one still suffices."""
    proposal = running(scribe, replace(SOC, objections_tolerated=1), MC)
    return objecting(scribe, proposal), ended(proposal, "COR")


@admits("9.16")
def no_reason_after_reasons_were_introduced(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new edition asks for reasons; in a silence that runs none is needed."""
    proposal = running(scribe, replace(SOC, reason_required=True), MC)
    return objecting(scribe, proposal), ended(proposal, "COR")


@admits("9.9")
def an_extension_after_extensions_were_ended(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new edition allows no extension; a silence that runs keeps the two it began with."""
    proposal = running(scribe, replace(SOC, max_extensions=0), MC)
    later = scribe.at + timedelta(seconds=90)
    act = scribe.write(ExtendSilence, "BOR", proposal=proposal, deadline_at=later)
    return act, [Effect("silence_extended", proposal, f"{later:%Y-%m-%dT%H:%M:%SZ}")]


@refuses("10.3")
def an_objector_left_out_after_disclosure_was_ended(scribe: Scribe) -> SignedAct:
    """A new edition names objectors to the Chair alone; a silence begun before names them in its outcome."""
    proposal = running(scribe, replace(SOC, disclose="chair"), MC)
    scribe.submit(objecting(scribe, proposal))
    return recording(scribe, proposal, positions=())


@admits("10.3")
def an_objector_named_after_disclosure_was_ended(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The objector of a silence begun before is named."""
    proposal = running(scribe, replace(SOC, disclose="chair"), MC)
    act = objecting(scribe, proposal)
    scribe.submit(act)
    positions = (Position(party="COR", kind="objection", act=act.id),)
    return recording(scribe, proposal, positions=positions), [Effect("outcome", proposal, "objected")]


@refuses("9.8")
def an_extension_beyond_the_mandate(scribe: Scribe) -> SignedAct:
    """The mandate lapses a second before the new deadline."""
    proposal = under_silence(scribe, authority_until_at=scribe.at + timedelta(seconds=89))
    return scribe.write(ExtendSilence, "BOR", proposal=proposal, deadline_at=scribe.at + timedelta(seconds=90))


@admits("9.8")
def an_extension_until_the_mandate_lapses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The new deadline is the instant at which the mandate lapses."""
    proposal = under_silence(scribe, authority_until_at=scribe.at + timedelta(seconds=90))
    act = scribe.write(ExtendSilence, "BOR", proposal=proposal, deadline_at=scribe.at + timedelta(seconds=90))
    return act, [Effect("silence_extended", proposal, "2026-11-23T05:01:30Z")]


@admits("9.19", edition=REVIVABLE)
def withdrawn_after_the_text_was_revised(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The document was revised after the objection: the silence on the old text does not run again."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    scribe.circulate("CICA/SOC/2026/L.1/Rev.1")
    return withdrawing(scribe, proposal), [Effect("objection_withdrawn", proposal, "COR")]


@refuses("7.2")
def an_objection_after_the_outcome_before_the_deadline(scribe: Scribe) -> SignedAct:
    """An ended silence whose outcome is recorded hears no further objection, though its deadline is to come."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    scribe.record(proposal)
    return objecting(scribe, proposal, by="DEL")
