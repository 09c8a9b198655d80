# SPDX-License-Identifier: Apache-2.0
"""A road graph as the package ``scgraph-data`` carries it: OpenStreetMap data (ODbL 1.0), nodes and lengths, no names."""

import re
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from comity.corridors.defect import Defect
from comity.corridors.errors import NetworkRefused
from comity.corridors.graph import Arcs, Graph, Ints

METRES = 1000
_BODY = re.compile(rb"[-0-9., :{}\[\]e]*\Z")


class Roads(Struct, frozen=True):
    """Nodes with latitude and longitude, shape (nodes, 2), and links a — b with their length in metres, at least 1.

    ``left_out`` counts the links of the file that led from a node to itself: no way between two others uses one.
    """

    where: NDArray[np.float64]
    a: Arcs
    b: Arcs
    metres: Ints
    left_out: int = 0

    @property
    def links(self) -> int:
        """Count the links."""
        return len(self.a)

    def cut(self, south: float, north: float, west: float, east: float) -> "Roads":
        """Give the largest connected part strictly within a box of degrees."""
        lat, lon = self.where.T
        inside = (lat > south) & (lat < north) & (lon > west) & (lon < east)
        return self._of(inside).connected()

    def connected(self) -> "Roads":
        """Give the largest connected part."""
        ones = np.ones(self.links, np.int8)
        joined = coo_array((ones, (self.a, self.b)), shape=(len(self.where), len(self.where)))
        _, part = connected_components(joined, directed=False)
        return self._of(part == np.bincount(part).argmax())

    def _of(self, kept: NDArray[np.bool_]) -> "Roads":
        number = np.cumsum(kept, dtype=np.int32) - 1
        links = kept[self.a] & kept[self.b]
        return Roads(self.where[kept], number[self.a[links]], number[self.b[links]], self.metres[links], self.left_out)

    def graph(self, there: NDArray[np.float64] | None = None, back: NDArray[np.float64] | None = None) -> Graph:
        """Give the graph: link i becomes arcs 2i (a to b) and 2i + 1, its metres multiplied by ``there`` and ``back``."""
        tail = np.stack([self.a, self.b], 1).ravel()
        head = np.stack([self.b, self.a], 1).ravel()
        weight = np.stack([self.metres, self.metres], 1)
        if there is not None:
            weight[:, 0] = np.maximum(1, np.rint(self.metres * there))
        if back is not None:
            weight[:, 1] = np.maximum(1, np.rint(self.metres * back))
        return Graph(len(self.where), tail, head, weight.ravel(), self.where)

    def removals(self, links: Sequence[int] | Arcs) -> list[Arcs]:
        """Give the arcs of each link, as a sweep takes them."""
        return [np.array([2 * link, 2 * link + 1], np.int32) for link in links]


def read_roads(data: bytes, name: str) -> Roads:
    """Read a graph from the text of its module: two literals, neighbours with kilometres, and coordinates.

    A link may be named from both its ends or from one; where its lengths differ, the shortest counts.

    Raises:
        NetworkRefused: the text has another form, a neighbour is no node, a length or a coordinate cannot be.
    """
    lines = {line.partition(b"=")[0]: (i, line.partition(b"=")[2]) for i, line in enumerate(data.split(b"\n"), 1)}
    if b"graph" not in lines or b"nodes" not in lines:
        raise NetworkRefused((Defect(name, 1, "", "", "no line graph=… or no line nodes=…"),))
    (graph_line, graph), (nodes_line, nodes) = lines[b"graph"], lines[b"nodes"]
    counts, pairs = _neighbours(graph, name, graph_line)
    where = _numbers(nodes, name, nodes_line).reshape(-1, 2)
    _check(name, graph_line, counts, pairs, where)
    ends = np.stack([np.repeat(np.arange(len(counts)), counts), pairs[:, 0].astype(np.int64)])
    metres = np.maximum(1, np.rint(pairs[:, 1] * METRES)).astype(np.int64)
    low, high = ends.min(axis=0), ends.max(axis=0)
    once = _once(low * len(where) + high, metres)
    links = once[low[once] < high[once]]
    return Roads(
        where, low[links].astype(np.int32), high[links].astype(np.int32), metres[links], len(once) - len(links)
    )


def _once(link: Ints, metres: Ints) -> Ints:
    """Give the places, ascending, at which each link stands with its least length."""
    order = np.lexsort((metres, link))
    first = np.ones(len(order), np.bool_)
    first[1:] = link[order[1:]] != link[order[:-1]]
    return np.sort(order[first])


def _neighbours(text: bytes, name: str, line: int) -> tuple[Ints, NDArray[np.float64]]:
    body = text.strip().removeprefix(b"[{").removesuffix(b"}]")
    counts = np.array([part.count(b":") for part in body.split(b"}, {")], np.int64)
    return counts, _numbers(text, name, line).reshape(-1, 2)


def _numbers(text: bytes, name: str, line: int) -> NDArray[np.float64]:
    if not _BODY.match(text):
        raise NetworkRefused((Defect(name, line, "", "", "not a literal of numbers"),))
    plain = text.translate(bytes.maketrans(b"[]{}:,", b"      "))
    values = np.fromstring(plain.decode(), sep=" ")
    if len(values) % 2:
        raise NetworkRefused((Defect(name, line, "", "", "an odd count of numbers"),))
    return values


def _check(name: str, line: int, counts: Ints, pairs: NDArray[np.float64], where: NDArray[np.float64]) -> None:
    neighbour, km = pairs.T
    problems = {
        "as many nodes have neighbours as have coordinates": len(counts) == len(where) and counts.sum() == len(pairs),
        "neighbours are nodes": bool(((neighbour >= 0) & (neighbour < len(where))).all()),
        "lengths are finite and not negative": bool((np.isfinite(km) & (km >= 0)).all()),
        "latitudes and longitudes are degrees": bool((np.abs(where) <= (90, 180)).all()),
    }
    for what, holds in problems.items():
        if not holds:
            raise NetworkRefused((Defect(name, line, "", "", f"it does not hold that {what}"),))
