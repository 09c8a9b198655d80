# SPDX-License-Identifier: Apache-2.0
"""``comity meet``: begin a meeting point, and serve it.

letters.db    the mailbox, which only grows
keys          the keys of the nodes whose letters are taken, one a line; read again when it changes
"""

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from comity.acts.parties import Genesis
from comity.cli.arguments import read_anchor, take_anchor, take_dir
from comity.cli.door import now, served
from comity.cli.errors import Unusable
from comity.cli.exits import DONE
from comity.cli.speech import Speech
from comity.meet.errors import MailboxLost
from comity.meet.http import MeetingPoint
from comity.meet.known_keys import NODE, KnownKeys, parse_node_key
from comity.meet.mailbox import Mailbox, Quota
from comity.record.certificate import verify_certificate

HELP = "begin or serve a meeting point, where nodes leave letters for one another"
LETTERS = 20_000
MEBIBYTES = 256


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``meet`` takes."""
    take_dir(parser, "the directory of the meeting point")
    parser.add_argument("--begin", action="store_true", help="make an empty mailbox and the file of keys, then end")
    parser.add_argument(
        "--vkeys", type=Path, action="append", default=[], metavar="FILE",
        help="with --begin: take the keys CODE/node from this file; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--genesis", type=Path, metavar="FILE",
        help="with --begin: take the keys CODE/node from the certificate of entry 0; needs --anchor",
    )  # fmt: skip
    take_anchor(parser, "for --genesis")
    parser.add_argument("--port", type=int, default=8500, help="port on this machine (default: 8500; 0 for any)")
    parser.add_argument(
        "--letters", type=int, default=LETTERS, metavar="N", help=f"letters of a kind a key may leave a day ({LETTERS})"
    )
    parser.add_argument(
        "--mebibytes", type=int, default=MEBIBYTES, metavar="N", help=f"and how much they may weigh ({MEBIBYTES})"
    )


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Begin the meeting point, or serve it until told to stop."""
    letters, keys = arguments.dir / "letters.db", arguments.dir / "keys"
    if arguments.begin:
        return _begin(arguments, letters, keys, speech)
    if arguments.vkeys or arguments.genesis:
        raise Unusable(f"--vkeys and --genesis go with --begin; later keys are added to {keys}, a line each")
    known, quota = KnownKeys(keys), Quota(arguments.letters, arguments.mebibytes << 20)
    return asyncio.run(_serve(Mailbox.open(letters, quota), known, arguments, speech))


def _begin(arguments: argparse.Namespace, letters: Path, keys: Path, speech: Speech) -> int:
    lines = list(dict.fromkeys((*_from_files(arguments.vkeys), *_from_genesis(arguments))))
    if not lines:
        raise Unusable(
            "whose letters are to be taken? --genesis FILE --anchor HEX, or --vkeys FILE with keys CODE/node"
        )
    for line in lines:
        parse_node_key(line)
    if keys.exists():
        raise Unusable(f"{keys} exists: a meeting point is begun once")
    Mailbox.create(letters)
    keys.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    speech.say("meet_begun", dir=str(arguments.dir), keys=len(lines))
    return DONE


def _from_files(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (line for line in lines if line.partition("+")[0].endswith(NODE))


def _from_genesis(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.genesis is None:
        return
    if not arguments.anchor:
        raise Unusable("--genesis needs --anchor: without it anybody's record would do")
    act = verify_certificate(arguments.genesis.read_bytes(), read_anchor(arguments.anchor)).act
    if not isinstance(act, Genesis):
        raise Unusable(f"{arguments.genesis} certifies another entry: `comity certificate 0` writes that of genesis")
    for party in act.parties:
        yield from (key for key in party.keys if key.partition("+")[0].endswith(NODE))


async def _serve(mailbox: Mailbox, keys: KnownKeys, arguments: argparse.Namespace, speech: Speech) -> int:
    point = MeetingPoint(mailbox, keys, arguments.dir, now)
    try:
        async with served(point.application, arguments.port, point.leave) as (url, serving):
            speech.say("meet_serving", letters=mailbox.newest, keys=len(keys))
            print(f"ready {url}", flush=True)
            stopped = asyncio.create_task(point.stopped.wait())
            await asyncio.wait((stopped, serving), return_when=asyncio.FIRST_COMPLETED)
            if stopped.done():
                raise MailboxLost(f"a write to {arguments.dir} failed: mend the disk, then serve it again")
            stopped.cancel()
    finally:
        point.close()
    return DONE
