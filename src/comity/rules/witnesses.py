# SPDX-License-Identifier: Apache-2.0
"""Witnesses: members whose nodes cosign. The set changes only by an act, and every change carries both quorums.

`change_witnesses` serves the fold and whoever follows the chain of changes inside a certificate: one rule, two readers.
"""

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from comity.acts.keys import EnrolWitness, RetireWitness
from comity.rules.forum import Forum, Witness, witness_quorum
from comity.rules.keyring import WITNESS, read_keys, spend_keys
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.parties import require_decision
from comity.rules.standing import require_members
from comity.tlog.vkey import format_vkey

Witnesses = tuple[Witness, ...]


def enrol_witness(forum: Forum, lodged: Lodged[EnrolWitness]) -> Change | Refused:
    """Become a witness, or change one's cosigning keys (rule 3.8)."""
    return require_members(forum, lodged.act) or change_witnesses(forum, lodged.act)


def retire_witness(forum: Forum, lodged: Lodged[RetireWitness]) -> Change | Refused:
    """Stop being a witness, or retire one by decision (rules 3.9, 2.2)."""
    decision = lodged.act.decision
    refused = None if decision is None else require_decision(forum, decision)
    return refused or change_witnesses(forum, lodged.act)


def change_witnesses(forum: Forum, act: EnrolWitness | RetireWitness) -> Change | Refused:
    """Change the set as the act says (rules 3.1-3.3, 3.9, 3.10).

    Whether the signatory of an enrolment has its seat, and a decision was adopted, the fold asks besides.
    """
    if isinstance(act, EnrolWitness):
        code = act.by[0]
        keys = read_keys(forum, code, act.keys, witness=True)
        if isinstance(keys, Refused):
            return keys
        changed = changed_set(forum.witnesses, Witness(code, keys[0], keys[1]))
        return _change(spend_keys(forum, keys), act, code, changed)
    retired = _retired(forum, act)
    remaining = tuple(witness for witness in forum.witnesses if witness.code != retired)
    if len(remaining) == len(forum.witnesses):
        return Refused("3.9", found=f"{act.by[0]} {act.party or ''}", expected="witness; secretariat, party, decision")
    return _change(forum, act, act.party or act.by[0], remaining)


def _retired(forum: Forum, act: RetireWitness) -> str | None:
    """Tell who retires: the signatory, or the one that the secretariat names together with a decision; else nobody."""
    if act.decision is None:
        return act.by[0] if act.party is None else None
    signatory = forum.parties.get(act.by[0])
    return act.party if signatory is not None and signatory.kind == "secretariat" else None


def changed_set(witnesses: Witnesses, witness: Witness) -> Witnesses:
    """Give the set, sorted by code, with this witness in it in the place of one of the same code."""
    others = [other for other in witnesses if other.code != witness.code]
    return tuple(sorted([*others, witness], key=lambda each: each.code))


def witnesses_hash(witnesses: Witnesses) -> str:
    """Give the digest by which an outcome names the set (rule 10.3).

    SHA-256, in hexadecimal, of the canonical JSON array of the verifier keys: of each witness, by code, Ed25519 then ML-DSA-44.
    """
    keys = [format_vkey(key) for witness in witnesses for key in (witness.classic, witness.quantum)]
    return sha256(msgspec.json.encode(keys)).hexdigest()


def _change(forum: Forum, act: EnrolWitness | RetireWitness, code: str, witnesses: Witnesses) -> Change | Refused:
    before, after = forum.quorum, witness_quorum(len(witnesses))
    if (act.quorum_before, act.quorum) != (before, after):
        return Refused("3.10", found=f"{act.quorum_before} {act.quorum}", expected=f"{before} {after}")
    changed = replace(forum, witnesses=witnesses)
    return Change(changed, (Effect("witnesses", code + WITNESS, f"{len(witnesses)} {after}"),))
