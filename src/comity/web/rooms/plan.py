# SPDX-License-Identifier: Apache-2.0
"""The plan of the house: every room, its name, and who finds it in the row of rooms."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Room(NamedTuple):
    """One room. ``url`` is the name of its first page; ``kinds`` the kinds of parties that find it, all where it is empty."""

    url: str
    name: "str | Promise"
    kinds: frozenset[str] = frozenset()


ROOMS = (
    Room("today", _("Today")),
    Room("decisions", _("Decisions")),
    Room("documents", _("Documents")),
    Room("meetings", _("Meetings")),
    Room("members", _("Members")),
    Room("measures", _("Measures")),
    Room("corridors", _("Corridors")),
    Room("entries", _("Record")),
    Room("circulate", _("Circulate"), frozenset({"secretariat"})),
    Room("chair", _("Chair"), frozenset({"chair", "secretariat"})),
    Room("state", _("My state")),
)
"""In the order of the row. ``chair`` stands for the party that has the chair of a body now."""
