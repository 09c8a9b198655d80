# SPDX-License-Identifier: Apache-2.0
"""The diary as a feed: deadlines and meetings for a calendar program, at a secret address that each person has for himself."""

from collections.abc import Iterator

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from comity.papers.diary import Date, ics
from comity.web.desk import opened_desk
from comity.web.measures.due import open_for
from comity.web.people.models import Person
from comity.web.reading import entry_at, forum, title_of, wording
from comity.web.rooms.meetings import convened
from comity.web.rooms.today import due_for

SALT = "comity.diary"
MEETINGS = 100
_signer = Signer(salt=SALT)


def address(person: Person) -> str:
    """Give a person's own address of the feed; another password makes another address."""
    return reverse("diary", args=[_signer.sign(f"{person.pk}.{_mark(person)}")])


def _mark(person: Person) -> str:
    return salted_hmac(SALT, person.password).hexdigest()[:16]


def diary(_request: HttpRequest, ticket: str) -> HttpResponse:
    """Give the feed to whoever has the address of a person with a role."""
    try:
        number, _dot, mark = _signer.unsign(ticket).partition(".")
    except BadSignature:
        raise Http404 from None
    person = Person.objects.filter(pk=number, is_active=True).first()
    if person is None or mark != _mark(person) or not person.roles:
        raise Http404
    dates = (*_deadlines(person.party), *_open(person.party), *_meetings())
    name = wording().text(opened_desk().conference.abbreviation)
    response = HttpResponse(ics(name, dates), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    return response


def _deadlines(party: str) -> Iterator[Date]:
    for due in due_for(party):
        title = wording().text(due.title)
        yield Date(
            uid=f"{due.proposal}@{forum().origin}",
            stamp=due.matter.silence.opened_at if due.matter.silence else due.at,
            at=due.at,
            summary=_("Deadline of the silence: %(title)s") % {"title": title},
            description=_("If your delegation does nothing, it agrees."),
        )


def _open(party: str) -> Iterator[Date]:
    for each in open_for(party):
        title = wording().text(each.title)
        yield Date(
            uid=f"{each.key}@{forum().origin}", stamp=each.stamp, at=each.at,
            summary=_("Due: %(title)s") % {"title": title}, description=each.said,
        )  # fmt: skip


def _meetings() -> Iterator[Date]:
    for key in list(opened_desk().directory.meetings)[-MEETINGS:]:
        meeting, notice = convened(key)
        yield Date(
            uid=f"{key}@{forum().origin}",
            stamp=entry_at(meeting.index).sequenced_at,
            at=meeting.opens_at,
            summary=f"{key} · {wording().text(title_of(key))}",
            place=wording().text(notice.venue),
        )
