# SPDX-License-Identifier: Apache-2.0
"""``comity run``: a complete conference on this machine, begun where there is none, served, and played if asked."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from comity.cli.exits import DONE, WRONG
from comity.cli.local import Local, begin
from comity.cli.play import PLAYS, Broken, Play
from comity.cli.premises import EXERCISE_PASSPHRASE, Premises
from comity.cli.speech import Speech
from comity.conferences.conference import CODES
from comity.node.remote import Remote
from comity.record.errors import RecordError
from comity.node.remote import RemoteError
from comity.registry.errors import Misconfigured
from comity.registry.http import serve

HELP = "run a complete conference on this machine"
HOST = "127.0.0.1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``run`` takes."""
    parser.add_argument("--dir", type=Path, default=Path("run"), help="where the conference lives (default: run)")
    parser.add_argument("--port", type=int, default=8400, help="port on this machine (default: 8400; 0 for any)")
    parser.add_argument("--conference", choices=CODES, help="which conference to begin (default: exercise)")
    parser.add_argument("--play", choices=sorted(PLAYS), action="append", default=[], help="what the exercise plays")
    parser.add_argument("--exit", action="store_true", help="stop when the play has ended")
    parser.add_argument("--no-browser", action="store_true", help="open no browser (there is no page to open yet)")


def now() -> datetime:
    """Give the machine's time."""
    return datetime.now(UTC)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Begin the conference if need be, then serve it."""
    premises = Premises(arguments.dir)
    if not premises.exists:
        code = arguments.conference or "exercise"
        speech.say("founding", dir=str(premises.root))
        begin(premises, code, EXERCISE_PASSPHRASE, now)
    elif arguments.conference not in {None, premises.conference}:
        raise Misconfigured(f"{premises.root} holds the conference {premises.conference}, not {arguments.conference}")
    if arguments.play and premises.conference != "exercise":
        raise Misconfigured("only fictional parties play: --play needs --conference exercise")
    return asyncio.run(_serve(premises, arguments, speech))


async def _serve(premises: Premises, arguments: argparse.Namespace, speech: Speech) -> int:
    local = Local(premises, EXERCISE_PASSPHRASE, now, lambda done, total: speech.progress("folding", done, total))
    application = serve(local.registry, local.pool, now)
    server = uvicorn.Server(
        uvicorn.Config(application, HOST, arguments.port, log_level="warning", lifespan="off", access_log=False)
    )
    serving = asyncio.create_task(server.serve())
    local.start()
    try:
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if serving.done():
            raise OSError(f"port {arguments.port} cannot be served")
        url = f"http://{HOST}:{server.servers[0].sockets[0].getsockname()[1]}"
        _greet(local, premises, speech)
        print(f"ready {url}", flush=True)
        code = await _play(local, premises, Remote(url), arguments.play, speech)
        if not arguments.exit:
            await serving
        return code
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        await local.close()


def _greet(local: Local, premises: Premises, speech: Speech) -> None:
    forum = local.registry.forum
    if forum.banner is not None:
        speech.say("banner", text=speech.text(forum.banner))
    speech.say("opened", title=speech.text(forum.title), anchor=premises.anchor.read_text(encoding="ascii").strip())
    if len(forum.witnesses) < forum.edition.least_witnesses:
        members = len(forum.eligible)
        speech.say("provisional", witnesses=len(forum.witnesses), members=members, least=forum.edition.least_witnesses)


async def _play(local: Local, premises: Premises, remote: Remote, names: list[str], speech: Speech) -> int:
    anchor = bytes.fromhex(premises.anchor.read_text(encoding="ascii").strip())
    play = Play(local, remote, premises.play, anchor, speech)
    for name in names:
        try:
            await play.perform(name)
        except (Broken, RemoteError, RecordError) as error:
            speech.say("play_broken", reason=str(error))
            return WRONG
    return DONE
