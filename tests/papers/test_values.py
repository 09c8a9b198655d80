# SPDX-License-Identifier: Apache-2.0
"""Values in words: one for each type of field, in both languages, and what is not in its spelling as it was written."""

import pytest

from comity.acts.envelope import Text
from comity.acts.template import Field, Word
from comity.papers.values import told_time, told_value
from comity.papers.wording import Wording
from tests.cast.scribe import Scribe

WORDS = (Word(code="road", label=Text(en="Road", ru="Дорога")),)


def field(kind: str, unit: str = "") -> Field:
    said = Text(en=unit) if unit else None
    return Field(key="it", label=Text(en="It"), type=kind, unit=said, codes=WORDS if kind == "code" else ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "unit", "text", "en", "ru"),
    [
        ("text", "", "=1 <b>", "=1 <b>", "=1 <b>"),
        ("count", "persons", "12700", "12,700 persons", "12\xa0700 persons"),
        ("count", "", "many", "many", "many"),
        ("integer", "", "2026", "2026", "2026"),
        ("decimal", "cm", "-1234.50", "-1,234.50 cm", "-1\xa0234,50 cm"),
        ("money", "current prices", "ARD 0.50", "ARD 0.50", "ARD 0.50"),
        ("flag", "", "yes", "yes", "да"),
        ("flag", "", "perhaps", "perhaps", "perhaps"),
        ("date", "", "2027-03-15", "15 March 2027", "15 марта 2027"),
        ("date", "", "2027-02-30", "2027-02-30", "2027-02-30"),
        ("instant", "", "2027-05-01T10:05:00Z", "2027-05-01 10:05:00 UTC", "2027-05-01 10:05:00 UTC"),
        ("instant", "", "noon", "noon", "noon"),
        ("duration", "", "P2DT13H", "2 d 13 h", "2 сут 13 ч"),
        ("duration", "", "P", "P", "P"),
        ("party", "", "ARD", "Arden", "Arden"),
        ("party", "", "XYZ", "XYZ", "XYZ"),
        ("code", "", "road", "Road", "Дорога"),
        ("code", "", "rail", "rail", "rail"),
        ("point", "WGS 84", "42.5001 -71.25", "42.5001 -71.25 WGS 84", "42.5001 -71.25 WGS 84"),
    ],
)
def test_a_value_is_said_by_its_type(kind: str, unit: str, text: str, en: str, ru: str) -> None:
    forum = Scribe.opened().state
    assert told_value(field(kind, unit), text, forum, Wording("en")) == en
    assert told_value(field(kind, unit), text, forum, Wording("ru")) == ru


def test_what_no_field_knows_stays_as_it_was_filed() -> None:
    assert told_value(None, "2027-03-15", Scribe.opened().state, Wording("en")) == "2027-03-15"


def test_whoever_reads_says_how_an_instant_is_written() -> None:
    assert told_time("2027-05-01T10:05:00Z", Wording("en"), lambda at: f"{at:%H o'clock}") == "10 o'clock"
