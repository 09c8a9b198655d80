# SPDX-License-Identifier: Apache-2.0
"""Lambert's azimuthal equal-area projection (Snyder, Map Projections, 1987, p. 185), fitted to what is to be seen."""

import math
from collections.abc import Iterable

from msgspec import Struct

Position = tuple[float, float]
"""Latitude and longitude in degrees."""
HORIZON = -0.35
"""Cosine of the distance from the centre beyond which nothing is drawn: there the projection bends too much."""


class Window(Struct, frozen=True):
    """A window of ``width`` by ``height`` units: its centre, what lies in its middle, and units for each radius of the earth."""

    width: float
    height: float
    centre: Position
    middle: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0

    def project(self, at: Position) -> tuple[float, float] | None:
        """Give the point of a position, x to the right and y downwards; None beyond the horizon."""
        plane = _plane(self.centre, at)
        if plane is None:
            return None
        x = self.width / 2 + self.scale * (plane[0] - self.middle[0])
        return x, self.height / 2 - self.scale * (plane[1] - self.middle[1])


def fitted(positions: Iterable[Position], width: float, height: float, margin: float, least: float = 0.08) -> Window:
    """Fit a window to positions, with a margin in its units; it shows at least ``least`` radii of the earth."""
    shown = list(positions)
    lats, lons = [lat for lat, _ in shown], [lon for _, lon in shown]
    centre = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    points = [point for at in shown if (point := _plane(centre, at)) is not None]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    across, down = max(least, max(xs) - min(xs)), max(least, max(ys) - min(ys))
    scale = min((width - 2 * margin) / across, (height - 2 * margin) / down)
    return Window(width, height, centre, ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), scale)


def _plane(centre: Position, at: Position) -> tuple[float, float] | None:
    lat0, lat, turn = math.radians(centre[0]), math.radians(at[0]), math.radians(at[1] - centre[1])
    cosine = math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(turn)
    if cosine < HORIZON:
        return None
    k = math.sqrt(2 / (1 + cosine))
    return (
        k * math.cos(lat) * math.sin(turn),
        k * (math.cos(lat0) * math.sin(lat) - math.sin(lat0) * math.cos(lat) * math.cos(turn)),
    )
