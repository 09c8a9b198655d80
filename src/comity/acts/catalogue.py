# SPDX-License-Identifier: Apache-2.0
"""The catalogue of acts: every type this software knows, by name."""

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
from comity.acts.envelope import Act
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

AnyAct = (
    AdmitParty
    | AnnounceDecision
    | AppointChair
    | ChooseHost
    | CirculateDocument
    | CloseMeeting
    | ContestEnrolment
    | ConveneMeeting
    | DecideByConsensus
    | DeferQuestion
    | EnrolParty
    | EnrolWitness
    | EnterSeen
    | EstablishBody
    | ExamineCredentials
    | ExtendSilence
    | Genesis
    | Held
    | MakeStatement
    | Mark
    | Object
    | ObjectToSilence
    | OpenMeeting
    | PlaceUnderSilence
    | PresentCredentials
    | Propose
    | ProposeSilence
    | PutEditionInForce
    | PutQuestion
    | QueryLanguage
    | RaisePoint
    | RecordAttendance
    | RecordOutcome
    | RecoverKeys
    | RemitQuestion
    | RequestExtension
    | RetireWitness
    | ReviseOrally
    | RevokeKey
    | RotateKeys
    | RuleOnObjection
    | RulePoint
    | SetSeat
    | SponsorProposal
    | Succeed
    | VoidSilence
    | VoidSymbol
    | WithdrawDocument
    | WithdrawFromSilence
    | WithdrawObjection
    | WithdrawParty
    | WithdrawProposal
)

ACTS: dict[str, type[Act]] = {act.__name__: act for act in AnyAct.__args__}
"""Type name → type. Which of them may be lodged is for the edition in force to say."""
