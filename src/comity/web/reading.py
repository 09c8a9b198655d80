# SPDX-License-Identifier: Apache-2.0
"""What pages read from the node: entries as sentences, matters with their texts, how far the record is secured."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import islice

from django.http import Http404
from django.utils.translation import get_language
from msgspec import Struct

from comity.acts.consensus import ReviseOrally
from comity.acts.documents import CirculateDocument, Version
from comity.acts.entry import Entry, parse_entry
from comity.acts.envelope import Act, Text
from comity.acts.outcomes import AnnounceDecision, Mark
from comity.acts.silence import Object, RuleOnObjection, WithdrawObjection
from comity.papers.narrative import called, sentence
from comity.papers.wording import LANGUAGES, Wording
from comity.rules.forum import Document, Forum
from comity.rules.matter import Matter
from comity.rules.standing import chair_of
from comity.web.desk import opened_desk

PLAIN = "text/plain"
AT_MOST = 2000
"""So many marks of time in a row hide what stands before them until somebody goes further back."""
OF_OBJECTIONS = (Object, WithdrawObjection, RuleOnObjection)
"""Acts that name who objected."""


class Page(Wording):
    """The words of pages: those of papers, and the pages' own for data of the conference."""

    tables = (*Wording.tables, ("comity.web", "words.toml"))


@cache
def _page(language: str) -> Page:
    return Page(language)


def wording() -> Page:
    """Give the words of the reader's language."""
    language = (get_language() or "en").partition("-")[0]
    return _page(language if language in LANGUAGES else "en")


def forum() -> Forum:
    """Give the forum of everything entered; a page says of each thing whether it is secured. Raises Http404 before genesis."""
    found = opened_desk().lodged
    if found is None:
        raise Http404
    return found


@cache
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def seat_zone() -> timezone:
    """Give the conference's own zone."""
    return _zone(forum().edition.host_utc_offset_min)


def secured_size() -> int:
    """Give how many entries are secured: held and confirmed by a quorum of capitals."""
    confirmed = opened_desk().forum
    return confirmed.size if confirmed else 0


class Told(Struct, frozen=True):
    """One entry as people read it. ``is_whole`` is false where a part of it is not for the reader's party."""

    place: int
    at: datetime
    by: tuple[str, ...]
    sentence: str
    is_secured: bool
    act: Act
    act_id: str
    is_whole: bool = True


def entry_at(place: int) -> Entry:
    """Read one entry; raises Http404 beyond the record."""
    try:
        return parse_entry(opened_desk().node.store.entry(place))
    except IndexError:
        raise Http404 from None


def told(place: int, reader: str) -> Told:
    """Tell one entry to somebody of a party; raises Http404 beyond the record."""
    entry = entry_at(place)
    act = entry.signed.act
    if may_learn(act, reader):
        is_whole = is_inside(reader) or not getattr(act, "contact", "")
        by, words = act.by, sentence(act, forum(), wording())
    else:
        by, is_whole = (), False
        words = wording().phrase("undisclosed", proposal=called(forum(), getattr(act, "proposal", "")))
    return Told(place, entry.sequenced_at, by, words, place < secured_size(), act, entry.signed.id, is_whole)


def may_learn(act: Act, reader: str) -> bool:
    """Tell whether the edition discloses to a party what this act says of an objection."""
    matter = forum().matters.get(getattr(act, "proposal", "")) if isinstance(act, OF_OBJECTIONS) else None
    if matter is None or matter.silence is None or reader in act.by:
        return True
    if matter.silence.terms.disclose == "all":
        return True
    party, body = forum().parties.get(reader), forum().bodies.get(matter.body)
    if party is None:
        return False
    if party.kind == "secretariat" or (body is not None and chair_of(body, opened_desk().clock()) == reader):
        return True
    return matter.silence.terms.disclose == "members" and party.kind == "member"


def is_inside(reader: str) -> bool:
    """Tell whether a party is a member or the secretariat: they read also what a notice says to members alone."""
    party = forum().parties.get(reader)
    return party is not None and party.kind in {"member", "secretariat"}


def newest(count: int, reader: str, before: int | None = None, *, marks: bool = False) -> list[Told]:
    """Tell the newest entries, or those before a place; marks of time, which say nothing, only where they are asked for."""
    lines = islice(opened_desk().directory.newest(before), AT_MOST)
    chosen = (line for line in lines if marks or line.kind != Mark.__name__)
    return [told(line.place, reader) for line in islice(chosen, count)]


def title_of(key: str) -> Text:
    """Give the title of a proposal, a document or a meeting; its own name where it has none."""
    return opened_desk().directory.title(key) or Text(en=key)


class Shown(Struct, frozen=True):
    """One language version of a document: its text where it can be read on a page, and its file."""

    version: Version
    paragraphs: tuple[str, ...]
    is_held: bool


def matter_of(proposal: str) -> Matter:
    """Give a matter; raises Http404."""
    found = forum().matters.get(proposal)
    if found is None:
        raise Http404
    return found


def document_of(symbol: str) -> Document:
    """Give a document; raises Http404."""
    found = forum().documents.get(symbol)
    if found is None:
        raise Http404
    return found


def versions_of(place: int, symbol: str = "") -> Iterator[Shown]:
    """Give the versions that the entry at a place brought, official first; of a symbol where it brings several documents."""
    act = entry_at(place).signed.act
    versions: Sequence[Version] = ()
    if isinstance(act, CirculateDocument) or (isinstance(act, ReviseOrally) and act.symbol == symbol):
        versions = act.versions
    elif isinstance(act, AnnounceDecision):
        matter = matter_of(act.proposal)
        if not act.versions:
            yield from versions_of(document_of(matter.symbols[0]).index)
        versions = act.versions
    for version in sorted(versions, key=lambda each: each.status != "official"):
        content = opened_desk().node.store.text(version.blob.sha256)
        readable = content is not None and version.blob.media_type.startswith(PLAIN)
        text = content.decode(errors="replace") if readable and content is not None else ""
        yield Shown(version, tuple(part for part in text.split("\n") if part.strip()), content is not None)


def words_of(text: Text | None) -> dict[str, str]:
    """Give a text in its languages, as programs read it; empty where there is none."""
    return {"en": text.en, "ru": text.ru} if text else {"en": "", "ru": ""}
