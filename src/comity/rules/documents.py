# SPDX-License-Identifier: Apache-2.0
"""Documents: circulated under the next symbol, superseded by a revision, never changed while a question is on them."""

from msgspec.structs import replace

from comity.acts.documents import CirculateDocument, Version, VoidSymbol, WithdrawDocument
from comity.rules.forum import Document, Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import is_member, require_kind
from comity.rules.symbol import DECISION_SERIES, DRAFT_SERIES, Symbol, is_decision, parse_symbol, require_next

MEMBER_SERIES = ("L", "WP", "DEL")
"""Series in which members circulate themselves (rule 6.5); everything else goes through the secretariat."""
CHANGING = ("Rev", "Corr")
"""Suffixes that change what the parent says; `Amend` alters an adopted text by a decision of its own."""


def circulate_document(forum: Forum, lodged: Lodged[CirculateDocument]) -> Change | Refused:
    """Circulate a document under the next symbol (rules 6.1-6.6)."""
    act = lodged.act
    symbol = parse_symbol(forum, act.symbol)
    if isinstance(symbol, Refused):
        return symbol
    refused = (
        _check_author(forum, lodged, symbol)
        or require_next(forum, symbol, lodged.at)
        or check_versions(forum, act.versions, corrigendum=symbol.suffix == "Corr")
        or _check_parent(forum, symbol)
    )
    if refused:
        return refused
    document = Document(lodged.index, act.by[0], lodged.at, version_hashes(act.versions))
    issued = enter_document(_supersede(forum, symbol), symbol, document)
    return Change(issued, (Effect("document_issued", symbol.text),))


def version_hashes(versions: tuple[Version, ...]) -> tuple[tuple[str, str, str], ...]:
    """Give what the forum keeps of a document's versions: (language, status, sha256)."""
    return tuple((version.language, version.status, version.blob.sha256) for version in versions)


def _check_author(forum: Forum, lodged: Lodged[CirculateDocument], symbol: Symbol) -> Refused | None:
    series = symbol.series.rpartition("/")[2]
    if series in DECISION_SERIES and symbol.suffix not in {"Corr", "Add"}:
        return Refused("6.5", found=series, expected=" ".join(DRAFT_SERIES))
    for code in lodged.act.by:
        kind = forum.parties[code].kind
        if kind == "secretariat":
            continue
        if not is_member(forum, code) or series not in MEMBER_SERIES:
            return Refused("6.5", found=f"{code}: {kind} {series}", expected=f"member: {' '.join(MEMBER_SERIES)}")
    return _check_owner(forum, lodged.act.by[0], symbol)


def _check_owner(forum: Forum, code: str, symbol: Symbol) -> Refused | None:
    """Let members touch their own documents alone, and nobody, the secretariat included, supersede another's.

    A document belongs to the first of those who circulated it.
    """
    parent = forum.documents.get(symbol.parent)
    if parent is None or parent.by == code:
        return None
    if symbol.suffix != "Rev" and forum.parties[code].kind == "secretariat":
        return None
    return Refused("6.5", found=code, expected=parent.by)


def check_versions(forum: Forum, versions: tuple[Version, ...], *, corrigendum: bool = False) -> Refused | None:
    """Refuse, by rule 6.3, anything but one official version and working versions in the working languages."""
    edition = forum.edition
    languages = [version.language for version in versions]
    official = [version.language for version in versions if version.status == "official"]
    allowed = official in ([edition.official_language], []) if corrigendum else official == [edition.official_language]
    if not allowed or len(set(languages)) != len(languages) or not set(languages) <= set(edition.working_languages):
        return Refused("6.3", found=" ".join(languages), expected=" ".join(edition.working_languages))
    if any(version.blob.kind != "text" for version in versions):
        return Refused("6.4", found="attachment", expected="text")
    return None


def _check_parent(forum: Forum, symbol: Symbol) -> Refused | None:
    if not symbol.parent:
        return None
    parent = forum.documents[symbol.parent]
    if symbol.suffix == "Rev" and symbol.parent.rpartition("/")[2].startswith("Rev."):
        return Refused("6.6", found=symbol.text, expected=f"{symbol.parent.rpartition('/')[0]}/Rev")
    if parent.stage != "issued" and not (symbol.suffix == "Rev" and parent.stage == "superseded"):
        return Refused("6.6", found=f"{symbol.parent}: {parent.stage}", expected="issued")
    frozen = is_frozen(forum, current_text(forum, symbol.parent))
    return Refused("6.7", found=symbol.parent) if frozen and symbol.suffix in CHANGING else None


