# SPDX-License-Identifier: Apache-2.0
"""The layout we write is the one of tlog-tiles, and our own reader checks all of it."""

from hashlib import sha256
from pathlib import Path

import pytest

from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.errors import MalformedBundle, TlogError, UnverifiedCosignature, UnverifiedNote, UnverifiedProof
from comity.tlog.tree_head import Checkpoint
from tests.cast.keys import log_signers, witness_signers
from tests.interop.layout import Reading, files, paths, publish, read, sample_entries

ORIGIN = "exercise.example/record"
SIGNERS = (*log_signers(ORIGIN), *witness_signers("ARD"))
VKEYS = [signer.vkey for signer in SIGNERS]
TIMESTAMP = 1_790_000_000


def published(directory: Path, old_size: int, size: int) -> Path:
    publish(directory, sample_entries(size), (old_size, size), SIGNERS, TIMESTAMP)
    return directory


def read_back(directory: Path, old_size: int, step: int = 1) -> Reading:
    return read(directory, directory / f"checkpoint.{old_size}", step, VKEYS)


def test_three_entries_are_these_files(tmp_path: Path) -> None:
    publish(tmp_path, [b"one", b"two", b"three"], (2, 3), SIGNERS, TIMESTAMP)
    one, two, three = (sha256(b"\0" + entry).digest() for entry in (b"one", b"two", b"three"))
    pair = sha256(b"\1" + one + two).digest()
    root = sha256(b"\1" + pair + three).digest()
    written = files(tmp_path)
    assert {path: data for path, data in written.items() if path.startswith("tile/")} == {
        "tile/0/000.p/2": one + two,
        "tile/0/000.p/3": one + two + three,
        "tile/entries/000.p/2": b"\0\3one\0\3two",
        "tile/entries/000.p/3": b"\0\3one\0\3two\0\5three",
    }
    assert sorted(set(written) - {path for path in written if path.startswith("tile/")}) == [
        "checkpoint",
        "checkpoint.2",
        "checkpoint.3",
    ]
    assert written["checkpoint"] == written["checkpoint.3"]
    assert read_back(tmp_path, 2) == Reading(
        entries=3,
        entry_bytes=11,
        bundles=1,
        tiles=1,
        proven=3,
        old_size=2,
        proofs=sha256(two + three + one + three + pair + three).hexdigest(),
        root=root.hex(),
    )


def test_the_edges_of_tiles_are_these_files(tmp_path: Path) -> None:
    assert set(files(published(tmp_path, 255, 257))) == {
        "checkpoint",
        "checkpoint.255",
        "checkpoint.257",
        "tile/0/000",
        "tile/0/000.p/255",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/000.p/255",
        "tile/entries/001.p/1",
    }


@pytest.mark.parametrize(
    ("old_size", "size", "bundles", "tiles"),
    [(1, 2, 1, 1), (1, 256, 1, 2), (255, 256, 1, 2), (256, 257, 2, 3), (300, 513, 3, 4), (513, 1024, 4, 5)],
)
def test_a_record_reads_back_as_it_was_published(
    tmp_path: Path, old_size: int, size: int, bundles: int, tiles: int
) -> None:
    published(tmp_path, old_size, size)
    reading = read_back(tmp_path, old_size)
    assert set(files(tmp_path)) == paths((old_size, size))
    assert reading == Reading(
        entries=size,
        entry_bytes=sum(map(len, sample_entries(size))),
        bundles=bundles,
        tiles=tiles,
        proven=size,
        old_size=old_size,
        proofs=reading.proofs,
        root=reading.root,
    )


def test_a_third_level_begins_at_65536(tmp_path: Path) -> None:
    published(tmp_path, 65_535, 65_537)
    assert {path for path in files(tmp_path) if path.startswith(("tile/1/", "tile/2/"))} == {
        "tile/1/000",
        "tile/1/000.p/255",
        "tile/2/000.p/1",
    }
    assert read_back(tmp_path, 65_535, step=9_973).proven == 8


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("tile/entries/000", MalformedBundle),
        ("tile/entries/001.p/44", UnverifiedProof),
        ("tile/0/001.p/44", UnverifiedProof),
        ("tile/1/000.p/1", UnverifiedProof),
    ],
)
def test_a_changed_file_is_refused(tmp_path: Path, path: str, error: type[TlogError]) -> None:
    changed = published(tmp_path, 10, 300) / path
    data = changed.read_bytes()
    # The first byte of a bundle is the length of an entry, the last one is of an entry.
    at = 0 if path == "tile/entries/000" else -1
    changed.write_bytes(data[:at] + bytes([data[at] ^ 1]) + (data[at + 1 :] if at == 0 else b""))
    with pytest.raises(error):
        read_back(tmp_path, 10)


def test_a_missing_signature_is_refused(tmp_path: Path) -> None:
    path = published(tmp_path, 10, 300) / "checkpoint"
    note = path.read_bytes()
    path.write_bytes(note[: note.rindex("\n— ".encode()) + 1])
    with pytest.raises(UnverifiedNote):
        read_back(tmp_path, 10)


def test_a_cosignature_of_another_time_is_refused(tmp_path: Path) -> None:
    path = published(tmp_path, 10, 300) / "checkpoint"
    later = tmp_path / "later"
    publish(later, sample_entries(300), (300,), SIGNERS, TIMESTAMP + 1)
    lines = path.read_bytes().split(b"\n")
    mixed = later.joinpath("checkpoint").read_bytes().split(b"\n")[5]
    # The line of the registry's 0x06 key: its key ID and timestamp are 16 characters of base64, then the signature.
    head = len(f"— {ORIGIN} ".encode()) + 16
    path.write_bytes(b"\n".join([*lines[:5], lines[5][:head] + mixed[head:], *lines[6:]]))
    with pytest.raises(UnverifiedCosignature):
        read_back(tmp_path, 10)


def test_an_older_tree_that_did_not_grow_into_this_one_is_refused(tmp_path: Path) -> None:
    path = published(tmp_path, 10, 300) / "checkpoint.10"
    path.write_bytes(sign_checkpoint(Checkpoint(ORIGIN, 10, bytes(32)), SIGNERS, TIMESTAMP))
    with pytest.raises(UnverifiedProof):
        read_back(tmp_path, 10)
