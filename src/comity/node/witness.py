# SPDX-License-Identifier: Apache-2.0
"""A witness: check and fold every new entry, hold them and their texts durably, and only then cosign.

What is refused here is refused for now: the witness asks again. A head that does not agree with what it holds is never
cosigned, whatever time passes. The store takes each step by one compare-and-swap, before anything is signed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.acts.signed import SignedAct, parse_signed_act
from comity.node.connection import RemoteError
from comity.node.contradiction import backdating_under, fork_under, fork_with
from comity.node.copy import Copy, head_in, judges_of, with_lines
from comity.node.cosigners import Cosigners
from comity.node.duties import refusal
from comity.node.errors import Contradicted, NotYet, OtherRecord, Pledged, StateLost
from comity.node.link import RegistryLink, Source
from comity.node.store import Duty, Store
from comity.record.errors import ChangeInside, Mismatch, Unconfirmed
from comity.record.evidence import Evidence, ForkAtOneSize, format_evidence, parse_evidence
from comity.record.follow import Held, time_refusal
from comity.record.replay import Checker, check_here
from comity.rules.forum import Witness as RulesWitness
from comity.tlog.cosignature import cosign
from comity.tlog.note import SignatureLine, parse_note
from comity.tlog.signer import Signer
from comity.tlog.vkey import verify

FIRST_TOLERANCE = timedelta(seconds=120)
"""How far clocks may differ before the record has said so itself."""
REFRESH_AFTER_S = 300
"""An idle head is cosigned anew after so many seconds with Ed25519, and after `QUANTUM_AFTER_S` with ML-DSA-44 too."""
QUANTUM_AFTER_S = 86_400
NOT_FOUND = 404

Lines = tuple[SignatureLine, ...]


class Witness:
    """One state's witness of one record, known by its anchor. Not for two threads at once.

    ``evidence`` is what stops it until a person decides; None where nothing does. ``ahead`` is the size of the head that was
    refused last because its newest entry is dated ahead of the clock here; 0 where none was.

    Raises:
        StateLost: the store does not hold what it vouched for.
        RecordError: what it holds is not a record, or needs another version of this software.
    """

    def __init__(self, code: str, store: Store, pair: Sequence[Signer], anchor: bytes,
                 clock: Callable[[], datetime], check: Checker = check_here) -> None:  # fmt: skip
        self.code = code
        self.copy = Copy(store, check)
        self.cosigners = Cosigners()
        self._store = store
        self._pair = tuple(pair)
        self._anchor = anchor
        self._clock = clock
        self._refused = b""
        self._compared = b""
        self._quantum_at = 0
        self.ahead = 0
        self._seen = [parse_signed_act(duty.note) for duty in store.duties()]
        self.evidence: Evidence | None = self._undecided()

    @property
    def held(self) -> Held | None:
        """What it vouches for; None before the first head."""
        return self.copy.held

    @property
    def tolerance(self) -> timedelta:
        """How far clocks may differ."""
        return timedelta(seconds=self.held.forum.edition.tolerance_s) if self.held else FIRST_TOLERANCE

    @property
    def may_cosign(self) -> bool:
        """Tell whether there are keys to cosign with, none of them burnt."""
        return bool(self._pair) and not any(self._store.burnt(signer.vkey.key_id) for signer in self._pair)

    @property
    def is_enrolled(self) -> bool:
        """Tell whether the head held waits for the cosignatures of this very pair of keys."""
        witnesses = judges_of(self.held).witnesses if self.held else ()
        keys = {key for each in witnesses for key in (each.classic, each.quantum)}
        return {signer.vkey for signer in self._pair} <= keys

    @property
    def has_duties(self) -> bool:
        """Tell whether an act was seen here that the record lacks: then it matters when others cosigned."""
        return bool(self._seen)

    @property
    def is_waiting(self) -> bool:
        """Tell whether there is a pending head that was refused here for now."""
        return bool(self._refused)

    def newer_than_held(self, note: bytes) -> str:
        """Tell in what a head that this pair cosigned is newer than the store; empty where it is not, or is another pair's."""
        if not self.may_cosign:
            return ""
        dated = Cosigners().take(parse_note(note), [RulesWitness(self.code, self._pair[0].vkey, self._pair[1].vkey)])
        if not dated:
            return ""
        size, at = head_in(note).size, dated[self.code]
        if size > self.copy.size or at > self.copy.cosigned_at:
            return f"cosigned {size} entries at {at}, the store knows of {self.copy.size} at {self.copy.cosigned_at}"
        return ""

    def cosign(self, link: Source) -> Lines:
        """Cosign the pending head with both keys, once its entries and texts are held durably.

        Raises:
            NotYet: there is no newer head, its time is not right, or it passes a deadline without an act seen here.
            Withheld: the registry shows the head and not what stands under it.
            Contradicted: the log signed two records; from then on until a person decides.
            NodeError, RecordError, RemoteError: the head or an entry is not what this witness may vouch for, or not there.
        """
        self._require_keys()
        self._refused = b""
        note = self._pending(link)
        self._refused = note
        now = self._now()
        self._climb(link, note, now, max(int(now.timestamp()), self.copy.cosigned_at))
        self._refused = b""
        self._quantum_at = self.copy.cosigned_at
        return self.lines()

    def mirror(self, link: Source) -> None:
        """Hold the pending head and everything under it without a word to anybody; raises as `cosign`."""
        note = self._pending(link)
        self._climb(link, note, self._now(), None)

    def catch_up(self, link: RegistryLink) -> None:
        """Go to the newest confirmed head, whose times a quorum has judged; nothing is cosigned. Raises as `cosign`.

        Where a cosignature of this very pair stands on it that the store does not know of, the pair is burnt.
        """
        self._require_no_evidence()
        try:
            note = link.checkpoint()
        except RemoteError as error:
            if error.problem.get("status") != NOT_FOUND:
                raise
            return
        self._require_newest(note)
        if head_in(note).size > self.copy.size:
            self._climb(link, note, None, None)

    def refresh(self, link: Source) -> Lines:
        """Cosign the head held anew where it is confirmed, nothing newer is pending, and five minutes have passed.

        What is newer is looked for after the clock was read, so that no entry is dated before a cosignature without it
        unless clocks differ by more than the tolerance. Gives no lines where it is not time; raises as `cosign`.
        """
        self._require_keys()
        now = self._now()
        at = int(now.timestamp())
        if self.held is None or not self.copy.is_confirmed or at < self.copy.cosigned_at + REFRESH_AFTER_S:
            return ()
        if link.pending(self.copy.size):
            return ()
        self._store.require_room()
        self._require_epoch(self.held)
        self._require_dutiful(self.held, now)
        self.copy.advance(self.held, self.copy.note, [], at)
        if at < self._quantum_at + QUANTUM_AFTER_S:
            return self.lines(self._pair[:1])
        self._quantum_at = at
        return self.lines()

    def lines(self, signers: Sequence[Signer] = ()) -> Lines:
        """Sign what the store says was cosigned, with the date it says: the same word again, perhaps not heard yet."""
        self._require_keys()
        if not self.copy.is_cosigned:
            return ()
        text = parse_note(self.copy.note).text
        return tuple(cosign(signer, text, self.copy.cosigned_at) for signer in signers or self._pair)

    # What stands in the way of signing.

    def _require_no_evidence(self) -> None:
        if self.evidence is not None:
            raise Contradicted(self.evidence)

    def _require_keys(self) -> None:
        self._require_no_evidence()
        for signer in self._pair:
            if reason := self._store.burnt(signer.vkey.key_id):
                raise StateLost(f"{signer.vkey.name} {signer.vkey.key_id.hex()} must never sign again: {reason}")

    def _require_epoch(self, held: Held) -> None:
        epoch, _ = self._store.pledged()
        if held.forum.epoch < epoch:
            raise Pledged(f"this state has signed for the headquarters of epoch {epoch}: no head before it is cosigned")

    def _require_dutiful(self, held: Held, now: datetime) -> None:
        """Refuse a head past the deadline of an objection that was seen here in time and is not on the record."""
        others = {each.code for each in held.forum.witnesses if each.code != self.code}
        size, tree = held.frontier.size, self.copy.tree
        roots = {size: held.frontier.root()}
        heads = [
            head
            for head in self.cosigners.heads()
            if head.root == roots.get(head.size, tree.root(head.size) if head.size <= tree.size else b"")
        ]

        def passed(deadline: datetime) -> bool:
            since = deadline.timestamp()
            return any(len(others & self.cosigners.since(head, since)) >= held.forum.quorum for head in heads)

        if reason := refusal(self._seen, held.forum, now, passed, verify):
            raise NotYet(reason)

    def _now(self) -> datetime:
        """Read the clock; refuse to date a cosignature ahead of it, which a cosignature of before may ask for."""
        now = self._clock()
        if now.timestamp() < self.copy.cosigned_at - self.tolerance.total_seconds():
            raise NotYet(f"the clock here says {now.isoformat()}, this node has cosigned at {self.copy.cosigned_at}")
        return now

    # The way from head to head.

    def _pending(self, link: Source) -> bytes:
        self._require_no_evidence()
        note = link.pending(self.copy.size)
        if not note:
            raise NotYet("no head is pending")
        size = head_in(note).size
        if self.held is not None and size <= self.copy.size:
            self.compare(note)
            raise NotYet(f"size {size} is not beyond the {self.copy.size} entries held here")
        return note

    def _climb(self, link: Source, note: bytes, now: datetime | None, cosigned_at: int | None) -> None:
        """Go to a head over every change on the way: check, hold texts, hold entries and head in one step.

        Without ``now`` the head must be a confirmed one, and its times are not judged again. Without ``cosigned_at``
        nothing is going to be signed.
        """
        self._store.require_room()
        size = head_in(note).size
        while True:
            entries = self.copy.fetched(link, size)
            if now is not None:
                self._check_time(note, entries, now)
            try:
                held = self._judged(link, note, entries)
            except ChangeInside as inside:
                self._pass_change(link, inside.index + 1)
            except Unconfirmed:
                if self.held is None or self.held.before is None or self.copy.is_confirmed:
                    raise
                self._pass_change(link, self.copy.size)
            else:
                break
        if now is None:
            # Of the log before a successor too: what is confirmed there, the successor continues.
            self.copy.hold_texts(link, entries)
            self.copy.advance_confirmed(held, note, entries)
            return
        self._require_epoch(held)
        self.copy.hold_texts(link, entries)
        if cosigned_at is not None:
            self._require_dutiful(held, now)
        self.copy.advance(held, note, entries, cosigned_at)

    def _judged(self, link: Source, note: bytes, entries: Sequence[bytes]) -> Held:
        if self.held is None and (not entries or sha256(entries[0]).digest() != self._anchor):
            raise OtherRecord(f"the record does not begin with the genesis of anchor {self._anchor.hex()}")
        try:
            held = self.copy.judged(note, entries)
        except Mismatch:
            self.copy.forget_fetched()
            if note != self._compared and (fork := fork_under(self.copy, link, note)):
                raise self.accuse(fork) from None
            self._compared = note
            raise
        if isinstance(held, ForkAtOneSize):
            raise self.accuse(held)
        return held

    def _pass_change(self, link: Source, size: int) -> None:
        """Take up the confirmed head of a change that ends at a size: nothing follows before it."""
        note = link.changes(size - 1)
        if not note or head_in(note).size != size:
            raise Unconfirmed(f"the change that ends at size {size} is not confirmed")
        entries = self.copy.fetched(link, size)
        held = self._judged(link, note, entries)
        self.copy.hold_texts(link, entries)
        self.copy.advance_confirmed(held, note, entries)

    def _check_time(self, note: bytes, entries: Sequence[bytes], now: datetime) -> None:
        at = self.copy.cosigned_at
        instants = _instants(entries)
        ahead = bool(instants) and instants[-1] > now + self.tolerance
        self.ahead = self.copy.size + len(entries) if ahead else 0
        if reason := time_refusal(instants, datetime.fromtimestamp(at, UTC) if at else None, now, self.tolerance):
            if evidence := backdating_under(self.copy, note, entries, instants[0], self.tolerance):
                raise self.accuse(evidence)
            raise NotYet(reason)

    def confirm(self, link: RegistryLink) -> bool:
        """Ask whether a head held is confirmed by now; tell whether a new one was.

        A head that was refused here for its time or for a duty is taken up, without being cosigned, once a quorum confirmed it.
        """
        if self._refused and self._confirm_refused(link):
            return True
        if (known := self.copy.confirm(link)) is None:
            return False
        self._require_newest(known.note)
        self.cosigners.take(parse_note(known.note), judges_of(known).witnesses)
        return True

    def _confirm_refused(self, link: RegistryLink) -> bool:
        note, size = self._refused, head_in(self._refused).size
        self._require_no_evidence()
        if size <= self.copy.size or not (lines := link.cosignatures(size)):
            return False
        note = with_lines(note, lines)
        self._require_newest(note)
        if self.held is not None:
            self.cosigners.take(parse_note(note), self.held.forum.witnesses)
        self._climb(link, note, None, None)
        self._refused = b""
        return True

    # Two records.

    def compare(self, note: bytes) -> None:
        """Compare a head that somebody shows with the record held.

        Raises:
            Contradicted: both were signed by the log, and do not agree; it is kept.
            Unconfirmed: the log has not signed it.
        """
        if evidence := fork_with(self.copy, note):
            raise self.accuse(evidence)

    def accuse(self, evidence: Evidence) -> Contradicted:
        """Keep evidence for good, and cosign nothing until a person decides."""
        self._store.accuse(format_evidence(evidence))
        self.evidence = self._undecided()
        return Contradicted(evidence)

    def note(self, evidence: Evidence) -> None:
        """Keep evidence that is not about the log followed: of two successors that one state wants, of a log before this one."""
        self._store.accuse(format_evidence(evidence), decided=True)

    def resume(self) -> None:
        """Go on: a person has decided what follows from the evidence."""
        self._store.resume()
        self.evidence = None

    def _undecided(self) -> Evidence | None:
        return parse_evidence(document) if (document := self._store.evidence()) else None

    # What is bound for good.

    def vow(self, signed: SignedAct, note: bytes, seen: bytes) -> None:
        """Take on the duty of a seen-at note, before it leaves this machine."""
        self._store.vow(Duty(signed.id, note, seen))
        self._seen.append(signed)

    def pledge(self, epoch: int, statement: bytes) -> None:
        """Take on a succession statement, before it leaves this machine: evidence against the log before stops nothing more."""
        self._store.pledge(epoch, statement)
        self._refused = b""
        self.evidence = None

    def _require_newest(self, note: bytes) -> None:
        """Burn this pair where it stands on a head, or with a date, that the store does not know of: another copy signs."""
        if newer := self.newer_than_held(note):
            raise self.burn(f"the registry shows that it {newer}")

    def burn(self, reason: str) -> StateLost:
        """Never cosign with this pair again."""
        self._store.burn([signer.vkey.key_id for signer in self._pair], reason)
        return StateLost(f"the cosigning keys of {self.code} must never sign again: {reason}")

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()


def _instants(entries: Sequence[bytes]) -> list[datetime]:
    """Read when the first and the last entry were sequenced; none where one cannot be read: following refuses it."""
    try:
        return [parse_entry(entry).sequenced_at for entry in (*entries[:1], *entries[-1:])]
    except ActError:
        return []
