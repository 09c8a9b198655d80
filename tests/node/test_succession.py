# SPDX-License-Identifier: Apache-2.0
"""The headquarters is lost: a quorum of states names another, which continues the same record from what a node holds."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from comity.acts.envelope import Text
from comity.acts.proposals import Propose
from comity.node.connection import RemoteError
from comity.node.errors import NodeError, Pledged
from comity.node.remote import Remote
from comity.node.store import Store
from comity.record.certificate import certify, verify_certificate
from comity.record.chain import anchor_of
from comity.registry.errors import Misconfigured
from comity.registry.registry import Registry
from comity.registry.succeeding import succeed, successor_of
from comity.tlog.note import sign_note
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, note_signer
from tests.cast.nodes import succession
from tests.node.archive import Archive, settled
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded
from tests.registry.annexed import Annex, adopting, erasing, filing, sealed_to
from tests.registry.house import House, served
from tests.registry.seat import GENEROUS, Seat

LOG = log_signers(f"{ORIGIN}/2")
HANDS = tuple(note_signer(f"REG{purpose}#2") for purpose in ("", "/recovery", "/node"))
SUCCESSOR = successor_of(LOG, HANDS)


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """Four entries, of which three are confirmed and Arden and Borea hold the fourth."""
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        capitals.place(capitals.house.write(capitals.seat.circulate))
        fields = {"body": "SOC", "symbols": ("CICA/SOC/2026/L.1",), "title": Text(en="A proposal")}
        proposal = capitals.place(capitals.write(Propose, "ARD", **fields))[0]
        capitals.beat()
        capitals.beat()
        capitals.place(capitals.seat.statement(proposal, "COR"))
        capitals.beat("ARD", "BOR")
        assert capitals.confirmed == 3
        yield capitals


def named(capitals: Capitals, *codes: str, epoch: int = 2) -> list[str]:
    """The statements of these states."""
    return [capitals[code].succeed(epoch, SUCCESSOR, note_signer(code)).decode() for code in codes]


@contextmanager
def opened(capitals: Capitals, code: str, statements: list[str]) -> Iterator[House]:
    """The successor, from what this state's node holds, taken up again and behind a server."""
    root = capitals.root / "successor"
    succeed(root, capitals[code].store, 2, statements, LOG, HANDS, capitals.seat.clock).close()
    registry = Registry.open(root, LOG, HANDS[0], capitals.seat.clock)
    seat = Seat(root, capitals.seat.clock, registry)
    try:
        with served(seat) as house:
            yield house
    finally:
        registry.close()


def moved(capitals: Capitals, house: House) -> Capitals:
    """The same nodes, that follow another registry now."""
    root = capitals.root / "moved"
    root.mkdir()
    there = Capitals(root, house.seat, house, capitals.points)
    for code, capital in capitals.all.items():
        capital.node.close()
        there.found(code)
        there.all[code].restart(capital.path)
    return there


def test_another_headquarters_continues_the_record_with_everything_that_was_held(capitals: Capitals) -> None:
    before, old = capitals.seat.forum, list(capitals["ARD"].store.entries())
    statements = named(capitals, "ARD", "BOR", "COR")
    with opened(capitals, "ARD", statements) as house:
        seat = house.seat
        assert (seat.forum.size, seat.forum.epoch, seat.forum.log[0].name) == (5, 2, f"{ORIGIN}/2")
        assert [seat.registry.entry(index) for index in range(4)] == old
        there = moved(capitals, house)
        there.beat()
        assert there.beat() == 5
        (proposal,) = before.matters
        there.place(seat.statement(proposal, "DEL"))
        there.beat()
        assert there.beat() == 6
        forums = {code: there[code].forum for code in WITNESSES}
        assert forums == dict.fromkeys(WITNESSES, seat.forum)
        certificate = certify(seat.registry, seat.forum, 3)
        assert verify_certificate(certificate, anchor_of(old[0])).index == 3
        for capital in there.all.values():
            capital.restart()
        assert {code: there[code].forum for code in WITNESSES} == forums
        for capital in there.all.values():
            capital.node.close()


