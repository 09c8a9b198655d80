# SPDX-License-Identifier: Apache-2.0
"""People and keys on pages: invitations, roles, a clearer's key, whom a signatory trusts, handing the act key on."""

import os
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from msgspec import Struct
from msgspec.structs import replace

from comity.node.keyfile import Locked
from comity.sealing.passphrase import WORK
from comity.tlog.vkey import format_vkey
from comity.web.desk import opened_desk
from comity.web.drafts.secrets import EXERCISE_WORD, EXERCISE_WORK, NewSecretForm
from comity.web.people.access import for_roles, has_role, person_of, sent
from comity.web.people.forms import ChangeForm, HandOverForm, InviteForm, RolesForm, TakeOverForm, TrustForm, explained
from comity.web.people.invitations import Newcomer
from comity.web.people.invitations import invite as invite_newcomer
from comity.web.people.keys import (
    clearer_file,
    draw_clearer,
    hand_over_file,
    leave_for,
    open_signatory,
    public_clearer,
    seal_signatory,
    signatory_file,
    take_up,
)
from comity.web.people.models import Grant, Invitation, Person
from comity.web.people.roles import Role
from comity.web.refusals import problem
from comity.web.rooms.state import keys_of
from comity.web.site import opened_site

HOLDERS = (Role.CLEARER, Role.SIGNATORY)


def work() -> int:
    """Give what guessing a secret is to cost: nothing in the exercise, where everybody knows it."""
    return EXERCISE_WORK if opened_site().is_exercise else WORK


@never_cache
@for_roles(Role.ADMINISTRATOR)
def invite(request: HttpRequest) -> HttpResponse:
    """Let somebody in by a link that works once; it is shown once, and kept nowhere."""
    by = person_of(request)
    form = InviteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        roles = tuple(Role(each) for each in said["roles"])
        newcomer = Newcomer(said["username"], by.party, roles, said["name"], said["office"])
        word = invite_newcomer(newcomer, opened_desk().clock(), os.urandom, by)
        link = request.build_absolute_uri(reverse("enter", args=[word]))
        return render(request, "state/invited.html", {"link": link, "newcomer": newcomer})
    return render(request, "state/invite.html", {"form": form, "explained": explained()})


def colleague(by: Person, person: int) -> Person:
    """Give somebody of one's own party; to others they do not exist. Raises Http404."""
    found = Person.objects.filter(pk=person, party=by.party).first()
    if found is None:
        raise Http404
    return found


@for_roles(Role.ADMINISTRATOR)
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show and change somebody's roles."""
    by = person_of(request)
    found = colleague(by, person)
    form = RolesForm(sent(request), initial={"roles": sorted(found.roles)})
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["roles"])
        found.grants.exclude(role__in=wanted).delete()
        for role in wanted - found.roles:
            Grant.objects.create(person=found, role=role, granted_by=by, granted_at=opened_desk().clock())
        if not wanted:
            Invitation.objects.filter(person=found, used_at=None).delete()
        messages.success(request, _("Saved."))
        return redirect("state")
    return render(request, "state/person.html", {"form": form, "found": found, "explained": explained()})


class Clearer(Struct, frozen=True):
    """Somebody who clears, with the public key that a signatory may trust."""

    name: str
    vkey: str


def clearers(party: str) -> list[Clearer]:
    """Give the clearers of a party that have a key."""
    people = Person.objects.filter(party=party, grants__role=Role.CLEARER).order_by("username")
    keys = ((each.get_full_name(), public_clearer(opened_desk().keys, each.pk)) for each in people)
    return [Clearer(name, format_vkey(key)) for name, key in keys if key is not None]


def _forms(by: Person) -> dict[str, forms.Form]:
    """Give the empty forms that this person is shown."""
    folder = opened_desk().keys
    given: dict[str, forms.Form] = {}
    if has_role(by, Role.CLEARER):
        given["draw"] = NewSecretForm(prefix="draw")
    if has_role(by, Role.SIGNATORY):
        if signatory_file(folder, by.pk).exists():
            given |= {
                "trust": _trusting(by, None),
                "change": ChangeForm(prefix="change"),
                "hand_over": _handing(by, None),
            }
        if hand_over_file(folder, by.pk).exists():
            given["take_over"] = TakeOverForm(prefix="take_over")
    return given


def _trusting(by: Person, data: object) -> TrustForm:
    form = TrustForm(data, prefix="trust", initial={"clearances": 1, "office": by.office})  # type: ignore[arg-type]
    choices = [(each.vkey, f"{each.name} · {each.vkey}") for each in clearers(by.party)]
    form.fields["clearers"].choices = choices  # type: ignore[attr-defined]
    return form


