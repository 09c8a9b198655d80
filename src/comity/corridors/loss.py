# SPDX-License-Identifier: Apache-2.0
"""What a removal costs: demand-weighted mean rise of cost, demand cut off, and the same for each state's pairs.

The measures are those of Jenelius, Petersen and Mattsson (2006): importance of a link as the mean rise of cost over all demand
(utilitarian, by "social efficiency"), with unsatisfied demand kept apart, since no rise stands for a way that is gone; beside it
the rise for the state that is affected most (egalitarian). Both stand side by side, since they can order links differently.
"""

import numpy as np
from msgspec import Struct

from comity.corridors.demand import Demand
from comity.corridors.engine import Changes
from comity.corridors.expansion import CENTS, Floats
from comity.corridors.graph import FAR, Ints


class Loss(Struct, frozen=True):
    """US dollars of generalised cost per load of 20 t, averaged over demand; and shares of demand with no way left.

    ``rise_of`` and ``cut_of`` have one entry for each state of the demand, over that state's own pairs.
    """

    rise: float
    cut: float
    rise_of: Floats
    cut_of: Floats

    @property
    def worst_rise(self) -> float:
        """Give the rise for the state affected most."""
        return float(self.rise_of.max(initial=0.0))

    @property
    def worst_cut(self) -> float:
        """Give the share cut off of the state affected most."""
        return float(self.cut_of.max(initial=0.0))

    @property
    def order(self) -> tuple[float, float]:
        """Give what losses are ordered by: demand cut off, then rise."""
        return round(self.cut, 12), round(self.rise, 9)

    @property
    def value(self) -> float:
        """Put the order into one number: a share cut off outweighs any rise."""
        cut, rise = self.order
        return cut * 1e12 + rise


def loss(changes: Changes, base: Ints, demand: Demand) -> Loss:
    """Sum up what changes."""
    source, target = changes.source, changes.target
    weight = demand.weight[source, target]
    gone = changes.cost >= FAR
    rise = np.where(gone, 0, changes.cost - base[source, target]) * weight / CENTS
    cut = np.where(gone, weight, 0.0)
    share = np.maximum(demand.share, np.finfo(float).tiny)
    return Loss(
        float(rise.sum()),
        float(cut.sum()),
        _by_state(changes, demand, rise) / share,
        _by_state(changes, demand, cut) / share,
    )


def _by_state(changes: Changes, demand: Demand, values: Floats) -> Floats:
    states = len(demand.states)
    origin, goal = demand.state[changes.source], demand.state[changes.target]
    return np.asarray(np.bincount(origin, values, states) + np.bincount(goal, values, states), np.float64)