def _filed(capitals: Capitals, annex: Annex) -> str:
    capitals.house.write(lambda: capitals.seat.registry.blobs.files.put([annex.data]))
    return capitals.place(filing(capitals.seat, annex))[0]


@dataclass(frozen=True)
class Full(Remote):
    """A headquarters that has no room for what comes first."""

    refusals: list[str] = field(default_factory=list)

    def send(self, digest: str, size: int, content: Iterable[bytes]) -> None:
        if not self.refusals:
            self.refusals.append(digest)
            raise RemoteError("no room")
        super().send(digest, size, content)


def test_whoever_holds_an_attachment_brings_it_to_another_headquarters(capitals: Capitals) -> None:
    kept, gone = sealed_to("BOR", "ARD"), sealed_to("BOR", "ARD")
    capitals.place(adopting(capitals.seat))
    filed = {annex: _filed(capitals, annex) for annex in (kept, gone)}
    capitals.place(erasing(capitals.seat, filed[gone], gone))
    capitals.beat()
    with opened(capitals, "ARD", named(capitals, "ARD", "BOR", "COR")) as house:
        there = moved(capitals, house)
        archives = [Archive(there, code) for code in ("BOR", "ARD", "COR")]
        for archive in archives[:2]:
            archive.kept.put([kept.data])
        borea = archives[0]
        borea.holding._courier = Full(borea.remote.url, borea.remote.authorization)
        assert not house.seat.registry.blobs.holds(kept.sha256, len(kept.data))
        there.beat()
        there.beat()
        settled(there, borea)
        house.seat.clock.wait(seconds=1)
        settled(there, *archives)
        assert house.seat.registry.blobs.holds(kept.sha256, len(kept.data))
        assert not house.seat.registry.blobs.files.holds(gone.sha256)
        assert [archive.said for archive in archives] == [
            [f"the attachment {kept.sha256} is not taken: no room"],
            [],
            [],
        ]
        for capital in there.all.values():
            capital.node.close()


def test_whoever_signed_for_a_successor_cosigns_nothing_of_the_log_before(capitals: Capitals) -> None:
    named(capitals, "COR")
    for _ in range(2):
        with pytest.raises(Pledged, match="signed for the headquarters of epoch 2"):
            capitals["COR"].follow()
        capitals.seat.clock.wait(seconds=301)
        assert not capitals["COR"].refresh()
        capitals.all["COR"].restart()
    assert capitals.beat("ARD", "BOR", "COR") == 3
    assert capitals.beat("ARD", "BOR", "DEL") == 4


def test_whoever_signed_while_it_held_less_takes_up_what_was_confirmed_and_cosigns_the_successor(
    capitals: Capitals,
) -> None:
    """Corvia confirmed the fourth entry and is gone; without Delmar, which held three, the successor stood still."""
    assert capitals.beat("ARD", "BOR", "COR") == 4
    statements = named(capitals, "ARD", "BOR", "DEL")
    with opened(capitals, "ARD", statements) as house:
        there = moved(capitals, house)
        codes = ("ARD", "BOR", "DEL")
        there.beat(*codes)
        assert there.beat(*codes) == 5
        assert there["DEL"].store.cosigned_size() == 5
        for capital in there.all.values():
            capital.node.close()


def test_a_successor_follows_on_a_change_that_nobody_confirmed(capitals: Capitals) -> None:
    """Two of four cosigned it, three were needed; the fifth would have been one of five. The four decide."""
    assert capitals.beat() == 4
    capitals.place(capitals.seat.enrol("ELV"))
    assert capitals.beat("ARD", "BOR") == 4
    statements = named(capitals, *WITNESSES)
    with opened(capitals, "ARD", statements) as house:
        seat = house.seat
        assert (seat.forum.size, seat.forum.quorum, seat.registry.waiting_for) == (6, 4, 6)
        there = moved(capitals, house)
        assert there.beat("ARD", "DEL") == 4
        assert there.beat("ARD", "DEL", "COR") == 6
        assert seat.registry.waiting_for == 0
        for capital in there.all.values():
            capital.node.close()


