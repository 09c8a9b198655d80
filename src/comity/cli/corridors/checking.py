# SPDX-License-Identifier: Apache-2.0
"""``comity corridors check``: an answer computed anew, as one annexed to the record can be by whoever holds it."""

import argparse
from hashlib import sha256
from pathlib import Path

from comity.cli.corridors.study import executor, network_of, scenario_of
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE, WRONG
from comity.cli.speech import Speech
from comity.corridors import shipped
from comity.corridors import statements as said
from comity.corridors.anew import Anew, anew, parse_answer, study_of
from comity.corridors.answers import Work

CHECK = "check"


def check(arguments: argparse.Namespace, speech: Speech) -> int:
    """Say whether the data at hand give just this answer.

    Raises:
        AnswerRefused: the file is no answer.
        NetworkRefused, ScenarioRefused, QuestionRefused, NotInNetwork: its question cannot be put here.
    """
    if len(arguments.place) != 1:
        raise Unusable("check takes one file: an answer as --json or a page gives it")
    path = Path(arguments.place[0])
    if not path.is_file():
        raise NotThere(f"{path} is no file")
    data = path.read_bytes()
    statements, network = parse_answer(data), network_of(arguments)
    scenarios = [scenario_of(each.code, network) for each in statements if isinstance(each, said.Scenario)]
    study = study_of(statements, network, shipped.figures(), scenarios)
    with executor(arguments.jobs) as pool:
        found = anew(statements, study, Work(pool, arguments.jobs))
    return _told(found, path, sha256(data).hexdigest(), speech)


def _told(found: Anew, path: Path, digest: str, speech: Speech) -> int:
    if not found.is_of_these_data:
        speech.say("corridors_anew_data", file=path.name, data=found.data, data_here=found.data_here)
    elif found.line:
        speech.say("corridors_anew_differs", file=path.name, line=found.line, here=found.here)
    else:
        speech.say("corridors_anew_same", file=path.name, sha256=digest)
        return DONE
    return WRONG
