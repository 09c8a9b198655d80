# SPDX-License-Identifier: Apache-2.0
"""Objections that a quorum of states saw in time, and that the record lacks after their deadline: what `EnterSeen` is made of."""

from datetime import UTC, datetime
from typing import Any

from comity.acts.signed import SignedAct, parse_signed_act
from comity.node.duties import deadline_for, is_owed
from comity.node.letters import open_seen
from comity.node.store import Store
from comity.rules.forum import Forum
from comity.tlog.vkey import verify


def objections_to_enter(forum: Forum, store: Store, by: str, now: datetime) -> list[dict[str, Any]]:
    """Give the fields of the `EnterSeen` acts that a party could lodge now, in the order in which the acts were heard."""
    found = []
    for awaited in store.awaited():
        signed = parse_signed_act(awaited.note)
        deadline = deadline_for(signed, forum)
        if (
            deadline is None
            or max(now, forum.at) < deadline
            or by in signed.act.by
            or not is_owed(signed, forum, verify)
        ):
            continue
        seen = seen_in_time(signed, forum, store, deadline)
        if len(seen) >= forum.quorum:
            found.append({"objection": awaited.note.decode(), "seen": tuple(note.decode() for note in seen.values())})
    return found


def seen_in_time(signed: SignedAct, forum: Forum, store: Store, deadline: datetime) -> dict[str, bytes]:
    """Give the seen-at notes of witnesses' states for an act that are dated before a deadline, by party."""
    witnesses = {witness.code for witness in forum.witnesses}
    opened = {code: (open_seen(note, code, forum), note) for code, note in store.gathered("seen", signed.id).items()}
    return {
        code: note
        for code, (seen, note) in opened.items()
        if code in witnesses and seen is not None and datetime.fromtimestamp(seen.at_s, UTC) < deadline
    }
