# SPDX-License-Identifier: Apache-2.0
"""Standing contacts: stated and confirmed by the state, called, and unconfirmed after two calls in vain (rules 15.11, 15.12)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.contacts import AnswerPing, PingContact, StateContact
from comity.acts.instant import instant_text
from comity.acts.template import Standing
from comity.rules.forum import Forum
from comity.rules.measures.book import Contact
from comity.rules.measures.clock import date_in, due_at_end_of
from comity.rules.measures.period import add_months
from comity.rules.measures.template import parties_to
from comity.rules.measures.undertaking import require_party
from comity.rules.outcome import Change, Effect, Lodged, Refused

UNCONFIRMED_AFTER = 2
"""So many calls in a row without an answer, and the contact is unconfirmed."""


def _with(forum: Forum, key: str, contact: Contact, *effects: Effect) -> Change:
    book = forum.measures
    return Change(replace(forum, measures=replace(book, contacts=book.contacts.insert(key, contact))), effects)


def state_contact(forum: Forum, lodged: Lodged[StateContact]) -> Change | Refused:
    """State or confirm one's contact (rule 15.11); what was missed before is forgotten."""
    act, by = lodged.act, lodged.act.by[0]
    template = require_party(forum, act.template, by, "15.11")
    if isinstance(template, Refused):
        return template
    if not isinstance(template.trigger, Standing) or "" in act.offices or len(set(act.offices)) != len(act.offices):
        return Refused("15.11", found=f"{act.template} {len(act.offices)}", expected="a standing contact")
    key = f"{act.template} {by}"
    today = date_in(forum.measures, template.zone, lodged.at)
    again = add_months(today, template.trigger.confirm_every_months)
    due = Effect("contact_stated", key, instant_text(due_at_end_of(forum.measures, template.zone, again)))
    return _with(forum, key, Contact(act.offices, lodged.at), due)


def missed_by(contact: Contact, at: datetime) -> int:
    """Count the calls in a row that were not answered in time, up to an instant."""
    return contact.missed + (contact.ping is not None and contact.ping[1] <= at)


def ping_contact(forum: Forum, lodged: Lodged[PingContact]) -> Change | Refused:
    """Call a contact (rule 15.12): a party or the secretariat, when no call is open."""
    act, by = lodged.act, lodged.act.by[0]
    measure = forum.measures.templates.get(act.template)
    key = f"{act.template} {act.party}"
    contact = forum.measures.contacts.get(key)
    trigger = measure.newest.trigger if measure else None
    if measure is None or contact is None or not isinstance(trigger, Standing):
        return Refused("15.12", found=key, expected="a contact")
    may_call = by in parties_to(forum, measure.newest) or forum.parties[by].kind == "secretariat"
    if by == act.party or not may_call or (contact.ping is not None and lodged.at < contact.ping[1]):
        return Refused("15.12", found=by, expected="another party, no call open")
    missed = missed_by(contact, lodged.at)
    due_at = lodged.at + timedelta(hours=trigger.answer_within_h)
    called = replace(contact, ping=(lodged.id, due_at), missed=missed)
    effects = [Effect("contact_called", key, instant_text(due_at))]
    if missed >= UNCONFIRMED_AFTER:
        effects.append(Effect("contact_unconfirmed", key, str(missed)))
    change = _with(forum, key, called, *effects)
    pings = change.forum.measures.pings.insert(lodged.id, key)
    return Change(replace(change.forum, measures=replace(change.forum.measures, pings=pings)), change.effects)


def answer_ping(forum: Forum, lodged: Lodged[AnswerPing]) -> Change | Refused:
    """Answer a call (rule 15.12): whose contact it is, once. A fault of the line is neither an answer nor a miss."""
    act, by = lodged.act, lodged.act.by[0]
    key = forum.measures.pings.get(act.ping) or ""
    contact = forum.measures.contacts.get(key)
    if contact is None or contact.ping is None or contact.ping[0] != act.ping or key.rpartition(" ")[2] != by:
        return Refused("15.12", found=by, expected="its own open call")
    late = lodged.at >= contact.ping[1]
    if act.fault == "line":
        answered = replace(contact, ping=None, faults=contact.faults + 1)
        return _with(forum, key, answered, Effect("line_at_fault", key, str(answered.faults)))
    word = "late" if late else "in_time"
    return _with(forum, key, replace(contact, ping=None, missed=0), Effect("call_answered", key, word))