def is_frozen(forum: Forum, symbol: str) -> bool:
    """Tell whether a question is on this document: nothing about it changes until that has an outcome (rule 6.7)."""
    return bool(forum.documents[symbol].frozen_by)


def current_text(forum: Forum, symbol: str) -> str:
    """Give the newest revision of a document: the symbol itself, or the last ``/Rev.n`` that is not void."""
    revision = dict(forum.documents[symbol].suffixes).get("Rev", 0)
    while revision and forum.documents[f"{symbol}/Rev.{revision}"].stage == "void":
        revision -= 1
    return f"{symbol}/Rev.{revision}" if revision else symbol


def _supersede(forum: Forum, symbol: Symbol) -> Forum:
    """Let a revision supersede its parent, the revision before it and the corrigenda of both."""
    if symbol.suffix != "Rev":
        return forum
    documents = forum.documents
    for old in (symbol.parent, current_text(forum, symbol.parent)):
        corrigenda = dict(documents[old].suffixes).get("Corr", 0)
        for text in (old, *(f"{old}/Corr.{number}" for number in range(1, corrigenda + 1))):
            if documents[text].stage == "issued":
                documents = documents.insert(text, replace(documents[text], stage="superseded"))
    return replace(forum, documents=documents)


def enter_document(forum: Forum, symbol: Symbol, document: Document) -> Forum:
    """Enter a document and spend its number."""
    documents, series = forum.documents.insert(symbol.text, document), forum.series
    if symbol.parent:
        parent = documents[symbol.parent]
        suffixes = tuple(sorted({**dict(parent.suffixes), symbol.suffix: symbol.number}.items()))
        documents = documents.insert(symbol.parent, replace(parent, suffixes=suffixes))
    else:
        series = series.insert(symbol.series, symbol.number)
    return replace(forum, documents=documents, series=series)


def void_symbol(forum: Forum, lodged: Lodged[VoidSymbol]) -> Change | Refused:
    """Spend the next symbol without a document (rule 6.8)."""
    symbol = parse_symbol(forum, lodged.act.symbol)
    if isinstance(symbol, Refused):
        return symbol
    if refused := require_kind(forum, lodged.act, "secretariat") or require_next(forum, symbol, lodged.at):
        return refused
    void = Document(lodged.index, lodged.act.by[0], lodged.at, (), stage="void")
    return Change(enter_document(forum, symbol, void), (Effect("symbol_void", symbol.text),))


def withdraw_document(forum: Forum, lodged: Lodged[WithdrawDocument]) -> Change | Refused:
    """Withdraw a document of one's own (rule 6.9); it keeps its symbol. A numbered decision is nobody's own."""
    text = lodged.act.symbol
    document = forum.documents.get(text)
    if document is None or document.stage != "issued" or document.by != lodged.act.by[0] or is_decision(text):
        return Refused("6.9", found=f"{text}: {document.stage if document else ''}", expected="issued, own")
    if document.frozen_by:
        return Refused("6.7", found=text)
    documents = forum.documents.insert(text, replace(document, stage="withdrawn"))
    return Change(replace(forum, documents=documents), (Effect("document_withdrawn", text),))


def freeze(forum: Forum, proposal: str, symbols: tuple[str, ...]) -> Forum:
    """Let a question rest on documents: no revision, corrigendum or withdrawal until it is lifted."""
    documents = forum.documents
    for text in symbols:
        document = documents[text]
        documents = documents.insert(text, replace(document, frozen_by=(*document.frozen_by, proposal)))
    return replace(forum, documents=documents)


def unfreeze(forum: Forum, proposal: str, symbols: tuple[str, ...]) -> Forum:
    """Lift a question from documents."""
    documents = forum.documents
    for text in symbols:
        document = documents[text]
        kept = tuple(other for other in document.frozen_by if other != proposal)
        documents = documents.insert(text, replace(document, frozen_by=kept))
    return replace(forum, documents=documents)
