# SPDX-License-Identifier: Apache-2.0
"""What the exercise begins with is what states could have said: admitted, and nothing in it incomplete."""

import asyncio
from datetime import timedelta
from typing import Any

from comity.cli.exchanging import adopted, exchange, exchanges
from comity.conferences.conference import load
from tests.cast.forum import MEMBERS
from tests.cast.scribe import Scribe


def test_every_act_of_it_is_admitted_and_every_form_is_whole() -> None:
    scribe = Scribe.opened()
    told = exchanges()
    assert set(told.parties) <= set(MEMBERS)

    async def lodge(kind: Any, /, *by: str, **fields: Any) -> str:
        return scribe.lodge(kind, *by, **fields)

    asyncio.run(exchange(lodge, lambda: scribe.at + timedelta(microseconds=7)))
    book = scribe.state.measures
    assert set(book.templates) == set(told.measures) == set(adopted(told))
    assert {filing.state for filing in book.filings.values()} == {each.party for each in told.returns}
    assert all(filing.incomplete == () and filing.stage == "stands" for filing in book.filings.values())
    assert len(book.undertakings) == sum(map(len, told.undertakings.values()))


def test_only_states_with_a_story_exchange_anything() -> None:
    stories = {each.party for each in load("exercise").stories}
    told = exchanges()
    assert set(told.parties) == stories
    assert {state for states in told.undertakings.values() for state in states} <= stories
