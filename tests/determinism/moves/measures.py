# SPDX-License-Identifier: Apache-2.0
"""Moves about measures: what the book of now may allow, in an order that does not depend on hashes."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from comity.acts.contacts import AnswerPing, ExplainGap, PingContact, StateContact
from comity.acts.envelope import Blob
from comity.acts.keys import EndDevice, EnrolDevice
from comity.acts.measures import (
    AdoptTemplate,
    EndUndertaking,
    GrantMandate,
    RecordOutage,
    ResumeUndertaking,
    RetireTemplate,
    SuspendUndertaking,
    Undertake,
)
from comity.acts.requests import AssessReply, CancelVisit, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, ConfirmReturn, FileReturn, StateOnReturn
from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal, SealedContent
from comity.acts.swaps import CommitSwap, ReleaseSwap
from comity.acts.template import Template
from comity.rules.measures.book import Book, Filing
from comity.rules.measures.swap import commitment_of
from comity.sealing.classic import ClassicRecipient
from tests.cast import templates as cast
from tests.cast.forum import ORIGIN
from tests.cast.keys import note_signer, seed, vkey_of
from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.choice import WORDS

PAIR = ("ARD", "BOR")
SALT = sha256(b"salt").hexdigest()
OFFERED = tuple(
    replace(each, parties=PAIR, machine_signed=each.code in {"RIVER", "CONTACTS"}) for each in cast.TEMPLATES
)
READINGS = ("2027-06-01T00:00:00Z", "2027-06-02T00:00:00Z", "2027-06-09T00:00:00Z", "2027-06-20T00:00:00Z")


def book(told: Chronicle) -> Book:
    return told.state.measures


def measure(told: Chronicle, *codes: str) -> Template | None:
    """A measure in force, of these or any."""
    found = sorted(
        code for code, each in book(told).templates.items() if not each.retired_at and code in (codes or [code])
    )
    code = told.pick(found)
    return book(told).templates[code].newest if code else None


def filing(told: Chronicle) -> tuple[str, Filing] | None:
    found = sorted((each.index, key) for key, each in book(told).filings.items())
    chosen = told.pick(found)
    return (chosen[1], book(told).filings[chosen[1]]) if chosen else None


def sealed(word: str, *recipients: str) -> SealedContent:
    blob = Blob(
        sha256=sha256(word.encode()).hexdigest(), size=100, media_type="application/octet-stream", kind="attachment"
    )
    return SealedContent(blob=blob, recipients=recipients)


def other(by: str) -> str:
    return PAIR[1 - PAIR.index(by)] if by in PAIR else PAIR[0]


def adopt_template(told: Chronicle) -> Said:
    known = [each.code for each in OFFERED if each.code in book(told).templates]
    fresh = [each for each in OFFERED if each.code not in known]
    if fresh and told.chance(0.9):
        return Said(AdoptTemplate, PAIR, {"template": told.pick(fresh)})
    offered = told.pick(OFFERED)
    before = book(told).templates.get(offered.code)
    return Said(AdoptTemplate, PAIR, {"template": replace(offered, version=before.newest.version + 1 if before else 1)})


def retire_template(told: Chronicle) -> Said | None:
    found = measure(told)
    return Said(RetireTemplate, PAIR, {"template": found.code}) if found and told.chance(0.4) else None


def _own(told: Chronicle, kind: Any, **fields: Any) -> Said | None:
    found = measure(told)
    return Said(kind, (told.pick(PAIR),), {"template": found.code, **fields}) if found else None


def undertake(told: Chronicle) -> Said | None:
    return _own(told, Undertake, reservation=told.pick(("", *WORDS)))


def end_undertaking(told: Chronicle) -> Said | None:
    return _own(told, EndUndertaking)


def suspend_undertaking(told: Chronicle) -> Said | None:
    by = told.pick(PAIR)
    found = sorted(key for key in book(told).undertakings if key.endswith(by))
    key = told.pick(found)
    fields = {"towards": told.pick(((), (other(by),))), "reason": told.pick(WORDS)}
    return Said(SuspendUndertaking, (by,), {"template": key.partition(" ")[0], **fields}) if key else None


def resume_undertaking(told: Chronicle) -> Said | None:
    key = told.pick(sorted(key for key, each in book(told).undertakings.items() if each.suspensions))
    return Said(ResumeUndertaking, (key.partition(" ")[2],), {"template": key.partition(" ")[0]}) if key else None


def grant_mandate(told: Chronicle) -> Said | None:
    by = told.pick(PAIR)
    found = measure(told)
    fields = {"party": other(by), "granted": told.chance(0.7)}
    return Said(GrantMandate, (by,), {"template": found.code, **fields}) if found else None


def record_outage(told: Chronicle) -> Said:
    ended = told.at.replace(microsecond=0) - timedelta(minutes=told.pick((0, 5)))
    return Said(RecordOutage, ("SEC",), {"began_at": ended - timedelta(minutes=told.pick((0, 30))), "ended_at": ended})


def file_return(told: Chronicle) -> Said | None:
    by, found = told.pick(PAIR), measure(told, "CALENDAR", "BUDGET", "EXERCISES", "INCIDENT", "REPORT", "RIVER")
    if found is None:
        return None
    told_of = {
        "CALENDAR": {
            "period": told.pick(("2026-11-15", "2027-11-15")),
            "values": (cast.troops(told.pick((0, 9_000))),),
        },
        "BUDGET": {"period": "2027-04-30", "values": (cast.troops(5),), "short": told.chance(0.5)},
        "EXERCISES": {
            "values": (cast.troops(told.pick((8_999, 12_700, 13_000))), *cast.says(begins_on="2027-03-15")),
            "sealed": told.pick(((), (sealed(f"{len(told.entries)}", other(by)),))),
        },
        "INCIDENT": {"values": told.pick(((), cast.says(happened_at="2026-11-23T04:00:00Z")))},
        "REPORT": {"values": cast.says(begins_on=told.pick(("2026-11-01", "2026-12-24", "soon")))},
        "RIVER": {"period": told.pick(READINGS), "values": cast.says(level=told.pick(("12.5", "13")))},
    }[found.code]
    fields: dict[str, Any] = {
        "template": found.code,
        "version": found.version,
        "language": "en",
        "office": "Office",
        **told_of,
    }
    if told.chance(0.15):
        fields |= {"kind": told.pick(("nil", "not_provided")), "values": (), "sealed": ()}
    if told.chance(0.2):
        fields |= {"joint": (other(by),), "exercise": told.chance(0.3)}
    if told.chance(0.25):
        scan = sealed("scan").blob
        fields |= {"state": by, "channel": "paper", "received_at": told.at.replace(microsecond=0), "scan": scan}
        return Said(FileReturn, ("SEC",), fields)
    return Said(FileReturn, (by,), fields)


def _on_filing(told: Chronicle, act: Any, *, own: bool, **fields: Any) -> Said | None:
    found = filing(told)
    if found is None:
        return None
    by = found[1].state if own else other(found[1].state)
    return Said(act, (by,), {"filed": found[0], **fields})


def amend_return(told: Chronicle) -> Said | None:
    found = filing(told)
    if found is None:
        return None
    kind = told.pick(("correction", "change", "cancellation", "withdrawal"))
    values = (cast.troops(14_000), *cast.says(begins_on="2027-03-16")) if kind in {"correction", "change"} else ()
    return Said(AmendReturn, (found[1].state,), {"filed": found[0], "kind": kind, "values": values})


def confirm_return(told: Chronicle) -> Said | None:
    waiting = sorted(key for key, each in book(told).filings.items() if not each.confirmed)
    filed = told.pick(waiting)
    return Said(ConfirmReturn, (book(told).filings[filed].state,), {"filed": filed}) if filed else None


def state_on_return(told: Chronicle) -> Said | None:
    kind = told.pick(("contest", "reservation", "not_applicable", "finding"))
    return _on_filing(told, StateOnReturn, own=told.chance(0.3), kind=kind, text=told.pick(WORDS), language="en")


def acknowledge_return(told: Chronicle) -> Said | None:
    return _on_filing(told, AcknowledgeReturn, own=False)


def make_request(told: Chronicle) -> Said | None:
    by, found = told.pick(PAIR), measure(told, "REQUEST", "VISITS")
    fields = {"party": other(by), "items": told.pick(((), ("Why?", "When?"))), "language": "en"}
    return Said(MakeRequest, (by,), {"template": found.code, "version": found.version, **fields}) if found else None


def reply_to_request(told: Chronicle) -> Said | None:
    request = told.pick(sorted(book(told).requests))
    if request is None:
        return None
    asked = book(told).requests[request]
    kind = "decline" if told.chance(0.2) else ("accept" if asked.template == "VISITS" else "answer")
    ground = "force_majeure" if kind == "decline" else None
    return Said(ReplyToRequest, (asked.to,), {"request": request, "kind": kind, "ground": ground, "language": "en"})


def assess_reply(told: Chronicle) -> Said | None:
    request = told.pick(sorted(key for key, each in book(told).requests.items() if each.replied_at))
    by = (book(told).requests[request].by,) if request else ()
    return Said(AssessReply, by, {"request": request, "satisfied": told.chance(0.4)}) if request else None


def cancel_visit(told: Chronicle) -> Said | None:
    request = told.pick(sorted(key for key, each in book(told).requests.items() if each.stage == "accepted"))
    by = (book(told).requests[request].to,) if request else ()
    return Said(CancelVisit, by, {"request": request, "reason": told.pick(WORDS)}) if request else None


def commit_swap(told: Chronicle) -> Said | None:
    by, found = told.pick(PAIR), measure(told, "LISTS")
    if found is None:
        return None
    digest = sealed(f"list {by}").blob.sha256
    commitment = commitment_of(ORIGIN, "LISTS", "2027-01-01", by, SALT, digest)
    fields = {"template": "LISTS", "version": found.version, "period": "2027-01-01", "commitment": commitment}
    return Said(CommitSwap, (by,), fields)


def release_swap(told: Chronicle) -> Said | None:
    by = told.pick(PAIR)
    if not all(f"LISTS 2027-01-01 {code}" in book(told).swaps for code in PAIR):
        return None
    head = told.cosigned_head() if told.state.witnesses else ""
    fields = {"template": "LISTS", "period": "2027-01-01", "salt": SALT, "sealed": sealed(f"list {by}", other(by))}
    return Said(ReleaseSwap, (by,), {**fields, "head": head})


def state_contact(told: Chronicle) -> Said | None:
    found = measure(told, "CONTACTS")
    fields = {"template": "CONTACTS", "offices": ("Centre",)}
    return Said(StateContact, (told.pick(PAIR),), fields) if found else None


def ping_contact(told: Chronicle) -> Said | None:
    key = told.pick(sorted(book(told).contacts))
    party = key.partition(" ")[2] if key else ""
    by = told.pick(("SEC", other(party))) if key else ""
    return Said(PingContact, (by,), {"template": "CONTACTS", "party": party}) if key else None


def answer_ping(told: Chronicle) -> Said | None:
    pings = sorted((each.ping[0], key) for key, each in book(told).contacts.items() if each.ping)
    chosen = told.pick(pings)
    fields = {"ping": chosen[0], "fault": told.pick(("none", "line"))} if chosen else {}
    return Said(AnswerPing, (chosen[1].partition(" ")[2],), fields) if chosen else None


def explain_gap(told: Chronicle) -> Said | None:
    gaps = sorted((key, gap[0]) for key, each in book(told).series.items() for gap in each.gaps if not gap[2])
    chosen = told.pick(gaps)
    fields = {"template": "RIVER", "from_at": chosen[1], "reason": told.pick(("access", "weather"))} if chosen else {}
    return Said(ExplainGap, (chosen[0].partition(" ")[2],), fields) if chosen else None


def _sealed_file(told: Chronicle) -> tuple[str, Filing, str] | None:
    files = sorted((key, each[0]) for key, found in book(told).filings.items() for each in found.sealed)
    chosen = told.pick(files)
    return (chosen[0], book(told).filings[chosen[0]], chosen[1]) if chosen else None


def consent_to_reseal(told: Chronicle) -> Said | None:
    found = _sealed_file(told)
    fields = {"filed": found[0], "sha256": found[2], "recipients": ("COR",)} if found else {}
    return Said(ConsentToReseal, (found[1].state,), fields) if found else None


def reseal(told: Chronicle) -> Said | None:
    found = _sealed_file(told)
    if found is None:
        return None
    by = told.pick((found[1].state, other(found[1].state)))
    anew = sealed(f"anew {len(told.entries)}", told.pick(("COR", "DEL")))
    return Said(Reseal, (by,), {"filed": found[0], "sha256": found[2], "sealed": anew})


def erase_content(told: Chronicle) -> Said | None:
    found = _sealed_file(told)
    fields = {"filed": found[0], "sha256": found[2]} if found else {}
    return Said(EraseContent, (found[1].state,), fields) if found else None


def name_sealing_key(told: Chronicle) -> Said:
    recipient = str(ClassicRecipient(seed(f"sealing {told.pick(range(4))}")))
    return Said(NameSealingKey, (told.pick(PAIR),), {"recipient": recipient})


def enrol_device(told: Chronicle) -> Said:
    by = told.pick(PAIR)
    key = note_signer(f"{by}/device/{told.pick(('gate-1', 'gate-2'))}#{told.pick(range(3))}")
    return Said(EnrolDevice, (by,), {"key": vkey_of(key), "templates": told.pick((("RIVER",), ("RIVER", "CONTACTS")))})


def end_device(told: Chronicle) -> Said:
    return Said(EndDevice, (told.pick(PAIR),), {"name": told.pick(("gate-1", "gate-2"))})
