# SPDX-License-Identifier: Apache-2.0
"""The fold: first let time pass, then apply the act. Total on anything an entry can hold.

advance(forum, at)          what falls due by itself: silences lapse, waiting keys take effect
apply(forum, entry, verify) the next forum and the outcome
admit(forum, act, at)       would this act be admitted now? The one question every door asks
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from comity.acts.bodies import (
    AppointChair,
    CloseMeeting,
    ConveneMeeting,
    EstablishBody,
    OpenMeeting,
    RaisePoint,
    RecordAttendance,
    RulePoint,
)
from comity.acts.consensus import DecideByConsensus, DeferQuestion, PutQuestion, RemitQuestion, ReviseOrally
from comity.acts.documents import CirculateDocument, VoidSymbol, WithdrawDocument
from comity.acts.entry import Entry
from comity.acts.envelope import Act
from comity.acts.instant import instant_text
from comity.acts.keys import (
    ContestEnrolment,
    EnrolParty,
    EnrolWitness,
    RecoverKeys,
    RetireWitness,
    RevokeKey,
    RotateKeys,
)
from comity.acts.nodes import ChooseHost, EnterSeen, Held, Succeed
from comity.acts.outcomes import AnnounceDecision, Mark, PutEditionInForce, RecordOutcome
from comity.acts.parties import AdmitParty, ExamineCredentials, Genesis, PresentCredentials, SetSeat, WithdrawParty
from comity.acts.proposals import MakeStatement, Propose, SponsorProposal, WithdrawProposal
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
from comity.acts.swaps import ReleaseSwap
from comity.rules.bodies import appoint_chair, establish_body
from comity.rules.consensus import decide_by_consensus, defer_question, put_question, remit_question, revise_orally
from comity.rules.credentials import examine_credentials, present_credentials
from comity.rules.documents import circulate_document, void_symbol, withdraw_document
from comity.rules.editions import put_edition_in_force
from comity.rules.envelope import Verify, check_envelope, check_quota, count_act
from comity.rules.forum import Forum
from comity.rules.genesis import open_forum
from comity.rules.holdings import held, name_attachments
from comity.rules.hosts import choose_host
from comity.rules.keyring import (
    complete_enrolment,
    contest_enrolment,
    enrol_party,
    recover_keys,
    revoke_key,
    rotate_keys,
)
from comity.rules.measures.procedures import PROCEDURES as MEASURES
from comity.rules.measures.swap import release_swap
from comity.rules.measures.undertaking import leave_conference
from comity.rules.meetings import (
    close_meeting,
    convene_meeting,
    open_meeting,
    raise_point,
    record_attendance,
    rule_point,
)
from comity.rules.objections import object_to, rule_on_objection, withdraw_objection
from comity.rules.outcome import Admitted, Change, Effect, Lodged, Outcome, Refused, outcome_bytes
from comity.rules.outcomes import announce_decision, pass_mark, record_outcome
from comity.rules.parties import admit_party, set_seat
from comity.rules.proposals import make_statement, propose, sponsor_proposal, withdraw_proposal
from comity.rules.seen import enter_seen
from comity.rules.silence import (
    bridge_outage,
    extend_silence,
    lapse,
    object_to_silence,
    place_under_silence,
    propose_silence,
    query_language,
    request_extension,
    void_silence,
    withdraw_from_silence,
)
from comity.rules.succession import introduce_registry, succeed
from comity.rules.witnesses import enrol_witness, retire_witness

Procedure = Callable[[Forum, Lodged[Any]], Change | Refused]
VerifyingProcedure = Callable[[Forum, Lodged[Any], Verify], Change | Refused]

PROCEDURES: dict[type[Act], Procedure] = {
    AdmitParty: admit_party,
    AnnounceDecision: announce_decision,
    AppointChair: appoint_chair,
    ChooseHost: choose_host,
    CirculateDocument: circulate_document,
    CloseMeeting: close_meeting,
    ContestEnrolment: contest_enrolment,
    ConveneMeeting: convene_meeting,
    DecideByConsensus: decide_by_consensus,
    DeferQuestion: defer_question,
    EnrolParty: enrol_party,
    EnrolWitness: enrol_witness,
    EstablishBody: establish_body,
    ExamineCredentials: examine_credentials,
    ExtendSilence: extend_silence,
    Held: held,
    MakeStatement: make_statement,
    Mark: pass_mark,
    Object: object_to,
    ObjectToSilence: object_to_silence,
    OpenMeeting: open_meeting,
    PlaceUnderSilence: place_under_silence,
    PresentCredentials: present_credentials,
    Propose: propose,
    ProposeSilence: propose_silence,
    PutEditionInForce: put_edition_in_force,
    PutQuestion: put_question,
    QueryLanguage: query_language,
    RaisePoint: raise_point,
    RecordAttendance: record_attendance,
    RecoverKeys: recover_keys,
    RemitQuestion: remit_question,
    RequestExtension: request_extension,
    RetireWitness: retire_witness,
    ReviseOrally: revise_orally,
    RevokeKey: revoke_key,
    RotateKeys: rotate_keys,
    RuleOnObjection: rule_on_objection,
    RulePoint: rule_point,
    SetSeat: set_seat,
    SponsorProposal: sponsor_proposal,
    VoidSilence: void_silence,
    VoidSymbol: void_symbol,
    WithdrawDocument: withdraw_document,
    WithdrawFromSilence: withdraw_from_silence,
    WithdrawObjection: withdraw_objection,
    WithdrawParty: leave_conference,
    WithdrawProposal: withdraw_proposal,
    **MEASURES,
}
"""Act → procedure. `Genesis` is none of them: it opens the forum."""

VERIFYING: dict[type[Act], VerifyingProcedure] = {
    EnterSeen: enter_seen,
    RecordOutcome: record_outcome,
    ReleaseSwap: release_swap,
    Succeed: succeed,
}
"""Act → procedure that also verifies notes which the act carries."""


def advance(forum: Forum, at: datetime) -> Change:
    """Let time pass up to ``at``: everything due by then happens at the instant it is due, in order (rule 1.6)."""
    effects: tuple[Effect, ...] = ()
    while forum.clocks and forum.clocks[0][0] <= at:
        _, kind, key = forum.clocks[0]
        due = lapse(forum, key) if kind == "silence" else _complete(forum, key)
        forum, effects = due.forum, effects + due.effects
    return Change(replace(forum, at=max(at, forum.at)), effects)


def _complete(forum: Forum, key: str) -> Change:
    done = complete_enrolment(forum, key)
    return Change(replace(done.forum, clocks=done.forum.clocks[1:]), done.effects)


def apply(forum: Forum | None, entry: Entry, verify: Verify) -> tuple[Forum | None, Outcome]:
    """Fold the next entry into the forum; ``None`` stands before genesis.

    A refused entry changes nothing but what the passing of time changes, and is journalled: on the record it would be a
    fault of the registry, and no node cosigns it.
    """
    if forum is None:
        opened = open_forum(entry, verify)
        if isinstance(opened, Refused):
            return None, opened
        outcome = Admitted(opened.effects)
        return _journalled(opened.forum, entry, outcome), outcome
    if entry.sequenced_at < forum.at:
        late = Refused("1.6", found=instant_text(entry.sequenced_at), expected=f">= {instant_text(forum.at)}")
        return _journalled(forum, entry, late), late
    bridged = bridge_outage(forum, entry.sequenced_at)
    advanced = advance(bridged.forum, entry.sequenced_at)
    passed = bridged.effects + advanced.effects
    change = _judge(advanced.forum, entry, verify)
    if isinstance(change, Refused):
        refused = replace(change, effects=passed)
        return _journalled(advanced.forum, entry, refused), refused
    admitted = Admitted(passed + change.effects)
    return _journalled(change.forum, entry, admitted), admitted


def _judge(forum: Forum, entry: Entry, verify: Verify) -> Change | Refused:
    signed = entry.signed
    act = signed.act
    if isinstance(act, Genesis):
        return Refused("2.6", found="Genesis", expected="0")
    if isinstance(act, Succeed):
        introduced = introduce_registry(forum, act)
        if isinstance(introduced, Refused):
            return introduced
        forum = introduced
    if refused := check_envelope(forum, signed, entry.sequenced_at, verify):
        return refused
    counted = count_act(forum, act, entry.sequenced_at, entry.size)
    if refused := check_quota(counted, act):
        return refused
    lodged = Lodged(act, signed.id, entry.sequenced_at, forum.size)
    verifying = VERIFYING.get(type(act))
    change = verifying(counted, lodged, verify) if verifying else PROCEDURES[type(act)](counted, lodged)
    if isinstance(change, Refused) or act.instruction is None:
        return change
    return Change(name_attachments(change.forum, act), change.effects)


def _journalled(forum: Forum, entry: Entry, outcome: Outcome) -> Forum:
    """Chain the journal: J(n) = SHA-256(J(n-1) ‖ leaf hash ‖ canonical outcome of entry n)."""
    journal = sha256(forum.journal + entry.leaf + outcome_bytes(outcome)).digest()
    return replace(forum, journal=journal, size=forum.size + 1)


def admit(forum: Forum, entry: Entry, verify: Verify) -> Outcome:
    """Tell what would become of an entry now, changing nothing."""
    return apply(forum, entry, verify)[1]
