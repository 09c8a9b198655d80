# SPDX-License-Identifier: Apache-2.0
"""Drafts, their files, clearances bound to what exactly was cleared, what was signed, and who was told of it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction

from comity.web.uploads import Upload


class Draft(models.Model):
    """What a delegation is about to say: the type of the act, and its own fields as canonical JSON.

    What every act carries besides (who, when, the running number) is filled in when it is signed. ``about`` is what it is about,
    where there is something: a proposal, a meeting, a document, a return, a request, a call by its name; a measure by its code,
    with a period, a party or a return after a blank where the link said so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=160, blank=True)
    content = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.party} {self.kind} {self.id}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything that would be signed and is known now, in hexadecimal: what a clearance is bound to.

        The draft's own number and its author are in it: a clearance is for one draft, and tells whose it is.
        """
        text = f"comity/draft/v1\n{self.id}\n{self.created_by_id}\n{self.party}\n{self.kind}\n{self.content}\n"
        return sha256(text.encode()).hexdigest()

    @property
    def is_signed(self) -> bool:
        """Tell whether it was signed and sent."""
        return hasattr(self, "signed")

    def keep(self, content: str, files: Iterable[Upload], now: datetime) -> None:
        """Keep what was written with the files it names, in the place of what was; whatever was cleared is so no more."""
        self.content, self.changed_at = content, now
        with transaction.atomic():
            self.save()
            self.clearances.all().delete()
            self.enclosures.all().delete()
            for each in {each.digest: each for each in files}.values():
                Enclosure.objects.create(
                    draft=self, digest=each.digest, media_type=each.media_type, content=each.content
                )


class Enclosure(models.Model):
    """A file that a draft names by its digest. It leaves this machine when the draft is signed, not before."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="enclosures")
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        """A file is enclosed once."""

        constraints = (models.UniqueConstraint(fields=["draft", "digest"], name="a_file_is_enclosed_once"),)

    def __str__(self) -> str:
        return f"{self.draft} {self.digest[:12]}"


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


class Address(models.Model):
    """An e-mail address at which a delegation is told that something was circulated, and in which language."""

    party = models.CharField(max_length=12)
    address = models.EmailField()
    language = models.CharField(max_length=2, default="en")

    class Meta:
        """An address stands once in a delegation's list."""

        constraints = (models.UniqueConstraint(fields=["party", "address"], name="an_address_is_listed_once"),)

    def __str__(self) -> str:
        return f"{self.party} {self.address}"


class Notice(models.Model):
    """That a delegation was told, at one address, of the entry at a place. ``problem`` is empty where the mail went out."""

    place = models.PositiveIntegerField()
    party = models.CharField(max_length=12)
    address = models.EmailField()
    sent_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.place} {self.party}"
