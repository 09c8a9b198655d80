# SPDX-License-Identifier: Apache-2.0
"""The stores of witnesses on this machine against the record: what a witness vouched for must be the beginning of it."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from comity.cli.soundness.finding import Finding
from comity.node.errors import NodeError
from comity.node.store import Store
from comity.tlog.errors import TlogError
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint


def store_paths(nodes: Path) -> list[Path]:
    """Give the stores of witnesses, by code."""
    return sorted(nodes.glob("*/store.db"))


def cosigned_size(path: Path) -> int:
    """Give the size of the newest head a witness vouched for.

    Raises:
        NodeError, sqlite3.Error: the store cannot be read.
    """
    store = Store.open(path)
    try:
        return store.head()[0]
    finally:
        store.close()


def check_store(root: Path, path: Path, entries: Sequence[bytes]) -> Iterator[Finding]:
    """Compare one store with the entries of the record."""
    name = path.relative_to(root).as_posix()
    try:
        store = Store.open(path)
        try:
            size, note, _ = store.head()
            held = list(store.entries())
        finally:
            store.close()
        root_hash = parse_checkpoint(parse_note(note).text).root if size else b""
    except (sqlite3.Error, NodeError, TlogError) as error:
        yield Finding(name, "unreadable", str(error))
        return
    if size > len(entries):
        yield Finding(name, "newer", f"{size} > {len(entries)}")
        return
    if held != list(entries[:size]):
        at = next((i for i, (one, other) in enumerate(zip(held, entries, strict=False)) if one != other), len(held))
        yield Finding(name, "other_entry", str(at))
    if size and tree_root(map(leaf_hash, entries[:size])) != root_hash:
        yield Finding(name, "other_root", str(size))
