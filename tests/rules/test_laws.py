# SPDX-License-Identifier: Apache-2.0
"""Laws of the fold, on stories drawn at random: most of their acts are refused, and nothing ever raises."""

import os
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from comity.acts.entry import Entry, parse_entry
from comity.rules.fold import admit, advance, apply
from comity.rules.forum import Forum, forum_bytes
from comity.rules.outcome import Admitted, Refused
from comity.tlog.vkey import verify
from tests.cast.scribe import Scribe
from tests.rules.case import Case, all_cases

FOLDERS = {"silence", "objections", "consensus", "outcomes", "proposals", "seen", "succession", "hosts", "holdings"}
ROOT = Path(__file__).parents[2]
CASES = [case for case in all_cases() if case.folder in FOLDERS]
slow = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def story(case: Case) -> tuple[list[Entry], Entry]:
    """The entries of a case and the entry under test."""
    scribe, signed, _ = case.told()
    return [parse_entry(entry) for entry in scribe.entries], scribe.entry(signed)


def fold(entries: list[Entry], forum: Forum | None = None) -> Forum | None:
    """Fold entries."""
    for entry in entries:
        forum, _ = apply(forum, entry, verify)
    return forum


def known(forum: Forum | None) -> Forum:
    """The forum, which genesis has opened."""
    assert forum is not None
    return forum


@slow
@given(st.sampled_from(CASES), st.data())
def test_folding_a_record_in_two_parts_is_folding_it_whole(case: Case, data: st.DataObject) -> None:
    entries, last = story(case)
    whole = [*entries, last]
    cut = data.draw(st.integers(0, len(whole)))
    assert forum_bytes(known(fold(whole))) == forum_bytes(known(fold(whole[cut:], fold(whole[:cut]))))


@slow
@given(st.sampled_from(CASES))
def test_a_refused_act_changes_nothing_but_what_time_changes(case: Case) -> None:
    entries, last = story(case)
    before = known(fold(entries))
    after, outcome = apply(before, last, verify)
    if isinstance(outcome, Refused):
        only_time = advance(before, last.sequenced_at).forum
        assert known(after) == replace(only_time, size=before.size + 1, journal=known(after).journal)


@slow
@given(st.sampled_from(CASES))
def test_admit_says_what_apply_does_and_changes_nothing(case: Case) -> None:
    entries, last = story(case)
    forum = known(fold(entries))
    before = forum_bytes(forum)
    assert admit(forum, last, verify) == apply(forum, last, verify)[1]
    assert forum_bytes(forum) == before


@slow
@given(st.sampled_from(CASES), st.integers(0, 7200), st.integers(0, 7200))
def test_time_passes_in_one_step_or_two(case: Case, first: int, second: int) -> None:
    forum = known(fold(story(case)[0]))
    middle, end = forum.at + timedelta(seconds=first), forum.at + timedelta(seconds=first + second)
    at_once, halfway = advance(forum, end), advance(forum, middle)
    onward = advance(halfway.forum, end)
    assert (onward.forum, halfway.effects + onward.effects) == (at_once.forum, at_once.effects)
    assert onward.forum.at == end


@slow
@given(st.sampled_from(CASES), st.integers(0, 7200))
def test_time_never_goes_back(case: Case, earlier: int) -> None:
    forum = known(fold(story(case)[0]))
    assert advance(forum, forum.at - timedelta(seconds=earlier)).forum == forum


@slow
@given(st.lists(st.tuples(st.sampled_from(CASES), st.integers(0, 120)), min_size=2, max_size=6))
def test_acts_out_of_any_story_never_raise(drawn: list[tuple[Case, int]]) -> None:
    """Acts of many stories, signed anew for one record, are admitted or refused."""
    scribe = Scribe.opened()
    for case, seconds in drawn:
        other, signed, _ = case.told()
        acts = [parse_entry(entry).signed for entry in other.entries[1:]] + [signed]
        for each in acts:
            seq = tuple(
                scribe.state.parties[code].seq + 1 if code in scribe.state.parties else 1 for code in each.act.by
            )
            names = tuple(line.name for line in each.lines)
            fields = {
                name: getattr(each.act, name)
                for name in each.act.__struct_fields__
                if name not in {"forum", "by", "seq", "made_at", "nonce"}
            }
            outcome = scribe.submit(scribe.write(type(each.act), *each.act.by, signers=names, seq=seq, **fields))
            assert isinstance(outcome, Admitted | Refused)
        scribe.wait(seconds=seconds)


def test_equal_records_give_equal_forums_under_every_hash_seed() -> None:
    program = (
        "from hashlib import sha256\n"
        "from tests.rules.test_laws import CASES, fold, forum_bytes, story\n"
        "print(sha256(b''.join(forum_bytes(fold(story(case)[0])) for case in CASES[::7])).hexdigest())\n"
    )
    expected = sha256(b"".join(forum_bytes(known(fold(story(case)[0]))) for case in CASES[::7])).hexdigest()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        ran = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == expected
