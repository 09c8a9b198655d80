# SPDX-License-Identifier: Apache-2.0
"""What is fuzzed: a parser with valid inputs, the check it makes last, and the properties that must hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Protocol


class Verdict(Enum):
    """How far an input came."""

    EARLY = "refused before the last check"
    LAST = "refused by the last check"
    ACCEPTED = "accepted"


class Broken(AssertionError):
    """A property does not hold: a second form of one thing was accepted, or something that nobody signed."""


class Judge(Protocol):
    """Judges an input."""

    def __call__(self, data: bytes, *, keys_at_hand: bool) -> Verdict:
        """Say how far it came; ``keys_at_hand`` when it was signed anew, so that something new may verify."""


@dataclass(frozen=True)
class Target:
    """A parser. ``judge`` raises `Broken`, or, where the parser does, something outside its tree of errors.

    ``rebuild`` changes what a valid input says and writes it anew with lengths, encodings and signatures that fit, so
    that the last check is reached. ``share`` is the part of a campaign, relative to the other parsers.
    """

    name: str
    last_check: str
    share: int
    seeds: Sequence[bytes]
    judge: Judge
    rebuild: Callable[[Random, bytes], bytes]
    kin: Sequence[bytes] = field(default=())
    """Other octets that a splice may end with."""
