# SPDX-License-Identifier: Apache-2.0
"""Welcome: how the first person comes in at a machine's desk, and whom the exercise lets in there for everybody to try it."""

import os
from datetime import datetime
from pathlib import Path

from comity.tlog.signer import Ed25519Signer, MLDSA44Signer, format_skey
from comity.web.desk import Desk
from comity.web.drafts.secrets import EXERCISE_WORD, EXERCISE_WORK
from comity.web.people.invitations import Newcomer, invite
from comity.web.people.keys import (
    DRAWN_WORK,
    WORD_BYTES,
    Signatory,
    draw_clearer,
    leave_for,
    seal_opener,
    seal_signatory,
    signatory_file,
)
from comity.web.people.models import Person
from comity.web.people.roles import Role

FIRST, DEMONSTRATION = "administrator", "demonstration"

Key = Ed25519Signer | MLDSA44Signer


def link_for(newcomer: Newcomer, now: datetime) -> str:
    """Let somebody in, or in again; give the path of the link."""
    return f"/enter/{invite(newcomer, now, os.urandom)}/"


def welcome_first(desk: Desk) -> str:
    """Let the first administrator in; give the path of the link, empty where somebody was let in before."""
    if Person.objects.exists():
        return ""
    return link_for(Newcomer(FIRST, desk.party, (Role.ADMINISTRATOR,)), desk.clock())


def welcome_everybody(desk: Desk, hand: Key, identities: tuple[str, ...] = ()) -> str:
    """Let a person with every role in at a desk of the exercise, who signs by a word everybody knows; give the link's path."""
    path = link_for(Newcomer(DEMONSTRATION, desk.party, tuple(Role), "Demonstration"), desk.clock())
    person = Person.objects.get(username=DEMONSTRATION).pk
    if not signatory_file(desk.keys, person).exists():
        signatory = Signatory(key=format_skey(hand), office="Demonstration", clearances=0)
        seal_signatory(desk.keys, person, signatory, EXERCISE_WORD, EXERCISE_WORK)
        draw_clearer(desk.keys, desk.party, person, EXERCISE_WORD, os.urandom, EXERCISE_WORK)
    if identities:
        seal_opener(desk.keys, person, identities, EXERCISE_WORD, EXERCISE_WORK)
    return path


def let_open(folder: Path, username: str, identities: tuple[str, ...]) -> str:
    """Let somebody open what is sealed to the party by a word drawn now; give the word, which is kept nowhere."""
    word = os.urandom(WORD_BYTES).hex()
    seal_opener(folder, Person.objects.get(username=username).pk, identities, word, DRAWN_WORK)
    return word


def entrust(folder: Path, username: str, hand: Key) -> str:
    """Leave the party's act key for its first signatory to take over; give the word that opens it, which is kept nowhere."""
    person = Person.objects.get(username=username).pk
    return leave_for(folder, person, Signatory(key=format_skey(hand)), os.urandom)
