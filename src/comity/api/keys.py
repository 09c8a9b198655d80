# SPDX-License-Identifier: Apache-2.0
"""By which key a program asks: ``Authorization: Bearer comity_…``. Sessions and cookies count for nothing here."""

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from comity.web.people.api_keys import holder_of, permits
from comity.web.people.models import ApiKey, Scope


class ApiKeyBearer(HttpBearer):
    """Lets in a program whose key permits one of these scopes now; whoever asks is then the person for whom it acts."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self._scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """Find the key; raises AuthorizationError where it stands and permits something else."""
        key = holder_of(token)
        if key is None:
            return None
        if not any(permits(key, scope) for scope in self._scopes):
            raise AuthorizationError
        request.user = key.person
        return key


reading = ApiKeyBearer(Scope.READ)
drafting = ApiKeyBearer(Scope.DRAFT)
clearing = ApiKeyBearer(Scope.CLEAR)
inside = ApiKeyBearer(Scope.DRAFT, Scope.CLEAR)
"""Whoever writes or clears sees drafts."""
