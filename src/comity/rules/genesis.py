# SPDX-License-Identifier: Apache-2.0
"""Genesis: entry 0 opens the forum. Its digest is the anchor every capital publishes (rules 2.6, 2.7)."""

from msgspec.structs import replace

from comity.acts.entry import Entry
from comity.acts.parties import Genesis, PartyRow
from comity.rules.bodies import read_body
from comity.rules.editions import check_edition
from comity.rules.envelope import Verify, check_made_at, check_signatures
from comity.rules.forum import Forum, Party, Witness
from comity.rules.keyring import WITNESS, install_keys, read_keys, read_log_keys, spend_keys
from comity.rules.measures.clock import take_tables
from comity.rules.outcome import Change, Effect, Refused
from comity.rules.parties import seated_members
from comity.rules.witnesses import changed_set


def open_forum(entry: Entry, verify: Verify) -> Change | Refused:
    """Open the forum with its first entry, or refuse it."""
    act = entry.signed.act
    if not isinstance(act, Genesis):
        return Refused("2.6", found=type(act).__name__, expected="Genesis")
    forum = _with_log(Forum(act.forum, act.title, act.banner, act.edition, entry.sequenced_at), act)
    if isinstance(forum, Refused):
        return forum
    forum = _enter_parties(forum, act)
    if isinstance(forum, Refused):
        return forum
    forum = _enter_bodies(forum, act)
    if isinstance(forum, Refused):
        return forum
    refused = (
        check_edition(act.edition, dict(forum.bodies))
        or _check_offices(forum, act)
        or check_made_at(forum, act, entry.sequenced_at)
        or check_signatures(forum, entry.signed, verify)
    )
    if refused:
        return refused
    opener = forum.parties[act.by[0]]
    opened = replace(forum, parties=forum.parties.insert(opener.code, replace(opener, seq=1)))
    opened = take_tables(opened, act.edition, entry.sequenced_at)
    return Change(opened, (Effect("opened", act.forum, f"{len(forum.witnesses)} {forum.quorum}"),))


def _with_log(forum: Forum, act: Genesis) -> Forum | Refused:
    log = read_log_keys(forum, act.forum, act.log)
    return log if isinstance(log, Refused) else replace(spend_keys(forum, log), log=log)


def _enter_parties(forum: Forum, act: Genesis) -> Forum | Refused:
    for row in act.parties:
        if row.code in forum.parties:
            return Refused("2.1", found=row.code)
        if any(party.order == row.order and party.kind == row.kind for party in forum.parties.values()):
            return Refused("2.1", found=f"{row.code}: order {row.order}")
        entered = _enter_keys(forum, row)
        if isinstance(entered, Refused):
            return entered
        party = Party(row.code, row.kind, row.order, row.name)
        forum = replace(entered, parties=entered.parties.insert(row.code, party))
    return replace(forum, eligible=seated_members(forum))


def _enter_keys(forum: Forum, row: PartyRow) -> Forum | Refused:
    cosigning = tuple(text for text in row.keys if text.startswith(f"{row.code}{WITNESS}+"))
    keys = read_keys(forum, row.code, tuple(text for text in row.keys if text not in cosigning))
    if isinstance(keys, Refused):
        return keys
    forum = install_keys(forum, keys)
    if not cosigning:
        return forum
    if len(cosigning) != 2 or row.kind != "member":
        return Refused("3.8", found=f"{row.code} {len(cosigning)}", expected="member 2")
    pair = read_keys(forum, row.code, cosigning, witness=True)
    if isinstance(pair, Refused):
        return pair
    return replace(spend_keys(forum, pair), witnesses=changed_set(forum.witnesses, Witness(row.code, pair[0], pair[1])))


def _enter_bodies(forum: Forum, act: Genesis) -> Forum | Refused:
    for row in act.bodies:
        body = read_body(forum, row)
        if isinstance(body, Refused):
            return body
        forum = replace(forum, bodies=forum.bodies.insert(body.code, body))
    return forum


def _check_offices(forum: Forum, act: Genesis) -> Refused | None:
    kinds = [party.kind for party in forum.parties.values()]
    opener = forum.parties.get(act.by[0])
    if kinds.count("secretariat") != 1 or kinds.count("registry") != 1:
        return Refused("2.6", found=f"{kinds.count('secretariat')} {kinds.count('registry')}", expected="1 1")
    if opener is None or opener.kind != "secretariat" or len(act.by) != 1 or act.seq != (1,):
        return Refused("2.6", found=" ".join(act.by), expected="secretariat, seq 1")
    if act.quorum != forum.quorum:
        return Refused("3.10", found=str(act.quorum), expected=str(forum.quorum))
    return None
