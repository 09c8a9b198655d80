# SPDX-License-Identifier: Apache-2.0
"""One large attachment from the machine of one state to that of another, as processes, and what memory that takes of each."""

import os
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from time import perf_counter
from typing import IO, NamedTuple

import msgspec

from comity.acts.returns import FileReturn
from comity.acts.sealed import SealedContent
from tests.cli.house import COMITY, folded
from tests.cli.sealing import NOTICE, Hands, until

BLOCK = 2**20
SENDER, RECIPIENT = "ARD", "BOR"


class Carried(NamedTuple):
    """How it went. ``grown`` are for each process the bytes that its resident set grew at its peak, over a file of one byte."""

    arrived: bool
    sealed_bytes: int
    grown: dict[str, int]
    seconds: dict[str, float]


class Ran(NamedTuple):
    """A process that ended: what it gave, how long it took, the peak of its resident set in bytes."""

    given: bytes
    seconds: float
    peak: int


def blocks(count: int) -> Iterator[bytes]:
    """Give so many blocks that no two of are alike."""
    chance = Random(count)
    return (chance.randbytes(BLOCK) for _ in range(count))


def carry(hands: Hands, count: int) -> Carried:
    """Seal so many blocks at one machine, bring them to the headquarters, and open them at the other."""
    processes = {"headquarters": hands.served.process.pid, "machine of the recipient": _machine(hands)}
    small = _passed(hands, iter([b"x"]), processes)
    large = _passed(hands, blocks(count), processes)
    digest = sha256()
    for block in blocks(count):
        digest.update(block)
    grown = {name: peak - small.peaks[name] for name, peak in large.peaks.items()}
    return Carried(large.opened == digest.digest(), large.sealed_bytes, grown, large.seconds)


class Passed(NamedTuple):
    """One file that came through: the digest of what was opened, and peaks and seconds by process or step."""

    opened: bytes
    sealed_bytes: int
    peaks: dict[str, int]
    seconds: dict[str, float]


def _passed(hands: Hands, content: Iterator[bytes], processes: dict[str, int]) -> Passed:
    for pid in processes.values():
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    sending = _ran("seal", "-", "--to", RECIPIENT, "--send", "--json", "--dir", hands.station(SENDER), content=content)
    (line,) = [line for line in sending.given.splitlines() if b"annex_sealed" in line]
    sealed = msgspec.json.decode(msgspec.json.decode(line)["content"], type=SealedContent)
    hands.lodge(FileReturn, SENDER, **NOTICE, sealed=(sealed,))
    began, digest = perf_counter(), sealed.blob.sha256
    until(lambda: RECIPIENT in folded(hands.served).attachments.get(digest, ()), hands.served.url)
    fetched = perf_counter() - began
    opening = _ran("open", digest, "--dir", hands.station(RECIPIENT), content=iter(()))
    peaks = {name: _peak(pid) for name, pid in processes.items()} | {"seal": sending.peak, "open": opening.peak}
    seconds = {"sealed and sent": sending.seconds, "fetched": fetched, "opened": opening.seconds}
    return Passed(opening.given, sealed.blob.size, peaks, seconds)


def _ran(verb: str, *words: str | Path, content: Iterator[bytes]) -> Ran:
    """Run a verb with content on its input; of `open` what it gives is hashed as it comes."""
    began = perf_counter()
    command = [str(COMITY), verb, *map(str, words)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if process.stdin is None or process.stdout is None:
        raise AssertionError("no pipes")
    for block in content:
        process.stdin.write(block)
    process.stdin.close()
    given = _hashed(process.stdout) if verb == "open" else process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError(f"{verb}: exit {process.returncode}")
    return Ran(given, perf_counter() - began, used.ru_maxrss * 1024)


def _hashed(stream: IO[bytes]) -> bytes:
    digest = sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    return digest.digest()


def _machine(hands: Hands) -> int:
    """Find the process of the recipient's machine among those that the run started."""
    station = str(hands.station(RECIPIENT)).encode()
    for process in Path("/proc").glob("[0-9]*"):
        words = (process / "cmdline").read_bytes().split(b"\0")
        if station in words and b"serve" in words:
            return int(process.name)
    raise AssertionError("the machine of the recipient is no process")


def _peak(pid: int) -> int:
    """Give the largest resident set of a process since its marks were cleared."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024
