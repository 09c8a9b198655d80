# SPDX-License-Identifier: Apache-2.0
"""Passkeys as they are added here: so that the key alone lets its holder in."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth brings no types
    """Asks for a name, and for signing in with the key alone unless its holder says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        if "passwordless" in self.fields:
            self.fields["passwordless"].initial = True
            self.fields["passwordless"].label = _("Sign in with this key alone")
            self.fields["passwordless"].help_text = _(
                "The key then asks for your finger, face or PIN. Without this it is a second step after a password."
            )
