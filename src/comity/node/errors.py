# SPDX-License-Identifier: Apache-2.0
"""What stops a node from cosigning.

::

    NodeError
    ├── StateLost     its store is missing: the cosigning key must not be used again
    ├── NotYet        the head is not to be cosigned now (time, or a head older than what is held); ask again
    ├── Raced         another process moved the store's head
    ├── OtherRecord   the record does not begin with the genesis this node trusts
    └── Contradicted  the log showed two roots at one size; ``evidence`` holds both notes
"""

from comity.record.evidence import ForkAtOneSize


class NodeError(Exception):
    """The root: this node does not cosign."""


class StateLost(NodeError):
    """The store is missing or begins after it should: a node that lost its state never cosigns under the same key."""


class NotYet(NodeError):
    """Nothing is wrong that time cannot mend; the node asks again."""


class Raced(NodeError):
    """The store's head is not the one this process last read: somebody else writes here."""


class OtherRecord(NodeError):
    """The first entry is not the genesis whose digest is the anchor."""


class Contradicted(NodeError):
    """The log signed two records. ``evidence`` can be checked by anyone; a person decides what follows."""

    def __init__(self, evidence: ForkAtOneSize) -> None:
        super().__init__("the log signed another root at a size held here")
        self.evidence = evidence
