# SPDX-License-Identifier: Apache-2.0
"""Holding: a node's share of the attachments. It fetches what its state sends or receives, says so, and lets go what was erased.

A headquarters that continues the record of a lost one has no attachments: whoever holds one brings it there.

A text every node holds before it cosigns; an attachment only those who send and receive it, and nobody waits for it. So this
goes on beside the node, on a thread of its own, and reads the node's forums, which are values.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from comity.acts.envelope import ATTACHMENT_BYTES
from comity.acts.nodes import Held
from comity.acts.signed import format_signed_act, sign_act
from comity.bug import Bug
from comity.node.connection import RemoteError
from comity.node.errors import DiskLow
from comity.node.store import LEAST_FREE_BYTES
from comity.registry.attachments import BLOCK_BYTES, Arriving, Attachments, WrongContent
from comity.rules.forum import Forum
from comity.rules.measures.sealed import may_have
from comity.rules.outcome import Refused
from comity.tlog.signer import Signer

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
"""How long a file that did not come is left alone, at first and at most."""
ALL_THERE = 416
"""The status by which a registry says that nothing of a file follows on what came before."""
NOT_THERE = 404


class Courier(Protocol):
    """Who gives and takes attachments: a registry, as `comity.node.remote.Remote` asks it."""

    def receive(self, digest: str, after: int, take: Callable[[bytes], None]) -> None:
        """Fetch what comes of an attachment after so many bytes; raises RemoteError."""

    def send(self, digest: str, size: int, content: Iterable[bytes]) -> None:
        """Bring an attachment of so many bytes; raises RemoteError."""


def bring(attachments: Attachments, courier: Courier, digest: str) -> None:
    """Bring an attachment that lies here to the registry, as it is read; raises RemoteError."""
    path = attachments.path(digest)
    if path is None:
        raise Bug(f"the attachment {digest} was to be sent and does not lie here")
    with path.open("rb") as file:
        courier.send(digest, path.stat().st_size, iter(partial(file.read, BLOCK_BYTES), b""))


class Holding:
    """The attachments of one party's machine. ``draw`` gives random bytes; ``report`` is told what did not come or go, once."""

    def __init__(
        self, code: str, attachments: Attachments, courier: Courier, hand: Signer | None, *,
        clock: Callable[[], datetime], draw: Callable[[int], bytes], report: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.attachments = attachments
        self._code = code
        self._courier = courier
        self._hand = hand
        self._clock = clock
        self._draw = draw
        self._report = report
        self._pauses: dict[str, tuple[datetime, timedelta]] = {}
        self._looked_at: tuple[object, ...] = ()
        self._furnished = 1

    def go_on(self, confirmed: Forum | None, lodged: Forum | None, lodge: Callable[[bytes], object]) -> bool:
        """Let go, fetch, bring, say: a round of all that is to be done now; tell whether anything was.

        Raises:
            RemoteError, NodeError: what is to be said cannot be lodged now.
        """
        if confirmed is None or lodged is None:
            return False
        now = self._clock()
        seen = (confirmed.measures.files, confirmed.measures.erased, lodged.attachments, confirmed.log)
        is_news = len(self._looked_at) != len(seen) or any(
            a is not b for a, b in zip(seen, self._looked_at, strict=True)
        )
        if not is_news and not any(at <= now for at, _ in self._pauses.values()):
            return False
        self._erase(confirmed)
        fetched = [digest for digest in self._wanted(confirmed, now) if self._fetch(digest)]
        self._furnish(confirmed, now)
        self._looked_at = () if fetched else seen
        return self._say(lodged, now, lodge) or bool(fetched)

    def _erase(self, forum: Forum) -> None:
        """Let go of every file that its sender had erased, also of one that came back with an old copy of the disk."""
        for digest in forum.measures.erased:
            self.attachments.drop(digest)
            for what in (digest, f"bring {digest}"):
                self._pauses.pop(what, None)

    def _wanted(self, forum: Forum, now: datetime) -> Iterator[str]:
        for digest in forum.measures.files:
            is_wanted = digest not in forum.measures.erased and may_have(forum, digest, self._code)
            if is_wanted and not self.attachments.holds(digest) and self._may_try(digest, now):
                yield digest

    def _may_try(self, what: str, now: datetime) -> bool:
        return what not in self._pauses or self._pauses[what][0] <= now

    def _fetch(self, digest: str) -> bool:
        try:
            with self.attachments.arriving(digest, digest, resumed=True) as arriving:
                self._pour(digest, arriving)
        except (RemoteError, WrongContent, DiskLow) as error:
            self._put_off(digest, f"the attachment {digest} does not come: {error}")
            return False
        except OSError as error:
            self.attachments.drop(digest)
            self._put_off(digest, f"the attachment {digest} is not kept: {error.strerror}")
            return False
        self._pauses.pop(digest, None)
        return True

    def _pour(self, digest: str, arriving: Arriving) -> None:
        def take(part: bytes) -> None:
            if arriving.size + len(part) > ATTACHMENT_BYTES:
                raise WrongContent(f"more than {ATTACHMENT_BYTES} bytes came")
            if self.attachments.free_bytes() < LEAST_FREE_BYTES:
                raise DiskLow(f"less than {LEAST_FREE_BYTES >> 20} MiB are free")
            arriving.write(part)

        try:
            self._courier.receive(digest, arriving.size, take)
        except RemoteError as error:
            if error.problem.get("status") != ALL_THERE:
                raise

    def _furnish(self, forum: Forum, now: datetime) -> None:
        """Bring to the headquarters of a new epoch what it lacks of what is held here; once, and again what did not go."""
        if forum.epoch == self._furnished:
            return
        held = [digest for digest in forum.measures.files if self.attachments.holds(digest)]
        left = [digest for digest in held if not self._is_furnished(digest, now)]
        if not left:
            self._furnished = forum.epoch

    def _is_furnished(self, digest: str, now: datetime) -> bool:
        bringing = f"bring {digest}"
        if not self._may_try(bringing, now):
            return False
        try:
            if not self._is_there(digest):
                bring(self.attachments, self._courier, digest)
        except RemoteError as error:
            self._put_off(bringing, f"the attachment {digest} is not taken: {error}")
            return False
        self._pauses.pop(bringing, None)
        return True

    def _is_there(self, digest: str) -> bool:
        """Ask whether the headquarters has a file whole: then nothing follows on all that is held here."""
        path = self.attachments.path(digest)
        try:
            self._courier.receive(digest, path.stat().st_size if path else 0, _pass_over)
        except RemoteError as error:
            status = error.problem.get("status")
            if status not in {ALL_THERE, NOT_THERE}:
                raise
            return bool(status == ALL_THERE)
        return True

    def _put_off(self, what: str, why: str) -> None:
        """Leave something alone for a while, twice as long each time; say why, the first time."""
        _, before = self._pauses.get(what, (None, timedelta()))
        pause = min(max(FIRST_PAUSE, 2 * before), LONGEST_PAUSE)
        self._pauses[what] = (self._clock() + pause, pause)
        if why and not before:
            self._report(why)

    def _say(self, forum: Forum, now: datetime, lodge: Callable[[bytes], object]) -> bool:
        """Say on the record of one file that it is held here, where that was not said; more follow in the next rounds."""
        hand, party = self._hand, forum.parties.get(self._code)
        if hand is None or party is None or "Held" not in forum.edition.act_types:
            return False
        for digest, holders in forum.attachments.items():
            saying = f"held {digest}"
            if self._code in holders or digest in forum.measures.erased or digest not in forum.measures.files:
                self._pauses.pop(saying, None)
                continue
            if not self.attachments.holds(digest) or not self._may_try(saying, now):
                continue
            self._put_off(saying, "")
            act = Held(
                forum=forum.origin, by=(self._code,), seq=(party.seq + 1,), made_at=now.replace(microsecond=0),
                nonce=self._draw(16).hex(), sha256=digest,
            )  # fmt: skip
            return not isinstance(lodge(format_signed_act(sign_act(act, [hand]))), Refused)
        return False


def _pass_over(part: bytes) -> None:
    """Take no more of what is held already."""
