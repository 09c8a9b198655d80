# SPDX-License-Identifier: Apache-2.0
"""Plant each fault in a process of its own and run the tests that reach it, nearest and fastest first.

One process imports pytest and every foreign package once, but nothing of what is tested. For each mutant it forks; the
child compiles the changed tree in place of the module, imports source and tests anew, and runs the tests until one
fails. Which tests reach which line is measured first, test by test, in such a child too.
"""

import ast
import functools
import gc
import importlib
import importlib.util
import os
import pickle
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from time import process_time
from types import CodeType, ModuleType
from typing import Any

import coverage
import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.operators import Mutant, mutants

WALL_FACTOR = 6
MEMORY_BYTES = 4 * 2**30
FAULT_OF_OURS = 70
PYTEST = ("-x", "-q", "-s", "--tb=no", "--no-header", "--no-summary", "-p", "no:faulthandler", "-p", "no:cacheprovider")


class Verdict(Enum):
    """What became of a mutant; all but the last two are to the tests' credit."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"
    UNCOVERED = "uncovered"


@dataclass(frozen=True)
class Room:
    """Source files under an import root, and the tests that are to notice their faults."""

    name: str
    root: Path
    """Where pytest runs."""
    source_root: Path
    """What the module names of `sources` are relative to."""
    sources: tuple[Path, ...]
    tests: tuple[Path, ...]
    own: tuple[Path, ...]
    """Directories whose modules are imported anew for each mutant."""

    def owns(self, file: str | None) -> bool:
        """Tell whether a file is of what is tested or tests it."""
        return file is not None and any(Path(file).is_relative_to(directory) for directory in self.own)

    def module(self, source: Path) -> str:
        """Name the module of a source file."""
        parts = source.relative_to(self.source_root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass
class Reach:
    """Which tests run which lines, and how much processor time each takes while traced (seconds)."""

    durations: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    """Tests by file and line; the test "" stands for whatever runs while modules are imported."""
    modules: tuple[str, ...] = ()

    def tests_of(self, source: Path, mutant: Mutant) -> list[str]:
        """Give the tests that can notice a mutant: those that reach its lines, likely and fast ones first.

        What runs at import concerns every test; those that reach the same file at all come before the others.
        """
        lines = self.lines.get(str(source), {})
        start, end = mutant.place.span
        near = {test for line in range(start, end + 1) for test in lines.get(line, ())}
        order = self._in_order(source, near)
        if "" in near:
            order += self._in_order(source, {test for tests in lines.values() for test in tests} - near)
            order += self._in_order(source, set(self.durations) - set(order))
        return order

    def _in_order(self, source: Path, tests: set[str]) -> list[str]:
        """Sort tests: first those of the file named for the source, then by duration."""
        own = f"/test_{source.stem}.py::"
        return sorted(tests - {""}, key=lambda test: (own not in test, self.durations[test], test))


@dataclass(frozen=True)
class Result:
    """A mutant and what became of it."""

    source: Path
    mutant: Mutant
    verdict: Verdict
    text: str
    """The source line as it stood when the campaign began."""


class Broken(Exception):
    """The tests fail, or find nothing to run, without any fault planted: no verdict would mean anything."""


class _Planted:
    """Finds one module, and gives the changed tree for it."""

    def __init__(self, name: str, source: Path, tree: ast.Module) -> None:
        self.name, self.source, self.tree = name, source, tree

    def find_spec(self, name: str, _path: Any = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        tree, source = self.tree, self.source

        class Loader(SourceFileLoader):
            def get_code(self, _fullname: str) -> CodeType:
                return compile(tree, source, "exec")

        return importlib.util.spec_from_file_location(name, source, loader=Loader(name, str(source)))


class _Selected:
    """Runs only these tests, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


class _Measured:
    """Notes for each test what it reaches and how long it takes."""

    def __init__(self, tracer: coverage.Coverage) -> None:
        self.tracer = tracer
        self.durations: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.tracer.switch_context(item.nodeid)
        start = process_time()
        result = yield
        self.durations[item.nodeid] = process_time() - start
        self.tracer.switch_context("")
        return result


def run(
    room: Room,
    chosen: Callable[[list[tuple[Path, Mutant]]], list[tuple[Path, Mutant]]] = list,
    jobs: int = 1,
    told: Callable[[Result], None] = lambda _result: None,
    cpu_seconds: int = 5,
) -> list[Result]:
    """Plant the chosen mutants of a room, in their order; raises Broken.

    A mutant is given `cpu_seconds` of processor time beyond twice what its tests took when measured.
    """
    if any(room.module(source) in sys.modules for source in room.sources):
        raise Broken("what is to be mutated is imported already")
    texts = {source: source.read_text() for source in room.sources}
    trees = {source: ast.parse(text) for source, text in texts.items()}
    reach = measure(room)
    _warm(reach.modules)
    tasks = chosen([(source, mutant) for source, tree in trees.items() for mutant in mutants(tree)])
    results: dict[int, Result] = {}

    def judge(at: int, verdict: Verdict) -> None:
        source, mutant = tasks[at]
        text = texts[source].splitlines()[mutant.line - 1].strip()
        results[at] = Result(source, mutant, verdict, text)
        told(results[at])

    running: dict[int, int] = {}
    for at, (source, mutant) in enumerate(tasks):
        while len(running) >= jobs:
            judge(*_collect(running, tasks))
        tests = reach.tests_of(source, mutant)
        if tests:
            seconds = cpu_seconds + 2 * sum(reach.durations[test] for test in tests)
            running[_fork(partial(_try, room, source, trees[source], mutant, tests), seconds)] = at
        else:
            judge(at, Verdict.UNCOVERED)
    while running:
        judge(*_collect(running, tasks))
    return [results[at] for at in range(len(tasks))]


