# SPDX-License-Identifier: Apache-2.0
"""How allauth behaves here: nobody signs up, and a password alone lets nobody in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from comity.web.people.models import Person

BY_PASSWORD = "password"  # noqa: S105  (the name of a way, not a password)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Lets nobody open an account; whoever comes in was invited by an administrator of the delegation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Tell that accounts are opened by invitation only."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Lead back to where the ways of signing in are listed."""
        return reverse("settings")

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:  # noqa: ANN401
        """Turn away whoever has a password and no second step."""
        methods = {each.get("method") for each in request.session.get("account_authentication_methods", [])}
        if BY_PASSWORD in methods and not is_mfa_enabled(user):
            return render(request, "people/alone.html", status=403)
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return refused
