# SPDX-License-Identifier: Apache-2.0
"""A scene: the stage and the words a story has given to things; sentences find here who and what is meant."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time

from comity.cli.theatre.errors import Unreadable
from comity.cli.theatre.stage import Said, Stage
from comity.node.keyfile import Keys
from comity.rules.forum import Forum
from comity.rules.matter import Matter
from comity.rules.standing import chair_of
from comity.tlog.signer import Signer

WHO = r"(?:[A-Z][a-z]+|the Secretariat|the Chair)"
THING = r"the [a-z]+(?: [a-z]+)?"
TIME = r"\d\d:\d\d:\d\d"
BODY = r"the [A-Z][A-Za-z ]+?"
LABEL = r"\d{4}/\d+"


class Scene:
    """What a story has said so far: symbols of documents, ids of proposals, keys that were lost, the next headquarters."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.symbols: dict[str, str] = {}
        self.proposals: dict[str, str] = {}
        self.old_keys: dict[str, Signer] = {}
        self.lost: set[str] = set()
        self.successors: dict[int, tuple[Keys, Keys]] = {}
        self.names = {party.name_en: party.code for party in stage.conference.parties}

    def code(self, who: str) -> str:
        """Give the code of whoever is named."""
        if who == "the Secretariat":
            return self.stage.conference.secretariat
        if who == "the Chair":
            return chair_of(self.stage.forum.bodies["SOC"], self.stage.at)
        if who not in self.names:
            raise Unreadable(f"no party is called {who}")
        return self.names[who]

    def body(self, name: str) -> str:
        """Give the code of a body by its English name."""
        for body in self.stage.forum.bodies.values():
            if f"the {body.name.en}" == name:
                return body.code
        raise Unreadable(f"no body is called {name}")

    def time(self, text: str) -> datetime:
        """Give an instant of the day the story is in."""
        return datetime.combine(self.stage.at.date(), time.fromisoformat(text), UTC)

    def proposal(self, thing: str) -> str:
        """Give the id of what was proposed under a name."""
        if thing not in self.proposals:
            raise Unreadable(f"nothing called {thing} was proposed")
        return self.proposals[thing]

    def matter(self, thing: str, forum: Forum | None = None) -> Matter:
        """Give the matter called so, as one forum has it."""
        return (forum or self.stage.forum).matters[self.proposal(thing)]


Doing = Callable[[Scene, dict[str, str]], Said | None]
Sight = Callable[[Scene, Forum, dict[str, str]], bool]


def pattern(sentence: str) -> re.Pattern[str]:
    """Compile a sentence with places such as ``{who}``, ``{thing}``, ``{body:to}``; brackets hold what may be left out."""
    places = {"who": WHO, "thing": THING, "time": TIME, "body": BODY, "label": LABEL, "words": '[^"]+', "number": r"\d+",
              "code": "[A-Z]{2,12}", "list": f"{WHO}(?:(?:, | and ){WHO})*"}  # fmt: skip
    escaped = re.escape(sentence).replace(r"\[", "(?:").replace(r"\]", ")?")

    def place(match: re.Match[str]) -> str:
        kind, _, name = match[1].partition(":")
        return f"(?P<{name or kind}>{places[kind]})"

    return re.compile(re.sub(r"\\\{([a-z_:]+)\\\}", place, escaped.replace(r"\:", ":")))


def entered_in(
    doings: list[tuple[re.Pattern[str], Doing]], sentences: list[str]
) -> Callable[[str], Callable[[Doing], Doing]]:
    """Give what enters a sentence, and what is done at it, in a list of them."""

    def says(sentence: str) -> Callable[[Doing], Doing]:
        def enter(doing: Doing) -> Doing:
            doings.append((pattern(sentence), doing))
            sentences.append(sentence)
            return doing

        return enter

    return says
