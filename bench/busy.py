# SPDX-License-Identifier: Apache-2.0
"""A busy conference as a node follows it: the standard mix, every entry fetched, checked and held, and one more on request."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.cast.forum import MEMBERS, ORIGIN, WITNESSES
from tests.cast.keys import log_signers, witness_signers

from bench.mix import GENEROUS, STATEMENT, Mix
from comity.acts.entry import parse_entry
from comity.acts.envelope import Text
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.silence import PlaceUnderSilence
from comity.node.connection import RemoteError
from comity.node.node import Identity, Node
from comity.node.store import Store
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.merkle import Frontier, leaf_hash
from comity.tlog.note import format_note, parse_note
from comity.tlog.tree_head import Checkpoint

YEAR = timedelta(days=300)


class Feed:
    """A registry as a node asks it, over a record that a scribe writes; texts are the names of their versions."""

    def __init__(self, scribe: Mix) -> None:
        self._scribe = scribe
        self._entries: list[bytes] = []
        self._frontier = Frontier()
        self._texts: dict[str, bytes] = {}
        self._bare, self._lines = b"", b""

    def publish(self) -> None:
        """Take up what was written since, and let it be confirmed by log and witnesses."""
        new, self._scribe.entries = self._scribe.entries, []
        self._frontier = self._frontier.extend(leaf_hash(entry) for entry in new)
        self._entries += new
        for entry in new:
            if b'"versions"' in entry:
                self._name(getattr(parse_entry(entry).signed.act, "symbol", ""))
        at = int(self._scribe.at.timestamp())
        head = Checkpoint(ORIGIN, len(self._entries), self._frontier.root())
        self._bare = sign_checkpoint(head, log_signers(ORIGIN), at)
        text = parse_note(self._bare).text
        lines = [cosign(signer, text, at) for code in WITNESSES for signer in witness_signers(code)]
        self._lines = format_note(b"-\n", lines)[len(b"-\n\n") :]

    def _name(self, symbol: str) -> None:
        for language in ("en", "ru"):
            text = f"{symbol} {language} ".encode()
            self._texts[sha256(text).hexdigest()] = text

    def pending(self, after: int) -> bytes:
        """Give the newest head with the log's lines."""
        return self._bare if len(self._entries) > after else b""

    def changes(self, after: int) -> bytes:  # noqa: ARG002
        """Nothing ever changes who confirms."""
        return b""

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:  # noqa: ARG002
        """Give entries."""
        return self._entries[start:size]

    def blob(self, digest: str) -> bytes:
        """Give a text."""
        return self._texts[digest]

    def checkpoint(self) -> bytes:
        """Give the newest head as it is confirmed."""
        return self._bare + self._lines

    def cosignatures(self, size: int) -> bytes | None:
        """Give the lines of the witnesses."""
        return self._lines if size == len(self._entries) else None

    def cosign(self, size: int, lines: bytes) -> None:
        """Nobody else cosigns."""
        raise RemoteError(f"{size} {len(lines)}")

    def lodge(self, note: bytes) -> dict[str, Any]:
        """Nothing is lodged by way of pages."""
        raise RemoteError(f"{len(note)} bytes")


class Busy:
    """A node that holds a record of at least so many entries, the last of its texts being under silence."""

    def __init__(self, folder: Path, size: int) -> None:
        self.scribe = Mix.opened(GENEROUS)
        self.feed = Feed(self.scribe)
        number = 0
        while self.scribe.state.size < size - 8:
            self.scribe.cycle(number)
            self.scribe.wait(seconds=1)
            number += 1
        self.proposal = self._place()
        self.feed.publish()
        anchor = sha256(self.feed.entries(0, 1)[0]).digest()
        store = Store.create(folder / f"{size}.db")
        self.node = Node(Identity("SEC", anchor), self.feed, [], store, self.now)
        self.follow()
        self._authors = self._turns()

    def _place(self) -> str:
        """Place a text under a long silence, and let four delegations say something about it."""
        scribe = self.scribe
        draft = scribe.paper("L", "SEC")
        proposal = scribe.lodge(Propose, "ARD", body="SOC", symbols=(draft,), title=Text(en="Plan", ru="План"))
        scribe.lodge(
            PlaceUnderSilence, "BOR", proposal=proposal, deadline_at=(scribe.at + YEAR).replace(microsecond=0),
            text_sha256=scribe.text_of(proposal), notified=tuple(MEMBERS),
        )  # fmt: skip
        for author, kind in zip(MEMBERS, ("interpretation", "reservation", "explanation", "support"), strict=False):
            scribe.lodge(MakeStatement, author, proposal=proposal, kind=kind, text=STATEMENT * 2)
        return proposal

    def _turns(self) -> Iterator[str]:
        while True:
            yield from MEMBERS

    def now(self) -> datetime:
        """Give the time as the scribe has it."""
        return self.scribe.at

    def lodge(self) -> None:
        """Let a delegation circulate a paper, and the node follow."""
        self.scribe.wait(seconds=1)
        self.scribe.paper("WP", next(self._authors))
        self.feed.publish()
        self.follow()

    def follow(self) -> None:
        """Let the node hold everything, and know that it is confirmed."""
        self.node.follow()
        self.node.confirmed()
        if self.node.forum is None or self.node.forum.size != self.scribe.state.size:
            raise RuntimeError(f"the node does not hold the {self.scribe.state.size} entries there are")
