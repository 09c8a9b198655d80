# SPDX-License-Identifier: Apache-2.0
"""From the command line to a study: the network, the conference, the scenarios and the day that arguments name."""

import argparse
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from comity.acts.entry import parse_entry
from comity.cli.arguments import anchor_of, remote_of
from comity.cli.errors import NotThere
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.conferences.conference import CODES, load
from comity.corridors import shipped
from comity.corridors.geojson import load_geojson
from comity.corridors.loading import load as load_tables
from comity.corridors.network import Network
from comity.corridors.notices import Notice, read_notices
from comity.corridors.question import COUNTING, RECORD, Counting, Question
from comity.corridors.scenario import Scenario, read_scenario
from comity.corridors.study import Asker, Member, Study
from comity.node.directory import Directory
from comity.node.notices import notices
from comity.rules.forum import Forum

BOTH = "both"
"""Compute a question in each way to count notices that contradict one another."""


def question(arguments: argparse.Namespace, counting: Counting) -> Question:
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
        counting=counting,
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


def studies(arguments: argparse.Namespace, speech: Speech) -> tuple[Study, ...]:
    """Load what the command line names: one study, or one for each way to count notices that contradict one another.

    Raises:
        NetworkRefused, ScenarioRefused, QuestionRefused, NotInNetwork: what is named is not as it has to be.
        RemoteError, RecordError: the record that notices are read from cannot be had.
    """
    ways: tuple[Counting, ...] = COUNTING if arguments.counting == BOTH else (arguments.counting,)
    asked = [question(arguments, counting) for counting in ways]
    for each in asked:
        each.check()
    network = network_of(arguments)
    scenarios = [scenario_of(name, network) for name in arguments.scenario if name != RECORD and not _is_table(name)]
    asker = _asker(arguments, network, speech)
    return tuple(Study(each, network, shipped.figures(), asker, scenarios) for each in asked)


def _asker(arguments: argparse.Namespace, network: Network, speech: Speech) -> Asker:
    """Say who asks, with the notices of the tables and of the record that are named."""
    members, others = (_parties(arguments.conference, kind, speech) for kind in ("member", "observer_state"))
    today = datetime.now(UTC).date().isoformat()
    tables = [Path(name) for name in arguments.scenario if _is_table(name)]
    if not tables and RECORD not in arguments.scenario:
        return Asker(members, today, others)
    said = [notice for path in tables for notice in read_notices(path.read_bytes(), path.name, network)]
    if RECORD in arguments.scenario:
        directory = Directory()
        mirror = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech, directory.observe)
        said += notices(mirror.forum, directory, lambda place: parse_entry(mirror.entries[place]))
        others += _authors(mirror.forum, said, {each.code for each in (*members, *others)}, speech)
    return Asker(members, today, others, tuple(said))


def _authors(forum: Forum, said: Iterable[Notice], named: AbstractSet[str], speech: Speech) -> tuple[Member, ...]:
    """Name the authors of notices who are of another conference than the tables."""
    codes = sorted({each.author for each in said} & set(forum.parties) - named)
    return tuple(Member(code, speech.text(forum.parties[code].name)) for code in codes)


@contextmanager
def executor(jobs: int) -> Iterator[Executor | None]:
    """Give processes for a sweep, if more than one is wanted."""
    if jobs <= 1:
        yield None
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
            yield pool


def _parties(code: str, kind: str, speech: Speech) -> tuple[Member, ...]:
    """Give the members of a conference, or its observers, in its order."""
    if code not in CODES:
        raise NotThere(f"no conference {code!r}; there are {', '.join(CODES)}")
    parties = [party for party in load(code).parties if party.kind == kind]
    return tuple(
        Member(party.code, str(getattr(party, f"name_{speech.language}") or party.name_en))
        for party in sorted(parties, key=lambda party: party.order)
    )


def network_of(arguments: argparse.Namespace) -> Network:
    """Give the network named, or the one that ships; raises NotThere, NetworkRefused."""
    return shipped.network() if arguments.network is None else _own(arguments.network)


def _own(path: Path) -> Network:
    if path.is_dir():
        names = [name for name in shipped.NETWORK if (path / name).is_file()]
        if not {"places.csv", "links.csv"} <= set(names):
            raise NotThere(f"{path} holds no places.csv and links.csv")
        return load_tables({name: (path / name).read_bytes() for name in names})
    if not path.is_file():
        raise NotThere(f"{path} is neither a directory nor a file")
    return load_geojson(path.read_bytes(), path.name)


def _is_table(name: str) -> bool:
    """Tell whether a scenario is a table of notices."""
    return name.endswith(".csv") and Path(name).is_file()


def scenario_of(name: str, network: Network) -> Scenario:
    """Give a scenario that ships, or one of a file; raises NotInNetwork, ScenarioRefused."""
    path = Path(name)
    return read_scenario(path.read_bytes(), network) if path.is_file() else shipped.scenario(name, network)
