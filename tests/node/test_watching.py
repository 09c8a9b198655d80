# SPDX-License-Identifier: Apache-2.0
"""What a node says of a registry that keeps something back or whose clock runs ahead: a statement, countersigned, never proof."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from comity.acts.signed import parse_signed_act
from comity.acts.statement import Statement, parse_statement
from comity.node.connection import RemoteError
from comity.node.node import Offered
from comity.node.remote import Remote
from comity.rules.outcome import Refused
from comity.tlog.note import parse_note
from tests.cast.forum import ORIGIN, WITNESSES
from tests.node.capital import Capitals, Censored, capitals_of
from tests.node.conftest import Founded
from tests.node.test_node import circulated


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """Three confirmed entries; no act reaches the registry by the nodes."""
    with capitals_of(tmp_path, founded, *WITNESSES, link=Censored) as capitals:
        circulated(capitals)
        capitals.beat()
        assert capitals.beat() == 3
        yield capitals


def said(capitals: Capitals, code: str = "COR") -> dict[str, list[str]]:
    """The statements a node knows of, by kind and subject, each with all who signed it."""
    store = capitals[code].store
    return {
        subject: sorted({line.name.removesuffix("/node") for note in notes for line in parse_note(note).lines})
        for subject in store.subjects("statement")
        for notes in [store.gathered("statement", subject).values()]
    }


def statement_note(capitals: Capitals, by: str) -> bytes:
    (proposal,) = capitals.seat.forum.matters
    return capitals.seat.statement(proposal, by)


def test_an_act_that_the_registry_refuses_is_waited_for_no_more(capitals: Capitals) -> None:
    """The record has another act under its number, which this node has not heard of yet."""
    note = statement_note(capitals, "COR")
    object.__setattr__(capitals["COR"], "registry", Remote(capitals.house.url))
    (proposal,) = capitals.seat.forum.matters
    capitals.seat.place(capitals.seat.statement(proposal, "COR", text="Another."))
    assert isinstance(capitals["COR"].lodge(note), Refused)
    assert capitals["COR"].store.awaited() == []


def test_an_act_that_is_left_out_is_stated_and_countersigned_by_those_who_were_shown_it(capitals: Capitals) -> None:
    note = statement_note(capitals, "COR")
    act = parse_signed_act(note).id
    assert capitals["COR"].lodge(note) == Offered(act, shown=True)
    capitals.beat()
    assert said(capitals) == {}
    capitals.seat.clock.wait(seconds=5)
    for _ in range(3):
        capitals.beat("ARD", "BOR", "COR")
    assert said(capitals) == {f"not_sequenced {act}": ["ARD", "BOR", "COR"]}
    assert len(capitals["COR"].store.gathered("statement", f"not_sequenced {act}")) == 1
    assert capitals["ARD"].witness.evidence is None
    statement = parse_statement(parse_note(capitals.letters("statement")[0][1]).text)
    assert statement == Statement(ORIGIN, "not_sequenced", act, statement.at_s)


def test_an_act_that_came_in_after_all_is_stated_by_nobody(capitals: Capitals) -> None:
    note = statement_note(capitals, "COR")
    capitals["COR"].lodge(note)
    capitals.beat()
    capitals.place(note)
    capitals.beat()
    capitals.beat()
    capitals.seat.clock.wait(seconds=60)
    capitals.beat()
    assert said(capitals) == {}
    assert [capitals[code].store.awaited() for code in WITNESSES] == [[]] * 4


def test_a_clock_that_runs_ahead_is_stated_by_those_who_see_it_and_no_others(tmp_path: Path, founded: Founded) -> None:
    with capitals_of(tmp_path, founded) as capitals:
        clock = capitals.seat.clock
        for code in ("ARD", "BOR", "COR"):
            capitals.found(code, clock=lambda: clock.now - timedelta(hours=1))
        capitals.found("DEL")
        circulated(capitals)
        capitals.keep_time()
        capitals.house.write(lambda: capitals.seat.cosign("ARD", "BOR", "COR"))
        capitals.beat()
        assert said(capitals) == {}
        capitals.place(statement_note(capitals, "COR"))
        for _ in range(2):
            capitals.beat()
        assert said(capitals) == said(capitals, "DEL") == {"clock_ahead 4": ["ARD", "BOR", "COR"]}
        assert capitals.confirmed == 3
        assert [capitals[code].witness.evidence for code in WITNESSES] == [None] * 4


class Withholding(Remote):
    """A registry that shows heads and hands out no entries."""

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:  # noqa: ARG002  (nothing is looked up)
        raise RemoteError("no such tile", {"status": 404})


def test_data_that_is_not_handed_out_is_stated_by_those_who_asked_for_it(capitals: Capitals) -> None:
    for code in ("COR", "DEL"):
        object.__setattr__(capitals[code], "registry", Withholding(capitals.house.url))
    capitals.place(statement_note(capitals, "ARD"))
    capitals.beat()
    assert said(capitals) == {}
    capitals.seat.clock.wait(seconds=5)
    for _ in range(2):
        capitals.beat()
    assert said(capitals) == said(capitals, "ARD") == {"withheld 4": ["COR", "DEL"]}
    for code in ("COR", "DEL"):
        object.__setattr__(capitals[code], "registry", Remote(capitals.house.url))
    capitals.beat()
    assert capitals.beat() == 4
    assert capitals["COR"].forum == capitals.seat.forum