def _collect(running: dict[int, int], tasks: Sequence[tuple[Path, Mutant]]) -> tuple[int, Verdict]:
    """Wait for one child, and judge its mutant by how it ended."""
    child, status = os.wait()
    at = running.pop(child)
    if os.WIFSIGNALED(status):
        ended = os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGALRM}
        return at, Verdict.TIMEOUT if ended else Verdict.KILLED
    if os.WEXITSTATUS(status) in {pytest.ExitCode.NO_TESTS_COLLECTED, FAULT_OF_OURS}:
        raise Broken(f"no verdict on {tasks[at][0]}: {tasks[at][1].key}")
    return at, Verdict.KILLED if os.WEXITSTATUS(status) else Verdict.SURVIVED


def _fork(act: Callable[[], int], seconds: float) -> int:
    """Run in a child with its output thrown away and its time and memory bounded; gives its process ID."""
    child = os.fork()
    if child:
        return child
    code = FAULT_OF_OURS
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        limit = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        signal.setitimer(signal.ITIMER_REAL, WALL_FACTOR * limit)
        code = act()
    finally:
        os._exit(code)


def _try(room: Room, source: Path, tree: ast.Module, mutant: Mutant, tests: Sequence[str]) -> int:
    mutant.plant()
    compile(tree, source, "exec")
    sys.meta_path.insert(0, _Planted(room.module(source), source, tree))
    # Most mutants fall to the likeliest file, so that the others need not even be imported.
    first = tests[0].partition("::")[0]
    likely = [test for test in tests if test.partition("::")[0] == first]
    others = [test for test in tests if test.partition("::")[0] != first]
    _prepare(room)
    code = _run(room, likely)
    return _run(room, others) if others and not code else code


def _prepare(room: Room) -> None:
    """Make this process find the room's source, and Hypothesis do the same in each."""
    os.chdir(room.root)
    sys.path.insert(0, str(room.source_root))
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # The same examples each time, none remembered from another mutant, and no time spent on making them small.
    settings.register_profile(
        "mutation",
        database=None,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")


def _pytest(room: Room, tests: Sequence[str | Path], plugin: object) -> int:
    return int(pytest.main([*PYTEST, f"--rootdir={room.root}", *map(str, tests)], plugins=[plugin]))


def _run(room: Room, tests: Sequence[str]) -> int:
    """Run these tests, in this order."""
    return _pytest(room, sorted({test.partition("::")[0] for test in tests}), _Selected(tests))


def measure(room: Room) -> Reach:
    """Run all tests of a room once, tracing; raises Broken unless they pass."""
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        child = _fork(lambda: _trace(room, path), 1800)
        _, status = os.waitpid(child, 0)
        if status:
            raise Broken(f"the tests of {room.name} fail without any fault")
        reach: Reach = pickle.loads(path.read_bytes())
    return reach


def _trace(room: Room, path: Path) -> int:
    _uncache(room)
    os.environ["COVERAGE_CORE"] = "ctrace"
    tracer = coverage.Coverage(data_file=None, include=[str(source) for source in room.sources], config_file=False)
    measured = _Measured(tracer)
    tracer.start()
    _prepare(room)
    code = _pytest(room, room.tests, measured)
    tracer.stop()
    data = tracer.get_data()
    foreign = [name for name, module in sys.modules.items() if not room.owns(getattr(module, "__file__", None))]
    lines = {source: data.contexts_by_lineno(source) for source in data.measured_files()}
    path.write_bytes(pickle.dumps(Reach(measured.durations, lines, tuple(foreign))))
    return code


def _uncache(room: Room) -> None:
    """Let the room's own functions work each time: a cached call would hide from all tests but the first what they use."""
    cached = functools.cache, functools.lru_cache

    def plain(real: Callable[..., Any]) -> Callable[..., Any]:
        def decorate(function: Any = None, /, *arguments: Any, **options: Any) -> Any:
            if callable(function):
                own = room.owns(getattr(function, "__code__", None) and function.__code__.co_filename)
                return function if own else real(function, *arguments, **options)
            given = (function, *arguments) if function is not None else arguments
            return lambda inner: inner if room.owns(inner.__code__.co_filename) else real(*given, **options)(inner)

        return decorate

    functools.cache, functools.lru_cache = plain(cached[0]), plain(cached[1])


def _warm(modules: Sequence[str]) -> None:
    """Import what is foreign to the room once, before forking."""
    for name in modules:
        if name not in sys.modules:
            with suppress(ImportError):
                importlib.import_module(name)
    gc.freeze()
