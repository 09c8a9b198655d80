# SPDX-License-Identifier: Apache-2.0
"""``comity enrol``: let this machine become a witness, change its cosigning keys, or let it be one no longer.

The cosigning keys of a machine that was restored are burnt: ``--fresh`` draws new ones first. The old stay in the key file,
so that what they signed can still be told apart.
"""

import argparse

from comity.acts.keys import EnrolWitness, RetireWitness
from comity.cli.arguments import keys_of, passphrase_of, take_hand
from comity.cli.errors import NotThere, Unusable
from comity.cli.lodging import Lodging
from comity.cli.speech import Speech
from comity.cli.station import Station, occupied
from comity.node.keyfile import Keys, draw_cosigning_keys, rewrite_keys
from comity.node.store import Store
from comity.rules.forum import Forum, witness_quorum
from comity.rules.outcome import Refused
from comity.tlog.vkey import format_vkey

HELP = "become a witness with this machine, or change its cosigning keys"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``enrol`` takes."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--fresh", action="store_true", help="draw new cosigning keys first: after a restore, or a loss")
    what.add_argument("--retire", action="store_true", help="stop being a witness")
    take_hand(parser, " (default: the party whose machine DIR is)")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Write the act, lodge it, and wait until the witnesses before it confirm it."""
    station = Station(arguments.dir)
    settings = station.settings
    code = arguments.by or settings.code
    with occupied(station.root):
        if arguments.fresh:
            passphrase = passphrase_of(arguments, settings.conference)
            rewrite_keys(station.keys, (*keys_of(arguments), *draw_cosigning_keys(f"{code}/witness")), passphrase)
            speech.say("pair_drawn", code=code)
        return _lodge(arguments, speech, station, code)


def _lodge(arguments: argparse.Namespace, speech: Speech, station: Station, code: str) -> int:
    lodging = Lodging(arguments, speech)
    forum = lodging.forum
    if code not in forum.keys:
        raise NotThere(
            f"the record has no keys of {code} yet: send the secretariat a note verbale (`comity keys {code} --form`), "
            "and let it enrol them"
        )
    if arguments.retire:
        drafted = lodging.write(RetireWitness, code, **_quorums(forum, code, joins=False))
    else:
        pair = usable_pair(keys_of(arguments), station, code)
        vkeys = tuple(format_vkey(key.vkey) for key in pair)
        drafted = lodging.write(EnrolWitness, code, keys=vkeys, **_quorums(forum, code, joins=True))
    return lodging.declined(drafted) if isinstance(drafted, Refused) else lodging.send()


def usable_pair(keys: Keys, station: Station, code: str) -> Keys:
    """Give the newest cosigning pair of a key file; raises Unusable where it is burnt, NotThere where there is none."""
    pair = tuple(key for key in keys if key.vkey.name == f"{code}/witness")[-2:]
    if not pair:
        raise NotThere(f"the key file holds no cosigning keys of {code}: draw them with --fresh")
    store = Store.open(station.store)
    try:
        burnt = [store.burnt(key.vkey.key_id) for key in pair]
    finally:
        store.close()
    if any(burnt):
        raise Unusable(f"the cosigning keys are burnt ({burnt[0] or burnt[1]}): draw new ones with --fresh")
    return pair


def _quorums(forum: Forum, code: str, *, joins: bool) -> dict[str, int]:
    others = sum(each.code != code for each in forum.witnesses)
    return {"quorum_before": forum.quorum, "quorum": witness_quorum(others + joins)}
