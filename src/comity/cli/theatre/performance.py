# SPDX-License-Identifier: Apache-2.0
"""A performance: a script on a stage, sentence by sentence, compared with what the story says comes of it."""

import re
from collections.abc import Iterator

from msgspec import Struct

from comity.acts.entry import parse_entry
from comity.acts.outcomes import Mark
from comity.cli.speech import Speech
from comity.cli.theatre import doings, hazards
from comity.cli.theatre.errors import Otherwise, StoryError, Unreadable
from comity.cli.theatre.scene import Scene
from comity.cli.theatre.script import Line, Script
from comity.cli.theatre.sights import SIGHTS
from comity.cli.theatre.stage import Said, Stage, set_stage
from comity.node.node import Offered
from comity.papers.narrative import consequences, sentence
from comity.record.replay import check_here, replay
from comity.rules.fold import apply
from comity.rules.forum import Forum, forum_bytes
from comity.rules.outcome import Refused
from comity.tlog.vkey import verify

_REFUSED = re.compile(r"(?P<doing>.*): refused by rule (?P<rule>[0-9]+\.[0-9]+)")
_COMMENT = re.compile(r"(?P<doing>.*): taken as a comment")
_SEEN = re.compile(r"everyone sees that (?P<sight>.*)")


class Told(Struct, frozen=True):
    """One sentence as performed: what the registry lodged before it, what was said, and what came of it."""

    before: tuple[str, ...]
    line: Line
    results: tuple[str, ...]


def perform(script: Script, speech: Speech) -> Iterator[Told]:
    """Perform a story to its end, telling each sentence as it happens.

    Raises:
        Unreadable: a sentence is none that can be performed.
        Otherwise: something else came of it than the story says, or nodes ended with different records.
    """
    with set_stage(script.lines[0].at) as stage:
        scene, reader = Scene(stage), _Reader(stage, speech)
        for line in script.lines:
            stage.wait_until(line.at)
            before = tuple(reader.read())
            try:
                results = tuple(_perform(scene, line, reader, speech))
            except StoryError as error:
                raise type(error)(f"line {line.number}: {error}") from None
            yield Told(before, line, results)
        _check_agreement(scene)


class _Reader:
    """Reads on the record what the registry lodges by itself while time passes."""

    def __init__(self, stage: Stage, speech: Speech) -> None:
        self._stage = stage
        self._speech = speech
        self._forum: Forum | None = None

    def read(self, told: str = "") -> Iterator[str]:
        """Tell the entries since the last look; of marks, and of the act that was told already, only what came of them."""
        first, size = self._forum.size if self._forum else 0, self._stage.registry.shelf.size
        for raw in self._stage.registry.shelf.entries(first, size):
            entry = parse_entry(raw)
            self._forum, outcome = apply(self._forum, entry, verify)
            if first and entry.signed.id != told and not isinstance(entry.signed.act, Mark):
                yield sentence(entry.signed.act, self._stage.forum, self._speech)
            if first:
                yield from consequences(outcome, self._stage.forum, self._speech)


def _perform(scene: Scene, line: Line, reader: _Reader, speech: Speech) -> Iterator[str]:
    if seen := _SEEN.fullmatch(line.text):
        _see(scene, seen["sight"])
        yield speech.phrase("story_seen", nodes=len(scene.stage.views) - 1)
        return
    refused, comment = _REFUSED.fullmatch(line.text), _COMMENT.fullmatch(line.text)
    match = refused or comment
    said = _do(scene, match["doing"] if match else line.text)
    if said is None:
        yield from reader.read()
        return
    _compare(said, refused["rule"] if refused else "", comment=comment is not None)
    if isinstance(said.outcome, Refused):
        yield speech.phrase("story_refused", rule=said.outcome.rule, text=speech.rule(said.outcome.rule))
    yield from reader.read(said.act_id)


def _do(scene: Scene, text: str) -> Said | None:
    for pattern, doing in (*doings.DOINGS, *hazards.DOINGS):
        if match := pattern.fullmatch(text):
            return doing(scene, {name: word for name, word in match.groupdict().items() if word})
    raise Unreadable(f"nobody can do {text!r}: `comity story --sentences` lists what can be said")


def _compare(said: Said, rule: str, *, comment: bool) -> None:
    if isinstance(said.answer, Offered):
        return
    if said.outcome is None:
        raise Otherwise(f"the registry answered {said.answer}")
    actual = said.outcome.rule if isinstance(said.outcome, Refused) else ""
    if actual != rule:
        detail = f": {said.outcome}" if actual else ""
        raise Otherwise(f"{_admitted(rule)} in the story, {_admitted(actual)} on the record{detail}")
    if comment != any(effect.kind == "comment" for effect in said.outcome.effects):
        raise Otherwise("taken as a comment in one, not in the other")


def _admitted(rule: str) -> str:
    return f"refused by rule {rule}" if rule else "admitted"


def _see(scene: Scene, text: str) -> None:
    for pattern, sight in SIGHTS:
        if match := pattern.fullmatch(text):
            for viewer, forum in scene.stage.views.items():
                if not sight(scene, forum, match.groupdict()):
                    raise Otherwise(f"{viewer} does not see that {text}")
            return
    raise Unreadable(f"nobody can see {text!r}: `comity story --sentences` lists what can be said")


def _check_agreement(scene: Scene) -> None:
    """Every node that is on, and whoever folds the bytes anew, must hold the same forum, byte for byte.

    Where the headquarters went wrong, what any two nodes know to be confirmed must at least be one history.
    """
    stage = scene.stage
    if not stage.is_honest:
        _check_one_history(stage)
        return
    stage.beat()
    entries = stage.registry.shelf.entries(0, stage.registry.shelf.size)
    anew = forum_bytes(replay(entries, check_here).forum)
    for viewer, forum in stage.views.items():
        if forum_bytes(forum) != anew:
            at = parse_entry(entries[-1]).sequenced_at
            raise Otherwise(f"{viewer} holds another forum at {at.isoformat()} than the entries give")


def _check_one_history(stage: Stage) -> None:
    held = {}
    for code, node in stage.nodes.items():
        size, _ = node.store.confirmed()
        held[code] = list(node.store.entries())[:size]
    longest = max(held.values(), key=len)
    for code, entries in held.items():
        if entries != longest[: len(entries)]:
            raise Otherwise(f"{code} knows another history to be confirmed than others do")
