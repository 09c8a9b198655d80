# SPDX-License-Identifier: Apache-2.0
"""What was filed before: the form of a return as it stands now, a state's newest return, the questions of a request."""

from comity.acts.requests import MakeRequest
from comity.acts.returns import Value
from comity.node.exchange import exchange
from comity.rules.forum import Forum
from comity.web.desk import opened_desk
from comity.web.reading import entry_at


def values_now(forum: Forum, filed: str) -> tuple[Value, ...]:
    """Give the open form of a return as its newest version has it; nothing where the return carries none."""
    read = exchange(forum, filed, opened_desk().directory.correspondence.places(filed), entry_at)
    return read.newest.values if read else ()


def newest_return(forum: Forum, template: str, state: str) -> str:
    """Give the newest return with content that a state filed under a measure and that stands; empty where there is none."""
    known = ((filed, forum.measures.filings.get(filed)) for filed in reversed(_of_state(template, state)))
    wanted = ("original", "stands", False)
    return next((filed for filed, each in known if each and (each.kind, each.stage, each.exercise) == wanted), "")


def _of_state(template: str, state: str) -> tuple[str, ...]:
    return tuple(opened_desk().directory.correspondence.of_state(template, state)[-100:])


def questions_of(request: str) -> tuple[str, ...]:
    """Give the questions of a request as they were put."""
    place = next(iter(opened_desk().directory.correspondence.places(request)), None)
    act = entry_at(place).signed.act if place is not None else None
    return act.items if isinstance(act, MakeRequest) else ()
