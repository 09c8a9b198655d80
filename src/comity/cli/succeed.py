# SPDX-License-Identifier: Apache-2.0
"""``comity succeed``: continue the record of a lost headquarters from another one.

    draw   on the machine that is to be the next headquarters: draw its keys; what it prints, every state compares and signs for
    sign   on the machine of each state, by its signatory: say that this successor continues the record
    open   on the next headquarters, from a copy of the record and the statements: go on

Members must have agreed to this beforehand, in the edition: a quorum of witnesses' states is not consensus.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from comity.acts.nodes import Successor
from comity.acts.succession import successor_digest
from comity.cli.arguments import key_named, passphrase_of, take_dir, take_passphrase
from comity.cli.errors import Unusable
from comity.cli.exits import DONE
from comity.cli.machine import Outfit
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.cli.station import Station, occupied
from comity.conferences.conference import load
from comity.conferences.founding import REGISTRY
from comity.node.keyfile import draw_keys, draw_log_keys, read_keys, write_keys
from comity.node.store import Store
from comity.registry.errors import Misconfigured
from comity.registry.succeeding import succeed, successor_of

HELP = "continue the record of a lost headquarters from another one"
SUCCESSOR = "successor.json"
"""The public keys of the next headquarters, in its directory."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``succeed`` takes."""
    parser.add_argument(
        "step", choices=("draw", "sign", "open"), help="draw the keys, sign for them, open the headquarters"
    )
    take_dir(parser, "the next headquarters; to sign, the state's machine")
    parser.add_argument("--epoch", type=int, required=True, metavar="N", help="2 for the first successor, and so on")
    parser.add_argument("--conference", default="exercise", help="to draw: which conference (default: exercise)")
    parser.add_argument(
        "--successor", type=Path, metavar="FILE", help="to sign: the keys that the next headquarters printed"
    )
    parser.add_argument(
        "--from", dest="copy", type=Path, metavar="DIR", help="to open: a state's machine that holds the record"
    )
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Take one step."""
    return {"draw": _draw, "sign": _sign, "open": _open}[arguments.step](arguments, speech)


def _draw(arguments: argparse.Namespace, speech: Speech) -> int:
    premises = Premises(arguments.dir)
    if premises.keys.exists() or premises.exists:
        raise Misconfigured(f"{premises.root} holds a conference, or part of one: begin in an empty directory")
    log = draw_log_keys(f"{load(arguments.conference).origin}/{arguments.epoch}")
    hands = draw_keys(REGISTRY)
    write_keys(premises.keys, (*log, *hands), passphrase_of(arguments, arguments.conference, new=True))
    successor = successor_of(log, hands)
    path = premises.root / SUCCESSOR
    path.write_bytes(msgspec.json.encode(successor, order="sorted") + b"\n")
    speech.say("successor_drawn", path=str(path), digest=successor_digest(successor))
    return DONE


def _sign(arguments: argparse.Namespace, speech: Speech) -> int:
    station = Station(arguments.dir)
    if arguments.successor is None:
        raise Unusable("which keys? --successor FILE, as `comity succeed draw` wrote it")
    successor = _read(arguments.successor)
    with occupied(station.root):
        outfit = Outfit(station, passphrase_of(arguments, station.settings.conference))
        hand = key_named(outfit.keys, station.settings.code)
        node = outfit.node(station)
        try:
            node.hear()
            node.succeed(arguments.epoch, successor, hand)
        finally:
            node.close()
    speech.say(
        "succession_signed", code=station.settings.code, epoch=arguments.epoch, digest=successor_digest(successor)
    )
    return DONE


def _open(arguments: argparse.Namespace, speech: Speech) -> int:
    premises = Premises(arguments.dir)
    if arguments.copy is None:
        raise Unusable("from which copy? --from DIR, a state's machine that holds the record and heard the statements")
    successor, station = _read(premises.root / SUCCESSOR), Station(arguments.copy)
    keys = read_keys(premises.keys, passphrase_of(arguments, arguments.conference))
    log, hands = (
        tuple(key for key in keys if (key.vkey.name.partition("/")[0] == REGISTRY) is mine) for mine in (False, True)
    )
    with premises.occupied():
        store = Store.open(station.store)
        try:
            subject = f"{arguments.epoch} {successor_digest(successor)}"
            statements = [note.decode() for note in store.gathered("succession", subject).values()]
            registry = succeed(
                premises.registry, store, arguments.epoch, statements, log, hands, lambda: datetime.now(UTC)
            )
            size = registry.forum.size
            registry.close()
        finally:
            store.close()
        premises.found(arguments.conference, bytes.fromhex(station.anchor.read_text(encoding="ascii").strip()))
    speech.say("succeeded", dir=str(premises.root), epoch=arguments.epoch, size=size, statements=len(statements))
    return DONE


def _read(path: Path) -> Successor:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Successor)
    except (OSError, msgspec.DecodeError) as error:
        raise Unusable(f"{path} does not hold the keys of a headquarters: {error}") from None
