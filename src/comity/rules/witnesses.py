# SPDX-License-Identifier: Apache-2.0
"""Witnesses: members whose nodes cosign. The set changes only by an act, and every change carries both quorums.

`change_witnesses` serves the fold and whoever follows the chain of changes inside a certificate: one rule, two readers.
"""

from msgspec.structs import replace

from comity.acts.keys import EnrolWitness, RetireWitness
from comity.rules.forum import Forum, Witness, witness_quorum
from comity.rules.keyring import WITNESS, read_keys, spend_keys
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import require_members

Witnesses = tuple[Witness, ...]


def enrol_witness(forum: Forum, lodged: Lodged[EnrolWitness]) -> Change | Refused:
    """Become a witness, or change one's cosigning keys (rule 3.8)."""
    return require_members(forum, lodged.act) or change_witnesses(forum, lodged.act)


def retire_witness(forum: Forum, lodged: Lodged[RetireWitness]) -> Change | Refused:
    """Stop being a witness (rule 3.9)."""
    return change_witnesses(forum, lodged.act)


def change_witnesses(forum: Forum, act: EnrolWitness | RetireWitness) -> Change | Refused:
    """Change the set as the act says (rules 3.1-3.3, 3.9, 3.10); who may say so is asked before."""
    code = act.by[0]
    if isinstance(act, EnrolWitness):
        keys = read_keys(forum, code, act.keys, witness=True)
        if isinstance(keys, Refused):
            return keys
        return _change(spend_keys(forum, keys), act, changed_set(forum.witnesses, Witness(code, keys[0], keys[1])))
    remaining = tuple(witness for witness in forum.witnesses if witness.code != code)
    return Refused("3.9", found=code) if len(remaining) == len(forum.witnesses) else _change(forum, act, remaining)


def changed_set(witnesses: Witnesses, witness: Witness) -> Witnesses:
    """Give the set, sorted by code, with this witness in it in the place of one of the same code."""
    others = [other for other in witnesses if other.code != witness.code]
    return tuple(sorted([*others, witness], key=lambda each: each.code))


def _change(forum: Forum, act: EnrolWitness | RetireWitness, witnesses: Witnesses) -> Change | Refused:
    before, after = forum.quorum, witness_quorum(len(witnesses))
    if (act.quorum_before, act.quorum) != (before, after):
        return Refused("3.10", found=f"{act.quorum_before} {act.quorum}", expected=f"{before} {after}")
    changed = replace(forum, witnesses=witnesses)
    return Change(changed, (Effect("witnesses", act.by[0] + WITNESS, f"{len(witnesses)} {after}"),))
