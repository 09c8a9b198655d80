# SPDX-License-Identifier: Apache-2.0
"""Maps: well-formed, of places and links alone, equal areas, names that do not overlap, widths as the values are."""

import itertools
import math
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from comity.corridors import shipped
from comity.corridors.asking import ask
from comity.corridors.labels import LETTER, Box, Label, placed
from comity.corridors.map import HEIGHT, THINNEST, WIDEST, WIDTH, svg
from comity.corridors.network import Network, Place
from comity.corridors.picture import Mark, Picture, Stroke
from comity.corridors.projection import fitted
from comity.corridors.question import Question
from comity.corridors.study import Asker
from tests.corridors.test_answers import MEMBERS, ON, QUESTIONS

SVG = "{http://www.w3.org/2000/svg}"


class Words(dict[str, str]):
    """Any word is its own key."""

    def __missing__(self, key: str) -> str:
        return key


WORDS = Words(width="{least} to {most}", point=".")


def drawn(picture: Picture, network: Network | None = None, *, alone: bool = False) -> ET.Element:
    return ET.fromstring(svg(picture, network or shipped.network(), WORDS, shipped.coast(), alone=alone))


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_map_holds_every_link_and_place_of_its_picture_and_says_what_each_part_means(kind: str) -> None:
    picture = ask(QUESTIONS[kind], Asker(MEMBERS, ON)).picture
    whole = drawn(picture)
    parts = {each.part for each in picture.strokes} | {each.part for each in picture.marks}
    legend = {each.text for each in whole.iter(f"{SVG}text") if each.get("class") == "legend"}
    assert legend >= {part for part in parts if part != "band"}
    lines = [each.get("class", "").split() for each in whole.iter(f"{SVG}path")]
    shown = {word for words in lines for word in words}
    assert {each.part for each in picture.strokes} <= shown
    names = {place.name for place in shipped.network().places.values()}
    assert {each.text for each in whole.iter(f"{SVG}text") if each.get("class") == "name"} <= names
    assert (whole.get("role"), whole.get("aria-labelledby")) == ("img", "map-title map-about")
    assert whole.find(f"{SVG}title") is not None
    assert whole.find(f"{SVG}desc") is not None


def test_width_goes_by_value_and_the_legend_names_the_ends() -> None:
    links = list(shipped.network().links)[:3]
    strokes = tuple(Stroke(link, "critical", value) for link, value in zip(links, (1.0, 5.5, 10.0), strict=True))
    whole = drawn(Picture(strokes, ()))
    lines = [each for each in whole.iter(f"{SVG}path") if each.get("class") == "line critical"]
    widths = [float(each.get("stroke-width", 0)) for each in lines][:3]
    assert widths == pytest.approx([THINNEST + (WIDEST - THINNEST) * value / 10 for value in (1, 5.5, 10)], abs=0.05)
    assert "1.0 to 10.0" in {each.text for each in whole.iter(f"{SVG}text")}


def test_hostile_names_are_letters() -> None:
    network = shipped.network()
    old = network.places["almaty"]
    fields = {name: getattr(old, name) for name in old.__struct_fields__} | {"name": '<script>"&'}
    hostile = Network([*(each for each in network.places.values() if each.id != "almaty"), Place(**fields)], [])
    whole = drawn(Picture((), (Mark("almaty", "stop"), Mark("baku", "stop"))), hostile)
    assert {each.text for each in whole.iter(f"{SVG}text") if each.get("class") == "name"} == {'<script>"&', "Baku"}


def test_a_map_alone_brings_its_style_and_one_in_a_page_brings_none() -> None:
    picture = Picture((), (Mark("baku", "stop"), Mark("almaty", "stop")))
    assert drawn(picture, alone=True).find(f"{SVG}style") is not None
    assert drawn(picture).find(f"{SVG}style") is None


def test_no_code_of_a_state_is_drawn() -> None:
    states = {place.administered_by for place in shipped.network().places.values()} - {""}
    picture = ask(Question(kind="closure", transit_of=("KAZ",), on=ON), Asker(MEMBERS, ON)).picture
    text = svg(picture, shipped.network(), WORDS, shipped.coast())
    assert not states & set(re.findall(r"\b[A-Z]{3}\b", text))


@pytest.mark.skipif(not shipped.coast(), reason="the set-up had no package with coastlines")
def test_a_coast_has_no_line_that_parts_a_land() -> None:
    edges: set[tuple[object, object]] = set()
    for line in shipped.coast():
        assert line[0] == line[-1]
        edges.update(itertools.pairwise(line))
    assert {edge for edge in edges if edge[::-1] in edges} == set()


def test_areas_are_equal_and_what_was_asked_for_is_inside() -> None:
    positions = [(43.2, 76.9), (40.4, 49.9), (35.7, 51.4), (55.7, 37.6)]
    window = fitted(positions, WIDTH, HEIGHT, 40)
    for at in positions:
        point = window.project(at)
        assert point is not None
        assert 39 < point[0] < WIDTH - 39
        assert 39 < point[1] < HEIGHT - 39
    areas = []
    for lat, lon in itertools.product((30.0, 45.0, 60.0), (40.0, 60.0, 80.0)):
        step = 0.1
        corners = [window.project((lat + a * step, lon + b * step)) for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
        ring = np.array([each for each in corners if each is not None])
        x, y = ring[:, 0], ring[:, 1]
        flat = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        areas.append(flat / (math.sin(math.radians(lat + step)) - math.sin(math.radians(lat))))
    assert max(areas) / min(areas) == pytest.approx(1, abs=1e-3)
    assert fitted([(0, 0)], WIDTH, HEIGHT, 40).project((0, 180)) is None


def test_names_do_not_overlap_and_the_first_have_their_place() -> None:
    rng = np.random.default_rng(5)
    wanted = [
        Label("x" * 8, float(x), float(y), 5, i >= 20) for i, (x, y) in enumerate(rng.random((90, 2)) * (400, 300))
    ]
    taken = [Box.around(each.x, each.y, 4, 4) for each in wanted]
    boxes = list(taken)
    shown = []
    for label, x, y, anchor in placed(wanted, taken, (400, 300)):
        width = LETTER * len(label.text)
        left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
        box = Box(left, y - 9.75, left + width, y + 3.25)
        assert not any(box.meets(other) for other in boxes)
        boxes.append(box)
        shown.append(label)
    assert 0 < len(shown) < len(wanted)
    assert wanted[0] in shown
