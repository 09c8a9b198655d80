# SPDX-License-Identifier: Apache-2.0
"""Clocks: the instants at which something is due, kept in order, so that nothing due costs one comparison."""

from bisect import insort
from datetime import datetime

from msgspec.structs import replace

from comity.rules.forum import Forum


def set_clock(forum: Forum, due: datetime, kind: str, key: str) -> Forum:
    """Let something fall due; what was set before for the same matter is replaced."""
    clocks = [clock for clock in forum.clocks if clock[1:] != (kind, key)]
    insort(clocks, (due, kind, key))
    return replace(forum, clocks=tuple(clocks))


def stop_clock(forum: Forum, kind: str, key: str) -> Forum:
    """Let nothing fall due any more for this matter."""
    return replace(forum, clocks=tuple(clock for clock in forum.clocks if clock[1:] != (kind, key)))
