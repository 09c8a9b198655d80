# SPDX-License-Identifier: Apache-2.0
"""Keys of programs: made and ended by an administrator, shown once, good for reading, drafting, clearing, never for signing."""

import os
from collections.abc import Callable, Iterable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.web.desk import opened_desk
from comity.web.people.access import for_roles, person_of, sent
from comity.web.people.models import ApiKey, Person, Scope
from comity.web.people.roles import Role
from comity.web.uploads import require_visible

PREFIX = "comity_"
"""With this a key begins, so that one that was left lying about is known for what it is."""
WORD_BYTES = 32
ROLES: dict[str, frozenset[str]] = {
    Scope.READ: frozenset(Role),
    Scope.DRAFT: frozenset({Role.DRAFTER}),
    Scope.CLEAR: frozenset({Role.CLEARER}),
}
"""What the person must be for whom a program acts, whatever its key says."""


def make_key(
    person: Person,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    entropy: Callable[[int], bytes],
    by: Person | None = None,
) -> str:
    """Make a key for a program that acts for a person; give it, for it is kept nowhere."""
    word = PREFIX + entropy(WORD_BYTES).hex()
    ApiKey.objects.create(
        person=person,
        name=name,
        digest=ApiKey.digest_of(word),
        scopes=" ".join(sorted(scopes)),
        made_by=by,
        made_at=now,
    )
    return word


def holder_of(word: str) -> ApiKey | None:
    """Give the key whose word this is; None for one that does not stand, or whose person may not come in any more."""
    known = ApiKey.objects.filter(digest=ApiKey.digest_of(word), ended_at=None, person__is_active=True)
    return known.select_related("person").first()


def permits(key: ApiKey, scope: str) -> bool:
    """Tell whether a key lets a program do this now: it names the scope, and its person has the role."""
    return scope in key.allowed and not ROLES[scope].isdisjoint(key.person.roles)


class KeyForm(forms.Form):
    """A program, for whom it acts, and what it may do."""

    name = forms.CharField(label=gettext_lazy("Which program"), max_length=80, validators=[require_visible])
    person = forms.ChoiceField(
        label=gettext_lazy("Acts for"),
        help_text=gettext_lazy("It can do no more than this person may. What it writes bears this person's name."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("To clear, a program needs the clearer's own secret besides. No program signs."),
    )  # fmt: skip


@never_cache
@for_roles(Role.ADMINISTRATOR)
def api_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys of the delegation's programs, and make another, which is shown once."""
    by = person_of(request)
    people = Person.objects.filter(party=by.party).order_by("username")
    form, word = KeyForm(sent(request)), ""
    form.fields["person"].choices = [(str(each.pk), each.get_full_name()) for each in people]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        word = make_key(
            people.get(pk=said["person"]), said["name"], said["scopes"], opened_desk().clock(), os.urandom, by
        )
    standing = (
        ApiKey.objects.filter(person__party=by.party, ended_at=None).select_related("person").order_by("made_at", "pk")
    )
    return render(request, "state/api_keys.html", {"form": form, "word": word, "standing": standing})


@require_POST
@for_roles(Role.ADMINISTRATOR)
def end_api_key(request: HttpRequest, key: int) -> HttpResponse:
    """End a key, at once and for good; those of other parties do not exist."""
    found = ApiKey.objects.filter(pk=key, person__party=person_of(request).party).first()
    if found is None:
        raise Http404
    ApiKey.objects.filter(pk=found.pk, ended_at=None).update(ended_at=opened_desk().clock())
    messages.success(request, _("The key lets nobody in any more."))
    return redirect("api_keys")
