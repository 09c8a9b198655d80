# SPDX-License-Identifier: Apache-2.0
"""Pure functions that remember their answers, in a process that plays seeds or tries faults: the same bytes are read once.

Each gives a frozen value that hangs on nothing but its arguments, so nothing that is tested rests on the difference.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from comity.acts.canonical import decode_act
from comity.acts.entry import Entry
from comity.acts.letter import parse_letter
from comity.rules.genesis import open_forum
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.vkey import is_sound, parse_vkey, verify

_genesis: dict[bytes, Any] = {}


def _opened(entry: Entry, check: Any) -> Any:
    # By its leaf hash: to hash all that a genesis act holds would take as long as to open it. Whoever gathers checks gets his.
    if check is not verify:
        return open_forum(entry, check)
    if entry.leaf not in _genesis:
        _genesis[entry.leaf] = open_forum(entry, check)
    return _genesis[entry.leaf]


REMEMBERED: dict[Callable[..., Any], Callable[..., Any]] = {
    open_forum: _opened,
    **{
        function: lru_cache(most)(function)
        for function, most in (
            (decode_act, 2048),
            (parse_note, 8192),
            (parse_letter, 4096),
            (parse_checkpoint, 4096),
            (parse_vkey, 4096),
            (is_sound, 4096),
        )
    },
}
"""The functions, each with the one that takes its place."""


@contextmanager
def remembered(*more: Callable[..., Any]) -> Iterator[None]:
    """Let these functions, and more of their kind, remember, wherever a module of the product has taken them in."""
    known = REMEMBERED | {function: lru_cache(8192)(function) for function in more}
    places = [
        (module, name, value)
        for title, module in list(sys.modules.items())
        if title.startswith("comity.")
        for name, value in list(vars(module).items())
        if callable(value) and any(value is function for function in known)
    ]
    for module, name, value in places:
        setattr(module, name, known[value])
    try:
        yield
    finally:
        for module, name, value in places:
            setattr(module, name, value)
