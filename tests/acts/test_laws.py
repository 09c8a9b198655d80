# SPDX-License-Identifier: Apache-2.0
"""Laws of the encoding, for random acts of every type."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.acts.canonical import HEADER, decode_act, encode_act
from comity.acts.catalogue import ACTS
from comity.acts.envelope import Act
from comity.acts.errors import MalformedAct
from tests.acts.samples import full_act
from tests.acts.strategies import acts

any_act = st.sampled_from(sorted(ACTS)).flatmap(lambda kind: acts(ACTS[kind]))
lawful = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def judge_changed(text: bytes, act: Act) -> None:
    """Changed octets are refused, or are the octets of another act."""
    try:
        read = decode_act(text)
    except MalformedAct:
        return
    assert read != act
    assert encode_act(read) == text


@pytest.mark.parametrize("kind", ACTS)
def test_decoding_undoes_encoding(kind: str) -> None:
    @settings(lawful, max_examples=8)
    @given(acts(ACTS[kind]))
    def law(act: Act) -> None:
        text = encode_act(act)
        assert decode_act(text) == act
        assert encode_act(decode_act(text)) == text

    law()


@settings(lawful, max_examples=100)
@given(any_act, st.data())
def test_one_byte_more_less_or_other_is_refused_or_another_act(act: Act, data: st.DataObject) -> None:
    text = encode_act(act)
    for _ in range(20):
        at = data.draw(st.integers(0, len(text) - 1))
        byte = bytes([text[at] ^ data.draw(st.integers(1, 255))])
        judge_changed(text[:at] + byte + text[at + 1 :], act)
        judge_changed(text[:at] + text[at + 1 :], act)
        judge_changed(text[:at] + byte + text[at:], act)


@pytest.mark.parametrize("kind", ACTS)
def test_a_flipped_bit_at_every_place_is_refused_or_makes_another_act(kind: str) -> None:
    act = full_act(kind)
    text = encode_act(act)
    for at in range(len(text)):
        judge_changed(text[:at] + bytes([text[at] ^ 1 << at % 8]) + text[at + 1 :], act)


def test_every_other_byte_at_every_place_is_refused_or_makes_another_statement() -> None:
    act = full_act("MakeStatement")
    text = encode_act(act)
    for at in range(len(HEADER), len(text)):
        for byte in range(256):
            if byte != text[at]:
                judge_changed(text[:at] + bytes([byte]) + text[at + 1 :], act)
