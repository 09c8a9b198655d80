# SPDX-License-Identifier: Apache-2.0
"""One good act of every type, twice: with every field given a value other than its default, and with the least it needs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import msgspec

from comity.acts.catalogue import ACTS
from comity.acts.documents import Version
from comity.acts.edition import Edition, MeetingPoint, MeetingTerms, SilenceTerms
from comity.acts.envelope import Act, Blob, Text
from comity.acts.nodes import Successor
from comity.acts.outcomes import Position
from comity.acts.parties import BodyRow, ChairTerm, PartyRow
from comity.acts.requests import Answer
from comity.acts.returns import Value
from comity.acts.sealed import SealedContent
from comity.acts.seen import Seen, format_seen
from comity.acts.signed import format_signed_act, sign_act
from comity.acts.silence import Object
from comity.acts.succession import Succession, format_succession, successor_digest
from comity.acts.template import Annual, Field, Limit, Prior, Step, Template, Threshold, Word
from comity.acts.zones import ZoneTable
from comity.tlog.cosignature import cosign
from comity.tlog.note import format_note, sign_note
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from tests.cast.keys import log_signers, note_signer, party_keys, vkey_of, witness_signers

ORIGIN = "exercise.comity.example/record"
AT = datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC)
LATER = AT.replace(year=2027)


def digest(word: str) -> str:
    """SHA-256 of a word, where an act names something by its digest."""
    return sha256(word.encode()).hexdigest()


def head() -> str:
    """A checkpoint note as one witness cosigns it with Ed25519, whose signatures repeat."""
    text = format_checkpoint(Checkpoint(ORIGIN, 7, bytes(32)))
    return format_note(text, [cosign(witness_signers("ARD")[0], text, 1_795_410_000)]).decode()


TEXT = Text(en="Yearly plan", ru="План на год")
BLOB = Blob(sha256=digest("plan"), size=2**20, media_type="text/plain", kind="attachment")
VERSIONS = (
    Version(language="en", blob=Blob(sha256=digest("en"), size=0, media_type="text/plain"), status="official"),
    Version(language="ru", blob=BLOB),
)
EDITION = Edition(
    number=2,
    title=TEXT,
    source="made for tests",
    in_force_on=date(2027, 1, 1),
    rules=1,
    act_types=("Mark", "Object"),
    official_language="en",
    working_languages=("en", "ru"),
    tolerance_s=2,
    mark_every_s=600,
    outage_after_s=1800,
    max_extension_s=86_400,
    reenrol_wait_s=259_200,
    least_witnesses=4,
    attendance_num=2,
    attendance_den=3,
    symbol_prefix="CICA",
    visibility="public",
    acts_per_hour=200,
    bytes_per_day=1_000_000,
    host_utc_offset_min=-300,
    rest_days=(6, 7),
    holidays=(date(2026, 12, 16),),
    credentials_required=True,
    announce_at_meeting=False,
    silence=(
        SilenceTerms(
            body="SOC",
            min_period_s=60,
            proposing_bodies=("SWG",),
            required_languages=("en",),
            propose_at_meeting=True,
            min_working_days=5,
            max_extensions=2,
            excluded=("FEN",),
            objections_tolerated=1,
            reason_required=True,
            amendment_is_objection=False,
            objection_withdrawable=True,
            disclose="chair",
        ),
        SilenceTerms(body="MC", min_period_s=3600),
    ),
    meeting=(
        MeetingTerms(body="SOC", notice_s=3600, required_languages=("en",), absent_may_object=True),
        MeetingTerms(body="MC"),
    ),
    meeting_points=(MeetingPoint(address="https://letters.arden.example", run_by="ARD"),),
    succession_consented=True,
    tz_release="2025b",
    zones=(ZoneTable(name="Asia/Almaty", first_offset_s=21_600, changes=(1_709_229_600,), offsets=(18_000,)),),
    assumed=("tolerance_s",),
)
LEAST_EDITION = msgspec.structs.replace(
    EDITION,
    rest_days=(),
    holidays=(),
    credentials_required=False,
    announce_at_meeting=True,
    silence=(),
    meeting=(),
    meeting_points=(),
    succession_consented=False,
    tz_release="",
    zones=(),
    assumed=(),
)
ROW = PartyRow(code="ARD", kind="member", order=1, name=TEXT, keys=party_keys("ARD"))
LEAST_ROW = PartyRow(code="OBS", kind="observer_state", order=0, name=Text(en="Osterland"))
BODY = BodyRow(code="SOC", name=TEXT, members=("ARD", "BOR"), chairs=(ChairTerm(party="BOR", from_at=AT),))
LEAST_BODY = BodyRow(code="MC", name=Text(en="Ministerial Council"))
LOG = tuple(vkey_of(signer) for signer in log_signers(ORIGIN))
COSIGNING = tuple(vkey_of(signer) for signer in witness_signers("ARD"))
PROPOSAL: dict[str, Any] = {"proposal": digest("proposal")}
MEETING: dict[str, Any] = {"body": "SOC", "label": "2026/3"}

LEAST_ENVELOPE: dict[str, Any] = {
    "forum": ORIGIN,
    "by": ("ARD",),
    "seq": (1,),
    "made_at": AT,
    "nonce": digest("nonce")[:32],
}
ENVELOPE: dict[str, Any] = LEAST_ENVELOPE | {
    "by": ("SEC", "BOR"),
    "seq": (12, 2**53 - 1),
    "office": "Head of delegation",
    "on_behalf_of": "SOC",
    "instruction": Blob(sha256=digest("letter"), size=1200, media_type="application/pdf"),
    "in_reply_to": digest("earlier"),
}


@dataclass(frozen=True)
class Sample:
    """The fields of one type beside the envelope: those it needs, and those it may leave out."""

    needed: dict[str, Any]
    optional: dict[str, Any]


def _sample(needed: dict[str, Any] | None = None, **optional: Any) -> Sample:
    return Sample(needed or {}, optional)


OBJECTION = format_signed_act(
    sign_act(Object(**LEAST_ENVELOPE, **PROPOSAL, reason='"Short".\n'), [note_signer("ARD")])
).decode()
SEEN = sign_note(format_seen(Seen(ORIGIN, digest("act"), 1_795_410_000)), [note_signer("BOR/node")]).decode()
SUCCESSOR = Successor(log=tuple(vkey_of(each) for each in log_signers(f"{ORIGIN}/2")), keys=party_keys("REG#2"))
SUCCESSION = sign_note(
    format_succession(Succession(ORIGIN, 2, successor_digest(SUCCESSOR), 40, digest("root"))), [note_signer("BOR")]
).decode()

SEALED_BLOB = Blob(sha256=digest("sealed"), size=4000, media_type="application/octet-stream", kind="attachment")
SEALED = SealedContent(blob=SEALED_BLOB, recipients=("BOR", "COR"))
VALUES = (
    Value(key="troops", text="9000", basis="personnel in the area", row=1),
    Value(key="begins_on", text="2027-03-15"),
)
LEAST_FIELD = Field(key="begins_on", label=Text(en="Begins"), type="date")
FIELD = Field(
    key="troops",
    label=TEXT,
    type="count",
    required=False,
    unit=Text(en="persons"),
    codes=(Word(code="all_ranks", label=TEXT),),
    least=-1,
    most=100_000,
    repeats=True,
    personal=True,
)
TEMPLATE = Template(
    code="MIL-EXERCISES",
    version=2,
    title=TEXT,
    purpose=TEXT,
    dimension="MIL",
    nature="political",
    basis=TEXT,
    parties=("ARD", "BOR"),
    zone="Asia/Almaty",
    trigger=Prior(count=42, unit="day", before="begins_on"),
    fields=(FIELD, LEAST_FIELD),
    thresholds=(Threshold(key="observers", label=TEXT, all_of=(Limit(field="troops", least=13_000),)),),
    nil="expected",
    short_form=("begins_on",),
    recipients="named",
    deviation=True,
    content="annexes",
    recipients_shown=False,
    onward="never",
    erasable=True,
    replies=(Word(code="force_majeure", label=TEXT),),
    reasons=(Word(code="instrument", label=TEXT),),
    clarify_within_h=48,
    steps=(Step(label=TEXT, within_h=48),),
    grace_days=7,
    languages=("en", "ru"),
    notice_days=180,
    machine_signed=True,
)
LEAST_TEMPLATE = Template(
    code="ECO-STATUS",
    version=1,
    title=Text(en="Status"),
    purpose=Text(en=""),
    dimension="ECO",
    nature="voluntary",
    basis=Text(en=""),
    zone="Asia/Almaty",
    trigger=Annual(days=("11-15",)),
    fields=(LEAST_FIELD,),
    grace_days=0,
    languages=("en",),
)
FILED: dict[str, Any] = {"filed": digest("return")}
MEASURE: dict[str, Any] = {"template": "MIL-EXERCISES"}
VERSIONED: dict[str, Any] = {**MEASURE, "version": 2}
REQUEST: dict[str, Any] = {"request": digest("request")}

SAMPLES: dict[str, Sample] = {
    "AcknowledgeReturn": _sample({**FILED}),
    "AdmitParty": _sample({"party": ROW, "decision": digest("decision")}),
    "AdoptTemplate": _sample({"template": TEMPLATE}, decision=digest("decision")),
    "AmendReturn": _sample(
        {**FILED, "kind": "correction"}, values=VALUES, sealed=(SEALED,), reason="An error of ours."
    ),
    "AnnounceDecision": _sample({**PROPOSAL, "symbol": "CICA/SOC/2026/DEC.1"}, label="2026/3", versions=VERSIONS),
    "AnswerPing": _sample({"ping": digest("ping")}, fault="line"),
    "AppointChair": _sample({"body": "SOC", "party": "COR", "from_at": LATER, "decision": digest("decision")}),
    "AssessReply": _sample({**REQUEST, "satisfied": False}, text="The units are missing."),
    "CancelVisit": _sample({**REQUEST, "reason": "The road is closed."}),
    "ChooseHost": _sample(host="BOR"),
    "CirculateDocument": _sample(
        {"symbol": "CICA/SOC/2026/L.3/Rev.1", "title": TEXT, "versions": VERSIONS},
        distribution="general",
        agenda_item="4 (b)",
        original_on=date(2014, 6, 12),
    ),
    "CloseMeeting": _sample({**MEETING}),
    "CommitSwap": _sample({**VERSIONED, "period": "2028-01-01", "commitment": digest("commitment")}),
    "ConfirmReturn": _sample({**FILED}),
    "ConsentToReseal": _sample({**FILED, "sha256": digest("sealed"), "recipients": ("DEL",)}),
    "ContestEnrolment": _sample({"enrolment": digest("enrolment")}),
    "ConveneMeeting": _sample(
        {**MEETING, "opens_at": LATER, "venue": TEXT, "subject": TEXT},
        format="hybrid",
        host=Text(en="The Chair's ministry", ru="Министерство Председателя"),
        participants=Text(en="Senior officials"),
        agenda=Text(en="Plan; other matters"),
        contact="Secretariat, conference services",
    ),
    "DecideByConsensus": _sample({**PROPOSAL, "text_sha256": digest("text")}),
    "DeferQuestion": _sample({**PROPOSAL}),
    "EndDevice": _sample({"name": "gate-1"}),
    "EndUndertaking": _sample({**MEASURE}, reason="A law has changed."),
    "EnrolDevice": _sample({"key": vkey_of(note_signer("ARD/device/gate-1")), "templates": ("MIL-EXERCISES",)}),
    "EnrolParty": _sample({"party": "ARD", "keys": party_keys("ARD"), "note_verbale": digest("note verbale")}),
    "EnrolWitness": _sample({"keys": COSIGNING, "quorum_before": 0, "quorum": 1}),
    "EnterSeen": _sample({"objection": OBJECTION, "seen": (SEEN,)}),
    "EraseContent": _sample({**FILED, "sha256": digest("sealed")}, reason="The officer has retired."),
    "EstablishBody": _sample({"body": BODY, "decision": digest("decision")}),
    "ExamineCredentials": _sample({"credentials": digest("credentials"), "party": "ARD", "accepted": False}),
    "ExplainGap": _sample({**MEASURE, "from_at": AT, "reason": "instrument"}, text="Lightning."),
    "ExtendSilence": _sample({**PROPOSAL, "deadline_at": LATER}),
    "FileReturn": _sample(
        {**VERSIONED, "language": "en"},
        kind="nil",
        period="2027-11-15",
        values=VALUES,
        sealed=(SEALED,),
        short=True,
        recipients=("BOR", "COR"),
        machine="translated",
        joint=("COR",),
        exercise=True,
        outside_scope=True,
        reason="Nothing took place.",
        state="ARD",
        channel="paper",
        received_at=AT,
        scan=SEALED_BLOB,
    ),
    "Genesis": _sample(
        {"title": TEXT, "edition": EDITION, "log": LOG, "parties": (ROW, LEAST_ROW)},
        banner=TEXT,
        bodies=(BODY, LEAST_BODY),
        quorum=3,
    ),
    "GrantMandate": _sample({**MEASURE, "party": "BOR"}, granted=False),
    "Held": _sample({"sha256": digest("attachment")}),
    "MakeRequest": _sample(
        {**VERSIONED, "party": "BOR", "language": "en"}, values=VALUES, items=("What is the aim?",), exercise=True
    ),
    "MakeStatement": _sample(
        {
            **PROPOSAL,
            "kind": "dissociation",
            "text": 'Arden joins.\n\nIt says "so", once: a\\b — «так», 同意 \U0001fae7.',
        },
        language="ru",
        paragraphs=("4", "6 (a)"),
        attach_to_decision=False,
    ),
    "Mark": _sample({"journal": digest("journal")}),
    "NameSealingKey": _sample({"recipient": "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"}),
    "Object": _sample({**PROPOSAL}, reason="The period is short.", amendment=True),
    "ObjectToSilence": _sample({**PROPOSAL}),
    "OpenMeeting": _sample({**MEETING, "present": ("ARD", "BOR")}),
    "PingContact": _sample({**MEASURE, "party": "BOR"}),
    "PlaceUnderSilence": _sample(
        {**PROPOSAL, "deadline_at": LATER, "text_sha256": digest("text"), "notified": ("ARD", "BOR")},
        authority_until_at=LATER,
    ),
    "PresentCredentials": _sample({"offices": ("Ambassador", "Minister"), "letter": digest("letter")}),
    "Propose": _sample(
        {"body": "MC", "symbols": ("CICA/SOC/2026/L.3",), "title": TEXT},
        recommended_by="SOC",
        purpose="closure",
        supersedes=digest("before"),
        reopens=digest("decided"),
    ),
    "ProposeSilence": _sample({**PROPOSAL, "label": "2026/3", "deadline_at": LATER}),
    "PutEditionInForce": _sample({"edition": EDITION, "decision": digest("decision")}),
    "PutQuestion": _sample({**PROPOSAL, "label": "2026/3", "text_sha256": digest("text")}, waive_notice=True),
    "QueryLanguage": _sample({**PROPOSAL, "language": "ru", "paragraph": "4"}),
    "RaisePoint": _sample({**MEETING, "category": "order of speakers"}),
    "RecordAttendance": _sample({**MEETING, "present": ()}),
    "RecordOutage": _sample({"began_at": AT, "ended_at": LATER}),
    "RecordOutcome": _sample(
        {
            **PROPOSAL,
            "result": "adopted_by_silence",
            "text_sha256": digest("text"),
            "effective_at": 1_795_410_000_000,
            "eligible": ("ARD", "BOR"),
            "witnesses": digest("witnesses"),
            "journal": digest("journal"),
        },
        positions=(Position(party="BOR", kind="interpretation", act=digest("statement")),),
        head=head(),
    ),
    "RecoverKeys": _sample({"keys": party_keys("ARD")}),
    "ReleaseSwap": _sample({**MEASURE, "period": "2028-01-01", "salt": digest("salt"), "sealed": SEALED}, head=head()),
    "RemitQuestion": _sample({**PROPOSAL, "body": "SWG"}),
    "ReplyToRequest": _sample(
        {**REQUEST, "kind": "decline", "language": "en"},
        ground="force_majeure",
        answers=(Answer(item=0, state="declined", text="Not today."), Answer(item=1, state="open")),
        values=VALUES,
        sealed=(SEALED,),
    ),
    "RequestExtension": _sample({**PROPOSAL}, reason="Capitals are on holiday."),
    "Reseal": _sample({**FILED, "sha256": digest("sealed"), "sealed": SEALED}),
    "ResumeUndertaking": _sample({**MEASURE}),
    "RetireTemplate": _sample({**MEASURE}, decision=digest("decision")),
    "RetireWitness": _sample({"quorum_before": 3, "quorum": 3}, party="DEL", decision=digest("decision")),
    "ReviseOrally": _sample({**PROPOSAL, "label": "2026/3", "symbol": "CICA/SOC/2026/L.3", "versions": VERSIONS}),
    "RevokeKey": _sample(reason="A notebook was lost."),
    "RotateKeys": _sample({"keys": party_keys("ARD#2")[:1]}),
    "RuleOnObjection": _sample({**PROPOSAL, "party": "COR", "stands": False}),
    "RulePoint": _sample({**MEETING, "ruling": TEXT}),
    "SetSeat": _sample({"party": "FEN", "seated": False, "decision": digest("decision")}, objections_void=True),
    "SponsorProposal": _sample({**PROPOSAL}, sponsor=False),
    "StateContact": _sample({**MEASURE, "offices": ("Verification centre",)}, hours="00-24", languages="en ru"),
    "StateOnReturn": _sample({**FILED, "kind": "contest", "text": "We count 18,000.", "language": "en"}),
    "Succeed": _sample({"epoch": 2, "successor": SUCCESSOR, "statements": (SUCCESSION,)}),
    "SuspendUndertaking": _sample({**MEASURE, "reason": "In answer."}, towards=("BOR",), until_at=LATER),
    "Undertake": _sample({**MEASURE}, instrument="Agreement of 2026", reservation="Peacetime only."),
    "VoidSilence": _sample({**PROPOSAL, "fault": "language", "explanation": TEXT}),
    "VoidSymbol": _sample({"symbol": "CICA/SOC/2026/L.4", "reason": "never issued"}),
    "WithdrawDocument": _sample({"symbol": "CICA/SOC/2026/L.3"}),
    "WithdrawFromSilence": _sample({**PROPOSAL}),
    "WithdrawObjection": _sample({**PROPOSAL}),
    "WithdrawParty": _sample(),
    "WithdrawProposal": _sample({**PROPOSAL}),
}
"""By type; the tests hold it against the catalogue."""

_LEAST_PARTS: dict[str, dict[str, Any]] = {
    "AdmitParty": {"party": LEAST_ROW},
    "AdoptTemplate": {"template": LEAST_TEMPLATE},
    "EstablishBody": {"body": LEAST_BODY},
    "Genesis": {"edition": LEAST_EDITION, "title": Text(en="")},
    "PutEditionInForce": {"edition": LEAST_EDITION},
}
"""Parts of acts that can be written shorter too."""


def full_act(kind: str) -> Act:
    """An act of this type with every field given."""
    sample = SAMPLES[kind]
    return ACTS[kind](**ENVELOPE, **sample.needed, **sample.optional)


def least_act(kind: str) -> Act:
    """An act of this type with the fields it needs and no other."""
    return ACTS[kind](**LEAST_ENVELOPE, **SAMPLES[kind].needed | _LEAST_PARTS.get(kind, {}))
