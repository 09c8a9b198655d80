# SPDX-License-Identifier: Apache-2.0
"""``comity keys``: show public keys with their fingerprints, write them as a note verbale, draw new ones, part them."""

import argparse
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from comity.bug import Bug
from comity.cli.arguments import Key, anchor_of, keys_of, passphrase_of, remote_of, take_source
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE
from comity.cli.mirror import Mirror
from comity.cli.premises import EXERCISE, Premises
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.conferences.conference import CODES, Conference, load
from comity.disk import flush_directory
from comity.node.keyfile import draw_keys, read_keys, rewrite_keys, write_keys
from comity.tlog.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, ED25519, VerifierKey, format_vkey

HELP = (
    "show public keys and fingerprints, write the form for a note verbale, draw new keys, keep the recovery key apart"
)
KINDS = {ED25519: "Ed25519", COSIGNATURE_ED25519: "Ed25519, 0x04", COSIGNATURE_MLDSA44: "ML-DSA-44, 0x06"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``keys`` takes."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="the party (default: every party in the key file)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--draw", type=Path, metavar="FILE", help="draw fresh keys into a new key file; public: FILE.pub")
    what.add_argument(
        "--apart", type=Path, metavar="FILE", help="move the recovery key out of the key file, into this new one"
    )
    what.add_argument("--record", action="store_true", help="show the keys in force on the record instead")
    parser.add_argument("--apart-passphrase-file", type=Path, metavar="FILE",
                        help="its first line opens that new file (default: as the key file)")  # fmt: skip
    parser.add_argument("--witness", action="store_true", help="draw the cosigning pair too")
    parser.add_argument("--form", action="store_true", help="write them as a note verbale")
    parser.add_argument("--conference", choices=CODES, help="for the form (default: that of DIR, else exercise)")
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Draw or read keys, then show their public halves."""
    if (arguments.draw or arguments.form or arguments.apart) and not arguments.code:
        raise Unusable(
            "whose keys? `comity keys CODE --draw FILE`, `comity keys CODE --form`, `comity keys CODE --apart FILE`"
        )
    if arguments.apart:
        return _part(arguments, speech)
    vkeys = _drawn(arguments, speech) if arguments.draw else _known(arguments, speech)
    if not vkeys:
        raise NotThere(f"no key of {arguments.code} is there")
    if arguments.form:
        _say_form(arguments, vkeys, speech)
    else:
        for vkey in vkeys:
            speech.say(
                "key", name=vkey.name, kind=KINDS[vkey.kind], fingerprint=fingerprint(vkey), vkey=format_vkey(vkey)
            )
    return DONE


def fingerprint(vkey: VerifierKey) -> str:
    """Give the SHA-256 of the verifier key as it is written, in groups of four digits, to be read out or printed."""
    digest = sha256(format_vkey(vkey).encode()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _drawn(arguments: argparse.Namespace, speech: Speech) -> list[VerifierKey]:
    public = arguments.draw.with_name(arguments.draw.name + ".pub")
    if arguments.draw.exists() or public.exists():
        raise Unusable(f"{arguments.draw} or {public} exists: keys are never drawn over others")
    passphrase = passphrase_of(arguments, new=True)
    keys: tuple[Key, ...] = draw_keys(arguments.code, witness=arguments.witness)
    write_keys(arguments.draw, keys, passphrase)
    vkeys = [key.vkey for key in keys]
    public.write_text("".join(f"{format_vkey(vkey)}\n" for vkey in vkeys), encoding="ascii")
    speech.say("keys_drawn", path=str(arguments.draw), public=str(public), count=len(vkeys))
    return vkeys


def _part(arguments: argparse.Namespace, speech: Speech) -> int:
    """Move the recovery key of a party into a file of its own: first it lies there, read back, then it leaves the other."""
    premises, station = Premises(arguments.dir), Station(arguments.dir)
    path, name = arguments.keys or premises.keys, f"{arguments.code}/recovery"
    conference = "" if arguments.keys else station.settings.conference if station.exists else ""
    if not path.is_file():
        raise NotThere(f"{path} is no key file: name yours with --keys")
    word = passphrase_of(arguments, conference)
    keys = read_keys(path, word)
    apart = tuple(key for key in keys if key.vkey.name == name)
    if not apart:
        raise NotThere(f"{path} holds no key {name}")
    if arguments.apart.exists():
        raise Unusable(f"{arguments.apart} exists: keys are never written over others")
    its_word = word
    if arguments.apart_passphrase_file:
        its_word = passphrase_of(argparse.Namespace(passphrase_file=arguments.apart_passphrase_file))
    write_keys(arguments.apart, apart, its_word)
    flush_directory(arguments.apart.absolute().parent)
    if [key.vkey for key in read_keys(arguments.apart, its_word)] != [key.vkey for key in apart]:
        raise Bug(f"{arguments.apart} does not hold what was written to it")
    rewrite_keys(path, (key for key in keys if key.vkey.name != name), word)
    speech.say("recovery_apart", name=name, path=str(arguments.apart), left=str(path))
    return DONE


def _known(arguments: argparse.Namespace, speech: Speech) -> list[VerifierKey]:
    if arguments.record:
        forum = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech).forum
        pairs = ((witness.classic, witness.quantum) for witness in forum.witnesses)
        found = [*forum.keys.values(), *(key for pair in pairs for key in pair)]
    else:
        found = [key.vkey for key in keys_of(arguments)]
    wanted = [key for key in found if arguments.code in {None, key.name.partition("/")[0]}]
    return sorted(wanted, key=lambda key: (key.name, key.kind))


def _say_form(arguments: argparse.Namespace, vkeys: list[VerifierKey], speech: Speech) -> None:
    premises = Premises(arguments.dir)
    conference = load(arguments.conference or (premises.conference if premises.exists else EXERCISE))
    anchor = anchor_of(arguments)
    lines = "".join(f"{format_vkey(vkey)}\n" for vkey in vkeys)
    rows = [
        speech.phrase("form_key", purpose=speech.phrase(_purpose(vkey)), name=vkey.name, kind=KINDS[vkey.kind],
                      fingerprint=fingerprint(vkey))
        for vkey in vkeys
    ]  # fmt: skip
    speech.say(
        "form",
        party=_name(conference, arguments.code, speech),
        code=arguments.code,
        conference=speech.text(conference.name),
        origin=conference.origin,
        anchor=anchor.hex() if anchor else "—",
        keys="\n".join(rows),
        digest=sha256(lines.encode()).hexdigest(),
        date=f"{datetime.now(UTC):%Y-%m-%d}",
    )


def _purpose(vkey: VerifierKey) -> str:
    return f"purpose_{vkey.name.partition('/')[2] or 'acts'}"


def _name(conference: Conference, code: str, speech: Speech) -> str:
    for party in conference.parties:
        if party.code == code:
            return (party.name_ru if speech.language == "ru" else "") or party.name_en
    return code
