# SPDX-License-Identifier: Apache-2.0
"""Requests to witnesses: one spelling, and nothing that a tree cannot need."""

import pytest

from comity.record.add_checkpoint import AddCheckpoint, format_add_checkpoint, parse_add_checkpoint
from comity.tlog.errors import Malformed, MalformedNote, MalformedProof
from comity.tlog.note import parse_note

NOTE = (
    b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz"
    "Gku9nTo+zyWE+xeMcTOAYQ8=\n".encode()
)
HASH = b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="


@pytest.mark.parametrize("hashes", [0, 1, 2, 63])
@pytest.mark.parametrize("old", [0, 1, 2**63 - 1])
def test_a_request_reads_back_as_it_was_written(old: int, hashes: int) -> None:
    data = b"old %d\n" % old + (HASH + b"\n") * hashes + b"\n" + NOTE
    request = parse_add_checkpoint(data)
    assert (request.old_size, len(request.proof), request.note) == (old, hashes, parse_note(NOTE))
    assert format_add_checkpoint(request) == data


@pytest.mark.parametrize(
    "head",
    [b"", b"old", b"old ", b"old  1", b" old 1", b"Old 1", b"old\t1", b"old 01", b"old 00", b"old +1", b"old -1", b"old 1 ",
     b"old 1_0", "old ١".encode(), b"old 1.0", b"old 0x1", b"old 9223372036854775808", b"old " + b"9" * 5000, b"old 1\r",
     b"old 1\n" + HASH + b"\r", b"old 1\n" + HASH[:-1], b"old 1\n " + HASH, b"old 1\nPlRN", b"old 1\nzzzz" + HASH,
     b"old 1\n" + HASH[:-2] + b"x=", b"old 1\n" + b"\n".join([HASH] * 64), b"\nold 1"],
)  # fmt: skip
def test_another_spelling_is_malformed(head: bytes) -> None:
    with pytest.raises(MalformedProof):
        parse_add_checkpoint(head + b"\n\n" + NOTE)


@pytest.mark.parametrize(
    "data", [b"old 1\n" + NOTE[:20], b"old 1\n\n", b"old 1\n\n" + NOTE[:-1], b"old 1\n\n\n" + b"x\n"]
)
def test_what_follows_is_a_note(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_add_checkpoint(data)
    with pytest.raises(MalformedNote):
        parse_add_checkpoint(b"old 1\n\n" + NOTE[:-1])


def test_the_text_of_the_note_is_not_looked_at() -> None:
    note = parse_note(b"anything\n\n" + NOTE.rpartition(b"\n\n")[2])
    data = b"old 0\n\n" + b"anything\n\n" + NOTE.rpartition(b"\n\n")[2]
    assert parse_add_checkpoint(data) == AddCheckpoint(0, (), note)


def test_what_cannot_be_read_is_not_written() -> None:
    note = parse_note(NOTE)
    for request in (
        AddCheckpoint(-1, (), note),
        AddCheckpoint(1, (b"x",), note),
        AddCheckpoint(1, (bytes(32),) * 64, note),
    ):
        with pytest.raises(MalformedProof):
            format_add_checkpoint(request)
