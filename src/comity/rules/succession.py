# SPDX-License-Identifier: Apache-2.0
"""Succession: another headquarters continues the same record, on the word of K witnesses' states (rules 11.6-11.9).

`change_log` serves the fold and whoever follows the chain of changes inside a certificate: one rule, two readers.
"""

from msgspec.structs import replace

from comity.acts.errors import ActError
from comity.acts.nodes import Succeed
from comity.acts.succession import parse_succession, successor_digest
from comity.rules.envelope import Verify
from comity.rules.forum import Forum
from comity.rules.keyring import drop_keys, install_keys, read_keys, read_log_keys, spend_keys
from comity.rules.notes import open_notes
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import require_kind


def introduce_registry(forum: Forum, act: Succeed) -> Forum | Refused:
    """Put the registry's keys in force that the act itself is signed with (rule 11.7); those before end."""
    registry = next(party.code for party in forum.parties.values() if party.kind == "registry")
    keys = read_keys(forum, registry, act.successor.keys)
    if isinstance(keys, Refused):
        return keys
    if registry not in {key.name for key in keys}:
        return Refused("11.7", found=" ".join(key.name for key in keys), expected=registry)
    return install_keys(drop_keys(forum, registry), keys)


def succeed(forum: Forum, lodged: Lodged[Succeed], verify: Verify) -> Change | Refused:
    """Continue the record from another headquarters (rules 11.6-11.9), whose keys `introduce_registry` has put in force.

    That the roots stated are the record's own is for whoever holds the tree to check; the rules know entries only.
    """
    act = lodged.act
    if refused := require_kind(forum, act, "registry"):
        return refused
    if not forum.edition.succession_consented:
        return Refused("11.9", found=str(forum.edition.number))
    changed = change_log(forum, act)
    return changed if isinstance(changed, Refused) else _check_statements(forum, act, verify) or changed


def change_log(forum: Forum, act: Succeed) -> Change | Refused:
    """Change the log as the act says (rules 11.6, 2.7, 3.2, 3.3); whether a quorum wants it is asked elsewhere."""
    if not forum.witnesses or act.epoch <= forum.epoch:
        return Refused("11.6", found=f"{act.epoch} {len(forum.witnesses)}", expected=f"> {forum.epoch}")
    log = read_log_keys(forum, f"{forum.origin}/{act.epoch}", act.successor.log)
    if isinstance(log, Refused):
        return log
    changed = replace(spend_keys(forum, log), log=log, epoch=act.epoch)
    return Change(changed, (Effect("succeeded", log[0].name, str(act.epoch)),))


def _check_statements(forum: Forum, act: Succeed, verify: Verify) -> Refused | None:
    """Judge rule 11.7: K states want this successor; and rule 11.8: none of them vouched for more than the record holds."""
    opened = open_notes(forum, act.statements, "", verify)
    if isinstance(opened, str):
        return Refused("11.7", found=opened)
    expected = (forum.origin, act.epoch, successor_digest(act.successor))
    sizes: dict[str, int] = {}
    for code, text in opened:
        try:
            said = parse_succession(text)
        except ActError as error:
            return Refused("11.7", found=f"{code}: {error}")
        if (said.origin, said.epoch, said.successor) != expected:
            return Refused("11.7", found=f"{code} {said.epoch} {said.successor[:12]}", expected=expected[2][:12])
        sizes[code] = max(said.size, sizes.get(code, 0))
    if len(sizes) < forum.quorum:
        return Refused("11.7", found=" ".join(sorted(sizes)), expected=str(forum.quorum))
    highest = max(sizes.values())
    return None if highest == forum.size else Refused("11.8", found=str(forum.size), expected=str(highest))
