# SPDX-License-Identifier: Apache-2.0
"""What the states do: a text is circulated, proposed, placed under silence; some object, early, late or at the very edge."""

import math
from datetime import timedelta
from functools import partial
from hashlib import sha256

from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import Blob, Text
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.silence import Object, PlaceUnderSilence
from comity.node.connection import RemoteError
from comity.rules.forum import Forum, witness_quorum
from comity.rules.outcome import Refused
from comity.rules.proposals import text_hash
from tests.cast.forum import START
from tests.cast.keys import vkey_of, witness_signers
from tests.simulation.author import Author
from tests.simulation.capital import Capital
from tests.simulation.conference import BODY, CHAIR
from tests.simulation.headquarters import Headquarters
from tests.simulation.scheduler import Scheduler

SYMBOL = f"CICA/{BODY}/2026/L.1"
WORDS = b"The text of the simulation."
PERIOD_S = 60
MOST_WRONG_S = 30
"""A clock is off by so much at most."""


class Story:
    """One proposal from its text to its end, with what else is said meanwhile."""

    def __init__(self, scheduler: Scheduler, headquarters: Headquarters, capitals: dict[str, Capital]) -> None:
        self.scheduler = scheduler
        self.headquarters = headquarters
        self.capitals = capitals
        self.secretariat = Author(headquarters.conference, "SEC")
        self.objectors: list[str] = []
        self.deadline = 0.0
        self._said: set[str] = set()

    def begin(self) -> None:
        """Arrange everything."""
        self.secretariat.say(
            CirculateDocument, symbol=SYMBOL, title=Text(en="A text"), versions=(_version("en"), _version("ru"))
        )
        self.scheduler.every(1.0, self._secretariat)
        self.scheduler.every(1.0, self._go_on)
        for capital in self.capitals.values():
            self.scheduler.every(1.5, capital.speak)
            self.scheduler.every(4.0, capital.enter_seen)
            self.scheduler.every(5.0, capital.enrol_again)
            self.scheduler.every(5.0, capital.take_up_keys)
        self.scheduler.every(10.0, self._remark)
        if len(self.headquarters.conference.founding) < self.headquarters.conference.witnesses:
            self.scheduler.every(1.0, self._enrol_rest)

    def _secretariat(self) -> None:
        """The secretariat works at the headquarters, and knows what stands there."""
        try:
            registry = self.headquarters.registry("SEC")
            registry.store(WORDS)
            note = self.secretariat.note(registry.forum, self.headquarters.clock())
            if note is not None:
                self.headquarters.lodge("SEC", note)
        except RemoteError:
            return

    def _go_on(self) -> None:
        """Propose once the text is there, place it under silence once it is proposed."""
        proposer, chair = self.capitals["ARD"], self.capitals[CHAIR]
        if (forum := proposer.lodged) is not None and SYMBOL in forum.documents and self._first("proposed"):
            proposer.author.say(Propose, body=BODY, symbols=(SYMBOL,), title=Text(en="A proposal"))
        forum = chair.lodged
        is_proposed = forum is not None and any(matter.stage == "proposed" for matter in forum.matters.values())
        if forum is not None and is_proposed and not chair.author.is_waiting:
            # Again, where what the Chair brought came so late that the period was too short.
            self._place(chair, forum)

    def _first(self, step: str) -> bool:
        if step in self._said:
            return False
        self._said.add(step)
        return True

    def _place(self, chair: Capital, forum: Forum) -> None:
        proposal = _first_of(forum)
        deadline = math.ceil(self.scheduler.now) + PERIOD_S + self.scheduler.random.randint(4, 10)
        if any(isinstance(answer, Refused) and answer.rule == "9.5" for answer in chair.author.refused):
            # By the Chair's own clock, perhaps: who was told that the period is too short allows for that.
            deadline += MOST_WRONG_S
        self.deadline = deadline
        members = self.headquarters.conference.members
        chair.author.say(
            PlaceUnderSilence,
            proposal=proposal,
            deadline_at=START + timedelta(seconds=deadline),
            text_sha256=text_hash(forum, forum.matters[proposal]),
            notified=members,
        )
        self.scheduler.tell(f"the Chair places the text under silence until {deadline}")
        for code in self.scheduler.random.sample(members, self.scheduler.random.choice((0, 0, 1, 1, 2))):
            edge = self.scheduler.chance(0.6)
            lead = self.scheduler.random.uniform(-1, 6) if edge else self.scheduler.random.uniform(0, PERIOD_S)
            self.scheduler.after(deadline - lead - self.scheduler.now, partial(self._object, code, proposal))

    def _object(self, code: str, proposal: str) -> None:
        self.objectors.append(code)
        self.scheduler.tell(f"{code} objects")
        capital = self.capitals[code]
        capital.author.say(Object, proposal=proposal, reason="We cannot agree.")
        capital.speak()

    def _remark(self) -> None:
        """Somebody makes a statement, so that there is something to sequence."""
        code = self.scheduler.random.choice(list(self.capitals))
        capital, forum = self.capitals[code], self.capitals[code].lodged
        if forum is not None and any(forum.matters) and not capital.author.is_waiting:
            proposal = _first_of(forum)
            text = f"{code} at {self.scheduler.now:.0f} s"
            capital.author.say(MakeStatement, proposal=proposal, kind="explanation", text=text)

    def _enrol_rest(self) -> None:
        """Enrol, one after the other, those who did not find room in genesis."""
        conference = self.headquarters.conference
        for code in conference.enrolled[len(conference.founding) :]:
            capital, forum = self.capitals[code], self.capitals[code].lodged
            known = {witness.code for witness in forum.witnesses} if forum else set()
            if forum is not None and code not in known:
                if not capital.author.is_waiting:
                    self._enrol(capital, code, forum)
                return

    def _enrol(self, capital: Capital, pair: str, forum: Forum) -> None:
        known = {witness.code for witness in forum.witnesses} | {capital.code}
        keys = tuple(vkey_of(signer) for signer in witness_signers(pair))
        capital.author.say(EnrolWitness, keys=keys, quorum_before=forum.quorum, quorum=witness_quorum(len(known)))
        capital.renew(pair)
        self.scheduler.tell(f"{capital.code} asks to cosign with the keys of {pair}")

    def change_witnesses(self) -> None:
        """One member begins to witness, another stops, or one changes its keys."""
        random = self.scheduler.random
        conference = self.headquarters.conference
        which = random.choice(("enrol", "retire", "renew"))
        code = conference.members[-1] if which == "enrol" else random.choice(conference.enrolled)
        capital, forum = self.capitals[code], self.capitals[code].lodged
        if forum is None or capital.author.is_waiting or capital.is_burnt:
            return
        known = {witness.code for witness in forum.witnesses}
        if which == "retire":
            if len(known) > 4 and code in known:
                quorum = witness_quorum(len(known) - 1)
                capital.author.say(RetireWitness, quorum_before=forum.quorum, quorum=quorum)
                self.scheduler.tell(f"{code} asks to witness no more")
            return
        self._enrol(capital, f"{code}#9" if which == "renew" else code, forum)


def _first_of(forum: Forum) -> str:
    """Give the proposal; a proposer that was told of another number may have made it twice."""
    return min(forum.matters, key=lambda each: forum.matters[each].index)


def _version(language: str) -> Version:
    blob = Blob(sha256=sha256(WORDS).hexdigest(), size=len(WORDS), media_type="text/plain")
    return Version(language=language, blob=blob, status="official" if language == "en" else "working")
