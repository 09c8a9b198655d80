# SPDX-License-Identifier: Apache-2.0
"""Names on a map: each beside its place where nothing else stands, the first ones first; a name without room is left out."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

LETTER, LINE = 6.6, 13.0
"""Width of a letter and height of a line of names, in units of the map."""


class Box(Struct, frozen=True):
    """A box from left to right and from top to bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, across: float, down: float) -> "Box":
        """Give a box around a point."""
        return cls(x - across, y - down, x + across, y + down)

    def meets(self, other: "Box") -> bool:
        """Tell whether two boxes overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Label(Struct, frozen=True):
    """A name wanted beside a point, ``gap`` away; ``is_lesser`` names give way to the others."""

    text: str
    x: float
    y: float
    gap: float
    is_lesser: bool


def placed(
    wanted: Iterable[Label], taken: Iterable[Box], size: tuple[float, float]
) -> Iterator[tuple[Label, float, float, str]]:
    """Place labels within a size, around what is taken: the point of the text and its anchor."""
    occupied = list(taken)
    for label in wanted:
        for x, y, anchor, box in _candidates(label):
            inside = box.left >= 0 and box.top >= 0 and box.right <= size[0] and box.bottom <= size[1]
            if inside and not any(box.meets(other) for other in occupied):
                occupied.append(box)
                yield label, x, y, anchor
                break


def _candidates(label: Label) -> Iterator[tuple[float, float, str, Box]]:
    width, up, down = LETTER * len(label.text), LINE * 0.75, LINE * 0.25
    for x, anchor, left in (
        (label.x + label.gap, "start", label.x + label.gap),
        (label.x - label.gap, "end", label.x - label.gap - width),
    ):
        y = label.y + 4
        yield x, y, anchor, Box(left, y - up, left + width, y + down)
    for y in (label.y - label.gap - 2, label.y + label.gap + up):
        yield label.x, y, "middle", Box(label.x - width / 2, y - up, label.x + width / 2, y + down)
