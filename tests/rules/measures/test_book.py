# SPDX-License-Identifier: Apache-2.0
"""What the book keeps after an act, where the effects of the act do not show it."""

from datetime import UTC, datetime

from comity.rules.measures.book import Suspension, Undertaking
from comity.rules.measures.zones import local_date
from tests.cast.forum import ZONES
from tests.cast.scribe import Scribe
from tests.rules.cases.measure_contacts import FIRST, FOURTH, SECOND, explaining, read
from tests.rules.cases.measure_sealed import annexed, consenting, digest, resealing

START = datetime(2027, 1, 1, tzinfo=UTC)
LATER = [START.replace(year=year) for year in range(2028, 2033)]


def test_one_gap_is_explained_and_the_other_stays() -> None:
    scribe = read(Scribe.opened(), FIRST, SECOND, FOURTH, "2027-06-20T06:00:00Z")
    scribe.submit(explaining(scribe))
    gaps = scribe.state.measures.series["RIVER ARD"].gaps
    assert [(gap[0].day, gap[1].day, gap[2]) for gap in gaps] == [(3, 6, "instrument"), (6, 20, "")]


def test_what_was_due_finds_the_undertaking_of_its_time() -> None:
    first, second, third, fourth, fifth = LATER
    suspension = Suspension("s", START, None, ())
    known = Undertaking(fourth, "own_act", "act", suspensions=(suspension,), earlier=((first, second),))
    assert known.at_due(fifth) == known
    assert known.at_due(fourth) is None
    assert known.at_due(third) is None
    assert known.at_due(second) is None
    within = first.replace(month=6)
    assert known.at_due(within) == Undertaking(
        first, "own_act", "act", second, suspensions=(suspension,), earlier=((first, second),)
    )
    assert known.at_due(first) is None


def test_sealed_files_keep_their_sender_and_consents_their_file() -> None:
    scribe = Scribe.opened()
    first = annexed(scribe)
    scribe.submit(consenting(scribe, first, "ARD", "DEL"))
    scribe.submit(resealing(scribe, first, "BOR", "DEL"))
    filing = scribe.state.measures.filings[first]
    assert filing.consents == ((digest("annex"), ("DEL",)),)
    assert filing.sealed == ((digest("annex"), "ARD", ("BOR",)), (digest("anew"), "ARD", ("DEL",)))
    assert sorted(scribe.state.attachments) == sorted((digest("annex"), digest("anew")))


def test_the_date_at_the_instant_of_a_change_is_that_of_the_new_offset() -> None:
    almaty, cairo = ZONES
    moved = datetime(2024, 2, 29, 18, tzinfo=UTC)
    assert local_date(almaty, moved).isoformat() == "2024-02-29"
    forward = datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert local_date(cairo, forward).isoformat() == "2026-04-24"
