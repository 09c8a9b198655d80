# SPDX-License-Identifier: Apache-2.0
"""The frame of every page: whose it is, in which languages, the row of rooms, and the two lines at its foot."""

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _
from msgspec import Struct

from comity.papers.zones import utc
from comity.rules.forum import Forum
from comity.rules.standing import chair_of
from comity.web import live
from comity.web.desk import opened_desk
from comity.web.people.models import Person
from comity.web.proof import agreeing
from comity.web.reading import wording
from comity.web.rooms.plan import ROOMS, Room
from comity.web.rooms.today import due_for


class Language(Struct, frozen=True):
    """The same page in a language."""

    code: str
    name: str
    address: str
    is_current: bool


class Door(Struct, frozen=True):
    """A room in the row, with how much waits in it for this delegation."""

    name: str
    address: str
    is_current: bool
    count: int = 0


class Frame(Struct, frozen=True):
    """What `base.html` shows around a page."""

    conference: str
    banner: str
    delegation: str
    direction: str
    languages: list[Language]
    rooms: list[Door]
    live: str
    node: str
    record: str
    notice: str


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Give templates the frame; of the conference only its name to whoever is not signed in."""
    desk, words = opened_desk(), wording()
    forum, conference = desk.lodged, desk.conference
    asking = getattr(request, "user", None)
    person = asking if isinstance(asking, Person) else None
    banner = forum.banner if forum else conference.banner
    return {
        "frame": Frame(
            conference=words.text(conference.name),
            banner=words.text(banner) if banner else "",
            delegation=delegation(person.party) if person else "",
            direction="rtl" if get_language_bidi() else "ltr",
            languages=languages(request),
            rooms=list(_rooms(request, forum, person)) if forum and person else [],
            live=live.address(person, request) if person else "",
            node=_("This page comes from the machine of %(party)s.") % {"party": _name(desk.party)},
            record=_record(forum) if person else "",
            notice=_notice() if person else "",
        )
    }


def delegation(code: str) -> str:
    """Name a delegation; the secretariat is none."""
    forum = opened_desk().lodged
    party = forum.parties.get(code) if forum else None
    if party is not None and party.kind == "secretariat":
        return _name(code)
    return _("Delegation of %(party)s") % {"party": _name(code)}


def _name(code: str) -> str:
    forum = opened_desk().lodged
    party = forum.parties.get(code) if forum else None
    return wording().text(party.name) if party else code


def languages(request: HttpRequest) -> list[Language]:
    """Give the page in each language, by its own name there."""
    address, current = request.get_full_path(), get_language() or settings.LANGUAGE_CODE
    rest = address.removeprefix(f"/{current}/") if address.startswith(f"/{current}/") else ""
    return [
        Language(code, {"en": "EN", "ru": "РУ"}.get(code, code), f"/{code}/{rest}", code == current)
        for code, _name in settings.LANGUAGES
    ]


def _rooms(request: HttpRequest, forum: Forum, person: Person) -> Iterator[Door]:
    for room in ROOMS:
        if room.kinds and room.kinds.isdisjoint(_kinds(forum, person.party)):
            continue
        with suppress(NoReverseMatch):
            yield _door(request, room, person)


def _door(request: HttpRequest, room: Room, person: Person) -> Door:
    address = reverse(room.url)
    is_first = room.url == ROOMS[0].url
    is_current = request.path == address or (not is_first and request.path.startswith(address))
    return Door(str(room.name), address, is_current, len(due_for(person.party)) if is_first else 0)


def _kinds(forum: Forum, code: str) -> set[str]:
    """Give what a party is: its kind, and ``chair`` while it has the chair of a body."""
    party, now = forum.parties.get(code), opened_desk().clock()
    chairs = any(chair_of(body, now) == code for body in forum.bodies.values())
    return {party.kind if party else "", "chair" if chairs else ""} - {""}


def _record(forum: Forum | None) -> str:
    """Say how much is entered and how much of it is secured, and in how many capitals copies agree."""
    confirmed = opened_desk().node.witness.copy.confirmed
    if forum is None or confirmed is None:
        return _("Nothing on the record is secured yet.")
    capitals = agreeing(confirmed.note)
    copies = ngettext("copies agree in %(count)s capital", "copies agree in %(count)s capitals", capitals)
    return _("Entries: %(entered)s entered, %(secured)s secured; %(copies)s.") % {
        "entered": number_format(forum.size, force_grouping=True),
        "secured": number_format(confirmed.forum.size, force_grouping=True),
        "copies": copies % {"count": capitals},
    }


def _notice() -> str:
    """Say what stands in the way of this node, if anything does."""
    desk = opened_desk()
    if desk.node.witness.evidence is not None:
        return _(
            "This machine holds evidence of an inconsistent record. It confirms nothing until a person decides what follows."
        )
    since = desk.silent_since()
    if since is not None:
        return _(
            "The headquarters has not answered since %(at)s. Everything held here is shown; "
            "what you lodge now is shown to the other capitals until it answers."
        ) % {"at": utc(since)}
    return ""
