# SPDX-License-Identifier: Apache-2.0
"""What a node owes once it has said that it saw an objection in time: no cosignature past the deadline without it.

Pure functions of the forum under the head to be cosigned. The deadline is read from that forum, because an outage or an
extension moves it. A duty ends when the act (or another in its place) is on that record, when it could not be entered there
any more, or when K others have cosigned past the deadline without it: then an outcome can come about without this node.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from comity.acts.signed import SignedAct
from comity.acts.silence import Object
from comity.rules.envelope import Verify, check_signatures
from comity.rules.forum import Forum

OPEN = frozenset({"under_silence", "held", "objected", "adopted"})
"""Stages in which an objection made in time can still be entered, while no outcome stands."""


def deadline_for(signed: SignedAct, forum: Forum) -> datetime | None:
    """Give the deadline of the silence an act objects to under this forum; None where it is no objection to one."""
    if not isinstance(signed.act, Object):
        return None
    matter = forum.matters.get(signed.act.proposal)
    if matter is None or matter.silence is None or matter.stage not in OPEN or matter.outcome_index:
        return None
    return matter.silence.deadline_at if signed.act.by[0] in matter.silence.eligible else None


def is_on_record(signed: SignedAct, forum: Forum) -> bool:
    """Tell whether the record holds the act, or another under its number, so that this one can never stand there."""
    return any(
        (party := forum.parties.get(code)) is not None and party.seq >= seq
        for code, seq in zip(signed.act.by, signed.act.seq, strict=True)
    )


def is_owed(signed: SignedAct, forum: Forum, verify: Verify) -> bool:
    """Tell whether an act seen in time is still to be entered under this forum."""
    if is_on_record(signed, forum) or deadline_for(signed, forum) is None:
        return False
    party = forum.parties.get(signed.act.by[0])
    return party is not None and party.standing != "withdrawn" and check_signatures(forum, signed, verify) is None


def refusal(
    acts: Iterable[SignedAct], forum: Forum, now: datetime, passed: Callable[[datetime], bool], verify: Verify
) -> str | None:
    """Tell why a node does not cosign a head yet, by the acts it signed seen-at for and the forum under that head.

    ``passed`` tells whether K others have cosigned the record without them at an instant or later.
    """
    for signed in acts:
        deadline = deadline_for(signed, forum)
        if deadline is None or max(now, forum.at) < deadline or not is_owed(signed, forum, verify):
            continue
        if not passed(deadline):
            return f"the record passes {deadline.isoformat()} without the objection {signed.id}, seen here before"
    return None
