# SPDX-License-Identifier: Apache-2.0
"""A paper as plain text, to put into a cable: 72 columns, no mark-up, nothing that a terminal could take for a command."""

from collections.abc import Iterator
from textwrap import wrap

from comity.papers.paper import Fact, Paper, paragraphs

COLUMNS = 72


def plain_text(paper: Paper) -> str:
    """Write the whole paper as text."""
    return "\n".join(_lines(paper)) + "\n"


def _lines(paper: Paper) -> Iterator[str]:
    yield from _wrapped(paper.conference)
    if paper.banner:
        yield from _wrapped(paper.banner)
    yield ""
    yield f"{paper.symbol:<40}{paper.dated:>32}".rstrip()
    yield paper.distribution
    yield ""
    yield from _wrapped(paper.title)
    yield from _wrapped(paper.status)
    yield from _facts(paper.facts)
    for column in paper.columns:
        yield from ("", column.heading, "-" * len(column.heading))
        for paragraph in column.paragraphs:
            yield from ("", *_wrapped(paragraph))
    for part in paper.parts:
        yield from ("", part.heading, "-" * len(part.heading), *_facts(part.facts))
    if paper.proof:
        yield ""
        yield from _facts(paper.proof)
    for note in paper.notes:
        yield from ("", *_wrapped(note))


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        first, *rest = paragraphs(fact.value) or ("",)
        yield from _wrapped(f"{fact.label}: {first}", indent="    ")
        for line in rest:
            yield from _wrapped(f"    {line}", indent="    ")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(text, COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
