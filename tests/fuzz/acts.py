# SPDX-License-Identifier: Apache-2.0
"""Acts and entries as targets."""

from random import Random

from comity.acts.canonical import HEADER, decode_act, encode_act
from comity.acts.catalogue import ACTS
from comity.acts.entry import format_entry, parse_entry
from comity.acts.errors import ActError, MalformedText
from comity.acts.signed import format_signed_act
from comity.tlog.note import sign_line
from tests.acts.samples import AT, full_act, least_act
from tests.cast.keys import note_signer
from tests.fuzz.notes import assembled
from tests.fuzz.octets import mutated
from tests.fuzz.target import Broken, Target, Verdict
from tests.fuzz.trees import edited_json

_SIGNERS = (note_signer("ARD"), note_signer("BOR"))

ACT_TEXTS = [encode_act(make(kind)) for kind in ACTS for make in (full_act, least_act)]
ENTRIES = [format_entry(AT, assembled(text, [sign_line(text, signer) for signer in _SIGNERS])) for text in ACT_TEXTS]


def judge_act(data: bytes, *, keys_at_hand: bool) -> Verdict:
    del keys_at_hand
    try:
        act = decode_act(data)
    except MalformedText:
        return Verdict.LAST
    except ActError:
        return Verdict.EARLY
    if encode_act(act) != data:
        raise Broken("an act was accepted in a second form")
    return Verdict.ACCEPTED


def judge_entry(data: bytes, *, keys_at_hand: bool) -> Verdict:
    del keys_at_hand
    try:
        entry = parse_entry(data)
    except MalformedText:
        return Verdict.LAST
    except ActError:
        return Verdict.EARLY
    if format_entry(entry.sequenced_at, format_signed_act(entry.signed)) != data:
        raise Broken("an entry was accepted in a second form")
    return Verdict.ACCEPTED


def rebuild_act(rng: Random, data: bytes) -> bytes:
    """Another act: values changed, canonical JSON again."""
    return HEADER + edited_json(rng, data.removeprefix(HEADER)) + b"\n"


def rebuild_entry(rng: Random, data: bytes) -> bytes:
    """Another act, signed, at another instant."""
    instant, _, note = data.partition(b"\n")
    if not rng.randrange(4):
        instant = mutated(rng, instant, instant)
    text = rebuild_act(rng, note.rpartition(b"\n\n")[0] + b"\n")
    return instant + b"\n" + assembled(text, [sign_line(text, signer) for signer in _SIGNERS[: rng.randrange(1, 3)]])


_CHARACTERS = "the characters of the JSON found canonical"
TARGETS = (
    Target("act", _CHARACTERS, 20, ACT_TEXTS, judge_act, rebuild_act),
    Target("entry", _CHARACTERS, 14, ENTRIES, judge_entry, rebuild_entry),
)
