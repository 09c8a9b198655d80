# SPDX-License-Identifier: Apache-2.0
"""The seal: a guilloche rosette drawn from a fingerprint. It helps the eye; the signatures are the proof.

The same fingerprint gives the same seal on screen, on paper and in another capital.
"""

from math import cos, pi, sin

SIZE = 240
_CENTRE = SIZE / 2
_RADIUS = _CENTRE - 2
_TENSION = 0.46
"""How far a control point lies along the tangent: the wave then looks like a sine."""
_RIMS = (1, 0.985, 0.74, 0.48, 0.25)


def rosette(fingerprint: bytes, name: str = "seal") -> str:
    """Draw the lines of a seal as the inside of an SVG of 240 by 240 units, in the current colour.

    Three bands of waves; how many lobes each has, how often it is turned and how deep the innermost is, seven bytes of the
    fingerprint (32 bytes) decide. ``name`` begins the names of its parts, where several seals stand on one page.
    """
    bands = (
        (0.86, 0.115, 24 + 4 * (fingerprint[0] % 6), 5 + fingerprint[1] % 3),
        (0.62, 0.145, 9 + fingerprint[2] % 8, 7 + fingerprint[3] % 4),
        (0.37, 0.10 + 0.02 * (fingerprint[6] % 4), 5 + fingerprint[4] % 5, 6 + fingerprint[5] % 4),
    )
    waves = "".join(
        f'<path id="{name}{number}" d="{_wave(_RADIUS * middle, _RADIUS * depth, lobes)}"/>'
        for number, (middle, depth, lobes, _) in enumerate(bands)
    )
    turned = "".join(
        f'<use href="#{name}{number}" transform="rotate({360 / lobes / turns * turn:.2f} {_CENTRE:g} {_CENTRE:g})"/>'
        for number, (_, _, lobes, turns) in enumerate(bands)
        for turn in range(turns)
    )
    rims = "".join(f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="{_RADIUS * part:.1f}"/>' for part in _RIMS)
    return f'<defs>{waves}</defs><g fill="none" stroke="currentColor" stroke-width=".55">{turned}{rims}</g>'


def seal_svg(fingerprint: bytes, colour: str) -> str:
    """Give a seal as a whole SVG document in one colour."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" color="{colour}">'
        f"{rosette(fingerprint)}</svg>"
    )


def _wave(middle: float, depth: float, lobes: int) -> str:
    """Draw a closed wave of so many lobes round the centre, two cubic curves a lobe."""
    step = pi / lobes
    handle = step * _TENSION
    parts: list[str] = []
    for number in range(2 * lobes):
        before = _Point(number * step, middle + (depth if number % 2 == 0 else -depth))
        after = _Point((number + 1) * step, middle + (-depth if number % 2 == 0 else depth))
        if not parts:
            parts.append(f"M{before.at(0)}")
        parts.append(f"C{before.at(handle)} {after.at(-handle)} {after.at(0)}")
    return "".join(parts) + "Z"


class _Point:
    """A crest or a trough of a wave, by angle and distance from the centre."""

    def __init__(self, angle: float, radius: float) -> None:
        self._angle = angle
        self._radius = radius

    def at(self, handle: float) -> str:
        """Give the point so far along its tangent, as SVG writes it."""
        across, down = cos(self._angle), sin(self._angle)
        x = _CENTRE + self._radius * (across - handle * down)
        y = _CENTRE + self._radius * (down + handle * across)
        return f"{x:.1f} {y:.1f}"
