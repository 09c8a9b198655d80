# SPDX-License-Identifier: Apache-2.0
"""Invitations: how the first administrator, and everybody after, comes in."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from comity.web.people.models import Grant, Invitation, Person
from comity.web.people.roles import Role

WORD_BYTES = 24


class Newcomer(NamedTuple):
    """Somebody to be let in: user name, party, roles, and how the delegation writes name and office."""

    username: str
    party: str
    roles: tuple[Role, ...]
    name: str = ""
    office: str = ""


def invite(newcomer: Newcomer, now: datetime, entropy: Callable[[int], bytes], by: Person | None = None) -> str:
    """Open an account that only the link's word lets anybody into; give the word, which is kept nowhere."""
    about = {"party": newcomer.party, "name": newcomer.name, "office": newcomer.office}
    person, is_new = Person.objects.get_or_create(username=newcomer.username, defaults=about)
    if is_new:
        person.set_unusable_password()
        person.save()
    for role in newcomer.roles:
        Grant.objects.get_or_create(person=person, role=role, defaults={"granted_by": by, "granted_at": now})
    word = entropy(WORD_BYTES).hex()
    Invitation.objects.create(person=person, digest=Invitation.digest_of(word), made_at=now)
    return word


def redeem(word: str, now: datetime) -> Person | None:
    """Let a person in by a link's word, once; None for a word that lets nobody in."""
    taken = Invitation.objects.filter(digest=Invitation.digest_of(word), used_at=None).first()
    if taken is None or not taken.is_open(now):
        return None
    if not Invitation.objects.filter(pk=taken.pk, used_at=None).update(used_at=now):
        return None
    return taken.person
