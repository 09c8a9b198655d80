# SPDX-License-Identifier: Apache-2.0
"""``comity run``: a complete conference on this machine, begun where there is none, served, and played if asked."""

import argparse
import asyncio
import os
from pathlib import Path

from comity.cli.capital import Serving
from comity.cli.door import now
from comity.cli.exits import DONE, WRONG
from comity.cli.headquarters import Headquarters, begin
from comity.cli.machines import Beside
from comity.cli.play import PLAYS, Broken, Play
from comity.cli.premises import EXERCISE, EXERCISE_PASSPHRASE, Premises
from comity.cli.serving import serve_conference
from comity.cli.speech import Speech
from comity.cli.split import Split
from comity.conferences.conference import CODES
from comity.node.remote import Remote, RemoteError
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
    parser.add_argument("--no-browser", action="store_true", help="open no browser (there is no page to open yet)")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Begin the conference if need be, then serve it."""
    premises = Premises(arguments.dir)
    with premises.occupied():
        return _run(premises, arguments, speech)


def _run(premises: Premises, arguments: argparse.Namespace, speech: Speech) -> int:
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

    async def then(headquarters: Headquarters, url: str, beside: Beside) -> int:
        play = Play(headquarters, Remote(url), premises.play, anchor_in(premises), speech)
        for name in arguments.play:
            try:
                if name == SPLIT:
                    await Split(headquarters, premises, beside.ships, speech).perform()
                else:
                    await play.perform(name)
            except (Broken, RemoteError, RecordError) as error:
                speech.say("play_broken", reason=str(error))
                return WRONG
        return DONE

    passphrase, stay = _passphrase(premises, premises.conference, speech), not arguments.exit
    return asyncio.run(serve_conference(premises, passphrase, Serving(arguments.port), speech, then, stay=stay))


def _passphrase(premises: Premises, code: str, speech: Speech) -> str:
    """Give the word everybody knows, or for a real conference one drawn here, which lies beside the keys until it is moved."""
    if code == EXERCISE:
        return EXERCISE_PASSPHRASE
    if not premises.passphrase.exists():
        premises.keep_passphrase(os.urandom(16).hex())
        speech.say("passphrase_drawn", path=str(premises.passphrase))
    return premises.passphrase.read_text(encoding="ascii").strip()


def anchor_in(premises: Premises) -> bytes:
    """Read the anchor of the conference here."""
    return bytes.fromhex(premises.anchor.read_text(encoding="ascii").strip())
