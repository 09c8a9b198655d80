# SPDX-License-Identifier: Apache-2.0
"""A log of somebody else's, and a third-party witness behind a real server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from comity.node.known_logs import read_logs
from comity.node.plain_http import PlainDoors
from comity.node.plain_store import PlainStore
from comity.node.plain_witness import PlainWitness, vkeys_of
from comity.record.add_checkpoint import AddCheckpoint, format_add_checkpoint
from comity.tlog.checkpoint import Checkpoint, sign_checkpoint
from comity.tlog.merkle import consistency_proof, hash_reader, leaf_hash, tree_root
from comity.tlog.note import parse_note
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer, Signer
from comity.tlog.vkey import COSIGNATURE_ED25519, format_vkey
from tests.cast.keys import log_signers, seed
from tests.meet.house import Clock, listening

ORIGIN = "go.example/a log of others"
LOG = log_signers("go.example")
NAME = "watch.example/w1"
WITNESS: tuple[Signer, ...] = (
    Ed25519Signer.from_seed(NAME, seed(f"{NAME} 4"), COSIGNATURE_ED25519),
    MLDSA44Signer.from_seed(NAME, seed(f"{NAME} 6")),
)
NOW_S = 1_795_471_200
"""Where the clock of the tests stands."""
SIZES = 300
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(SIZES)]
OTHERS = [leaf_hash(b"another %d" % number) for number in range(SIZES)]
_read = hash_reader(LEAVES)


def root(size: int, leaves: Sequence[bytes] = LEAVES) -> bytes:
    """The root of the first leaves."""
    return tree_root(leaves[:size])


def signed(size: int, root_hash: bytes, *, origin: str = ORIGIN, signers: Sequence[Signer] = LOG[:1]) -> bytes:
    """A checkpoint of the log."""
    return sign_checkpoint(Checkpoint(origin, size, root_hash), signers, NOW_S)


def asked(old: int, size: int, note: bytes | None = None) -> bytes:
    """A request that is right, or one with another checkpoint and the right proof."""
    note = note or signed(size, root(size))
    return format_add_checkpoint(AddCheckpoint(old, consistency_proof(_read, min(old, size), size), parse_note(note)))


def write_logs(folder: Path, *more: str) -> Path:
    """The file of logs: ours with two keys, under another name than its origin's."""
    path = folder / "logs"
    path.write_text("# logs\n\n" + "".join(f"{format_vkey(key.vkey)} {ORIGIN}\n" for key in LOG) + "".join(more))
    return path


class Outsider:
    """A witness being served; ``client`` asks it."""

    def __init__(self, doors: PlainDoors, store: PlainStore, clock: Clock, client: httpx.Client, url: str) -> None:
        self.doors = doors
        self.store = store
        self.clock = clock
        self.client = client
        self.url = url

    def add(self, body: bytes) -> httpx.Response:
        """Ask for a cosignature."""
        return self.client.post("/add-checkpoint", content=body)

    def answers(self, body: bytes) -> tuple[int, str]:
        """Ask for a cosignature; give status and type of the answer."""
        answer = self.add(body)
        return answer.status_code, answer.headers["content-type"]


@contextmanager
def outside(folder: Path, signers: Sequence[Signer] = WITNESS, *more: str) -> Iterator[Outsider]:
    """Serve the witness of a folder, made where there is none; it knows the log of others, and those of ``more`` lines."""
    path = folder / "heads.db"
    if not path.exists():
        PlainStore.create(path, vkeys_of(signers))
    store, clock = PlainStore.open(path, vkeys_of(signers)), Clock()
    doors = PlainDoors(PlainWitness(signers, read_logs(write_logs(folder, *more)), store, clock))
    try:
        with listening(doors.application) as (url, _), httpx.Client(base_url=url, timeout=30) as client:
            yield Outsider(doors, store, clock, client, url)
    finally:
        doors.close()
        store.close()
