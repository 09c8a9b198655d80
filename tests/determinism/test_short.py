# SPDX-License-Identifier: Apache-2.0
"""The short form: 280 records, three hash seeds, two locales and zones; and that a difference would be seen."""

import sys
from pathlib import Path

import pytest

from comity.acts.catalogue import ACTS
from comity.acts.entry import parse_entry
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.tlog.vkey import verify
from tests.determinism.campaign import Failed, Written, replay_everywhere, write_records
from tests.determinism.chronicle import Line
from tests.determinism.environments import PLACES, Environment, make_locales
from tests.determinism.records import chronicle, read_records, write_record
from tests.determinism.replay import Replayer

SEED, RECORDS = 1, 280


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("determinism") / "records"


@pytest.fixture(scope="module")
def written(file: Path) -> Written:
    return write_records(file, SEED, RECORDS, lambda _: None)


def journal_of(lines: list[Line]) -> bytes:
    """The journal digest of a record, every signature checked."""
    forum: Forum | None = None
    for line in lines:
        if line.kept:
            forum, _ = apply(forum, parse_entry(line.entry), verify)
    return forum.journal if forum else b""


def test_the_records_hold_every_type_of_act_and_acts_refused_beside_them(written: Written) -> None:
    assert written.records == RECORDS
    assert sorted(written.kinds) == sorted(ACTS)
    assert written.refused > written.records


def test_every_environment_comes_to_one_digest(written: Written, file: Path, tmp_path: Path) -> None:
    make_locales(tmp_path)
    own = Path(sys.executable)
    listed = [Environment(own, seed, *PLACES[seed % 2], check_signatures=seed == 2) for seed in range(3)]
    rows = [row for _, row in replay_everywhere(file, listed, tmp_path)]
    assert sorted(row["hash_seed"] for row in rows) == ["0", "1", "2"]
    assert [row["records"] for row in rows] == [written.records] * 3
    assert len({row["digest"] for row in rows}) == 1


def test_taken_signatures_lead_to_the_journal_that_checked_ones_lead_to(written: Written, file: Path) -> None:
    replayer = Replayer(check_signatures=False)
    with file.open("rb") as source:
        for _, lines in zip(range(20), read_records(source), strict=False):
            assert replayer.replay(lines) == journal_of(lines)
    assert written.kept > 0


def test_a_seed_makes_the_same_record_again(written: Written, file: Path) -> None:
    with file.open("rb") as source:
        assert next(read_records(source)) == chronicle(SEED, 0).lines
    assert chronicle(SEED, 0).lines != chronicle(SEED, 1).lines
    assert written.records


def test_another_record_has_another_digest() -> None:
    digests = set()
    for number in range(3):
        replayer = Replayer(check_signatures=False)
        replayer.replay(chronicle(SEED, number).lines)
        digests.add(replayer.digest)
    assert len(digests) == 3


def test_a_record_that_is_judged_otherwise_than_when_it_was_written_fails(tmp_path: Path) -> None:
    told = chronicle(SEED, 0)
    at = next(number for number, line in enumerate(told.lines) if not line.kept)
    changed = [*told.lines]
    changed[at] = Line(kept=True, entry=changed[at].entry)
    with (tmp_path / "records").open("wb") as out:
        write_record(out, changed)
    here = Environment(Path(sys.executable), 0, *PLACES[0])
    with pytest.raises(Failed, match="admitted where the record was written: True"):
        list(replay_everywhere(tmp_path / "records", [here], tmp_path))
