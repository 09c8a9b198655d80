# SPDX-License-Identifier: Apache-2.0
"""Acts by which the capitals carry the record: a seat is hosted, a copy held, an objection entered, a headquarters succeeded."""

from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Part, VKey


class Successor(Part, frozen=True, kw_only=True):
    """The keys of a headquarters that is to continue the record."""

    log: Annotated[tuple[VKey, ...], Meta(min_length=2, max_length=2)]
    """Its checkpoint keys, Ed25519 (0x01) and ML-DSA-44 (0x06), named by the origin and the epoch: ``origin/2``."""
    keys: Annotated[tuple[VKey, ...], Meta(min_length=1, max_length=3)]
    """The registry's keys from then on, by purpose, the one for its acts among them; those it had before end."""
