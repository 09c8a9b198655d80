# SPDX-License-Identifier: Apache-2.0
"""The history of a record's judges: every log and every set of witnesses it has had, by the sizes they answered for.

Evidence is about some day; who had to sign that day may be others than today. Everything is derived from genesis and from the
entries that change the witnesses or the log, which the fold, or the chain of a certificate, has judged before.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import timedelta

from comity.acts.entry import parse_entry
from comity.acts.outcomes import PutEditionInForce
from comity.record.chain import follow_link, open_chain
from comity.record.confirmation import WitnessSet, closing_set, witness_set
from comity.record.errors import MalformedEvidence
from comity.record.follow import closes
from comity.rules.forum import Forum

_EDITION = f'"type":"{PutEditionInForce.__name__}"'.encode()


class History:
    """Who answered for which size. It grows with the record; ``size`` entries are taken in."""

    def __init__(self, genesis: bytes) -> None:
        self._forum: Forum = open_chain(genesis)
        self._sets: list[tuple[int, WitnessSet]] = [(0, witness_set(self._forum))]
        self._closing: WitnessSet | None = None
        self.size = 1
        self.tolerance = timedelta(seconds=self._forum.edition.tolerance_s)

    def grow(self, entries: Iterable[bytes]) -> None:
        """Take in the next entries of the record.

        ``tolerance`` is the largest of any edition so far: nobody is accused of what was right in its day.
        """
        for entry in entries:
            self.size += 1
            if closes(entry):
                self.change(self.size, entry)
            elif _EDITION in entry and isinstance(act := parse_entry(entry).signed.act, PutEditionInForce):
                self.tolerance = max(self.tolerance, timedelta(seconds=act.edition.tolerance_s))

    def change(self, size: int, entry: bytes) -> None:
        """Take in an entry that changes the witnesses or the log, with the size of the checkpoint that it ends.

        Raises:
            MalformedCertificate: it does not follow on what was before it.
        """
        before, directly = self._forum, self._sets[-1][0] == size
        self._forum = follow_link(before, parse_entry(entry))
        self._closing = closing_set(before, self._forum, self._closing if directly else None)
        self._sets += [(size, self._closing), (size + 1, witness_set(self._forum))]
        self.size = size

    def at(self, origin: str, size: int) -> WitnessSet:
        """Give who had to confirm a checkpoint of a log at a size; of a log that others succeeded, its last witnesses.

        Raises:
            MalformedEvidence: the record has had no log of that name.
        """
        of_log = [each for each in self._sets if each[1].origin == origin]
        if not of_log:
            raise MalformedEvidence(f"a checkpoint of {origin}, which is no log of this record")
        return of_log[max(0, bisect_right(of_log, size, key=lambda each: each[0]) - 1)][1]
