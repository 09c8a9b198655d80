# SPDX-License-Identifier: Apache-2.0
"""Durable files: written beside, flushed, renamed, and the directory flushed; an existing file is never changed."""

import os
from pathlib import Path

from comity.disk import flush_directory, make_directory
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
