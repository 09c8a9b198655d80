# SPDX-License-Identifier: Apache-2.0
"""Notes, checkpoints and policies as targets."""

from base64 import b64encode
from random import Random

from comity.tlog.checkpoint import open_checkpoint, parse_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.errors import MalformedCheckpoint, MalformedPolicy, TlogError, UnverifiedCosignature, UnverifiedNote
from comity.tlog.note import Note, SignatureLine, format_note, open_note, parse_note, sign_line
from comity.tlog.policy import format_policy, parse_policy
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from comity.tlog.vkey import ED25519
from tests.cast.keys import log_signers, note_signer, vkey_of, witness_signers
from tests.fuzz.octets import MUTATIONS, NUMBERS, flip_bit
from tests.fuzz.target import Broken, Target, Verdict

ORIGIN = "exercise.comity.example/record"
TIME = 1_795_410_000
NOTE_SIGNERS = (note_signer("ARD"), note_signer("BOR"), note_signer("COR/node"))
LOG = log_signers(ORIGIN)
WITNESS = witness_signers("ARD")
HEAD_SIGNERS: tuple[Signer, ...] = (*LOG, *WITNESS, witness_signers("BOR")[0])
_NOTE_KEYS = [signer.vkey for signer in NOTE_SIGNERS]
_HEAD_KEYS = [signer.vkey for signer in HEAD_SIGNERS]
_STRANGER = SignatureLine("stranger.example/log", b"\1\2\3\4", bytes(64))

