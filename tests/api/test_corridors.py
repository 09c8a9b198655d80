# SPDX-License-Identifier: Apache-2.0
"""Corridors for programs: byte for byte what the page gives, and a problem document where nothing can be asked."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.test_access import Scene
from tests.web.office import office

IRAN = "?transit_of=IRN&on=2026-11-24"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with office(tmp_path_factory.mktemp("corridors")) as opened:
        yield Scene(opened)


def asked(scene: Scene, address: str) -> Any:
    return scene.programs["r:R"].ask("GET", f"/corridors/{address}")


@pytest.mark.parametrize("form", ["json", "csv", "geojson", "svg", "pdf"])
def test_a_program_gets_what_the_page_gives(scene: Scene, form: str) -> None:
    browser = scene.office.browser(scene.office.person(f"traveller-{form}", "reader"))
    page = browser.get(f"/en/corridors/closure/answer.{form}{IRAN}")
    given = asked(scene, f"closure/answer.{form}{IRAN}")
    assert (page.status_code, given.status_code) == (200, 200)
    assert (given.content, given["content-type"]) == (page.content, page["content-type"])


def test_what_cannot_be_asked_is_a_problem_that_names_the_field(scene: Scene) -> None:
    wanted = {
        "route/answer.json": {"from", "to"},
        "closure/answer.json?transit_of=ATL": {"transit_of"},
        "closure/answer.json?scenario=atlantis": {"scenario"},
        "critical/answer.json?count=5000": {"count"},
        "route/answer.json?from=Atlantis&to=Baku": {""},
    }
    met = {}
    for address in wanted:
        answer = asked(scene, address)
        assert (answer.status_code, answer["content-type"]) == (422, "application/problem+json"), address
        met[address] = {each.get("field", "").rpartition("/")[2] for each in answer.json()["faults"]}
    assert met == wanted
