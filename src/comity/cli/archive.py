# SPDX-License-Identifier: Apache-2.0
"""An archive: a record as static files, laid out as a registry serves it, so that any web server can.

anchor, conference          as in the premises
record/checkpoint           the confirmed checkpoint it ends with
record/policy, policy-pq    the witness policies for foreign tools
record/tile/…               tiles and entry bundles, partial ones of this size
certificate/0               the certificate of genesis: it leads from the anchor to the checkpoint
blobs/<sha256>              the texts
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from comity.cli.speech import Speech
from comity.record.certificate import Body
from comity.record.errors import Mismatch
from comity.record.replay import Observer, Replay, check_here, replay
from comity.registry.errors import Misconfigured, RecordDamaged
from comity.tlog.merkle import HashReader
from comity.tlog.note import parse_note
from comity.tlog.proof import parse_proof
from comity.tlog.tile import TILE_WIDTH, Tile, decode_bundle, entries_path, tile_path, tile_reader
from comity.tlog.tree_head import Checkpoint, parse_checkpoint


class Archive:
    """One archive on disk. It answers what `comity.record.certificate.certify` and a mirror ask."""

    def __init__(self, root: Path, confirmed: bytes) -> None:
        self.root = root
        self.confirmed = confirmed
        self.checkpoint: Checkpoint = parse_checkpoint(parse_note(confirmed).text)
        self._bundle = lru_cache(maxsize=64)(self._read_bundle)

    @classmethod
    def opened(cls, root: Path) -> "Archive":
        """Open an archive; raises Misconfigured where there is none."""
        checkpoint = root / "record" / "checkpoint"
        if not checkpoint.is_file():
            raise Misconfigured(f"{root} is no backup: it has no record/checkpoint")
        return cls(root, checkpoint.read_bytes())

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.checkpoint.size

    @property
    def anchor(self) -> Path:
        """The file with the anchor, as whoever wrote the archive held it."""
        return self.root / "anchor"

    @property
    def changes(self) -> list[bytes]:
        """The confirmed heads that close changes of the witness set, from the certificate of genesis."""
        return changes_in(self.certificate(0))

    def certificate(self, index: int) -> bytes:
        """Give a certificate that lies here: that of genesis."""
        return self.file(f"certificate/{index}")

    def entry(self, index: int) -> bytes:
        """Give one entry; raises IndexError beyond the size, RecordDamaged where its bundle is missing."""
        return next(self.entries(index, index + 1))

    def entries(self, start: int, size: int) -> Iterator[bytes]:
        """Give the entries of [start, size) in order; raises as `entry`."""
        if not 0 <= start <= size <= self.size:
            raise IndexError(f"entries {start} to {size} of {self.size}")
        for index in range(start, size):
            yield self._bundle(index // TILE_WIDTH)[index % TILE_WIDTH]

    @property
    def read(self) -> HashReader:
        """The tree, from its tiles."""
        return tile_reader(self.size, self._tile)

    def replayed(self, speech: Speech, observe: Observer | None = None) -> Replay:
        """Fold every entry, with all signatures; raises RecordError, Mismatch where they do not lead to the checkpoint."""
        held = replay(self._shown(speech), check_here, observe=observe)
        if held.frontier.root() != self.checkpoint.root:
            raise Mismatch(f"the {self.size} entries do not lead to the checkpoint")
        return held

    def _shown(self, speech: Speech) -> Iterator[bytes]:
        for index, entry in enumerate(self.entries(0, self.size), 1):
            yield entry
            if index % TILE_WIDTH == 0 or index == self.size:
                speech.progress("folding", index, self.size)

    def _read_bundle(self, number: int) -> list[bytes]:
        width = min(TILE_WIDTH, self.size - number * TILE_WIDTH)
        return decode_bundle(self.file(f"record/{entries_path(number, width)}"), width)

    def _tile(self, tile: Tile) -> bytes:
        return self.file(f"record/{tile_path(tile.level, tile.index, tile.width)}")

    def file(self, path: str) -> bytes:
        """Give a file; raises RecordDamaged where it is missing."""
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            raise RecordDamaged(f"{path} is missing") from None


def changes_in(certificate: bytes) -> list[bytes]:
    """Give the confirmed heads in a certificate that close changes of the witness set, oldest first.

    Raises:
        MalformedProof, ValueError: it is no certificate.
    """
    body = msgspec.json.decode(parse_proof(certificate).extra, type=Body)
    return [link.checkpoint.encode() for link in body.chain.changes]
