# SPDX-License-Identifier: Apache-2.0
"""What is open for a state: what it undertook and no return stands for yet, and what it was asked, by deadline.

Said to that state alone: others learn what a measure shows them on its own pages.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from comity.acts.envelope import Text
from comity.web.desk import opened_desk
from comity.web.measures.lists import asked_lately
from comity.web.measures.matrix import next_due
from comity.web.reading import forum
from comity.web.templatetags.words import named, phrase


class Open(Struct, frozen=True):
    """One thing that is open: when it is due, what and where it is, and a word for where it stands.

    ``key`` is the same for the same thing; ``stamp`` is when the state undertook it, or was asked.
    """

    at: datetime
    key: str
    stamp: datetime
    title: Text
    address: str
    said: str
    word: str


def open_for(party: str) -> list[Open]:
    """Give what is open for a state, the earliest first."""
    return sorted((*_undertaken(party), *_asked(party)), key=lambda each: (each.at, each.key))


def _undertaken(party: str) -> Iterator[Open]:
    for row in next_due(forum(), party, opened_desk().clock()):
        book = forum().measures
        undertaking, template = book.undertakings[f"{row.template} {party}"], book.templates[row.template].newest
        yield Open(
            row.due_at, f"{row.template}/{party}/{row.period}", undertaking.from_at, template.title,
            reverse("measure", args=[row.template]), phrase(row.word, "word"), f"word-{row.word}",
        )  # fmt: skip


def _asked(party: str) -> Iterator[Open]:
    for each in asked_lately(party):
        waits = each.is_open and (each.request.stage == "sent" or each.open_items > 0)
        if waits and each.request.to == party:
            said = _("asked by %(state)s") % {"state": named(each.request.by)}
            yield Open(
                each.due_at, each.request_id, each.request.at, each.template.title,
                reverse("request", args=[each.request_id]), said, "under_silence",
            )  # fmt: skip
