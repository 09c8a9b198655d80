# SPDX-License-Identifier: Apache-2.0
"""The short form of the simulation, and tests of the simulation itself: it must find what is there, and play a seed again."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from comity.acts import signed
from comity.rules import fold
from comity.tlog import note
from comity.tlog.vkey import ALGORITHMS, verify
from tests.cast.keys import note_signer, witness_signers
from tests.faults.planted import PLANTED
from tests.simulation.keyed import keyed, keyed_hash
from tests.simulation.loaded import MENDED, OCCASIONS
from tests.simulation.plan import CONDUCTS, plan_of
from tests.simulation.play import play
from tests.simulation.remembered import REMEMBERED, remembered

ROOT = Path(__file__).parents[2]
SEEDS = range(15)


@pytest.mark.parametrize("witnesses", [4, 5, 6, 7])
def test_every_invariant_holds(witnesses: int) -> None:
    results = [play(seed, witnesses) for seed in SEEDS]
    assert [(result.seed, result.flaw) for result in results if result.flaw] == []
    assert {"adopted_by_silence", "objected"} <= {result.outcome for result in results}
    assert sum(result.confirmed for result in results) > len(SEEDS)


@pytest.mark.parametrize("name", OCCASIONS)
def test_a_planted_bug_is_found(name: str) -> None:
    command = [sys.executable, "-m", "tests.simulation", "--planted", name, "--seeds", "40"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 1, said.stdout + said.stderr
    assert any(words in said.stdout for words in OCCASIONS[name].words), said.stdout + said.stderr


@pytest.mark.parametrize("name", OCCASIONS)
def test_on_the_occasions_of_a_planted_bug_nothing_goes_wrong_without_it(name: str) -> None:
    assert name in PLANTED
    assert [play(seed, 4 + seed, plan=OCCASIONS[name].plan).flaw for seed in range(2)] == ["", ""]


@pytest.mark.parametrize("name", MENDED)
def test_what_was_mended_is_not_found_again(name: str) -> None:
    plan, seed, witnesses = MENDED[name]
    assert play(seed, witnesses, plan=plan).flaw == ""


def test_a_seed_plays_again_event_by_event() -> None:
    first, again, other = (play(seed, 4, traced=True) for seed in (9, 9, 10))
    assert first == again
    assert first.trace != other.trace
    assert len(first.trace) > 10


def test_a_seed_plays_the_same_in_another_process() -> None:
    """Another process hashes strings otherwise: no order may hang on that."""
    command = [sys.executable, "-m", "tests.simulation", "--seed", "11", "--witnesses", "5", "--trace"]
    environments = [{"PYTHONHASHSEED": number, "PATH": ""} for number in ("1", "2")]
    one, other = (
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment).stdout
        for environment in environments
    )
    assert one == other


def test_real_keys_play_the_same_seed_to_the_same_end() -> None:
    keyed_result, real = play(1, 4), play(1, 4, real=True)
    assert real == keyed_result


def test_the_plans_hold_every_conduct_and_every_mishap() -> None:
    plans = [plan_of(Random(seed), 5) for seed in range(300)]
    assert {plan.conduct for plan in plans} == set(CONDUCTS)
    for name in ("colluding", "loss", "late", "cuts", "crashes", "dark", "registry_crashes", "backups", "doubles"):
        assert 30 < sum(bool(getattr(plan, name)) for plan in plans) < 300, name
    for name in ("change_at", "wrong_clock", "lost_at", "deposed_at", "is_stale", "split"):
        assert 15 < sum(bool(getattr(plan, name)) for plan in plans) < 200, name


def test_a_keyed_hash_is_in_the_place_of_signatures_only_inside() -> None:
    before = dict(ALGORITHMS)
    for real in (note_signer("ARD"), *witness_signers("ARD")):
        signer = keyed(real.vkey)
        with keyed_hash():
            signature = signer.sign(b"message")
            assert len(signature) == len(real.sign(b"message"))
            assert verify(signer.vkey, b"message", signature)
            assert not verify(signer.vkey, b"other message", signature)
            assert not verify(signer.vkey, b"message", signature[:-1] + b"\x01")
        assert not verify(signer.vkey, b"message", signature)
    assert before == ALGORITHMS


def test_pure_functions_remember_only_inside() -> None:
    places = ((fold, "open_forum"), (signed, "decode_act"), (note, "parse_note"))
    before = [getattr(module, name) for module, name in places]
    with remembered():
        assert [getattr(module, name) for module, name in places] == [REMEMBERED[function] for function in before]
    assert [getattr(module, name) for module, name in places] == before
