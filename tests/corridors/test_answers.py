# SPDX-License-Identifier: Apache-2.0
"""Answers in statements: on the shipped network and on small ones; the same question gives the same bytes."""

import csv
import json
from io import StringIO
from typing import Any

import msgspec
import numpy as np
import pytest

from comity.conferences.conference import load
from comity.corridors import shipped
from comity.corridors.answers import answer
from comity.corridors.asking import ask, study
from comity.corridors.closure import Closed, close
from comity.corridors.demand import demand
from comity.corridors.detours import detours
from comity.corridors.errors import NotInNetwork, QuestionRefused
from comity.corridors.expansion import Expansion
from comity.corridors.exports import TABLES, features, table
from comity.corridors.question import KINDS, Question
from comity.corridors.statements import Critical, State, lines
from comity.corridors.study import Asker, Member, Study
from comity.corridors.way import best_ways
from tests.corridors.graphs import figures, network

ON = "2026-11-01"
MEMBERS = tuple(
    Member(party.code, party.name_en)
    for party in sorted(load("cica").parties, key=lambda party: party.order)
    if party.kind == "member"
)
QUESTIONS = {
    "route": Question(kind="route", places=("Almaty", "baku"), on=ON),
    "reach": Question(kind="reach", places=("Almaty",), on=ON),
    "closure": Question(kind="closure", transit_of=("irn",), on=ON),
    "exposure": Question(kind="exposure", ends="almaty,baku,tehran,istanbul,delhi", on=ON),
    "critical": Question(kind="critical", ends="almaty,baku,tehran,istanbul,delhi", count=5, on=ON),
    "pairs": Question(kind="pairs", ends="almaty,baku,tehran", among=6, count=3, on=ON),
}


def said(question: Question) -> list[dict[str, Any]]:
    found = answer(study(question, Asker(MEMBERS, ON)))
    return [json.loads(line) for line in lines(found.statements).splitlines()]


def test_every_member_answers_in_the_order_of_the_conference_whatever_the_figures_are() -> None:
    for kind in ("closure", "exposure"):
        rows = [each for each in said(QUESTIONS[kind]) if "state" in each and each["said"] != "corridors_if_transit"]
        assert [row["state"] for row in rows] == [member.code for member in MEMBERS]


def test_transit_of_a_state_leaves_its_own_pairs_as_they_were() -> None:
    rows = {each["state"]: each for each in said(QUESTIONS["closure"]) if each["said"] == "corridors_state"}
    iran = rows["IRN"]
    assert (iran["added_usd_low"], iran["added_usd_high"], iran["changed"], iran["cut_off"]) == (0.0, 0.0, 0, 0)
    assert (iran["ways"], all(row["ways"] <= row["ways_before"] for row in rows.values())) == (
        iran["ways_before"],
        True,
    )
    assert sum(row["changed"] for row in rows.values()) > 1000


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_question_has_the_same_bytes_and_a_table_of_the_same_numbers(kind: str) -> None:
    given = ask(QUESTIONS[kind], Asker(MEMBERS, ON))
    assert lines(given.statements) == lines(ask(QUESTIONS[kind], Asker(MEMBERS, "2030-01-01")).statements)
    types = TABLES[kind]
    rows = [msgspec.to_builtins(each) for each in given.statements if isinstance(each, types)]
    told = list(csv.DictReader(StringIO(table(kind, given.statements))))
    assert len(told) == len(rows) > 0
    for row, cells in zip(rows, told, strict=True):
        for column, cell in cells.items():
            if isinstance(row.get(column), int | float) and not isinstance(row[column], bool):
                assert float(cell) == row[column]


def test_a_cell_is_no_formula_of_a_spreadsheet() -> None:
    hostile = State(
        state="X", name="=1+1", pairs=0, changed=0, cut_off=0, before_usd_low=0, before_usd_high=0, added_usd_low=-1.5,
        added_usd_high=0, added_hours_low=0, added_hours_high=0, ways_before=0, ways=0,
    )  # fmt: skip
    row = next(csv.DictReader(StringIO(table("closure", (hostile,)))))
    assert (row["name"], row["added_usd_low"]) == ("'=1+1", "-1.5")


