# SPDX-License-Identifier: Apache-2.0
"""Strace around one child: it sees every call that reaches the disk, and can kill the child there or let the call fail.

The child is forked from this process, so that nothing is imported while it is watched; it waits until strace holds it.
"""

import ctypes
import os
import platform
import select
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

_PR_SET_PTRACER, _ANYBODY = 0x59616D61, -1
WRITING = ("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir")
"""The calls that change what is on the disk, or make it last."""
READING = ("read", "pread64", "fcntl")
SEEN = (*WRITING, "writev", "lseek", "close", "rmdir", "open", "creat", "renameat", "renameat2", "unlinkat", "mkdirat",
        "pwritev", "pwritev2", "truncate", "fallocate", "link", "linkat", "symlink", "copy_file_range", "sendfile",
        "sync_file_range", "sync", "syncfs", "msync")  # fmt: skip
"""What is recorded; a call among them that the replay does not know ends the campaign (see `calls`)."""
STOPPED = 3
"""Exit code of a child whose disk failed and that stopped, as it should."""
GOES_ON = "goes on"
"""What a child says before it tries whether it can go on after an error."""
PATIENCE_S = 60.0
_SIGN, _EVERY_S = "rmdir", 0.0003
"""The call by which a child that waits shows that it is watched, and how often; nothing here uses it, so no fault hits it."""

Say = Callable[[str], None]


@cache
def strace() -> str:
    """Where strace is, if it may watch here and names calls as this file does; else nothing."""
    path = shutil.which("strace") if platform.machine() == "x86_64" else None
    watched = (
        subprocess.run([path, "-qq", "-o", os.devnull, "true"], capture_output=True, check=False) if path else None
    )
    return path or "" if watched is not None and watched.returncode == 0 else ""


class Fault(NamedTuple):
    """What happens at the ``nth`` call of a name: ``how`` is KILL, EIO or ENOSPC."""

    call: str
    nth: int
    how: str

    def __str__(self) -> str:
        return f"{self.how} at {self.call} {self.nth}"

    @property
    def expression(self) -> str:
        """How strace is told."""
        what = "signal=KILL" if self.how == "KILL" else f"error={self.how}"
        return f"inject={self.call}:{what}:when={self.nth}"


class End(NamedTuple):
    """How a child ended (as ``subprocess`` counts), what it said until then, and what strace saw."""

    code: int
    said: list[str]
    log: str


def run(work: Callable[[Say], int], log: Path | None, fault: Fault | None = None, *, recorded: bool = True) -> End:
    """Let a child do its work under strace; its exit code is what it gives. Without a log strace has no part in it.

    ``recorded``: every call of `SEEN` with its bytes; else the names of the calls that a fault may hit, alone.
    """
    heard, says = os.pipe()
    waits, goes = os.pipe()
    pid = os.fork()
    if pid == 0:  # pragma: no cover  (the child's end is what is looked at)
        os.close(heard)
        os.close(goes)
        _be(work, waits, says)
    os.close(says)
    os.close(waits)
    tracer = _attach(pid, log, fault, recorded=recorded) if log else None
    os.close(goes)
    with os.fdopen(heard, "rb") as pipe:
        said = pipe.read().decode().splitlines()
    _, status = os.waitpid(pid, 0)
    if tracer is not None:
        tracer.wait(PATIENCE_S)
    return End(os.waitstatus_to_exitcode(status), said, log.read_text() if log else "")


def _be(work: Callable[[Say], int], waits: int, says: int) -> None:  # pragma: no cover
    """The child: what it says goes by `writev`, which nothing else here uses, so that no fault hits it."""
    code = 1
    try:
        # Where only parents may watch: strace is this process's sister.
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(_ANYBODY), 0, 0, 0)
        while not select.select([waits], [], [], _EVERY_S)[0]:
            with suppress(OSError):
                Path(os.devnull).rmdir()
        code = work(lambda line: _say(says, line))
    except BaseException:  # noqa: BLE001  (a child must never return into its parent's frames)
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(code)


def _say(descriptor: int, line: str) -> None:
    os.writev(descriptor, [f"{line}\n".encode()])


def _attach(pid: int, log: Path, fault: Fault | None, *, recorded: bool) -> "subprocess.Popen[bytes]":
    names = SEEN if recorded else (fault.call, _SIGN) if fault else (*WRITING, *READING, _SIGN)
    log.unlink(missing_ok=True)
    how = ["-e", f"trace={','.join(names)}", "-s", str(2**24 if recorded else 0)]
    if fault is not None:
        how += ["-e", fault.expression]
    tracer = subprocess.Popen(
        [strace(), "-f", "-qq", "-y", "-xx", "-p", str(pid), "-o", str(log), *how],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE_S
    # That it is held is not enough: on a busy machine the child would be some calls ahead before strace sees the first.
    while not (log.exists() and _SIGN in log.read_text()):
        if tracer.poll() is not None or time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise RuntimeError("strace may not watch a child here")
        time.sleep(_EVERY_S)
    return tracer
