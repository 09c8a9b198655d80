# SPDX-License-Identifier: Apache-2.0
"""Ten years of a full conference: do pages and lodging cost at their end what they cost in the first?

The last year of one conference and the first of another are held in turn, sitting by sitting, and then the pages of both are
asked for in turn: whatever disturbs the machine falls on both. A node follows each and holds what its pages show.
"""

import gc
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median

from tests.web.settled import started

from bench.affairs import A_YEAR
from bench.assembly import SECRETARIAT, Assembly, Batch
from bench.measure import Measure
from bench.pages import Visits, desk_of, in_turn, p95
from comity.cli.theatre.wire import Wire
from comity.node.node import Identity, Node
from comity.node.store import Store
from comity.rules.measures.book import Filing
from comity.web.desk import Desk, open_desk

PAGE_GOAL, LODGING_GOAL = 1.3, 1.2
A_MONTH = 61
"""Sittings after which nodes follow."""
BUDGET, NOTICE = "CICA-BUDGET", "PATTERN-PRIOR"
METHOD = "medians of processor time, the pages of both conferences asked for in turn by one person signed in"


def measure(*, short: bool) -> Iterator[Measure]:
    """Give what pages and lodging cost in the last year over what they cost in the first."""
    years, share, rounds = (3, 0.1, 20) if short else (10, 1.0, 200)
    with tempfile.TemporaryDirectory() as folder:
        old = Followed(Path(folder) / "old", share)
        for _ in range(years - 1):
            old.pass_year()
        young = Followed(Path(folder) / "young", share)
        old.pass_year(beside=young)
        yield from _pages(young, old, rounds)
        yield _lodging(young, old)
        old.close()
        young.close()


class Followed:
    """A conference with a node that follows it. ``years`` are the batches of its years."""

    def __init__(self, folder: Path, share: float) -> None:
        folder.mkdir()
        self._folder = folder
        self.assembly = Assembly(folder / "registry", share)
        self.years: list[list[Batch]] = []
        registry = self.assembly.registry
        identity = Identity(SECRETARIAT, sha256(registry.entry(0)).digest())
        wire = Wire(lambda: registry, lambda _: True)
        self.node = Node(identity, wire, [], Store.create(folder / "store.db"), lambda: self.assembly.at)
        self.assembly.open()

    def pass_year(self, beside: "Followed | None" = None) -> None:
        """Hold a year's sittings, in turn with those of a conference beside it."""
        held = [self, beside] if beside else [self]
        for sitting in range(A_YEAR):
            for each in held:
                each.assembly.sit()
                if sitting % A_MONTH == 0:
                    each.follow()
        for each in held:
            each.follow()
            each.years.append(each.assembly.batches())

    def follow(self) -> None:
        """Let the node hold everything, and know that it is confirmed."""
        self.assembly.confirm()
        self.node.follow()
        self.node.confirmed()
        if self.node.forum is None or self.node.forum.size != self.assembly.registry.forum.size:
            raise RuntimeError("the node does not hold what there is, confirmed")

    @property
    def desk(self) -> Desk:
        """The desk of the node."""
        return desk_of(self.node, self._folder, lambda: self.assembly.at)

    def close(self) -> None:
        """Let go of all files."""
        self.node.close()
        self.assembly.registry.close()


def _pages(young: Followed, old: Followed, rounds: int) -> Iterator[Measure]:
    started()
    visits, desks = Visits(), {"young": young.desk, "old": old.desk}
    visits.come_to(old.desk)
    addresses = {name: _addresses(desk) for name, desk in desks.items()}
    works = {
        f"{page} {name}": _visit(visits, desk, addresses[name][page])
        for page in addresses["old"]
        for name, desk in desks.items()
    }
    gc.collect()
    gc.freeze()  # as `comity serve` does before it is ready; the record's own objects are not looked at again
    taken = in_turn(rounds, lambda: None, **works)
    gc.unfreeze()
    for page in addresses["old"]:
        first, last = taken[f"{page} young"], taken[f"{page} old"]
        ratio = median(last) / median(first)
        sizes = {
            "years": len(old.years), "entries": [desk.node.witness.copy.size for desk in desks.values()],
            "rounds": rounds, "ms": [round(median(each) * 1000, 2) for each in (first, last)],
            "p95_ms": [round(p95(each) * 1000, 2) for each in (first, last)], "p95_ratio": round(p95(last) / p95(first), 2),
        }  # fmt: skip
        yield Measure(f"decade_{page}", round(ratio, 2), "of the page after one year", "<= 1.3", ratio <= PAGE_GOAL,
                      METHOD, sizes)  # fmt: skip


def _addresses(desk: Desk) -> dict[str, str]:
    """Name the pages: both matrices, the inbox, the newest notice that was corrected, and the first one ever."""
    forum = desk.lodged
    filings: dict[str, Filing] = dict(forum.measures.filings) if forum else {}
    corrected = [filed for filed in desk.directory.correspondence.under(NOTICE) if filings[filed].revisions]
    return {
        "matrix_of_state": "/en/measures/states/ARD/",
        "matrix_of_measure": f"/en/measures/{BUDGET}/",
        "inbox": "/en/measures/inbox/",
        "exchange": f"/en/measures/returns/{corrected[-1]}/",
        "first_exchange": f"/en/measures/returns/{corrected[0]}/",
    }


def _visit(visits: Visits, desk: Desk, address: str) -> Callable[[], object]:
    def visit() -> object:
        open_desk(desk)
        return visits.ask(address)

    return visit


def _lodging(young: Followed, old: Followed) -> Measure:
    """Compare the last year of one with the first of the other, which were held in turn; say also what each year cost."""
    ratio = _an_act(old.years[-1]) / _an_act(young.years[0])
    acts = [sum(batch.acts for batch in year) for year in old.years]
    sizes = {
        "acts": sum(acts), "a_year": acts, "batches": sum(map(len, old.years)),
        "us_an_act": [round(_an_act(year) * 1e6) for year in old.years], "us_beside": round(_an_act(young.years[0]) * 1e6),
        "of_the_checks": [round(median(batch.lodged / batch.checked for batch in year), 2) for year in old.years],
    }  # fmt: skip
    method = "processor time of an act in a batch through `Registry.lodge`, medians; each year also over its signature checks"
    met = ratio <= LODGING_GOAL
    return Measure(
        "decade_lodging", round(ratio, 3), "last year over a first year in turn", "<= 1.2", met, method, sizes
    )


def _an_act(year: list[Batch]) -> float:
    return median(batch.lodged / batch.acts for batch in year)
