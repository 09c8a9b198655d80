# SPDX-License-Identifier: Apache-2.0
"""Checking signatures on other processes, so that a node that catches up uses every core."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor

from comity.record.replay import Check, Checker, check_here


def check_on(executor: Executor, parts: int) -> Checker:
    """Give a checker that splits its checks into ``parts`` and lets an executor work on them while the fold goes on."""

    def check(checks: Sequence[Check]) -> Iterable[bool]:
        share = -(-len(checks) // parts) or 1
        results = executor.map(check_here, [checks[start : start + share] for start in range(0, len(checks), share)])
        return _joined(results)

    return check


def _joined(results: Iterable[Sequence[bool]]) -> Iterator[bool]:
    for verdicts in results:
        yield from verdicts
