# SPDX-License-Identifier: Apache-2.0
"""Coming in by a link that works once, and what a person then chooses: language, time zone, ways to sign in."""

from functools import cache
from zoneinfo import available_timezones

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.people.invitations import redeem
from comity.web.people.models import Invitation
from comity.web.people.roles import EXPLAINED, Role
from comity.web.rooms.diary import address as diary_address
from comity.web.site import opened_site


@never_cache
def enter(request: HttpRequest, word: str) -> HttpResponse:
    """Say what the link does; only the button uses it up, so that nothing that merely looks at it does."""
    now = opened_desk().clock()
    found = Invitation.objects.filter(digest=Invitation.digest_of(word)).select_related("person").first()
    if found is None or not found.is_open(now):
        return render(request, "people/spent.html", status=410)
    if request.method != "POST":
        return render(
            request, "people/enter.html", {"invited": found.person, "word": word, "roles": roles_of(found.person.roles)}
        )
    person = redeem(word, now)
    if person is None:
        return render(request, "people/spent.html", status=410)
    if person.last_login is None:
        person.language = (get_language() or person.language).partition("-")[0]
        person.save(update_fields=["language"])
    person.backend = settings.AUTHENTICATION_BACKENDS[0]
    perform_login(request, person, email_verification="none")
    # The link is as good as any second step: ways of signing in can be added at once.
    record_authentication(request, person, method="link", reauthenticated=True)
    return HttpResponseRedirect(reverse("today") if opened_site().is_exercise else reverse("settings"))


def roles_of(held: frozenset[str]) -> list[tuple[str, str]]:
    """Give the names of roles and what each lets a person do."""
    return [(str(role.label), str(EXPLAINED[role])) for role in Role if role in held]


@cache
def zones() -> list[tuple[str, str]]:
    """Give the time zones there are to choose from, by region."""
    named = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


class Choices(forms.Form):
    """What a person chooses for all pages."""

    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ru", "Русский")])
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("Every time is shown at the seat of the conference, in this zone, and in UTC."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["time_zone"].choices = zones()  # type: ignore[attr-defined]


@readers_only
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and take what a person chooses, and lead to the ways of signing in."""
    person = person_of(request)
    form = Choices(request.POST or None, initial={"language": person.language, "time_zone": person.time_zone})
    if request.method == "POST" and form.is_valid():
        person.language, person.time_zone = form.cleaned_data["language"], form.cleaned_data["time_zone"]
        person.save(update_fields=["language", "time_zone"])
        with override(person.language):
            messages.success(request, gettext("Saved."))
            return redirect("settings")
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    shown = {
        "form": form,
        "roles": roles_of(person.roles),
        "has_password": person.has_usable_password(),
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        "has_codes": Authenticator.Type.TOTP in kinds,
        "has_recovery": Authenticator.Type.RECOVERY_CODES in kinds,
        "diary": request.build_absolute_uri(diary_address(person)),
    }
    return render(request, "people/settings.html", shown)
