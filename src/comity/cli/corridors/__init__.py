# SPDX-License-Identifier: Apache-2.0
"""``comity corridors QUESTION``: which ways connect, at what cost, and what changes if something is not available."""

import argparse
from pathlib import Path

from comity.cli.arguments import take_source
from comity.cli.corridors.checking import CHECK, check
from comity.cli.corridors.study import BOTH, executor, studies
from comity.cli.corridors.tables import tell
from comity.cli.errors import Unusable
from comity.cli.exits import DONE, WRONG
from comity.cli.speech import Speech
from comity.corridors.answers import Work, answer
from comity.corridors.demand import KINDS as DEMANDS
from comity.corridors.errors import NetworkRefused, QuestionRefused
from comity.corridors.network import MODES
from comity.corridors.question import COUNTING, KINDS, LEVELS

HELP = "ask the transport network: ways, reach, closures, exposure, critical links, pairs"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``corridors`` takes."""
    parser.add_argument("question", choices=(*KINDS, CHECK), help="what is asked; check: compute an answer anew")
    parser.add_argument(
        "place", nargs="*", help="places by id or name: two for route, one for reach; for check an answer"
    )
    _take_closure(parser)
    _take_data(parser)
    parser.add_argument("--demand", choices=DEMANDS, default="equal", help="what pairs count (default: equal)")
    parser.add_argument("--ends", default="main", metavar="main|all|ID,ID", help="ends of journeys (default: main)")
    parser.add_argument(
        "--usd-per-hour", type=float, default=20.0, metavar="USD", help="what an hour of 20 t is worth (default: 20)"
    )
    parser.add_argument("--best", type=int, default=3, metavar="N", help="so many ways, for route (default: 3)")
    parser.add_argument(
        "--count", type=int, default=20, metavar="N", help="so many rows where rows are ranked (default: 20)"
    )
    parser.add_argument(
        "--of", choices=("links", "places"), default="links", help="what critical ranks (default: links)"
    )
    parser.add_argument(
        "--among", type=int, default=60, metavar="N", help="pairs among so many worst links (default: 60)"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes for sweeps (default: 1)")
    parser.add_argument(
        "--conference", default="cica", metavar="CODE", help="whose members, in its order (default: cica)"
    )
    take_source(parser)


def _take_closure(parser: argparse.ArgumentParser) -> None:
    many = {"action": "append", "default": []}
    parser.add_argument("--close-place", **many, metavar="PLACE", help="if this place were not available (repeat)")  # type: ignore[arg-type]
    parser.add_argument("--close-link", **many, metavar="LINK", help="if this link were not available (repeat)")  # type: ignore[arg-type]
    parser.add_argument("--close-mode", **many, choices=MODES, help="if this mode were not available (repeat)")  # type: ignore[arg-type]
    parser.add_argument(
        "--transit-of",
        **many,  # type: ignore[arg-type]
        metavar="STATE",
        help="if transit through this state were not available (repeat)",
    )
    parser.add_argument("--contested", action="store_true", help="count places of disputed status with the state too")
    told = "what a scenario reports, or a table of notices, or notices on the record (repeat)"
    parser.add_argument("--scenario", **many, metavar="CODE|FILE|record", help=told)  # type: ignore[arg-type]
    parser.add_argument(
        "--counting", choices=(*COUNTING, BOTH), default=COUNTING[0],
        help="which of contradicting notices count: those that say closed (default), the others, or each in turn",
    )  # fmt: skip


def _take_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--network", type=Path, metavar="DIR|FILE", help="a network of your own: CSV tables or GeoJSON")
    parser.add_argument("--on", metavar="DATE", default="", help="the day computed for, YYYY-MM-DD (default: today)")
    parser.add_argument(
        "--built", choices=tuple(LEVELS), default="now", help="also what is under construction, or planned"
    )


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Load what is asked of and answer."""
    if arguments.question == CHECK:
        return check(arguments, speech)
    try:
        asked = studies(arguments, speech)
    except QuestionRefused as refused:
        raise Unusable(str(refused)) from None
    except NetworkRefused as refused:
        for defect in refused.defects:
            where = {"file": defect.file, "line": defect.line, "column": defect.column}
            speech.remark("corridors_defect", **where, found=defect.found, why=defect.why)
        speech.remark("corridors_refused", count=len(refused.defects))
        return WRONG
    with executor(arguments.jobs) as pool:
        work = Work(pool, arguments.jobs, lambda done, total: speech.progress("corridors_progress", done, total))
        for each in asked:
            tell(each, answer(each, work), speech)
    return DONE
