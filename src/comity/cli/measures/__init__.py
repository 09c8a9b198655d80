# SPDX-License-Identifier: Apache-2.0
"""``comity measures``: read what the record holds of measures, and lodge what a state says of them, from a form in a file."""

import argparse
from collections.abc import Callable

from comity.cli.arguments import anchor_of, remote_of, take_hand
from comity.cli.errors import Unusable
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.measures import lodged, series, told
from comity.cli.measures.holdings import Holdings
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech

HELP = "read measures, undertakings and returns, and lodge what a state says of them"
READING: dict[str, tuple[int, Callable[[Holdings, argparse.Namespace, Speech], None]]] = {
    "list": (0, told.tell_measures),
    "show": (1, told.tell_template),
    "schema": (1, told.tell_schema),
    "matrix": (0, told.tell_matrix),
    "returns": (0, told.tell_returns),
    "return": (1, told.tell_return),
    "requests": (0, told.tell_requests),
    "export": (0, series.tell_series),
}
"""What is read → how many names it needs, and who tells it."""
LODGING: dict[str, tuple[int, lodged.Writer]] = {
    "undertake": (1, lodged.undertake),
    "suspend": (1, lodged.suspend),
    "resume": (1, lodged.resume),
    "end": (1, lodged.end),
    "file": (1, lodged.file),
    "amend": (2, lodged.amend),
    "confirm": (1, lodged.confirm),
    "acknowledge": (1, lodged.acknowledge),
    "state": (1, lodged.state),
    "request": (1, lodged.request),
    "reply": (2, lodged.reply),
    "satisfied": (1, lodged.satisfied),
    "adopt": (1, lodged.adopt),
}
"""What is lodged → how many names it needs, and who writes it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``measures`` takes."""
    parser.add_argument("what", choices=(*READING, *LODGING), help="what is read or lodged")
    parser.add_argument(
        "name", nargs="*", help="a measure by its code, a return by its number, a request by its id, a file with a form"
    )
    parser.add_argument("--years", default="", metavar="YEAR-YEAR", help="for matrix (default: this year)")
    parser.add_argument("--of", default="", metavar="CODE", help="of this state alone, for matrix, returns and export")
    parser.add_argument("--kind", default="", help="the kind of statement, or of amendment (default: correction)")
    parser.add_argument("--text", default="", help="a statement, or a reason")
    parser.add_argument("--with", dest="others", action="append", default=[], metavar="CODE",
                        help="for adopt: another party that signs, its key in the same file (repeat)")  # fmt: skip
    parser.add_argument("--decision", default="", metavar="SYMBOL", help="for adopt: the decision it rests on")
    take_hand(parser, ", for what is lodged")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Read or lodge."""
    needed = (READING.get(arguments.what) or LODGING[arguments.what])[0]
    if len(arguments.name) < needed:
        raise Unusable(f"`comity measures {arguments.what}` needs {needed} name(s) after it: see --help")
    if arguments.what in LODGING:
        if not arguments.by:
            raise Unusable("who signs? Say it with --by CODE")
        return lodged.lodge(LODGING[arguments.what][1], arguments, speech)
    holdings = Holdings()
    mirror = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech, holdings.observe)
    holdings.take(mirror)
    READING[arguments.what][1](holdings, arguments, speech)
    return DONE if mirror.head.anchored else UNANCHORED
