# SPDX-License-Identifier: Apache-2.0
"""Zone tables: when the clocks of a zone were and will be put forward or back, as data of an edition.

Two machines with other releases of the tz database would compute other deadlines; so the table stands on the record, and no
rule ever reads the zone files of the system it runs on.
"""

from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Part

ZoneName = Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z_]{1,19}(/[A-Z][A-Za-z_-]{1,29}){0,2}\Z")]
"""A zone as the tz database names it, such as ``Asia/Almaty``."""
Offset = Annotated[int, Meta(ge=-57_600, le=57_600)]
"""Local time less UTC, in seconds."""
UnixSecond = Annotated[int, Meta(ge=0, le=7_258_118_400)]
"""An instant in seconds since 1970, up to the end of 2199."""


class ZoneTable(Part, frozen=True, kw_only=True):
    """The offsets of one zone: one before the first change, and one from each change on."""

    name: ZoneName
    first_offset_s: Offset
    """The offset before the first change."""
    changes: Annotated[tuple[UnixSecond, ...], Meta(max_length=400)] = ()
    """When the offset changes, ascending."""
    offsets: Annotated[tuple[Offset, ...], Meta(max_length=400)] = ()
    """The offset from each change on."""
