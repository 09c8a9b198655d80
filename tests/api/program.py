# SPDX-License-Identifier: Apache-2.0
"""A program with a key, which asks an office's desk as any client over HTTP would."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from tests.web.office import Office

if TYPE_CHECKING:
    from django.test import Client

    from comity.web.people.models import Person

PROBLEM = "application/problem+json"
EVERYTHING = ("read", "draft", "clear")


class Program:
    """Asks with a key; ``None`` asks without one."""

    def __init__(self, key: str | None, language: str = "en") -> None:
        from django.test import Client

        self.headers = {"accept-language": language}
        if key is not None:
            self.headers["authorization"] = f"Bearer {key}"
        self.client: Client = Client(headers=self.headers, raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask for an operation below /api."""
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method.lower())(f"/api{path}", **sent, headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        """Read something."""
        return self.ask("get", path, **headers)


def key_for(at: Office, person: Person, *scopes: str) -> str:
    """Make a key for a program that acts for a person."""
    from comity.web.people.api_keys import make_key

    return make_key(person, "Registry of the ministry", scopes or EVERYTHING, at.stage.at, os.urandom)


def program(at: Office, name: str, *roles: str, party: str = "", scopes: tuple[str, ...] = EVERYTHING) -> Program:
    """Let somebody in with these roles, and a program that acts for them."""
    return Program(key_for(at, at.person(name, *roles, party=party), *scopes))
