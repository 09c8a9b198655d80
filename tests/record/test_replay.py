# SPDX-License-Identifier: Apache-2.0
"""Replay: the fold with gathered signatures comes to what judging one by one comes to, or names the entry that breaks it."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from itertools import chain

import pytest
from msgspec.structs import replace

from comity.acts.canonical import HEADER, encode_act
from comity.acts.entry import Entry, format_entry
from comity.acts.envelope import Act
from comity.acts.keys import RotateKeys
from comity.acts.outcomes import PutEditionInForce, RecordOutcome
from comity.acts.signed import SignedAct, format_signed_act
from comity.bug import Bug
from comity.record.errors import BrokenRecord, TreeNeeded, UpgradeNeeded
from comity.record.replay import CHUNK, Check, Replay, check_here, replay
from comity.rules.forum import forum_bytes
from comity.rules.outcome import Admitted, Effect, Outcome
from comity.tlog.merkle import Frontier, hash_reader
from comity.tlog.note import SignatureLine, format_note, parse_note, sign_note
from tests.cast.archive import Archivist
from tests.cast.forum import EDITION
from tests.cast.keys import note_signer, vkey_of
from tests.cast.scribe import Scribe
from tests.record.stories import adopted, at_meeting, changing, lapse, mark, objected, place

Told = list[tuple[int, Entry, Outcome]]


def told(entries: Iterable[bytes], start: Replay | None = None) -> tuple[Exception | Replay, Told]:
    """What a replay comes to, and what its observer was told."""
    heard: Told = []
    try:
        return replay(entries, check_here, start, observe=lambda *each: heard.append(each)), heard
    except (BrokenRecord, UpgradeNeeded) as error:
        return error, heard


def broken(entries: Iterable[bytes]) -> tuple[int, str, int]:
    """Where and why a replay breaks, and how many entries were handed out before."""
    error, heard = told(entries)
    assert isinstance(error, BrokenRecord)
    assert [index for index, _, _ in heard] == list(range(len(heard)))
    return error.index, error.reason, len(heard)


@cache
def long() -> Archivist:
    """Two and a half chunks of marks."""
    record = Archivist.opened()
    while len(record.entries) < 2 * CHUNK + CHUNK // 2:
        mark(record.wait(seconds=1))
    return record


def with_wrong_signature(entry: bytes) -> bytes:
    """The entry with the last signature line of its note changed in one bit."""
    first, note = entry.split(b"\n", 1)
    parsed = parse_note(note)
    *lines, last = parsed.lines
    wrong = SignatureLine(
        last.name, last.key_id, last.signature[:40] + bytes([last.signature[40] ^ 1]) + last.signature[41:]
    )
    return first + b"\n" + format_note(parsed.text, [*lines, wrong])


@pytest.mark.parametrize("record", [adopted(), objected(), at_meeting()[0], changing()])
def test_a_replay_comes_to_the_forum_the_scribe_came_to(record: Archivist) -> None:
    reached, heard = told(record.entries)
    assert isinstance(reached, Replay)
    assert forum_bytes(reached.forum) == forum_bytes(record.state)
    assert reached.journal == record.state.journal
    assert reached.frontier == Frontier().extend(record.leaves)
    assert [entry.leaf for _, entry, _ in heard] == record.leaves
    assert [index for index, _, _ in heard] == list(range(len(record.entries)))


def test_the_observer_is_told_outcomes() -> None:
    record = adopted()
    _, heard = told(record.entries)
    proposal = next(iter(record.state.matters))
    index, entry, outcome = heard[5]
    assert (index, type(entry.signed.act)) == (5, RecordOutcome)
    assert outcome == Admitted((Effect("outcome", proposal, "adopted_by_silence"),))


@pytest.mark.parametrize("record", [adopted(), changing(), at_meeting()[0]])
def test_a_replay_continued_is_the_replay_of_all(record: Archivist) -> None:
    whole = replay(record.entries, check_here)
    for split in range(1, len(record.entries) + 1):
        first = replay(record.entries[:split], check_here)
        then = replay(record.entries[split:], check_here, first, read=record.read)
        assert (forum_bytes(then.forum), then.frontier) == (forum_bytes(whole.forum), whole.frontier)


def test_many_chunks_on_threads() -> None:
    record = long()
    with ThreadPoolExecutor(2) as pool:

        def on_threads(checks: Sequence[Check]) -> Iterator[bool]:
            parts = [checks[start : start + 128] for start in range(0, len(checks), 128)]
            return chain.from_iterable(pool.map(check_here, parts))

        reached = replay(iter(record.entries), on_threads)
    assert reached.journal == record.state.journal
    assert reached.frontier.root() == record.root()


def test_nothing_is_handed_out_before_its_checks_passed() -> None:
    """The fold runs ahead, the observer does not: it hears of a chunk only after that chunk's verdicts were given."""
    record, given = long(), [0]
    early: list[int] = []

    def slowly(checks: Sequence[Check]) -> Iterator[bool]:
        yield from check_here(checks)
        given[0] += len(checks)

    def observe(index: int, *_: object) -> None:
        if index >= given[0]:
            early.append(index)

    replay(record.entries, slowly, observe=observe)
    assert given == [len(record.entries)]
    assert early == []


