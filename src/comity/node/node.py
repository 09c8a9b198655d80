# SPDX-License-Identifier: Apache-2.0
"""A node: one state's machine, outbound only. It follows the record, hears the others, cosigns, watches, and lodges.

It knows no thread, socket or clock of its own: whoever drives it calls its methods one at a time, in any order, again and
again. Each asks the outside anew; where nobody answers (`RemoteError`) nothing is half-done, and the next call goes on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from msgspec import Struct, convert

from comity.acts.entry import format_entry, parse_entry
from comity.acts.errors import ActError
from comity.acts.nodes import EnterSeen, Successor
from comity.acts.signed import format_signed_act, parse_signed_act, sign_act
from comity.acts.succession import Succession, format_succession, successor_digest
from comity.node.connection import RemoteError
from comity.node.entering import objections_to_enter
from comity.node.errors import Contradicted, NotYet, Pledged, Withheld
from comity.node.hearing import Hearing
from comity.node.link import RegistryLink
from comity.node.mail import Mail
from comity.node.meeting import MeetingPoint
from comity.node.store import Awaited, Store
from comity.node.watching import PATIENCE, Watching
from comity.node.witness import Lines, Witness
from comity.record.confirmation import witness_set
from comity.record.errors import MalformedReceipt, Unconfirmed
from comity.record.evidence import format_evidence
from comity.record.receipt import Receipt, check_receipt
from comity.record.replay import Checker, check_here
from comity.rules.envelope import UNLIMITED
from comity.rules.fold import admit
from comity.rules.forum import Forum
from comity.rules.outcome import Refused
from comity.tlog.note import format_note, parse_note, sign_note
from comity.tlog.signer import Signer
from comity.tlog.vkey import verify

AGAIN = timedelta(seconds=10)
"""Cosignatures of a head that is still not confirmed are posted again after so long."""


class Identity(Struct, frozen=True):
    """Who a node is, and which record it trusts: the party, the anchor (SHA-256 of genesis), and the keys it signs with.

    ``hand`` is ``CODE/node``, for letters; ``pair`` the cosigning keys (0x04, 0x06) of a witness. Without them it mirrors alone.
    """

    code: str
    anchor: bytes
    hand: Signer | None = None
    pair: tuple[Signer, ...] = ()


class Offered(Struct, frozen=True):
    """An act that the registry did not take: the other members' nodes are shown it, and say when they saw it.

    ``shown`` tells whether a majority of the meeting points has it; if not, it is shown when they answer.
    """

    act: str
    shown: bool


class Malformed(Struct, frozen=True):
    """The bytes are no act; ``problem`` says where."""

    problem: str


Answer = Receipt | Refused | Malformed | Offered


class Node:
    """One party's node. Not for two threads at once.

    Raises:
        StateLost, RecordError: as `Witness`.
    """

    def __init__(
        self,
        identity: Identity,
        registry: RegistryLink,
        points: Sequence[MeetingPoint],
        store: Store,
        clock: Callable[[], datetime],
        *,
        check: Checker = check_here,
        patience: timedelta = PATIENCE,
    ) -> None:
        hand = identity.hand
        self.code = identity.code
        self.registry = registry
        self.store = store
        self.witness = Witness(identity.code, store, identity.pair, identity.anchor, clock, check)
        self._clock = clock
        self._mail = Mail(points, store, hand, clock)
        self._watching = Watching(self.witness, self._mail, store, hand, clock, patience)
        self._hearing = Hearing(self.witness, self._mail, self._watching, store, hand, clock)
        self._unheard: Lines = ()
        self._delivered_at: datetime | None = None
        self._shown: set[bytes] = set()
        self._has_caught_up = False

    @property
    def forum(self) -> Forum | None:
        """The forum of confirmed entries: what has legal effect; None before the first confirmed head."""
        return self.witness.copy.confirmed.forum if self.witness.copy.confirmed else None

    @property
    def lodged(self) -> Forum | None:
        """The forum of everything held, confirmed or not; None before genesis."""
        return self.witness.held.forum if self.witness.held else None

    @property
    def points(self) -> tuple[int, int]:
        """How many meeting points there are, and how many of them were read to their end since the start."""
        return len(self._mail.boxes), sum(box.is_read for box in self._mail.boxes)

    def follow(self) -> bool:
        """Go to the pending head, hold it, and cosign it; tell whether there was a newer one.

        Its cosignatures go to the meeting points before the registry gets them.

        Raises:
            RemoteError: somebody does not answer.
            NodeError, RecordError: as `Witness.cosign`, other than that nothing is pending.
        """
        self._get_ready()
        self._deliver()
        before = self.witness.copy.size
        try:
            with self._noting():
                if self.witness.may_cosign:
                    self._unheard = self.witness.cosign(self.registry)
                else:
                    self.witness.mirror(self.registry)
        except NotYet:
            if not self.witness.is_waiting:
                return False
            raise
        self._watching.handed_out()
        self._deliver()
        return self.witness.copy.size > before

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Take note of what is withheld, and show what contradicts itself."""
        try:
            yield
        except Withheld as error:
            self._watching.withheld(error.subject)
            raise
        except Contradicted:
            self._show_evidence()
            raise

    def _get_ready(self) -> None:
        """After a start: know one's own newest letters, and go to what a quorum confirmed meanwhile, before signing anything."""
        if not self._mail.is_read:
            self.hear()
            if not self._mail.is_read:
                raise RemoteError("fewer than a majority of the meeting points were read: nothing is cosigned before")
        if not self._has_caught_up:
            with self._noting():
                self.witness.catch_up(self.registry)
            self._has_caught_up = True
            if self.witness.may_cosign and not self.witness.copy.is_confirmed:
                self._unheard = self.witness.lines()

    def _deliver(self) -> None:
        """Bring cosignatures that were not heard yet to the meeting points, then to the registry."""
        lines, held = self._unheard, self.witness.held
        if lines and held is not None and self.witness.is_enrolled:
            self._mail.post(held.forum.origin, "head", head_letter(self.witness.copy.note, held.forum, lines))
            self._post(held.frontier.size, lines)
        self._unheard = ()

    def _post(self, size: int, lines: Lines) -> None:
        """Bring cosignatures to the registry; that another head is pending there is no fault."""
        self._delivered_at = self._clock()
        try:
            self.registry.cosign(size, format_note(b"-\n", lines)[len(b"-\n\n") :])
        except RemoteError as error:
            if not error.problem:
                raise

    def hear(self) -> int:
        """Read the letters at all meeting points and do what they ask; give how many there were.

        Raises:
            StateLost: a letter of this node's own is newer than its store: the cosigning keys are burnt.
            NodeError: the store did not take what had to be kept.
        """
        try:
            return self._hearing.hear(self.registry)
        finally:
            self._show_evidence()

    def refresh(self) -> bool:
        """Cosign the confirmed head anew where five minutes have passed and nothing newer waits; tell whether it was.

        Raises: as `follow`.
        """
        self._get_ready()
        self._deliver()
        if not self.witness.may_cosign or not self.witness.is_enrolled:
            return False
        lines = self.witness.refresh(self.registry)
        self._unheard = lines or self._unheard
        self._deliver()
        return bool(lines)

    def confirmed(self) -> bool:
        """Take up which head is confirmed by now; tell whether that is a newer one. Raises as `follow`.

        A head that is not confirmed for long may have lost cosignatures with a registry that was started anew: they are
        posted again.
        """
        with self._noting():
            if self.witness.confirm(self.registry):
                return True
        copy, since = self.witness.copy, self._delivered_at
        is_due = since is not None and not copy.is_confirmed and self._clock() - since >= AGAIN
        if is_due and self.witness.may_cosign and (lines := self.witness.lines()):
            self._post(copy.size, lines)
        return False

    def watch(self) -> None:
        """Say what is noticed of the registry, and show acts to the others that it leaves out."""
        self._watching.watch()

    def _show_evidence(self) -> None:
        """Leave evidence at the meeting points, once."""
        evidence, held = self.witness.evidence, self.witness.held
        if evidence is None or held is None or (document := format_evidence(evidence)) in self._shown:
            return
        self._shown.add(document)
        with suppress(RemoteError):  # it is kept for the points that did not answer
            self._mail.post(held.forum.origin, "evidence", document)

    def resume(self) -> None:
        """Go on after evidence: a person has decided what follows from it."""
        self.witness.resume()

    # Acts.

    def lodge(self, note: bytes) -> Answer:
        """Judge an act here, lodge it at the registry, and show it to the others where the registry does not take it."""
        return self.judge(note) or self.heed(note, self.bring(note)) or self.show(note)

    def judge(self, note: bytes) -> Refused | Malformed | None:
        """Judge an act by the record held, and remember that it is to stand there; None where nothing is against it.

        An objection is lodged whatever is found here: only the registry's clock says whether it is in time.
        """
        forum = self.lodged
        if forum is None:
            return Malformed("this node holds no record yet")
        now = self._clock()
        at = max(now.replace(microsecond=now.microsecond // 1000 * 1000), forum.at)
        try:
            entry = parse_entry(format_entry(at, note))
        except ActError as error:
            return Malformed(str(error))
        outcome = admit(forum, entry, verify)
        if isinstance(outcome, Refused) and type(entry.signed.act).__name__ not in UNLIMITED:
            return outcome
        self.store.wait_for(Awaited(entry.signed.id, note, int(now.timestamp()), own=True))
        return None

    def bring(self, note: bytes) -> Receipt | Refused | None:
        """Lodge an act at the registry; None where it gives no receipt. Changes nothing here: any thread may wait for it."""
        forum = self.lodged
        if forum is None:
            return None
        try:
            receipt = convert(self.registry.lodge(note), Receipt)
            check_receipt(receipt, note, witness_set(forum))
        except RemoteError as error:
            said = error.problem
            if "rule" not in said:
                return None
            return Refused(str(said["rule"]), str(said.get("found", "")), str(said.get("expected", "")))
        except (MalformedReceipt, Unconfirmed, ValueError):
            return None
        return receipt

    def heed(self, note: bytes, answer: Receipt | Refused | None) -> Receipt | Refused | None:
        """Wait no more for an act that the registry refuses: its author will sign another under its number.

        An objection is waited for all the same: a registry may say anything to be rid of it.
        """
        signed = parse_signed_act(note)
        if isinstance(answer, Refused) and type(signed.act).__name__ not in UNLIMITED:
            self.store.wait_no_more([signed.id])
        return answer

    def show(self, note: bytes) -> Offered:
        """Show an act to the other members' nodes, who say when they saw it."""
        return Offered(parse_signed_act(note).id, shown=self._watching.offer(note))

    def enter(self, hand: Signer, draw: Callable[[int], bytes]) -> list[Answer]:
        """Lodge, by the party with this act key, the objections that K states saw in time and the record lacks after it.

        ``draw`` gives random bytes.
        """
        forum, code, now = self.lodged, hand.vkey.name, self._clock()
        if forum is None:
            return []
        answers: list[Answer] = []
        for fields in objections_to_enter(forum, self.store, code, now):
            act = EnterSeen(
                forum=forum.origin,
                by=(code,),
                seq=(forum.parties[code].seq + 1 + len(answers),),
                made_at=now.replace(microsecond=0),
                nonce=draw(16).hex(),
                **fields,
            )
            answers.append(self.lodge(format_signed_act(sign_act(act, [hand]))))
        return answers

    # Succession.

    def succeed(self, epoch: int, successor: Successor, hand: Signer) -> bytes:
        """Sign, with the party's act key, that a successor continues the record in an epoch; give the statement.

        From then on no head of an earlier epoch is cosigned, and no other successor is signed for in this one. The statement
        is kept before it is given, and left at the meeting points.

        Raises:
            Pledged: another successor was signed for in this epoch or a later one, the record is beyond it, or its edition
                carries no consent to one.
            StateLost: what was cosigned here is not all known here.
        """
        held = self.witness.held
        if held is None or not self._mail.is_read:
            raise Pledged("what was cosigned here is not known yet: let the node follow and hear first")
        if not (edition := held.forum.edition).succession_consented:
            raise Pledged(f"edition {edition.number} does not carry the members' consent to a successor (rule 11.9)")
        head = held.frontier
        said = Succession(held.forum.origin, epoch, successor_digest(successor), head.size, head.root().hex())
        statement = sign_note(format_succession(said), [hand])
        known, before = self.store.pledged()
        if (known, before) != (epoch, statement):
            if epoch <= max(known, held.forum.epoch):
                raise Pledged(f"epoch {epoch} does not follow on {max(known, held.forum.epoch)}, signed for or reached")
            self.witness.pledge(epoch, statement)
            self._unheard = ()
        self._mail.post(held.forum.origin, "succession", statement)
        return statement

    def succession(self, epoch: int, successor: Successor) -> dict[str, bytes]:
        """Give the statements gathered for a successor in an epoch, by party."""
        return self.store.gathered("succession", f"{epoch} {successor_digest(successor)}")

    def close(self) -> None:
        """Let go of the store."""
        self.witness.close()


def head_letter(note: bytes, forum: Forum, lines: Lines) -> bytes:
    """Give a head as it is left at meeting points: with the Ed25519 lines of the log and of whoever cosigned it.

    They are enough to compare and to accuse; the ML-DSA-44 lines, fifty times as long, go to the registry alone.
    """
    parsed = parse_note(note)
    log = forum.log[0]
    signed = [line for line in parsed.lines if (line.name, line.key_id) == (log.name, log.key_id)]
    return format_note(parsed.text, [*signed, *lines[:1]])
