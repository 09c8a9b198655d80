# SPDX-License-Identifier: Apache-2.0
"""Heads that an act carries to show that what came before it is confirmed (rule 15.6)."""

from comity.rules.envelope import Verify
from comity.rules.forum import Forum
from comity.rules.measures.zones import EPOCH
from comity.rules.outcomes import cosigners_since
from comity.tlog.errors import Malformed
from comity.tlog.note import parse_note
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
