# SPDX-License-Identifier: Apache-2.0
"""Zone tables that come with the package: every zone of the member states, from a named release of the tz database.

An edition takes from here the zones in which its deadlines are set, and carries them; nothing else ever reads a zone file.
"""

from importlib import resources

import msgspec
from msgspec import Struct

from comity.acts.zones import ZoneTable

FILE = "zones.json"


class Zones(Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of a release; they hold the changes of the years named, both included."""

    release: str
    first_year: int
    last_year: int
    zones: tuple[ZoneTable, ...]

    def named(self, names: tuple[str, ...]) -> tuple[ZoneTable, ...]:
        """Give the tables of these zones, in this order.

        Raises:
            KeyError: no member state has a zone of that name.
        """
        tables = {table.name: table for table in self.zones}
        return tuple(tables[name] for name in names)


def load_zones() -> Zones:
    """Read the tables that come with the package."""
    return msgspec.json.decode((resources.files("comity.conferences") / FILE).read_bytes(), type=Zones)
