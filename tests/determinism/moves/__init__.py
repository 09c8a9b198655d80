# SPDX-License-Identifier: Apache-2.0
"""Moves of a chronicle: for every type of act, something that the forum of now may allow."""

from collections.abc import Callable

from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.documents import (
    circulate,
    make_statement,
    propose,
    sponsor_proposal,
    void_symbol,
    withdraw_document,
    withdraw_proposal,
)
from tests.determinism.moves.measures import (
    acknowledge_return,
    adopt_template,
    amend_return,
    answer_ping,
    assess_reply,
    cancel_visit,
    commit_swap,
    confirm_return,
    consent_to_reseal,
    end_device,
    end_undertaking,
    enrol_device,
    erase_content,
    explain_gap,
    file_return,
    grant_mandate,
    make_request,
    name_sealing_key,
    ping_contact,
    record_outage,
    release_swap,
    reply_to_request,
    reseal,
    resume_undertaking,
    retire_template,
    state_contact,
    state_on_return,
    suspend_undertaking,
    undertake,
)
from tests.determinism.moves.meetings import (
    close_meeting,
    convene_meeting,
    decide_by_consensus,
    defer_question,
    open_meeting,
    put_question,
    raise_point,
    record_attendance,
    remit_question,
    revise_orally,
    rule_point,
)
from tests.determinism.moves.nodes import choose_host, enter_seen, hold, succeed
from tests.determinism.moves.parties import (
    admit_party,
    appoint_chair,
    contest_enrolment,
    enrol_party,
    enrol_witness,
    establish_body,
    examine_credentials,
    present_credentials,
    recover_keys,
    retire_witness,
    revoke_key,
    rotate_keys,
    set_seat,
    withdraw_party,
)
from tests.determinism.moves.silence import (
    announce_decision,
    extend_silence,
    object_,
    object_to_silence,
    pass_mark,
    place_under_silence,
    propose_silence,
    put_edition_in_force,
    query_language,
    record_outcome,
    request_extension,
    rule_on_objection,
    void_silence,
    withdraw_from_silence,
    withdraw_objection,
)

Move = Callable[[Chronicle], Said | None]

MOVES: dict[Move, int] = {
    circulate: 8, void_symbol: 1, withdraw_document: 1, propose: 8, sponsor_proposal: 2, withdraw_proposal: 1,
    make_statement: 4, convene_meeting: 3, open_meeting: 6, record_attendance: 1, raise_point: 1, rule_point: 4,
    close_meeting: 1, revise_orally: 2, put_question: 9, decide_by_consensus: 8, defer_question: 1, remit_question: 14,
    propose_silence: 3, object_to_silence: 2, place_under_silence: 10, object_: 6, rule_on_objection: 3,
    withdraw_objection: 2, request_extension: 1, extend_silence: 2, withdraw_from_silence: 1, void_silence: 1,
    query_language: 1, pass_mark: 6, record_outcome: 12, announce_decision: 6, put_edition_in_force: 1, admit_party: 2,
    withdraw_party: 1, set_seat: 2, establish_body: 1, appoint_chair: 1, present_credentials: 2, examine_credentials: 3,
    rotate_keys: 2, revoke_key: 1, recover_keys: 2, enrol_party: 2, contest_enrolment: 2, enrol_witness: 2,
    retire_witness: 1, choose_host: 1, hold: 1, enter_seen: 4, succeed: 1,
}  # fmt: skip
"""How often each is tried."""

MEASURES: dict[Move, int] = {
    adopt_template: 10, retire_template: 1, undertake: 4, end_undertaking: 1, suspend_undertaking: 3,
    resume_undertaking: 3, grant_mandate: 2, record_outage: 2, file_return: 10, amend_return: 4, confirm_return: 6,
    state_on_return: 3, acknowledge_return: 3, make_request: 6, reply_to_request: 6, assess_reply: 5, cancel_visit: 4,
    commit_swap: 6, release_swap: 5, state_contact: 4, ping_contact: 5, answer_ping: 5, explain_gap: 5,
    consent_to_reseal: 3, reseal: 4, erase_content: 2, name_sealing_key: 2, enrol_device: 3, end_device: 1,
}  # fmt: skip
"""How often each is tried in a record that is about measures."""
