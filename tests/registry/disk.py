# SPDX-License-Identifier: Apache-2.0
"""A disk that fails: every call that reaches it is counted, and one of them ends the process or reports an error.

What is wrapped is the door to the operating system (`os`, SQLite's `COMMIT`), in the process of a test alone.
"""

import errno
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple
from unittest import mock

KINDS = ("kill before", "kill after", "error before", "error after")
"""Before: the work is not done. After: it is, and nobody hears of it."""


class Fault(NamedTuple):
    """What happens at the ``call``-th call."""

    call: int
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} call {self.call}"


class Disk:
    """The disk as one process sees it while `watched`. ``calls`` names every call that was made."""

    def __init__(self, fault: Fault | None) -> None:
        self._fault = fault
        self.calls: list[str] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Count the calls of this process, and let one fail."""
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
                work = partial(super().execute, query, *values)
                return disk.do("commit", work, sqlite3.OperationalError) if query == "COMMIT" else work()

        opened = os.open

        def open_(path: Any, flags: int, *more: Any, **named: Any) -> int:
            work = partial(opened, path, flags, *more, **named)
            return self.do("open", work, _failing) if flags & os.O_CREAT else work()

        with (
            mock.patch.object(os, "open", open_),
            mock.patch.object(os, "fsync", partial(self._through, "fsync", os.fsync)),
            mock.patch.object(os, "rename", partial(self._through, "rename", os.rename)),
            mock.patch.object(os, "mkdir", partial(self._through, "mkdir", os.mkdir)),
            mock.patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=Connection)),
        ):
            yield

    def _through(self, name: str, work: Callable[..., Any], *values: Any, **named: Any) -> Any:
        return self.do(name, partial(work, *values, **named), _failing)

    def do(self, name: str, work: Callable[[], Any], failure: Callable[[str], Exception]) -> Any:
        """Do the work of a call, or what the fault makes of it."""
        self.calls.append(name)
        if self._fault is None or self._fault.call != len(self.calls):
            return work()
        how, when = self._fault.kind.split()
        if when == "after":
            work()
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise failure("disk I/O error")


def _failing(_: str) -> OSError:
    number = errno.EIO if os.getpid() % 2 else errno.ENOSPC
    return OSError(number, os.strerror(number))
