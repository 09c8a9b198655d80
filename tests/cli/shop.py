# SPDX-License-Identifier: Apache-2.0
"""Premises of more than two full tiles, made on a virtual clock without waiting; and one byte of a file changed."""

import os
from datetime import UTC, datetime
from pathlib import Path

from comity.acts.documents import VoidSymbol
from comity.acts.signed import format_signed_act, sign_act
from comity.cli.premises import EXERCISE, EXERCISE_PASSPHRASE, Premises
from comity.cli.theatre.doings import circulate, propose
from comity.cli.theatre.scene import Scene
from comity.cli.theatre.stage import Stage
from comity.node.keyfile import write_keys
from comity.record.certificate import certify
from comity.registry.answer import Sequenced
from comity.rules.symbol import local_year

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
SOC = "the Senior Officials Committee"


def furnish(root: Path, entries: int = 540, at: datetime = START) -> Premises:
    """Begin a conference with a proposal, then symbols left unused up to this many entries, all confirmed; then close."""
    stage = Stage(root, at)
    scene = Scene(stage)
    circulate(scene, {"who": "the Secretariat", "thing": "the plan", "body": SOC})
    propose(scene, {"who": "Borea", "thing": "the plan", "body": SOC})
    while stage.registry.shelf.size < entries:
        void(stage, min(100, entries - stage.registry.shelf.size))
    premises = Premises(root)
    premises.found(EXERCISE, stage.anchor)
    premises.play.mkdir()
    (premises.play / "zero.tlog-proof").write_bytes(certify(stage.registry, stage.forum, 0))
    write_keys(premises.keys, [key for key in stage.keys.values() if key.vkey.name == "ARD"], EXERCISE_PASSPHRASE)  # type: ignore[misc]  # the stage draws Ed25519 keys
    stage.close()
    return premises


def void(stage: Stage, count: int) -> None:
    """Let the secretariat leave symbols unused, in one batch."""
    code, series = stage.conference.secretariat, f"EXERCISE/SOC/{local_year(stage.forum, stage.at)}/INF"
    first = stage.forum.series.get(series, 0)
    notes = []
    for number in range(1, count + 1):
        act = VoidSymbol(
            forum=stage.forum.origin, by=(code,), seq=(stage.forum.parties[code].seq + number,), made_at=stage.at,
            nonce=os.urandom(16).hex(), symbol=f"{series}.{first + number}", reason="left unused",
        )  # fmt: skip
        notes.append(format_signed_act(sign_act(act, [stage.keys[code]])))
    answers = stage.registry.lodge(notes)
    if not all(isinstance(answer, Sequenced) for answer in answers):
        raise AssertionError(answers)
    stage.registry.settle()
    stage.beat()


def flip(path: Path, where: bytes | None = None) -> None:
    """Change one bit of a file: in the middle of it, or of the first place where these bytes stand."""
    data = bytearray(path.read_bytes())
    place = len(data) // 2 if where is None else data.index(where) + len(where) // 2
    data[place] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