def test_one_successor_an_epoch(capitals: Capitals) -> None:
    statement = named(capitals, "ARD")
    assert named(capitals, "ARD") == statement
    other = successor_of(log_signers(f"{ORIGIN}/3"), HANDS)
    for epoch in (1, 2):
        with pytest.raises(Pledged, match=f"epoch {epoch} does not follow on 2"):
            capitals["ARD"].succeed(epoch, other, note_signer("ARD"))
    capitals.all["ARD"].restart()
    with pytest.raises(NodeError):
        capitals["ARD"].succeed(2, other, note_signer("ARD"))
    capitals["ARD"].hear()
    capitals["ARD"].succeed(3, other, note_signer("ARD"))
    with pytest.raises(Pledged):
        named(capitals, "ARD")


def test_statements_are_heard_by_all(capitals: Capitals) -> None:
    statements = named(capitals, "ARD", "BOR", "COR")
    capitals["DEL"].hear()
    heard = capitals["DEL"].succession(2, SUCCESSOR)
    assert [heard[code].decode() for code in ("ARD", "BOR", "COR")] == statements


def test_too_few_statements_or_too_short_a_copy_open_nothing(capitals: Capitals) -> None:
    statements = named(capitals, "ARD", "BOR", "COR")
    for code, said in (("ARD", statements[:2]), ("DEL", statements), ("COR", [])):
        root = capitals.root / f"refused-{code}"
        with pytest.raises(Misconfigured, match="the succession is not admitted"):
            succeed(root, capitals[code].store, 2, said, LOG, HANDS, capitals.seat.clock)
    registry = succeed(
        capitals.root / "refused-ARD", capitals["ARD"].store, 2, statements, LOG, HANDS, capitals.seat.clock
    )
    assert (registry.forum.size, registry.forum.epoch) == (5, 2)
    registry.close()
    again = Registry.open(capitals.root / "refused-ARD", LOG, HANDS[0], capitals.seat.clock)
    assert (again.forum.size, again.waiting_for) == (5, 5)
    again.close()


def test_statements_that_open_nothing_do_not_keep_out_the_others(capitals: Capitals) -> None:
    """Elvana does not witness, Delmar states a head that nobody has, and somebody leaves no statement at all."""
    signed = sign_note(b"no statement\n", [note_signer("DEL")]).decode()
    others = [succession("ELV", 3), succession("DEL", 9), succession("DEL", 3, epoch=3), "no note", signed]
    with opened(capitals, "ARD", [*others, *named(capitals, "ARD", "BOR", "COR")]) as house:
        assert (house.seat.forum.size, house.seat.forum.epoch) == (5, 2)


def test_a_succession_forgotten_by_the_store_is_learnt_again_from_ones_own_letter(
    capitals: Capitals, tmp_path: Path
) -> None:
    old = capitals.all["COR"].copy(tmp_path / "old.db")
    capitals["COR"].hear()
    statement = named(capitals, "COR")[0].encode()
    node = capitals.all["COR"].restart(old)
    assert node.store.pledged() == (0, b"")
    with pytest.raises(Pledged):
        node.follow()
    assert node.store.pledged() == (2, statement)


def test_the_store_says_the_same_to_whoever_reads_it_later(capitals: Capitals) -> None:
    statement = named(capitals, "ARD")[0].encode()
    store = Store.open(capitals.all["ARD"].path)
    assert store.pledged() == (2, statement)
    store.close()


def test_a_state_does_not_sign_under_an_edition_without_consent(tmp_path: Path, founded: Founded) -> None:
    edition = replace(GENEROUS, succession_consented=False)
    with capitals_of(tmp_path, founded, *WITNESSES, edition=edition) as capitals:
        capitals.beat()
        with pytest.raises(Pledged, match=r"edition 1 does not carry the members' consent .* \(rule 11.9\)"):
            named(capitals, "ARD")
        assert capitals["ARD"].store.pledged() == (0, b"")
