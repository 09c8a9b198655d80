# SPDX-License-Identifier: Apache-2.0
"""Changes of the witnesses, as a witness follows them: one by one, also when it was away."""

import pytest

from comity.acts.entry import parse_entry
from comity.acts.outcomes import Mark
from comity.node.directory import Directory
from comity.record.confirmation import witness_set
from comity.record.errors import BrokenRecord, Unconfirmed
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.tlog.vkey import verify
from tests.cast.archive import Archivist
from tests.cast.keys import witness_signers
from tests.node.conftest import Begun
from tests.node.watch import Shown, broken, dated, entry_of, record
from tests.registry.seat import Clock


def changing() -> Archivist:
    """Entries 0 to 8: four witnesses, ELV enrolled (2), FEN enrolled (4), ARD with new keys (5), DEL retired (7)."""
    archive = record(2)
    archive.wait(seconds=1).enrol("ELV")
    archive.wait(seconds=1).circulate("CICA/SOC/2026/L.2")
    archive.wait(seconds=1).enrol("FEN")
    archive.wait(seconds=1).enrol("ARD#2")
    archive.wait(seconds=1).circulate("CICA/SOC/2026/L.3")
    archive.wait(seconds=1).retire("DEL")
    archive.wait(seconds=1).circulate("CICA/SOC/2026/L.4")
    return archive


def at_change(archive: Archivist, confirmed: int) -> Shown:
    """The record when so many changes are confirmed and the next one waits, or all that followed the last one."""
    sizes = [3, 5, 6, 8, 9]
    size = sizes[confirmed]
    return Shown(archive.checkpoint(size=size), archive.entries[:size], archive.changes[:confirmed])


@pytest.mark.parametrize("restarting", [False, True])
def test_changes_are_followed_one_by_one(begun: Begun, *, restarting: bool) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    for confirmed, size in enumerate([3, 5, 6, 8, 9]):
        assert len(watch.keep_up(at_change(archive, confirmed))) == 2
        assert watch.size == size
        if restarting:
            watch.restart()
    assert watch.witness.held is not None
    assert watch.witness.held.forum == archive.state


def directory_of(entries: list[bytes]) -> Directory:
    """Work out a directory from nothing but the entries."""
    found, forum = Directory(), None
    for place, raw in enumerate(entries):
        entry = parse_entry(raw)
        after, outcome = apply(forum, entry, verify)
        assert isinstance(after, Forum)
        found.observe(place, entry, outcome)
        forum = after
    return found


def _held(directory: Directory) -> dict[str, object]:
    """Everything in a directory, what it knows of exchanges included."""
    return {**vars(directory), "correspondence": vars(directory.correspondence)}


@pytest.mark.parametrize("restarting", [False, True])
def test_the_directory_names_what_is_held_and_nothing_beyond(begun: Begun, *, restarting: bool) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    for confirmed, size in enumerate([3, 5, 6, 8, 9]):
        watch.keep_up(at_change(archive, confirmed))
        if restarting:
            watch.restart()
        assert _held(watch.witness.copy.directory) == _held(directory_of(archive.entries[:size]))


@pytest.mark.parametrize("held", [0, 1, 2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize("restarting", [False, True])
def test_a_witness_that_was_away_catches_up_over_every_change(begun: Begun, held: int, *, restarting: bool) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    if held:
        before = [note for note, size in zip(archive.changes, (3, 5, 6, 8), strict=True) if size < held]
        watch.keep_up(Shown(archive.checkpoint(size=held), archive.entries[:held], before))
    if restarting:
        watch.restart()
    assert len(watch.keep_up(at_change(archive, 4))) == 2
    assert watch.restart().size == 9


def test_catching_up_is_held_change_by_change(begun: Begun) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    full = at_change(archive, 4)
    full.held = [*archive.entries[:8], entry_of(archive, Mark, "REG", journal="0" * 64)]
    full.pended = broken(Archivist(entries=archive.entries[:8], at=archive.at), full.held[8]).pended
    with pytest.raises(BrokenRecord):
        watch.cosign(full)
    assert watch.size == 8
    assert watch.restart().size == 8
    assert len(watch.cosign(at_change(archive, 4))) == 2


def test_a_change_in_the_middle_of_a_step_is_not_passed_over(begun: Begun) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    silent = Shown(archive.checkpoint(), list(archive.entries), [])
    for shown_changes, size in (([], 3), (archive.changes[:1], 5), (archive.changes[:3], 8)):
        silent.changed = shown_changes
        with pytest.raises(Unconfirmed, match=f"the change that ends at size {size} is not confirmed"):
            watch.cosign(silent)
    assert watch.size == 6
    silent.changed = archive.changes
    assert len(watch.cosign(silent)) == 2


@pytest.mark.parametrize("restarting", [False, True])
def test_nothing_is_cosigned_after_a_change_that_the_set_before_it_did_not_confirm(
    begun: Begun, *, restarting: bool
) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    watch.keep_up(at_change(archive, 0))
    if restarting:
        watch.restart()
    after = Shown(archive.checkpoint(size=4), archive.entries[:4])
    few = archive.checkpoint("ARD", "BOR", "ELV", size=3)
    for unconfirmed in ([], [archive.checkpoint(size=3)], [few]):
        after.changed = unconfirmed
        with pytest.raises(Unconfirmed):
            watch.keep_up(after)
        if restarting:
            watch.restart()
        assert watch.size == 3
    after.changed = archive.changes[:1]
    assert len(watch.keep_up(after)) == 2


def test_a_witness_with_new_keys_cosigns_with_them(begun: Begun) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0])
    watch.keep_up(at_change(archive, 1))
    watch.restart(witness_signers("ARD#2"))
    source = at_change(archive, 4)
    size, classic, quantum = dated(source.pended, watch.keep_up(source), witness_set(archive.state))
    assert (size, set(classic), set(quantum)) == (9, {"ARD"}, {"ARD"})
