# SPDX-License-Identifier: Apache-2.0
"""The two C2SP tlog-policies under which a forum's checkpoints are confirmed.

``policy`` names the log's Ed25519 key (0x01) and the witnesses' Ed25519 keys (0x04): tools of today check it. ``policy-pq``
names the ML-DSA-44 keys (0x06) of both. A checkpoint is confirmed when both are met by the same K states.
"""

from comity.rules.forum import Forum
from comity.tlog.policy import NO_QUORUM, Group, Log, Policy, Witness, format_policy

GROUP = "witnesses"


def policies(forum: Forum) -> tuple[bytes, bytes]:
    """Write ``policy`` and ``policy-pq`` for the witnesses enrolled now; a checkpoint needs their K."""
    classic = tuple(Witness(witness.code, witness.classic) for witness in forum.witnesses)
    quantum = tuple(Witness(witness.code, witness.quantum) for witness in forum.witnesses)
    return (
        format_policy(_policy(Log(forum.log[0]), classic, forum.quorum)),
        format_policy(_policy(Log(forum.log[1]), quantum, forum.quorum)),
    )


def _policy(log: Log, witnesses: tuple[Witness, ...], quorum: int) -> Policy:
    if not witnesses:
        return Policy((log,), (), (), NO_QUORUM)
    group = Group(GROUP, quorum, tuple(witness.name for witness in witnesses))
    return Policy((log,), witnesses, (group,), GROUP)
