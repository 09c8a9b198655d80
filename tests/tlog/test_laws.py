# SPDX-License-Identifier: Apache-2.0
"""Laws: parse and format are inverse, what is proved is checked, and nothing but our own errors comes out."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.tlog.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint, sign_checkpoint
from comity.tlog.cosignature import verify_cosignature
from comity.tlog.errors import Malformed, TlogError, UnverifiedProof
from comity.tlog.merkle import (
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    hash_reader,
    inclusion_proof,
    leaf_hash,
    node_hash,
    tree_root,
)
from comity.tlog.note import SignatureLine, format_note, parse_note, sign_note
from comity.tlog.policy import format_policy, parse_policy
from comity.tlog.proof import Proof, format_proof, parse_proof
from comity.tlog.tile import (
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_entries_path,
    parse_tile_path,
    tile_path,
)
from comity.tlog.vkey import format_vkey, is_key_name, parse_vkey, verifier_key
from comity.tlog.wire import format_base64, parse_base64, parse_decimal
from tests.tlog.keys import ARD, LOG, ORIGIN, WITNESSES, seed
from tests.tlog.vectors import OWN, cases, octets

law = settings(max_examples=60, deadline=None, database=None, derandomize=True)

LEAVES = [leaf_hash(b"%d" % index) for index in range(600)]
names = st.text(st.characters(codec="utf-8", min_codepoint=0x21), min_size=1, max_size=40).filter(is_key_name)
lines = st.builds(SignatureLine, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=100))
texts = st.text(st.characters(codec="utf-8", min_codepoint=0x20) | st.just("\n")).map(lambda text: f"{text}\n".encode())
origins = st.text(st.characters(codec="utf-8", min_codepoint=0x20), min_size=1, max_size=60)
checkpoints = st.builds(Checkpoint, origins, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
sizes = st.integers(0, 600)


@law
@given(st.binary())
def test_base64(data: bytes) -> None:
    assert parse_base64(format_base64(data)) == data


@law
@given(st.text("=+/AZaz09_- \n").map(str.encode))
def test_base64_has_one_spelling(encoded: bytes) -> None:
    data = parse_base64(encoded)
    assert data is None or format_base64(data) == encoded


@law
@given(st.integers(0, 2**63 - 1))
def test_decimals(number: int) -> None:
    assert parse_decimal(b"%d" % number) == number


@law
@given(names, st.sampled_from([1, 4]), st.binary(min_size=32, max_size=32))
def test_verifier_keys(name: str, kind: int, public: bytes) -> None:
    vkey = verifier_key(name, kind, public)
    assert parse_vkey(format_vkey(vkey)) == vkey


@law
@given(texts, st.lists(lines, min_size=1, max_size=5))
def test_notes(text: bytes, signature_lines: list[SignatureLine]) -> None:
    note = parse_note(format_note(text, signature_lines))
    assert (note.text, note.lines) == (text, tuple(signature_lines))


@law
@given(checkpoints)
def test_checkpoints(checkpoint: Checkpoint) -> None:
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@law
@given(st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_tile_paths(level: int, index: int, width: int) -> None:
    tile = parse_tile_path(tile_path(level, index, width))
    assert (tile.level, tile.index, tile.width) == (level, index, width)
    entries = parse_entries_path(entries_path(index, width))
    assert (entries.level, entries.index, entries.width) == (0, index, width)


@law
@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@law
@given(
    st.integers(0, 41),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=200),
)
def test_proofs(index: int, nodes: list[bytes], extra: bytes) -> None:
    note = parse_note(sign_checkpoint(Checkpoint(ORIGIN, 42, seed("root")), [LOG], 1))
    proof = Proof(index, tuple(nodes), note, extra)
    assert parse_proof(format_proof(proof)) == proof


@law
@given(st.lists(st.integers(0, 200), max_size=8))
def test_a_frontier_is_its_tree_however_it_was_extended(steps: list[int]) -> None:
    frontier, size = Frontier(), 0
    for step in steps:
        batch = LEAVES[size : size + step]
        frontier, size = frontier.extend(batch), size + len(batch)
        assert (frontier.size, frontier.root()) == (size, tree_root(LEAVES[:size]))


@law
@given(st.tuples(sizes, sizes).map(sorted), st.data())
def test_what_is_proved_is_checked(pair: list[int], data: st.DataObject) -> None:
    old_size, size = pair
    read, root, old_root = hash_reader(LEAVES), tree_root(LEAVES[:size]), tree_root(LEAVES[:old_size])
    check_consistency(consistency_proof(read, old_size, size), old_size, old_root, size, root)
    if size:
        index = data.draw(st.integers(0, size - 1))
        proof = inclusion_proof(read, index, size)
        check_inclusion(proof, index, size, LEAVES[index], root)
        at = data.draw(st.integers(0, max(0, len(proof) - 1)))
        forged = (*proof[:at], node_hash(root, root), *proof[at + 1 :])
        with pytest.raises(UnverifiedProof):
            check_inclusion(forged, index, size, LEAVES[index], root)


@st.composite
def edited(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """One small change to valid bytes: the inputs most likely to reach the last check."""
    data = draw(st.sampled_from(seeds))
    at = draw(st.integers(0, len(data)))
    snippet = draw(st.sampled_from([b"", b"\n", b"\n\n", b" ", b"=", b"+", b"0", b"A", b"\x00", b"\xff", b"x", b"#"]))
    return data[:at] + snippet + data[at + draw(st.integers(0, 2)) :]


PARSERS: dict[str, tuple[list[bytes], Callable[[bytes], bytes]]] = {
    "note": (
        [sign_note("Arden proposes.\n\né\n".encode(), [ARD]), sign_note(b"\n", [ARD, ARD])],
        lambda data: format_note((note := parse_note(data)).text, note.lines),
    ),
    "checkpoint": (
        [format_checkpoint(Checkpoint(ORIGIN, 42, seed("root")))],
        lambda data: format_checkpoint(parse_checkpoint(data)),
    ),
    "vkey": (
        [format_vkey(ARD.vkey).encode()],
        lambda data: format_vkey(parse_vkey(data.decode(errors="surrogateescape"))).encode(),
    ),
    "proof": (
        [octets(case.values[0]["proof"]) for case in cases("proof") if "refused" not in case.values[0]],
        lambda data: format_proof(parse_proof(data)),
    ),
    "tile path": (
        [b"tile/1/x001/x234/067.p/5", b"tile/0/000"],
        lambda data: tile_path(
            (tile := parse_tile_path(data.decode("latin-1"))).level, tile.index, tile.width
        ).encode(),
    ),
    "bundle": (
        [encode_bundle([b"one", b"", b"three"])],
        lambda data: encode_bundle(decode_bundle(data, 3)),
    ),
}


@pytest.mark.parametrize("noun", PARSERS)
def test_edited_bytes_are_refused_or_come_back_as_they_were(noun: str) -> None:
    seeds, read_and_write = PARSERS[noun]

    @settings(law, max_examples=150)
    @given(edited(seeds))
    def check(data: bytes) -> None:
        try:
            again = read_and_write(data)
        except Malformed:
            return
        assert again == data

    check()


POLICIES = [octets(case.values[0]["canonical"]) for case in cases("policy") if "refused" not in case.values[0]]


@settings(law, max_examples=150)
@given(edited(POLICIES))
def test_edited_policies_are_refused_or_keep_their_meaning(data: bytes) -> None:
    try:
        policy = parse_policy(data)
    except Malformed:
        return
    assert parse_policy(format_policy(policy)) == policy


@law
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_raise_only_errors_of_the_tree(data: bytes, more: bytes) -> None:
    vkey = WITNESSES["ARD"].vkey
    calls: list[Callable[[], Any]] = [
        lambda: parse_note(data),
        lambda: parse_note(data + b"\n\n" + more),
        lambda: parse_checkpoint(data),
        lambda: parse_policy(data),
        lambda: parse_proof(data),
        lambda: parse_proof(b"c2sp.org/tlog-proof@v1\n" + data),
        lambda: parse_vkey(data.decode("latin-1")),
        lambda: parse_tile_path(data.decode("latin-1")),
        lambda: decode_bundle(data, len(more)),
        lambda: verify_cosignature(vkey, b"a\n1\n" + b"A" * 43 + b"=\n", SignatureLine(vkey.name, vkey.key_id, data)),
        lambda: check_inclusion((data,), len(more), len(data), more, data),
        lambda: check_consistency((data, more), len(more), more, len(data), data),
    ]
    for call in calls:
        try:
            call()
        except TlogError:
            continue


def test_every_folder_of_vectors_is_described_and_says_both_yes_and_no() -> None:
    readme = (OWN / "README.md").read_text()
    described = {row.split("`")[1] for row in readme.splitlines() if row.startswith("| `") and row.count("|") == 4}
    assert described == {folder.name for folder in OWN.iterdir() if folder.is_dir()}
    for noun in described:
        answers = [case.values[0].get("refused") or case.values[0].get("accept", True) for case in cases(noun)]
        assert True in answers, noun
        assert set(answers) - {True}, noun