@pytest.mark.parametrize("index", [0, 1, CHUNK - 1, CHUNK, CHUNK + 500, 2 * CHUNK + CHUNK // 2 - 1])
def test_a_wrong_signature_breaks_the_record_there(index: int) -> None:
    entries = list(long().entries)
    entries[index] = with_wrong_signature(entries[index])
    at, reason, heard = broken(entries)
    assert (at, heard) == (index, index)
    assert reason.startswith("refused by rule 1.4: found '")


def test_the_first_of_two_faults_is_named() -> None:
    """A rotation that its party never signed makes the party's next act look wrong: it is not that act which is to blame."""
    record = Archivist.opened()
    mark(record)
    forged = record.write(RotateKeys, "ARD", keys=(vkey_of(note_signer("ARD#9")),))
    false = replace(forged, lines=(SignatureLine("ARD", forged.lines[0].key_id, bytes(64)),))
    entries = [*record.entries, format_entry(record.at, format_signed_act(false))]
    record.circulate(by="ARD")
    at, reason, heard = broken([*entries, *record.entries[2:]])
    assert (at, heard) == (2, 2)
    assert reason.startswith("refused by rule 1.4")


def test_a_refused_entry() -> None:
    entries = adopted().entries
    assert broken([*entries, entries[1]]) == (
        7,
        "refused by rule 1.6: found '2026-11-23T05:00:01Z', expected '>= 2026-11-23T05:03:27Z'",
        7,
    )
    assert broken([*entries, *entries[-1:]])[:1] == (7,)
    assert broken(entries[1:]) == (0, "refused by rule 2.6: found 'CirculateDocument', expected 'Genesis'", 0)


def test_a_malformed_entry() -> None:
    entries = adopted().entries
    assert broken([*entries[:3], b"no entry", *entries[3:]]) == (
        3,
        "an entry begins with one line such as 2026-11-23T10:00:00.000Z",
        3,
    )


def test_a_record_without_genesis() -> None:
    assert broken([]) == (0, "a record begins with genesis", 0)


def test_a_checker_that_loses_a_verdict_is_our_bug() -> None:
    with pytest.raises(Bug):
        replay(adopted().entries, lambda checks: check_here(checks)[:-1])


# The head on which an adoption by silence rests.


def silent(record: Archivist) -> str:
    """A proposal whose silence has passed, with its outcome still to be recorded."""
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    mark(record.wait(seconds=200))
    return proposal


def test_a_head_with_another_root_breaks_the_record() -> None:
    record = Archivist.opened()
    proposal = silent(record)
    record.record(proposal, head=Scribe.head(record, size=4))
    assert broken(record.entries) == (5, "refused by rule 10.4: the head of size 4 has another root", 5)


def test_a_head_may_carry_a_wrong_line_beside_its_quorum() -> None:
    """Rule 10.4 counts what verifies; a replay that gathers its checks must not come to another result than the fold."""
    record = Archivist.opened()
    proposal = silent(record)
    note = parse_note(record.head(("ARD", "BOR", "COR", "DEL")).encode())
    *right, last = note.lines
    head = format_note(note.text, [*right, replace(last, signature=last.signature[:-1] + b"\0")]).decode()
    record.record(proposal, head=head)
    mark(record)
    reached, heard = told(record.entries)
    assert isinstance(reached, Replay)
    assert (reached.journal, len(heard)) == (record.state.journal, len(record.entries))


def test_a_head_without_its_quorum() -> None:
    record = Archivist.opened()
    proposal = silent(record)
    note = parse_note(record.head().encode())
    outcome = record.write(
        RecordOutcome,
        "REG",
        **{**record.outcome_fields(proposal), "head": format_note(note.text, note.lines[:2]).decode()},
    )
    entry = format_entry(record.at, format_signed_act(outcome))
    assert broken([*record.entries, entry]) == (
        5,
        "refused by rule 10.4: found 'ARD/witness BOR/witness', expected '3'",
        5,
    )


def test_a_head_older_than_the_start_needs_the_tree() -> None:
    record = Archivist.opened()
    proposal = silent(record)
    head = record.head(size=4)
    mark(record)
    start = replay(record.entries, check_here)
    record.record(proposal, head=head)
    new = record.entries[start.forum.size :]
    with pytest.raises(TreeNeeded) as caught:
        replay(new, check_here, start)
    assert caught.value.size == 4
    read = hash_reader(record.leaves[: start.forum.size])
    assert replay(new, check_here, start, read=read).journal == record.state.journal


# Editions of later software.


def upgrade(result: Exception | Replay) -> tuple[int, int]:
    assert isinstance(result, UpgradeNeeded)
    return result.index, result.version


def next_edition(record: Archivist) -> SignedAct:
    """The act that puts the next edition in force, with procedures of version 2."""
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record, proposal)
    lapse(record, proposal)
    return record.write(PutEditionInForce, "SEC", decision=proposal, edition=replace(EDITION, number=2, rules=2))


def test_following_stops_after_an_edition_of_later_procedures() -> None:
    record = Archivist.opened()
    assert record.submit(next_edition(record)) == Admitted((Effect("edition", "2"),))
    mark(record)
    result, heard = told(record.entries)
    assert (upgrade(result), len(heard)) == ((6, 2), 7)
    start = Replay(record.state, Frontier().extend(record.leaves))
    assert upgrade(told([], start)[0]) == (7, 2)


def test_genesis_of_later_procedures() -> None:
    record = Archivist.opened(edition=replace(EDITION, rules=7))
    assert upgrade(told(record.entries)[0]) == (0, 7)


def as_written_later(act: Act, old: bytes, new: bytes) -> bytes:
    """An entry whose act carries a field that this version cannot read."""
    text = encode_act(act).replace(old, new)
    return format_entry(datetime(2027, 1, 1, tzinfo=UTC), sign_note(text, [note_signer("SEC")]))


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        (b'"rules":2', b'"rules":3,"sortition":true', (6, 3)),
        (b'"rules":2', b'"rules":1,"sortition":true', 6),
        (b'"rules":2', b'"rules":true', 6),
        (b'"type":"PutEditionInForce"', b'"type":"Adjourn"', 6),
        (b'"edition":', b'"edition":1,"editions":', 6),
    ],
)
def test_an_edition_that_cannot_be_read(old: bytes, new: bytes, result: int | tuple[int, int]) -> None:
    record = Archivist.opened()
    act = next_edition(record).act
    entry = as_written_later(act, old, new)
    if isinstance(result, tuple):
        assert upgrade(told([*record.entries, entry])[0]) == result
    else:
        assert broken([*record.entries, entry])[0] == result


def test_an_unreadable_entry_of_boundless_depth() -> None:
    entry = b"2027-01-01T00:00:00.000Z\n" + HEADER + b'{"edition":{"rules":' + b"[" * 60_000
    assert broken([*adopted().entries, entry])[0] == 7
