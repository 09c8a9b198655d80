# SPDX-License-Identifier: Apache-2.0
"""Witnesses: members whose nodes cosign. The set changes only by an act, and every change carries both quorums.

`changed_set` serves the fold and whoever follows the chain of changes inside a certificate: one rule, two readers.
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
    act = lodged.act
    if refused := require_members(forum, act):
        return refused
    keys = read_keys(forum, act.by[0], act.keys, witness=True)
    if isinstance(keys, Refused):
        return keys
    return _change(spend_keys(forum, keys), act, changed_set(forum.witnesses, Witness(act.by[0], keys[0], keys[1])))


def retire_witness(forum: Forum, lodged: Lodged[RetireWitness]) -> Change | Refused:
    """Stop being a witness (rule 3.9)."""
    code = lodged.act.by[0]
    remaining = tuple(witness for witness in forum.witnesses if witness.code != code)
    if len(remaining) == len(forum.witnesses):
        return Refused("3.9", found=code)
    return _change(forum, lodged.act, remaining)


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
