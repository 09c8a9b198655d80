# SPDX-License-Identifier: Apache-2.0
"""The correspondence: where on the record the exchanges of measures stand, so that each is read without the others.

A part of the [directory](directory.py), and like it a projection: places and ids, no content. An exchange is a return, a request
or a swap, with everything that was said about it afterwards. Each list grows at its end alone and is read from there, so ten
years of it cost a page what one year does.
"""

from collections import defaultdict
from collections.abc import Sequence

from comity.acts.contacts import AnswerPing, PingContact, StateContact
from comity.acts.envelope import Act
from comity.acts.measures import AdoptTemplate
from comity.acts.requests import MakeRequest
from comity.acts.returns import FileReturn
from comity.acts.swaps import CommitSwap, ReleaseSwap


class Correspondence:
    """Where exchanges stand. Ids are those of the acts that began them; one thread writes."""

    def __init__(self) -> None:
        self._returns: list[str] = []
        self._under: defaultdict[str, list[str]] = defaultdict(list)
        self._of: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._earlier: dict[str, str] = {}
        self._requests: list[str] = []
        self._asked: defaultdict[str, list[str]] = defaultdict(list)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._measure: defaultdict[str, list[int]] = defaultdict(list)
        self._swaps: defaultdict[str, list[str]] = defaultdict(list)

    def observe(self, index: int, act: Act, act_id: str) -> None:
        """Take in the next act, where it is about a measure."""
        if isinstance(act, FileReturn):
            self._filed(act, act_id)
        elif isinstance(act, MakeRequest):
            self._request(act, act_id)
        elif isinstance(act, CommitSwap | ReleaseSwap):
            act_id = swap_key(act.template, act.period)
            if act_id not in self._places:
                self._swaps[act.template].append(act_id)
        else:
            act_id = getattr(act, "filed", "") or getattr(act, "request", "")
            if act_id not in self._places:
                self._note(index, act)
                return
        self._places[act_id].append(index)

    def _filed(self, act: FileReturn, act_id: str) -> None:
        self._returns.append(act_id)
        self._under[act.template].append(act_id)
        of_state = self._of[act.template, act.state or act.by[0]]
        if of_state:
            self._earlier[act_id] = of_state[-1]
        of_state.append(act_id)

    def _request(self, act: MakeRequest, act_id: str) -> None:
        self._requests.append(act_id)
        for code in (act.by[0], act.party):
            self._asked[code].append(act_id)

    def _note(self, index: int, act: Act) -> None:
        """Note what concerns a measure as such: versions, undertakings, contacts."""
        template = act.template.code if isinstance(act, AdoptTemplate) else getattr(act, "template", "")
        if template and not isinstance(act, PingContact | AnswerPing | StateContact):
            self._measure[template].append(index)

    @property
    def returns(self) -> Sequence[str]:
        """Every return, oldest first."""
        return self._returns

    def under(self, measure: str) -> Sequence[str]:
        """Give the returns under a measure, oldest first."""
        return self._under.get(measure, ())

    def of_state(self, measure: str, state: str) -> Sequence[str]:
        """Give the returns of a state under a measure, oldest first; those that the secretariat filed for it are its own."""
        return self._of.get((measure, state), ())

    def earlier(self, filed: str) -> str | None:
        """Give the return of the same state under the same measure that came before; None where this was its first."""
        return self._earlier.get(filed)

    @property
    def requests(self) -> Sequence[str]:
        """Every request, oldest first."""
        return self._requests

    def asked(self, party: str) -> Sequence[str]:
        """Give the requests that a party made or was made, oldest first."""
        return self._asked.get(party, ())

    def swaps(self, measure: str) -> Sequence[str]:
        """Give the swaps of a measure that a side has begun, by `swap_key`, oldest first."""
        return self._swaps.get(measure, ())

    def places(self, exchange: str) -> Sequence[int]:
        """Give the places of the entries about an exchange, oldest first; none where there is no such exchange."""
        return tuple(self._places.get(exchange, ()))

    def of_measure(self, measure: str) -> Sequence[int]:
        """Give the places of its versions, and of undertakings given, suspended, ended."""
        return tuple(self._measure.get(measure, ()))


def swap_key(measure: str, period: str) -> str:
    """Name a swap: its measure and the day."""
    return f"{measure} {period}"
