# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a record, or with a document that claims to come from one.

::

    RecordError
    ├── MalformedDocument
    │   ├── MalformedCertificate   a certificate that is not one, or whose parts do not prove what they should
    │   ├── MalformedEvidence      the same of evidence: it accuses nobody
    │   └── MalformedReceipt       the same of a receipt
    ├── OtherAnchor                a certificate of another record than the one whose anchor was given
    ├── Unconfirmed                a checkpoint without the log's signatures or its quorum
    ├── Mismatch                   entries that do not lead to the checkpoint they came with
    ├── ChangeInside               a step over a change of the witnesses or of the log
    ├── Stale                      a checkpoint older than what is held
    ├── BrokenRecord               an entry that no node cosigns: malformed, wrongly signed or refused
    ├── UpgradeNeeded              an edition whose procedures this version does not know
    └── TreeNeeded                 a root is asked for that only the tree before the start can give
"""


class RecordError(Exception):
    """The root."""


class MalformedDocument(RecordError):
    """Not in the form of the document, or a part of it does not prove what it should."""


class MalformedCertificate(MalformedDocument):
    """No certificate: in its form, or in what its parts prove."""


class MalformedEvidence(MalformedDocument):
    """No evidence: in its form, or in what its parts prove."""


class MalformedReceipt(MalformedDocument):
    """No receipt: in its form, or in what its parts prove."""


class OtherAnchor(RecordError):
    """The certificate is of another record. ``found`` is the SHA-256 of its genesis entry."""

    def __init__(self, found: bytes) -> None:
        super().__init__(f"the certificate is of the record with the anchor {found.hex()}, not of the one asked for")
        self.found = found


class Unconfirmed(RecordError):
    """Too few states, or not the log, stand behind the checkpoint; the message names what is missing."""


class Mismatch(RecordError):
    """The entries do not lead to the checkpoint: one of the two was changed on the way, or the log shows two records."""


class ChangeInside(RecordError):
    """The entry at ``index`` changes the witnesses or the log: the checkpoint that ends with it is to be followed first."""

    def __init__(self, index: int) -> None:
        super().__init__(
            f"entry {index} changes the witnesses or the log: follow the checkpoint that ends with it first"
        )
        self.index = index


class Stale(RecordError):
    """The checkpoint is older than what is held: a late answer, which accuses nobody."""


class BrokenRecord(RecordError):
    """The entry at ``index`` should never have been sequenced, for the ``reason`` given."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(f"entry {index}: {reason}")
        self.index = index
        self.reason = reason


class UpgradeNeeded(RecordError):
    """From the entry after ``index`` on, procedures of ``version`` hold: following stops until the software has them."""

    def __init__(self, index: int, version: int) -> None:
        super().__init__(f"entry {index} puts version {version} of the procedures in force: upgrade to follow further")
        self.index = index
        self.version = version


class TreeNeeded(RecordError):
    """The root at ``size``, before the start of a replay, is needed and no reader of that tree was given."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the root at size {size} is needed, which only the tree before the start can give")
        self.size = size
