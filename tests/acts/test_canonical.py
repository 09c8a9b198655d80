# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON: one spelling for every act, whatever objects it was made of."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from comity.acts.canonical import HEADER, decode_act, encode_act
from comity.acts.catalogue import ACTS
from comity.acts.envelope import Act
from comity.acts.errors import MalformedAct, MalformedText, UnknownAct
from comity.acts.proposals import MakeStatement
from comity.acts.silence import Object
from tests.acts.samples import LEAST_ENVELOPE, PROPOSAL, full_act, least_act


def text_of(tree: Any) -> bytes:
    """An act text of plain JSON values, canonical in every respect but what the values say."""
    return HEADER + msgspec.json.encode(tree, order="sorted") + b"\n"


def objects(value: Any, tree: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every struct of an act beside the JSON object that says it."""
    if isinstance(value, msgspec.Struct):
        yield value, tree
        for field in value.__struct_fields__:
            if field in tree:
                yield from objects(getattr(value, field), tree[field])
    elif isinstance(value, tuple):
        for part, branch in zip(value, tree, strict=True):
            yield from objects(part, branch)


def defaults(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """The fields a struct may leave out, with their defaults."""
    return {field.name: field.default for field in msgspec.structs.fields(struct) if not field.required}


def plain(act: Act) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(encode_act(act).removeprefix(HEADER))
    return tree


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("make", [full_act, least_act])
def test_an_act_comes_back_as_it_was(kind: str, make: Any) -> None:
    act = make(kind)
    assert decode_act(encode_act(act)) == act


@pytest.mark.parametrize("kind", ACTS)
def test_keys_are_sorted_at_every_depth_and_nothing_stands_between_tokens(kind: str) -> None:
    line = encode_act(full_act(kind)).removeprefix(HEADER)[:-1]
    assert line.decode() == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("make", [full_act, least_act])
def test_a_default_written_out_is_refused_at_every_depth(kind: str, make: Any) -> None:
    act = make(kind)
    tree = plain(act)
    written_out = 0
    for struct, branch in objects(act, tree):
        for field, default in defaults(type(struct)).items():
            before = branch.copy()
            branch[field] = default
            with pytest.raises(MalformedAct, match="not canonical"):
                decode_act(text_of(tree))
            branch.clear()
            branch.update(before)
            written_out += 1
    assert decode_act(text_of(tree)) == act
    assert written_out >= len(defaults(Act))


@pytest.mark.parametrize("kind", ACTS)
def test_an_unknown_key_is_refused_at_every_depth(kind: str) -> None:
    act = full_act(kind)
    tree = plain(act)
    for _, branch in objects(act, tree):
        branch["unheard_of"] = ""
        with pytest.raises(MalformedAct, match="unheard_of"):
            decode_act(text_of(tree))
        del branch["unheard_of"]
    assert decode_act(text_of(tree)) == act


def test_the_bytes_depend_on_what_an_act_says_and_not_on_the_objects_it_is_made_of() -> None:
    said: dict[str, Any] = {**LEAST_ENVELOPE, **PROPOSAL, "kind": "support", "text": "Arden agrees."}
    plain_words = MakeStatement(**said, language="en")
    other_objects = MakeStatement(**said | {"by": ["ARD"], "seq": [1]}, language="EN".lower(), paragraphs=[])  # type: ignore[arg-type]  # as a form hands them over
    assert encode_act(other_objects) == encode_act(plain_words)


@pytest.mark.parametrize("reason", ["\ud800", "a\udfffb", "\ude00\ud83d"])
def test_a_lone_surrogate_is_not_written(reason: str) -> None:
    with pytest.raises(MalformedText):
        encode_act(Object(**LEAST_ENVELOPE, **PROPOSAL, reason=reason))


@pytest.mark.parametrize("reason", ["\t", "\x7f", "\u202e", "e\u0301", "\ue000"])
def test_what_no_reader_would_accept_is_not_written(reason: str) -> None:
    with pytest.raises(MalformedText):
        encode_act(Object(**LEAST_ENVELOPE, **PROPOSAL, reason=reason))


@pytest.mark.parametrize("fields", [{"office": "x" * 201}, {"by": ("ard",)}, {"nonce": ""}, {"seq": (2**70,)}])
def test_values_that_no_reader_would_accept_are_not_written(fields: dict[str, Any]) -> None:
    with pytest.raises(MalformedAct):
        encode_act(Object(**LEAST_ENVELOPE | fields, **PROPOSAL))


def test_an_error_says_in_which_act_and_where() -> None:
    text = encode_act(least_act("Mark")).replace(b'"seq":[1]', b'"seq":[0]')
    with pytest.raises(MalformedAct, match=r"^Mark: .* at `\$\.seq\[0\]`$"):
        decode_act(text)


def test_an_error_repeats_only_the_beginning_of_an_unknown_type() -> None:
    with pytest.raises(UnknownAct, match=r"^no act is called 'X{40}' in this version$"):
        decode_act(text_of({"type": "X" * 50_000}))
