# SPDX-License-Identifier: Apache-2.0
"""``comity rehearse``: an exercise conference beside a real one, on the same machines and the same ways between them.

    serve      begin it where there is none, and serve it as `comity run` does; or play one of its plays
    machine    pack the machine of a fictional state, to be taken to a capital and served there beside the real one

It has a directory, keys, an origin and ports of its own, and says in its first line that nothing in it is an act of a real state.
Of the real conference, or machine, only the place is asked: nothing of it is opened, and nothing is written there.
"""

import argparse
from pathlib import Path

from comity.cli import run as run_
from comity.cli.arguments import read_anchor
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE
from comity.cli.headquarters import KNOWN_WORD_WORK, set_up
from comity.cli.play import PLAYS
from comity.cli.premises import EXERCISE, EXERCISE_PASSPHRASE, Premises
from comity.cli.speech import Speech
from comity.cli.station import Settings, Station, occupied
from comity.node.keyfile import draw_cosigning_keys, read_keys

HELP = "hold an exercise conference beside the real one"
PORT = 8450


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``rehearse`` takes."""
    parser.add_argument("step", nargs="?", choices=("serve", "machine"), default="serve",
                        help="serve the exercise (default), or pack the machine of one of its states")  # fmt: skip
    parser.add_argument("--dir", type=Path, default=Path("run"), metavar="DIR",
                        help="the real conference, or machine, beside which it is to be (default: run)")  # fmt: skip
    parser.add_argument("--at", type=Path, metavar="DIR", help="where the exercise lives (default: DIR-rehearsal)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port on this machine (default: {PORT}; 0 for any)")
    parser.add_argument(
        "--play", choices=sorted([*PLAYS, run_.SPLIT]), action="append", default=[], help="what it plays"
    )
    parser.add_argument("--exit", action="store_true", help="stop when the play has ended")
    parser.add_argument("--code", metavar="CODE", help="to pack: the fictional state")
    parser.add_argument("--out", type=Path, metavar="DIR", help="to pack: where its machine is to lie")
    parser.add_argument("--registry", metavar="URL", help="to pack: where that machine reaches the exercise")
    parser.add_argument("--point", action="append", default=[], metavar="URL", help="to pack: and its meeting points")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Take one step, once it is certain that it stands apart from the real conference."""
    premises = Premises(arguments.at or arguments.dir.with_name(f"{arguments.dir.name}-rehearsal"))
    _stand_apart(premises.root, arguments.dir)
    if premises.exists and premises.conference != EXERCISE:
        raise Unusable(
            f"{premises.root} holds the conference {premises.conference}: rehearse in a directory of its own"
        )
    if arguments.step == "machine":
        return _pack(arguments, premises, speech)
    words = ["--dir", str(premises.root), "--port", str(arguments.port), "--conference", EXERCISE]
    words += [word for play in arguments.play for word in ("--play", play)]
    parser = argparse.ArgumentParser()
    run_.configure(parser)
    speech.say("rehearsal", dir=str(premises.root), real=str(arguments.dir))
    return run_.run(parser.parse_args([*words, *(["--exit"] if arguments.exit else [])]), speech)


def _stand_apart(root: Path, real: Path) -> None:
    """Refuse what would touch the real conference, and what is beside none."""
    if not (Premises(real).exists or Station(real).exists):
        raise NotThere(f"{real} holds neither a conference nor a machine; an exercise alone is `comity run`")
    if (Premises(real).exists and Premises(real).conference == EXERCISE) or (
        Station(real).exists and Station(real).settings.conference == EXERCISE
    ):
        raise Unusable(f"{real} is an exercise itself: `comity run --dir {real}`")
    one, other = root.resolve(), real.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise Unusable(f"{root} and {real} lie in one another: a rehearsal has a directory of its own")


def _pack(arguments: argparse.Namespace, premises: Premises, speech: Speech) -> int:
    """Set up the machine of a fictional state with its keys of the exercise, and a cosigning pair of its own."""
    code, out = arguments.code, arguments.out
    if not code or out is None or not arguments.registry:
        raise Unusable("which machine? --code CODE --out DIR --registry URL, as the capital reaches the exercise")
    _stand_apart(out, arguments.dir)
    if not premises.exists:
        raise NotThere(f"{premises.root} holds no exercise yet: `comity rehearse --dir {arguments.dir}` begins it")
    station = Station(out)
    if station.exists or station.keys.exists():
        raise Unusable(f"{out} holds a machine, or part of one: pack it into an empty directory")
    names = {code, f"{code}/recovery", f"{code}/node", f"{code}/witness"}
    keys = tuple(key for key in read_keys(premises.keys, EXERCISE_PASSPHRASE) if key.vkey.name in names)
    if not keys:
        raise NotThere(f"no state of the exercise has the code {code}")
    if not any(key.vkey.name == f"{code}/witness" for key in keys):
        keys += draw_cosigning_keys(f"{code}/witness")
    elif premises.station(code).exists:
        raise Unusable(
            f"{code} has a machine beside the exercise's headquarters: two would cosign with one pair of keys"
        )
    settings = Settings(code=code, registry=arguments.registry, points=tuple(arguments.point), conference=EXERCISE)
    with occupied(out):
        set_up(station, settings, read_anchor(str(premises.anchor)), keys, EXERCISE_PASSPHRASE, KNOWN_WORD_WORK)
    speech.say("rehearsal_packed", code=code, dir=str(out))
    return DONE
