# SPDX-License-Identifier: Apache-2.0
"""From the command line to a study: the network, the conference, the scenarios and the day that arguments name."""

import argparse
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from comity.cli.errors import NotThere
from comity.conferences.conference import CODES, load
from comity.corridors import shipped
from comity.corridors.geojson import load_geojson
from comity.corridors.loading import load as load_tables
from comity.corridors.network import Network
from comity.corridors.notices import as_scenario, read_notices
from comity.corridors.question import Question
from comity.corridors.scenario import Scenario, read_scenario
from comity.corridors.study import Member, Study


def question(arguments: argparse.Namespace) -> Question:
    """Read the question."""
    return Question(
        kind=arguments.question,
        places=tuple(arguments.place),
        close_place=tuple(arguments.close_place),
        close_link=tuple(arguments.close_link),
        close_mode=tuple(arguments.close_mode),
        transit_of=tuple(arguments.transit_of),
        contested=arguments.contested,
        scenario=tuple(arguments.scenario),
        on=arguments.on,
        built=arguments.built,
        demand=arguments.demand,
        ends=arguments.ends,
        usd_per_hour=arguments.usd_per_hour,
        best=arguments.best,
        count=arguments.count,
        of=arguments.of,
        among=arguments.among,
    )


def study(arguments: argparse.Namespace, language: str) -> Study:
    """Load what the command line names; raises NetworkRefused, ScenarioRefused, QuestionRefused, NotInNetwork."""
    asked = question(arguments)
    asked.check()
    network = shipped.network() if arguments.network is None else _own(arguments.network)
    scenarios = [_scenario(each, network) for each in arguments.scenario]
    today = datetime.now(UTC).date().isoformat()
    return Study(asked, network, shipped.figures(), _members(arguments.conference, language), scenarios, today=today)


@contextmanager
def executor(jobs: int) -> Iterator[Executor | None]:
    """Give processes for a sweep, if more than one is wanted."""
    if jobs <= 1:
        yield None
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
            yield pool


def _members(code: str, language: str) -> list[Member]:
    """Give the members of a conference in its order."""
    if code not in CODES:
        raise NotThere(f"no conference {code!r}; there are {', '.join(CODES)}")
    parties = [party for party in load(code).parties if party.kind == "member"]
    return [
        Member(party.code, str(getattr(party, f"name_{language}") or party.name_en))
        for party in sorted(parties, key=lambda party: party.order)
    ]


def _own(path: Path) -> Network:
    if path.is_dir():
        names = [name for name in shipped.NETWORK if (path / name).is_file()]
        if not {"places.csv", "links.csv"} <= set(names):
            raise NotThere(f"{path} holds no places.csv and links.csv")
        return load_tables({name: (path / name).read_bytes() for name in names})
    if not path.is_file():
        raise NotThere(f"{path} is neither a directory nor a file")
    return load_geojson(path.read_bytes(), path.name)


def _scenario(name: str, network: Network) -> Scenario:
    path = Path(name)
    if not path.is_file():
        return shipped.scenario(name, network)
    if path.suffix == ".csv":
        return as_scenario(read_notices(path.read_bytes(), path.name, network))
    return read_scenario(path.read_bytes(), network)
