# SPDX-License-Identifier: Apache-2.0
"""``comity VERB …``: find the verb, run it, turn what it raises into an exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from comity import __version__
from comity.cli import (
    certificate,
    fsck,
    init,
    log,
    parties,
    run,
    serve,
    state,
    status,
    verify,
)
from comity.cli.exits import EXPECTED, exit_code
from comity.cli.speech import LANGUAGES, Speech
from comity.node.remote import RemoteError

VERBS: dict[str, ModuleType] = {
    "run": run,
    "init": init,
    "serve": serve,
    "status": status,
    "parties": parties,
    "state": state,
    "log": log,
    "certificate": certificate,
    "verify": verify,
    "fsck": fsck,
}
"""Verb → module with ``HELP``, ``configure(parser)`` and ``run(arguments, speech) -> exit code``."""


def parser() -> argparse.ArgumentParser:
    """Give the parser of the whole command line."""
    top = argparse.ArgumentParser(prog="comity", description="A confidence-building conference on one record.")
    top.add_argument("--version", action="version", version=f"comity {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--lang", choices=LANGUAGES, default=_language(), help="language of what is said")
    shared.add_argument("--json", action="store_true", help="say it as lines of JSON")
    for name, module in VERBS.items():
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP, parents=[shared])
        module.configure(verb)
    return top


def _language() -> str:
    return "ru" if os.environ.get("LANG", "").startswith("ru") else "en"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit codes are those of ``comity.cli.exits``."""
    arguments = parser().parse_args(argv)
    speech = Speech(arguments.lang, json=arguments.json)
    try:
        return int(VERBS[arguments.verb].run(arguments, speech))
    except RemoteError as error:
        _say_problem(error, speech)
        return exit_code(error)
    except EXPECTED as error:
        print(f"comity: {error}", file=sys.stderr)
        return exit_code(error)
    except KeyboardInterrupt:
        return 130


def _say_problem(error: RemoteError, speech: Speech) -> None:
    problem = error.problem
    if "rule" in problem:
        refusal = speech.phrase(
            "refused", rule=problem["rule"], text=speech.rule(problem["rule"]), found=problem["found"] or "—",
            expected=problem["expected"] or "—",
        )  # fmt: skip
        print(refusal, file=sys.stderr)
    else:
        print(f"comity: {error}{': ' + problem['detail'] if 'detail' in problem else ''}", file=sys.stderr)
