# SPDX-License-Identifier: Apache-2.0
"""The brief of an answer: one page with its map, its first table, where figures come from and what they do not say."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.corridors import statements as said
from comity.papers.brief import ROWS, Brief
from comity.papers.brief import Table as PaperTable
from comity.papers.paper import Fact
from comity.web.corridors.answered import Answered
from comity.web.corridors.tables import notice_cells
from comity.web.corridors.words import limits, number, of, premises
from comity.web.desk import opened_desk
from comity.web.reading import forum, wording

MOST_SOURCES = 12
MOST_NOTICES = 4
"""So many notices that contradict one another have room; all stand on the page, each with its entry."""
EXPOSURE_COLUMNS = 6
"""Through whom ways lead is left to the page: it has no room here."""
WRAPPED_ROWS = 16
"""So many rows of pairs of links, whose names take two lines, have room."""


def brief(answered: Answered) -> Brief:
    """Set an answer as one page; a longer table says how much of it is left to the page and the files."""
    statements = answered.given.statements
    first, words = answered.tables[0], wording()
    head = statements[0]
    dated = head.on if isinstance(head, said.Premises) else ""
    banner = forum().banner
    kind = answered.question.kind
    columns = EXPOSURE_COLUMNS if kind == "exposure" else len(first.head)
    rows = WRAPPED_ROWS if kind == "pairs" else ROWS
    notes = [first.caption, *_left_out(rows, len(first.lines)), *limits(statements), _sources(answered)]
    return Brief(
        language=(get_language() or "en").partition("-")[0],
        conference=words.text(opened_desk().conference.name),
        banner=words.text(banner) if banner else "",
        dated=dated,
        title=answered.heading,
        premises=tuple(premises(statements)),
        map=answered.map(alone=True),
        map_said=answered.heading,
        facts=_facts(answered),
        table=PaperTable(
            head=tuple(each.name for each in first.head[:columns]),
            numbers=tuple(each.is_number for each in first.head[:columns]),
            rows=tuple(line.cells[:columns] for line in first.lines[:rows]),
        ),
        notes=tuple(notes),
        fingerprint=_("Fingerprint of the answer as programs read it: %(digest)s") % {"digest": answered.fingerprint},
    )


def _left_out(shown: int, rows: int) -> list[str]:
    if rows <= shown:
        return []
    return [_("The first %(shown)s of %(rows)s rows; all are on the page and in its files.") % {
        "shown": number(shown), "rows": number(rows)
    }]  # fmt: skip


def _facts(answered: Answered) -> tuple[Fact, ...]:
    statements = answered.given.statements
    cut_off = (
        Fact(_("Pairs cut off"), number(each.count) + _lost(answered) if each.count else number(0))
        for each in of(statements, said.LostCount)
    )
    doubted = [", ".join(notice_cells(each)[:4]) for each in of(statements, said.Notified) if each.contradicted]
    told = "; ".join(doubted[:MOST_NOTICES]) + (" …" if len(doubted) > MOST_NOTICES else "")
    return (*cut_off, *([Fact(_("Authors say different things"), told)] if doubted else ()))


def _lost(answered: Answered) -> str:
    """Name the pairs cut off, as far as they have room."""
    pairs = [f"{line.cells[0]} – {line.cells[1]}" for line in answered.tables[1].lines]
    return ": " + "; ".join(pairs[:6]) + ("…" if len(pairs) > 6 else "")


def _sources(answered: Answered) -> str:
    every = [title for each in of(answered.given.statements, said.Sources) for title in each.titles.values()]
    titles = sorted(every, key=lambda title: title.startswith(("Assumption", "Estimate")))
    more = " …" if len(titles) > MOST_SOURCES else ""
    return _("Sources: %(names)s") % {"names": "; ".join(titles[:MOST_SOURCES]) + more}
