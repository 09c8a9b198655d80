# SPDX-License-Identifier: Apache-2.0
"""Acts about keys and witnesses: each key has one purpose, and no name with its key id is ever used twice."""

from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Act, Code, Hash, Line, PartyCode, QuorumAfter, QuorumBefore, VKey
from comity.acts.template import TemplateCode

Keys = Annotated[tuple[VKey, ...], Meta(min_length=1, max_length=6)]
"""The new keys, each named by its purpose; one that is not named stays."""


class RotateKeys(Act, frozen=True, kw_only=True):
    """Replace keys of one's own, signed with the act key in force until now."""

    keys: Keys


class RevokeKey(Act, frozen=True, kw_only=True):
    """Take the act key out of use at once; signed with the recovery key, which this act does not replace."""

    reason: Line = ""
    """Why."""


class RecoverKeys(Act, frozen=True, kw_only=True):
    """Enrol new keys with the recovery key; effective after the waiting time unless the old act key objects."""

    keys: Keys


class EnrolParty(Act, frozen=True, kw_only=True):
    """Enrol keys for a party that has none in its hands: the first ones, or after the loss of all.

    The secretariat signs first, on a note verbale that carries the fingerprints; where the party already had keys,
    K members countersign. Effective after the waiting time unless an old key objects.
    """

    party: PartyCode
    keys: Keys
    note_verbale: Hash
    """The digest of the note."""


class ContestEnrolment(Act, frozen=True, kw_only=True):
    """Stop a waiting enrolment of one's own keys, with the act key or the recovery key still in one's hands."""

    enrolment: Hash
    """The id of the act that waits."""


class EnrolWitness(Act, frozen=True, kw_only=True):
    """Become a witness, or change one's cosigning keys.

    Both quorums stand in the act, so that a stranger follows the chain of witness sets with integers alone.
    """

    keys: Annotated[tuple[VKey, ...], Meta(min_length=2, max_length=2)]
    """The pair ``CODE/witness``: Ed25519 (0x04), then ML-DSA-44 (0x06)."""
    quorum_before: QuorumBefore
    quorum: QuorumAfter


class RetireWitness(Act, frozen=True, kw_only=True):
    """Stop being a witness, by one's own act or, where the secretariat says it, by decision. Nobody is retired by a timeout."""

    party: Code | None = None
    """The witness, where the secretariat retires it."""
    decision: Hash | None = None
    """The proposal, adopted and recorded, on which the secretariat does so."""
    quorum_before: QuorumBefore
    quorum: QuorumAfter


DeviceName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
"""A device by its name: small letters, digits, hyphens."""


class EnrolDevice(Act, frozen=True, kw_only=True):
    """Let a device of one's own sign returns under the templates named, without a person; one of the same name is replaced."""

    key: VKey
    """Its key, Ed25519 (0x01), named ``CODE/device/NAME``."""
    templates: Annotated[tuple[TemplateCode, ...], Meta(min_length=1, max_length=20)]
    """The templates, each once; all of them let a device sign."""


class EndDevice(Act, frozen=True, kw_only=True):
    """Take the key of a device of one's own out of use."""

    name: DeviceName
    """The device."""
