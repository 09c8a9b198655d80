# SPDX-License-Identifier: Apache-2.0
"""A scene: what is done in a directory, what was said while it was done, and what must be found there after a fault."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.faults.strace import Say


class Broken(AssertionError):
    """A promise was not kept."""


class Found(Protocol):
    """What a recovery made of a directory."""

    def judge(self, said: Sequence[str]) -> None:
        """Raise Broken unless everything that was said still holds."""


class Scene(Protocol):
    """One scene, over and over again from the same beginning."""

    @property
    def name(self) -> str:
        """What it is called in the report."""

    @property
    def base(self) -> Path:
        """The directory it begins with."""

    @property
    def before(self) -> Sequence[str]:
        """What was said before it begins."""

    def play(self, root: Path, say: Say) -> int:
        """Do it, in a child; give the child's exit code: 0, or `STOPPED` after an error."""

    def recover(self, root: Path, *, whole: bool) -> Found:
        """Take up what a fault left, and do the next thing; ``whole``: do the whole scene again. Raises Broken."""
