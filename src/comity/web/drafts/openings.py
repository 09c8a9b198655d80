# SPDX-License-Identifier: Apache-2.0
"""When each kind about a measure, a return, a request or a call is open to a party. Whether an act is admitted the rules say."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from comity.acts.template import Ask, Quota, Standing, Stream, Template
from comity.rules.forum import Forum
from comity.rules.measures.period import days_of, is_period
from comity.rules.measures.requests import OPEN
from comity.rules.measures.returns import NOT_FILED, stands
from comity.rules.measures.template import parties_to
from comity.rules.measures.undertaking import runs, suspension_at
from comity.rules.standing import is_member


class Asked(NamedTuple):
    """A party that asks what it may write, about what, when."""

    forum: Forum
    party: str
    about: str
    now: datetime

    @property
    def is_secretariat(self) -> bool:
        """Tell whether the secretariat asks."""
        known = self.forum.parties.get(self.party)
        return known is not None and known.kind == "secretariat"

    @property
    def code(self) -> str:
        """The code of the measure."""
        return self.about.partition(" ")[0]

    @property
    def detail(self) -> str:
        """What the link named within the measure; empty where it named nothing."""
        return self.about.partition(" ")[2]

    @property
    def template(self) -> Template | None:
        """The measure in force; None where there is none."""
        measure = self.forum.measures.templates.get(self.code)
        return measure.newest if measure is not None and measure.retired_at is None else None

    @property
    def is_party(self) -> bool:
        """Tell whether the party is one to the measure."""
        return self.template is not None and self.party in parties_to(self.forum, self.template)


def _undertake(asked: Asked) -> bool:
    known = asked.forum.measures.undertakings.get(f"{asked.code} {asked.party}")
    return asked.is_party and not asked.detail and not runs(known, asked.now)


def _end(asked: Asked) -> bool:
    known = asked.forum.measures.undertakings.get(f"{asked.code} {asked.party}")
    return not asked.detail and known is not None and known.until_at is None


def _suspend(asked: Asked) -> bool:
    known = asked.forum.measures.undertakings.get(f"{asked.code} {asked.party}")
    return not asked.detail and known is not None and runs(known, asked.now) and suspension_at(known, asked.now) is None


def _resume(asked: Asked) -> bool:
    known = asked.forum.measures.undertakings.get(f"{asked.code} {asked.party}")
    return (
        not asked.detail
        and known is not None
        and runs(known, asked.now)
        and suspension_at(known, asked.now) is not None
    )


def _file(asked: Asked) -> bool:
    template = asked.template
    if template is None or isinstance(template.trigger, NOT_FILED) or not (asked.is_party or asked.is_secretariat):
        return False
    if not asked.detail:
        return True
    has_periods = bool(days_of(template)) or isinstance(template.trigger, Stream)
    filed = asked.forum.measures.periods.get(f"{asked.code} {asked.party} {asked.detail}")
    return has_periods and is_period(template, asked.detail) and not stands(asked.forum.measures, filed)


def _mandate(asked: Asked) -> bool:
    template = asked.template
    return asked.is_party and not asked.detail and template is not None and not isinstance(template.trigger, NOT_FILED)


def _request(asked: Asked) -> bool:
    template, detail = asked.template, asked.detail
    if template is None or not asked.is_party or not isinstance(template.trigger, Ask | Quota):
        return False
    return not detail or detail in asked.forum.measures.filings or detail in parties_to(asked.forum, template)


def _contact(asked: Asked) -> bool:
    return asked.is_party and not asked.detail and isinstance(getattr(asked.template, "trigger", None), Standing)


def callable_parties(forum: Forum, code: str, party: str, now: datetime) -> list[str]:
    """Give the parties whose contact under a measure can be called: they named one, and no call to them is open."""
    template, contacts = forum.measures.templates[code].newest, forum.measures.contacts
    known = [(each, contacts.get(f"{code} {each}")) for each in parties_to(forum, template) if each != party]
    return [each for each, found in known if found is not None and (found.ping is None or found.ping[1] <= now)]


def _call(asked: Asked) -> bool:
    if not (asked.is_party or asked.is_secretariat) or not isinstance(
        getattr(asked.template, "trigger", None), Standing
    ):
        return False
    known = callable_parties(asked.forum, asked.code, asked.party, asked.now)
    return asked.detail in known if asked.detail else bool(known)


def _gap(asked: Asked) -> bool:
    series = asked.forum.measures.series.get(f"{asked.code} {asked.party}")
    return not asked.detail and series is not None and any(not gap[2] for gap in series.gaps)


def _retire(asked: Asked) -> bool:
    return asked.is_secretariat and not asked.detail and asked.template is not None


def _amend(asked: Asked) -> bool:
    filing = asked.forum.measures.filings[asked.about]
    return filing.state == asked.party and filing.stage == "stands"


def _confirm(asked: Asked) -> bool:
    filing = asked.forum.measures.filings[asked.about]
    return filing.state == asked.party and not filing.confirmed


def _acknowledge(asked: Asked) -> bool:
    filing = asked.forum.measures.filings[asked.about]
    return asked.party in filing.recipients and asked.party not in {filing.state, *filing.acknowledged}


def _state(asked: Asked) -> bool:
    filing = asked.forum.measures.filings[asked.about]
    return is_member(asked.forum, asked.party) and asked.party in {filing.state, *filing.recipients}


def own_annexes(forum: Forum, filed: str, party: str) -> list[tuple[str, tuple[str, ...]]]:
    """Give the sealed files of a return that a party sent and that were not erased, each with its recipients."""
    book = forum.measures
    sealed = book.filings[filed].sealed
    return [(digest, to) for digest, sender, to in sealed if sender == party and digest not in book.erased]


def _own_template(asked: Asked) -> Template | None:
    """Give the version under which a return was filed, where the party has sealed content in it."""
    filing = asked.forum.measures.filings[asked.about]
    if not own_annexes(asked.forum, asked.about, asked.party):
        return None
    return asked.forum.measures.templates[filing.template].versions[filing.version - 1][1]


def _consent(asked: Asked) -> bool:
    template = _own_template(asked)
    return template is not None and template.onward != "never"


def _erase(asked: Asked) -> bool:
    template = _own_template(asked)
    return template is not None and template.erasable


def _name_key(asked: Asked) -> bool:
    return is_member(asked.forum, asked.party)


def _reply(asked: Asked) -> bool:
    request = asked.forum.measures.requests[asked.about]
    return request.to == asked.party and request.stage in OPEN


def _assess(asked: Asked) -> bool:
    request = asked.forum.measures.requests[asked.about]
    is_ripe = request.replied_at is not None or request.due_at <= asked.now
    return request.by == asked.party and request.stage in OPEN and is_ripe


def _cancel(asked: Asked) -> bool:
    request = asked.forum.measures.requests[asked.about]
    return request.to == asked.party and request.stage == "accepted"


def _answer(asked: Asked) -> bool:
    key = asked.forum.measures.pings[asked.about]
    contact = asked.forum.measures.contacts[key]
    return key.rpartition(" ")[2] == asked.party and contact.ping is not None and contact.ping[0] == asked.about


def _adopt(asked: Asked) -> bool:
    return asked.is_secretariat


def open_to_devices(forum: Forum, party: str) -> list[tuple[str, Template]]:
    """Give the measures in force to which a party is one and which let a device sign."""
    known = [(code, measure.newest) for code, measure in forum.measures.templates.items() if not measure.retired_at]
    return sorted(
        (code, template) for code, template in known if template.machine_signed and party in parties_to(forum, template)
    )


def _enrol(asked: Asked) -> bool:
    return bool(open_to_devices(asked.forum, asked.party))


def _end_device(asked: Asked) -> bool:
    return any(name.startswith(f"{asked.party}/device/") for name in asked.forum.measures.devices)


OPENINGS: dict[str, Callable[[Asked], bool]] = {
    "AcknowledgeReturn": _acknowledge,
    "AdoptTemplate": _adopt,
    "AmendReturn": _amend,
    "AnswerPing": _answer,
    "AssessReply": _assess,
    "CancelVisit": _cancel,
    "ConfirmReturn": _confirm,
    "ConsentToReseal": _consent,
    "EndDevice": _end_device,
    "EndUndertaking": _end,
    "EnrolDevice": _enrol,
    "EraseContent": _erase,
    "ExplainGap": _gap,
    "FileReturn": _file,
    "GrantMandate": _mandate,
    "MakeRequest": _request,
    "NameSealingKey": _name_key,
    "PingContact": _call,
    "ReplyToRequest": _reply,
    "ResumeUndertaking": _resume,
    "RetireTemplate": _retire,
    "StateContact": _contact,
    "StateOnReturn": _state,
    "SuspendUndertaking": _suspend,
    "Undertake": _undertake,
}
"""Act → whether a party is offered it; what it is about is on the record, as `offering` has seen."""
