# SPDX-License-Identifier: Apache-2.0
"""Arguments that several verbs share, and what is made of them: a registry to ask, an anchor to trust, keys to sign with."""

import argparse
import getpass
import os
import sys
import time
from pathlib import Path

from comity.cli.errors import NotThere, Unusable
from comity.cli.premises import EXERCISE, EXERCISE_PASSPHRASE, Premises
from comity.cli.station import Station
from comity.cli.way_out import way_out
from comity.conferences.conference import load
from comity.node.keyfile import read_keys
from comity.node.remote import Remote, head_of
from comity.registry.reading import read_request
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer
from comity.tlog.vkey import ED25519

URL = "http://127.0.0.1:8400"
ANCHOR_BYTES = 32
Key = Ed25519Signer | MLDSA44Signer


def take_dir(parser: argparse.ArgumentParser, what: str = "the directory of the conference") -> None:
    """Take ``--dir``."""
    parser.add_argument("--dir", type=Path, default=Path("run"), metavar="DIR", help=f"{what} (default: run)")


def take_passphrase(parser: argparse.ArgumentParser) -> None:
    """Take ``--passphrase-file``."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="its first line opens the key file (default: asked for; the exercise uses the word everybody knows)",
    )


def take_anchor(parser: argparse.ArgumentParser, default: str) -> None:
    """Take ``--anchor``."""
    parser.add_argument(
        "--anchor",
        metavar="HEX|FILE",
        help=f"SHA-256 of the genesis entry from a source you trust, or a file that holds it ({default})",
    )


def take_source(parser: argparse.ArgumentParser) -> None:
    """Take what it needs to read a record from a registry: address, anchor, and a reader where reading is by right."""
    parser.add_argument("--url", help=f"address of the registry (default: the one DIR follows, else {URL})")
    take_dir(parser, "where the anchor and the keys lie")
    take_anchor(parser, "default: DIR/anchor")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="key file (default: DIR/keys.age)")
    take_passphrase(parser)
    parser.add_argument("--reader", metavar="CODE", help="read as this party, where the record is open to parties only")


def take_hand(parser: argparse.ArgumentParser, default: str = "") -> None:
    """Take who signs, on top of `take_source`."""
    take_source(parser)
    help_ = f"the party that signs{default}"
    parser.add_argument("--by", metavar="CODE", required=not default, help=help_)
    parser.add_argument("--office", default="", help="the office of whoever signs; never a name")
    parser.add_argument(
        "--wait", type=float, default=30.0, metavar="SECONDS", help="how long to wait for the witnesses (default: 30)"
    )


def read_anchor(given: str) -> bytes:
    """Read an anchor, or the file that holds it.

    Raises:
        Unusable: it is neither.
    """
    path = Path(given)
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else given
    try:
        anchor = bytes.fromhex(text)
    except ValueError:
        anchor = b""
    if len(anchor) != ANCHOR_BYTES:
        raise Unusable(f"--anchor {given}: an anchor is 64 hexadecimal digits, or a file that holds them")
    return anchor


def anchor_of(arguments: argparse.Namespace) -> bytes | None:
    """Give the anchor that was named, else the one in the directory, else nothing."""
    if arguments.anchor:
        return read_anchor(arguments.anchor)
    kept = Premises(arguments.dir).anchor
    return read_anchor(str(kept)) if kept.is_file() else None


def passphrase_of(arguments: argparse.Namespace, code: str = "", *, new: bool = False) -> str:
    """Give the passphrase: from the file named, the known word in the exercise, or asked for (twice where it is new).

    Raises:
        Unusable: there is nobody to ask, or the two answers differ.
    """
    if arguments.passphrase_file:
        lines = str(arguments.passphrase_file.read_text(encoding="utf-8")).splitlines()
        if not lines or not lines[0]:
            raise Unusable(f"{arguments.passphrase_file} is empty: its first line is the passphrase")
        return lines[0]
    if code == EXERCISE:
        return EXERCISE_PASSPHRASE
    if not sys.stdin.isatty():
        raise Unusable("no passphrase: name a file that holds it with --passphrase-file, or run this at a terminal")
    passphrase = getpass.getpass("Passphrase of the key file: ")
    if new and passphrase != getpass.getpass("Once more: "):
        raise Unusable("the two passphrases differ")
    return passphrase


def keys_of(arguments: argparse.Namespace) -> tuple[Key, ...]:
    """Open the key file that was named, else that of the directory; raises NotThere, or Locked."""
    premises, station = Premises(arguments.dir), Station(arguments.dir)
    path = arguments.keys or premises.keys
    if not path.is_file():
        raise NotThere(f"{path} is no key file: name yours with --keys, or draw keys with `comity keys --draw CODE`")
    code = ""
    if path == premises.keys:
        code = premises.conference if premises.exists else station.settings.conference if station.exists else ""
    return read_keys(path, passphrase_of(arguments, code))


def key_named(keys: tuple[Key, ...], name: str) -> Key:
    """Give the key for notes of a name; raises NotThere."""
    for key in keys:
        if (key.vkey.name, key.vkey.kind) == (name, ED25519):
            return key
    raise NotThere(f"the key file holds no key {name}")


def remote_of(arguments: argparse.Namespace) -> Remote:
    """Give the registry to ask, with the reader's signature on each request where a reader is named."""
    connection, station = way_out(os.environ), Station(arguments.dir)
    url = arguments.url or (station.settings.registry if station.exists else "") or URL
    if not arguments.reader:
        return Remote(url, connection=connection)
    signer = key_named(keys_of(arguments), f"{arguments.reader}/node")
    premises, origin = (
        Premises(arguments.dir),
        head_of(Remote(url, connection=connection).checkpoint()).origin,
    )
    known = load(premises.conference).origin if premises.exists else ""
    if known and origin != known and not origin.startswith(f"{known}/"):
        raise Unusable(f"{url} serves {origin}, not the conference of {premises.root}")
    return Remote(url, lambda: read_request(origin, signer, int(time.time())), connection)
