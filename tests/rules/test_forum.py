# SPDX-License-Identifier: Apache-2.0
"""The forum as bytes, its clocks, and what stops the process instead of being folded."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from rpds import HashTrieMap, HashTrieSet

from comity.acts.catalogue import ACTS
from comity.acts.parties import Genesis
from comity.bug import Bug
from comity.rules.clocks import set_clock, stop_clock
from comity.rules.fold import PROCEDURES, VERIFYING
from comity.rules.forum import Forum, forum_bytes, witness_quorum
from comity.rules.matter import Matter
from comity.rules.silence import silence_of
from tests.cast.forum import START
from tests.cast.scribe import Scribe
from tests.rules.cases.silence import under_silence

MAPS = tuple(field for field in Forum.__struct_fields__ if field != "spent_keys")


def turned_round(forum: Forum) -> Forum:
    """The same forum with every map and set filled in the opposite order."""
    changes: dict[str, Any] = {"spent_keys": HashTrieSet(sorted(forum.spent_keys, reverse=True))}
    for name in MAPS:
        value = getattr(forum, name)
        if isinstance(value, HashTrieMap):
            changes[name] = HashTrieMap(dict(sorted(value.items(), reverse=True)))
    return replace(forum, **changes)


def test_the_order_of_filling_leaves_no_trace() -> None:
    scribe = Scribe.opened()
    under_silence(scribe)
    forum = turned_round(scribe.state)
    assert forum == scribe.state
    assert forum_bytes(forum) == forum_bytes(scribe.state)


def test_the_bytes_of_a_forum_are_its_fields_in_order() -> None:
    scribe = Scribe.opened()
    under_silence(scribe)
    read = msgspec.json.decode(forum_bytes(scribe.state))
    assert list(read) == sorted(Forum.__struct_fields__)
    assert read["spent_keys"] == sorted(scribe.state.spent_keys)
    assert list(read["parties"]) == sorted(scribe.state.parties.keys())


def test_a_forum_of_anything_else_is_our_mistake() -> None:
    with pytest.raises(Bug, match="a forum holds a complex"):
        forum_bytes(replace(Scribe.opened().state, title=1j))


def test_a_silence_that_never_was_is_our_mistake() -> None:
    with pytest.raises(Bug, match="a silence is asked of a matter in stage proposed"):
        silence_of(Matter(1, "SOC", (), ()))


def test_what_is_due_next_is_the_first_of_the_clocks() -> None:
    forum = Scribe.opened().state
    assert forum.clocks == ()
    later, sooner = START + timedelta(seconds=2), START + timedelta(seconds=1)
    both = set_clock(set_clock(forum, later, "silence", "a"), sooner, "enrolment", "b")
    assert both.clocks == ((sooner, "enrolment", "b"), (later, "silence", "a"))
    assert set_clock(both, sooner, "silence", "a").clocks == ((sooner, "enrolment", "b"), (sooner, "silence", "a"))
    assert stop_clock(both, "enrolment", "b").clocks == ((later, "silence", "a"),)
    assert stop_clock(both, "silence", "b") == both


def test_every_act_has_its_procedure() -> None:
    assert {*PROCEDURES, *VERIFYING, Genesis} == set(ACTS.values())


def test_the_quorum_of_witnesses() -> None:
    assert [witness_quorum(number) for number in (0, 1, 2, 3, 4, 5, 6, 7, 27, 28, 29)] == [
        *(0, 1, 2, 3, 3, 4, 5, 5, 19, 19, 20)
    ]
