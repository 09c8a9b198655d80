# SPDX-License-Identifier: Apache-2.0
"""What stops a meeting point.

::

    MeetError
    ├── MailboxLost      the mailbox is missing or damaged, or a write to it may not have arrived
    └── KeysUnreadable   the file of keys cannot be read, or a line in it is no key of a node
"""


class MeetError(Exception):
    """The root: the meeting point takes nothing in."""


class MailboxLost(MeetError):
    """What the mailbox holds is unknown: only a restart knows."""


class KeysUnreadable(MeetError):
    """There is nothing to tell known nodes from others by."""
