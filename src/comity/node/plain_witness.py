# SPDX-License-Identifier: Apache-2.0
"""A third-party witness of any C2SP log (tlog-witness, July 2026): it knows heads and proofs, and nothing of acts.

It cosigns a checkpoint that a known log signed and that begins with the latest one it cosigned, once that is held durably. A log
without entries is cosigned too: the empty tree is the beginning of every other. A checkpoint with extension lines never is, for
ML-DSA-44 does not sign them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from comity.node.errors import NodeError
from comity.node.known_logs import Logs
from comity.node.plain_store import Latest, PlainStore
from comity.record.add_checkpoint import parse_add_checkpoint
from comity.record.evidence import ForkAtOneSize, format_evidence
from comity.tlog.cosignature import cosign, verify_cosignature
from comity.tlog.errors import MalformedCosignature, Unverified, UnverifiedProof
from comity.tlog.merkle import check_consistency
from comity.tlog.note import Note, SignatureLine, format_note, known_lines
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from comity.tlog.vkey import ED25519, VerifierKey, format_vkey, verify

MAX_CLOCK_LAG_S = 120
"""How far the clock may be behind the newest cosignature: less is mended by dating the next one as that."""
_NOTHING = b"-\n"
"""A text of no meaning: lines are written as parts of a note."""


class NotCosigned(NodeError):
    """The root: a request to cosign was refused.

    ::

        NotCosigned
        ├── UnknownLog     no key of this origin is known here
        ├── Unsigned       no known key of the log signed, or one of them did not sign this
        ├── Impossible     the old size is larger than the new one
        ├── Outdated       the old size is not the one last cosigned; ``size`` is
        ├── Inconsistent   the checkpoint does not begin with the one last cosigned, or the proof does not show it
        └── ClockBehind    the clock here is behind what was cosigned already
    """


class UnknownLog(NotCosigned):
    """No key of this origin is known here."""


class Unsigned(NotCosigned):
    """No known key of the log signed the checkpoint, or a line of one does not hold."""


class Impossible(NotCosigned):
    """The old size is larger than that of the checkpoint."""


class Outdated(NotCosigned):
    """The old size is not the one last cosigned, which is ``size``."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the checkpoint last cosigned here has size {size}")
        self.size = size


class Inconsistent(NotCosigned):
    """The checkpoint is not shown to begin with the one last cosigned."""


class ClockBehind(NotCosigned):
    """A cosignature would be dated before one that was given already."""


class PlainWitness:
    """One witness, for any thread; ``signers`` are its cosigning keys (types 0x04 and 0x06)."""

    def __init__(self, signers: Sequence[Signer], logs: Logs, store: PlainStore, clock: Callable[[], datetime]) -> None:
        self._signers = signers
        self._logs = logs
        self._store = store
        self._clock = clock
        self._origins = {sha256(origin.encode()).hexdigest(): origin for origin in logs}
        self._shown: dict[str, tuple[Latest, bytes]] = {}

    def add_checkpoint(self, body: bytes) -> bytes:
        """Judge a request, hold its checkpoint durably, and give the cosignature lines.

        Raises:
            Malformed: it is none, or its checkpoint is not one that may be cosigned.
            NotCosigned: it is refused.
            Raced: the store failed; nothing was signed, and only a restart knows what is held.
        """
        request = parse_add_checkpoint(body)
        origin = request.note.text.split(b"\n", 1)[0].decode()
        lines = self._signed_by_log(origin, request.note)
        checkpoint = parse_checkpoint(request.note.text)
        if request.old_size > checkpoint.size:
            raise Impossible(f"the old size {request.old_size} is larger than the size {checkpoint.size}")
        note = format_note(request.note.text, lines)
        while True:
            latest = self._store.latest(origin)
            self._look_for_fork(origin, latest, checkpoint, note)
            _check_growth(request.old_size, request.proof, latest, checkpoint)
            new = Latest(checkpoint.size, checkpoint.root, note, self._time(latest))
            # Where another request came between, this one is judged again by what that one left.
            if self._store.advance(origin, latest, new):
                return self._cosigned(origin, new)

    def _signed_by_log(self, origin: str, note: Note) -> list[SignatureLine]:
        """Give the lines of the log's known keys; raises UnknownLog, Unsigned, and MalformedCheckpoint."""
        keys = self._logs.get(origin)
        if keys is None:
            raise UnknownLog(f"no key of {origin} is known here")
        known = list(known_lines(note.lines, keys))
        if not known or not all(_holds(key, note.text, line) for key, line in known):
            raise Unsigned(f"no known key of {origin} signed this checkpoint, or one of them did not")
        return [line for _, line in known]

    def _look_for_fork(self, origin: str, latest: Latest, checkpoint: Checkpoint, note: bytes) -> None:
        """Keep what a log signed against itself: both notes, which anyone can check."""
        if latest.note and latest.size == checkpoint.size and latest.root != checkpoint.root:
            self._store.accuse(origin, format_evidence(ForkAtOneSize(latest.note.decode(), note.decode())))

    def _time(self, latest: Latest) -> int:
        now = int(self._clock().timestamp())
        if now < latest.cosigned_at - MAX_CLOCK_LAG_S:
            raise ClockBehind(f"the clock here says {now}, a cosignature was dated {latest.cosigned_at}")
        return max(now, latest.cosigned_at)

    def _cosigned(self, origin: str, head: Latest) -> bytes:
        text = head.note[: head.note.rfind(b"\n\n") + 1]
        lines = [cosign(signer, text, head.cosigned_at) for signer in self._signers]
        added = format_note(_NOTHING, lines).removeprefix(_NOTHING + b"\n")
        self._shown[origin] = head, head.note + added
        return added

    def checkpoint(self, digest: str) -> bytes | None:
        """Give the latest checkpoint cosigned of a log, named by the SHA-256 of its origin in hex; None where there is none.

        It carries the log's lines and the cosignatures, made anew after a restart: they are of the same time.
        """
        origin = self._origins.get(digest, "")
        head = self._store.latest(origin)
        if not head.note:
            return None
        shown, note = self._shown.get(origin, (None, b""))
        return note if shown == head else head.note + self._cosigned(origin, head)


def _holds(key: VerifierKey, text: bytes, line: SignatureLine) -> bool:
    if key.kind == ED25519:
        return verify(key, text, line.signature)
    try:
        verify_cosignature(key, text, line)
    except (MalformedCosignature, Unverified):
        return False
    return True


def _check_growth(old_size: int, proof: Sequence[bytes], latest: Latest, checkpoint: Checkpoint) -> None:
    """Check sizes, then the proof, in the order in which the specification answers."""
    try:
        if not checkpoint.size:
            check_consistency((), 0, checkpoint.root, 0, checkpoint.root)
        if old_size != latest.size:
            raise Outdated(latest.size)
        check_consistency(proof, latest.size, latest.root, checkpoint.size, checkpoint.root)
    except UnverifiedProof as error:
        raise Inconsistent(str(error)) from None


def vkeys_of(signers: Sequence[Signer]) -> str:
    """Give the verifier keys of a witness, one a line, as it publishes them and as its store knows them."""
    return "".join(f"{format_vkey(signer.vkey)}\n" for signer in signers)
