# SPDX-License-Identifier: Apache-2.0
"""``comity run``: a complete conference on this machine, begun where there is none, served, and played if asked."""

import argparse
import asyncio
import os
import sys
import webbrowser
from pathlib import Path

from comity.cli.capital import Serving
from comity.cli.door import now
from comity.cli.exits import DONE, WRONG
from comity.cli.headquarters import Headquarters, begin
from comity.cli.machines import Beside
from comity.cli.play import PLAYS, Broken
from comity.cli.premises import EXERCISE, EXERCISE_PASSPHRASE, Premises
from comity.cli.serving import serve_conference
from comity.cli.speech import Speech
from comity.cli.split import Split
from comity.conferences.conference import CODES
from comity.node.connection import RemoteError
from comity.record.errors import RecordError
from comity.registry.errors import Misconfigured

HELP = "run a complete conference on this machine"
SPLIT = "split"
"""The play in which the record is shown in two versions."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``run`` takes."""
    parser.add_argument("--dir", type=Path, default=Path("run"), help="where the conference lives (default: run)")
    parser.add_argument("--port", type=int, default=8400, help="port on this machine (default: 8400; 0 for any)")
    parser.add_argument("--conference", choices=CODES, help="which conference to begin (default: exercise)")
    parser.add_argument(
        "--play", choices=sorted([*PLAYS, SPLIT]), action="append", default=[], help="what the exercise plays"
    )
    parser.add_argument("--exit", action="store_true", help="stop when the play has ended")
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help="open no browser (default: where there is a display, the desk of the first link)",
    )


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Begin the conference if need be, then serve it."""
    premises = Premises(arguments.dir)
    with premises.occupied():
        return _run(premises, arguments, speech)


def _begin(premises: Premises, arguments: argparse.Namespace, speech: Speech) -> None:
    """Begin a conference where there is none; see that what is asked for can be done with the one that is there."""
    if not premises.exists:
        code = arguments.conference or EXERCISE
        if arguments.play and code != EXERCISE:
            raise Misconfigured("only fictional parties play: --play needs --conference exercise")
        speech.say("founding", dir=str(premises.root))
        begin(premises, code, _passphrase(premises, code, speech), now)
    elif arguments.conference not in {None, premises.conference}:
        raise Misconfigured(f"{premises.root} holds the conference {premises.conference}, not {arguments.conference}")
    if arguments.play and premises.conference != "exercise":
        raise Misconfigured("only fictional parties play: --play needs --conference exercise")
    if premises.is_restored:
        raise Misconfigured(f"{premises.root} holds a restored copy: read it with `comity serve --dir {premises.root}`")


def _run(premises: Premises, arguments: argparse.Namespace, speech: Speech) -> int:
    _begin(premises, arguments, speech)

    async def then(headquarters: Headquarters, url: str, beside: Beside) -> int:
        if not (arguments.no_browser or arguments.exit or speech.json):
            _show(next((link for _, link in beside.links), url))
        for name in arguments.play:
            if name == SPLIT:
                held = await _split(Split(headquarters, premises, beside.ships, speech), speech)
            else:
                held = beside.plays is not None and await beside.plays.perform(name)
            if not held:
                return WRONG
        return DONE

    passphrase, stay = _passphrase(premises, premises.conference, speech), not arguments.exit
    serving = Serving(arguments.port, opens=True)
    return asyncio.run(serve_conference(premises, passphrase, serving, speech, then, stay=stay))


async def _split(split: Split, speech: Speech) -> bool:
    """Show the record in two versions; tell whether every step held."""
    try:
        await split.perform()
    except (Broken, RemoteError, RecordError) as error:
        speech.say("play_broken", reason=str(error))
        return False
    return True


def _show(link: str) -> None:
    """Open the desk in the browser of whoever sits before this machine, if anybody does."""
    if sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        webbrowser.open(link)


def _passphrase(premises: Premises, code: str, speech: Speech) -> str:
    """Give the word everybody knows, or for a real conference one drawn here, which lies beside the keys until it is moved."""
    if code == EXERCISE:
        return EXERCISE_PASSPHRASE
    if not premises.passphrase.exists():
        premises.keep_passphrase(os.urandom(16).hex())
        speech.say("passphrase_drawn", path=str(premises.passphrase))
    return premises.passphrase.read_text(encoding="ascii").strip()
