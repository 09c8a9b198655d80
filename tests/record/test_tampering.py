# SPDX-License-Identifier: Apache-2.0
"""Whoever changes a certificate, or makes one up, gets nowhere: every part of it hangs on the anchor."""

import dataclasses
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from comity.acts.entry import format_entry
from comity.acts.outcomes import Mark
from comity.acts.parties import Genesis
from comity.acts.signed import format_signed_act
from comity.record.certificate import MAX_CERTIFICATE_BYTES, certify, verify_certificate
from comity.record.errors import OtherAnchor, RecordError
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.merkle import inclusion_proof
from comity.tlog.note import Note, SignatureLine, parse_note
from comity.tlog.proof import Proof, format_proof
from comity.tlog.tree_head import Checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import WITNESSES, genesis_fields
from tests.cast.keys import witness_signers
from tests.record.counterfeit import FALSE_LOG, Counterfeiter
from tests.record.paper import Body, anchor, certificate, put_together, refusal, taken_apart
from tests.record.stories import adopted, at_meeting, changing, lapse, mark, objected, place

# Counterfeits.


@cache
def counterfeit() -> Counterfeiter:
    """The story of `adopted`, told with false keys throughout."""
    record = Counterfeiter.begun()
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    lapse(record, proposal)
    mark(record.wait(seconds=5))
    record.confirm(*WITNESSES[:3])
    return record


def test_a_counterfeit_conference_is_consistent_in_itself_and_of_another_anchor() -> None:
    """Only the anchor tells it apart, which is why nothing but the anchor makes a certificate good."""
    data = certificate(counterfeit(), 5)
    verified = verify_certificate(data, None)
    assert (verified.anchored, verified.quorum, verified.confirmations) == (False, 3, ("ARD", "BOR", "COR"))
    assert verify_certificate(data, anchor(counterfeit())).anchored is True
    with pytest.raises(OtherAnchor) as caught:
        verify_certificate(data, anchor(adopted()))
    assert caught.value.found == anchor(counterfeit()) == verified.anchor


@pytest.mark.parametrize("wrong", [b"", bytes(32), b"\0"])
def test_no_other_anchor_will_do(wrong: bytes) -> None:
    with pytest.raises(OtherAnchor):
        verify_certificate(certificate(adopted(), 5), wrong)


def test_the_true_genesis_before_a_counterfeit_record() -> None:
    """The forger puts the true genesis first; then the true log and the true witnesses would have to sign."""
    true, false = adopted(), counterfeit()
    proof, body = taken_apart(certificate(false, 5))
    body["chain"]["genesis"]["entry"] = true.entries[0].decode()
    assert refusal(put_together(proof, body)) == "the leaf is not in this tree at this index"

    forged = Counterfeiter(forum=false.forum, entries=[true.entries[0], *false.entries[1:]], at=false.at)
    kept = dataclasses.replace(forged.archive, confirmed=forged.checkpoint(*WITNESSES))
    with pytest.raises(RecordError):
        certify(kept, false.state, 5)


def test_the_true_log_alone_does_not_make_a_record() -> None:
    """A registry that plays all witnesses itself: the true genesis, its own keys on the checkpoint."""
    true = adopted()
    signers = [signer for code in WITNESSES for signer in witness_signers(f"{code}#false")]
    kept = dataclasses.replace(true.archive, confirmed=true.checkpoint(signers=[*true.log, *signers]))
    with pytest.raises(RecordError, match="0 of 4 witnesses"):
        certify(kept, true.state, 5)
    signers = [signer for code in WITNESSES for signer in witness_signers(code)]
    kept = dataclasses.replace(true.archive, confirmed=true.checkpoint(signers=[*FALSE_LOG, *signers]))
    with pytest.raises(RecordError, match="0x01 and 0x06"):
        certify(kept, true.state, 5)


# The final checkpoint.


def with_lines(change: Callable[[list[SignatureLine]], list[SignatureLine]]) -> bytes:
    proof, body = taken_apart(certificate(adopted(), 5))
    note = Note(proof.note.text, tuple(change(list(proof.note.lines))))
    return put_together(replace(proof, note=note), body)


def again(lines: list[SignatureLine], at: int, code: str) -> list[SignatureLine]:
    """The lines with one more cosignature, of the same checkpoint and the right key, in this place."""
    text = taken_apart(certificate(adopted(), 5))[0].note.text
    return [*lines[:at], cosign(witness_signers(code)[0], text, 1_800_000_000), *lines[at:]]


