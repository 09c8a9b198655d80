# SPDX-License-Identifier: Apache-2.0
"""A proposal by the name people give it: the symbol of its document, its number once announced, or the start of its id."""

from comity.cli.errors import NotThere
from comity.rules.forum import Forum
from comity.rules.matter import Matter

LEAST_DIGITS = 6


def find_matter(forum: Forum, wanted: str) -> tuple[str, Matter]:
    """Give (id, matter); of several on one document the last one proposed.

    Raises:
        NotThere: no proposal is called so, or several ids begin so.
    """
    by_name = [
        (matter.index, key) for key, matter in forum.matters.items() if wanted in (*matter.symbols, matter.number)
    ]
    if by_name:
        key = max(by_name)[1]
        return key, forum.matters[key]
    by_id = [key for key in forum.matters if len(wanted) >= LEAST_DIGITS and key.startswith(wanted)]
    if len(by_id) == 1:
        return by_id[0], forum.matters[by_id[0]]
    what = "several proposals begin with" if by_id else "no proposal is called"
    raise NotThere(
        f"{what} {wanted!r}: give the symbol of its document, or at least {LEAST_DIGITS} digits of its id; "
        "`comity status` lists what is open"
    )
