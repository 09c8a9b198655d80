# SPDX-License-Identifier: Apache-2.0
"""What a node notices of the registry: acts it leaves out, data it withholds, a clock that runs ahead.

It says so in statements, and countersigns those of others where it sees the same. They are one side's word and stop nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from comity.acts.signed import parse_signed_act
from comity.acts.statement import Kind, Statement, format_statement
from comity.node.connection import RemoteError
from comity.node.duties import is_on_record
from comity.node.letters import NODE, open_statement
from comity.node.mail import Mail
from comity.node.store import Store
from comity.node.witness import Witness
from comity.rules.forum import Forum
from comity.tlog.note import Note, format_note, sign_line, sign_note
from comity.tlog.signer import Signer

PATIENCE = timedelta(seconds=60)
"""How long a registry may take to sequence an act, or to hand out what it shows, before a node says so."""
MOST_DAYS = timedelta(days=7)
"""Statements older than this are not countersigned, and acts not waited for any longer."""


class Watching:
    """The eyes of one node."""

    def __init__(
        self,
        witness: Witness,
        mail: Mail,
        store: Store,
        hand: Signer | None,
        clock: Callable[[], datetime],
        patience: timedelta = PATIENCE,
    ) -> None:
        self._witness = witness
        self._mail = mail
        self._store = store
        self._hand = hand
        self._clock = clock
        self._patience = patience
        self._withheld: dict[str, datetime] = {}
        self._offered: set[str] = set()

    def withheld(self, subject: str) -> None:
        """What stands under a head was asked for and not handed out."""
        self._withheld.setdefault(subject, self._clock())

    def handed_out(self) -> None:
        """Everything asked for was handed out."""
        self._withheld.clear()

    def watch(self) -> None:
        """Say what is noticed now, and countersign what others say of it."""
        if self._witness.held is None:
            return
        forum, now = self._witness.held.forum, self._clock()
        self._forget(forum, now)
        for awaited in self._store.awaited():
            if awaited.own and self._is_overdue(awaited.since, now):
                self.offer(awaited.note)
                self._state(forum, "not_sequenced", awaited.act)
        if self._witness.ahead:
            self._state(forum, "clock_ahead", str(self._witness.ahead))
        for subject, since in self._withheld.items():
            if now - since >= self._patience:
                self._state(forum, "withheld", subject)
        for subject in self._store.subjects("statement"):
            for note in self._store.gathered("statement", subject).values():
                self.take_statement(note, forum)

    def offer(self, note: bytes) -> bool:
        """Show an act to the other members' nodes; tell whether a majority of the meeting points took it, now or before."""
        signed = parse_signed_act(note)
        if signed.id in self._offered:
            return True
        try:
            self._mail.post(signed.act.forum, "act", note)
        except RemoteError:
            return False
        self._offered.add(signed.id)
        return True

    def _forget(self, forum: Forum, now: datetime) -> None:
        """Wait no more for acts that stand on the record, or that were waited for long enough."""
        done = [
            awaited.act
            for awaited in self._store.awaited()
            if is_on_record(parse_signed_act(awaited.note), forum)
            or now.timestamp() - awaited.since > MOST_DAYS.total_seconds()
        ]
        self._store.wait_no_more(done)
        self._offered.difference_update(done)

    def _is_overdue(self, since: int, now: datetime) -> bool:
        return now.timestamp() - since >= self._patience.total_seconds()

    # Statements.

    def take_statement(self, data: bytes, forum: Forum) -> None:
        """Keep a statement, with the lines of all who signed it, and countersign it where the same is seen here."""
        opened = open_statement(data, forum)
        if opened is None:
            return
        statement, note, signers = opened
        subject = f"{statement.kind} {statement.subject}"
        known = self._store.gathered("statement", subject).get(signers[0], b"")
        merged = _merged(known, note, forum)
        mine = self._hand.vkey.name.removesuffix(NODE) if self._hand else ""
        signed = open_statement(merged, forum)
        if self._hand and signed and mine not in signed[2] and self._sees(statement):
            merged = format_note(note.text, [*signed[1].lines, sign_line(note.text, self._hand)])
            self._keep_and_post(forum, subject, signers[0], merged)
        elif merged != known:
            self._store.gather("statement", subject, signers[0], merged)

    def _state(self, forum: Forum, kind: Kind, subject: str) -> None:
        if self._hand is None:
            return
        mine = self._hand.vkey.name.removesuffix(NODE)
        key = f"{kind} {subject}"
        if mine in self._store.gathered("statement", key):
            return
        statement = Statement(forum.origin, kind, subject, int(self._clock().timestamp()))
        self._keep_and_post(forum, key, mine, sign_note(format_statement(statement), [self._hand]))

    def _keep_and_post(self, forum: Forum, subject: str, party: str, note: bytes) -> None:
        self._store.gather("statement", subject, party, note)
        try:
            self._mail.post(forum.origin, "statement", note)
        except RemoteError:
            # Kept for the points that did not answer.
            return

    def _sees(self, statement: Statement) -> bool:
        """Tell whether this node finds now what another states."""
        now = self._clock()
        if now.timestamp() - statement.at_s > MOST_DAYS.total_seconds():
            return False
        if statement.kind == "clock_ahead":
            return statement.subject == str(self._witness.ahead)
        if statement.kind == "withheld":
            return statement.subject in self._withheld
        return any(
            each.act == statement.subject and self._is_overdue(each.since, now) for each in self._store.awaited()
        )


def _merged(known: bytes, note: Note, forum: Forum) -> bytes:
    """Join the lines of two notes of one text, those of the first first; another text takes the place of the first."""
    opened = open_statement(known, forum) if known else None
    if opened is None or opened[1].text != note.text:
        return format_note(note.text, note.lines)
    lines = {(line.name, line.key_id): line for line in (*note.lines, *opened[1].lines)}
    first = {(line.name, line.key_id): None for line in (*opened[1].lines, *note.lines)}
    return format_note(note.text, [lines[key] for key in first])
