# SPDX-License-Identifier: Apache-2.0
"""Demand: how much each pair of ends counts. Equal weight per pair unless the analyst asks for gravity.

No trade figures ship with the package. Gravity takes every state's ends together as one mass and lets weight fall with the
great circle; it is a declared prior to see whether a result hangs on the demand, not an estimate of trade.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from comity.corridors.expansion import Floats
from comity.corridors.graph import Arcs
from comity.corridors.network import Network, great_circle_km

NEAREST_KM = 100.0
KINDS = ("equal", "gravity")


class Demand(Struct, frozen=True):
    """Weights of pairs, shape (ends, ends), summing to 1; nothing between ends of one state, which needs no corridor.

    ``state`` gives for each end the number of its state in ``states``.
    """

    kind: str
    names: tuple[str, ...]
    states: tuple[str, ...]
    state: Arcs
    weight: Floats

    def of_state(self, number: int) -> Floats:
        """Give the weights of a state's pairs, in either direction, summing to 1 (or to 0 where it has none)."""
        mine = self.state == number
        weight = np.where(mine[:, None] | mine[None, :], self.weight, 0.0)
        return np.asarray(weight / max(weight.sum(), np.finfo(float).tiny))

    @property
    def share(self) -> Floats:
        """Give each state's share of the demand, shape (states,); a pair counts for both of its states."""
        rows = np.bincount(self.state, self.weight.sum(1), len(self.states))
        return np.asarray(rows + np.bincount(self.state, self.weight.sum(0), len(self.states)), np.float64)


def demand(network: Network, names: Sequence[str], kind: str = "equal") -> Demand:
    """Give the demand between places, ``equal`` or ``gravity``."""
    owners = [network.places[name].administered_by or name for name in names]
    states = tuple(dict.fromkeys(owners))
    state = np.array([states.index(owner) for owner in owners], np.int32)
    weight = np.ones((len(names), len(names))) if kind == "equal" else _gravity(network, names, state)
    weight[state[:, None] == state[None, :]] = 0.0
    return Demand(kind, tuple(names), states, state, weight / max(weight.sum(), np.finfo(float).tiny))


def _gravity(network: Network, names: Sequence[str], state: Arcs) -> Floats:
    mass = 1.0 / np.bincount(state)[state]
    places = [network.places[name] for name in names]
    distance = np.array([[max(NEAREST_KM, great_circle_km(a, b)) for b in places] for a in places])
    return np.asarray(mass[:, None] * mass[None, :] / distance)


def order_changes(one: Sequence[float], other: Sequence[float]) -> list[bool]:
    """Tell for each value whether its rank differs between two lists; equal values share the better rank."""
    return [a != b for a, b in zip(_ranks(one), _ranks(other), strict=True)]


def _ranks(values: Sequence[float]) -> list[int]:
    order = sorted(range(len(values)), key=lambda i: -values[i])
    ranks = [0] * len(values)
    for place, (before, i) in enumerate(pairwise([-1, *order])):
        tied = before >= 0 and values[before] == values[i]
        ranks[i] = ranks[before] if tied else place + 1
    return ranks
