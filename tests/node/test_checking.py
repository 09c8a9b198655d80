# SPDX-License-Identifier: Apache-2.0
"""Checking signatures on other threads or processes: the same verdicts, in the same order, whatever the parts."""

from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from comity.node.checking import check_on
from tests.cast.keys import note_signer

SIGNERS = [note_signer(code) for code in ("ARD", "BOR", "COR")]
CHECKS = [
    (SIGNERS[number % 3].vkey, b"%d" % number, SIGNERS[(number + (number % 7 == 0)) % 3].sign(b"%d" % number))
    for number in range(23)
]
VERDICTS = [number % 7 != 0 for number in range(23)]


@pytest.mark.parametrize("parts", [1, 2, 3, 22, 23, 24, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 23])
def test_verdicts_come_in_the_order_of_the_checks(parts: int, count: int) -> None:
    with ThreadPoolExecutor(2) as executor:
        assert list(check_on(executor, parts)(CHECKS[:count])) == VERDICTS[:count]


def test_processes_give_the_same_verdicts() -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        check = check_on(executor, 2)
        running = [check(CHECKS), check(CHECKS[:5])]
        assert [list(verdicts) for verdicts in running] == [VERDICTS, VERDICTS[:5]]


def test_the_work_begins_before_anybody_asks_for_verdicts() -> None:
    def begun(executor: Executor) -> list[bool]:
        verdicts = check_on(executor, 2)(CHECKS)
        executor.shutdown()
        return list(verdicts)

    assert begun(ThreadPoolExecutor(2)) == VERDICTS
