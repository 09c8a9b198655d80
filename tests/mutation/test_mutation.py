# SPDX-License-Identifier: Apache-2.0
"""The campaign notices what it should: faults that tests catch, faults that they do not, and faults that never end."""

import ast
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.mutation.__main__ import ROOT, drawn, room
from tests.mutation.campaign import Broken, Result, Room, Verdict, run
from tests.mutation.operators import mutants
from tests.mutation.report import EQUIVALENT, key, read_equivalent, write

ROOMS = ("tlog", "rules")

TOY = '''\
"""A toy."""

LIMIT = 18


def is_grown(age: int) -> bool:
    """Tell."""
    return age >= LIMIT


def halve(count: int) -> int:
    """Halve."""
    steps = 0
    while count > 1:
        count //= 2
        steps += 1
    return steps


def unheard(word: str) -> str:
    """Never tested."""
    return word + "!"
'''
TOY_TEST = """\
from toy import halve, is_grown


def test_ages():
    assert (is_grown(30), is_grown(5)) == (True, False)


def test_halving():
    assert halve(8) == 3
"""


@pytest.fixture
def toy(tmp_path: Path) -> Room:
    source, test = tmp_path / "toy.py", tmp_path / "test_toy.py"
    source.write_text(TOY)
    test.write_text(TOY_TEST)
    return Room("toy", tmp_path, tmp_path, (source,), (test,), (tmp_path,))


