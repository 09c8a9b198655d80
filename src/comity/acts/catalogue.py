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
from comity.acts.contacts import AnswerPing, ExplainGap, PingContact, StateContact
from comity.acts.documents import CirculateDocument, VoidSymbol, WithdrawDocument
from comity.acts.envelope import Act
from comity.acts.keys import (
    ContestEnrolment,
    EndDevice,
    EnrolDevice,
    EnrolParty,
    EnrolWitness,
    RecoverKeys,
    RetireWitness,
    RevokeKey,
    RotateKeys,
)
from comity.acts.measures import (
    AdoptTemplate,
    EndUndertaking,
    GrantMandate,
    RecordOutage,
    ResumeUndertaking,
    RetireTemplate,
    SuspendUndertaking,
    Undertake,
)
from comity.acts.nodes import ChooseHost, EnterSeen, Held, Succeed
from comity.acts.outcomes import AnnounceDecision, Mark, PutEditionInForce, RecordOutcome
from comity.acts.parties import AdmitParty, ExamineCredentials, Genesis, PresentCredentials, SetSeat, WithdrawParty
from comity.acts.proposals import MakeStatement, Propose, SponsorProposal, WithdrawProposal
from comity.acts.requests import AssessReply, CancelVisit, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, ConfirmReturn, FileReturn, StateOnReturn
from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal
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
from comity.acts.swaps import CommitSwap, ReleaseSwap

AnyAct = (
    AcknowledgeReturn
    | AdmitParty
    | AdoptTemplate
    | AmendReturn
    | AnnounceDecision
    | AnswerPing
    | AppointChair
    | AssessReply
    | CancelVisit
    | ChooseHost
    | CirculateDocument
    | CloseMeeting
    | CommitSwap
    | ConfirmReturn
    | ConsentToReseal
    | ContestEnrolment
    | ConveneMeeting
    | DecideByConsensus
    | DeferQuestion
    | EndDevice
    | EndUndertaking
    | EnrolDevice
    | EnrolParty
    | EnrolWitness
    | EnterSeen
    | EraseContent
    | EstablishBody
    | ExamineCredentials
    | ExplainGap
    | ExtendSilence
    | FileReturn
    | Genesis
    | GrantMandate
    | Held
    | MakeRequest
    | MakeStatement
    | Mark
    | NameSealingKey
    | Object
    | ObjectToSilence
    | OpenMeeting
    | PingContact
    | PlaceUnderSilence
    | PresentCredentials
    | Propose
    | ProposeSilence
    | PutEditionInForce
    | PutQuestion
    | QueryLanguage
    | RaisePoint
    | RecordAttendance
    | RecordOutage
    | RecordOutcome
    | RecoverKeys
    | ReleaseSwap
    | RemitQuestion
    | ReplyToRequest
    | RequestExtension
    | Reseal
    | ResumeUndertaking
    | RetireTemplate
    | RetireWitness
    | ReviseOrally
    | RevokeKey
    | RotateKeys
    | RuleOnObjection
    | RulePoint
    | SetSeat
    | SponsorProposal
    | StateContact
    | StateOnReturn
    | Succeed
    | SuspendUndertaking
    | Undertake
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
