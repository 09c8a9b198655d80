# SPDX-License-Identifier: Apache-2.0
"""A platter: what a disk may hold after a power cut, by two models of a file system.

Of everything written and not yet flushed, any subset may have arrived, and of each write any of its sectors of 512 bytes.
**Ordered**: names (files made, renamed, removed) arrive in the order in which they were given, as a journal keeps them, and
flushing a file makes its name last. **Strict**: POSIX promises no more than that a flushed file has its bytes and a flushed
directory its names; every other name arrives or not, by itself. After a flush of a file that reported an error, what it
should have written stays in doubt for ever, also when a later flush succeeds: Linux marks such pages clean. After such a
flush of a directory its names are open as before: they stand in a journal, which holds on to them or takes the file system
down.
"""

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tests.faults.calls import Call

SECTOR = 512
ROOT = 0
Entry = tuple[int, str]
"""A name: the number of a directory, and what stands in it."""
Taken = bool | tuple[bool, ...]
"""Whether a step arrived; of a write, perhaps sector by sector."""


@dataclass(eq=False)
class Step:
    """One step that is not known to last: bytes at an offset of a file, a length of it, or names set and removed.

    ``state`` is ``open``; ``last`` where a flush has made it last; ``doubtful`` after a flush that failed.
    """

    inode: int
    at: int = 0
    data: bytes | None = None
    names: tuple[tuple[Entry, int | None, int], ...] = ()
    """Entry, the inode it is set to (None: removed), and the inode it is set or removed for."""
    state: str = "open"

    @property
    def sectors(self) -> int:
        """How many sectors the bytes touch; 0 where the step is taken whole or not at all."""
        return -(-(self.at + len(self.data)) // SECTOR) - self.at // SECTOR if self.data else 0


@dataclass
class File:
    """A file or directory: its bytes as they last, and the steps after them."""

    is_directory: bool
    data: bytes = b""
    steps: list[Step] = field(default_factory=list)
    stamp: int = 0
    cache: dict[tuple[Taken, ...], tuple[bytes, bytes]] = field(default_factory=dict)


class Image(NamedTuple):
    """What a disk holds: directories, files, and a digest of all of it."""

    directories: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]
    digest: bytes

    def write(self, root: Path) -> None:
        """Lay the image down in a directory that does not exist."""
        root.mkdir()
        for name in self.directories:
            (root / name).mkdir()
        for name, data in self.files:
            descriptor = os.open(root / name, os.O_WRONLY | os.O_CREAT, 0o644)
            os.write(descriptor, data)
            os.close(descriptor)


