# SPDX-License-Identifier: Apache-2.0
"""The sentences by which the headquarters goes wrong, or is lost, and by which the capitals go on."""

import re
import shutil
import sqlite3
from pathlib import Path

from comity.acts.nodes import ChooseHost, EnterSeen
from comity.acts.signed import format_signed_act
from comity.acts.silence import Object
from comity.cli.theatre.errors import Unreadable
from comity.cli.theatre.scene import Doing, Scene, entered_in
from comity.cli.theatre.stage import Said, Stage
from comity.conferences.founding import REGISTRY
from comity.node.entering import objections_to_enter
from comity.node.keyfile import draw_keys, draw_log_keys
from comity.registry.registry import Registry
from comity.registry.succeeding import succeed, successor_of

DOINGS: list[tuple[re.Pattern[str], Doing]] = []
SENTENCES: list[str] = []
Words = dict[str, str]
says = entered_in(DOINGS, SENTENCES)


@says("the headquarters shows {who} another record from here on")
def split(scene: Scene, words: Words) -> None:
    """Take a second registry up from a copy of the first, with the same keys; one capital is shown that one."""
    stage = scene.stage
    stage.misled.add(scene.code(words["who"]))
    stage.second = stage.second or _copied(stage, stage.root / "second")


def _copied(stage: Stage, root: Path) -> Registry:
    shutil.copytree(stage.root / "registry", root, ignore=shutil.ignore_patterns("lock.db*"))
    with sqlite3.connect(stage.root / "registry" / "lock.db") as source, sqlite3.connect(root / "lock.db") as target:
        source.backup(target)
    source.close()
    target.close()
    return Registry.open(root, stage.log, stage.keys[REGISTRY], stage.registry_clock)


@says("the record shown to {who} has an objection of {who:author} to {thing}")
def object_there(scene: Scene, words: Words) -> None:
    """Let a state object on the second record alone."""
    _object_on_second(scene, scene.code(words["author"]), words["thing"])
    scene.stage.beat()


def _object_on_second(scene: Scene, code: str, thing: str) -> None:
    stage = scene.stage
    if stage.second is None:
        raise Unreadable("there is one record only")
    signed = stage.write(stage.second.forum, Object, code, proposal=scene.proposal(thing))
    stage.second.lodge([format_signed_act(signed)])
    stage.second.settle()


@says("the headquarters keeps a copy of the record")
def keep_copy(scene: Scene, _: Words) -> None:
    """Put a copy of the record aside, which it may show one day instead."""
    scene.stage.second = _copied(scene.stage, scene.stage.root / "second")


@says("the headquarters shows everyone the copy it kept, on which {who} objects to {thing}")
def rewrite(scene: Scene, words: Words) -> None:
    """Go on from the copy, as if nothing of what was entered since had been."""
    _object_on_second(scene, scene.code(words["who"]), words["thing"])
    scene.stage.misled |= scene.stage.nodes.keys()
    scene.stage.beat()


@says("{who} objects to {thing}, dating its act as the headquarters does")
def object_dated_back(scene: Scene, words: Words) -> Said:
    """Object with a date of one's own that agrees with a clock that stands."""
    proposal, made_at = scene.proposal(words["thing"]), scene.stage.registry_clock().replace(microsecond=0)
    return scene.stage.lodge(Object, scene.code(words["who"]), proposal=proposal, made_at=made_at)


@says("the clock of the headquarters stands still")
def stop_clock(scene: Scene, _: Words) -> None:
    """Let what the headquarters enters be dated as of now from here on."""
    scene.stage.stopped_at, scene.stage.went_wrong = scene.stage.at, True


@says("the clock of the headquarters goes right again")
def mend_clock(scene: Scene, _: Words) -> None:
    """Let the headquarters date what it enters as it should."""
    scene.stage.stopped_at = None
    scene.stage.beat()


@says("the headquarters takes nothing from {who}")
def silence(scene: Scene, words: Words) -> None:
    """Keep what a state says off the record."""
    scene.stage.silenced.add(scene.code(words["who"]))


@says("the headquarters takes what {who} says again")
def hear(scene: Scene, words: Words) -> None:
    """Let a state be heard."""
    scene.stage.silenced.discard(scene.code(words["who"]))
    scene.stage.beat()


@says("{who} enters the objection that was seen in time")
def enter_seen(scene: Scene, words: Words) -> Said:
    """Enter an objection that the record lacks, with the word of those who saw it before the deadline."""
    stage, code = scene.stage, scene.code(words["who"])
    node = stage.nodes[code]
    found = objections_to_enter(stage.forum, node.store, code, stage.at)
    if not found:
        raise Unreadable(f"{words['who']} holds no objection that a quorum saw in time")
    return stage.lodge(EnterSeen, code, **found[0])


@says("{who} acts through the machine of {who:host}")
def choose_host(scene: Scene, words: Words) -> Said:
    """Choose a host; the key stays one's own."""
    return scene.stage.lodge(ChooseHost, scene.code(words["who"]), host=scene.code(words["host"]))


@says("the states without a machine act through that of {who}")
def host_all(scene: Scene, words: Words) -> None:
    """Let all states that have no machine of their own choose one host."""
    host = scene.code(words["who"])
    for code in scene.stage.forum.eligible:
        if code not in scene.stage.nodes:
            scene.stage.lodge(ChooseHost, code, host=host)


@says("{who} sets up a machine of its own")
def move_home(scene: Scene, words: Words) -> Said:
    """Move home: a machine of one's own takes up the record, and the host is left."""
    stage, code = scene.stage, scene.code(words["who"])
    stage.man(code, ())
    return stage.lodge(ChooseHost, code)


@says("the headquarters and its disk are lost")
def lose(scene: Scene, _: Words) -> None:
    """Let nobody answer any more, and nothing of it be left."""
    stage = scene.stage
    stage.is_lost = True
    stage.registry.lock.close()
    shutil.rmtree(stage.root / "registry")


@says("{list} agree on another headquarters, number {number}")
def agree(scene: Scene, words: Words) -> None:
    """Let states sign that new keys continue the record; from then on they cosign nothing of before."""
    stage, epoch = scene.stage, int(words["number"])
    log, hands = draw_log_keys(f"{stage.conference.origin}/{epoch}"), draw_keys(REGISTRY)
    scene.successors[epoch] = (log, hands)
    for who in re.split(", | and ", words["list"]):
        code = scene.code(who)
        stage.nodes[code].hear()
        stage.nodes[code].succeed(epoch, successor_of(log, hands), stage.keys[code])
    for node in stage.nodes.values():
        node.hear()


@says("the headquarters number {number} opens from the copy of {who}")
def reopen(scene: Scene, words: Words) -> None:
    """Continue the record from what one capital holds."""
    stage, epoch = scene.stage, int(words["number"])
    log, hands = scene.successors[epoch]
    node = stage.nodes[scene.code(words["who"])]
    statements = [note.decode() for note in node.succession(epoch, successor_of(log, hands)).values()]
    stage.registry = succeed(
        stage.root / f"registry-{epoch}", node.store, epoch, statements, log, hands, stage.registry_clock
    )
    stage.keys |= {key.vkey.name: key for key in hands}
    stage.log, stage.is_lost = log, False
    stage.beat()
