# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no act are refused by one of these errors.

::

    ActError
    ├── MalformedAct        not the canonical bytes of an act this edition of the software knows
    │   ├── MalformedText   characters that may not stand in an act
    │   └── UnknownAct      a type this software does not know
    └── MalformedEntry      not an instant followed by the note of an act
"""


class ActError(Exception):
    """The root: the bytes are not what they claim to be."""


class MalformedAct(ActError):
    """The bytes are not the canonical bytes of an act."""


class MalformedText(MalformedAct):
    """A character that is unassigned in Unicode 14, a control, or a bidirectional override; or text not in NFC."""


class UnknownAct(MalformedAct):
    """The act names a type that this software does not know."""


class MalformedEntry(ActError):
    """The entry is not one instant line followed by the note of an act."""