class Platter:
    """A disk that begins with the files under a directory, all of them lasting, and is told every call."""

    def __init__(self, base: Path, *, strict: bool) -> None:
        self.strict = strict
        self._files: list[File] = [File(is_directory=True)]
        self._kept: dict[Entry, int] = {}
        self._begin(base, ROOT)
        self._names = dict(self._kept)
        self._renaming: list[Step] = []

    def _begin(self, folder: Path, inode: int) -> None:
        for path in sorted(folder.iterdir()):
            if path.name.endswith("-shm"):
                continue
            number = len(self._files)
            self._files.append(File(path.is_dir(), b"" if path.is_dir() else path.read_bytes()))
            self._kept[inode, path.name] = number
            if path.is_dir():
                self._begin(path, number)

    # What happens.

    def do(self, call: Call) -> None:
        """Take in a call; one that said something changes nothing."""
        if call.name != "say":
            getattr(self, f"_{call.name}")(call)

    def _entry(self, path: str) -> Entry:
        *above, name = path.split("/")
        inode = ROOT
        for each in above:
            inode = self._names[inode, each]
        return inode, name

    def _at(self, path: str) -> int:
        return ROOT if path == "." else self._names[self._entry(path)]

    def _create(self, call: Call, *, is_directory: bool = False) -> None:
        entry = self._entry(call.paths[0])
        if entry in self._names:
            return
        inode = len(self._files)
        self._files.append(File(is_directory))
        self._name(Step(inode, names=((entry, inode, inode),)))

    def _mkdir(self, call: Call) -> None:
        self._create(call, is_directory=True)

    def _rename(self, call: Call) -> None:
        old, new = map(self._entry, call.paths)
        inode = self._names[old]
        self._name(Step(inode, names=((old, None, inode), (new, inode, inode))))

    def _unlink(self, call: Call) -> None:
        entry = self._entry(call.paths[0])
        inode = self._names[entry]
        self._name(Step(inode, names=((entry, None, inode),)))

    def _name(self, step: Step) -> None:
        _set(self._names, step)
        self._renaming.append(step)

    def _write(self, call: Call) -> None:
        inode = self._at(call.paths[0])
        self._change(Step(inode, call.at, call.data))

    def _truncate(self, call: Call) -> None:
        self._change(Step(self._at(call.paths[0]), call.at))

    def _change(self, step: Step) -> None:
        file = self._files[step.inode]
        file.steps.append(step)
        file.cache.clear()

    def _sync(self, call: Call) -> None:
        inode = self._at(call.paths[0])
        file = self._files[inode]
        if call.failed:
            for step in file.steps:
                step.state = "doubtful" if step.state == "open" else step.state
            return
        for step in [*file.steps, *self._named_by(inode)]:
            step.state = "last" if step.state == "open" else step.state
        self._settle(file)

    def _named_by(self, inode: int) -> list[Step]:
        """Give the steps on names that a flush of this file or directory makes last."""
        is_directory = self._files[inode].is_directory
        concerned = [
            number
            for number, step in enumerate(self._renaming)
            if any(entry[0] == inode for entry, _, _ in step.names)
            or (not self.strict and step.inode == inode)
        ]  # fmt: skip
        if self.strict:
            return [self._renaming[number] for number in concerned] if is_directory else []
        return self._renaming[: concerned[-1] + 1] if concerned else []

    def _settle(self, file: File) -> None:
        """Take what lasts into the bytes and names that last, as far as nothing in doubt lies before it."""
        done = 0
        while done < len(file.steps) and file.steps[done].state == "last":
            done += 1
        if done:
            file.data = _written(file.data, file.steps[:done], (True,) * done)
            del file.steps[:done]
            file.stamp += 1
        file.cache.clear()
        while self._renaming and self._renaming[0].state == "last":
            _set(self._kept, self._renaming.pop(0))

    # What may be left.

    @property
    def open_steps(self) -> list[Step]:
        """Every step that a power cut now may undo: names first, then the bytes of each file in order."""
        names = [step for step in self._renaming if step.state != "last"]
        reached = {ROOT, *self._kept.values(), *self._names.values(), *(step.inode for step in self._renaming)}
        files = [file for inode, file in enumerate(self._files) if inode in reached]
        return names + [step for file in files for step in file.steps if step.state != "last"]

    def image(self, taken: Mapping[int, Taken]) -> Image:
        """Give what the disk holds where, of the open steps (by ``id``), only these have arrived."""
        names = dict(self._kept)
        for step in self._renaming:
            if step.state == "last" or taken.get(id(step), False):
                _set(names, step)
        return self._walk(names, taken)

    def _walk(self, names: dict[Entry, int], taken: Mapping[int, Taken]) -> Image:
        below: dict[int, list[tuple[str, int]]] = {}
        for (directory, name), inode in names.items():
            below.setdefault(directory, []).append((name, inode))
        directories: list[str] = []
        files: list[tuple[str, bytes]] = []
        whole = sha256()

        def go(directory: int, above: str) -> None:
            for name, inode in sorted(below.get(directory, ())):
                path, file = above + name, self._files[inode]
                if file.is_directory:
                    directories.append(path)
                    whole.update(f"{path}/\n".encode())
                    go(inode, f"{path}/")
                else:
                    data, digest = self._content(file, taken)
                    files.append((path, data))
                    whole.update(f"{path}\n".encode() + digest)

        go(ROOT, "")
        return Image(tuple(directories), tuple(files), whole.digest())

    def _content(self, file: File, taken: Mapping[int, Taken]) -> tuple[bytes, bytes]:
        choice = tuple(step.state == "last" or taken.get(id(step), False) for step in file.steps)
        if choice not in file.cache:
            data = _written(file.data, file.steps, choice)
            file.cache[choice] = data, sha256(data).digest()
        return file.cache[choice]

    def choices(self, count: int, chance: random.Random) -> Iterator[dict[int, Taken]]:
        """Give at most so many different sets of steps that may have arrived, the telling ones first.

        Where there are few enough, all subsets; else every prefix, every one lost, every one alone, and by chance. What is
        left of the count are torn writes.
        """
        steps = self.open_steps
        given: set[tuple[Taken, ...]] = set()
        for choice in _candidates(steps, count, chance):
            lawful = choice if self.strict else _ordered(steps, choice)
            if lawful not in given:
                given.add(lawful)
                yield {id(step): each for step, each in zip(steps, lawful, strict=True)}
                if len(given) == count:
                    return


