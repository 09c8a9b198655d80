# SPDX-License-Identifier: Apache-2.0
"""What the rules say to an act: admitted with its effects, or refused with the paragraph that refuses."""

from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from msgspec import Struct

from comity.acts.envelope import Act

if TYPE_CHECKING:
    from comity.rules.forum import Forum

A = TypeVar("A", bound=Act)


class Effect(Struct, frozen=True, gc=False, array_like=True):
    """One thing that changed: its kind, what it happened to, and a value where the kind has one."""

    kind: str
    subject: str
    value: str = ""


class Admitted(Struct, frozen=True, gc=False, tag="admitted", tag_field="outcome"):
    """The act stands. ``effects`` begin with what the passing of time brought before the act."""

    effects: tuple[Effect, ...] = ()


class Refused(Struct, frozen=True, gc=False, tag="refused", tag_field="outcome"):
    """The rules do not permit the act: the paragraph, what was found, and what would be right.

    ``found`` and ``expected`` are codes, instants and numbers, not sentences: the sentence is the paragraph's.
    ``effects`` are what the passing of time brought all the same.
    """

    rule: str
    found: str = ""
    expected: str = ""
    effects: tuple[Effect, ...] = ()


Outcome = Admitted | Refused


class Lodged(Struct, Generic[A], frozen=True, gc=False):
    """An act as the rules see it: with its id, the instant that dates it and its place on the record."""

    act: A
    id: str
    at: datetime
    index: int


class Change(Struct, frozen=True, gc=False):
    """The forum after a procedure, and what changed."""

    forum: "Forum"
    effects: tuple[Effect, ...] = ()


_encoder = msgspec.json.Encoder(order="sorted")


def outcome_bytes(outcome: Outcome) -> bytes:
    """Give the canonical JSON of an outcome, as the journal digest takes it in."""
    return _encoder.encode(outcome)
