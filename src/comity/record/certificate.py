# SPDX-License-Identifier: Apache-2.0
"""A certificate carries one entry out of the record, so that a stranger can check it offline against the anchor.

It is a C2SP tlog-proof: index, inclusion proof and final checkpoint as its specification has them, and in the ``extra`` line
the canonical JSON of {chain, context, entry}. Nothing in it is believed: the witnesses are derived from the anchor along
the chain, everything else hangs on the final checkpoint. ``docs/reference/certificate.md`` states the format.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec import Struct

from comity.acts.entry import Entry, parse_entry
from comity.acts.envelope import Act
from comity.acts.errors import ActError
from comity.acts.outcomes import RecordOutcome
from comity.record.chain import (
    Chain,
    Included,
    Link,
    act_of,
    anchor_of,
    confirmed_plainly,
    follow_chain,
    follow_link,
    open_chain,
)
from comity.record.confirmation import WitnessSet, closing_set, confirmed, with_known_lines, witness_set
from comity.record.decision import Decision, find_context, read_decision
from comity.record.errors import MalformedCertificate, OtherAnchor, Unconfirmed
from comity.record.follow import closes, is_succession
from comity.rules.forum import Forum
from comity.rules.witnesses import witnesses_hash
from comity.tlog.errors import TlogError
from comity.tlog.merkle import HashReader, check_inclusion, consistency_proof, inclusion_proof
from comity.tlog.note import format_note, parse_note
from comity.tlog.proof import Proof, format_proof, parse_proof
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

MAX_CERTIFICATE_BYTES = 2**25
"""32 MiB: two hundred changes among 28 witnesses fit."""


class Archive(Protocol):
    """What `certify` asks of whoever holds a record."""

    def entry(self, index: int) -> bytes:
        """Give an entry, exact bytes."""

    @property
    def read(self) -> HashReader:
        """The tree, at least as large as the confirmed checkpoint."""

    @property
    def confirmed(self) -> bytes:
        """The note of the newest confirmed checkpoint; empty before the first."""

    @property
    def changes(self) -> Sequence[bytes]:
        """The confirmed notes of the checkpoints that end with a change of the witnesses or of the log, oldest first."""


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the ``extra`` line; hashes in base64, entries and notes as text."""

    chain: Chain
    context: tuple[Included, ...]
    entry: str


class Verified(Struct, frozen=True):
    """What a certificate shows.

    ``anchored`` tells whether an anchor was given and is this record's; otherwise all depends on ``anchor``.
    ``confirmations`` are the parties whose witnesses cosigned the final checkpoint, K = ``quorum`` of N = ``witnesses``
    being needed; ``provisional`` that N is below the least that the first edition asks for. ``least_quorum`` is the
    least K that any step from genesis to here was confirmed by: 0 where the log alone vouches for the first witness.
    """

    anchor: bytes
    anchored: bool
    origin: str
    index: int
    sequenced_at: datetime
    act: Act
    act_id: str
    checkpoint: Checkpoint
    confirmations: tuple[str, ...]
    witnesses: int
    quorum: int
    least_quorum: int
    least_witnesses: int
    decision: Decision | None

    @property
    def provisional(self) -> bool:
        """Fewer capitals witness than the edition asks for before facts are legal."""
        return self.witnesses < self.least_witnesses


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Body)


def certify(archive: Archive, forum: Forum, index: int) -> bytes:
    """Write the certificate of the entry at ``index`` under the newest confirmed checkpoint.

    ``forum`` is that of at least this checkpoint's size. What comes out has been verified against the record's own anchor.

    Raises:
        Unconfirmed: the newest checkpoint is not confirmed, or does not hold the entry yet.
        MalformedCertificate: the archive does not hold together.
    """
    if not archive.confirmed:
        raise Unconfirmed("no checkpoint of this record is confirmed yet")
    note = parse_note(archive.confirmed)
    final = parse_checkpoint(note.text)
    if not 0 <= index < final.size:
        raise Unconfirmed(f"entry {index} is not yet under a confirmed checkpoint, the newest has {final.size} entries")
    genesis = _included(archive, 0, final.size)
    links, judges = _links(archive, final)
    act = parse_entry(archive.entry(index)).signed.act
    shown = find_context(archive.entry, forum, index, act, final.size) if isinstance(act, RecordOutcome) else []
    body = Body(
        chain=Chain(tuple(links), genesis),
        context=tuple(_included(archive, at, final.size) for at in shown),
        entry=archive.entry(index).decode(),
    )
    confirmed(archive.confirmed, judges)
    hashes = inclusion_proof(archive.read, index, final.size)
    plain = with_known_lines(note, judges)
    certificate = format_proof(Proof(index, hashes, plain, _encoder.encode(body)))
    verify_certificate(certificate, anchor_of(archive.entry(0)))
    return certificate


