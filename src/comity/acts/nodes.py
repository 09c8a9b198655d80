# SPDX-License-Identifier: Apache-2.0
"""Acts by which the capitals carry the record: a seat is hosted, a copy held, an objection entered, a headquarters succeeded."""

from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Act, Code, Hash, Part, Positive, VKey

Letter = Annotated[str, Meta(min_length=1, max_length=1_000)]
"""A signed note of a few lines, such as `nodes.md` describes."""
ActNote = Annotated[str, Meta(min_length=1, max_length=40_000)]
"""The note of an act, as its author signed it."""


class Successor(Part, frozen=True, kw_only=True):
    """The keys of a headquarters that is to continue the record."""

    log: Annotated[tuple[VKey, ...], Meta(min_length=2, max_length=2)]
    """Its checkpoint keys, Ed25519 (0x01) and ML-DSA-44 (0x06), named by the origin and the epoch: ``origin/2``."""
    keys: Annotated[tuple[VKey, ...], Meta(min_length=1, max_length=3)]
    """The registry's keys from then on, by purpose, the one for its acts among them; those it had before end."""


class EnterSeen(Act, frozen=True, kw_only=True):
    """Enter an objection that the record lacks, although a quorum of witnesses' states held it before the deadline.

    Lodged by another party than the objector, whose act takes effect as if it had come in time.
    """

    objection: ActNote
    """The objector's `Object`."""
    seen: Annotated[tuple[Letter, ...], Meta(min_length=1, max_length=100)]
    """Seen-at notes for this act, each of another witness's state."""


class ChooseHost(Act, frozen=True, kw_only=True):
    """Act through the node of another member or of the secretariat from here on; without a host, through one's own again.

    The key stays the party's own, and no witness is added.
    """

    host: Code | None = None
    """Whose node it is."""


class Held(Act, frozen=True, kw_only=True):
    """Say that one holds an attachment that an act on the record names."""

    sha256: Hash
    """The digest of the attachment."""


class Succeed(Act, frozen=True, kw_only=True):
    """Continue the record from another headquarters: its first entry, signed with the registry key that it introduces."""

    epoch: Positive
    """Higher than that of the headquarters before; the first has 1."""
    successor: Successor
    """Its keys."""
    statements: Annotated[tuple[Letter, ...], Meta(min_length=1, max_length=100)]
    """Succession statements of a quorum of witnesses' states, for this epoch and these keys."""
