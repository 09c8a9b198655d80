# SPDX-License-Identifier: Apache-2.0
"""What a record holds of measures, as the verbs read it: the forum, and where each exchange stands in the entries."""

from datetime import UTC, datetime
from hashlib import sha256

from comity.acts.entry import Entry, parse_entry
from comity.acts.template import Template
from comity.bug import Bug
from comity.cli.errors import NotThere
from comity.cli.mirror import Mirror
from comity.node.correspondence import Correspondence
from comity.node.exchange import Exchange, exchange
from comity.record.certificate import Verified
from comity.rules.forum import Forum
from comity.rules.outcome import Outcome

LEAST_DIGITS = 6
"""So many digits name a request or a return by the start of its id."""


class Holdings:
    """The forum at the confirmed head with its exchanges; filled while the record is fetched."""

    def __init__(self) -> None:
        self.correspondence = Correspondence()
        self._mirror: Mirror | None = None

    def observe(self, index: int, entry: Entry, outcome: Outcome) -> None:  # noqa: ARG002  (as mirrors hand it on)
        """Take in the next entry."""
        self.correspondence.observe(index, entry.signed.act, entry.signed.id)

    def take(self, mirror: Mirror) -> None:
        """Take the record whose entries were observed."""
        self._mirror = mirror

    @property
    def _taken(self) -> Mirror:
        if self._mirror is None:
            raise Bug("holdings were asked before a record was taken")
        return self._mirror

    @property
    def forum(self) -> Forum:
        """The forum at the confirmed head."""
        return self._taken.forum

    @property
    def head(self) -> Verified:
        """The confirmed head, and whose word it is."""
        return self._taken.head

    @property
    def anchor(self) -> str:
        """The digest of the genesis entry, by which the record is known."""
        return sha256(self._taken.entries[0]).hexdigest()

    @property
    def now(self) -> datetime:
        """This machine's time, by which what is due is told."""
        return max(datetime.now(UTC), self.forum.at)

    def read(self, place: int) -> Entry:
        """Read one entry."""
        return parse_entry(self._taken.entries[place])

    def exchange(self, name: str) -> Exchange:
        """Read a return whole; raises NotThere."""
        filed = find_return(self.forum, name)
        found = exchange(self.forum, filed, self.correspondence.places(filed), self.read)
        if found is None:
            raise NotThere(f"the return {name} is not on the record")
        return found


def find_measure(forum: Forum, code: str) -> Template:
    """Give the newest version of a measure; raises NotThere."""
    measure = forum.measures.templates.get(code)
    if measure is None:
        known = ", ".join(sorted(forum.measures.templates)) or "none"
        raise NotThere(f"no measure is called {code}; on the record are: {known}")
    return measure.newest


def find_return(forum: Forum, name: str) -> str:
    """Give the id of a return by its number or the start of its id; raises NotThere."""
    filings = forum.measures.filings
    found = [filed for filed in filings if name == filings[filed].ref or _begins(filed, name)]
    if len(found) != 1:
        raise NotThere(f"no return, or more than one, is called {name}: give its number, or more of its id")
    return found[0]


def find_request(forum: Forum, name: str) -> str:
    """Give the id of a request by its start; raises NotThere."""
    found = [request for request in forum.measures.requests if _begins(request, name)]
    if len(found) != 1:
        raise NotThere(f"no request, or more than one, begins with {name}: `comity measures requests` lists them")
    return found[0]


def _begins(act_id: str, name: str) -> bool:
    return len(name) >= LEAST_DIGITS and act_id.startswith(name)
