# SPDX-License-Identifier: Apache-2.0
"""Make one record twice, by comity.tlog and by golang.org/x/mod, and let each be checked by the other.

Both are also damaged in each way of `DAMAGES`, and both readers must refuse what is left. Exit 0 when all agree, or
when Go or the module is not to be had (one line says so; with --require that is exit 1); exit 1 otherwise.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.errors import TlogError
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer
from comity.tlog.tile import TILE_WIDTH, encode_bundle, entries_path, tile_path
from comity.tlog.tree_head import Checkpoint
from tests.cast.keys import log_signers, witness_signers
from tests.interop import golang, layout

ORIGIN = "exercise.example/record"
WITNESSES = ("ARD", "BOR", "COR", "DEL")
TIMESTAMP = 1_790_000_000
OLD_SIZE, SIZE, STEP = 40_321, 70_000, 997

SIGNERS: tuple[Ed25519Signer | MLDSA44Signer, ...] = (
    *log_signers(ORIGIN),
    *(signer for code in WITNESSES for signer in witness_signers(code)),
)
VKEYS = [signer.vkey for signer in SIGNERS]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the exchange and print its figures; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop", description="Exchange a record with Go software.")
    parser.add_argument("--mod", type=Path, metavar="PATH", help="a directory with the source of golang.org/x/mod")
    parser.add_argument("--require", action="store_true", help="exit 1 if Go or the module is not to be had")
    options = parser.parse_args(arguments)
    try:
        programs = golang.build(options.mod)
    except golang.Unavailable as missing:
        print(f"interop skipped: {missing}")
        return int(options.require)
    with tempfile.TemporaryDirectory() as directory:
        return _exchange(programs, Path(directory))


def _exchange(programs: golang.Programs, directory: Path) -> int:
    entries = layout.sample_entries(SIZE)
    stream = directory / "entries"
    stream.write_bytes(encode_bundle(entries))
    sizes = (OLD_SIZE, SIZE)
    ours, theirs = directory / "ours", directory / "theirs"
    print(
        f"{programs.toolchain}, golang.org/x/mod {programs.module}; {SIZE:,} entries published at {OLD_SIZE:,} and {SIZE:,}"
    )
    _timed("written by comity", lambda: layout.publish(ours, entries, sizes, SIGNERS, TIMESTAMP))
    _timed("written by golang/mod", lambda: programs.publish(theirs, stream, sizes, SIGNERS, TIMESTAMP))

    def by_us(record: Path) -> layout.Reading:
        return layout.read(record, record / f"checkpoint.{OLD_SIZE}", STEP, VKEYS)

    def by_them(record: Path) -> layout.Reading:
        return programs.read(record, record / f"checkpoint.{OLD_SIZE}", STEP, VKEYS)

    readings = [
        _timed("ours read by golang/mod", lambda: by_them(ours)),
        _timed("theirs read by comity", lambda: by_us(theirs)),
        _timed("ours read by comity", lambda: by_us(ours)),
        _timed("theirs read by golang/mod", lambda: by_them(theirs)),
    ]
    for name in layout.Reading.__struct_fields__:
        print(f"  {name:12} {getattr(readings[0], name)}")
    failures = [] if len(set(readings)) == 1 else [f"readings differ: {readings}"]
    failures += _compare(ours, theirs, sizes) + _damage([ours, theirs], [by_us, by_them])
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        print("interop: all agree")
    return int(bool(failures))


Result = TypeVar("Result")


def _timed(what: str, act: Callable[[], Result]) -> Result:
    start = perf_counter()
    result = act()
    print(f"  {what:26} {perf_counter() - start:6.2f} s")
    return result


def _compare(ours: Path, theirs: Path, sizes: Sequence[int]) -> list[str]:
    """Compare the two directories: ML-DSA signatures differ at each signing, everything else must not."""
    left, right = layout.files(ours), layout.files(theirs)
    if not set(left) == set(right) == layout.paths(sizes):
        return [f"files differ: {sorted(set(left) ^ set(right))[:5]}"]
    tiles = [path for path in left if path.startswith("tile/")]
    print(
        f"  {len(tiles)} files of tiles and bundles are the same bytes in both, {sum(len(left[path]) for path in tiles):,} bytes"
    )
    return [f"{path} differs" for path in tiles if left[path] != right[path]]


def _flip(data: bytes) -> bytes:
    """Change one bit of the byte in the middle."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _other_root(size: int) -> bytes:
    """Sign another tree of this size with the right keys."""
    return sign_checkpoint(Checkpoint(ORIGIN, size, sha256(b"another tree").digest()), SIGNERS, TIMESTAMP)


DAMAGES: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("an entry changed", entries_path(100), _flip),
    ("an entry missing", entries_path(SIZE // TILE_WIDTH, SIZE % TILE_WIDTH), lambda data: data[:-1]),
    ("a leaf's hash changed", tile_path(0, 100), _flip),
    ("a hash at the right edge changed", tile_path(1, 1, SIZE // TILE_WIDTH % TILE_WIDTH), _flip),
    ("another size than was signed", "checkpoint", lambda data: data.replace(b"\n70000\n", b"\n69999\n")),
    ("another root under the same keys", "checkpoint", lambda _: _other_root(SIZE)),
    ("an older tree that did not grow into this", f"checkpoint.{OLD_SIZE}", lambda _: _other_root(OLD_SIZE)),
    (
        "a cosignature changed",
        "checkpoint",
        lambda data: data[:-100] + (b"B" if data[-100:-99] == b"A" else b"A") + data[-99:],
    ),
    ("one key did not sign", "checkpoint", lambda data: data[: data.rindex("\n— ".encode()) + 1]),
)


def _damage(records: Sequence[Path], readers: Sequence[Callable[[Path], layout.Reading]]) -> list[str]:
    """Damage one file at a time; gives the cases that a reader let pass."""
    passed = []
    for record in records:
        for what, name, damage in DAMAGES:
            path = record / name
            sound = path.read_bytes()
            path.write_bytes(damage(sound))
            passed += [
                f"{what} in {record.name}, not noticed {reader.__name__}"
                for reader in readers
                if _accepts(reader, record)
            ]
            path.write_bytes(sound)
    cases = len(records) * len(DAMAGES) * len(readers)
    print(f"  {cases - len(passed)} of {cases} readings of a damaged record refused")
    return passed


def _accepts(reader: Callable[[Path], layout.Reading], record: Path) -> bool:
    try:
        reader(record)
    except (TlogError, golang.Refused):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
