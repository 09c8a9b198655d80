# SPDX-License-Identifier: Apache-2.0
"""Symbols: ``CICA/SOC/2026/L.3/Rev.1``, allocated once, without gaps, never again (rules 6.1, 6.2).

A symbol is organization, body, year, series and number, then suffixes that each belong to the symbol before them.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from comity.rules.forum import Forum
from comity.rules.outcome import Refused

DRAFT_SERIES = ("L", "WP", "CRP", "INF", "DEL", "NOTE", "JOUR")
DECISION_SERIES = ("DEC", "DECL")
SUFFIXES = ("Rev", "Add", "Corr", "Amend")

_SYMBOL = re.compile(
    r"([A-Z0-9]+)/([A-Z0-9]+)/([0-9]{4})/([A-Z]+)\.([1-9][0-9]{0,5})((?:/[A-Z][a-z]+\.[1-9][0-9]{0,3})*)"
)


class Symbol(NamedTuple):
    """A symbol, taken apart. ``parent`` is the symbol without its last suffix, empty for a document of its own."""

    text: str
    body: str
    series: str
    number: int
    parent: str
    suffix: str


def parse_symbol(forum: Forum, text: str) -> Symbol | Refused:
    """Take a symbol apart, or refuse it by rule 6.1: the organization's prefix, a body, a known series and suffix."""
    match = _SYMBOL.fullmatch(text)
    if match is None:
        return Refused("6.1", found=text, expected=f"{forum.edition.symbol_prefix}/SOC/2026/L.3/Rev.1")
    prefix, body, year, series, number, suffixes = match.groups()
    parent, _, last = text.rpartition("/") if suffixes else ("", "", "")
    suffix, _, suffix_number = last.partition(".")
    if prefix != forum.edition.symbol_prefix or body not in forum.bodies:
        return Refused("6.1", found=f"{prefix}/{body}", expected=forum.edition.symbol_prefix)
    if series not in (*DRAFT_SERIES, *DECISION_SERIES) or (suffix and suffix not in SUFFIXES):
        return Refused("6.1", found=text, expected=" ".join((*DRAFT_SERIES, *DECISION_SERIES, *SUFFIXES)))
    return Symbol(text, body, f"{prefix}/{body}/{year}/{series}", int(suffix_number or number), parent, suffix)


def is_decision(text: str) -> bool:
    """Tell whether a symbol that was given is the number of a decision itself, not of a paper that belongs to one."""
    parts = text.split("/")
    return len(parts) == 4 and parts[3].partition(".")[0] in DECISION_SERIES


def local_year(forum: Forum, at: datetime) -> str:
    """Give the year at the conference's seat, in which a series counts."""
    return str((at + timedelta(minutes=forum.edition.host_utc_offset_min)).year)


def require_next(forum: Forum, symbol: Symbol, at: datetime) -> Refused | None:
    """Refuse, by rule 6.2, any symbol but the next one of its series in this year, or of its parent's suffixes."""
    if symbol.parent:
        parent = forum.documents.get(symbol.parent)
        if parent is None:
            return Refused("6.2", found=symbol.parent)
        following = dict(parent.suffixes).get(symbol.suffix, 0) + 1
        expected = f"{symbol.parent}/{symbol.suffix}.{following}"
    else:
        prefix, body, _, series = symbol.series.split("/")
        current = f"{prefix}/{body}/{local_year(forum, at)}/{series}"
        expected = f"{current}.{forum.series.get(current, 0) + 1}"
    return None if symbol.text == expected else Refused("6.2", found=symbol.text, expected=expected)
