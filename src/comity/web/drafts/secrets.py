# SPDX-License-Identifier: Apache-2.0
"""The secret by which a person opens a sealed file: asked for each time, kept by nobody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.web.people.keys import LEAST_SECRET

EXERCISE_WORD = "exercise"
"""In the exercise every file opens with this word, which is said where it is asked for."""
EXERCISE_WORK = 10
"""log2 of the work against guessing it: there is nothing to guess."""
MOST_SECRET = 1_000


def secret_field(label: Any, *, first: bool = False, **kwargs: Any) -> forms.CharField:  # noqa: ANN401
    """Ask for a secret as it is: nothing is taken off its ends. A ``first`` field can be typed into at once."""
    widget = forms.PasswordInput(attrs={"autocomplete": "off", **({"autofocus": True} if first else {})})
    return forms.CharField(label=label, max_length=MOST_SECRET, strip=False, widget=widget, **kwargs)


class SecretForm(forms.Form):
    """The secret, and the fingerprint of what the person was shown."""

    seen = forms.RegexField(regex=r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    secret = secret_field(_("Your secret"), first=True)


class NewSecretForm(forms.Form):
    """A new secret, twice."""

    secret = secret_field(
        _("New secret"), min_length=LEAST_SECRET, help_text=_("At least 12 characters. Nobody can give it back to you.")
    )
    again = secret_field(_("The same once more"))

    def clean(self) -> dict[str, Any]:
        """See that both are the same."""
        said = self.cleaned_data
        if said.get("secret") != said.get("again"):
            self.add_error("again", _("The two are not the same."))
        return said
