# SPDX-License-Identifier: Apache-2.0
"""``comity witness``: a third-party witness of any C2SP log: draw its keys, show them, cosign for the logs it knows.

witness.age    the private halves, sealed with a passphrase
witness.pub    the public halves, one a line
heads.db       what was cosigned; without it the keys never sign again
"""

import argparse
import asyncio
from pathlib import Path

from comity.cli.arguments import passphrase_of, take_dir, take_passphrase
from comity.cli.door import now, served
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE
from comity.cli.keys import KINDS, fingerprint
from comity.cli.speech import Speech
from comity.node.errors import Raced
from comity.node.keyfile import draw_cosigning_keys, read_keys, write_keys
from comity.node.known_logs import Logs, read_logs
from comity.node.plain_http import PlainDoors
from comity.node.plain_store import PlainStore
from comity.node.plain_witness import PlainWitness, vkeys_of
from comity.tlog.signer import Signer
from comity.tlog.vkey import is_key_name, parse_vkey

HELP = "cosign other logs as a third-party witness: draw keys, show them, serve add-checkpoint"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``witness`` takes."""
    take_dir(parser, "the directory of the witness")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--draw", metavar="NAME", help="draw keys of this name, such as witness.example/w1, and begin a store"
    )
    what.add_argument("--show", action="store_true", help="show the public keys")
    parser.add_argument(
        "--logs", type=Path, metavar="FILE", help="the logs to cosign: a key a line, and the origin if it differs"
    )
    parser.add_argument("--port", type=int, default=8600, help="port on this machine (default: 8600; 0 for any)")
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Draw, show, or serve until told to stop."""
    if arguments.draw:
        _draw(arguments, speech)
    if arguments.draw or arguments.show:
        return _show(arguments.dir / "witness.pub", speech)
    if not arguments.logs:
        raise Unusable("which logs? --logs FILE, or draw keys with --draw NAME, or --show them")
    logs, sealed = read_logs(arguments.logs), arguments.dir / "witness.age"
    if not sealed.is_file():
        raise NotThere(f"{sealed} is no key file: draw keys with `comity witness --dir {arguments.dir} --draw NAME`")
    return asyncio.run(_serve(read_keys(sealed, passphrase_of(arguments)), logs, arguments, speech))


def _draw(arguments: argparse.Namespace, speech: Speech) -> None:
    sealed, public = arguments.dir / "witness.age", arguments.dir / "witness.pub"
    if not is_key_name(arguments.draw):
        raise Unusable(f"--draw {arguments.draw}: a name has no spaces and no plus sign; witness.example/w1 is one")
    if sealed.exists() or public.exists():
        raise Unusable(f"{sealed} or {public} exists: keys are never drawn over others")
    keys = draw_cosigning_keys(arguments.draw)
    write_keys(sealed, keys, passphrase_of(arguments, new=True))
    public.write_text(vkeys_of(keys), encoding="utf-8")
    PlainStore.create(arguments.dir / "heads.db", vkeys_of(keys))
    speech.say("keys_drawn", path=str(sealed), public=str(public), count=len(keys))


def _show(public: Path, speech: Speech) -> int:
    for line in public.read_text(encoding="utf-8").splitlines():
        vkey = parse_vkey(line)
        speech.say("key", name=vkey.name, kind=KINDS[vkey.kind], fingerprint=fingerprint(vkey), vkey=line)
    return DONE


async def _serve(signers: tuple[Signer, ...], logs: Logs, arguments: argparse.Namespace, speech: Speech) -> int:
    store = PlainStore.open(arguments.dir / "heads.db", vkeys_of(signers))
    doors = PlainDoors(PlainWitness(signers, logs, store, now))
    try:
        async with served(doors.application, arguments.port) as (url, serving):
            speech.say("witness_serving", name=signers[0].vkey.name, logs=len(logs))
            for document in store.evidence():
                speech.remark("witness_evidence", evidence=document.decode())
            print(f"ready {url}", flush=True)
            stopped = asyncio.create_task(doors.stopped.wait())
            await asyncio.wait((stopped, serving), return_when=asyncio.FIRST_COMPLETED)
            if stopped.done():
                raise Raced(f"a write to {arguments.dir} failed: mend the disk, then serve it again")
            stopped.cancel()
    finally:
        doors.close()
        store.close()
    return DONE
