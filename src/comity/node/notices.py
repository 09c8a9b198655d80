# SPDX-License-Identifier: Apache-2.0
"""Notices: what returns of measures on the status of crossings, ports and lines say, as the table that corridors read.

A measure is one of these where its form asks which way, in what state and from when, as the shipped pattern does. What was
cancelled or withdrawn, belongs to an exercise, or was filed by the secretariat for a state that has not confirmed it, is no
notice; of what was corrected the newest words count.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from comity.acts.template import Template
from comity.corridors.notices import DIRECTIONS, STATES, Notice
from comity.node.directory import Directory
from comity.node.exchange import Read, Revision, exchange
from comity.rules.forum import Forum
from comity.rules.measures.book import Filing
from comity.rules.measures.clock import date_in
from comity.rules.measures.period import parse_second
from comity.rules.measures.values import texts_of

NEEDED = frozenset({"way", "state", "from_at"})
"""The fields without which a form is none of the status of ways."""
A_SECOND = timedelta(seconds=1)
"""What ends at midnight does not last into the day that begins then."""


def is_of_ways(template: Template) -> bool:
    """Tell whether a form asks for the status of ways."""
    return {field.key for field in template.fields} >= NEEDED


def notices(forum: Forum, directory: Directory, read: Read) -> tuple[Notice, ...]:
    """Give what the record says of ways, in the order of its entries."""
    book, found = forum.measures, list[Notice]()
    for code, measure in book.templates.items():
        for filed in directory.correspondence.under(code):
            filing = book.filings.get(filed)
            if filing is None or not _counts(filing):
                continue
            template = measure.versions[filing.version - 1][1]
            if is_of_ways(template):
                told = exchange(forum, filed, directory.correspondence.places(filed), read)
                found += _notice(forum, template, filing, told.newest) if told else ()
    return tuple(sorted(found, key=lambda each: each.entry))


def _counts(filing: Filing) -> bool:
    return filing.kind == "original" and filing.stage == "stands" and filing.confirmed and not filing.exercise


def _notice(forum: Forum, template: Template, filing: Filing, newest: Revision) -> Iterator[Notice]:
    """Give the notice that a return is, if its words say enough: an urgent one may be entered without them."""
    said = texts_of(newest.values)
    begins = parse_second(said.get("from_at", ""))
    if begins is None or said.get("state") not in STATES or not said.get("way"):
        return
    ends, direction = parse_second(said.get("until_at", "")), said.get("direction", "both")

    def day(at: datetime) -> str:
        return date_in(forum.measures, template.zone, at).isoformat()

    yield Notice(
        link=said["way"],
        mode=said.get("mode", ""),
        state=said["state"],
        direction=direction if direction in DIRECTIONS else "both",
        from_on=day(begins),
        to_on=day(max(begins, ends - A_SECOND)) if ends is not None else "",
        author=filing.state,
        entry=newest.said.place,
    )
