# SPDX-License-Identifier: Apache-2.0
"""A paper: what stands on one sheet, in words already chosen for its reader, before it becomes PDF, text or Word."""

from msgspec import Struct


class Fact(Struct, frozen=True):
    """One line of a sheet: what it is called, and what it says."""

    label: str
    value: str


class Column(Struct, frozen=True):
    """A text in one language, with what its status is called: official, or working-language version."""

    language: str
    heading: str
    paragraphs: tuple[str, ...]


class Part(Struct, frozen=True):
    """Lines under a heading of their own."""

    heading: str
    facts: tuple[Fact, ...]


class Paper(Struct, frozen=True):
    """One sheet. ``fingerprint`` is the SHA-256 from which the seal is drawn; without one there is no seal.

    ``language`` is the one of the sheet's own words; columns have their own. ``dated`` is an ISO date, so that equal papers
    give equal bytes.
    """

    language: str
    conference: str
    banner: str
    symbol: str
    distribution: str
    dated: str
    status: str
    title: str
    facts: tuple[Fact, ...]
    columns: tuple[Column, ...] = ()
    parts: tuple[Part, ...] = ()
    proof: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprint: bytes = b""


def paragraphs(text: str) -> tuple[str, ...]:
    """Part a text into its paragraphs, at the line feeds."""
    return tuple(part for line in text.split("\n") if (part := line.strip()))
