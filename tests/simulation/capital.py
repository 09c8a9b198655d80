# SPDX-License-Identifier: Apache-2.0
"""A capital: one state's node, its store that outlives the process, its clock, and the person who starts it again."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from comity.acts.keys import EnrolWitness
from comity.acts.nodes import Successor
from comity.acts.signed import parse_signed_act
from comity.node.connection import RemoteError
from comity.node.duties import is_owed
from comity.node.errors import NodeError, Raced, StateLost
from comity.node.node import Identity, Node
from comity.node.store import Store
from comity.record.errors import RecordError
from comity.rules.forum import Forum, witness_quorum
from comity.tlog.signer import Signer
from comity.tlog.vkey import VerifierKey, verify
from tests.cast.keys import vkey_of, witness_signers
from tests.simulation.author import Author
from tests.simulation.headquarters import Headquarters
from tests.simulation.network import Network, Point, PointLine, PowerCut, RegistryLine


@dataclass(frozen=True)
class Watched:
    """A key of a capital; whoever sees everything is told what it signs, when it does."""

    signer: Signer
    capital: "Capital"

    @property
    def vkey(self) -> VerifierKey:
        return self.signer.vkey

    def sign(self, message: bytes) -> bytes:
        self.capital.on_sign(self.capital.code, self.vkey, message)
        return self.signer.sign(message)


class Capital:
    """One capital. ``node`` is None while its process is down."""

    def __init__(
        self, network: Network, headquarters: Headquarters, points: Sequence[Point], code: str, skew: float
    ) -> None:  # fmt: skip
        self.network = network
        self.headquarters = headquarters
        self.scheduler = network.scheduler
        self.code = code
        self.skew = skew
        self.pair = code
        self.is_mute = False
        self.pledged = 0
        self._next_pair = ""
        self.is_burnt = False
        self._is_asking = False
        self.node: Node | None = None
        self.twin: Node | None = None
        self.author = Author(headquarters.conference, code)
        self.line = RegistryLine(network, headquarters, code)
        self.on_sign: Callable[[str, VerifierKey, bytes], None] = lambda *_: None
        self.on_letter: Callable[[str, bytes], None] = lambda *_: None
        self._points = [
            PointLine(network, point, code, lambda letter: self.on_letter(code, letter)) for point in points
        ]
        self._clock = self.scheduler.clock(lambda: self.skew)
        self._image = Store.in_memory().image()
        self._backup = self._image
        self._store: Store | None = None

    # The process.

    def start(self) -> None:
        """Start the process on what the disk holds."""
        if self.node is None:
            self._store = Store.in_memory(self._image)
            self.node = self._begun(self._store, self.line)

    def _begun(self, store: Store, line: RegistryLine) -> Node | None:
        conference = self.headquarters.conference
        pair = () if self.is_mute else tuple(Watched(signer, self) for signer in conference.pair(self.pair))
        identity = Identity(self.code, self.headquarters.anchor, conference.signer(f"{self.code}/node"), pair)
        try:
            return Node(identity, line, self._points, store, self._clock)
        except (NodeError, RecordError) as error:
            self.scheduler.tell(f"{self.code} does not start: {error}")
            return None

    def stop(self) -> None:
        """Let the process end at once; what was committed stays."""
        if self._store is not None:
            self._image = self._store.image()
            self._store.close()
        self.node, self.twin, self._store = None, None, None

    def take_backup(self) -> None:
        """Keep a copy of the disk, as a virtual machine's snapshot does."""
        self._backup = self._store.image() if self._store else self._image

    def put_back(self) -> None:
        """Put the machine back to its snapshot; nobody tells it."""
        self.stop()
        self._image = self._backup
        self.scheduler.tell(f"{self.code} is put back to an older snapshot of its machine")
        self.start()

    def double(self, shown: str) -> None:
        """Start a second process on the same store, to which the registry shows what it shows another state."""
        if self._store is not None and self.twin is None:
            line = RegistryLine(self.network, self.headquarters, self.code, shown)
            twin = self.twin = self._begun(Store(self._store._connection), line)
            if twin is not None:
                self.interrupt(twin.follow, again=True)

    def interrupt(self, work: Callable[[], Any], *, again: bool = False) -> None:
        """Let another process of this state do something just before the next transaction of the first."""
        store = self._store
        if store is None:
            return
        begin = Store._transaction

        def interrupted() -> AbstractContextManager[sqlite3.Connection]:
            del store._transaction
            try:
                work()
            except (RemoteError, NodeError, RecordError) as error:
                self.scheduler.tell(f"a second process of {self.code}: {type(error).__name__} {error}")
            if again and self._store is store:
                store._transaction = interrupted  # type: ignore[method-assign, assignment]
            return begin(store)

        store._transaction = interrupted  # type: ignore[method-assign, assignment]

    # What it does, again and again.

    def do(self, name: str) -> None:
        """Let the node do one of its things."""
        if self.node is not None:
            self._call(name, getattr(self.node, name))

    def _call(self, name: str, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except PowerCut:
            self.scheduler.tell(f"{self.code} goes dark while it does: {name}")
            self.stop()
        except StateLost as error:
            self.scheduler.tell(f"{self.code}: {error}")
            self.is_burnt = True
        except Raced as error:
            self.scheduler.tell(f"{self.code} {name}: {error}; its process is started again")
            self.stop()
            self.scheduler.after(self.scheduler.random.uniform(1, 4), self.start)
        except RemoteError:
            pass
        except (NodeError, RecordError) as error:
            if self.scheduler.trace is not None:
                self.scheduler.tell(f"{self.code} {name}: {type(error).__name__} {error}")
        return None

    @property
    def forum(self) -> Forum | None:
        """The forum of what is confirmed, as far as it knows."""
        return self.node.forum if self.node else None

    @property
    def lodged(self) -> Forum | None:
        """The forum of what it holds."""
        return self.node.lodged if self.node else None

    @property
    def owes(self) -> bool:
        """Tell whether it holds a seen-at for an act that the record lacks."""
        forum = self.lodged
        return bool(
            forum
            and self._store
            and any(is_owed(parse_signed_act(duty.note), forum, verify) for duty in self._store.duties())
        )

    @property
    def is_at_work(self) -> bool:
        """Tell whether it can be counted on: up, keys at hand, clock right, no evidence before it, links open."""
        cut = self.network.weather.cut
        return (
            self.node is not None
            and not self.is_burnt
            and self.twin is None
            and self.node.witness.evidence is None
            and self.node.witness.is_enrolled
            and abs(self.skew) < 1.0
            and not any(one == self.code for one, _ in cut)
        )

    @property
    def disk(self) -> Store:
        """Its store; it must be up."""
        if self._store is None:
            raise RuntimeError(f"{self.code} is down")
        return self._store

    def pledge(self, epoch: int, successor: Successor) -> None:
        """Let the state sign for a successor."""
        if (node := self.node) is not None and not self.is_mute:
            self._call("succeed", lambda: self._pledge(node, epoch, successor))

    def pledge_elsewhere(self, epoch: int, successor: Successor) -> None:
        """Sign for a successor in a second process, just before the first takes its next step."""
        if not self.is_mute:
            self.interrupt(lambda: self._pledge_there(epoch, successor))

    def _pledge_there(self, epoch: int, successor: Successor) -> None:
        node = self._begun(Store(self.disk._connection), self.line)
        if node is not None:
            node.hear()
            self._pledge(node, epoch, successor)

    def _pledge(self, node: Node, epoch: int, successor: Successor) -> None:
        node.succeed(epoch, successor, self.headquarters.conference.signer(self.code))
        self.pledged = max(self.pledged, epoch)
        words = f"signs for a successor in epoch {epoch}, holding {node.witness.copy.size} entries"
        self.scheduler.tell(f"{self.code} {words}")

    # Acts.

    def speak(self) -> None:
        """Bring the next act this state has to say, until it stands on the record."""
        forum, node = self.lodged, self.node
        if forum is None or node is None or not self.author.is_waiting:
            return
        note = self.author.note(forum, self._clock())
        if note is not None:
            self._call("lodge", lambda: self.author.take(node.lodge(note)))

    def enter_seen(self) -> None:
        """Enter objections that enough others saw and the record lacks, once their deadline has passed."""
        node, store = self.node, self._store
        if node is None or store is None or self.author.is_waiting or not store.duties():
            return
        if any(awaited.own for awaited in store.awaited()):
            # What was brought before, this very act perhaps, is still on its way.
            return
        hand = self.headquarters.conference.signer(self.code)
        for answer in self._call("enter", lambda: node.enter(hand, os.urandom)) or ():
            self.scheduler.tell(f"{self.code} enters an objection that enough saw in time: {type(answer).__name__}")

    def renew(self, pair: str) -> None:
        """Cosign with another pair of keys, once they are enrolled."""
        self._next_pair = pair

    def take_up_keys(self) -> None:
        """Start again with the keys that were asked for and are enrolled by now."""
        forum = self.forum
        if not self._next_pair or forum is None or self.is_mute:
            return
        (classic, _) = self.headquarters.conference.pair(self._next_pair)
        if any(witness.classic == classic.vkey for witness in forum.witnesses):
            self.scheduler.tell(f"{self.code} goes on with the keys of {self._next_pair}")
            self.pair, self._next_pair = self._next_pair, ""
            self.stop()
            self.start()

    def enrol_again(self) -> None:
        """Enrol fresh cosigning keys in the place of burnt ones, and ask until they are enrolled."""
        forum = self.lodged
        if forum is None or self.author.is_waiting or self._next_pair:
            return
        if self.is_burnt:
            self.pair = f"{self.code}#{int(self.pair.partition('#')[2] or 1) + 1}"
            self.stop()
            self.is_burnt, self._is_asking = False, True
            self.start()
        (classic, _) = self.headquarters.conference.pair(self.pair)
        self._is_asking = self._is_asking and all(each.classic != classic.vkey for each in forum.witnesses)
        if self._is_asking:
            keys = tuple(vkey_of(signer) for signer in witness_signers(self.pair))
            quorum = witness_quorum(len({witness.code for witness in forum.witnesses} | {self.code}))
            self.author.say(EnrolWitness, keys=keys, quorum_before=forum.quorum, quorum=quorum)
            self.scheduler.tell(f"{self.code} asks to cosign with new keys")
