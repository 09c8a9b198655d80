# SPDX-License-Identifier: Apache-2.0
"""Why a draft is not signed; nothing was sent then.

::

    Unsigned
    ├── Ended        it was withdrawn, or signed already
    ├── Changed      it is not what the signatory was shown
    ├── Uncleared    fewer clearances count for it than the signatory's own file asks for
    ├── NotOurs      the key at hand signs for another party
    └── FileMissing  a file it names is not here, or has other content
"""


class Unsigned(Exception):
    """The root: nothing was signed, nothing was sent."""


class Ended(Unsigned):
    """The draft has an end already."""


class Changed(Unsigned):
    """Somebody changed the draft after it was shown."""


class Uncleared(Unsigned):
    """Clearances are missing: how many count, and how many are asked for."""

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(f"{found} of {needed}")
        self.found = found
        self.needed = needed


class NotOurs(Unsigned):
    """The key is another party's."""


class FileMissing(Unsigned):
    """A file that the draft names cannot go with it."""
