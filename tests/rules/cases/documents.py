# SPDX-License-Identifier: Apache-2.0
"""Documents and their symbols: rules 6.1 to 6.9."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.documents import CirculateDocument, VoidSymbol, WithdrawDocument
from comity.acts.envelope import Blob, Text
from comity.acts.outcomes import AnnounceDecision
from comity.acts.proposals import Propose
from comity.acts.signed import SignedAct
from comity.acts.silence import PlaceUnderSilence, WithdrawFromSilence
from comity.rules.outcome import Effect
from tests.cast.forum import MEMBERS
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.parties import LABEL, decided

L1 = "CICA/SOC/2026/L.1"
NEW_YEAR_AT_THE_SEAT = datetime(2026, 12, 31, 19, 0, tzinfo=UTC)
"""Midnight five hours east of Greenwich."""


def paper(scribe: Scribe, symbol: str, *by: str, languages: tuple[str, ...] = ("en", "ru"), **fields: Any) -> SignedAct:
    """Write the act that circulates a document."""
    given = {"title": Text(en="x"), "versions": tuple(version(symbol, language) for language in languages), **fields}
    return scribe.write(CirculateDocument, *(by or ("SEC",)), symbol=symbol, **given)


def issued(symbol: str) -> list[Effect]:
    """Give the effect of a document circulated."""
    return [Effect("document_issued", symbol)]


def voiding(scribe: Scribe, symbol: str) -> SignedAct:
    """Write the act that spends a symbol without a document."""
    return scribe.write(VoidSymbol, "SEC", symbol=symbol, reason="spare")


def voided(scribe: Scribe, symbol: str) -> None:
    """Spend a symbol without a document."""
    scribe.lodge(VoidSymbol, "SEC", symbol=symbol, reason="spare")


def withdrawing(scribe: Scribe, symbol: str, by: str = "SEC") -> SignedAct:
    """Write the act that withdraws a document."""
    return scribe.write(WithdrawDocument, by, symbol=symbol)


def withdrawn(scribe: Scribe, symbol: str, by: str = "SEC") -> None:
    """Withdraw a document."""
    scribe.lodge(WithdrawDocument, by, symbol=symbol)


def silenced(scribe: Scribe, *symbols: str) -> str:
    """Place documents under silence for a minute."""
    proposal = scribe.propose(*symbols)
    fields: dict[str, Any] = {"deadline_at": scribe.at + timedelta(seconds=60), "notified": tuple(MEMBERS)}
    scribe.lodge(PlaceUnderSilence, "BOR", proposal=proposal, text_sha256=scribe.text_of(proposal), **fields)
    return proposal


def announced(scribe: Scribe) -> Scribe:
    """Adopt a decision of the Ministerial Council and give it its number."""
    decision = decided(scribe)
    scribe.lodge(AnnounceDecision, "BOR", proposal=decision, symbol="CICA/MC/2026/DEC.1", label=LABEL)
    return scribe


# 6.1


@admits("6.1")
def symbol_of_a_draft(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The symbol of a draft names organization, body, year, series and number."""
    return paper(scribe, L1), issued(L1)


