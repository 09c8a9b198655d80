# SPDX-License-Identifier: Apache-2.0
"""Who may read entries: everybody where the edition says public, else a party whose node signs its request.

A request is a signed note, valid for a minute, by the key ``CODE/node``::

    comity/read/v1
    <origin>
    <POSIX seconds>

It is sent as ``Authorization: Comity <base64 of the note>``. Checkpoints and hash tiles are always open: a leaf hash covers a
128-bit nonce and tells nothing.
"""

import base64
import binascii

from comity.rules.forum import Forum
from comity.tlog.errors import TlogError
from comity.tlog.note import open_note, sign_note
from comity.tlog.signer import Signer

HEADER = "comity/read/v1"
SCHEME = "Comity "
VALID_S = 60


def read_request(origin: str, signer: Signer, now_s: int) -> str:
    """Write the value of the Authorization header for a request made now."""
    text = f"{HEADER}\n{origin}\n{now_s}\n".encode()
    return SCHEME + base64.b64encode(sign_note(text, [signer])).decode()


def may_read(forum: Forum, authorization: str, now_s: int) -> bool:
    """Tell whether a request may read entries and blobs."""
    if forum.edition.visibility == "public":
        return True
    if not authorization.startswith(SCHEME):
        return False
    keys = [key for name, key in forum.keys.items() if name.endswith("/node")]
    try:
        note = open_note(base64.b64decode(authorization[len(SCHEME) :], validate=True), keys)
        header, origin, time = note.text.decode().splitlines()
    except (TlogError, binascii.Error, ValueError):
        return False
    return (
        (header, origin) == (HEADER, forum.origin)
        and time.isascii()
        and time.isdigit()
        and abs(now_s - int(time)) <= VALID_S
    )
