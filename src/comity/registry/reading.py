# SPDX-License-Identifier: Apache-2.0
"""Who may read entries: everybody where the edition says public, else a party whose node signs its request.

A request is a signed note, valid for a minute, by the key ``CODE/node``::

    comity/read/v1
    <origin>
    <POSIX seconds>

``<origin>`` is the forum's, or the name of its log, which is all that a head says: they differ after a succession. It is sent as
``Authorization: Comity <base64 of the note>``. Checkpoints and hash tiles are always open: a leaf hash covers a
128-bit nonce and tells nothing.
"""

import base64

from comity.rules.forum import Forum
from comity.tlog.errors import TlogError
from comity.tlog.note import open_note, sign_note
from comity.tlog.signer import Signer
from comity.tlog.wire import parse_decimal

HEADER = "comity/read/v1"
SCHEME = "Comity "
VALID_S = 60


def read_request(origin: str, signer: Signer, now_s: int) -> str:
    """Write the value of the Authorization header for a request made now."""
    return SCHEME + base64.b64encode(sign_note(_request(origin, b"%d\n" % now_s), [signer])).decode()


def may_read(forum: Forum, authorization: str, now_s: int) -> bool:
    """Tell whether a request may read entries and texts."""
    return forum.edition.visibility == "public" or bool(reader_of(forum, authorization, now_s))


def reader_of(forum: Forum, authorization: str, now_s: int) -> str:
    """Give the party whose node signed a request; empty where none did."""
    if not authorization.startswith(SCHEME):
        return ""
    keys = [key for name, key in forum.keys.items() if name.endswith("/node")]
    try:
        opened = open_note(base64.b64decode(authorization[len(SCHEME) :], validate=True), keys)
    except (TlogError, ValueError):
        return ""
    is_timely = any(_is_timely(opened.text, origin, now_s) for origin in (forum.origin, forum.log[0].name))
    return opened.lines[0].name.removesuffix("/node") if is_timely else ""


def _is_timely(text: bytes, origin: str, now_s: int) -> bool:
    time = parse_decimal(text.removeprefix(_request(origin, b""))[:-1])
    return time is not None and text == _request(origin, b"%d\n" % time) and abs(now_s - time) <= VALID_S


def _request(origin: str, time: bytes) -> bytes:
    return b"%b\n%b\n%b" % (HEADER.encode(), origin.encode(), time)