TEXTS = (
    b"Arden proposes.\n",
    "Комитет собирается в 10:00.\n\nA second paragraph.\n".encode(),
    b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    b"\n",
)
HEADS = (
    Checkpoint(ORIGIN, 0, bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
    Checkpoint(ORIGIN, 7, bytes(range(32))),
    Checkpoint(ORIGIN, 20_852_163, bytes(range(100, 132))),
    Checkpoint(ORIGIN, 2**63 - 1, b"\xff" * 32),
)


def assembled(text: bytes, lines: list[SignatureLine]) -> bytes:
    """The octets of a note, right or wrong: nothing is checked."""
    block = (b"\xe2\x80\x94 %b %b\n" % (line.name.encode(), b64encode(line.key_id + line.signature)) for line in lines)
    return text + b"\n" + b"".join(block)


def _signature(text: bytes, signer: Signer) -> SignatureLine:
    return sign_line(text, signer) if signer.vkey.kind == ED25519 else cosign(signer, text, TIME)


def signed_head(head: Checkpoint) -> bytes:
    """A checkpoint with every signature it can have."""
    text = format_checkpoint(head)
    return format_note(text, [_signature(text, signer) for signer in HEAD_SIGNERS])


def read_note(data: bytes) -> Note:
    """The parsed note, shown to have no second form."""
    note = parse_note(data)
    if format_note(note.text, note.lines) != data:
        raise Broken("a note was accepted in a second form")
    return note


NOTES = [
    *(format_note(text, [sign_line(text, signer) for signer in NOTE_SIGNERS]) for text in TEXTS),
    format_note(TEXTS[0], [_STRANGER, sign_line(TEXTS[0], NOTE_SIGNERS[0])]),
]
CHECKPOINTS = [signed_head(head) for head in HEADS]


def judge_note(data: bytes, *, keys_at_hand: bool) -> Verdict:
    try:
        read_note(data)
        opened = open_note(data, _NOTE_KEYS)
    except UnverifiedNote as error:
        return Verdict.LAST if "did not sign" in str(error) else Verdict.EARLY
    except TlogError:
        return Verdict.EARLY
    if not keys_at_hand and opened.text not in TEXTS:
        raise Broken("a text verified that nobody signed")
    return Verdict.ACCEPTED


def judge_checkpoint(data: bytes, *, keys_at_hand: bool) -> Verdict:
    try:
        note = read_note(data)
        head = parse_checkpoint(note.text)
        if format_checkpoint(head) != note.text:
            raise Broken("a checkpoint was accepted in a second form")
        open_checkpoint(note, _HEAD_KEYS)
    except UnverifiedCosignature:
        return Verdict.LAST
    except UnverifiedNote as error:
        return Verdict.LAST if "did not sign" in str(error) else Verdict.EARLY
    except TlogError:
        return Verdict.EARLY
    if not keys_at_hand and head not in HEADS:
        raise Broken("a checkpoint verified that nobody signed")
    return Verdict.ACCEPTED


def _changed(rng: Random, text: bytes) -> bytes:
    return rng.choice(MUTATIONS)(rng, text)


def rebuild_note(rng: Random, data: bytes) -> bytes:
    """Another text, signed; one signature in four is then changed again."""
    text = _changed(rng, data.rpartition(b"\n\n")[0] + b"\n")
    signed = [sign_line(text, signer) for signer in rng.sample(NOTE_SIGNERS, rng.randrange(1, 4))]
    if not rng.randrange(4):
        signed[0] = SignatureLine(signed[0].name, signed[0].key_id, flip_bit(rng, signed[0].signature))
    if not rng.randrange(4):
        signed.insert(rng.randrange(len(signed) + 1), _STRANGER)
    return assembled(text, signed)


def rebuild_checkpoint(rng: Random, data: bytes) -> bytes:
    """Another head, signed by some of those that may; cosigned values are changed after signing in one of four."""
    lines = data.rpartition(b"\n\n")[0].split(b"\n")
    match rng.randrange(4):
        case 0:
            lines[1] = rng.choice(NUMBERS)
        case 1:
            lines[2] = b64encode(rng.randbytes(rng.choice((32, 32, 32, 31, 33))))
        case 2:
            lines[1] = b"%d" % rng.randrange(2**63)
        case _:
            lines = [*_changed(rng, b"\n".join(lines)).split(b"\n")]
    text = b"\n".join(lines) + b"\n"
    chosen = [signer for signer in HEAD_SIGNERS if signer.vkey.kind == ED25519 or not rng.randrange(3)]
    try:
        signed = [_signature(text, signer) for signer in chosen]
    except MalformedCheckpoint:
        signed = [sign_line(text, LOG[0])]
    at = rng.randrange(len(signed))
    if not rng.randrange(3):
        signed[at] = SignatureLine(signed[at].name, signed[at].key_id, flip_bit(rng, signed[at].signature))
    return assembled(text, signed)


_LINES = (
    f"log {vkey_of(LOG[0])}",
    f"log {vkey_of(LOG[1])}",
    *(f"witness {code} {vkey_of(witness_signers(code)[0])}" for code in ("ARD", "BOR", "COR", "DEL")),
    f"witness ARD-pq {vkey_of(WITNESS[1])} https://ard.example/",
    "group first 2 ARD BOR COR",
    "group both all DEL first",
    "group any any ARD-pq both",
)
_SHORT = ("log " + vkey_of(LOG[0]), "witness ARD " + vkey_of(WITNESS[0]), "quorum ARD")
POLICIES = [
    ("\n".join((*_LINES, "quorum any")) + "\n").encode(),
    ("\n".join(_SHORT) + "\n").encode(),
    b"# nothing is asked\nquorum none\n",
    ("\n".join((*_LINES[:6], "group m 3 ARD BOR COR DEL", "", "quorum m   # not a comment"[:8])) + "\n").encode(),
]


def judge_policy(data: bytes, *, keys_at_hand: bool) -> Verdict:
    del keys_at_hand
    try:
        policy = parse_policy(data)
    except MalformedPolicy as error:
        return Verdict.LAST if "no quorum" in str(error) else Verdict.EARLY
    canonical = format_policy(policy)
    if parse_policy(canonical) != policy or format_policy(parse_policy(canonical)) != canonical:
        raise Broken("a policy does not come back as it was")
    return Verdict.ACCEPTED


def rebuild_policy(rng: Random, data: bytes) -> bytes:
    """Lines left out, repeated or moved; spaces, comments, names and thresholds changed."""
    lines = data.decode().split("\n")[:-1]
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(lines))
        items = lines[at].split(" ")
        match rng.randrange(8):
            case 0:
                lines[at] = "\t".join(items) + rng.choice(("", " ", "\t"))
            case 1:
                lines.insert(at, rng.choice(("", "# comment", "  ", "#", "\t# é", "quorum none")))
            case 2:
                lines[at] = rng.choice(("  ", "\t")) + lines[at]
            case 3 if len(lines) > 1:
                del lines[at]
            case 4 if items[0] == "group":
                items[2] = rng.choice(("any", "all", "1", "2", "3", "0", "01", "4", "+1"))
                lines[at] = " ".join(items)
            case 5:
                other = rng.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 6:
                items[-1] += rng.choice(("x", "é", "#", "\u0301", "\u2003", "\udcff", "/"))
                lines[at] = " ".join(items)
            case _:
                lines[at] = " ".join([*items, rng.choice(("https://a.example/", "ARD", "#"))])
    return ("\n".join(lines) + "\n").encode(errors="surrogateescape")


TARGETS = (
    Target("note", "the signature of a known key", 16, NOTES, judge_note, rebuild_note, CHECKPOINTS),
    Target(
        "checkpoint", "the (co)signature of a known key", 14, CHECKPOINTS, judge_checkpoint, rebuild_checkpoint, NOTES
    ),
    Target("policy", "that a quorum was named", 12, POLICIES, judge_policy, rebuild_policy),
)
