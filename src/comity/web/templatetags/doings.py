# SPDX-License-Identifier: Apache-2.0
"""What a reader can write about the thing on the page: buttons in the order of the kinds, the grave ones last."""

from typing import Any

from django import template

from comity.web.desk import opened_desk
from comity.web.drafts.kinds.kind import Kind
from comity.web.drafts.kinds.offering import offered
from comity.web.people.access import has_role
from comity.web.people.models import Person
from comity.web.people.roles import Role

register = template.Library()


@register.inclusion_tag("doings.html", takes_context=True)
def doings(context: template.Context, about: str, *, chair_only: bool = False) -> dict[str, Any]:
    """Offer a drafter the acts about a proposal or a meeting; with ``chair_only`` those of the Chair alone."""
    person, forum = getattr(context.get("request"), "user", None), opened_desk().lodged
    kinds: list[Kind] = []
    if isinstance(person, Person) and forum is not None and has_role(person, Role.DRAFTER):
        found = offered(forum, person.party, about, opened_desk().clock())
        kinds = [kind for kind in found if kind.who == "chair" or not chair_only]
    return {"kinds": kinds, "about": about}
