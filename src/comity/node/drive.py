# SPDX-License-Identifier: Apache-2.0
"""Driving a node for real: one thread does everything the node does, the others only wait for a reason to.

One waits for the pending head, one for confirmation, one at each meeting point for letters, one fetches attachments. What they
waited for is handed to the node, so that nothing is fetched twice. Whoever lodges does so on the node's thread too.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from functools import partial
from time import monotonic
from typing import TypeVar

from comity.node.connection import RemoteError
from comity.node.errors import NodeError, Raced
from comity.node.holding import Holding
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Answer, Node
from comity.node.relay import Relay, RelayPoint
from comity.node.remote import Remote
from comity.record.errors import RecordError

TICK_S = 1.0
"""Seconds between two looks at what no thread waits for: refreshing, watching, what was refused before."""
PAUSE_S = 1.0
"""Seconds until a thread that got no answer, or nothing that could be used, waits again."""
REGISTRY_WAIT_S, POINT_WAIT_S = 20, 25
"""Seconds for which a registry and a meeting point are asked to wait for news."""

T = TypeVar("T")
Report = Callable[[str], None]


def ways(remote: Remote, points: Sequence[RemoteMeetingPoint]) -> tuple[Relay, list[RelayPoint]]:
    """Give what a driven node asks in the place of a registry and meeting points."""
    waiting = Remote(remote.url, remote.authorization, remote.connection, REGISTRY_WAIT_S)
    relays = [
        RelayPoint(point.url, point, RemoteMeetingPoint(point.url, point.connection, POINT_WAIT_S)) for point in points
    ]
    return Relay(remote, waiting), relays


class Drive:
    """A running node. ``failure`` is what stopped it, for good; ``stopped`` is set then, and when it was asked to stop."""

    def __init__(
        self, node: Node, relay: Relay, points: Sequence[RelayPoint], report: Report, holding: Holding | None = None
    ) -> None:
        self._node = node
        self._relay = relay
        self._report = report
        self._said: dict[str, str] = {}
        self._jobs: queue.Queue[tuple[Callable[[], object], Future[object]]] = queue.Queue()
        self._moved = threading.Event()
        self.stopped = threading.Event()
        self.failure: Exception | None = None
        self._worker = threading.Thread(target=self._work, name=f"node-{node.code}", daemon=True)
        waits: list[tuple[Callable[[], bool], str]] = [
            (self._await_pending, "pending"),
            (self._await_confirmation, "confirmed"),
        ]
        waits += [(partial(self._await_letters, point), "letters") for point in points]
        waits += [(partial(self._hold, holding), "holding")] if holding is not None else []
        self._watchers = [
            threading.Thread(target=self._watch, args=(wait,), name=f"{name}-{node.code}", daemon=True)
            for wait, name in waits
        ]

    def start(self) -> None:
        """Begin."""
        for thread in (self._worker, *self._watchers):
            thread.start()

    def stop(self) -> None:
        """End what the node is doing, then close its store; threads that wait end when they are answered, and do nothing."""
        self.stopped.set()
        if self._worker.is_alive():
            self._jobs.put((lambda: None, Future()))
            self._worker.join()
        self._node.close()

    def call(self, work: Callable[[], T]) -> "Future[T]":
        """Let the node's thread do something; give what becomes of it."""
        result: Future[T] = Future()
        self._jobs.put((work, result))  # type: ignore[arg-type]  # a future of what this very work gives
        if self.stopped.is_set() and not self._worker.is_alive():
            result.cancel()
        return result

    def lodge(self, note: bytes) -> Answer:
        """Lodge an act, waiting for what becomes of it; the node's thread never waits for the registry meanwhile.

        Raises:
            RemoteError: the node has stopped.
            NodeError: its store does not take what had to be kept.
        """
        node = self._node
        try:
            answer: Answer | None = self.call(lambda: node.judge(note)).result()
            if answer is None:
                # A registry may let a lodger wait until a change is confirmed, for which it needs this very node.
                brought = node.bring(note)
                answer = self.call(lambda: node.heed(note, brought)).result()
            return answer or self.call(lambda: node.show(note)).result()
        except CancelledError:
            raise RemoteError("this machine has stopped") from None

    # The node's thread.

    def _work(self) -> None:
        due = 0.0
        while not self.stopped.is_set():
            if monotonic() >= due:
                self._tick()
                due = monotonic() + TICK_S
            try:
                work, result = self._jobs.get(timeout=max(0.0, due - monotonic()))
            except queue.Empty:
                continue
            try:
                result.set_result(work())
            except Exception as error:  # noqa: BLE001  (whoever asked is told)
                result.set_exception(error)
        while not self._jobs.empty():
            self._jobs.get()[1].cancel()

    def _tick(self) -> None:
        for name, call in (
            ("hear", self._node.hear),
            ("follow", self._node.follow),
            ("refresh", self._node.refresh),
            ("confirmed", self._node.confirmed),
            ("watch", self._node.watch),
        ):
            self._attempt(name, call)
        self._moved.set()

    def _attempt(self, name: str, call: Callable[[], object]) -> bool:
        """Do one thing of the node's; what is refused or unanswered is said once, and done another time."""
        try:
            done = bool(call())
        except (RemoteError, NodeError, RecordError) as error:
            if isinstance(error, Raced):
                self._fail(error)
                return False
            if self._said.get(name) != str(error):
                self._said[name] = str(error)
                self._report(f"{name}: {error}")
            self._relay.forget()
            return False
        except Exception as error:  # noqa: BLE001  (our own mistake: stop rather than sign something wrong)
            self._fail(error)
            return False
        self._said.pop(name, None)
        return done

    def _fail(self, error: Exception) -> None:
        self.failure = self.failure or error
        self.stopped.set()

    # Threads that wait.

    def _watch(self, wait: Callable[[], bool]) -> None:
        """Wait for something again and again; pause where there was no answer, or none that led anywhere."""
        while not self.stopped.is_set():
            try:
                useful = wait()
            except (RemoteError, NodeError, RecordError, CancelledError):
                useful = False
            if not useful:
                self.stopped.wait(PAUSE_S)

    def _await_pending(self) -> bool:
        if not self._relay.await_pending(self._node.witness.copy.size):
            return True
        followed = self.call(lambda: self._attempt("follow", self._node.follow)).result()
        self._moved.set()
        return followed

    def _await_confirmation(self) -> bool:
        copy = self._node.witness.copy
        if copy.held is None or copy.is_confirmed:
            self._moved.clear()
            self._moved.wait(PAUSE_S)
            return True
        if not self._relay.await_cosignatures(copy.size):
            return True
        return self.call(lambda: self._attempt("confirmed", self._node.confirmed)).result()

    def _hold(self, holding: Holding) -> bool:
        """Fetch what this party is to hold, and say so; how long a file takes holds nothing else up."""
        return holding.go_on(self._node.forum, self._node.lodged, self.lodge)

    def _await_letters(self, point: RelayPoint) -> bool:
        if not point.await_letters():
            return self._worker.is_alive()
        return bool(self.call(lambda: self._attempt("hear", self._node.hear)).result())
