# SPDX-License-Identifier: Apache-2.0
"""The command line as processes: what people type, over real HTTP and real files."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from comity.node.remote import Remote, head_of
from comity.record.replay import check_here, replay
from comity.rules.forum import Forum

COMITY = Path(sys.executable).with_name("comity")
PLAY = Path(__file__).parents[2] / "src" / "comity" / "conferences" / "exercise" / "play"


class Said(NamedTuple):
    """How a process ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it said with ``--json``."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    def said(self, key: str) -> list[dict[str, Any]]:
        """The lines of one key."""
        return [line for line in self.lines if line["said"] == key]


def comity(*words: str | Path) -> Said:
    """Run a verb to its end."""
    done = subprocess.run([COMITY, *map(str, words)], capture_output=True, text=True, check=False, timeout=180)
    return Said(done.returncode, done.stdout, done.stderr)


class Serving(NamedTuple):
    """A process that serves: its address, its directory, and what it said before it did."""

    process: "subprocess.Popen[str]"
    url: str
    root: Path
    said: str = ""

    def verb(self, *words: str | Path) -> Said:
        """Run a verb that asks it."""
        return comity(*words, "--url", self.url, "--dir", self.root)

    def end(self) -> int:
        """Tell it to stop, and wait; give its exit code."""
        self.process.terminate()
        return self.process.wait(60)


@contextmanager
def serving(root: Path, *words: str) -> Iterator[Serving]:
    """Start ``comity WORDS --dir ROOT --port 0`` and wait for its line ``ready URL``."""
    command = [str(COMITY), *words, "--dir", str(root), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise AssertionError("no output")
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("ready "):
                break
        else:
            raise AssertionError("".join(said) + (process.stderr.read() if process.stderr else ""))
        yield Serving(process, said[-1].removeprefix("ready ").strip(), root, "".join(said))
    finally:
        process.kill()
        process.communicate()


def folded(served: Serving) -> Forum:
    """The confirmed forum, worked out here from the bytes."""
    remote = Remote(served.url)
    size = head_of(remote.checkpoint()).size
    return replay(remote.entries(0, size), check_here).forum


def propose_plan(served: Serving) -> None:
    """Let Borea propose the plan of the play."""
    said = served.verb(
        "propose", "--by", "BOR", "--body", "SOC", "--title", "Plan of events", "--title-ru", "План мероприятий",
        "--en", PLAY / "plan.en.txt", "--ru", PLAY / "plan.ru.txt", "--recommended-by", "SWG",
    )  # fmt: skip
    if (said.code, said.err) != (0, ""):
        raise AssertionError(said)