def test_what_is_drawn_for_programs_can_be_placed_and_found_again() -> None:
    given = ask(QUESTIONS["route"], Asker(MEMBERS, ON))
    collection = json.loads(features(given.picture, shipped.network()))
    ways = [each["links"] for each in map(msgspec.to_builtins, given.statements) if each["said"] == "corridors_way"]
    drawn = [each["properties"]["id"] for each in collection["features"] if each["geometry"]["type"] == "LineString"]
    assert set(drawn) == {link for links in ways for link in links}
    for each in collection["features"]:
        points = each["geometry"]["coordinates"]
        for lon, lat in points if each["geometry"]["type"] == "LineString" else [points]:
            assert (abs(lon) <= 180, abs(lat) <= 90) == (True, True)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(kind="route", places=("Almaty",)), "places"),
        (Question(kind="invest"), "kind"),  # type: ignore[arg-type]
        (Question(kind="closure", on="01.02.2026"), "on"),
        (Question(kind="closure", close_mode=("air",)), "close_mode"),
        (Question(kind="critical", of="states"), "of"),
        (Question(kind="critical", count=0), "count"),
        (Question(kind="pairs", among=10**6), "among"),
        (Question(kind="closure", usd_per_hour=float("nan")), "usd_per_hour"),
        (Question(kind="closure", usd_per_hour=-1), "usd_per_hour"),
        (Question(kind="closure", built="maybe"), "built"),
        (Question(kind="closure", demand="trade"), "demand"),
    ],
)
def test_a_question_that_cannot_be_is_refused_and_names_its_part(question: Question, field: str) -> None:
    with pytest.raises(QuestionRefused) as refused:
        study(question, Asker(MEMBERS, ON))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "question",
    [
        Question(kind="route", places=("Almaty", "Atlantis")),
        Question(kind="closure", close_link=("rail-here-there",)),
        Question(kind="closure", close_place=("Atlantis",)),
        Question(kind="closure", transit_of=("ATL",)),
        Question(kind="closure", scenario=("atlantis",)),
    ],
)
def test_what_the_network_does_not_have_is_said(question: Question) -> None:
    with pytest.raises(NotInNetwork, match=r"(?i)no (place|link|state|scenario)"):
        study(question, Asker(MEMBERS, ON))


def test_detours_are_what_each_changed_pair_leaves_and_takes_up() -> None:
    expansion = Expansion(network(np.random.default_rng(7), 9, 16), figures(), on=ON)
    wanted = demand(expansion.network, expansion.names)
    used = best_ways(expansion, expansion.names[0], expansion.names[-1], 1)[0].links
    closed = Closed(links=used[:1])
    result = close(expansion, wanted, closed, ())
    found = detours(expansion, wanted, closed, result)
    assert set(found.left) >= set(used[:1])
    assert used[0] not in found.taken
    before, after = result.before.cost[1], result.after.cost[1]
    kept = np.isfinite(before) & np.isfinite(after) & (wanted.weight > 0)
    changed = kept & (np.where(kept, after, 0) != np.where(kept, before, 0))
    assert changed.sum() > 0
    assert found.left[used[0]] == pytest.approx(wanted.weight[changed].sum())
    added = ((after - before)[changed] * wanted.weight[changed]).sum()
    assert max(found.taken.values()) <= added + 1e-9


def test_a_network_of_its_own_answers_without_anything_shipped() -> None:
    own = network(np.random.default_rng(3), 8, 14)
    asked = Study(Question(kind="critical", count=4), own, figures(), Asker((Member("ARD", "Arden"),), ON))
    rows = [each for each in answer(asked).statements if isinstance(each, Critical)]
    assert [row.number for row in rows] == [1, 2, 3, 4]
