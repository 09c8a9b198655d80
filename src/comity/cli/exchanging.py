# SPDX-License-Identifier: Apache-2.0
"""What fictional states told one another before anybody comes in, so that the room of measures has something to read.

It stands as data in `conferences/exercise/play/measures.toml`, and every act of it goes through the registry's own door.
"""

import tomllib
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import replace

from comity.acts.envelope import Act
from comity.acts.instant import instant_text
from comity.acts.measures import AdoptTemplate, Undertake
from comity.acts.returns import FileReturn
from comity.acts.template import Template
from comity.conferences.measures import PATTERNS, measures_of
from comity.rules.measures.period import periods_between
from comity.rules.measures.schema import values_of

CICA = "cica"
"""Whose own measures the exercise borrows."""
A_YEAR = timedelta(days=366)
Lodge = Callable[..., Coroutine[None, None, str]]
"""Type of the act, signatories, fields → the id of the act, once it stands on the record."""


class Return(Struct, frozen=True, forbid_unknown_fields=True):
    """A return: under which measure, whose, and its form as `comity.rules.measures.schema` has it."""

    measure: str
    party: str
    form: dict[str, Any]


class Exchanges(Struct, frozen=True, forbid_unknown_fields=True, rename={"returns": "return"}):
    """What was exchanged: the measures adopted by these parties, who undertook which, and what was filed."""

    parties: tuple[str, ...]
    measures: tuple[str, ...]
    undertakings: dict[str, tuple[str, ...]]
    returns: tuple[Return, ...]


def exchanges() -> Exchanges:
    """Read what the exercise begins with."""
    file = resources.files("comity.conferences") / "exercise" / "play" / "measures.toml"
    return convert(tomllib.loads(file.read_text(encoding="utf-8")), Exchanges)


def adopted(told: Exchanges) -> dict[str, Template]:
    """Give the templates, with these parties, by code."""
    shipped = {each.code: each for each in (*measures_of(CICA), *measures_of(PATTERNS))}
    return {code: replace(shipped[code], parties=told.parties) for code in told.measures}


async def exchange(lodge: Lodge, clock: Callable[[], datetime]) -> None:
    """Let the states adopt, undertake and file."""
    told = exchanges()
    for kind, by, fields in _acts(told, adopted(told), clock):
        await lodge(kind, *by, **fields)


def _acts(
    told: Exchanges, templates: dict[str, Template], clock: Callable[[], datetime]
) -> Iterator[tuple[type[Act], tuple[str, ...], dict[str, Any]]]:
    for template in templates.values():
        yield AdoptTemplate, told.parties, {"template": template}
    for code, states in told.undertakings.items():
        for state in states:
            yield Undertake, (state,), {"template": code}
    for each in told.returns:
        yield FileReturn, (each.party,), _fields(templates[each.measure], each, clock().replace(microsecond=0))


def _fields(template: Template, filed: Return, now: datetime) -> dict[str, Any]:
    form = {key: instant_text(now) if given == "now" else given for key, given in filed.form.items()}
    due = periods_between(template, now.date(), (now + A_YEAR).date())
    return {
        "template": template.code,
        "version": template.version,
        "period": due[0].isoformat() if due else None,
        "values": values_of(template, form),
        "language": "en",
        "office": "Ministry of Foreign Affairs",
    }
