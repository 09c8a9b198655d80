# SPDX-License-Identifier: Apache-2.0
"""A stage: the exercise conference with a registry and four witnesses, on a clock that only the story moves.

Keys, acts, stores, tiles and cosignatures are real; they lie in a directory that is thrown away.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from comity.acts.entry import parse_entry
from comity.acts.envelope import Act
from comity.acts.signed import SignedAct, format_signed_act, parse_signed_act, sign_act
from comity.bug import Bug
from comity.cli.headquarters import WITNESSES
from comity.cli.premises import EXERCISE, Premises
from comity.cli.theatre.wire import Pillar, Wire
from comity.conferences.conference import Conference, load
from comity.conferences.founding import REGISTRY, found
from comity.node.connection import RemoteError
from comity.node.errors import NodeError
from comity.node.keyfile import Keys, draw_keys, draw_log_keys
from comity.node.node import Answer as NodeAnswer
from comity.node.node import Identity, Node
from comity.node.store import Store
from comity.record.errors import RecordError
from comity.registry.answer import Answer, Sequenced
from comity.registry.registry import Registry
from comity.registry.timekeeper import A_SECOND
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Outcome, Refused
from comity.tlog.signer import Signer
from comity.tlog.vkey import ED25519, format_vkey, verify

PILLARS = 3
MOST_BEATS = 50
"""A registry and witnesses that still change something after so many rounds at one instant never end."""


class Said(NamedTuple):
    """What became of an act: where it stands, or the refusal; and the outcome, with its effects.

    An act that the headquarters does not take is shown to the other nodes instead, and has no outcome yet.
    """

    act_id: str
    answer: Answer | NodeAnswer
    outcome: Outcome | None


class Stage:
    """The conference in play. ``at`` is the time; ``away`` names the states whose nodes are off.

    Whatever a headquarters may do wrong can be done here: ``silenced`` names those whose acts it does not take, ``misled``
    those whom it shows ``second``, another record; ``stopped_at`` is where its clock stands, if it does; ``is_lost`` says
    that it is gone.
    """

    def __init__(self, root: Path, at: datetime) -> None:
        self.at = at
        self.away: set[str] = set()
        self.silenced: set[str] = set()
        self.misled: set[str] = set()
        self.second: Registry | None = None
        self.stopped_at: datetime | None = None
        self.went_wrong = False
        self.is_lost = False
        self.keys: dict[str, Signer] = {}
        self.root = root
        self._premises = Premises(root)
        self.conference: Conference = load(EXERCISE)
        self.log: tuple[Signer, ...] = draw_log_keys(self.conference.origin)
        bearers = [self.conference.secretariat, REGISTRY, *(party.code for party in self.conference.parties)]
        drawn = {code: self.draw(code, witness=code in WITNESSES) for code in bearers}
        vkeys = {code: tuple(format_vkey(key.vkey) for key in keys) for code, keys in drawn.items()}
        classic, quantum = (format_vkey(key.vkey) for key in self.log)
        genesis = found(self.conference, vkeys, (classic, quantum), at, os.urandom(16).hex())
        note = format_signed_act(sign_act(genesis, [self.keys[self.conference.secretariat]]))
        self.registry = Registry.found(
            self._premises.registry, self.conference.origin, note, self.log, self.keys[REGISTRY], self.registry_clock
        )
        self.anchor = sha256(self.registry.entry(0)).digest()
        self.pillars = [Pillar() for _ in range(PILLARS)]
        self.nodes: dict[str, Node] = {}
        for code in WITNESSES:
            self.man(code, drawn[code])
        self.beat()

    def man(self, code: str, keys: Sequence[Signer]) -> Node:
        """Set up and start the machine of a state, with its keys for letters and for cosigning."""
        wire = Wire(partial(self.shown_to, code), self._takes)
        pair: tuple[Signer, ...] = tuple(key for key in keys if key.vkey.name == f"{code}/witness")
        identity = Identity(code, self.anchor, self.keys[f"{code}/node"], pair)
        store = Store.create(self._premises.station(code).store)
        self.nodes[code] = Node(identity, wire, self.pillars, store, lambda: self.at)
        return self.nodes[code]

    def registry_clock(self) -> datetime:
        """Give the time as the headquarters has it."""
        return self.stopped_at or self.at

    def shown_to(self, code: str) -> Registry:
        """Give the record that the headquarters shows to a party; raises RemoteError where there is no headquarters."""
        if self.is_lost:
            raise RemoteError("the headquarters does not answer")
        return self.second if self.second is not None and code in self.misled else self.registry

    def _takes(self, note: bytes) -> bool:
        return self.silenced.isdisjoint(parse_signed_act(note).act.by)

    @property
    def is_honest(self) -> bool:
        """Tell whether there is one headquarters with one record and a clock that always went."""
        return self.second is None and not self.went_wrong and not self.is_lost

    def draw(self, code: str, *, witness: bool = False) -> Keys:
        """Draw keys for a party and put those for notes in its hand; what was there before is forgotten."""
        keys = draw_keys(code, witness=witness)
        self.keys |= {key.vkey.name: key for key in keys if key.vkey.kind == ED25519}
        return keys

    @property
    def forum(self) -> Forum:
        """The forum of everything sequenced."""
        return self.registry.forum

    @property
    def views(self) -> dict[str, Forum]:
        """The forum as the registry and each witness whose node is on have worked it out for themselves."""
        held = {code: node.lodged for code, node in self.nodes.items() if code not in self.away | self.misled}
        return {REGISTRY: self.forum} | {code: forum for code, forum in held.items() if forum is not None}

    def write(
        self,
        forum: Forum,
        kind: type[Act],
        /,
        *by: str,
        signers: tuple[Signer, ...] = (),
        **fields: Any,  # noqa: ANN401
    ) -> SignedAct:
        """Write and sign an act now, as it follows on a forum."""
        envelope: dict[str, Any] = {
            "forum": forum.origin,
            "by": by,
            "seq": tuple(forum.parties[code].seq + 1 if code in forum.parties else 1 for code in by),
            "made_at": self.at.replace(microsecond=0),
            "nonce": os.urandom(16).hex(),
        }
        return sign_act(kind(**{**envelope, **fields}), signers or [self.keys[code] for code in by])

    def lodge(self, kind: type[Act], /, *by: str, signers: tuple[Signer, ...] = (), **fields: Any) -> Said:  # noqa: ANN401
        """Write, sign and lodge an act now, and let the witnesses take it up."""
        forum = self.forum
        signed = self.write(forum, kind, *by, signers=signers, **fields)
        note = format_signed_act(signed)
        if not self.silenced.isdisjoint(by):
            offered = self.nodes[by[0]].lodge(note)
            self.beat()
            return Said(signed.id, offered, None)
        answer = self.registry.lodge([note])[0]
        outcome: Outcome | None = answer if isinstance(answer, Refused) else None
        if isinstance(answer, Sequenced):
            outcome = apply(forum, parse_entry(answer.entry), verify)[1]
            self.registry.settle()
        self.beat()
        return Said(signed.id, answer, outcome)

    def beat(self) -> None:
        """Let the headquarters lodge what it owes and the nodes do their work, until nothing changes any more at this instant."""
        for _ in range(MOST_BEATS):
            before = self._state
            for registry in self._shown:
                registry.keep_time()
            for node in (node for code, node in self.nodes.items() if code not in self.away):
                _work(node)
            if before == self._state:
                return
        raise Bug("headquarters and nodes never come to rest")

    @property
    def _shown(self) -> list[Registry]:
        """The records that the headquarters keeps up."""
        second = [self.second] if self.second is not None and self.misled else []
        return [] if self.is_lost else [self.registry, *second]

    @property
    def _state(self) -> tuple[object, ...]:
        return (
            *((each.shelf.size, each.confirmed) for each in self._shown),
            *(len(pillar) for pillar in self.pillars),
            *((node.witness.copy.size, node.witness.copy.is_confirmed) for node in self.nodes.values()),
        )

    def wait_until(self, at: datetime, *, still: bool = False) -> None:
        """Let time pass; with ``still`` the registry sleeps meanwhile."""
        while self.at < at:
            self.at = at if still else min(at, self._next_instant())
            if not still:
                self.beat()

    def _next_instant(self) -> datetime:
        """Give when something may be due next: a clock of the forum, its aftermath, a mark while a silence runs."""
        forum = self.forum
        aftermath = timedelta(seconds=forum.edition.tolerance_s) + A_SECOND
        instants = [each for due, _, _ in forum.clocks for each in (due, due + aftermath)]
        if self.unrecorded:
            instants.append(self.at + aftermath)
        if any(kind == "silence" for _, kind, _ in forum.clocks):
            instants.append(self.at + timedelta(seconds=forum.edition.mark_every_s))
        return min((each for each in instants if each > self.at), default=datetime.max.replace(tzinfo=self.at.tzinfo))

    @property
    def unrecorded(self) -> bool:
        """Tell whether a result waits to be put on the record."""
        return any(matter.result and not matter.outcome_index for matter in self.forum.matters.values())

    def close(self) -> None:
        """Let go of the files."""
        self.registry.close()
        if self.second is not None:
            self.second.close()
        for node in self.nodes.values():
            node.close()


def _work(node: Node) -> None:
    """Let a node do everything once; what does not go now goes another time."""
    for duty in (node.hear, node.follow, node.refresh, node.confirmed, node.watch):
        with suppress(RemoteError, NodeError, RecordError):
            duty()


@contextmanager
def set_stage(at: datetime) -> Iterator[Stage]:
    """Give a stage at an instant; its directory is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="comity-story-") as folder:
        stage = Stage(Path(folder), at)
        try:
            yield stage
        finally:
            stage.close()
