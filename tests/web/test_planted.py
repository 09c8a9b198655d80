# SPDX-License-Identifier: Apache-2.0
"""The tables of access catch what is planted; here two of the bugs, all of them by ``python -m tests.web.planted``."""

from tests.web.planted import BUGS, NONE, SOURCE, campaign

SHORT = {"drafts of others are there for programs", "a key does more than its scopes"}


def test_what_is_planted_is_caught_and_nothing_else() -> None:
    chosen = [NONE._replace(table="api"), *(bug for bug in BUGS if bug.name in SHORT)]
    assert {bug.name for bug, told in campaign(chosen) if told} == SHORT


def test_every_bug_can_still_be_planted() -> None:
    assert len(BUGS) >= 20
    assert [bug.name for bug in BUGS if (SOURCE / bug.file).read_text(encoding="utf-8").count(bug.right) != 1] == []
