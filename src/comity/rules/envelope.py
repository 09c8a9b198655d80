# SPDX-License-Identifier: Apache-2.0
"""What every act must satisfy, whatever it says: forum, type, signatories, signatures, order, quota (rules 1.1-1.12)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.envelope import Act
from comity.acts.instant import instant_text
from comity.acts.signed import SignedAct
from comity.rules.forum import Forum, Party
from comity.rules.measures.devices import check_device, device_of
from comity.rules.outcome import Refused
from comity.tlog.vkey import VerifierKey

Verify = Callable[[VerifierKey, bytes, bytes], bool]
"""(key, message, signature) → does it verify? Comes in as an argument, so that a replay can gather its checks."""

UNLIMITED = frozenset({"Object", "EnterSeen", "ObjectToSilence", "WithdrawObjection", "RevokeKey", "ContestEnrolment"})
"""Acts that no quota stops (rule 1.8): a state that objects is never told to wait."""
JOINT = frozenset(
    {"Propose", "SponsorProposal", "MakeStatement", "CirculateDocument", "EnrolParty", "AdoptTemplate", "RetireTemplate"}
)  # fmt: skip
PURPOSES = {
    **dict.fromkeys(("RevokeKey", "RecoverKeys"), ("/recovery",)),
    "ContestEnrolment": ("", "/recovery"),
    "Held": ("", "/node"),
}
"""Acts that another key than that for acts may sign (rule 3.1), by what follows the party's code in the key's name."""
OFFICIAL = frozenset({"secretariat", "registry"})


def check_envelope(forum: Forum, signed: SignedAct, at: datetime, verify: Verify) -> Refused | None:
    """Judge what every act carries; ``None`` when nothing stands against it."""
    act = signed.act
    if act.forum != forum.origin:
        return Refused("1.1", found=act.forum, expected=forum.origin)
    if type(act).__name__ not in forum.edition.act_types:
        return Refused("1.2", found=type(act).__name__, expected=f"edition {forum.edition.number}")
    return (
        check_made_at(forum, act, at)
        or _check_signatories(forum, act)
        or _check_behalf(forum, act)
        or check_signatures(forum, signed, verify)
    )


def check_made_at(forum: Forum, act: Act, at: datetime) -> Refused | None:
    """Refuse, by rule 1.7, an act dated further ahead of its entry than the tolerance."""
    if act.made_at > at and act.made_at > at + timedelta(seconds=forum.edition.tolerance_s):
        return Refused("1.7", found=instant_text(act.made_at), expected=f"<= {instant_text(at)}")
    return None


def _check_signatories(forum: Forum, act: Act) -> Refused | None:
    if len(act.by) > 1 and type(act).__name__ not in JOINT:
        return Refused("1.12", found=" ".join(act.by), expected="1")
    for code, seq in zip(act.by, act.seq, strict=True):
        party = forum.parties.get(code)
        if party is None or party.standing == "withdrawn":
            return Refused("1.3", found=code)
        if seq != party.seq + 1:
            return Refused("1.5", found=f"{code} {seq}", expected=f"{code} {party.seq + 1}")
    return None


def _check_behalf(forum: Forum, act: Act) -> Refused | None:
    if act.on_behalf_of is None:
        return None
    if any(forum.parties[code].kind != "secretariat" for code in act.by) or act.instruction is None:
        return Refused("1.11", found=" ".join(act.by), expected="secretariat, instruction")
    return None if act.on_behalf_of in forum.bodies else Refused("1.11", found=act.on_behalf_of)


def check_signatures(forum: Forum, signed: SignedAct, verify: Verify) -> Refused | None:
    """Judge rules 1.4 and 14.14: one valid line for each signatory, in order, by the key of the purpose, and no other line."""
    act, lines = signed.act, signed.lines
    if len(lines) != len(act.by):
        return Refused("1.4", found=str(len(lines)), expected=str(len(act.by)))
    for code, line in zip(act.by, lines, strict=True):
        if device_of(line.name, code):
            if refused := check_device(forum, act, line.name):
                return refused
        elif line.name not in signing_names(act, code):
            return Refused("1.4", found=line.name, expected=" ".join(signing_names(act, code)))
        key = forum.keys.get(line.name)
        if key is None or key.key_id != line.key_id:
            return Refused("1.4", found=f"{line.name} {line.key_id.hex()}", expected=key.key_id.hex() if key else "")
        if not verify(key, signed.text, line.signature):
            return Refused("1.4", found=f"{line.name} {line.key_id.hex()}", expected="valid")
    return None


def signing_names(act: Act, code: str) -> tuple[str, ...]:
    """Give the key names with which a party may sign this act: its purpose decides (rule 3.1)."""
    return tuple(code + purpose for purpose in PURPOSES.get(type(act).__name__, ("",)))


def count_act(forum: Forum, act: Act, at: datetime, size: int) -> Forum:
    """Count an act of ``size`` bytes against the sequence and the quota of each signatory (rules 1.5, 1.8, 1.9)."""
    seconds = int(at.timestamp())
    parties = forum.parties
    for code in act.by:
        parties = parties.insert(code, _counted(parties[code], seconds // 3600, seconds // 86_400, size))
    return replace(forum, parties=parties)


def check_quota(forum: Forum, act: Act) -> Refused | None:
    """Refuse what goes beyond the quota of a signatory, once it is counted (rules 1.8, 1.9).

    Members and observers have a quota; the secretariat and the registry have none, for they answer for the rest.
    """
    edition = forum.edition
    if type(act).__name__ in UNLIMITED:
        return None
    for code in act.by:
        party = forum.parties[code]
        if party.kind in OFFICIAL:
            continue
        if party.hour_acts > edition.acts_per_hour:
            return Refused("1.8", found=f"{code} {party.hour_acts}", expected=str(edition.acts_per_hour))
        if party.day_bytes > edition.bytes_per_day:
            return Refused("1.9", found=f"{code} {party.day_bytes}", expected=str(edition.bytes_per_day))
    return None


def _counted(party: Party, hour: int, day: int, size: int) -> Party:
    return replace(
        party,
        seq=party.seq + 1,
        hour=hour,
        hour_acts=party.hour_acts + 1 if hour == party.hour else 1,
        day=day,
        day_bytes=party.day_bytes + size if day == party.day else size,
    )
