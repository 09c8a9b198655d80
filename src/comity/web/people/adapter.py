# SPDX-License-Identifier: Apache-2.0
"""How allauth behaves here: nobody signs up; whoever comes in was invited by an administrator of the delegation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Lets nobody open an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Tell that accounts are opened by invitation only."""
        return False
