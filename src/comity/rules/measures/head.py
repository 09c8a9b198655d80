# SPDX-License-Identifier: Apache-2.0
"""Heads that an act carries to show that what came before it is confirmed (rule 15.6)."""

from comity.rules.envelope import Verify
from comity.rules.forum import Forum
from comity.rules.measures.zones import EPOCH
from comity.rules.outcomes import cosigners_since
from comity.tlog.errors import Malformed
from comity.tlog.note import format_note, parse_note
from comity.tlog.tree_head import parse_checkpoint


def confirmed_size(forum: Forum, head: str, verify: Verify) -> int:
    """Give how many entries a head holds that K witnesses cosigned; 0 where it is none, or too few did.

    That its root is the record's own is for whoever holds the tree to check; the rules know entries only.
    """
    try:
        note = parse_note(head.encode())
        checkpoint = parse_checkpoint(note.text)
    except Malformed:
        return 0
    if checkpoint.origin != forum.log[0].name or len(cosigners_since(forum, note, EPOCH, verify)) < forum.quorum:
        return 0
    return checkpoint.size


def carried_head(forum: Forum, confirmed: bytes) -> str:
    """Give what an act carries of a confirmed head: the Ed25519 cosignatures of the enrolled witnesses, and no other line.

    With the post-quantum ones it would not fit into an act; those stay where the head is kept.

    Raises:
        Malformed: the head is no note.
    """
    note = parse_note(confirmed)
    known = {(witness.classic.name, witness.classic.key_id) for witness in forum.witnesses}
    lines = [line for line in note.lines if (line.name, line.key_id) in known]
    return format_note(note.text, lines).decode()
