# SPDX-License-Identifier: Apache-2.0
"""The procedures of measures by act, for the table of the fold."""

from typing import Any

from comity.acts.contacts import AnswerPing, ExplainGap, PingContact, StateContact
from comity.acts.envelope import Act
from comity.acts.keys import EndDevice, EnrolDevice
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
from comity.acts.requests import AssessReply, CancelVisit, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, ConfirmReturn, FileReturn, StateOnReturn
from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal
from comity.acts.swaps import CommitSwap
from comity.rules.measures.amendments import acknowledge_return, amend_return, confirm_return, state_on_return
from comity.rules.measures.clock import record_outage
from comity.rules.measures.contacts import answer_ping, ping_contact, state_contact
from comity.rules.measures.devices import end_device, enrol_device
from comity.rules.measures.readings import explain_gap
from comity.rules.measures.requests import assess_reply, cancel_visit, make_request, reply_to_request
from comity.rules.measures.returns import file_return
from comity.rules.measures.sealed import consent_to_reseal, erase_content, name_sealing_key, reseal
from comity.rules.measures.swap import commit_swap
from comity.rules.measures.template import adopt_template, retire_template
from comity.rules.measures.undertaking import (
    end_undertaking,
    grant_mandate,
    resume_undertaking,
    suspend_undertaking,
    undertake,
)

PROCEDURES: dict[type[Act], Any] = {
    AcknowledgeReturn: acknowledge_return,
    AdoptTemplate: adopt_template,
    AmendReturn: amend_return,
    AnswerPing: answer_ping,
    AssessReply: assess_reply,
    CancelVisit: cancel_visit,
    CommitSwap: commit_swap,
    ConfirmReturn: confirm_return,
    ConsentToReseal: consent_to_reseal,
    EndDevice: end_device,
    EndUndertaking: end_undertaking,
    EnrolDevice: enrol_device,
    EraseContent: erase_content,
    ExplainGap: explain_gap,
    FileReturn: file_return,
    GrantMandate: grant_mandate,
    MakeRequest: make_request,
    NameSealingKey: name_sealing_key,
    PingContact: ping_contact,
    RecordOutage: record_outage,
    ReplyToRequest: reply_to_request,
    Reseal: reseal,
    ResumeUndertaking: resume_undertaking,
    RetireTemplate: retire_template,
    StateContact: state_contact,
    StateOnReturn: state_on_return,
    SuspendUndertaking: suspend_undertaking,
    Undertake: undertake,
}
"""Act → procedure. `ReleaseSwap` verifies a note, and stands with those that do."""
