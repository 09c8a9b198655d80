# SPDX-License-Identifier: Apache-2.0
"""Durable files: written beside, flushed, renamed, and the directory flushed; an existing file is never changed."""

import os
from pathlib import Path

from comity.registry.errors import RecordDamaged


def write_once(path: Path, data: bytes) -> None:
    """Make a file that lasts through a power cut; where it exists, its bytes must be these.

    Raises:
        RecordDamaged: the file exists with other bytes.
        OSError: the disk refused; the caller must stop, for the page cache may show what the disk does not hold.
    """
    if path.exists():
        if path.read_bytes() != data:
            raise RecordDamaged(f"{path.name} exists with other bytes: an immutable file is never written anew")
        return
    make_directory(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    # A killed process of the same number may have left it, closed to writing.
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.rename(path)
    flush_directory(path.parent)


def make_directory(path: Path) -> None:
    """Make a directory and its parents, flushing each parent that gained a name."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(exist_ok=True)
    flush_directory(path.parent)


def flush_directory(path: Path) -> None:
    """Let the names in a directory last through a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(path: Path) -> None:
    """Let every name below a directory last: what a killed process renamed may be seen and still not be on the disk."""
    for directory, _, _ in os.walk(path):
        flush_directory(Path(directory))
