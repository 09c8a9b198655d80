# SPDX-License-Identifier: Apache-2.0
"""Persons, the roles they were given, the links by which they come in, and the keys of programs. No fact of the conference."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.web.people.roles import Role

LINK_LASTS = timedelta(days=3)


class Person(AbstractUser):
    """Someone who works for a party on this node. ``party`` is its code; a host has people of several parties."""

    party = models.CharField(max_length=12)
    office = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    asks_password_only = models.BooleanField(default=False)
    first_name = None  # type: ignore[assignment]  # people are known by name and office as the delegation writes them
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=200, blank=True)

    @property
    def roles(self) -> frozenset[str]:
        """The roles this person has now."""
        return frozenset(self.grants.values_list("role", flat=True))

    def get_full_name(self) -> str:
        """Give the name as the delegation writes it, or the user name."""
        return self.name or self.username


class Grant(models.Model):
    """A role given to a person, by whom and when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role.choices)
    granted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        """A role is given once."""

        constraints = (models.UniqueConstraint(fields=["person", "role"], name="a_role_is_given_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class Invitation(models.Model):
    """A link that lets one person in once. Only the digest of its word is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"

    @staticmethod
    def digest_of(word: str) -> str:
        """Give what is kept of a link's word."""
        return sha256(word.encode()).hexdigest()

    def is_open(self, now: datetime) -> bool:
        """Tell whether the link still lets anybody in."""
        return self.used_at is None and now < self.made_at + LINK_LASTS


class Scope(models.TextChoices):
    """What a program may do with a key. None of them signs."""

    READ = "read", _("read what the delegation may read")
    DRAFT = "draft", _("write drafts")
    CLEAR = "clear", _("clear drafts")


class ApiKey(models.Model):
    """A key by which a program of the delegation asks this machine. Only the digest of its word is kept.

    It acts for ``person`` and lets a program do what its scopes name as far as that person's roles let the person do it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=40)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.name}"

    @staticmethod
    def digest_of(word: str) -> str:
        """Give what is kept of a key's word."""
        return sha256(word.encode()).hexdigest()

    @property
    def allowed(self) -> frozenset[str]:
        """The scopes."""
        return frozenset(self.scopes.split())

    @property
    def scope_names(self) -> Iterable[str]:
        """The scopes as pages name them."""
        return [str(scope.label) for scope in Scope if scope in self.allowed]
