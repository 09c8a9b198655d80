# SPDX-License-Identifier: Apache-2.0
"""What stops a node from cosigning.

::

    NodeError
    ├── StateLost     its store is missing, damaged or older than its letters: the cosigning key must not be used again
    ├── NotYet        the head is not to be cosigned now (time, a duty, a head older than what is held); ask again
    ├── Withheld      the registry shows a head and does not hand out what stands under it
    ├── DiskLow       the disk is nearly full: what is left is for duties, evidence and the word of succession
    ├── Raced         the store did not take a step: another process writes there, or the disk failed
    ├── OtherRecord   the record does not begin with the genesis this node trusts
    ├── Pledged       this state has signed for another headquarters, or another successor
    └── Contradicted  the log signed two records; ``evidence`` holds both notes
"""

from comity.record.evidence import Evidence


class NodeError(Exception):
    """The root: this node does not cosign."""


class StateLost(NodeError):
    """The store is missing, or is not whole: a node that lost its state never cosigns under the same key."""


class NotYet(NodeError):
    """Nothing is wrong that time cannot mend; the node asks again."""


class Withheld(NodeError):
    """What is asked for is not handed out. ``subject`` is the size of the head, or the digest of a text."""

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject} is not handed out: {reason}")
        self.subject = subject


class DiskLow(NodeError):
    """There is too little room to hold more of the record, so nothing more is cosigned; once there is room, it goes on."""


class Raced(NodeError):
    """The store did not take a step, or may not have: nothing was signed, and only a restart knows what it holds."""


class OtherRecord(NodeError):
    """The first entry is not the genesis whose digest is the anchor."""


class Pledged(NodeError):
    """No succession statement may be signed: one stands in the way, which is never taken back, or the edition allows none."""


class Contradicted(NodeError):
    """The log signed two records. ``evidence`` can be checked by anyone; a person decides what follows."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__("the log signed two records that do not agree")
        self.evidence = evidence