TWO = "2 of 4 witnesses cosigned size 7 with both keys, 3 are needed; not there: COR DEL"
LINES = "a checkpoint has other signature lines than the known keys', or another order"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[1:], "the log has not signed with its key of type 0x01"),
        (lambda lines: lines[:1] + lines[2:], "the log has not signed with its key of type 0x06"),
        (lambda lines: lines[:6], TWO),
        (lambda lines: lines[:7], TWO),
        (lambda lines: lines[:6] + lines[7:], TWO),
        (lambda lines: lines[::-1], LINES),
        (lambda lines: again(lines, 8, "ARD"), LINES),
        (lambda lines: again(lines, 8, "ELV"), LINES),
        (lambda lines: again(lines, 0, "DEL"), LINES),
    ],
)
def test_lines_of_the_final_checkpoint(change: Callable[[list[SignatureLine]], list[SignatureLine]], said: str) -> None:
    assert refusal(with_lines(change)) == said


def test_one_more_witness_at_its_place_is_the_certificate_of_four() -> None:
    """Lines of known keys in their order are as good as those that were there: the names say who."""
    data = with_lines(lambda lines: again(lines, 8, "DEL"))
    assert verify_certificate(data, anchor(adopted())).confirmations == ("ARD", "BOR", "COR")


# The proof, and the form.


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"index": 4},
        lambda _: {"index": 6},
        lambda proof: {"hashes": proof.hashes[:-1]},
        lambda proof: {"hashes": (*proof.hashes, bytes(32))},
        lambda proof: {"hashes": (bytes(32), *proof.hashes[1:])},
        lambda proof: {"hashes": proof.hashes[::-1]},
        lambda _: {"extra": b""},
        lambda _: {"extra": b"{}"},
        lambda proof: {"extra": proof.extra + b" "},
        lambda proof: {"extra": proof.extra.replace(b'"context":', b'"context": ', 1)},
        lambda proof: {"extra": proof.extra.replace(b"\\n", b"\\u000a", 1)},
        lambda _: {"extra": b"[" * 100_000},
        lambda proof: {"extra": proof.extra.replace(b"2026", b"\xff026", 1)},
    ],
)
def test_the_proof_and_its_extra_line(change: Callable[[Proof], dict[str, Any]]) -> None:
    proof, _ = taken_apart(certificate(adopted(), 5))
    refusal(format_proof(replace(proof, **change(proof))))


def test_what_is_no_proof_at_all() -> None:
    assert refusal(b"") == "not a tlog-proof@v1"
    assert refusal(bytes(MAX_CERTIFICATE_BYTES + 1)) == f"a certificate has at most {MAX_CERTIFICATE_BYTES} bytes"


# Every value of the JSON, changed by one who writes canonical JSON and a legal proof around it.


def changes_of(value: Any) -> Iterator[Any]:
    """Other values that could stand in the place of this one."""
    if isinstance(value, str):
        yield from ("", value[1:], value + "\n", b64encode(bytes(32)).decode())
        yield value.replace("2026", "2027", 1) if "2026" in value else value[::-1]
        yield 1
    elif isinstance(value, int):
        yield from (value + 1, value - 1, value + 2**40, str(value))
    elif isinstance(value, list):
        yield from ([*value, *value[-1:]], [*value, b64encode(bytes(32)).decode()], None)
        if value:
            yield from (value[1:], value[:-1], value[::-1])
    else:
        yield from ({**value, "more": 1}, None)
        for key in value:
            yield {name: each for name, each in value.items() if name != key}


def changed(value: Any) -> Iterator[Any]:
    """This value with one change in one place, for every place."""
    yield from changes_of(value)
    if isinstance(value, dict):
        for key, each in value.items():
            yield from ({**value, key: other} for other in changed(each))
    if isinstance(value, list):
        for at, each in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in changed(each))


def test_every_value_of_the_json() -> None:
    """One change in one place, in every place: all are refused."""
    proof, body = taken_apart(certificate(adopted(), 5))
    tried = 0
    for other in changed(body):
        if other != body:
            refusal(put_together(proof, other))
            tried += 1
    assert tried > 150


@pytest.mark.parametrize(("record", "index"), [(changing(), 12), (at_meeting()[0], at_meeting()[2]), (objected(), 5)])
def test_a_sample_of_the_values_of_larger_certificates(record: Archivist, index: int) -> None:
    proof, body = taken_apart(certificate(record, index))
    others = [other for other in changed(body) if other != body]
    for other in Random(index).sample(others, 60):
        refusal(put_together(proof, other))


