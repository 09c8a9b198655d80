# SPDX-License-Identifier: Apache-2.0
"""Calls: strace's lines read as what a process did to the files under a directory, in order, with every byte.

What is not understood ends the campaign: a call that changes a file in a way not replayed here would be a blind spot.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

_LINE = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+|\?)(?:<[^>]*>(?:\(deleted\))?)?(?: ([A-Z]+) \(.*)?$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_DESCRIPTOR = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2}|[^>\\])*)>(\(deleted\))?")


class Call(NamedTuple):
    """One call: ``paths`` are relative to the directory; ``failed`` tells that it reported an error.

    ``at`` is the offset of a write, the length of a truncation; ``data`` what was written, or said; ``how`` a flush was
    called.
    """

    name: str
    paths: tuple[str, ...] = ()
    data: bytes = b""
    at: int = 0
    failed: bool = False
    how: str = ""


class Unknown(RuntimeError):
    """A call that is not replayed here."""


def parse(log: str, root: str) -> list[Call]:
    """Read a log: create, write, truncate, sync, rename, unlink, mkdir, say."""
    return list(_Reader(root).read(log))


class _Reader:
    def __init__(self, root: str) -> None:
        self._root = PurePosixPath(root)
        self._offsets: dict[int, int] = {}

    def read(self, log: str) -> Iterator[Call]:
        for line in log.splitlines():
            if "+++" in line or "---" in line:
                continue
            match = _LINE.match(line)
            if match is None:
                raise Unknown(line[:200])
            name, arguments, result, error = match.groups()
            if result != "?":
                yield from self._call(name, arguments, int(result), error)

    def _call(self, name: str, arguments: str, result: int, error: str | None) -> Iterator[Call]:
        read = getattr(self, f"_{name}", None)
        if read is not None:
            yield from read(arguments, result, error)
        elif self._ours(arguments):
            raise Unknown(f"{name}({arguments[:200]})")

    def _ours(self, arguments: str) -> bool:
        return any(path for path in self._paths(arguments)) or self._descriptor(arguments)[1] is not None

    def _relative(self, path: str) -> str | None:
        pure = PurePosixPath(path)
        inside = pure == self._root or self._root in pure.parents
        # The index of a log of SQLite is memory that every opening makes anew.
        return pure.relative_to(self._root).as_posix() if inside and not path.endswith("-shm") else None

    def _paths(self, arguments: str) -> list[str]:
        found = (self._relative(_bytes(each[1]).decode(errors="replace")) for each in _STRING.finditer(arguments))
        return [path for path in found if path is not None]

    def _descriptor(self, arguments: str) -> tuple[int, str | None]:
        match = _DESCRIPTOR.match(arguments)
        if match is None:
            return -1, None
        name = match[2]
        path = _bytes(name).decode(errors="replace") if name.startswith("\\x") else name
        return int(match[1]), self._relative(path)

    def _openat(self, arguments: str, result: int, _: str | None) -> Iterator[Call]:
        strings = list(_STRING.finditer(arguments))
        flags = arguments[strings[0].end() :]
        path = self._paths(arguments[strings[0].start() : strings[0].end()])
        if result < 0:
            return
        self._offsets[result] = 0
        if path and "O_APPEND" in flags:
            raise Unknown(f"openat({path[0]}, O_APPEND)")
        if path and "O_CREAT" in flags:
            yield Call("create", (path[0],))
        if path and "O_TRUNC" in flags:
            yield Call("truncate", (path[0],))

    def _write(self, arguments: str, result: int, error: str | None) -> Iterator[Call]:
        descriptor, path = self._descriptor(arguments)
        if path is None or error:
            return
        offset = self._offsets[descriptor]
        self._offsets[descriptor] = offset + result
        yield Call("write", (path,), _data(arguments)[:result], offset)

    def _pwrite64(self, arguments: str, result: int, error: str | None) -> Iterator[Call]:
        _, path = self._descriptor(arguments)
        if path is not None and not error:
            yield Call("write", (path,), _data(arguments)[:result], int(arguments.rpartition(", ")[2]))

    def _lseek(self, arguments: str, result: int, _: str | None) -> Iterator[Call]:
        descriptor, _path = self._descriptor(arguments)
        self._offsets[descriptor] = result
        yield from ()

    def _close(self, _arguments: str, _result: int, _error: str | None) -> Iterator[Call]:
        yield from ()

    def _ftruncate(self, arguments: str, _: int, error: str | None) -> Iterator[Call]:
        path = self._descriptor(arguments)[1]
        if path is not None and not error:
            yield Call("truncate", (path,), at=int(arguments.rpartition(", ")[2], 0))

    def _fsync(self, arguments: str, _: int, error: str | None, how: str = "fsync") -> Iterator[Call]:
        path = self._descriptor(arguments)[1]
        if path is not None:
            yield Call("sync", (path,), failed=error is not None, how=how)

    def _fdatasync(self, arguments: str, result: int, error: str | None) -> Iterator[Call]:
        return self._fsync(arguments, result, error, "fdatasync")

    def _rename(self, arguments: str, _: int, error: str | None) -> Iterator[Call]:
        paths = self._paths(arguments)
        if paths and not error:
            yield Call("rename", (paths[0], paths[1]))

    def _unlink(self, arguments: str, _: int, error: str | None) -> Iterator[Call]:
        paths = self._paths(arguments)
        if paths and not error:
            yield Call("unlink", (paths[0],))

    def _mkdir(self, arguments: str, _: int, error: str | None) -> Iterator[Call]:
        paths = self._paths(arguments)
        if paths and not error:
            yield Call("mkdir", (paths[0],))

    def _writev(self, arguments: str, _: int, error: str | None) -> Iterator[Call]:
        if self._descriptor(arguments)[1] is not None:
            raise Unknown(f"writev({arguments[:200]})")
        if not error:
            yield Call("say", data=_data(arguments).removesuffix(b"\n"))


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _data(arguments: str) -> bytes:
    match = _STRING.search(arguments)
    if match is None or match[2]:
        raise Unknown(f"data cut off: {arguments[:100]}")
    return _bytes(match[1])
