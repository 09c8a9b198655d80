# SPDX-License-Identifier: Apache-2.0
"""What an act about a measure speaks of: the template that holds for it, and a return, a request or a call as people name it."""

from comity.acts.envelope import Act
from comity.acts.template import Template
from comity.papers.wording import Wording
from comity.rules.forum import Forum
from comity.rules.measures.amendments import own_template


def template_of(act: Act, forum: Forum) -> Template | None:
    """Give the version of a measure under which an act speaks; None where it speaks of none, or the record has none such."""
    book = forum.measures
    filing = book.filings.get(getattr(act, "filed", ""))
    if filing is not None:
        return own_template(forum, filing)
    request = book.requests.get(getattr(act, "request", ""))
    code, version = (request.template, request.version) if request else (
        str(getattr(act, "template", "")), int(getattr(act, "version", 0)),
    )  # fmt: skip
    measure = book.templates.get(code)
    known = dict(enumerate((each for _at, each in measure.versions), 1)) if measure else {}
    return known.get(version)


def referred(act_id: str, forum: Forum, wording: Wording) -> str:
    """Name a return by its number; a request by its measure and who asked; a call by whose contact is called; else by its act."""
    book = forum.measures
    if (filing := book.filings.get(act_id)) is not None:
        return filing.ref
    if (request := book.requests.get(act_id)) is not None:
        return f"{request.template}, {wording.text(forum.parties[request.by].name)}"
    return book.pings.get(act_id, act_id[:16])
