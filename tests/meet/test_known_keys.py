# SPDX-License-Identifier: Apache-2.0
"""The file of keys: one verifier key of a node a line, and nothing else."""

from pathlib import Path

import pytest

from comity.meet.errors import KeysUnreadable
from comity.meet.known_keys import KnownKeys
from comity.tlog.vkey import ED25519, format_vkey, verifier_key
from tests.cast.keys import note_signer, vkey_of, witness_signers

ARD = note_signer("ARD/node").vkey
SMALL_ORDER = verifier_key("ARD/node", ED25519, bytes([1]) + bytes(31))


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_keys_are_known_by_name_and_id(tmp_path: Path) -> None:
    lines = ["# Arden", vkey_of(note_signer("ARD/node")), "", vkey_of(note_signer("ARD/node#2"))]
    keys = KnownKeys(write(tmp_path / "keys", *lines))
    later = note_signer("ARD/node#2").vkey
    assert keys.find("ARD/node", ARD.key_id) == ARD
    assert keys.find("ARD/node", later.key_id) == later
    assert keys.find("BOR/node", ARD.key_id) is None
    assert keys.find("ARD/node", bytes(4)) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no key", "line 2: not a verifier key"),
        (vkey_of(note_signer("ARD")), "line 2: not the Ed25519 key, CODE/node, with which a node signs"),
        (vkey_of(note_signer("/node")), "line 2: not the Ed25519 key, CODE/node, with which a node signs"),
        (vkey_of(witness_signers("ARD")[0]), "line 2: not the Ed25519 key, CODE/node, with which a node signs"),
        (format_vkey(SMALL_ORDER), "line 2: not the Ed25519 key, CODE/node, with which a node signs"),
        (vkey_of(note_signer("BOR/node")) + " ", "line 2: not a verifier key"),
    ],
    ids=["no key", "for acts", "of nobody", "for cosigning", "of small order", "a space more"],
)
def test_a_line_that_is_no_key_of_a_node_is_told(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path / "keys", vkey_of(note_signer("ARD/node")), line)
    with pytest.raises(KeysUnreadable) as caught:
        KnownKeys(path)
    assert str(caught.value) == f"{path}, {message}"


def test_a_file_without_keys_or_no_file_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "keys", "# none")
    with pytest.raises(KeysUnreadable) as caught:
        KnownKeys(path)
    assert str(caught.value) == f"{path} holds no key: nobody's letters would be taken"
    with pytest.raises(KeysUnreadable) as caught:
        KnownKeys(tmp_path / "nowhere")
    assert str(caught.value) == f"{tmp_path / 'nowhere'}: No such file or directory"


def test_a_file_that_goes_away_leaves_the_keys_of_before(tmp_path: Path) -> None:
    path = write(tmp_path / "keys", vkey_of(note_signer("ARD/node")))
    keys = KnownKeys(path)
    path.unlink()
    assert keys.find("ARD/node", ARD.key_id) == ARD
    assert keys.problem == f"{path}: No such file or directory"
    write(path, vkey_of(note_signer("BOR/node")))
    assert keys.find("ARD/node", ARD.key_id) is None
    assert keys.problem == ""