def _included(archive: Archive, index: int, size: int) -> Included:
    return Included(archive.entry(index).decode(), index, inclusion_proof(archive.read, index, size))


def _links(archive: Archive, final: Checkpoint) -> tuple[list[Link], WitnessSet]:
    """Give every change before the final checkpoint, and who has to confirm this one."""
    passed, links, reached = open_chain(archive.entry(0)), list[Link](), 1
    judges = closing = witness_set(passed)
    for change in archive.changes:
        head = parse_checkpoint(parse_note(change).text)
        if head.size > final.size or (head.size == final.size and head.origin == passed.log[0].name):
            break
        places = _ended_by(archive, reached, head)
        for size in places:
            before, passed = passed, follow_link(passed, parse_entry(archive.entry(size - 1)))
            closing = closing_set(before, passed, closing if size == reached + 1 > 2 else None)
            reached = size
        links += [_link(archive, closing, change, size, final.size) for size in places]
        judges = closing if reached == final.size else witness_set(passed)
    return links, judges


def _ended_by(archive: Archive, reached: int, head: Checkpoint) -> list[int]:
    """Give the sizes at which the changes stand that end a head: the last, and before a succession what it directly follows.

    What was confirmed before, up to ``reached``, has a head of its own.
    """
    first = head.size
    while first > reached + 1 and is_succession(archive.entry(first - 1)) and closes(archive.entry(first - 2)):
        first -= 1
    return list(range(first, head.size + 1))


def _link(archive: Archive, closing: WitnessSet, note: bytes, size: int, final: int) -> Link:
    plain = with_known_lines(parse_note(note), closing)
    head = parse_checkpoint(plain.text).size
    return Link(
        checkpoint=format_note(plain.text, plain.lines).decode(),
        consistency=consistency_proof(archive.read, head, final),
        entry=archive.entry(size - 1).decode(),
        proof=inclusion_proof(archive.read, size - 1, head),
    )


def verify_certificate(data: bytes, anchor: bytes | None) -> Verified:
    """Check a certificate, against the anchor (32 bytes) where one is given.

    Raises:
        MalformedCertificate: it is not one, or its parts do not prove what they should: a missing quorum too.
        OtherAnchor: it is consistent in itself, and of another record than the anchor's.
    """
    try:
        return _verified(data, anchor)
    except (TlogError, ActError, msgspec.DecodeError, UnicodeError, Unconfirmed) as error:
        raise MalformedCertificate(str(error)) from None


def _verified(data: bytes, anchor: bytes | None) -> Verified:
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise MalformedCertificate(f"a certificate has at most {MAX_CERTIFICATE_BYTES} bytes")
    proof = parse_proof(data)
    body = _decoder.decode(proof.extra)
    if _encoder.encode(body) != proof.extra:
        raise MalformedCertificate("the extra data is not canonical JSON")
    final = parse_checkpoint(proof.note.text)
    followed = follow_chain(body.chain, final)
    forum = followed.forum
    confirmation = confirmed_plainly(format_note(proof.note.text, proof.note.lines), followed.judges)
    entry = parse_entry(body.entry.encode())
    check_inclusion(proof.hashes, proof.index, final.size, entry.leaf, final.root)
    act = act_of(entry, forum)
    context = _read_context(body.context, final)
    if context and not isinstance(act, RecordOutcome):
        raise MalformedCertificate("only an outcome is shown with other acts")
    if isinstance(act, RecordOutcome) and act.witnesses != witnesses_hash(followed.witnesses_at(proof.index)):
        raise MalformedCertificate("the witnesses enrolled at the outcome are not those that the chain leads to")
    verified = Verified(
        anchor=anchor_of(body.chain.genesis.entry.encode()),
        anchored=anchor is not None,
        origin=forum.origin,
        index=proof.index,
        sequenced_at=entry.sequenced_at,
        act=act,
        act_id=entry.signed.id,
        checkpoint=final,
        confirmations=confirmation.names,
        witnesses=len(followed.judges.witnesses),
        quorum=followed.judges.quorum,
        least_quorum=followed.least_quorum,
        least_witnesses=forum.edition.least_witnesses,
        decision=read_decision(act, context) if isinstance(act, RecordOutcome) else None,
    )
    if anchor is not None and anchor != verified.anchor:
        raise OtherAnchor(verified.anchor)
    return verified


def _read_context(context: Sequence[Included], final: Checkpoint) -> list[Entry]:
    entries, last = [], -1
    for shown in context:
        entry = parse_entry(shown.entry.encode())
        check_inclusion(shown.proof, shown.index, final.size, entry.leaf, final.root)
        if shown.index <= last:
            raise MalformedCertificate("the acts shown with the outcome do not stand in the order of the record")
        entries.append(entry)
        last = shown.index
    return entries