def _candidates(steps: list[Step], count: int, chance: random.Random) -> Iterator[tuple[Taken, ...]]:
    number = len(steps)
    yield (True,) * number
    yield (False,) * number
    if number <= 4:
        for bits in range(1 << number):
            yield tuple(bool(bits >> place & 1) for place in range(number))
    for place in _some(number, count // 4, chance):
        yield tuple(other < place for other in range(number))
        yield tuple(other != place for other in range(number))
        yield tuple(other == place for other in range(number))
    tearable = [place for place, step in enumerate(steps) if step.sectors > 1]
    for _ in range(3 * count):
        choice: list[Taken] = [chance.random() < 0.5 for _ in steps]
        if tearable and chance.random() < 0.8:
            torn = chance.choice(tearable)
            if chance.random() < 0.5:
                choice = [True if other < torn else each for other, each in enumerate(choice)]
            choice[torn] = _torn(steps[torn].sectors, chance)
        yield tuple(choice)


def _some(number: int, most: int, chance: random.Random) -> list[int]:
    return list(range(number)) if number <= most else sorted(chance.sample(range(number), most))


def _torn(sectors: int, chance: random.Random) -> tuple[bool, ...]:
    edge = chance.randrange(sectors + 1)
    kind = chance.randrange(3)
    if kind == 0:
        return tuple(place < edge for place in range(sectors))
    if kind == 1:
        return tuple(place >= edge for place in range(sectors))
    return tuple(chance.random() < 0.5 for _ in range(sectors))


def _ordered(steps: list[Step], choice: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """Let names arrive in order: none after one that is lost."""
    lawful: list[Taken] = []
    arriving = True
    for step, each in zip(steps, choice, strict=True):
        if step.names:
            arriving = arriving and bool(each)
            lawful.append(arriving)
        else:
            lawful.append(each)
    return tuple(lawful)


def _set(names: dict[Entry, int], step: Step) -> None:
    for entry, inode, concerned in step.names:
        if inode is not None:
            names[entry] = inode
        elif names.get(entry) == concerned:
            del names[entry]


def _written(data: bytes, steps: list[Step], taken: tuple[Taken, ...]) -> bytes:
    content = bytearray(data)
    for step, each in zip(steps, taken, strict=True):
        if each is False:
            continue
        if step.data is None:
            del content[step.at :]
            content.extend(bytes(max(0, step.at - len(content))))
        elif each is True:
            _put(content, step.at, step.data)
        else:
            first = step.at // SECTOR * SECTOR
            for number, arrived in enumerate(each):
                start, end = max(step.at, first + number * SECTOR), first + (number + 1) * SECTOR
                if arrived:
                    _put(content, start, step.data[start - step.at : end - step.at])
    return bytes(content)


def _put(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data
