# SPDX-License-Identifier: Apache-2.0
"""Texts beside the record: each file has the digest it is named by, and each text that an act names is there."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from comity.acts.blobs import blobs_of
from comity.acts.entry import parse_entry
from comity.acts.sealed import EraseContent
from comity.cli.soundness.finding import Finding


def named_blobs(entries: Iterable[bytes]) -> dict[str, int]:
    """Give digest → size of every blob that an act on the record names, but for those that their senders had erased."""
    acts = [parse_entry(entry).signed.act for entry in entries]
    erased = {act.sha256 for act in acts if isinstance(act, EraseContent)}
    return {blob.sha256: blob.size for act in acts for blob in blobs_of(act) if blob.sha256 not in erased}


def check_blobs(root: Path, folder: str, named: dict[str, int]) -> Iterator[Finding]:
    """Look at every file under the folder, then for what is not there."""
    held = {path.name: path for path in sorted((root / folder).rglob("*")) if path.is_file()}
    for digest, path in held.items():
        if not digest.startswith(".") and sha256(path.read_bytes()).hexdigest() != digest:
            yield Finding(path.relative_to(root).as_posix(), "altered")
    for digest, size in sorted(named.items()):
        if digest not in held:
            yield Finding(f"{folder}/{digest}", "missing", str(size))
