# SPDX-License-Identifier: Apache-2.0
"""Every story holds: those that come with the package and those beside this file. A story told otherwise does not."""

from pathlib import Path

import pytest

from comity.cli.main import main
from comity.cli.speech import Speech
from comity.cli.story import stories
from comity.cli.theatre import doings, hazards, sights
from comity.cli.theatre.errors import Otherwise, Unreadable
from comity.cli.theatre.performance import perform
from comity.cli.theatre.scene import pattern
from comity.cli.theatre.script import read_script

HERE = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.txt"))}
ALL = stories() | HERE


def play(text: str) -> list[str]:
    """What came of each sentence."""
    return [result for told in perform(read_script(text), Speech()) for result in (*told.before, *told.results)]


def test_the_package_tells_what_the_rules_are_asked_most() -> None:
    assert {
        "silence-adopted", "objection-in-time", "objection-at-the-deadline", "consensus-at-a-meeting",
        "package-broken-by-one", "observer-comments", "chairs-own-state-objects", "outage-extension",
        "key-lost-and-recovered", "member-admitted-during-silence", "enrolment-contested",
        "both-keys-lost",
    } <= set(stories())  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_the_story_holds(name: str) -> None:
    results = play(ALL[name])
    assert results


def test_every_sentence_is_told_somewhere() -> None:
    told = [line.text for text in ALL.values() for line in read_script(text).lines]
    untold = [
        sentence
        for sentences, lead in (
            (doings.SENTENCES, ""),
            (hazards.SENTENCES, ""),
            (sights.SENTENCES, "everyone sees that "),
        )
        for sentence in sentences
        if not any(
            pattern(sentence).fullmatch(text.removeprefix(lead).split(": ")[0])
            for text in told
            if text.startswith(lead)
        )
    ]
    assert untold == []


ADOPTED = stories()["silence-adopted"]
OTHERWISE = [
    ("as of 10:01:30", "as of 10:01:31", "does not see that"),
    ("Corvia may object to the plan", "Corvia may not object to the plan", "does not see that"),
    ("The Chair places the plan", "Corvia places the plan", "admitted in the story, refused by rule 5.3"),
    (
        "until 10:01:30.\n    Everyone sees that the",
        "until 10:01:30: refused by rule 9.5.\n    Everyone sees that the",
        "on the record",
    ),
    (
        "    Everyone sees that Corvia may object",
        "    Corvia objects to the plan: taken as a comment.\n    Everyone sees that Corvia may",
        "comment",
    ),
]


@pytest.mark.parametrize("told,instead,why", OTHERWISE)
def test_a_story_told_otherwise_does_not_hold(told: str, instead: str, why: str) -> None:
    assert told in ADOPTED
    with pytest.raises(Otherwise, match=why):
        play(ADOPTED.replace(told, instead))


UNREADABLE = [
    ("", "a title"),
    ("A title\n\n    Borea objects to the plan.\n", "needs a time"),
    ("A title\n\nAt 10:00:00\n    Borea dances.\n", "line 4: nobody can do 'Borea dances'"),
    ("A title\n\nAt 10:00:00\n    Everyone sees that Borea dances.\n", "nobody can see"),
    ("A title\n\nAt 10:00:00\n    Atlantis revokes its key.\n", "no party is called Atlantis"),
    ("A title\n\nAt 10:00:00\n    Borea objects to the plan.\n", "nothing called the plan"),
    ("A title\n\nAt 10:00:00\n    Borea proposes the plan to the Senior Officials Committee.\n", "not circulated"),
    ("A title\n\nAt 10:00:00\n    Borea circulates the plan for the Little Council.\n", "no body is called"),
    ("A title\n\nAt 25:00:00\n    Borea revokes its key.\n", "line 3"),
    (
        "A title\n\nAt 10:00:00\n    Borea revokes its key.\nAt 09:00:00\n    Borea revokes its key.\n",
        "time never goes back",
    ),
    ("A title\n\nAt 10:00:00\n    Borea revokes its key.\nThe end.\n", "neither a time nor indented"),
]


@pytest.mark.parametrize("text,why", UNREADABLE)
def test_what_is_no_story_is_told_by_its_line(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        play(text)


def test_the_verb_lists_tells_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["story"]) == 0
    assert "silence-adopted              Nobody objects: adopted by silence" in capsys.readouterr().out
    assert main(["story", "objection-in-time"]) == 0
    spoken = capsys.readouterr().out
    assert "10:01:29  Corvia objects to the plan" in spoken
    assert "The story held" in spoken
    file = tmp_path / "mine.txt"
    file.write_text(ADOPTED.replace("as of 10:01:30", "as of 10:01:31"), encoding="utf-8")
    assert main(["story", str(file)]) == 1
    assert "line 20" in capsys.readouterr().err
    assert main(["story", "no-such-story"]) == 2
    assert main(["story", "--sentences"]) == 0
    assert "{who} objects to {thing}" in capsys.readouterr().out