@pytest.mark.parametrize(("record", "index"), [(adopted(), 5), (changing(), 12)])
def test_a_sample_of_flipped_bits(record: Archivist, index: int) -> None:
    data, chance = certificate(record, index), Random(index)
    for _ in range(150):
        at = chance.randrange(len(data))
        refusal(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])


# The context: what the decision was about.


def shown(record: Archivist, *indices: int) -> list[Body]:
    """These entries as they would stand in a context, each with its true proof."""
    size = len(record.entries)
    return [
        {
            "entry": record.entries[index].decode(),
            "index": index,
            "proof": msgspec.to_builtins(inclusion_proof(record.read, index, size)),
        }
        for index in indices
    ]


def with_context(record: Archivist, index: int, *indices: int) -> str:
    proof, body = taken_apart(certificate(record, index))
    body["context"] = shown(record, *indices)
    return refusal(put_together(proof, body))


def test_a_context_with_an_act_less_or_more_or_in_another_order() -> None:
    record = adopted()
    assert with_context(record, 5, 1, 3) == "the proposal is not shown"
    assert with_context(record, 5, 1, 2) == "the act that put the question is not shown"
    assert with_context(record, 5, 2, 3) == "the circulation of CICA/SOC/2026/L.1 is not shown"
    assert with_context(record, 5, 1, 2, 3, 4) == "an act is shown that says nothing about the decision"
    assert with_context(record, 5, 2, 1, 3) == "the acts shown with the outcome do not stand in the order of the record"
    assert (
        with_context(record, 5, 1, 1, 2, 3) == "the acts shown with the outcome do not stand in the order of the record"
    )


def test_only_an_outcome_has_a_context() -> None:
    assert with_context(adopted(), 4, 1) == "only an outcome is shown with other acts"


def test_a_text_without_what_was_read_out_is_not_the_text() -> None:
    record, first, second = at_meeting()
    _, body = taken_apart(certificate(record, first))
    indices = [each["index"] for each in body["context"]]
    assert indices == [1, 2, 3, 6, 7, 8, 11]
    assert with_context(record, first, 1, 2, 3, 6, 8, 11) == "the documents shown are not the text that was decided on"
    assert with_context(record, first, 1, 2, 3, 8, 11) == "the documents shown are not the text that was decided on"

    _, body = taken_apart(certificate(record, second))
    assert [each["index"] for each in body["context"]] == [1, 3, 11, 12, 13]
    assert with_context(record, second, 1, 11, 12, 13) == "the proposal is not shown"
    assert with_context(record, second, 3, 11, 12, 13) == "the circulation of CICA/SOC/2026/L.1 is not shown"


def test_the_question_was_put_with_another_text() -> None:
    """An earlier silence on the same proposal, before its text was read out anew, does not stand for the last one."""
    record, first, _ = at_meeting()
    proof, body = taken_apart(certificate(record, first))
    del body["context"][5]
    assert refusal(put_together(proof, body)) == "the act that put the question is not shown"


def test_an_act_made_for_another_forum() -> None:
    """Witnesses who cosign an entry that the rules refuse vouch for nothing in this forum."""
    record = Archivist.opened()
    mark(record)
    foreign = record.write(Mark, "REG", journal="0" * 64, forum="other.example/record")
    record.entries.append(format_entry(record.at, format_signed_act(foreign)))
    record.confirmed = record.checkpoint(*WITNESSES)
    said = "an act made for other.example/record, in the record of exercise.comity.example/record"
    with pytest.raises(RecordError, match=said):
        certificate(record, 2)


def test_a_genesis_that_opens_nothing() -> None:
    """Whatever is under the checkpoint, entry 0 has to open a forum by the rules: here it states a false quorum."""
    record, broken = Archivist.opened(), Archivist()
    false = broken.write(Genesis, "SEC", **{**genesis_fields(), "quorum": 2})
    broken.entries.append(format_entry(broken.at, format_signed_act(false)))
    kept = dataclasses.replace(broken.archive, confirmed=broken.checkpoint(*WITNESSES))
    with pytest.raises(RecordError, match="the genesis entry is refused: rule 3\\.10"):
        certify(kept, record.state, 0)


def test_the_checkpoint_of_another_origin_under_the_same_keys() -> None:
    proof, body = taken_apart(certificate(adopted(), 5))
    final = Checkpoint("other.example/record", 7, adopted().root())
    signers = [*adopted().log, *(signer for code in WITNESSES for signer in witness_signers(code))]
    note = parse_note(sign_checkpoint(final, signers, 1_800_000_000))
    assert refusal(put_together(replace(proof, note=note), body)) == (
        "a checkpoint of other.example/record, not of exercise.comity.example/record"
    )
