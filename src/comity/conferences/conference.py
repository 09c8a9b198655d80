# SPDX-License-Identifier: Apache-2.0
"""A conference as its tables describe it, one type per table; the columns are the fields.

Dates that sources give only in part ("2010-06", "2002") stay text. An empty cell is "", a fact looked for in vain is
"not found". ``source`` and ``name_ru_source`` name a row of ``sources.csv``.
"""

import csv
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

from msgspec import Struct, convert

CODES = ("cica", "exercise")
"""The conferences that come with the package."""

T = TypeVar("T")


class Names(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A short text in the two working languages; the English one is official."""

    en: str
    ru: str = ""


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a fact was read. ``date`` is the source's own, or "retrieved" and when."""

    key: str
    title: str
    address: str
    date: str


class Party(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member or an observer. ``order`` is its place in the conference's own list of its kind, from 1."""

    kind: Literal["member", "observer_state", "observer_organization"]
    order: int
    code: str
    name_en: str
    name_ru: str
    name_ru_source: str
    formal_en: str
    formal_ru: str
    since: str
    since_on: str
    note: str
    source: str


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body of the conference, governing, working, advisory or only proposed (``kind``)."""

    order: int
    code: str
    name_en: str
    name_ru: str
    abbreviation_ru: str
    name_ru_source: str
    kind: str
    rhythm: str
    composition: str
    since: str
    note: str
    source: str


class Chair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term of the Chair. The last term has no ``until_on``: it ends when the next begins."""

    order: int
    party: str
    from_on: str
    until_on: str
    note: str
    source: str


class Meeting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Summit or a meeting of ministers, held or planned (``status``)."""

    kind: str
    number: str
    opened_on: str
    closed_on: str
    place: str
    status: str
    source: str


class Dimension(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dimension of the measures, or an area within the dimension ``parent``."""

    order: int
    code: str
    parent: str
    name_en: str
    name_ru: str
    name_ru_source: str
    note: str
    source: str


class Coordinator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coordinator (C) or co-coordinator (CC) of a dimension or area, as the source said at ``as_of``."""

    area: str
    party: str
    role: Literal["C", "CC"]
    as_of: str
    note: str
    source: str


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term of the glossary: what pages and papers say for one thing in each language."""

    en: str
    ru: str


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a source says of the rule ``key``, in our words."""

    key: str
    says: str
    source: str


class Assumed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of the edition that no source gives: the conference must settle it."""

    key: str
    value: Any
    why: str


class Practice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A silence procedure that was seen, or provided for."""

    on: str
    body: str
    says: str
    source: str


class Story(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two or three sentences on a fictional state."""

    party: str
    en: str
    ru: str


class PlayText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text of the play, whole: ``en`` official, ``ru`` working version; ``ends`` as the play makes it end."""

    code: str
    title: Names
    proposing_body: str
    deciding_body: str
    ends: Literal["adopted", "objection"]
    en: str
    ru: str
    objector: str = ""
    reason: Names | None = None


class Conference(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the package knows of one conference.

    ``edition`` is plain data with the keys of an edition of the rules; its ``assumed`` lists the keys of ``assumed``.
    ``secretariat`` is the code of the body that acts as the secretariat.
    """

    code: str
    origin: str
    name: Names
    name_source: str
    name_ru_source: str
    abbreviation: Names
    banner: Names
    seat: str
    secretariat: str
    parties: tuple[Party, ...]
    bodies: tuple[Body, ...]
    chairs: tuple[Chair, ...]
    meetings: tuple[Meeting, ...]
    dimensions: tuple[Dimension, ...]
    coordinators: tuple[Coordinator, ...]
    glossary: tuple[Term, ...]
    sources: tuple[Source, ...]
    edition: dict[str, Any]
    known: tuple[Known, ...]
    assumed: tuple[Assumed, ...]
    practice: tuple[Practice, ...]
    stories: tuple[Story, ...]
    play: tuple[PlayText, ...]


def load(code: str) -> Conference:
    """Read the tables of a conference from the package.

    Raises:
        ValueError: no conference of that code comes with the package.
    """
    if code not in CODES:
        raise ValueError(f"no conference {code!r}; there are {', '.join(CODES)}")
    return read(resources.files("comity.conferences") / code)


def read(folder: Traversable) -> Conference:
    """Read the tables of a conference from a folder laid out as `docs/reference/conferences.md` says.

    Raises:
        msgspec.ValidationError: a table has a column or a value that its type does not know, or lacks one.
        FileNotFoundError: one of the files that every conference has is missing.
    """
    edition = _toml(folder / "edition.toml")
    known, assumed = edition.pop("known", []), edition.pop("assumed", [])
    practice = edition.pop("practice", [])
    edition["assumed"] = [row["key"] for row in assumed]
    about = _toml(folder / "conference.toml")
    return convert(
        about
        | {
            "parties": _parties(folder),
            "bodies": _rows(folder / "bodies.csv", Body),
            "chairs": _rows(folder / "chairs.csv", Chair),
            "meetings": _rows(folder / "meetings.csv", Meeting),
            "dimensions": _rows(folder / "dimensions.csv", Dimension),
            "coordinators": _rows(folder / "coordinators.csv", Coordinator),
            "glossary": _rows(folder / "glossary.csv", Term),
            "sources": _rows(folder / "sources.csv", Source),
            "edition": edition,
            "known": known,
            "assumed": assumed,
            "practice": practice,
            "stories": _optional_toml(folder / "stories.toml").get("story", []),
            "play": _play(folder / "play"),
        },
        Conference,
    )


def _parties(folder: Traversable) -> tuple[Party, ...]:
    return (
        *_rows(folder / "members.csv", Party, kind="member"),
        *_rows(folder / "observer_states.csv", Party, kind="observer_state"),
        *_rows(folder / "observer_organizations.csv", Party, kind="observer_organization"),
    )


def _play(folder: Traversable) -> list[dict[str, Any]]:
    texts: list[dict[str, Any]] = _optional_toml(folder / "play.toml").get("text", [])
    for text in texts:
        for language in ("en", "ru"):
            text[language] = (folder / f"{text['code']}.{language}.txt").read_text(encoding="utf-8")
    return texts


def _rows(file: Traversable, row_type: type[T], **extra: str) -> tuple[T, ...]:
    lines = csv.DictReader(file.read_text(encoding="utf-8").splitlines(), strict=True)
    return tuple(convert(row | extra, row_type, strict=False) for row in lines)


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _optional_toml(file: Traversable) -> dict[str, Any]:
    return _toml(file) if file.is_file() else {}
