# SPDX-License-Identifier: Apache-2.0
"""A picture of an answer: which links and places are drawn, in which part, how wide, with which number; no geometry yet.

Links and places only: a state has no shape and no colour here.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from comity.corridors.answers import Answer
from comity.corridors.critical import Critical
from comity.corridors.detours import detours
from comity.corridors.study import Study
from comity.corridors.way import Way, best_ways

MOST_WAYS = 5
MOST_DETOURS = 150


class Stroke(Struct, frozen=True):
    """A link in a part of the picture: ``value`` makes it wide, ``number`` is written on it (0: none)."""

    link: str
    part: str
    value: float = 0.0
    number: int = 0


class Mark(Struct, frozen=True):
    """A place in a part of the picture; ``text`` is written into its mark, ``named`` writes its name beside it."""

    place: str
    part: str
    text: str = ""
    named: bool = True


class Picture(Struct, frozen=True):
    """What is drawn, the first below. ``unit`` says what values are: a word for `comity.corridors.map.Words`, or empty."""

    strokes: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    unit: str = ""

    @property
    def most(self) -> float:
        """Give the largest value."""
        return max((stroke.value for stroke in self.strokes), default=0.0)


def picture(study: Study, answer: Answer) -> Picture:
    """Draw an answer."""
    strokes: list[Stroke] = [Stroke(link.id, link.built) for link in study.network.links.values()]
    strokes += [Stroke(link.id, "closed") for link in study.closed_links]
    kind = study.question.kind
    closed = [Mark(place, "closed_place") for place in study.closed.places]
    if kind == "route":
        return Picture((*strokes, *_ways(study, answer.ways)), (*_stops(study, answer.ways), *closed))
    if kind == "reach":
        return Picture(tuple(strokes), (*_bands(study, answer), *closed))
    ends = [Mark(place, "end") for place in study.ends]
    if kind == "closure" and answer.closure is not None:
        found = detours(study.expansion, study.demand, study.closed, answer.closure)
        strokes += [Stroke(link, "left") for link in sorted(found.left)]
        widest = sorted(found.taken, key=lambda link: found.taken[link])[-MOST_DETOURS:]
        strokes += [Stroke(link, "taken", found.taken[link]) for link in widest]
        return Picture(tuple(strokes), (*ends, *closed), "added")
    if kind == "exposure":
        worst = dict.fromkeys(row.worst_link for row in answer.exposed if row.ends)
        return Picture((*strokes, *(Stroke(link, "worst") for link in worst)), (*ends, *closed))
    if kind == "pairs":
        return Picture((*strokes, *_pairs(answer)), (*ends, *closed), "added")
    return _ranked(study, answer.critical[: study.question.count], strokes, [*ends, *closed])


def _ways(study: Study, ways: Sequence[Way]) -> Iterator[Stroke]:
    if study.question.closes:
        origin, goal = study.places
        before = best_ways(study.expansion, origin, goal, 1)
        yield from (Stroke(link, "before") for way in before for link in way.links)
    for number in range(min(MOST_WAYS, len(ways)), 0, -1):
        links = ways[number - 1].links
        labelled = _own(links, [way.links for way in ways[: number - 1]])
        for link in links:
            yield Stroke(link, f"way_{number}", number=number if link == labelled else 0)


def _own(links: Sequence[str], others: Sequence[Sequence[str]]) -> str:
    """Give the link in the middle of what a way has and the better ways do not."""
    taken = {link for each in others for link in each}
    own = [link for link in links if link not in taken] or list(links)
    return own[len(own) // 2]


def _stops(study: Study, ways: Sequence[Way]) -> Iterator[Mark]:
    for place in study.places:
        yield Mark(place, "stop")
    passed = dict.fromkeys(place for way in ways[:MOST_WAYS] for place in way.places)
    yield from (Mark(place, "passed") for place in passed if place not in study.places)


def _bands(study: Study, answer: Answer) -> Iterator[Mark]:
    bands = sorted({each.band_hours for each in answer.reached})
    yield Mark(study.places[0], "stop")
    for each in answer.reached:
        if study.network.places[each.place].main:
            yield Mark(each.place, "band", str(bands.index(each.band_hours) + 1))


def _ranked(study: Study, shown: Sequence[Critical], strokes: list[Stroke], marks: list[Mark]) -> Picture:
    if study.question.of == "places":
        ranked = [Mark(row.id, "critical_place", str(number)) for number, row in enumerate(shown, 1)]
        return Picture(tuple(strokes), (*marks, *ranked))
    for number, row in reversed(list(enumerate(shown, 1))):
        cuts = row.losses[0].cut > 0
        strokes.append(Stroke(row.id, "cutting" if cuts else "critical", row.losses[0].rise, number))
    return Picture(tuple(strokes), tuple(marks), "added")


def _pairs(answer: Answer) -> Iterator[Stroke]:
    """Draw each link of the worst pairs once, as wide as the worst pair it is part of."""
    seen: dict[str, Stroke] = {}
    for number, pair in enumerate(answer.pairs.worst if answer.pairs else (), 1):
        for link in (pair.first, pair.second):
            seen.setdefault(link, Stroke(link, "critical", pair.both.rise, number))
    yield from reversed(seen.values())
