# SPDX-License-Identifier: Apache-2.0
"""Driven nodes: by themselves they follow, confirm and hear; their people lodge through them; they stop in order."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from comity.acts.nodes import ChooseHost
from comity.acts.signed import parse_signed_act
from comity.node.connection import RemoteError
from comity.node.drive import Drive, ways
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Identity, Node, Offered
from comity.node.relay import Relay
from comity.node.remote import Remote
from comity.node.serving import serve, state_of
from comity.node.store import Store
from comity.record.receipt import Receipt
from comity.rules.outcome import Refused
from tests.cast.forum import WITNESSES
from tests.cast.keys import note_signer, witness_signers
from tests.meet.house import listening
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded
from tests.node.test_node import circulated

PATIENCE_S = 30
"""Seconds after which a test gives up waiting for what comes by itself."""


class Running:
    """A driven node, and what it reported."""

    def __init__(self, capitals: Capitals, code: str) -> None:
        self.said: list[str] = []
        relay, points = ways(Remote(capitals.house.url), [RemoteMeetingPoint(point.url) for point in capitals.points])
        anchor = sha256(capitals.seat.registry.entry(0)).digest()
        identity = Identity(code, anchor, note_signer(f"{code}/node"), witness_signers(code))
        store = Store.create(capitals.root / f"driven-{code}.db")
        self.node = Node(identity, relay, points, store, lambda: datetime.now(UTC))
        self.drive = Drive(self.node, relay, points, self.said.append)

    def until(self, size: int) -> None:
        """Wait until so many entries are known here to be confirmed."""
        reached = threading.Event()

        def look() -> None:
            if self.node.forum is not None and self.node.forum.size >= size:
                reached.set()
            elif not self.drive.stopped.is_set():
                self.drive.call(look)

        self.drive.call(look)
        assert reached.wait(PATIENCE_S), (self.said, self.drive.failure)


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    with capitals_of(tmp_path, founded) as capitals:
        capitals.seat.clock.now = datetime.now(UTC)
        yield capitals


@pytest.fixture
def running(capitals: Capitals) -> Iterator[dict[str, Running]]:
    circulated(capitals)
    running = {code: Running(capitals, code) for code in WITNESSES}
    for each in running.values():
        each.drive.start()
    yield running
    for each in running.values():
        each.drive.stop()


def test_driven_nodes_confirm_what_is_lodged_by_themselves(capitals: Capitals, running: dict[str, Running]) -> None:
    capitals.keep_time()
    for each in running.values():
        each.until(3)
    (proposal,) = capitals.seat.forum.matters
    capitals.seat.clock.now = datetime.now(UTC)
    capitals.place(capitals.seat.statement(proposal))
    capitals.house.write(capitals.seat.registry.keep_time)
    for each in running.values():
        each.until(4)
        assert each.node.forum == capitals.seat.forum
        assert (each.drive.failure, each.said) == (None, [])


def test_a_states_people_lodge_through_their_node_and_hosted_parties_too(
    capitals: Capitals, running: dict[str, Running]
) -> None:
    capitals.keep_time()
    for each in running.values():
        each.until(3)
    with ExitStack() as stack:
        url, _ = stack.enter_context(listening(serve(running["BOR"].node, running["BOR"].drive.call)))
        client = stack.enter_context(httpx.Client(base_url=url, timeout=PATIENCE_S))
        own = client.post("/acts", content=capitals.write(ChooseHost, "ELV", host="BOR"))
        assert (own.status_code, own.json()["index"], "hosted_at" in own.json()) == (200, 3, False)
        capitals.house.write(capitals.seat.registry.keep_time)
        for each in running.values():
            each.until(4)
        (proposal,) = capitals.seat.forum.matters
        note = capitals.seat.statement(proposal, "ELV")
        hosted = client.post("/acts", content=note)
        assert (hosted.status_code, hosted.json()["hosted_at"]) == (200, "BOR")
        assert hosted.json()["act"] == parse_signed_act(note).id
        refused = client.post("/acts", content=capitals.seat.statement(proposal, "ELV", later=7))
        assert (refused.status_code, refused.json()["rule"]) == (409, "1.5")
        assert client.post("/acts", content=b"no act").status_code == 400
        state = client.get("/state").json()
        assert (state["party"], state["held"] >= 4, state["hosted"], state["may_cosign"]) == (
            "BOR",
            True,
            ["ELV"],
            True,
        )
        capitals.house.write(capitals.seat.registry.keep_time)
        for each in running.values():
            each.until(5)
        assert b"".join(Remote(url).entries(0, 5)) == b"".join(capitals.seat.registry.shelf.entries(0, 5))
        assert Remote(url).checkpoint() == running["BOR"].node.store.confirmed()[1]
        assert Remote(url).pending(4) == capitals.seat.registry.board.pending.bare  # type: ignore[union-attr]
        (text,) = running["BOR"].node.store.texts()
        assert Remote(url).blob(sha256(text).hexdigest()) == text


def test_whoever_lodges_waits_for_what_becomes_of_it(capitals: Capitals, running: dict[str, Running]) -> None:
    capitals.keep_time()
    each = running["ARD"]
    each.until(3)
    (proposal,) = capitals.seat.forum.matters
    note = capitals.seat.statement(proposal, "ARD")
    receipt = each.drive.lodge(note)
    assert isinstance(receipt, Receipt)
    assert (receipt.act, receipt.index) == (parse_signed_act(note).id, 3)
    refused = each.drive.lodge(capitals.seat.statement(proposal, "ARD", later=7))
    assert isinstance(refused, Refused)
    capitals.keep_time()
    each.until(4)
    each.drive.call(lambda: object.__setattr__(each.node, "registry", Remote("http://127.0.0.1:9"))).result()
    kept = capitals.seat.statement(proposal, "ARD")
    assert each.drive.lodge(kept) == Offered(parse_signed_act(kept).id, shown=True)
    each.drive.stop()
    with pytest.raises(RemoteError):
        each.drive.lodge(kept)


def test_since_when_a_registry_is_silent_is_known_and_forgotten_when_it_answers(capitals: Capitals) -> None:
    instants = iter(datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in range(9))
    gone, there = Remote("http://127.0.0.1:9"), Remote(capitals.house.url)
    relay = Relay(gone, gone, lambda: next(instants))
    assert relay.silent_since is None
    for ask in (lambda: relay.pending(0), lambda: relay.await_pending(0), lambda: relay.lodge(b"")):
        with pytest.raises(RemoteError):
            ask()
        assert relay.silent_since == datetime(2026, 11, 24, 0, tzinfo=UTC)
    relay._remote = there
    with pytest.raises(RemoteError):
        relay.lodge(b"no act: it is refused, and that is an answer")
    assert relay.silent_since is None


def test_a_registry_that_is_gone_stops_nobody_and_is_said_once(capitals: Capitals, running: dict[str, Running]) -> None:
    capitals.keep_time()
    each = running["ARD"]
    each.until(3)
    each.drive.call(lambda: object.__setattr__(each.node, "registry", Remote("http://127.0.0.1:9"))).result()
    for _ in range(3):
        each.drive.call(lambda: each.drive._attempt("follow", each.node.follow)).result()
    assert [said for said in each.said if "does not answer" in said and said.startswith("follow")] == each.said[:1]
    assert each.drive.call(lambda: state_of(each.node)["held"]).result() == 3
    assert each.drive.failure is None


def test_a_store_that_another_process_writes_stops_the_node_for_good(
    capitals: Capitals, running: dict[str, Running]
) -> None:
    capitals.keep_time()
    each = running["ARD"]
    each.until(3)
    twin = Store.open(capitals.root / "driven-ARD.db")
    twin.burn([b"none"], "another process")
    twin.close()
    (proposal,) = capitals.seat.forum.matters
    capitals.seat.clock.now = datetime.now(UTC)
    capitals.place(capitals.seat.statement(proposal))
    assert each.drive.stopped.wait(PATIENCE_S)
    assert "another process writes here" in str(each.drive.failure)
