# SPDX-License-Identifier: Apache-2.0
"""What a node hears at the meeting points: heads of others, acts kept from the record, seen-at notes, evidence, succession.

Its own letters come back too. A head of its own that its store does not know says that the store is older than what was signed
with its keys: they are burnt. A seen-at or a succession statement of its own binds again where it was forgotten.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from comity.acts.entry import format_entry, parse_entry
from comity.acts.errors import ActError
from comity.acts.letter import Letter
from comity.acts.seen import Seen, format_seen
from comity.acts.signed import SignedAct, parse_signed_act
from comity.acts.silence import Object
from comity.acts.succession import Succession
from comity.node.connection import RemoteError
from comity.node.contradiction import shown_by_log
from comity.node.copy import head_in
from comity.node.duties import deadline_for, is_on_record
from comity.node.errors import Contradicted
from comity.node.letters import NODE, Opened, node_keys, open_letter, open_seen, open_succession
from comity.node.link import RegistryLink
from comity.node.mail import Mail
from comity.node.store import Awaited, Store
from comity.node.watching import Watching
from comity.node.witness import Witness
from comity.record.errors import MalformedEvidence, Unconfirmed
from comity.record.evidence import (
    Evidence,
    Finding,
    TwoSuccessors,
    check_evidence,
    format_evidence,
    parse_evidence,
)
from comity.record.history import History
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Refused
from comity.tlog.errors import TlogError
from comity.tlog.note import parse_note, sign_note
from comity.tlog.signer import Signer
from comity.tlog.vkey import VerifierKey, verify

MOST_KNOWN = 4096
"""The digests of so many letters are kept: each lies at every point."""


class Hearing:
    """The ears of one node; ``hand`` is its key for notes, without which it signs nothing of what it hears."""

    def __init__(
        self,
        witness: Witness,
        mail: Mail,
        watching: Watching,
        store: Store,
        hand: Signer | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._witness = witness
        self._mail = mail
        self._watching = watching
        self._store = store
        self._hand = hand
        self._clock = clock
        self._beyond: dict[str, bytes] = {}
        self._known: dict[bytes, None] = {}
        self._history: History | None = None

    def hear(self, link: RegistryLink) -> int:
        """Read all meeting points and do what each letter asks; give how many letters there were.

        Raises:
            StateLost: a letter of this node's own is newer than its store; its cosigning keys are burnt.
            NodeError: the store did not take what had to be kept.
        """
        self._mail.send()
        keys, count = self._keys(), 0
        knows = self._witness.held is not None
        for data in self._mail.unread(keep=knows):
            count += 1
            if self._is_known(data):
                continue
            forum = self._witness.held.forum if self._witness.held else None
            if opened := open_letter(data, keys, forum.origin if forum else None):
                self._take(opened, forum, link)
        if knows:
            self._look_again(link)
        return count

    def _is_known(self, data: bytes) -> bool:
        """Tell whether a letter was read at another point already."""
        digest = sha256(data).digest()
        if digest in self._known:
            return True
        if self._witness.held is not None:
            self._known[digest] = None
            if len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]
        return False

    def _keys(self) -> dict[str, VerifierKey]:
        keys = node_keys(self._witness.held.forum if self._witness.held else None)
        return {self._hand.vkey.name: self._hand.vkey, **keys} if self._hand else keys

    def _take(self, opened: Opened, forum: Forum | None, link: RegistryLink) -> None:
        letter, code = opened.letter, opened.code
        if self._hand is not None and code + NODE == self._hand.vkey.name:
            self._recognise(code, letter, forum)
        if forum is None:
            return
        if letter.kind == "head":
            self._take_head(code, letter.payload, forum)
        elif letter.kind == "act":
            self._take_act(letter.payload, forum, link)
        elif letter.kind == "seen":
            if seen := open_seen(letter.payload, code, forum):
                self._store.gather("seen", seen.act, code, letter.payload)
        elif letter.kind == "statement":
            self._watching.take_statement(letter.payload, forum)
        elif letter.kind == "evidence":
            self._take_evidence(letter.payload, forum)
        elif said := open_succession(letter.payload, code, forum):
            self._take_succession(code, letter.payload, said, forum)

    def _recognise(self, code: str, letter: Letter, forum: Forum | None) -> None:
        """Compare a letter of this node's own with its store, and be bound again by what it says."""
        if letter.kind == "head" and (newer := self._witness.newer_than_held(letter.payload)):
            raise self._witness.burn(f"a letter of its own {newer}")
        if forum is None:
            return
        if letter.kind == "succession":
            said = open_succession(letter.payload, code, forum)
            if said is not None and said.epoch > self._store.pledged()[0]:
                self._witness.pledge(said.epoch, letter.payload)
        elif letter.kind == "seen" and (seen := open_seen(letter.payload, code, forum)):
            known = {awaited.act: awaited.note for awaited in self._store.awaited()}
            if seen.act in known and seen.act not in {duty.act for duty in self._store.duties()}:
                self._witness.vow(parse_signed_act(known[seen.act]), known[seen.act], letter.payload)

    # Heads.

    def _take_head(self, code: str, payload: bytes, forum: Forum) -> None:
        """Compare a head that another node cosigned with the record held; one beyond it is compared once it is reached."""
        try:
            head = head_in(payload)
            if head.size > self._witness.copy.size:
                shown_by_log(payload, forum)
                self._beyond[code] = payload
        except Unconfirmed:
            return
        if self._witness.has_duties:
            self._witness.cosigners.take(parse_note(payload), forum.witnesses)
        if head.size <= self._witness.copy.size and self._witness.copy.tree.root(head.size) != head.root:
            self._compare(payload)

    def _compare(self, payload: bytes) -> None:
        try:
            self._witness.compare(payload)
        except (Contradicted, Unconfirmed):
            # What contradicts is kept by now; whoever would sign next is told.
            return

    def _look_again(self, link: RegistryLink) -> None:
        """Take up what was heard too early: heads beyond what was held, acts that were not admissible."""
        for code, payload in list(self._beyond.items()):
            if head_in(payload).size <= self._witness.copy.size:
                del self._beyond[code]
                self._compare(payload)
        if self._witness.held is None:
            return
        forum, vowed = self._witness.held.forum, {duty.act for duty in self._store.duties()}
        for awaited in self._store.awaited():
            if awaited.act not in vowed:
                self._see(parse_signed_act(awaited.note), awaited.note, forum, link)

    def _take_evidence(self, payload: bytes, forum: Forum) -> None:
        """Keep evidence that another node found, once it shows what it claims.

        What the log of now signed stops this node. A log before it, and a state that wants two successors, stop nobody:
        else whoever holds such keys could.
        """
        try:
            evidence = parse_evidence(payload)
            finding = self._checked(evidence, forum)
        except MalformedEvidence:
            return
        if payload in {document for document, _ in self._store.all_evidence()}:
            return
        if isinstance(evidence, TwoSuccessors) or finding.origin != forum.log[0].name:
            self._witness.note(evidence)
        else:
            self._witness.accuse(evidence)

    def _checked(self, evidence: Evidence, forum: Forum) -> Finding:
        history = self._history = self._history or History(self._store.entry(0))
        history.grow(self._store.entries(history.size))
        return check_evidence(evidence, history, history.tolerance, forum.keys)

    # Succession.

    def _take_succession(self, code: str, payload: bytes, said: Succession, forum: Forum) -> None:
        """Keep a state's statement; where it stated another successor in the same epoch, that is evidence about it."""
        subject = f"{said.epoch} {said.successor}"
        self._store.gather("succession", subject, code, payload)
        for other in self._store.subjects("succession"):
            if other == subject or other.partition(" ")[0] != str(said.epoch):
                continue
            if before := self._store.gathered("succession", other).get(code):
                self._tell_of_two(TwoSuccessors(*sorted((before.decode(), payload.decode()))), forum)

    def _tell_of_two(self, evidence: TwoSuccessors, forum: Forum) -> None:
        document = format_evidence(evidence)
        if document in {known for known, _ in self._store.all_evidence()}:
            return
        try:
            self._checked(evidence, forum)
        except MalformedEvidence:
            return
        self._witness.note(evidence)
        with suppress(RemoteError):  # it is kept for the points that did not answer
            self._mail.post(forum.origin, "evidence", document)

    # Acts that the record lacks.

    def _take_act(self, payload: bytes, forum: Forum, link: RegistryLink) -> None:
        try:
            signed = parse_signed_act(payload)
        except ActError:
            return
        if signed.act.forum != forum.origin or is_on_record(signed, forum):
            return
        self._store.wait_for(Awaited(signed.id, payload, int(self._clock().timestamp()), own=False))
        if signed.id not in {duty.act for duty in self._store.duties()}:
            self._see(signed, payload, forum, link)

    def _see(self, signed: SignedAct, note: bytes, forum: Forum, link: RegistryLink) -> None:
        """Say when an act that is admissible here was seen, be bound by it, and bring it to the registry at once."""
        now = self._clock()
        if self._hand is None or not self._is_admissible(signed, note, forum, now):
            return
        seen = sign_note(format_seen(Seen(forum.origin, signed.id, int(now.timestamp()))), [self._hand])
        self._witness.vow(signed, note, seen)
        self._store.gather("seen", signed.id, self._hand.vkey.name.removesuffix(NODE), seen)
        for call in (lambda: self._mail.post(forum.origin, "seen", seen), lambda: link.lodge(note)):
            try:
                call()
            except RemoteError:
                # Kept for the points that did not answer; the registry is asked again by whoever watches.
                continue

    def _is_admissible(self, signed: SignedAct, note: bytes, forum: Forum, now: datetime) -> bool:
        """Judge an act as it would be sequenced now, after those of the same party that the record lacks too."""
        at = max(now.replace(microsecond=now.microsecond // 1000 * 1000), forum.at)
        if isinstance(signed.act, Object):
            deadline = deadline_for(signed, forum)
            if deadline is not None and at >= deadline:
                return False
        earlier = [
            awaited.note for awaited in self._store.awaited() if _comes_before(parse_signed_act(awaited.note), signed)
        ]
        judged: Forum | None = forum
        for each in (*earlier, note):
            try:
                after, outcome = apply(judged, parse_entry(format_entry(at, each)), verify)
            except (ActError, TlogError):
                return False
            if isinstance(outcome, Refused):
                if each is note:
                    return False
                continue
            judged = after
        return True


def _comes_before(one: SignedAct, other: SignedAct) -> bool:
    return one.act.by == other.act.by and one.act.seq < other.act.seq
