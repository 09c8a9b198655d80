# SPDX-License-Identifier: Apache-2.0
"""The sentences that say what everyone sees: each is asked of the forum that the registry and every node worked out."""

import re
from collections.abc import Callable

from comity.cli.theatre.scene import Scene, Sight, pattern
from comity.record.certificate import certify, verify_certificate
from comity.rules.forum import Forum
from comity.rules.standing import is_member
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint

SIGHTS: list[tuple[re.Pattern[str], Sight]] = []
"""Sentence → whether it is so in one forum."""
SENTENCES: list[str] = []
Words = dict[str, str]


def tells(sentence: str) -> Callable[[Sight], Sight]:
    """Enter a sentence."""

    def enter(sight: Sight) -> Sight:
        SIGHTS.append((pattern(sentence), sight))
        SENTENCES.append(sentence)
        return sight

    return enter


@tells("{thing} is under silence until {time}")
def under_silence(scene: Scene, forum: Forum, words: Words) -> bool:
    """It runs, to this deadline."""
    matter = scene.matter(words["thing"], forum)
    deadline = matter.silence.deadline_at if matter.silence else None
    return matter.stage == "under_silence" and deadline == scene.time(words["time"])


@tells("{thing} is adopted by silence as of {time}")
def adopted_by_silence(scene: Scene, forum: Forum, words: Words) -> bool:
    """It lapsed into adoption at this instant, and the outcome stands on the record."""
    matter = scene.matter(words["thing"], forum)
    return (matter.stage, matter.result, matter.effective_at) == (
        "recorded", "adopted_by_silence", scene.time(words["time"])
    )  # fmt: skip


@tells("{thing} is adopted at the meeting")
def adopted_at_meeting(scene: Scene, forum: Forum, words: Words) -> bool:
    """The gavel fell, and the outcome stands on the record."""
    matter = scene.matter(words["thing"], forum)
    return (matter.stage, matter.result) == ("recorded", "adopted_at_meeting")


@tells("{thing} has met an objection of {who}")
def objected(scene: Scene, forum: Forum, words: Words) -> bool:
    """This party's objection stands and has ended the silence, or holds up the question."""
    matter = scene.matter(words["thing"], forum)
    standing = {each.party for each in matter.objections if each.state == "stands"}
    return scene.code(words["who"]) in standing and matter.stage in {"closed", "objected", "contested"}


@tells("{thing} has met no objection")
def not_objected(scene: Scene, forum: Forum, words: Words) -> bool:
    """No objection stands."""
    return not scene.matter(words["thing"], forum).objections


@tells("{thing} is not decided")
def undecided(scene: Scene, forum: Forum, words: Words) -> bool:
    """It has no result."""
    return not scene.matter(words["thing"], forum).result


@tells("the outcome of {thing} waits")
def unrecorded(scene: Scene, forum: Forum, words: Words) -> bool:
    """Its deadline has passed, and too few nodes have said since that they saw nothing else in time."""
    matter = scene.matter(words["thing"], forum)
    return matter.stage == "adopted" and not matter.outcome_index


@tells("{who} is a member")
def member(scene: Scene, forum: Forum, words: Words) -> bool:
    """It has a seat."""
    return is_member(forum, scene.code(words["who"]))


@tells("{who} may object to {thing}")
def may_object(scene: Scene, forum: Forum, words: Words) -> bool:
    """It is among those eligible when the silence was opened."""
    silence = scene.matter(words["thing"], forum).silence
    return silence is not None and scene.code(words["who"]) in silence.eligible


@tells("{who} may not object to {thing}")
def may_not_object(scene: Scene, forum: Forum, words: Words) -> bool:
    """It is not."""
    return not may_object(scene, forum, words)


@tells("{who} has no key in force")
def keyless(scene: Scene, forum: Forum, words: Words) -> bool:
    """Its act key was taken out of use."""
    return scene.code(words["who"]) not in forum.keys


@tells("the key in the hand of {who} is in force")
def key_in_force(scene: Scene, forum: Forum, words: Words) -> bool:
    """What it signs with now is what the record knows."""
    code = scene.code(words["who"])
    return forum.keys.get(code) == scene.stage.keys[code].vkey


@tells("the certificate of {thing} holds")
def certified(scene: Scene, forum: Forum, words: Words) -> bool:
    """Its outcome can be shown to a stranger who has the anchor."""
    index = scene.matter(words["thing"], forum).outcome_index
    certificate = certify(scene.stage.registry, forum, index)
    return verify_certificate(certificate, scene.stage.anchor).anchored


@tells("{list} hold proof of two records")
def proven(scene: Scene, _: Forum, words: Words) -> bool:
    """Each of these nodes keeps evidence that the log signed two records, and cosigns nothing until a person decides."""
    return all(
        scene.stage.nodes[scene.code(who)].witness.evidence is not None for who in re.split(", | and ", words["list"])
    )


@tells("the capitals confirm nothing new")
def unconfirmed(scene: Scene, forum: Forum, _: Words) -> bool:  # noqa: ARG001  (what nodes confirm is not in any one forum)
    """What the headquarters has entered since is not confirmed."""
    registry = scene.stage.registry
    return parse_checkpoint(parse_note(registry.confirmed).text).size < registry.shelf.size


@tells("everything entered is confirmed")
def all_confirmed(scene: Scene, forum: Forum, words: Words) -> bool:
    """A quorum of capitals holds and has cosigned all there is."""
    return not unconfirmed(scene, forum, words)


@tells("{who} is hosted by {who:host}")
def hosted(scene: Scene, forum: Forum, words: Words) -> bool:
    """It acts through another machine than its own."""
    return forum.parties[scene.code(words["who"])].host == scene.code(words["host"])


@tells("{who} is at home")
def at_home(scene: Scene, forum: Forum, words: Words) -> bool:
    """It acts through its own machine."""
    return not forum.parties[scene.code(words["who"])].host


@tells("the record goes on in headquarters number {number}")
def succeeded(scene: Scene, forum: Forum, words: Words) -> bool:  # noqa: ARG001
    """Every entry from before is there, under the log of another headquarters."""
    return forum.epoch == int(words["number"]) and forum.log[0].name.endswith(f"/{words['number']}")
