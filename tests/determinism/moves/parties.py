# SPDX-License-Identifier: Apache-2.0
"""Moves about parties, bodies, credentials and keys."""

from datetime import timedelta
from hashlib import sha256

from comity.acts.bodies import (
    AppointChair,
    EstablishBody,
)
from comity.acts.keys import (
    ContestEnrolment,
    EnrolParty,
    EnrolWitness,
    RecoverKeys,
    RetireWitness,
    RevokeKey,
    RotateKeys,
)
from comity.acts.parties import (
    AdmitParty,
    BodyRow,
    ExamineCredentials,
    PartyRow,
    PresentCredentials,
    SetSeat,
    WithdrawParty,
)
from comity.rules.forum import witness_quorum
from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.choice import BODIES, decision_of, text_in_two_languages


def admit_party(told: Chronicle) -> Said | None:
    decision = decision_of(told)
    code = told.pick(("GAL", "HAR", "OBS"))
    kind = told.pick(("member", "observer_state", "observer_organization"))
    order = told.rng.randrange(1, 12)
    keys = tuple(told.key(code + purpose) for purpose in ("", "/recovery")) if told.chance(0.7) else ()
    row = PartyRow(code=code, kind=kind, order=order, name=text_in_two_languages(told), keys=keys)
    return Said(AdmitParty, ("SEC",), {"party": row, "decision": decision}) if decision else None


def withdraw_party(told: Chronicle) -> Said:
    return Said(WithdrawParty, (told.pick(("FEN", "OBS", "ELV", *told.members)),), {})


def set_seat(told: Chronicle) -> Said | None:
    decision = decision_of(told)
    party = told.pick(told.members)
    seated = told.state.parties[party].standing == "unseated"
    fields = {"party": party, "seated": seated, "objections_void": told.chance(0.5)}
    return Said(SetSeat, ("SEC",), {**fields, "decision": decision}) if decision else None


def establish_body(told: Chronicle) -> Said | None:
    decision = decision_of(told)
    body = BodyRow(code=told.pick(("AHG", "FWG")), name=text_in_two_languages(told), members=told.some(told.members))
    return Said(EstablishBody, ("SEC",), {"body": body, "decision": decision}) if decision else None


def appoint_chair(told: Chronicle) -> Said | None:
    decision = decision_of(told)
    from_at = told.at.replace(microsecond=0) + timedelta(seconds=told.rng.choice((1, 5, 4000)))
    fields = {"body": told.pick((*BODIES, "AHG")), "party": told.pick(told.members), "from_at": from_at}
    return Said(AppointChair, ("SEC",), {**fields, "decision": decision}) if decision else None


def present_credentials(told: Chronicle) -> Said:
    fields = {"offices": told.some(("Minister", "Ambassador", "")), "letter": sha256(b"letter").hexdigest()}
    return Said(PresentCredentials, (told.pick(told.members),), fields)


def examine_credentials(told: Chronicle) -> Said | None:
    found = [
        (code, act) for code in told.members for _, act, state in told.state.parties[code].offices if state == "pending"
    ]
    if not found:
        return None
    party, act = told.pick(found)
    return Said(ExamineCredentials, ("SEC",), {"credentials": act, "party": party, "accepted": told.chance(0.6)})


def rotate_keys(told: Chronicle) -> Said:
    code = told.pick(("SEC", "REG", *told.members))
    names = told.some((code, f"{code}/node"))
    return Said(RotateKeys, (code,), {"keys": tuple(told.key(name) for name in names)})


def revoke_key(told: Chronicle) -> Said:
    return Said(RevokeKey, (told.pick(told.members[2:]),), {"reason": "lost"}, "/recovery")


def recover_keys(told: Chronicle) -> Said:
    revoked = [code for code in told.members if code not in told.state.keys]
    code = told.pick(revoked or told.members)
    return Said(RecoverKeys, (code,), {"keys": (told.key(code),)}, "/recovery")


def enrol_party(told: Chronicle) -> Said:
    keyless = [code for code in sorted(told.state.parties) if code not in told.state.keys]
    code = told.pick(keyless or told.members)
    needed = told.state.quorum if f"{code}/recovery" in told.state.keys or code in told.state.keys else 0
    members = [witness.code for witness in told.state.witnesses if witness.code != code][:needed]
    return Said(EnrolParty, ("SEC", *members), {"party": code, "keys": (told.key(code),), "note_verbale": "0" * 64})


def contest_enrolment(told: Chronicle) -> Said | None:
    waiting = sorted(told.state.enrolments)
    if not waiting:
        return None
    enrolment = told.pick(waiting)
    code = told.state.enrolments[enrolment].party
    return Said(ContestEnrolment, (code,), {"enrolment": enrolment}, told.pick(("", "/recovery")))


def enrol_witness(told: Chronicle) -> Said:
    code = told.pick(told.members)
    after = len({code, *(witness.code for witness in told.state.witnesses)})
    fields = {"keys": told.pair(code), "quorum_before": told.state.quorum, "quorum": witness_quorum(after)}
    return Said(EnrolWitness, (code,), fields)


def retire_witness(told: Chronicle) -> Said | None:
    codes = [witness.code for witness in told.state.witnesses]
    if not codes:
        return None
    quorums = {"quorum_before": told.state.quorum, "quorum": witness_quorum(len(codes) - 1)}
    return Said(RetireWitness, (told.pick(codes),), quorums)
