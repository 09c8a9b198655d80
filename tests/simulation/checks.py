# SPDX-License-Identifier: Apache-2.0
"""The invariants: what must hold after every step, and at the end of every seed. Judged here by other code than is tested."""

import math
from dataclasses import dataclass, field

import msgspec

from comity.acts.entry import parse_entry
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.letter import parse_letter
from comity.acts.nodes import EnterSeen, Succeed
from comity.acts.outcomes import RecordOutcome
from comity.acts.seen import parse_seen
from comity.acts.signed import parse_signed_act
from comity.acts.silence import Object, PlaceUnderSilence
from comity.record.confirmation import confirmed, witness_set
from comity.record.errors import Unconfirmed
from comity.record.replay import check_here, replay
from comity.registry.registry import Registry
from comity.rules.forum import Forum
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.vkey import COSIGNATURE_ED25519, VerifierKey
from tests.cast.forum import ORIGIN
from tests.simulation.capital import Capital
from tests.simulation.conference import TERMS
from tests.simulation.headquarters import Headquarters
from tests.simulation.scheduler import Scheduler

PATIENCE_S = 10.0
"""A head must be confirmed within so long while enough capitals are at work."""


class Flaw(AssertionError):
    """An invariant does not hold."""


def _succeeds(entry: bytes) -> bool:
    return isinstance(parse_entry(entry).signed.act, Succeed)


def _changes(entry: bytes) -> bool:
    return isinstance(parse_entry(entry).signed.act, EnrolWitness | RetireWitness | Succeed)


