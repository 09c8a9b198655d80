# SPDX-License-Identifier: Apache-2.0
"""The chain from genesis to the witnesses and the log of today: who has to confirm a checkpoint is derived, never believed.

Genesis names the first witnesses and is known by its digest, the anchor. Every entry that changes the set is the last of a
checkpoint which the set before it confirmed; while no witness is enrolled, the log alone. An entry with which another
headquarters follows is the last of a checkpoint which its own log signed and the witnesses confirmed: their word is the quorum's.
Where it directly follows another change, those who had to confirm that one confirm both, and one checkpoint may end with both.
"""

from hashlib import sha256

from msgspec import Struct

from comity.acts.entry import Entry, parse_entry
from comity.acts.envelope import Act
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.nodes import Succeed
from comity.record.confirmation import Confirmation, WitnessSet, closing_set, confirmed, with_known_lines, witness_set
from comity.record.errors import MalformedCertificate
from comity.rules.forum import Forum
from comity.rules.genesis import open_forum
from comity.rules.outcome import Refused
from comity.rules.succession import change_log
from comity.rules.witnesses import Witnesses, change_witnesses
from comity.tlog.merkle import check_consistency, check_inclusion, leaf_hash
from comity.tlog.note import parse_note
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from comity.tlog.vkey import verify


