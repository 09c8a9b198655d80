# SPDX-License-Identifier: Apache-2.0
"""The timekeeper: which act the registry itself owes the record now, so that time and outcomes stand on it.

A pure choice from the forum, the pending head and the clock; `Registry` asks it and lodges what it says.
"""

from datetime import datetime, timedelta
from typing import Any

from comity.acts.envelope import Act
from comity.acts.outcomes import Mark, RecordOutcome
from comity.registry.heads import Head
from comity.rules.forum import Forum
from comity.rules.matter import Matter
from comity.rules.outcomes import outcome_of

Owed = tuple[type[Act], dict[str, Any]]
A_SECOND = timedelta(seconds=1)
"""Cosignatures are dated in whole seconds: one more lets the head after a deadline be dated after it."""


def owed_act(forum: Forum, unrecorded: frozenset[str], head: Head | None, now: datetime) -> Owed | None:
    """Give the act the registry owes at ``now``: an outcome that can be recorded, else a mark that is due, else none."""
    for proposal in sorted(unrecorded):
        if outcome := _outcome(forum, proposal, head, now):
            return outcome
    if _mark_is_due(forum, unrecorded, head, now):
        return Mark, {"journal": forum.journal.hex()}
    return None


def _outcome(forum: Forum, proposal: str, head: Head | None, now: datetime) -> Owed | None:
    matter = forum.matters[proposal]
    if _may_still_be_revived(matter, now):
        return None
    fields = {"proposal": proposal, "journal": forum.journal.hex(), **outcome_of(forum, matter)}
    if matter.result == "adopted_by_silence" and forum.witnesses:
        since = int(_settled_at(forum, matter).timestamp())
        note, cosigned = head.classic_note(forum.witnesses, since) if head else ("", 0)
        if head is None or cosigned < forum.quorum or head.checkpoint.size < _ended_size(matter):
            return None
        fields["head"] = note
    return RecordOutcome, fields


def _ended_size(matter: Matter) -> int:
    """Give how many entries a head must hold to speak for the adoption."""
    return matter.silence.ended_size if matter.silence else 0


def _may_still_be_revived(matter: Matter, now: datetime) -> bool:
    return (
        matter.stage == "objected"
        and matter.silence is not None
        and matter.silence.terms.objection_withdrawable
        and now < matter.silence.deadline_at
    )


def _settled_at(forum: Forum, matter: Matter) -> datetime:
    """Give the instant from which cosignatures count for an adoption by silence: deadline, tolerance, a second."""
    return (matter.effective_at or forum.at) + timedelta(seconds=forum.edition.tolerance_s) + A_SECOND


def _mark_is_due(forum: Forum, unrecorded: frozenset[str], head: Head | None, now: datetime) -> bool:
    """Time must pass on the record while a deadline runs, after it, and until a head shows to enough witnesses that it has."""
    settling = [
        _settled_at(forum, matter)
        for matter in (forum.matters[proposal] for proposal in unrecorded)
        if matter.result == "adopted_by_silence" and forum.witnesses
    ]
    if not forum.clocks and not settling:
        return False
    due = [at + timedelta(seconds=forum.edition.tolerance_s) + A_SECOND for at, _, _ in forum.clocks[:1]]
    due += [at for at in settling if at > forum.at or _judged_by_others(forum, head)]
    due.append(forum.at + timedelta(seconds=forum.edition.mark_every_s))
    return min(due) <= now


def _judged_by_others(forum: Forum, head: Head | None) -> bool:
    """Tell whether the head closes a change of the witnesses: those of now are heard under the next one."""
    return head is not None and head.judges.witnesses != forum.witnesses
