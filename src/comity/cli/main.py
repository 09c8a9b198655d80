# SPDX-License-Identifier: Apache-2.0
"""``comity VERB …``: find the verb, run it, turn what it raises into words and an exit code."""

import argparse
import os
from collections.abc import Sequence
from types import ModuleType

from comity import __version__
from comity.cli import (
    backup,
    certificate,
    corridors,
    doctor,
    enrol,
    fsck,
    init,
    invite,
    keys,
    lodge,
    log,
    measures,
    meet,
    mirroring,
    object_,
    open_,
    parties,
    propose,
    rehearse,
    restore,
    resume,
    run,
    seal,
    sealing_key,
    serve,
    silence,
    state,
    status,
    story,
    succeed,
    verify,
    witness,
)
from comity.cli.exits import EXPECTED, FORBIDDEN, INTERRUPTED, exit_code
from comity.cli.speech import Speech
from comity.node.remote import RemoteError
from comity.papers.wording import LANGUAGES
from comity.rules.outcome import Refused

VERBS: dict[str, ModuleType] = {
    "run": run,
    "init": init,
    "serve": serve,
    "invite": invite,
    "enrol": enrol,
    "mirror": mirroring,
    "succeed": succeed,
    "resume": resume,
    "rehearse": rehearse,
    "status": status,
    "parties": parties,
    "lodge": lodge,
    "propose": propose,
    "silence": silence,
    "object": object_,
    "state": state,
    "log": log,
    "certificate": certificate,
    "verify": verify,
    "keys": keys,
    "sealing-key": sealing_key,
    "seal": seal,
    "open": open_,
    "fsck": fsck,
    "backup": backup,
    "restore": restore,
    "story": story,
    "doctor": doctor,
    "corridors": corridors,
    "measures": measures,
    "meet": meet,
    "witness": witness,
}
"""Verb → module with ``HELP``, ``configure(parser)`` and ``run(arguments, speech) -> exit code``."""
LODGING = frozenset({"lodge", "measures", "sealing-key", "propose", "silence", "object", "enrol"})
"""Verbs that put acts on the record: what stops them says what became of the acts."""


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
    except BrokenPipeError:
        return os.EX_IOERR
    except EXPECTED as error:
        if arguments.verb in LODGING and not hasattr(error, "__notes__"):
            error.add_note(speech.phrase("nothing_lodged"))
        _say(error, speech)
        return exit_code(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def _say(error: Exception, speech: Speech) -> None:
    """Say what is wrong, what would be right, and what became of what was to be lodged."""
    problem = error.problem if isinstance(error, RemoteError) else {}
    notes = getattr(error, "__notes__", [])
    if "rule" in problem:
        speech.refused(Refused(problem["rule"], problem["found"], problem["expected"]))
    else:
        detail = f"{error}: {problem['detail']}" if problem.get("detail") else str(error)
        speech.remark(_phrase(error, speech), error=detail, code=exit_code(error))
    for note in notes:
        speech.remark("note", text=note)


def _phrase(error: Exception, speech: Speech) -> str:
    """Find the phrase for the kind of an error: the nearest of its classes that has one."""
    if isinstance(error, RemoteError) and error.problem:
        return "error_by_right" if error.problem.get("status") == FORBIDDEN else "error_answer"
    names = (f"error_{kind.__name__}" for kind in type(error).__mro__)
    return next((name for name in names if speech.knows(name)), "error")