class Included(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry with its place and its inclusion proof under the final checkpoint."""

    entry: str
    index: int
    proof: tuple[bytes, ...]


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that changes the witnesses or the log, and the checkpoint note that it, or it and successions after it, end.

    ``proof`` includes the entry in that checkpoint; ``consistency`` shows that the final checkpoint continues it.
    """

    checkpoint: str
    consistency: tuple[bytes, ...]
    entry: str
    proof: tuple[bytes, ...]


class Chain(Struct, frozen=True, forbid_unknown_fields=True):
    """Genesis, and every change before the final checkpoint, in order; a change of the log that ends it is there too."""

    changes: tuple[Link, ...]
    genesis: Included


class Followed(Struct, frozen=True):
    """Where a chain leads. ``forum`` has the log and the witnesses after the final checkpoint; its other parts are genesis'.

    ``judges`` are those who have to confirm the final checkpoint.
    ``sets`` are (entries, witnesses): from so many entries on these were enrolled. ``least_quorum`` is the least K on the way.
    """

    forum: Forum
    judges: WitnessSet
    sets: tuple[tuple[int, Witnesses], ...]
    least_quorum: int

    def witnesses_at(self, index: int) -> Witnesses:
        """Give the witnesses enrolled when the entry at ``index`` was sequenced."""
        return next((witnesses for size, witnesses in reversed(self.sets) if size <= index), ())


def anchor_of(genesis: bytes) -> bytes:
    """Give the anchor of a record: SHA-256 of its entry 0, 32 bytes, as every capital publishes it."""
    return sha256(genesis).digest()


def open_chain(genesis: bytes) -> Forum:
    """Give the forum as genesis opens it: with the log's keys, the first witnesses and the first edition.

    Raises:
        MalformedCertificate: the entry does not open a record.
    """
    opened = open_forum(parse_entry(genesis), verify)
    if isinstance(opened, Refused):
        raise MalformedCertificate(f"the genesis entry is refused: rule {opened.rule}")
    return opened.forum


def follow_link(forum: Forum, entry: Entry) -> Forum:
    """Give the forum with the witnesses, or the log, as this entry changes them; its other parts stay those of genesis.

    Raises:
        MalformedCertificate: the entry changes neither, or does not follow on what was before it.
    """
    act = act_of(entry, forum)
    if not isinstance(act, EnrolWitness | RetireWitness | Succeed):
        raise MalformedCertificate(f"{type(act).__name__} changes neither the witnesses nor the log")
    changed = change_log(forum, act) if isinstance(act, Succeed) else change_witnesses(forum, act)
    if isinstance(changed, Refused):
        raise MalformedCertificate(f"a change does not follow on what was before it: rule {changed.rule}")
    return changed.forum


def follow_chain(chain: Chain, final: Checkpoint) -> Followed:
    """Derive who has to confirm the final checkpoint, and who had to on the way there.

    Raises:
        MalformedCertificate: genesis or a change is not what it should be.
        Unconfirmed: a set of witnesses did not confirm the change that ended it.
        Unverified: a proof does not lead to its root.
    """
    genesis = chain.genesis.entry.encode()
    if chain.genesis.index:
        raise MalformedCertificate("genesis is entry 0")
    check_inclusion(chain.genesis.proof, 0, final.size, leaf_hash(genesis), final.root)
    forum = open_chain(genesis)
    sets, quorums = [(1, forum.witnesses)], [forum.quorum]
    closing: WitnessSet | None = None
    for size, link in places_of(chain):
        reached, before = sets[-1][0], forum
        forum = follow_link(before, parse_entry(link.entry.encode()))
        if not reached < size < final.size + (forum.log != before.log):
            # The final checkpoint is judged by its own log: one that ends with a change of the log has that change behind it.
            raise MalformedCertificate("the changes do not stand in their order before the final checkpoint")
        closing = closing_set(before, forum, closing if size == reached + 1 else None)
        _check_link(link, size, closing, final)
        sets.append((size, forum.witnesses))
        quorums.append(forum.quorum)
    judges = closing if closing and sets[-1][0] == final.size else witness_set(forum)
    return Followed(forum, judges, tuple(sets), min(quorums))


def places_of(chain: Chain) -> list[tuple[int, Link]]:
    """Give each change of a chain with its entry's index + 1: the size of its checkpoint, less the successions after it there.

    Raises:
        MalformedCertificate: another change than a succession follows under the same checkpoint.
    """
    places: list[tuple[int, Link]] = []
    for link in reversed(chain.changes):
        after = places[-1] if places and places[-1][1].checkpoint == link.checkpoint else None
        if after is None:
            places.append((parse_checkpoint(parse_note(link.checkpoint.encode()).text).size, link))
        elif not isinstance(parse_entry(after[1].entry.encode()).signed.act, Succeed):
            raise MalformedCertificate("a checkpoint ends with two changes, and the second is no succession")
        else:
            places.append((after[0] - 1, link))
    return places[::-1]


def act_of(entry: Entry, forum: Forum) -> Act:
    """Give the act in an entry; raises MalformedCertificate where it was made for another forum."""
    act = entry.signed.act
    if act.forum != forum.origin:
        raise MalformedCertificate(f"an act made for {act.forum}, in the record of {forum.origin}")
    return act


def confirmed_plainly(note: bytes, witnesses: WitnessSet) -> Confirmation:
    """Judge a checkpoint that has to stand in its plain form, so that a certificate can be written in one way only.

    Raises:
        Unconfirmed: as `confirmed`.
        MalformedCertificate: there are other lines than those of known keys, or they stand in another order.
    """
    confirmation = confirmed(note, witnesses)
    parsed = parse_note(note)
    if with_known_lines(parsed, witnesses) != parsed:
        raise MalformedCertificate("a checkpoint has other signature lines than the known keys', or another order")
    return confirmation


def _check_link(link: Link, size: int, closing: WitnessSet, final: Checkpoint) -> None:
    """Check where a change stands, and, where it is the last of its checkpoint, that this one is confirmed and continued."""
    entry, head = parse_entry(link.entry.encode()), parse_checkpoint(parse_note(link.checkpoint.encode()).text)
    check_inclusion(link.proof, size - 1, head.size, entry.leaf, head.root)
    check_consistency(link.consistency, head.size, head.root, final.size, final.root)
    if size == head.size:
        confirmed_plainly(link.checkpoint.encode(), closing)
    elif not closing.witnesses:
        raise MalformedCertificate("only its own checkpoint shows a change that no witness had to confirm")
