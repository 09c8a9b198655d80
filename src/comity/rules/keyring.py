# SPDX-License-Identifier: Apache-2.0
"""The keys of parties: one purpose each, never used twice, replaced only by whom the rules trust with it (rules 3.1-3.7)."""

from datetime import timedelta

from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.keys import ContestEnrolment, EnrolParty, RecoverKeys, RevokeKey, RotateKeys
from comity.rules.clocks import set_clock, stop_clock
from comity.rules.forum import Enrolment, Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.tlog.errors import MalformedKey
from comity.tlog.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, ED25519, VerifierKey, is_sound, parse_vkey

PURPOSES = ("", "/recovery", "/node")
"""What may follow the code of a party in the name of an Ed25519 key for notes: acts, recovery, requests of its node."""
WITNESS = "/witness"


def read_keys(
    forum: Forum, code: str, vkeys: tuple[str, ...], *, witness: bool = False, names: tuple[str, ...] = ()
) -> tuple[VerifierKey, ...] | Refused:
    """Read the keys a party enrols (rules 3.1-3.3).

    ``witness`` asks for the cosigning pair, Ed25519 (0x04) then ML-DSA-44 (0x06); otherwise keys for notes (0x01), called by
    these ``names``, or where there are none by the party's purposes.
    """
    kinds = (COSIGNATURE_ED25519, COSIGNATURE_MLDSA44) if witness else (ED25519,) * len(vkeys)
    names = (code + WITNESS,) if witness else names or tuple(code + purpose for purpose in PURPOSES)
    # An Ed25519 cosignature does not bind the name: one key under two names would count for two states.
    cosigning = {key.public for each in forum.witnesses for key in (each.classic, each.quantum)} if witness else set()
    keys: list[VerifierKey] = []
    for text, kind in zip(vkeys, kinds, strict=True):
        try:
            key = parse_vkey(text)
        except MalformedKey as error:
            return Refused("3.2", found=str(error))
        if key.name not in names or key.kind != kind:
            return Refused(
                "3.1", found=f"{key.name} 0x{key.kind:02x}", expected=f"{' '.join(sorted(names))} 0x{kind:02x}"
            )
        if not is_sound(key):
            return Refused("3.2", found=key.name)
        taken = key.public in cosigning or spent_name(key) in forum.spent_keys
        if taken or any(other.public == key.public for other in keys):
            return Refused("3.3", found=spent_name(key))
        keys.append(key)
    if not witness and len({key.name for key in keys}) != len(keys):
        return Refused("3.1", found="two keys of one purpose")
    return tuple(keys)


def read_log_keys(forum: Forum, name: str, vkeys: tuple[str, ...]) -> tuple[VerifierKey, ...] | Refused:
    """Read the checkpoint keys of a log (rules 2.7, 3.2, 3.3): Ed25519 (0x01), then ML-DSA-44 (0x06)."""
    keys = []
    for text, kind in zip(vkeys, (ED25519, COSIGNATURE_MLDSA44), strict=True):
        try:
            key = parse_vkey(text)
        except MalformedKey as error:
            return Refused("3.2", found=str(error))
        if key.name != name or key.kind != kind or not is_sound(key):
            return Refused("2.7", found=f"{key.name} 0x{key.kind:02x}", expected=f"{name} 0x{kind:02x}")
        if spent_name(key) in forum.spent_keys:
            return Refused("3.3", found=spent_name(key))
        keys.append(key)
    return tuple(keys)


def spent_name(key: VerifierKey) -> str:
    """Give the name under which a key is remembered for ever (rule 3.3): party, or host of a log, and public key."""
    return f"{key.name.partition('/')[0]} {key.public.hex()}"


def install_keys(forum: Forum, keys: tuple[VerifierKey, ...]) -> Forum:
    """Put keys for notes in force, each in the place of its purpose."""
    installed = forum.keys
    for key in keys:
        installed = installed.insert(key.name, key)
    return replace(spend_keys(forum, keys), keys=installed)


def spend_keys(forum: Forum, keys: tuple[VerifierKey, ...]) -> Forum:
    """Remember keys as used."""
    spent = forum.spent_keys
    for key in keys:
        spent = spent.insert(spent_name(key))
    return replace(forum, spent_keys=spent)


def has_keys(forum: Forum, code: str) -> bool:
    """Tell whether a party has keys for its acts or its recovery, in force or waiting for their time."""
    waiting = any(enrolment.party == code for enrolment in forum.enrolments.values())
    return waiting or code in forum.keys or f"{code}/recovery" in forum.keys


