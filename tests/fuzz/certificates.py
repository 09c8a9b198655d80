# SPDX-License-Identifier: Apache-2.0
"""Certificates as a target: of decisions by silence and at a meeting, of an objection, along changes of the witnesses."""

from base64 import b64encode
from random import Random
from types import TracebackType
from typing import Any

import msgspec

from comity.acts.entry import parse_entry
from comity.record.certificate import verify_certificate
from comity.record.errors import MalformedCertificate
from comity.tlog.proof import format_proof, parse_proof
from tests.fuzz.acts import rebuild_entry
from tests.fuzz.octets import MUTATIONS, edit_lines, flip_bit
from tests.fuzz.target import Broken, Target, Verdict
from tests.fuzz.trees import edit_tree, written
from tests.record.paper import anchor, certificate
from tests.record.stories import adopted, at_meeting, changing, objected

_DECIDED, _FIRST, _SECOND = at_meeting()
_RECORDS = ((adopted(), 5), (objected(), 5), (_DECIDED, _FIRST), (_DECIDED, _SECOND), (changing(), -1), (adopted(), 2))
SEEDS = [certificate(record, index % len(record.entries)) for record, index in _RECORDS]
HELD = {
    (anchor(record), index, parse_entry(entry).signed.id)
    for record, _ in _RECORDS
    for index, entry in enumerate(record.entries)
}
"""What these records hold: anchor, index, id."""
_ENTRIES = [entry.decode() for record, _ in _RECORDS for entry in record.entries[1:]]
_LAST = frozenset({"check_inclusion", "act_of", "_read_context", "read_decision"})
"""What `verify_certificate` calls, or does itself, once the final checkpoint is confirmed."""


def _called(traceback: TracebackType | None) -> list[str]:
    """The functions on the way to where an error was raised."""
    names = []
    while traceback is not None:
        names.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    return names


def _reached_last(error: MalformedCertificate) -> bool:
    cause = error if error.__context__ is None else error.__context__
    names = _called(cause.__traceback__)
    after = names[names.index("_verified") + 1 :] if "_verified" in names else ["before"]
    return after[0] in _LAST if after else "shown with" in str(error)


def judge(data: bytes, *, keys_at_hand: bool) -> Verdict:
    del keys_at_hand
    try:
        verified = verify_certificate(data, None)
    except MalformedCertificate as error:
        return Verdict.LAST if _reached_last(error) else Verdict.EARLY
    if format_proof(parse_proof(data)) != data:
        raise Broken("a certificate was accepted in a second form")
    if (verified.anchor, verified.index, verified.act_id) not in HELD:
        raise Broken("a certificate shows what the record does not hold")
    return Verdict.ACCEPTED


def _inclusion(rng: Random, shown: dict[str, Any]) -> None:
    """Change an entry, its place or its proof."""
    match rng.randrange(4):
        case 0 if "index" in shown:
            shown["index"] += rng.choice((-1, 1, 100))
        case 1 if shown["proof"]:
            rng.choice((shown["proof"].reverse, shown["proof"].pop, shown["proof"].clear))()
        case 2:
            shown["proof"].append(b64encode(rng.randbytes(32)).decode())
        case _:
            entry = shown["entry"].encode()
            changed = rng.choice((flip_bit, rebuild_entry))(rng, entry)
            shown["entry"] = changed.decode(errors="replace")


def _edit_body(rng: Random, body: dict[str, Any], other: dict[str, Any]) -> None:
    context = body["context"]
    match rng.randrange(8):
        case 0 | 1:
            changed = rng.choice((flip_bit, rebuild_entry, rebuild_entry))(rng, body["entry"].encode())
            body["entry"] = changed.decode(errors="replace")
        case 2 if context:
            _inclusion(rng, rng.choice(context))
        case 3 if context:
            at = rng.randrange(len(context))
            rng.choice((context.reverse, context.pop, context.clear, lambda: context.insert(at, context[at])))()
        case 4:
            body["entry"] = rng.choice((body["chain"]["genesis"]["entry"], other["entry"], *_ENTRIES))
        case 5:
            body[rng.choice(("chain", "context", "entry"))] = other[rng.choice(("chain", "context", "entry"))]
        case 6:
            _inclusion(rng, rng.choice([body["chain"]["genesis"], *body["chain"]["changes"]]))
        case _:
            edit_tree(rng, body)


def rebuild(rng: Random, data: bytes) -> bytes:
    """A legal tlog-proof whose proof, checkpoint or JSON says something else."""
    proof = parse_proof(data)
    index, hashes, extra = proof.index, [*proof.hashes], proof.extra
    signed = data.partition(b"\n\n")[2]
    match rng.randrange(14):
        case 0 | 3 | 4 if hashes:
            at = rng.randrange(len(hashes))
            hashes[at] = flip_bit(rng, hashes[at])
        case 1:
            index = rng.choice((index + 1, max(0, index - 1), 0))
        case 2:
            signed = rng.choice((edit_lines, rng.choice(MUTATIONS)))(rng, signed)
        case _:
            body = msgspec.json.decode(extra)
            _edit_body(rng, body, msgspec.json.decode(parse_proof(rng.choice(SEEDS)).extra))
            extra = written(rng, body)
    lines = [b"c2sp.org/tlog-proof@v1", b"extra " + b64encode(extra), b"index %d" % index, *map(b64encode, hashes)]
    return b"\n".join(lines) + b"\n\n" + signed


TARGETS = (Target("certificate", "what the confirmed checkpoint shows", 3, SEEDS, judge, rebuild),)
