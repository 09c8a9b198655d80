# SPDX-License-Identifier: Apache-2.0
"""What the entries mean, checked once more: signatures, rules, confirmed heads, certificates."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from comity.cli.soundness.finding import Finding
from comity.cli.speech import Speech
from comity.record.certificate import certify, verify_certificate
from comity.record.chain import anchor_of
from comity.record.confirmation import signed_by_log, witness_set
from comity.record.errors import BrokenRecord, RecordError
from comity.record.replay import check_here, replay
from comity.rules.forum import Forum
from comity.tlog.errors import TlogError
from comity.tlog.merkle import HashReader, hash_reader, leaf_hash


class Papers(NamedTuple):
    """A record in memory with its confirmed heads: what `certify` asks for."""

    entries: Sequence[bytes]
    confirmed: bytes
    changes: Sequence[bytes]

    def entry(self, index: int) -> bytes:
        """Give one entry."""
        return self.entries[index]

    @property
    def read(self) -> HashReader:
        """The tree."""
        return hash_reader([leaf_hash(entry) for entry in self.entries])


def check_meaning(entries: Sequence[bytes], speech: Speech) -> tuple[Forum | None, list[Finding]]:
    """Fold every entry with all signatures; give the forum where that succeeds."""

    def shown() -> Iterator[bytes]:
        for done, entry in enumerate(entries, 1):
            yield entry
            speech.progress("folding", done, len(entries))

    try:
        return replay(shown(), check_here).forum, []
    except BrokenRecord as error:
        return None, [Finding(f"entry {error.index}", "broken", error.reason)]
    except RecordError as error:
        return None, [Finding("record", "broken", str(error))]


def check_heads(papers: Papers, head: bytes, head_path: str, forum: Forum) -> Iterator[Finding]:
    """Check the log's signatures on the newest head, and every confirmed head by the set that had to confirm it."""
    try:
        signed_by_log(head, witness_set(forum))
    except (RecordError, TlogError) as error:
        yield Finding(head_path, "unsigned", str(error))
    if not papers.confirmed:
        return
    try:
        certify(papers, forum, 0)
    except (RecordError, TlogError) as error:
        yield Finding(head_path, "unconfirmed", str(error))


def check_anchor(root: Path, path: Path, genesis: bytes) -> Iterator[Finding]:
    """Compare the anchor kept here with the genesis entry."""
    right = anchor_of(genesis).hex()
    if not path.is_file():
        yield Finding(path.relative_to(root).as_posix(), "missing")
    elif (held := path.read_text(encoding="ascii", errors="replace").strip()) != right:
        yield Finding(path.relative_to(root).as_posix(), "other_anchor", f"{held} / {right}")


def check_certificates(root: Path, folder: Path, anchor: bytes) -> Iterator[Finding]:
    """Verify the certificates kept here."""
    for path in sorted(folder.glob("*.tlog-proof")):
        try:
            verify_certificate(path.read_bytes(), anchor)
        except RecordError as error:
            yield Finding(path.relative_to(root).as_posix(), "altered", str(error))