@admits("6.1")
def symbol_of_a_working_paper(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Working papers have a series, in which members circulate too."""
    return paper(scribe, "CICA/SOC/2026/WP.1", "ARD"), issued("CICA/SOC/2026/WP.1")


@admits("6.1")
def symbol_of_a_conference_room_paper(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Conference room papers have a series."""
    return paper(scribe, "CICA/SOC/2026/CRP.1"), issued("CICA/SOC/2026/CRP.1")


@admits("6.1")
def symbol_of_a_note(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Notes of the secretariat have a series."""
    return paper(scribe, "CICA/SOC/2026/NOTE.1"), issued("CICA/SOC/2026/NOTE.1")


@admits("6.1")
def symbol_of_a_journal(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Journals of meetings have a series."""
    return paper(scribe, "CICA/SOC/2026/JOUR.1"), issued("CICA/SOC/2026/JOUR.1")


@admits("6.1")
def symbol_of_a_declaration_void(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Declarations have a series, whose numbers can be spent like others."""
    return voiding(scribe, "CICA/MC/2026/DECL.1"), [Effect("symbol_void", "CICA/MC/2026/DECL.1")]


@admits("6.1")
def symbol_of_an_amendment(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An amendment is a suffix of what it amends."""
    symbol = f"{scribe.circulate()}/Amend.1"
    return paper(scribe, symbol), issued(symbol)


@refuses("6.1")
def symbol_of_another_organization(scribe: Scribe) -> SignedAct:
    """A symbol begins with the organization's own prefix."""
    return paper(scribe, "C1CA/SOC/2026/L.1")


@refuses("6.1")
def symbol_of_a_body_that_is_not(scribe: Scribe) -> SignedAct:
    """A symbol names a body of the conference, letter by letter."""
    return paper(scribe, "CICA/S0C/2026/L.1")


@refuses("6.1")
def symbol_of_an_unknown_series(scribe: Scribe) -> SignedAct:
    """A symbol names one of the known series."""
    return paper(scribe, "CICA/SOC/2026/RES.1")


@refuses("6.1")
def symbol_with_an_unknown_suffix(scribe: Scribe) -> SignedAct:
    """A symbol ends in one of the known suffixes."""
    return paper(scribe, f"{scribe.circulate()}/Annex.1")


@refuses("6.1")
def symbol_with_a_leading_zero(scribe: Scribe) -> SignedAct:
    """Numbers are written in one way."""
    return paper(scribe, "CICA/SOC/2026/L.01")


@refuses("6.1")
def symbol_without_a_year(scribe: Scribe) -> SignedAct:
    """A symbol names its year."""
    return paper(scribe, "CICA/SOC/L.1")


@refuses("6.1")
def symbol_void_of_an_unknown_series(scribe: Scribe) -> SignedAct:
    """What is no symbol is not spent either."""
    return voiding(scribe, "CICA/SOC/2026/RES.1")


# 6.2


@admits("6.2")
def second_of_a_series(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The second document of a series bears the number two."""
    scribe.circulate()
    return paper(scribe, "CICA/SOC/2026/L.2"), issued("CICA/SOC/2026/L.2")


@admits("6.2")
def first_of_another_series(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Each series counts for itself."""
    scribe.circulate()
    return paper(scribe, "CICA/SOC/2026/INF.1"), issued("CICA/SOC/2026/INF.1")


@admits("6.2")
def first_of_another_body(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Each body counts its own series."""
    scribe.circulate()
    return paper(scribe, "CICA/MC/2026/L.1"), issued("CICA/MC/2026/L.1")


@refuses("6.2")
def number_left_out(scribe: Scribe) -> SignedAct:
    """No number is left out."""
    scribe.circulate()
    return paper(scribe, "CICA/SOC/2026/L.3")


@refuses("6.2")
def number_given_twice(scribe: Scribe) -> SignedAct:
    """No number is given twice."""
    scribe.circulate()
    return paper(scribe, L1)


@refuses("6.2")
def number_of_a_withdrawn_document(scribe: Scribe) -> SignedAct:
    """The symbol of a document that was withdrawn is not given again."""
    withdrawn(scribe, scribe.circulate())
    return paper(scribe, L1)


@refuses("6.2")
def number_of_a_void_symbol(scribe: Scribe) -> SignedAct:
    """A symbol spent without a document is not given again."""
    voided(scribe, L1)
    return paper(scribe, L1)


@admits("6.2")
def year_at_the_seat_in_its_last_millisecond(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Until midnight at the seat the old year counts."""
    scribe.at = NEW_YEAR_AT_THE_SEAT - timedelta(milliseconds=1)
    return paper(scribe, L1), issued(L1)


@admits("6.2")
def year_at_the_seat_from_midnight(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """From midnight at the seat the new year counts, though it is still the old one at Greenwich."""
    scribe.circulate()
    scribe.at = NEW_YEAR_AT_THE_SEAT
    return paper(scribe, "CICA/SOC/2027/L.1"), issued("CICA/SOC/2027/L.1")


@refuses("6.2")
def year_at_greenwich_after_midnight_at_the_seat(scribe: Scribe) -> SignedAct:
    """The old year does not count any more."""
    scribe.at = NEW_YEAR_AT_THE_SEAT
    return paper(scribe, L1)


@refuses("6.2")
def year_to_come_in_its_last_second(scribe: Scribe) -> SignedAct:
    """The new year does not count a second too early."""
    scribe.at = NEW_YEAR_AT_THE_SEAT - timedelta(seconds=1)
    return paper(scribe, "CICA/SOC/2027/L.1")


@admits("6.2")
def year_on_a_leap_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The last day of February of a leap year is a day like another."""
    scribe.at = datetime(2028, 2, 29, 18, 59, 59, tzinfo=UTC)
    return paper(scribe, "CICA/SOC/2028/L.1"), issued("CICA/SOC/2028/L.1")


@admits("6.2")
def revision_in_the_year_after(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A revision keeps the year of its document."""
    scribe.circulate()
    scribe.at = NEW_YEAR_AT_THE_SEAT
    return paper(scribe, f"{L1}/Rev.1"), issued(f"{L1}/Rev.1")


@refuses("6.2")
def revision_left_out(scribe: Scribe) -> SignedAct:
    """Revisions are numbered without gaps."""
    return paper(scribe, f"{scribe.circulate()}/Rev.2")


@refuses("6.2")
def revision_given_twice(scribe: Scribe) -> SignedAct:
    """No revision is given twice."""
    scribe.circulate(f"{scribe.circulate()}/Rev.1")
    return paper(scribe, f"{L1}/Rev.1")


@admits("6.2")
def corrigendum_beside_an_addendum(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Each suffix counts for itself."""
    scribe.circulate(f"{scribe.circulate()}/Add.1")
    return paper(scribe, f"{L1}/Corr.1"), issued(f"{L1}/Corr.1")


@refuses("6.2")
def revision_of_nothing(scribe: Scribe) -> SignedAct:
    """A revision belongs to a document that was given a symbol."""
    return paper(scribe, f"{L1}/Rev.1")


# 6.3, 6.4


@admits("6.3")
def document_in_the_official_language_alone(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The official version is enough."""
    return paper(scribe, L1, languages=("en",)), issued(L1)


@refuses("6.3")
def document_without_an_official_version(scribe: Scribe) -> SignedAct:
    """A working version alone is not a document."""
    return paper(scribe, L1, languages=("ru",))


@refuses("6.3")
def document_official_in_a_working_language(scribe: Scribe) -> SignedAct:
    """The official version is in the official language."""
    versions = (version(L1, "en"), replace(version(L1, "ru"), status="official"))
    return paper(scribe, L1, versions=versions)


@refuses("6.3")
def document_in_an_unknown_language(scribe: Scribe) -> SignedAct:
    """Versions are in the working languages of the edition."""
    return paper(scribe, L1, languages=("en", "kk"))


@refuses("6.3")
def document_twice_in_one_language(scribe: Scribe) -> SignedAct:
    """There is one version in each language."""
    return paper(scribe, L1, versions=(version(L1, "en"), version(L1, "ru"), version(L1, "ru", "other")))


@admits("6.3")
def corrigendum_of_a_working_language(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A corrigendum carries only the language it corrects."""
    return paper(scribe, f"{scribe.circulate()}/Corr.1", languages=("ru",)), issued(f"{L1}/Corr.1")


@refuses("6.3")
def corrigendum_official_in_a_working_language(scribe: Scribe) -> SignedAct:
    """A corrigendum is official in the official language only."""
    symbol = f"{scribe.circulate()}/Corr.1"
    return paper(scribe, symbol, versions=(replace(version(symbol, "ru"), status="official"),))


@refuses("6.3")
def addendum_without_an_official_version(scribe: Scribe) -> SignedAct:
    """An addendum is a text of its own and has its official version."""
    return paper(scribe, f"{scribe.circulate()}/Add.1", languages=("ru",))


@refuses("6.4")
def document_as_an_attachment(scribe: Scribe) -> SignedAct:
    """Every member holds the text of a document: it is no attachment."""
    blob = Blob(sha256="1" * 64, size=2**20 + 1, media_type="application/pdf", kind="attachment")
    return paper(scribe, L1, versions=(replace(version(L1, "en"), blob=blob),))


@admits("6.4")
def document_of_the_largest_size(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A text of exactly one mebibyte is short enough for every member to hold."""
    blob = Blob(sha256="1" * 64, size=2**20, media_type="text/plain")
    return paper(scribe, L1, versions=(replace(version(L1, "en"), blob=blob),)), issued(L1)


# 6.5


@admits("6.5")
def draft_of_a_member(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member circulates a draft itself."""
    return paper(scribe, L1, "ARD"), issued(L1)


@admits("6.5")
def paper_of_a_delegation(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member circulates a document of its delegation itself."""
    return paper(scribe, "CICA/SOC/2026/DEL.1", "ARD"), issued("CICA/SOC/2026/DEL.1")


@refuses("6.5")
def note_of_a_member(scribe: Scribe) -> SignedAct:
    """A series of the secretariat is circulated by the secretariat."""
    return paper(scribe, "CICA/SOC/2026/NOTE.1", "ARD")


@refuses("6.5")
def draft_of_an_observer(scribe: Scribe) -> SignedAct:
    """An observer's paper goes through the secretariat."""
    return paper(scribe, L1, "OBS")


@refuses("6.5")
def draft_of_a_member_and_an_observer(scribe: Scribe) -> SignedAct:
    """An observer does not circulate beside a member either."""
    return paper(scribe, L1, "ARD", "OBS")


@refuses("6.5")
def decision_circulated(scribe: Scribe) -> SignedAct:
    """A decision gets its number when it is announced, never by circulation."""
    return paper(scribe, "CICA/SOC/2026/DEC.1")


@refuses("6.5")
def declaration_circulated(scribe: Scribe) -> SignedAct:
    """The same holds for a declaration."""
    return paper(scribe, "CICA/SOC/2026/DECL.1")


@refuses("6.5")
def decision_revised(scribe: Scribe) -> SignedAct:
    """A decision is not revised by circulation: another decision changes it."""
    return paper(announced(scribe), "CICA/MC/2026/DEC.1/Rev.1")


@admits("6.5")
def decision_corrected(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat corrects a language version of a decision by a corrigendum."""
    symbol = "CICA/MC/2026/DEC.1/Corr.1"
    return paper(announced(scribe), symbol, languages=("ru",)), issued(symbol)


@admits("6.5")
def revision_of_ones_own(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member revises its own draft."""
    return paper(scribe, f"{scribe.circulate(by='ARD')}/Rev.1", "ARD"), issued(f"{L1}/Rev.1")


@admits("6.5")
def revision_with_a_cosponsor(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member may revise its own draft together with others."""
    return paper(scribe, f"{scribe.circulate(by='ARD')}/Rev.1", "ARD", "COR"), issued(f"{L1}/Rev.1")


@refuses("6.5")
def revision_of_anothers_draft(scribe: Scribe) -> SignedAct:
    """A member does not revise another's draft."""
    return paper(scribe, f"{scribe.circulate(by='ARD')}/Rev.1", "COR")


@refuses("6.5")
def revision_of_anothers_draft_signed_first(scribe: Scribe) -> SignedAct:
    """A member does not sign before the one whose draft it is."""
    return paper(scribe, f"{scribe.circulate(by='ARD')}/Rev.1", "COR", "ARD")


@refuses("6.5")
def addendum_to_anothers_draft(scribe: Scribe) -> SignedAct:
    """A member does not add to another's draft."""
    return paper(scribe, f"{scribe.circulate(by='ARD')}/Add.1", "COR")


@refuses("6.5")
def revision_of_a_members_draft_by_the_secretariat(scribe: Scribe) -> SignedAct:
    """The secretariat does not supersede a member's draft."""
    return paper(scribe, f"{scribe.circulate(by='ARD')}/Rev.1")


@refuses("6.5")
def revision_of_the_secretariats_draft_by_a_member(scribe: Scribe) -> SignedAct:
    """A member does not revise the secretariat's draft."""
    return paper(scribe, f"{scribe.circulate()}/Rev.1", "ARD")


@admits("6.5")
def corrigendum_to_a_members_draft_by_the_secretariat(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat points out an error of translation in a member's draft: the draft stands beside it."""
    symbol = f"{scribe.circulate(by='ARD')}/Corr.1"
    return paper(scribe, symbol, languages=("ru",)), issued(symbol)


# 6.6


@admits("6.6")
def revision_of_a_revised_document(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """After Rev.1 comes Rev.2 of the same document."""
    scribe.circulate(f"{scribe.circulate()}/Rev.1")
    return paper(scribe, f"{L1}/Rev.2"), issued(f"{L1}/Rev.2")


@refuses("6.6")
def revision_of_a_revision(scribe: Scribe) -> SignedAct:
    """A revision is not revised by a suffix of its own: two newest texts would stand side by side."""
    return paper(scribe, f"{scribe.circulate(f'{scribe.circulate()}/Rev.1')}/Rev.1")


@admits("6.6")
def revision_of_an_addendum(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An addendum is a text of its own and may be revised."""
    symbol = scribe.circulate(f"{scribe.circulate()}/Add.1")
    return paper(scribe, f"{symbol}/Rev.1"), issued(f"{symbol}/Rev.1")


@admits("6.6")
def corrigendum_to_a_revision(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The newest revision may be corrected."""
    symbol = scribe.circulate(f"{scribe.circulate()}/Rev.1")
    return paper(scribe, f"{symbol}/Corr.1"), issued(f"{symbol}/Corr.1")


@refuses("6.6")
def corrigendum_to_a_superseded_document(scribe: Scribe) -> SignedAct:
    """What a revision has superseded is not corrected any more."""
    scribe.circulate(f"{scribe.circulate()}/Rev.1")
    return paper(scribe, f"{L1}/Corr.1")


@refuses("6.6")
def corrigendum_to_a_superseded_revision(scribe: Scribe) -> SignedAct:
    """Rev.2 supersedes Rev.1."""
    for symbol in (L1, f"{L1}/Rev.1", f"{L1}/Rev.2"):
        scribe.circulate(symbol)
    return paper(scribe, f"{L1}/Rev.1/Corr.1")


@refuses("6.6")
def corrigendum_superseded_with_its_document(scribe: Scribe) -> SignedAct:
    """A revision supersedes the corrigenda of its document too: nothing is added to them."""
    for symbol in (L1, f"{L1}/Corr.1", f"{L1}/Corr.2", f"{L1}/Rev.1"):
        scribe.circulate(symbol)
    return paper(scribe, f"{L1}/Corr.2/Add.1")


@refuses("6.6")
def corrigendum_superseded_with_its_revision(scribe: Scribe) -> SignedAct:
    """Rev.2 supersedes the corrigenda of Rev.1."""
    for symbol in (L1, f"{L1}/Rev.1", f"{L1}/Rev.1/Corr.1", f"{L1}/Rev.2"):
        scribe.circulate(symbol)
    return paper(scribe, f"{L1}/Rev.1/Corr.1/Add.1")


@admits("6.6")
def addendum_not_superseded_with_its_document(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A revision leaves the addenda standing."""
    for symbol in (L1, f"{L1}/Add.1", f"{L1}/Rev.1"):
        scribe.circulate(symbol)
    return paper(scribe, f"{L1}/Add.1/Corr.1"), issued(f"{L1}/Add.1/Corr.1")


@refuses("6.6")
def addendum_to_a_withdrawn_document(scribe: Scribe) -> SignedAct:
    """Nothing is added to a document that was withdrawn."""
    withdrawn(scribe, scribe.circulate())
    return paper(scribe, f"{L1}/Add.1")


@refuses("6.6")
def revision_of_a_withdrawn_document(scribe: Scribe) -> SignedAct:
    """A document that was withdrawn is not revised."""
    withdrawn(scribe, scribe.circulate())
    return paper(scribe, f"{L1}/Rev.1")


@refuses("6.6")
def revision_of_a_void_symbol(scribe: Scribe) -> SignedAct:
    """A symbol without a document has no revisions."""
    voided(scribe, L1)
    return paper(scribe, f"{L1}/Rev.1")


@refuses("6.6")
def revision_of_a_corrigendum_withdrawn_before_its_document_was_revised(scribe: Scribe) -> SignedAct:
    """What was withdrawn stays withdrawn when a revision supersedes the rest."""
    withdrawn(scribe, scribe.circulate(f"{scribe.circulate()}/Corr.1"))
    scribe.circulate(f"{L1}/Rev.1")
    return paper(scribe, f"{L1}/Corr.1/Rev.1")


@refuses("6.6")
def corrigendum_to_a_revision_superseded_across_a_void_one(scribe: Scribe) -> SignedAct:
    """Rev.3 supersedes Rev.1 where Rev.2 is void."""
    scribe.circulate(f"{scribe.circulate()}/Rev.1")
    voided(scribe, f"{L1}/Rev.2")
    scribe.circulate(f"{L1}/Rev.3")
    return paper(scribe, f"{L1}/Rev.1/Corr.1")


# 6.7


@admits("6.7")
def addendum_to_a_document_under_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An addendum changes nothing of the text under silence."""
    silenced(scribe, scribe.circulate())
    return paper(scribe, f"{L1}/Add.1"), issued(f"{L1}/Add.1")


@refuses("6.7")
def revision_of_a_document_under_silence(scribe: Scribe) -> SignedAct:
    """The text under silence is not revised."""
    silenced(scribe, scribe.circulate())
    return paper(scribe, f"{L1}/Rev.1")


@refuses("6.7")
def corrigendum_to_a_document_under_silence(scribe: Scribe) -> SignedAct:
    """The text under silence is not corrected, not even a slip of the pen."""
    silenced(scribe, scribe.circulate())
    return paper(scribe, f"{L1}/Corr.1", languages=("ru",))


@refuses("6.7")
def revision_of_a_revision_under_silence(scribe: Scribe) -> SignedAct:
    """Where Rev.1 is under silence there is no Rev.2."""
    silenced(scribe, scribe.circulate(f"{scribe.circulate()}/Rev.1"))
    return paper(scribe, f"{L1}/Rev.2")


@refuses("6.7")
def revision_past_a_void_one_under_silence(scribe: Scribe) -> SignedAct:
    """A void revision does not open a way around the silence."""
    silenced(scribe, scribe.circulate())
    voided(scribe, f"{L1}/Rev.1")
    return paper(scribe, f"{L1}/Rev.2")


@refuses("6.7")
def second_of_a_package_revised_under_silence(scribe: Scribe) -> SignedAct:
    """Every document of a package rests."""
    silenced(scribe, scribe.circulate(), scribe.circulate("CICA/SOC/2026/L.2"))
    return paper(scribe, "CICA/SOC/2026/L.2/Rev.1")


@refuses("6.7")
def document_under_silence_withdrawn(scribe: Scribe) -> SignedAct:
    """The text under silence is not withdrawn."""
    silenced(scribe, scribe.circulate())
    return withdrawing(scribe, L1)


@refuses("6.7")
def document_on_which_one_of_two_questions_still_rests(scribe: Scribe) -> SignedAct:
    """When one of two silences on a document ends, the document rests for the other."""
    ended = silenced(scribe, scribe.circulate())
    silenced(scribe, L1)
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=ended)
    return paper(scribe, f"{L1}/Rev.1")


@admits("6.7")
def document_on_which_no_question_rests_any_more(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """When the silence on it has ended, a document may be revised."""
    ended = silenced(scribe, scribe.circulate())
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=ended)
    return paper(scribe, f"{L1}/Rev.1"), issued(f"{L1}/Rev.1")


@admits("6.7")
def document_proposed_and_not_yet_under_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Before a question rests on it, a proposed document may be revised."""
    scribe.propose(scribe.circulate())
    return paper(scribe, f"{L1}/Rev.1"), issued(f"{L1}/Rev.1")


# 6.8


@admits("6.8")
def next_symbol_void(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat spends the next symbol, and shows it as void."""
    scribe.circulate()
    symbol = "CICA/SOC/2026/L.2"
    return voiding(scribe, symbol), [Effect("symbol_void", symbol)]


@admits("6.8")
def document_after_a_void_symbol(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The series goes on after the void symbol."""
    voided(scribe, L1)
    return paper(scribe, "CICA/SOC/2026/L.2"), issued("CICA/SOC/2026/L.2")


@admits("6.8")
def document_after_a_void_revision(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The revisions go on after a void one."""
    voided(scribe, f"{scribe.circulate()}/Rev.1")
    return paper(scribe, f"{L1}/Rev.2"), issued(f"{L1}/Rev.2")


@refuses("6.2")
def symbol_void_out_of_order(scribe: Scribe) -> SignedAct:
    """Only the next symbol is spent: voiding makes no gap."""
    return voiding(scribe, "CICA/SOC/2026/L.2")


@refuses("7.3")
def void_symbol_proposed(scribe: Scribe) -> SignedAct:
    """A void symbol is no document and is not proposed."""
    voided(scribe, L1)
    return scribe.write(Propose, "ARD", body="SOC", symbols=(L1,), title=Text(en="x"))


# 6.9


@admits("6.9")
def document_of_ones_own_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who circulated a document may withdraw it."""
    return withdrawing(scribe, scribe.circulate(by="ARD"), "ARD"), [Effect("document_withdrawn", L1)]


@admits("6.9")
def corrigendum_to_a_decision_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat withdraws a corrigendum of its own, to a decision too."""
    symbol = announced(scribe).circulate("CICA/MC/2026/DEC.1/Corr.1")
    return withdrawing(scribe, symbol), [Effect("document_withdrawn", symbol)]


@refuses("6.9")
def document_of_another_withdrawn(scribe: Scribe) -> SignedAct:
    """Nobody withdraws another's document."""
    return withdrawing(scribe, scribe.circulate(by="ARD"), "COR")


@refuses("6.9")
def document_withdrawn_twice(scribe: Scribe) -> SignedAct:
    """A document is withdrawn once."""
    withdrawn(scribe, scribe.circulate())
    return withdrawing(scribe, L1)


@refuses("6.9")
def superseded_document_withdrawn(scribe: Scribe) -> SignedAct:
    """A document that a revision has superseded is not withdrawn."""
    scribe.circulate(f"{scribe.circulate()}/Rev.1")
    return withdrawing(scribe, L1)


@refuses("6.9")
def void_symbol_withdrawn(scribe: Scribe) -> SignedAct:
    """A void symbol is no document."""
    voided(scribe, L1)
    return withdrawing(scribe, L1)


@refuses("6.9")
def document_that_is_not_withdrawn(scribe: Scribe) -> SignedAct:
    """What was never circulated is not withdrawn."""
    return withdrawing(scribe, L1)


@refuses("6.9")
def decision_withdrawn(scribe: Scribe) -> SignedAct:
    """A decision that has its number is not withdrawn, not by the Chair who announced it."""
    return withdrawing(announced(scribe), "CICA/MC/2026/DEC.1", "BOR")
