# SPDX-License-Identifier: Apache-2.0
"""Sealed annexes exchanged with age-encryption, software that shares no line with ours: `python -m tests.interop.sealing`.

Hybrid post-quantum keys (`age1pq1…`), for which no package of Python is known: each side opens what the other sealed, each
derives the same recipient from a key, and both refuse what was damaged or is for somebody else. Exit 0 when all agree, or when
Node.js or the package is not to be had (one line says so; with --require that is exit 1); exit 1 otherwise.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from comity.sealing.classic import ClassicIdentity
from comity.sealing.errors import SealingError
from comity.sealing.hybrid import HybridIdentity, HybridRecipient
from comity.sealing.party import Identity, Recipient
from comity.sealing.sealed_file import open_sealed, seal
from comity.sealing.stream import CHUNK_BYTES
from tests.interop.golang import Unavailable
from tests.interop.javascript import Age, Refused, install

SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES + 7)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the exchange; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.sealing", description="Exchange sealed annexes.")
    parser.add_argument("--require", action="store_true", help="exit 1 if Node.js or the package is not to be had")
    options = parser.parse_args(arguments)
    try:
        age = install()
    except Unavailable as missing:
        print(f"sealing interop skipped: {missing}")
        return int(options.require)
    failures = [*_exchanged(age), *_refused(age)]
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        print(f"sealing interop: all agree, {len(SIZES)} sizes to hybrid and classic keys both ways")
    return int(bool(failures))


def _exchanged(age: Age) -> Iterator[str]:
    written, recipient = age.draw()
    theirs, ours, classic = (
        HybridIdentity.parse(written),
        HybridIdentity(os.urandom(32)),
        ClassicIdentity(os.urandom(32)),
    )
    if str(theirs.recipient) != recipient or str(theirs) != written:
        yield "a key of theirs has another recipient or spelling with us"
    for size in SIZES:
        content = os.urandom(size)
        if age.open(_sealed(content, ours.recipient, HybridRecipient.parse(recipient)), written) != content:
            yield f"{size} bytes that we sealed to two hybrid keys"
        if _opened(age.seal(content, str(ours.recipient), recipient), ours) != content:
            yield f"{size} bytes that they sealed to two hybrid keys"
        if age.open(_sealed(content, classic.recipient), str(classic)) != content:
            yield f"{size} bytes that we sealed to a classic key"
        if _opened(age.seal(content, str(classic.recipient)), classic) != content:
            yield f"{size} bytes that they sealed to a classic key"


def _refused(age: Age) -> Iterator[str]:
    """Damage what each side sealed, and try it with a key for which it is not: both must refuse."""
    ours, stranger = HybridIdentity(os.urandom(32)), HybridIdentity(os.urandom(32))
    for sealed in (_sealed(b"content", ours.recipient), age.seal(b"content", str(ours.recipient))):
        for what, data, identity in (
            ("for somebody else", sealed, stranger),
            ("with another end", sealed[:-1] + bytes((sealed[-1] ^ 1,)), ours),
            ("cut", sealed[:-1], ours),
            ("with a damaged header", sealed[:300] + bytes((sealed[300] ^ 1,)) + sealed[301:], ours),
        ):
            if _lets(SealingError, lambda: _opened(data, identity)):  # noqa: B023  (called at once)
                yield f"a file {what}: we open it"
            if _lets(Refused, lambda: age.open(data, str(identity))):  # noqa: B023
                yield f"a file {what}: they open it"


def _sealed(content: bytes, *recipients: Recipient) -> bytes:
    return b"".join(seal([content], recipients, os.urandom))


def _opened(data: bytes, identity: Identity) -> bytes:
    return b"".join(open_sealed(io.BytesIO(data), [identity]))


def _lets(refusal: type[Exception], attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except refusal:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
