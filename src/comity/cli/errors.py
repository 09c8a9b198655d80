# SPDX-License-Identifier: Apache-2.0
"""What the command line itself finds wrong, before or beside the rooms below.

::

    FaceError
    ├── Unusable     arguments or a file that do not fit together; exit code 2
    └── NotThere     what is asked for is not on the record, or not in the key file; exit code 5
"""


class FaceError(Exception):
    """The root."""


class Unusable(FaceError):
    """The command line or a file it names cannot be used; the message says what would be right."""


class NotThere(FaceError):
    """A proposal, a party or a key that is asked for is not there."""
