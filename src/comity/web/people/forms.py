# SPDX-License-Identifier: Apache-2.0
"""Forms about people and their sealed files: who is invited, which roles, whose clearances a signatory trusts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.web.drafts.secrets import NewSecretForm, secret_field
from comity.web.people.models import Person
from comity.web.people.roles import EXPLAINED, Role
from comity.web.uploads import require_visible


def roles_field() -> forms.MultipleChoiceField:
    """Ask for roles, each with what it lets a person do."""
    choices = [(role.value, role.label) for role in Role]
    return forms.MultipleChoiceField(
        label=_("Roles"), choices=choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class InviteForm(forms.Form):
    """Somebody to be let in."""

    username = forms.RegexField(
        label=_("User name"),
        regex=r"^[a-z0-9][a-z0-9.-]{1,39}\Z",
        help_text=_("Small letters, digits, dots and hyphens."),
    )
    name = forms.CharField(
        label=_("Name, as your delegation writes it"), max_length=200, required=False, validators=[require_visible]
    )
    office = forms.CharField(label=_("Office"), max_length=200, required=False, validators=[require_visible])
    roles = roles_field()

    def clean_username(self) -> str:
        """See that the name is not taken, by whichever party."""
        name: str = self.cleaned_data["username"]
        if Person.objects.filter(username=name).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return name


class RolesForm(forms.Form):
    """The roles of somebody."""

    roles = roles_field()


class TrustForm(forms.Form):
    """Whose clearances count, and how many are asked for: kept in the signatory's own file, changed by its secret."""

    clearers = forms.MultipleChoiceField(
        label=_("Clearers you trust"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Compare the fingerprint with the one the clearer reads out to you."),
    )  # fmt: skip
    clearances = forms.IntegerField(label=_("Clearances asked for"), min_value=0, max_value=9)
    own_counts = forms.BooleanField(label=_("A clearance by whoever wrote the draft counts"), required=False)
    office = forms.CharField(label=_("Office named in what you sign"), max_length=200, required=False)
    secret = secret_field(_("Your secret"))


class ChangeForm(NewSecretForm):
    """Another secret for the same file."""

    old = secret_field(_("Secret until now"))
    field_order = ("old", "secret", "again")


class HandOverForm(forms.Form):
    """Whom the act key is handed over to."""

    person = forms.ChoiceField(label=_("New signatory"))
    secret = secret_field(_("Your secret"))


class TakeOverForm(NewSecretForm):
    """The word of a hand-over, and the secret that is to take its place."""

    word = secret_field(_("Word you were given"))
    field_order = ("word", "secret", "again")


def explained() -> list[tuple[Any, Any]]:
    """Give each role with what it lets a person do."""
    return [(role.label, EXPLAINED[role]) for role in Role]
