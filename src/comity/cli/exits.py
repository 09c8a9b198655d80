# SPDX-License-Identifier: Apache-2.0
"""Exit codes, and the one table that turns an error or a refusal into one.

    0  done; for ``verify``: it is of the record whose anchor you gave, and it holds
    1  wrong: a file, a record or a signature is not what it claims to be
    2  the command line was not understood
    3  ``verify``: consistent in itself; trust depends on an anchor you did not give
    4  refused by the rules; nothing was put on the record
    5  could not be reached or opened: an address, a directory, a key file
    6  not yet: the record waits for its witnesses
"""

from comity.acts.errors import ActError
from comity.node.errors import NodeError, NotYet
from comity.node.remote import RemoteError
from comity.record.errors import RecordError, Unconfirmed
from comity.registry.errors import RegistryError
from comity.tlog.errors import TlogError

DONE, WRONG, USAGE, UNANCHORED, REFUSED, UNREACHABLE, NOT_YET = range(7)

_EXITS: tuple[tuple[type[Exception], int], ...] = (
    (NotYet, NOT_YET),
    (Unconfirmed, NOT_YET),
    (NodeError, UNREACHABLE),
    (RegistryError, UNREACHABLE),
    (OSError, UNREACHABLE),
    (ActError, WRONG),
    (RecordError, WRONG),
    (TlogError, WRONG),
)
EXPECTED = (*(kind for kind, _ in _EXITS), RemoteError)
"""What a verb may raise; anything else is a bug and shows its traceback."""


def exit_code(error: Exception) -> int:
    """Give the exit code of an error."""
    if isinstance(error, RemoteError):
        return REFUSED if "rule" in error.problem else WRONG if error.problem.get("status") == 400 else UNREACHABLE  # noqa: PLR2004
    return next(code for kind, code in _EXITS if isinstance(error, kind))