@dataclass
class Watcher:
    """Whoever sees everything, from outside."""

    scheduler: Scheduler
    headquarters: Headquarters
    capitals: dict[str, Capital]
    colluding: frozenset[str]
    is_honest: bool
    roots: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    signed: dict[tuple[str, bytes], dict[int, bytes]] = field(default_factory=dict)
    seen: dict[str, dict[str, int]] = field(default_factory=dict)
    objections: dict[str, set[str]] = field(default_factory=dict)
    """The objections ever shown to others, by proposal."""
    logs: dict[int, tuple[object, ...]] = field(default_factory=dict)
    """By epoch, the log that a capital knows to be confirmed."""
    _known: dict[str, int] = field(default_factory=dict)
    _judged: dict[int, bytes] = field(default_factory=dict)
    _waits_since: float | None = None
    confirmed_heads: int = 0
    longest_wait: float = 0.0
    _reached: int = 0

    # Everything a capital's keys sign, on its way out.

    def sign(self, code: str, key: VerifierKey, message: bytes) -> None:
        """Take in what a key signs, at the moment it does: each head of one record, none of an epoch given up."""
        if key.kind != COSIGNATURE_ED25519:
            return
        head = parse_checkpoint(message.split(b"\n", 2)[2])
        epoch, pledged = int(head.origin[len(ORIGIN) + 1 :] or 1), self.capitals[code].pledged
        known = self.signed.setdefault((code, key.key_id), {})
        # A head it cosigned before, with whichever key, is known to the succession: saying it again says nothing new.
        before = any(head.root == heads.get(head.size) for (who, _), heads in self.signed.items() if who == code)
        if epoch < pledged and not before:
            raise Flaw(f"{code} cosigned {head.size} entries of epoch {epoch} after it had signed for epoch {pledged}")
        if known.setdefault(head.size, head.root) != head.root:
            raise Flaw(f"{code} cosigned two heads of {head.size} entries with one key")

    def hear(self, code: str, letter: bytes) -> None:
        """Take in a letter before it leaves: acts shown to others, and who saw them when."""
        opened = parse_letter(parse_note(letter).text)
        if opened.kind == "seen":
            seen = parse_seen(parse_note(opened.payload).text)
            self.seen.setdefault(seen.act, {}).setdefault(code, seen.at_s)
        elif opened.kind == "act":
            signed = parse_signed_act(opened.payload)
            if isinstance(signed.act, Object):
                self.objections.setdefault(signed.act.proposal, set()).add(signed.id)

    # After every step.

    def step(self) -> None:
        """What must hold at any time."""
        for code, capital in self.capitals.items():
            node = capital.node
            confirmed = node.witness.copy.confirmed if node else None
            if node is not None and confirmed is not None and confirmed.frontier.size != self._known.get(code):
                self._known[code] = confirmed.frontier.size
                self._confirmed(code, capital, confirmed.frontier.size)
        for side, record in enumerate(self.headquarters.sides):
            registry = record.registry
            if registry is not None and registry.confirmed and registry.confirmed != self._judged.get(side):
                self._judged[side] = registry.confirmed
                head = parse_checkpoint(parse_note(registry.confirmed).text)
                self._agrees(head.size, head.root, "the registry")
                self._judge_change(registry, head.size)

    def _judge_change(self, registry: Registry, size: int) -> None:
        """Judge a head that closes a change of the witnesses by those before it."""
        if not registry.changes or parse_checkpoint(parse_note(registry.changes[-1]).text).size != size:
            return
        first = size - 1
        while _succeeds(registry.entry(first)) and _changes(registry.entry(first - 1)):
            # Another headquarters may follow on a change that nobody confirmed: whoever had to confirm that one, confirms both.
            first -= 1
        held = replay([registry.entry(index) for index in range(first)], check_here)
        rest = [registry.entry(index) for index in range(first, size)]
        before, after = held.forum, replay(rest, check_here, held, read=registry.read).forum
        try:
            confirmed(registry.changes[-1], msgspec.structs.replace(witness_set(before), log=after.log))
        except Unconfirmed as error:
            raise Flaw(
                f"a change of the witnesses counts as confirmed, and those before it did not: {error}"
            ) from error

    def _confirmed(self, code: str, capital: Capital, size: int) -> None:
        node = capital.node
        if node is None:
            return
        tree, forum = node.witness.copy.tree, node.forum
        if forum is not None and self.logs.setdefault(forum.epoch, forum.log) != forum.log:
            raise Flaw(f"two successors of epoch {forum.epoch} are confirmed")
        self._agrees(size, tree.root(size), code)
        for earlier, (root, who) in self.roots.items():
            if earlier <= size and tree.root(earlier) != root:
                raise Flaw(f"{code} has {size} entries confirmed that do not begin with the {earlier} of {who}")

    def _agrees(self, size: int, root: bytes, who: str) -> None:
        known, other = self.roots.setdefault(size, (root, who))
        if known == root and other == who:
            self.confirmed_heads += 1
        if known != root:
            raise Flaw(f"two roots of {size} entries are confirmed: for {other} and for {who}")

    def look(self) -> None:
        """Measure, each half second, how long an honest registry waits for a confirmed head with enough at work."""
        registry = self.headquarters.sides[-1].registry
        pending = registry.board.pending if registry else None
        weather = next(iter(self.capitals.values())).network.weather
        if pending is None or pending.is_confirmed or not weather.is_calm or not self.is_honest:
            self._waits_since = None
            return
        judges = {witness.code for witness in pending.judges.witnesses}
        at_work = [each for each in self.capitals.values() if each.code in judges and each.is_at_work and not each.owes]
        if len(at_work) < pending.judges.quorum:
            self._waits_since = None
            return
        confirmed = max(self.roots, default=0)
        if self._waits_since is None or confirmed > self._reached:
            self._waits_since, self._reached = self.scheduler.now, confirmed
        waited = self.scheduler.now - self._waits_since
        self.longest_wait = max(self.longest_wait, waited)
        if waited > PATIENCE_S:
            raise Flaw(f"{waited:.1f} s without a confirmed head while {len(at_work)} capitals are at work")

    # At the end.

    def judge(self) -> None:
        """What must hold at the end of a seed."""
        self._nobody_is_lost()
        self._nobody_signed_two_records()
        longest = self._longest()
        if longest is None:
            return
        entries, forum = longest
        replayed = replay(entries, check_here).forum
        if replayed.journal != forum.journal:
            raise Flaw("the confirmed entries, replayed, come to another forum")
        self._outcomes(entries, forum)

    def _longest(self) -> tuple[list[bytes], Forum] | None:
        """The longest confirmed record that a capital holds."""
        best: tuple[list[bytes], Forum] | None = None
        for capital in self.capitals.values():
            forum, node = capital.forum, capital.node
            if forum is not None and node is not None and (best is None or forum.size > best[1].size):
                best = list(node.store.entries())[: forum.size], forum
        return best

    def _nobody_is_lost(self) -> None:
        for act, (side, index) in self.headquarters.acknowledged.items():
            registry = self.headquarters.sides[side].registry
            if registry is None:
                continue
            entry = registry.entry(index) if index < registry.shelf.size else b""
            if not entry or parse_entry(entry).signed.id != act:
                raise Flaw(f"a receipt says that {act} stands at {index}, and it does not")

    def _nobody_signed_two_records(self) -> None:
        for (code, _), heads in self.signed.items():
            if code in self.colluding or not self.headquarters.is_forked:
                continue
            if not any(all(side.at(size) == root for size, root in heads.items()) for side in self.headquarters.sides):
                raise Flaw(f"{code} cosigned heads of two records with one key")

    def _outcomes(self, entries: list[bytes], forum: Forum) -> None:
        """Compute every outcome again, from what the entries say alone, and compare."""
        deadlines: dict[str, float] = {}
        objected: dict[str, set[str]] = {}
        before = float("inf")
        for number, raw in enumerate(entries):
            entry = parse_entry(raw)
            act, at = entry.signed.act, entry.sequenced_at.timestamp()
            if at - before > TERMS.outage_after_s:
                # A gap in the record moves every deadline that runs; nothing of a text that somebody objected to runs.
                running = {key for key, due in deadlines.items() if due > before and key not in objected}
                deadlines |= {key: deadlines[key] + math.ceil(at - before) for key in running}
            before = at
            if isinstance(act, PlaceUnderSilence):
                deadlines[act.proposal] = act.deadline_at.timestamp()
            elif isinstance(act, Object) and at < deadlines.get(act.proposal, 0.0):
                objected.setdefault(act.proposal, set()).add(entry.signed.id)
            elif isinstance(act, EnterSeen):
                signed = parse_signed_act(act.objection.encode())
                if isinstance(signed.act, Object):
                    objected.setdefault(signed.act.proposal, set()).add(signed.id)
            elif isinstance(act, RecordOutcome):
                expected = "objected" if objected.get(act.proposal) else "adopted_by_silence"
                if act.result != expected or forum.matters[act.proposal].result != expected:
                    raise Flaw(f"the outcome {act.result} is confirmed, the entries come to {expected}")
                if act.result == "adopted_by_silence":
                    self._nothing_left_out(act.proposal, deadlines[act.proposal], entries[:number])

    def _nothing_left_out(self, proposal: str, deadline: float, entries: list[bytes]) -> None:
        """Only those who were witnesses when the outcome was recorded count (rule 11.2): others say what they saw, too."""
        forum = replay(entries, check_here).forum
        witnesses = {witness.code for witness in forum.witnesses}
        for act, by in self.seen.items():
            in_time = [code for code, at in by.items() if code in witnesses and at < deadline]
            if len(in_time) >= forum.quorum and act in self.objections.get(proposal, ()):
                raise Flaw(f"adopted by silence, though {' '.join(in_time)} saw the objection {act[:8]} in time")