def drop_keys(forum: Forum, code: str) -> Forum:
    """Take all keys of a party out of use, those that wait among them."""
    keys, enrolments = forum.keys, forum.enrolments
    for name in [name for name in keys if name.partition("/")[0] == code]:
        keys = keys.remove(name)
    for waiting in [waiting for waiting, enrolment in enrolments.items() if enrolment.party == code]:
        enrolments = enrolments.remove(waiting)
        forum = stop_clock(forum, "enrolment", waiting)
    return replace(forum, keys=keys, enrolments=enrolments)


def rotate_keys(forum: Forum, lodged: Lodged[RotateKeys]) -> Change | Refused:
    """Replace keys of one's own but for the recovery key (rule 3.4): whoever stole the act key must not lock its owner out."""
    code = lodged.act.by[0]
    keys = read_keys(forum, code, lodged.act.keys)
    if isinstance(keys, Refused):
        return keys
    if any(key.name == f"{code}/recovery" for key in keys):
        return Refused("3.4", found=f"{code}/recovery", expected=f"{code} {code}/node")
    return Change(install_keys(forum, keys), tuple(Effect("key_enrolled", key.name, key.key_id.hex()) for key in keys))


def revoke_key(forum: Forum, lodged: Lodged[RevokeKey]) -> Change | Refused:
    """Take the act key out of use at once, by the recovery key (rule 3.5)."""
    code = lodged.act.by[0]
    if code not in forum.keys:
        return Refused("3.5", found=code)
    return Change(replace(forum, keys=forum.keys.remove(code)), (Effect("key_revoked", code),))


def recover_keys(forum: Forum, lodged: Lodged[RecoverKeys]) -> Change | Refused:
    """Enrol new keys by the recovery key, after the waiting time (rule 3.6)."""
    return _wait_for_keys(forum, lodged, lodged.act.by[0], lodged.act.keys)


def enrol_party(forum: Forum, lodged: Lodged[EnrolParty]) -> Change | Refused:
    """Enrol keys on a note verbale (rule 3.7): the secretariat signs first; a party that had keys needs K members too."""
    act = lodged.act
    party = forum.parties.get(act.party)
    if party is None or party.standing == "withdrawn":
        return Refused("3.7", found=act.party)
    secretariat, *members = act.by
    if forum.parties[secretariat].kind != "secretariat":
        return Refused("3.7", found=secretariat, expected="secretariat")
    witnesses = {witness.code for witness in forum.witnesses} - {act.party}
    needed = forum.quorum if has_keys(forum, act.party) else 0
    if len(members) < needed or not set(members) <= witnesses:
        return Refused("3.7", found=" ".join(members), expected=f"{needed}: {' '.join(sorted(witnesses))}")
    return _wait_for_keys(forum, lodged, act.party, act.keys)


def _wait_for_keys(
    forum: Forum, lodged: Lodged[EnrolParty] | Lodged[RecoverKeys], code: str, vkeys: tuple[str, ...]
) -> Change | Refused:
    keys = read_keys(forum, code, vkeys)
    if isinstance(keys, Refused):
        return keys
    due = lodged.at + timedelta(seconds=forum.edition.reenrol_wait_s)
    waiting = replace(
        spend_keys(forum, keys), enrolments=forum.enrolments.insert(lodged.id, Enrolment(code, keys, due))
    )
    return Change(
        set_clock(waiting, due, "enrolment", lodged.id), (Effect("enrolment_waits", code, instant_text(due)),)
    )


def contest_enrolment(forum: Forum, lodged: Lodged[ContestEnrolment]) -> Change | Refused:
    """Stop a waiting enrolment of one's own keys (rule 3.6)."""
    enrolment = forum.enrolments.get(lodged.act.enrolment)
    if enrolment is None or enrolment.party != lodged.act.by[0]:
        return Refused("3.6", found=lodged.act.enrolment)
    stopped = replace(forum, enrolments=forum.enrolments.remove(lodged.act.enrolment))
    return Change(
        stop_clock(stopped, "enrolment", lodged.act.enrolment), (Effect("enrolment_contested", enrolment.party),)
    )


def complete_enrolment(forum: Forum, enrolment_id: str) -> Change:
    """Put waiting keys in force when their time has come; called by `advance` alone."""
    enrolment = forum.enrolments[enrolment_id]
    done = replace(install_keys(forum, enrolment.keys), enrolments=forum.enrolments.remove(enrolment_id))
    return Change(done, tuple(Effect("key_enrolled", key.name, key.key_id.hex()) for key in enrolment.keys))
