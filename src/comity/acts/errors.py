# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no act, and no note that nodes sign beside the record, are refused by one of these errors.

::

    ActError
    ├── MalformedAct         not the canonical bytes of an act this edition of the software knows
    │   ├── MalformedText    characters that may not stand in an act
    │   └── UnknownAct       a type this software does not know
    ├── MalformedEntry       not an instant followed by the note of an act
    ├── MalformedSeen        not the text of a seen-at note
    ├── MalformedSuccession  not the text of a succession statement
    ├── MalformedStatement   not the text of a statement
    └── MalformedLetter      not the text of a letter to a meeting point
"""


class ActError(Exception):
    """The root: the bytes are not what they claim to be."""


class MalformedAct(ActError):
    """The bytes are not the canonical bytes of an act."""


class MalformedText(MalformedAct):
    """A character that is unassigned in Unicode 14, invisible, a control, or a bidirectional override; or text not in NFC."""


class UnknownAct(MalformedAct):
    """The act names a type that this software does not know."""


class MalformedEntry(ActError):
    """The entry is not one instant line followed by the note of an act."""


class MalformedSeen(ActError):
    """The text is not that of a seen-at note."""


class MalformedSuccession(ActError):
    """The text is not that of a succession statement."""


class MalformedStatement(ActError):
    """The text is not that of a statement."""


class MalformedLetter(ActError):
    """The text is not that of a letter to a meeting point."""
