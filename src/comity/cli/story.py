# SPDX-License-Identifier: Apache-2.0
"""``comity story``: perform a story on a virtual clock and tell what happens."""

import argparse
from importlib import resources
from pathlib import Path

from comity.cli.errors import Unusable
from comity.cli.exits import DONE
from comity.cli.speech import Speech
from comity.cli.theatre import doings, hazards, sights
from comity.cli.theatre.performance import perform
from comity.cli.theatre.script import Script, read_script

HELP = "perform a story of the exercise on a virtual clock"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``story`` takes."""
    parser.add_argument("story", nargs="?", metavar="NAME|FILE", help="a story of the package, or a text file with one")
    parser.add_argument("--sentences", action="store_true", help="list the sentences a story can be written in")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """List the stories, or perform one."""
    if arguments.sentences:
        seen = (f"everyone sees that {sentence}" for sentence in sights.SENTENCES)
        for sentence in (*doings.SENTENCES, *hazards.SENTENCES, *seen):
            speech.say("story_sentence", sentence=sentence)
        return DONE
    if arguments.story is None:
        for name, text in stories().items():
            speech.say("story_name", name=name, title=read_script(text).title)
        return DONE
    script = _script(arguments.story)
    speech.say("story_title", title=script.title, about=script.about)
    for told in perform(script, speech):
        for meanwhile in told.before:
            speech.say("story_meanwhile", text=meanwhile)
        text = told.line.text[0].upper() + told.line.text[1:]
        speech.say("story_line", at=f"{told.line.at:%Y-%m-%d %H:%M:%S}", text=text)
        for result in told.results:
            speech.say("entry_result", text=result)
    speech.say("story_held")
    return DONE


def stories() -> dict[str, str]:
    """Give the stories of the package: name → text."""
    folder = resources.files("comity.conferences") / "exercise" / "stories"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name.removesuffix(".txt"): file.read_text(encoding="utf-8") for file in files}


def _script(given: str) -> Script:
    known = stories()
    path = Path(given)
    if given not in known and not path.is_file():
        raise Unusable(f"no story is called {given!r}; there are {', '.join(known)}, or name a text file")
    return read_script(known[given] if given in known else path.read_text(encoding="utf-8"))