def _handing(by: Person, data: object) -> HandOverForm:
    form = HandOverForm(data, prefix="hand_over")  # type: ignore[arg-type]
    others = Person.objects.filter(party=by.party, grants__role=Role.SIGNATORY).exclude(pk=by.pk).order_by("username")
    form.fields["person"].choices = [(str(each.pk), each.get_full_name()) for each in others]  # type: ignore[attr-defined]
    return form


@never_cache
@for_roles(*HOLDERS)
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys in force, and what this person can do with a file of their own."""
    return _keys(request)


def _keys(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    by, folder = person_of(request), opened_desk().keys
    given = more.pop("forms", {})
    shown = {
        "keys": keys_of(by.party),
        "is_clearer": has_role(by, Role.CLEARER),
        "is_signatory": has_role(by, Role.SIGNATORY),
        "has_signatory": signatory_file(folder, by.pk).exists(),
        "has_clearer": clearer_file(folder, by.pk).exists(),
        "own": public_clearer(folder, by.pk),
        "forms": {**_forms(by), **given},  # type: ignore[dict-item]
        "word": EXERCISE_WORD if opened_site().is_exercise else "",
        **more,
    }
    return render(request, "state/keys.html", shown, status=status)


def _done(request: HttpRequest, name: str, form: forms.Form, do: Callable[[dict[str, object]], object]) -> HttpResponse:
    """Do what a form asks for, and show the keys again; what does not go is said, and nothing was changed."""
    if request.method != "POST":
        return redirect("keys")
    if not form.is_valid():
        return _keys(request, status=422, forms={name: form})
    try:
        more = do(form.cleaned_data)
    except Locked as error:
        return _keys(request, status=422, forms={name: form}, refusal=problem(error))
    if isinstance(more, str):
        return _keys(request, handed=more)
    messages.success(request, _("Saved."))
    return redirect("keys")


@never_cache
@for_roles(Role.CLEARER)
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a clearer's key, sealed with a secret of the clearer's own."""
    by = person_of(request)

    def do(said: dict[str, object]) -> None:
        draw_clearer(opened_desk().keys, by.party, by.pk, str(said["secret"]), os.urandom, work())

    return _done(request, "draw", NewSecretForm(sent(request), prefix="draw"), do)


@never_cache
@for_roles(Role.SIGNATORY)
def trust(request: HttpRequest) -> HttpResponse:
    """Change, by the signatory's secret, whose clearances count and how many are asked for."""
    by, folder = person_of(request), opened_desk().keys

    def do(said: dict[str, object]) -> None:
        secret = str(said["secret"])
        changed = {key: said[key] for key in ("clearances", "own_counts", "office")}
        known = replace(open_signatory(folder, by.pk, secret), clearers=tuple(said["clearers"]), **changed)  # type: ignore[arg-type]
        seal_signatory(folder, by.pk, known, secret, work())

    return _done(request, "trust", _trusting(by, sent(request)), do)


@never_cache
@for_roles(Role.SIGNATORY)
def change(request: HttpRequest) -> HttpResponse:
    """Seal the signatory's file with another secret."""
    by, folder = person_of(request), opened_desk().keys

    def do(said: dict[str, object]) -> None:
        seal_signatory(folder, by.pk, open_signatory(folder, by.pk, str(said["old"])), str(said["secret"]), work())

    return _done(request, "change", ChangeForm(sent(request), prefix="change"), do)


@never_cache
@for_roles(Role.SIGNATORY)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Leave the act key for another signatory, sealed with a word that is shown once and told in person."""
    by, folder = person_of(request), opened_desk().keys

    def do(said: dict[str, object]) -> str:
        other = colleague(by, int(str(said["person"])))
        known = replace(open_signatory(folder, by.pk, str(said["secret"])), office=other.office)
        return leave_for(folder, other.pk, known, os.urandom)

    return _done(request, "hand_over", _handing(by, sent(request)), do)


@never_cache
@for_roles(Role.SIGNATORY)
def take_over(request: HttpRequest) -> HttpResponse:
    """Take the act key over, by the word, into a file sealed with a secret of one's own."""
    by, folder = person_of(request), opened_desk().keys

    def do(said: dict[str, object]) -> None:
        take_up(folder, by.pk, str(said["word"]), str(said["secret"]), work())

    return _done(request, "take_over", TakeOverForm(sent(request), prefix="take_over"), do)
