# SPDX-License-Identifier: Apache-2.0
"""A return as one paper for the capital: what it says, what others said of it, how it is proven, in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from comity.node.exchange import Exchange
from comity.papers.paper import Fact, Paper, Part
from comity.papers.values import told_fault, told_values
from comity.papers.zones import three_zones
from comity.web.desk import opened_desk
from comity.web.measures.exchanges import annexes_of
from comity.web.measures.lists import recipients_of
from comity.web.measures.words import period_words
from comity.web.proof import proof
from comity.web.reading import forum, secured_size, wording
from comity.web.templatetags.times import in_zones
from comity.web.templatetags.words import SEAL_SENTENCE, named, phrase, plain


def return_paper(found: Exchange, party: str) -> Paper:
    """Set a return as a paper, with what the template shows of its sealed content to a party."""
    words, filing = wording(), found.filing
    parts = (
        Part(_("What is said"), tuple(_said(found))),
        Part(_("Sealed content"), tuple(_annexes(found, party))),
        Part(_("What others say of it"), tuple(_voices(found))),
        Part(_("Every version"), tuple(_versions(found))),
    )
    return Paper(
        language=words.language,
        conference=words.text(opened_desk().conference.name),
        banner=" ".join(_banners(found)),
        symbol=filing.ref,
        distribution=words.phrase("distribution_limited"),
        dated=f"{filing.at:%Y-%m-%d}",
        status=_status(found),
        title=plain(words.text(found.template.title)),
        facts=tuple(_facts(found, party)),
        parts=tuple(part for part in parts if part.facts),
        proof=tuple(_proof(found)),
        notes=(str(SEAL_SENTENCE),),
        fingerprint=bytes.fromhex(found.filed),
    )


def _banners(found: Exchange) -> Iterator[str]:
    banner = forum().banner
    if banner:
        yield wording().text(banner)
    if found.filing.exercise:
        yield _("Exercise only. This touches no undertaking, and nothing in it took place.")


def _status(found: Exchange) -> str:
    filing = found.filing
    said = [phrase(filing.stage, "filing")] if filing.stage != "stands" else []
    if filing.kind != "original":
        said.append(phrase(filing.kind, "position"))
    if found.is_contested:
        said.append(_("contested"))
    said.append(_("secured") if filing.index < secured_size() else _("entered, not yet secured"))
    return " · ".join(said)


def _facts(found: Exchange, party: str) -> Iterator[Fact]:
    act, filing = found.act, found.filing
    holds, recipients = found.newest, recipients_of(filing, party)
    written = {
        _("State"): _names([filing.state, *filing.joint]),
        _("For"): period_words(filing.period),
        _("Entered"): _when(filing.at),
        _("Due"): _when(filing.due_at) if filing.due_at and not filing.exercise else "",
        _("Dated by its author"): _when(act.made_at),
        _("Handed to the Secretariat"): f"{_when(act.received_at)} ({phrase(act.channel, 'channel')})"
        if act.received_at
        else "",
        _("Version"): f"{phrase(holds.kind, 'position')} {holds.number}, {_when(holds.said.at)}"
        if holds.number
        else "",
        _("Goes to"): _names(recipients),
        _("Acknowledged by"): _names(code for code in filing.acknowledged if code in recipients),
        _("Software"): phrase(act.machine, "machine") if act.machine != "none" else "",
    }
    yield from (Fact(name, value) for name, value in written.items() if value)
    if not filing.confirmed:
        yield Fact(_("Confirmation"), _("not yet confirmed by the state"))
    for fault in filing.incomplete:
        yield Fact(_("Incomplete"), told_fault(found.template, fault, wording()))


def _said(found: Exchange) -> Iterator[Fact]:
    for value in told_values(found.template, found.newest.values, forum(), wording(), in_zones):
        basis = f" ({_('counted:')} {value.basis})" if value.basis else ""
        yield Fact(plain(value.label), plain(value.text + basis))
    if found.newest.reason:
        yield Fact(_("Why"), plain(found.newest.reason))


def _annexes(found: Exchange, party: str) -> Iterator[Fact]:
    for annex in annexes_of(found, party):
        said = _("sealed to your delegation too") if annex.is_ours else _("sealed; not for your delegation")
        said = _("erased at the wish of its sender") if annex.is_erased else said
        seen = f" · {_('Sealed to:')} {_names(annex.recipients)}" if annex.recipients else ""
        yield Fact(named(annex.sender), f"{said}{seen} · {_grouped(annex.sha256)}")


def _voices(found: Exchange) -> Iterator[Fact]:
    for said, act in found.statements:
        yield Fact(f"{_names(act.by)}, {phrase(act.kind, 'position')}", f"{_short(said.at)}: {plain(act.text)}")


def _versions(found: Exchange) -> Iterator[Fact]:
    if len(found.revisions) > 1:
        for each in found.revisions:
            name = f"{phrase(each.kind, 'position')} {each.number}" if each.number else _("as filed")
            yield Fact(name, f"{_short(each.said.at)} {plain(each.reason)}".strip())


def _proof(found: Exchange) -> Iterator[Fact]:
    yield Fact(_("Fingerprint of the act"), found.filed)
    yield Fact(_("Entry"), str(found.filing.index))
    head = proof().head
    yield Fact(_("State of the record"), head.split("\n")[2] if head else "—")


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def _names(codes: Iterable[str]) -> str:
    return ", ".join(named(code) for code in codes)


def _when(at: datetime) -> str:
    zones = three_zones(at, forum().edition)
    return f"{zones['seat']} · {zones['utc']}"


def _short(at: datetime) -> str:
    return three_zones(at, forum().edition)["utc"]
