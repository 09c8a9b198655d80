# SPDX-License-Identifier: Apache-2.0
"""Drafts, clearances bound to what exactly was cleared, and the receipts of what was signed."""

import uuid
from hashlib import sha256

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What a delegation is about to say: the type of the act, and its own fields as canonical JSON.

    What every act carries besides (who, when, the running number) is filled in when it is signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    content = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.party} {self.kind} {self.id}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything that would be signed and is known now, in hexadecimal: what a clearance is bound to."""
        text = f"comity/draft/v1\n{self.party}\n{self.kind}\n{self.content}\n"
        return sha256(text.encode()).hexdigest()


class Clearance(models.Model):
    """A clearance: a note by the clearer's own key over the fingerprint. What the database says besides is for reading."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="clearances")
    note = models.TextField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.draft} cleared {self.cleared_at:%Y-%m-%d}"


class Signed(models.Model):
    """What became of a draft: the act as it was signed and, once there is one, its receipt."""

    draft = models.OneToOneField(Draft, models.CASCADE, related_name="signed")
    act = models.CharField(max_length=64, unique=True)
    note = models.TextField()
    receipt = models.TextField(blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.draft} signed {self.signed_at:%Y-%m-%d}"
