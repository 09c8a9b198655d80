# SPDX-License-Identifier: Apache-2.0
"""Why sealed content does not open, or cannot be sealed.

::

    SealingError
    ├── MalformedKey        not a recipient or identity in Bech32
    ├── MixedRecipients     post-quantum and classic recipients in one file: the weaker would open it
    ├── MalformedHeader     not the header of an age v1 file
    ├── NoMatch             sealed to others: none of the identities opens it
    ├── WrongMac            the header was changed after sealing
    ├── MalformedPayload    the content was changed, cut short or extended
    └── MalformedArmor      not the text form of a sealed file
"""


class SealingError(Exception):
    """The root: nothing was sealed or opened."""


class MalformedKey(SealingError):
    """The text is no recipient, or no identity."""


class MixedRecipients(SealingError):
    """A file opens for whoever opens it most easily: classic recipients would undo the others."""


class MalformedHeader(SealingError):
    """The header is not one that an age v1 file can have."""


class NoMatch(SealingError):
    """The file is sealed to others."""


class WrongMac(SealingError):
    """The header is not the one that was sealed."""


class MalformedPayload(SealingError):
    """The content is not the one that was sealed. What was given out before stands at its place, but is not the whole."""


class MalformedArmor(SealingError):
    """The text between the two marker lines is not canonical base64."""