def campaign(toy: Room, sample: int | None = None) -> list[Result]:
    """Run in a process that has imported nothing of what is tested."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, toy, partial(drawn, (), sample, 1), cpu_seconds=1).result()


def test_every_fault_of_a_toy_gets_its_verdict(toy: Room) -> None:
    results = campaign(toy)
    verdicts = {key(toy, result).removeprefix("toy.py | "): result.verdict for result in results}
    assert verdicts == {
        "module | statement | LIMIT = 18 -> pass": Verdict.KILLED,
        "module | constant | 18 -> 19": Verdict.SURVIVED,
        "module | constant | 18 -> 17": Verdict.SURVIVED,
        "is_grown | return | return age >= LIMIT -> return True": Verdict.KILLED,
        "is_grown | return | return age >= LIMIT -> return False": Verdict.KILLED,
        "is_grown | boundary | age >= LIMIT -> age > LIMIT": Verdict.SURVIVED,
        "is_grown | comparison | age >= LIMIT -> age < LIMIT": Verdict.KILLED,
        "halve | statement | steps = 0 -> pass": Verdict.KILLED,
        "halve | constant | 0 -> 1": Verdict.KILLED,
        "halve | constant | 0 -> -1": Verdict.KILLED,
        "halve | condition | while count > 1: -> while False:": Verdict.KILLED,
        "halve | boundary | count > 1 -> count >= 1": Verdict.KILLED,
        "halve | comparison | count > 1 -> count <= 1": Verdict.KILLED,
        "halve | constant | 1 -> 2": Verdict.KILLED,
        "halve | constant | 1 -> 0": Verdict.KILLED,
        "halve | statement | count //= 2 -> pass": Verdict.TIMEOUT,
        "halve | arithmetic | count //= 2 -> count *= 2": Verdict.TIMEOUT,
        "halve | constant | 2 -> 3": Verdict.KILLED,
        "halve | constant | 2 -> 1": Verdict.TIMEOUT,
        "halve | statement | steps += 1 -> pass": Verdict.KILLED,
        "halve | arithmetic | steps += 1 -> steps -= 1": Verdict.KILLED,
        "halve | constant | 1 -> 2 (#2)": Verdict.KILLED,
        "halve | constant | 1 -> 0 (#2)": Verdict.KILLED,
        "halve | return | return steps -> return 0": Verdict.KILLED,
        "unheard | return | return word + '!' -> return ''": Verdict.UNCOVERED,
        "unheard | constant | '!' -> ''": Verdict.UNCOVERED,
    }
    reasons = read_equivalent("toy.py | module | constant | 18 -> 19\n    Nobody is\n    between.\n")
    assert reasons == {"toy.py | module | constant | 18 -> 19": "Nobody is between."}
    assert write(toy, results, reasons).splitlines()[:5] == [
        "toy:  84.0 %     21 of    25 noticed, 1 more are equivalent",
        "",
        "   84.0 %     21 of    25  toy.py",
        "",
        "Survived: 2",
    ]


def test_tests_that_fail_by_themselves_give_no_verdicts(toy: Room) -> None:
    toy.tests[0].write_text("def test_nothing():\n    assert False\n")
    with pytest.raises(Broken):
        campaign(toy)


def test_a_sample_of_a_room_of_the_house_is_judged() -> None:
    tlog = room("tlog")
    small = replace(
        tlog,
        sources=tuple(source for source in tlog.sources if source.name in {"wire.py", "tree_head.py"}),
        tests=tuple(tlog.tests[0] / name for name in ("test_wire.py", "test_checkpoint.py")),
    )
    results = campaign(small, 40)
    expected = [(source, mutant) for source in small.sources for mutant in mutants(ast.parse(source.read_bytes()))]
    sample = random.Random(1).sample([(source, mutant.key) for source, mutant in expected], 40)
    assert [(result.source, result.mutant.key) for result in results] == sample
    assert Counter(result.verdict for result in results)[Verdict.KILLED] > 0


def test_what_is_called_equivalent_still_exists_and_has_a_reason() -> None:
    reasons = read_equivalent(EQUIVALENT.read_text())
    keys = {
        f"{source.relative_to(ROOT / 'src').as_posix()} | {mutant.key}"
        for name in ROOMS
        for source in room(name).sources
        for mutant in mutants(ast.parse(source.read_bytes()))
    }
    assert set(reasons) - keys == set()
    assert [name for name, reason in reasons.items() if not reason] == []


KEPT = '''\
"""Docstring."""

from collections.abc import Callable
from typing import TypeVar

__all__ = ["x"]
A = TypeVar("A")
Reader = Callable[[int], bytes] | None


def f(x: int = 1, *, y: "tuple[int, ...] | None" = None) -> int | None:
    """Docstring."""
    z: dict[str, list[int]] = {}
    raise ValueError(f"{x} is not 1", "at all")
'''


def test_what_only_people_or_type_checkers_read_is_left_alone() -> None:
    assert [mutant.key for mutant in mutants(ast.parse(KEPT))] == [
        "f | constant | 1 -> 2",
        "f | constant | 1 -> 0",
        "f | statement | z: dict[str, list[int]] = {} -> pass",
        "f | statement | raise ValueError(f'{x} is not 1', 'at all') -> pass",
    ]


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b <= c", ["a <= b <= c", "a >= b <= c", "a < b < c", "a < b > c"]),
        ("a is b", ["a is not b"]),
        ("a not in b", ["a in b"]),
        ("a and b and c", ["a or b or c", "b and c", "a and c", "a and b"]),
        ("not a", ["a"]),
        ("-a", ["a"]),
        ("a << b", ["a >> b"]),
        ("a[1:b]", ["a[:b]", "a[1:]", "a[2:b]", "a[0:b]"]),
        ("a[:-1]", ["a[:]", "a[:1]", "a[:-2]", "a[:-0]"]),
        ("f(a, b=c)", ["f(a)"]),
        ("'x' + b", ["'' + b"]),
        ("Refused('9.1', found=f'{1}', expected='x')", ["Refused('', found=f'{1}', expected='x')"]),
        ("[a for a in b if c]", ["[a for a in b]", "[a for a in b if False]"]),
        ("a if b else c", ["a if True else c", "a if False else c"]),
        ("True", ["False"]),
        ("b''", ["b'mutant'"]),
    ],
)
def test_expressions_are_changed_in_these_ways(source: str, changes: list[str]) -> None:
    changed = []
    for at in range(len(changes) + 1):
        tree = ast.parse(f"x = {source}")
        found = [mutant for mutant in mutants(tree) if mutant.operator != "statement"]
        if at < len(found):
            found[at].plant()
            changed.append(ast.unparse(tree).removeprefix("x = "))
    assert changed == changes


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("if a:\n    return b", ["if True:", "if False:", "pass", "return None"]),
        ("match a:\n    case [b] if c:\n        f()", ["case [b] if False", "case [b]", "pass"]),
        ("for a in b:\n    continue", ["pass"]),
        ("while a:\n    break", ["while False:", "pass"]),
        ("yield a", ["pass"]),
        ("a += b", ["a -= b", "pass"]),
    ],
)
def test_statements_are_changed_in_these_ways(source: str, changes: list[str]) -> None:
    body = "\n".join(f"    {line}" for line in source.splitlines())
    assert [mutant.after for mutant in mutants(ast.parse(f"def f():\n{body}"))] == changes
