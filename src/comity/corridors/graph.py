# SPDX-License-Identifier: Apache-2.0
"""A directed graph as arrays: arcs sorted by tail, with non-negative integer weights; `FAR` where there is no way."""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

FAR = 1 << 60
"""No way: larger than any cost, exact as a float too, and two of them still fit."""

Ints = NDArray[np.int64]
Arcs = NDArray[np.int32]


class Graph:
    """``nodes`` nodes and arcs tail → head with weights; arcs keep the numbers they were given.

    Args:
        nodes: how many nodes there are.
        tail: int, shape (arcs,), where each arc begins.
        head: int, shape (arcs,), where it ends.
        weight: int, shape (arcs,), its cost, at least 0; `FAR` takes it out.
        where: float, shape (nodes, 2), latitude and longitude in degrees, if known: a good order of contraction needs it.

    Raises:
        ValueError: an array has another shape, a weight is negative, an end is no node.
    """

    def __init__(
        self, nodes: int, tail: ArrayLike, head: ArrayLike, weight: ArrayLike, where: ArrayLike | None = None
    ) -> None:
        self.nodes = nodes
        self.tail: Arcs = np.ascontiguousarray(tail, np.int32)
        self.head: Arcs = np.ascontiguousarray(head, np.int32)
        self.weight: Ints = np.ascontiguousarray(weight, np.int64)
        self.where = None if where is None else np.ascontiguousarray(where, np.float64)
        if not self.tail.shape == self.head.shape == self.weight.shape == (len(self.tail),):
            raise ValueError("tail, head and weight are of one length")
        if len(self.tail) and (min(self.tail.min(), self.head.min()) < 0 or self.weight.min() < 0):
            raise ValueError("nodes and weights are not negative")
        if len(self.tail) and max(self.tail.max(), self.head.max()) >= nodes:
            raise ValueError("an arc ends at no node")

    @property
    def arcs(self) -> int:
        """Count the arcs."""
        return len(self.tail)

    @cached_property
    def out(self) -> tuple[Arcs, Arcs]:
        """Give arcs by tail: ``starts`` of shape (nodes + 1,) into ``arcs`` of shape (arcs,)."""
        return _by(self.tail, self.nodes)

    @cached_property
    def into(self) -> tuple[Arcs, Arcs]:
        """Give arcs by head, likewise."""
        return _by(self.head, self.nodes)

    def weighing(self, weight: ArrayLike) -> "Graph":
        """Give the same graph with other weights."""
        other = Graph.__new__(Graph)
        other.__dict__.update(self.__dict__)
        other.weight = np.ascontiguousarray(weight, np.int64)
        return other

    def without(self, arcs: ArrayLike) -> "Graph":
        """Give the graph without some arcs."""
        weight = self.weight.copy()
        weight[np.asarray(arcs, np.int64)] = FAR
        return self.weighing(weight)


def _by(ends: Arcs, nodes: int) -> tuple[Arcs, Arcs]:
    order = np.argsort(ends, kind="stable").astype(np.int32)
    starts = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(ends, minlength=nodes), out=starts[1:])
    return starts, order
