# SPDX-License-Identifier: Apache-2.0
"""Moves about documents and proposals."""

from typing import Any

from comity.acts.documents import CirculateDocument, VoidSymbol, WithdrawDocument
from comity.acts.proposals import MakeStatement, Propose, SponsorProposal, WithdrawProposal
from comity.rules.matter import OPEN_TO_STATEMENTS
from tests.cast.scribe import version
from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.choice import (
    BODIES,
    WORDS,
    body_of,
    by_chair,
    decision_of,
    documents_of,
    newest,
    next_symbol,
    text_in_two_languages,
)


def circulate(told: Chronicle) -> Said:
    by = told.pick(("SEC", *told.members))
    series = told.pick(("L", "WP", "DEL") if by != "SEC" else ("L", "WP", "INF", "CRP", "NOTE"))
    symbol = next_symbol(told, told.pick(BODIES), series)
    if (parent := told.pick(documents_of(told, free=False))) and told.chance(0.3):
        by = told.state.documents[parent].by
        suffix = told.pick(("Rev", "Rev", "Add", "Corr", "Amend"))
        symbol = f"{parent}/{suffix}.{dict(told.state.documents[parent].suffixes).get(suffix, 0) + 1}"
    languages = told.pick((("en", "ru"), ("en", "ru"), ("en",), ("ru",)))
    versions = tuple(version(symbol, language) for language in languages)
    return Said(
        CirculateDocument, (by,), {"symbol": symbol, "title": text_in_two_languages(told), "versions": versions}
    )


def void_symbol(told: Chronicle) -> Said:
    return Said(VoidSymbol, ("SEC",), {"symbol": next_symbol(told, told.pick(BODIES), "L"), "reason": "never issued"})


def withdraw_document(told: Chronicle) -> Said | None:
    symbol = told.pick(documents_of(told, free=False))
    return Said(WithdrawDocument, (told.state.documents[symbol].by,), {"symbol": symbol}) if symbol else None


def propose(told: Chronicle) -> Said | None:
    free = documents_of(told)[-4:]
    if not free:
        return None
    body = told.pick(BODIES)
    fields: dict[str, Any] = {
        "body": body,
        "symbols": told.some(free)[:2],
        "title": text_in_two_languages(told),
        "recommended_by": "SOC" if body == "MC" else told.pick((None, None, "SWG")),
        "purpose": told.pick(("adoption", "adoption", "adoption", "closure")),
    }
    if told.chance(0.2):
        fields["supersedes"] = newest(told, "objected", "closed", "withdrawn")
    if told.chance(0.2):
        fields["reopens"] = decision_of(told)
    if told.chance(0.2):
        return by_chair(told, Propose, body, **fields)
    return Said(Propose, told.some(told.members)[:2], fields)


def sponsor_proposal(told: Chronicle) -> Said | None:
    proposal = newest(told, "proposed")
    if proposal is None:
        return None
    sponsors = told.state.matters[proposal].sponsors
    leaves = bool(sponsors) and told.chance(0.3)
    by = told.some(sponsors if leaves else [code for code in told.members if code not in sponsors])[:2]
    return Said(SponsorProposal, by, {"proposal": proposal, "sponsor": not leaves}) if by else None


def withdraw_proposal(told: Chronicle) -> Said | None:
    proposal = newest(told, "proposed", "method_proposed", "contested")
    if proposal is None:
        return None
    sponsors = told.state.matters[proposal].sponsors
    if sponsors:
        return Said(WithdrawProposal, sponsors[:1], {"proposal": proposal})
    return by_chair(told, WithdrawProposal, body_of(told, proposal), proposal=proposal)


def make_statement(told: Chronicle) -> Said | None:
    proposal = newest(told, *sorted(OPEN_TO_STATEMENTS))
    kinds = ("reservation", "interpretation", "dissociation", "non_participation", "explanation", "support")
    fields = {"kind": told.pick(kinds), "text": told.pick(WORDS), "paragraphs": told.pick((("4",), ("1", "6 (a)")))}
    return Said(MakeStatement, told.some(told.members)[:3], {"proposal": proposal, **fields}) if proposal else None
