# SPDX-License-Identifier: Apache-2.0
"""My state: the people of the delegation and their roles, the keys in force, drafts, and what was signed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.tlog.vkey import VerifierKey, format_vkey
from comity.web.desk import opened_desk
from comity.web.drafts.kinds import BY_ACT, KINDS
from comity.web.drafts.kinds.offering import is_offered
from comity.web.drafts.models import Draft, Signed
from comity.web.drafts.views import INSIDE, place_of
from comity.web.people.access import has_role, person_of, readers_only
from comity.web.people.models import Person
from comity.web.people.roles import Role
from comity.web.reading import forum, secured_size

NEWEST = 20
PURPOSES = ("", "/recovery", "/node", "/witness")


class Key(Struct, frozen=True):
    """A key of the party in force on the record: its name, its identifier, and whether it signs acts."""

    name: str
    fingerprint: str
    signs_acts: bool


def keys_of(party: str) -> list[Key]:
    """Give the keys of a party in force on the record, the one that signs acts first."""
    found = [forum().keys.get(party + purpose) for purpose in PURPOSES]
    return [_key(key, party) for key in found if key is not None]


def _key(key: VerifierKey, party: str) -> Key:
    return Key(key.name, format_vkey(key), key.name == party)


class Line(Struct, frozen=True):
    """One signed act in the list."""

    signed: Signed
    name: object
    place: int | None
    is_secured: bool


@readers_only
def state(request: HttpRequest) -> HttpResponse:
    """Show the delegation to its own people; of drafts only to those who write, clear and sign them."""
    person, desk = person_of(request), opened_desk()
    people = Person.objects.filter(party=person.party).prefetch_related("grants").order_by("username")
    is_inside = has_role(person, *INSIDE)
    waiting = (
        Draft.objects.filter(party=person.party, is_withdrawn=False, signed=None) if is_inside else Draft.objects.none()
    )
    signed = (
        Signed.objects.filter(draft__party=person.party).select_related("draft", "signed_by").order_by("-signed_at")
    )
    kinds = [
        each
        for each in KINDS
        if each.about in {"", "document"} and is_offered(each, forum(), person.party, "", desk.clock())
    ]
    told = {
        "people": [(each, [Role(grant.role).label for grant in each.grants.all()]) for each in people],
        "party": forum().parties.get(person.party),
        "keys": keys_of(person.party),
        "waiting": [(each, BY_ACT[each.kind]) for each in waiting.order_by("-changed_at")[:NEWEST]],
        "lines": [_line(each) for each in signed[:NEWEST]],
        "is_inside": is_inside,
        "may_administer": has_role(person, Role.ADMINISTRATOR),
        "kinds": kinds if has_role(person, Role.DRAFTER) else [],
    }
    return render(request, "rooms/state.html", told)


def _line(signed: Signed) -> Line:
    place = place_of(signed)
    return Line(signed, BY_ACT[signed.draft.kind].name, place, place is not None and place < secured_size())
