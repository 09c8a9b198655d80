# SPDX-License-Identifier: Apache-2.0
"""The short form of the fuzz campaign, and tests of the fuzzer itself: it must find what is there."""

from random import Random

import pytest

from tests.fuzz.campaign import LEAST_LAST, TARGETS, Tally, judged, made
from tests.fuzz.target import Broken, Target, Verdict

SEED = 20_261_123
COUNTS = {"receipt": 300, "evidence": 150, "certificate": 300}
PLENTY = 2_800
"""Inputs for a parser that takes little time."""


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_accepted(name: str) -> None:
    target = TARGETS[name]
    assert [target.judge(seed, keys_at_hand=False) for seed in target.seeds] == [Verdict.ACCEPTED] * len(target.seeds)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_the_error_tree_is_raised_and_nothing_has_a_second_form(name: str) -> None:
    tally = judged(TARGETS[name], SEED, range(COUNTS.get(name, PLENTY)))
    assert [(finding.number, finding.report) for finding in tally.findings] == []
    assert tally.verdicts[name, Verdict.ACCEPTED] > 0
    assert tally.last(name) >= LEAST_LAST / 2


def test_a_seed_makes_the_same_inputs_again() -> None:
    for name in ("note", "policy", "tile", "act", "entry", "tlog-proof"):
        inputs = [made(TARGETS[name], SEED, number) for number in range(20)]
        assert inputs == [made(TARGETS[name], SEED, number) for number in range(20)]
        assert inputs != [made(TARGETS[name], SEED + 1, number) for number in range(20)]


def lenient(data: bytes, *, keys_at_hand: bool) -> Verdict:
    """A parser of `yes` lines that takes other case, and stumbles over what is not ASCII."""
    del keys_at_hand
    text = data.decode("ascii")
    if text.lower() != "yes\n":
        return Verdict.EARLY
    if text != "yes\n":
        raise Broken("accepted in a second form")
    return Verdict.ACCEPTED


def test_a_parser_that_is_lenient_or_stumbles_is_found_out() -> None:
    def rebuild(rng: Random, data: bytes) -> bytes:
        return data.replace(b"y", rng.choice((b"y", b"Y")))

    toy = Target("toy", "nothing", 1, [b"yes\n"], lenient, rebuild)
    reports = [finding.report for finding in judged(toy, SEED, range(500)).findings]
    assert any("second form" in report for report in reports)
    assert any("UnicodeDecodeError" in report for report in reports)


def test_the_tally_adds_up() -> None:
    one, other = (judged(TARGETS["act"], SEED, numbers) for numbers in (range(50), range(50, 90)))
    whole = Tally()
    whole.add(one)
    whole.add(other)
    assert whole.count == 90
    assert whole.verdicts == judged(TARGETS["act"], SEED, range(90)).verdicts
    early = whole.verdicts["act", Verdict.EARLY]
    assert whole.last("act") == 1 - early / 90
