# SPDX-License-Identifier: Apache-2.0
"""The addresses of pages. Each begins with its language; what has no language is met by programs, or leads to one."""

from allauth.account import views as account
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.generic import RedirectView

from comity.web.people import entering
from comity.web.rooms import capital, decisions, diary, documents, doors, entries, meetings, members, released, today


class Digest(StringConverter):
    """64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"


class Symbol(StringConverter):
    """The symbol of a document."""

    regex = "[A-Z][A-Za-z0-9./]{2,79}"


class Meeting(StringConverter):
    """A meeting by the rules' own name: body, year, number."""

    regex = "[A-Z][A-Z0-9]{1,11}/[0-9]{4}/[1-9][0-9]{0,3}"


class Place(IntConverter):
    """A place on the record, written in one way only."""

    regex = "0|[1-9][0-9]{0,8}"


register_converter(Digest, "digest")
register_converter(Symbol, "symbol")
register_converter(Meeting, "meeting")
register_converter(Place, "place")

handler400 = doors.malformed
handler403 = doors.forbidden
handler404 = doors.missing
handler500 = doors.failed

READING: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<digest:proposal>/", decisions.decision, name="decision"),
    path("decisions/<digest:proposal>/paper.<str:form>", capital.decision, name="decision_paper"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<symbol:symbol>/", documents.document, name="document"),
    path("documents/<symbol:symbol>/file/<digest:digest>", documents.file, name="file"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<meeting:key>/", meetings.meeting, name="meeting"),
    path("meetings/<meeting:key>/notice.<str:form>", capital.notice, name="notice_paper"),
    path("members/", members.members, name="members"),
    path("members/words/", members.terms, name="terms"),
    path("record/", entries.entries, name="entries"),
    path("record/check/", entries.check, name="check"),
    path("record/evidence/<place:number>", entries.evidence, name="evidence"),
    path("record/<place:place>/", entries.entry, name="entry"),
    path("record/<place:place>/certificate", entries.certificate, name="certificate"),
    path("", include("comity.web.measures.urls")),
    path("", include("comity.web.corridors.urls")),
    path("calendar/<str:ticket>.ics", diary.diary, name="diary"),
    path("public/", doors.public, name="public"),
    path("public/decisions/<digest:proposal>/", released.released, name="released"),
    path("public/decisions/<digest:proposal>/file/<digest:digest>", released.released_file, name="released_file"),
]
WRITING: list[URLPattern | URLResolver] = [
    path("", include("comity.web.drafts.urls")),
    path("", include("comity.web.rooms.writing_urls")),
]
"""Where people write: circulate, chair, state, signing."""
PEOPLE: list[URLPattern | URLResolver] = [
    path("enter/<str:word>/", entering.enter, name="enter"),
    path("settings/", entering.preferences, name="settings"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("second-step/", RedirectView.as_view(pattern_name="settings"), name="mfa_index"),
    path("second-step/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

urlpatterns = [
    path("", doors.front, name="front"),
    path("api/", include("comity.api.urls")),
    *i18n_patterns(*READING, *WRITING, *PEOPLE),
]
