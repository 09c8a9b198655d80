# SPDX-License-Identifier: Apache-2.0
"""Exit codes, and the one table that turns an error or a refusal into one.

0  done; for ``verify``: it is of the record whose anchor you gave, and it holds
1  wrong: a file, a record or a signature is not what it claims to be
2  the command line was not understood
3  consistent in itself; trust depends on an anchor you did not give
4  refused by the rules; nothing was put on the record
5  could not be reached, opened or found: an address, a directory, a key file, a proposal
6  not yet: the record waits for its witnesses
"""

import sqlite3

from comity.acts.errors import ActError
from comity.cli.errors import NotThere, Unusable
from comity.cli.theatre.errors import StoryError
from comity.corridors.errors import CorridorError, NotInNetwork
from comity.meet.errors import MeetError
from comity.node.errors import Contradicted, NodeError, NotYet, OtherRecord
from comity.node.remote import RemoteError
from comity.record.errors import RecordError, Unconfirmed
from comity.registry.errors import RecordDamaged, RegistryError
from comity.tlog.errors import TlogError

DONE, WRONG, USAGE, UNANCHORED, REFUSED, UNREACHABLE, NOT_YET = range(7)
INTERRUPTED = 130
BAD_REQUEST, FORBIDDEN = 400, 403

_EXITS: tuple[tuple[type[Exception], int], ...] = (
    (Unusable, USAGE),
    (StoryError, WRONG),
    (NotInNetwork, UNREACHABLE),
    (CorridorError, WRONG),
    (NotThere, UNREACHABLE),
    (NotYet, NOT_YET),
    (Unconfirmed, NOT_YET),
    (Contradicted, WRONG),
    (OtherRecord, WRONG),
    (NodeError, UNREACHABLE),
    (MeetError, UNREACHABLE),
    (RecordDamaged, WRONG),
    (RegistryError, UNREACHABLE),
    (sqlite3.Error, WRONG),
    (OSError, UNREACHABLE),
    (ActError, WRONG),
    (RecordError, WRONG),
    (TlogError, WRONG),
)
EXPECTED: tuple[type[Exception], ...] = (*(kind for kind, _ in _EXITS), RemoteError)
"""What a verb may raise; anything else is a bug and shows its traceback."""


def exit_code(error: Exception) -> int:
    """Give the exit code of an error."""
    if isinstance(error, RemoteError):
        if "rule" in error.problem:
            return REFUSED
        return WRONG if error.problem.get("status") == BAD_REQUEST else UNREACHABLE
    return next(code for kind, code in _EXITS if isinstance(error, kind))
