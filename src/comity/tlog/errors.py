# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with bytes that claim to belong to a transparency log.

TlogError
├── Malformed                  the bytes are not in the form the specification gives
│   ├── MalformedKey           key name, verifier key or signer key
│   ├── MalformedNote          signed note
│   ├── MalformedCheckpoint    text of a checkpoint
│   ├── MalformedCosignature   timestamp and length of a cosignature
│   ├── MalformedTile          tile path or tile
│   ├── MalformedBundle        entry bundle, or an entry too long for one
│   ├── MalformedPolicy        tlog-policy
│   └── MalformedProof         tlog-proof
└── Unverified                 well formed, and not shown to be true
    ├── UnverifiedNote         a known key did not sign it, or no known key is on it
    ├── UnverifiedCosignature  the cosigner did not sign this checkpoint at this time
    ├── UnverifiedProof        a Merkle proof does not lead to the root
    └── QuorumNotMet           too few witnesses of the policy cosigned

Messages are for operators and may change; callers tell errors apart by class.
"""


class TlogError(Exception):
    """Root of every error this package raises about bytes it was given."""


class Malformed(TlogError):
    """Not in the form the specification gives."""


class MalformedKey(Malformed):
    """Not a key name, verifier key or signer key."""


class MalformedNote(Malformed):
    """Not a signed note."""


class MalformedCheckpoint(Malformed):
    """Not the text of a checkpoint."""


class MalformedCosignature(Malformed):
    """Not a timestamped signature of the length its key gives."""


class MalformedTile(Malformed):
    """Not a tile path, or not a tile of the width its path gives."""


class MalformedBundle(Malformed):
    """Not an entry bundle of the width its path gives."""


class MalformedPolicy(Malformed):
    """Not a tlog-policy."""


class MalformedProof(Malformed):
    """Not a tlog-proof."""


class Unverified(TlogError):
    """Well formed, and not shown to be true."""


class UnverifiedNote(Unverified):
    """A known key did not make its signature, or no known key signed."""


class UnverifiedCosignature(Unverified):
    """The cosigner did not sign this checkpoint at this time."""


class UnverifiedProof(Unverified):
    """The Merkle proof does not lead to the root."""


class QuorumNotMet(Unverified):
    """Too few witnesses of the policy cosigned the checkpoint."""
