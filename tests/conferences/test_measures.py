# SPDX-License-Identifier: Apache-2.0
"""Templates that come with the package: complete in both languages, whole, and filled in by example."""

import re
from typing import Any

import pytest
from jsonschema_rs import validator_for
from tests.cast.scribe import Scribe
from tests.conferences.examples import EXAMPLES

from comity.acts.envelope import Text
from comity.acts.template import Template
from comity.conferences.conference import load
from comity.conferences.measures import PATTERNS, UnreadableTemplate, measures_of, parse_template
from comity.conferences.zones import load_zones
from comity.rules.forum import Forum
from comity.rules.measures.schema import form_of, schema_of, values_of
from comity.rules.measures.values import faults_in

CICA, KINDS = measures_of("cica"), measures_of(PATTERNS)
SHIPPED = (*CICA, *KINDS)
CYRILLIC = re.compile("[А-Яа-яЁё]")


@pytest.fixture(scope="module")
def forum() -> Forum:
    return Scribe.opened().state


def texts(value: Any) -> list[Text]:
    """Every text shown to people, wherever in a template it stands."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, tuple):
        return [each for part in value for each in texts(part)]
    if hasattr(value, "__struct_fields__"):
        return [each for name in value.__struct_fields__ for each in texts(getattr(value, name))]
    return []


def test_the_eight_measures_of_the_catalogue_come_with_cica() -> None:
    assert [template.code for template in CICA] == [
        "CICA-ACTIVITIES", "CICA-BUDGET", "CICA-CONTINGENTS", "CICA-FORCES",
        "CICA-INCIDENTS", "CICA-OBSERVERS", "CICA-OFFICERS", "CICA-TREATIES",
    ]  # fmt: skip
    assert {template.nature for template in CICA} == {"voluntary"}


def test_each_trigger_has_one_pattern() -> None:
    patterns = [template for template in KINDS if template.code.startswith("PATTERN-")]
    assert sorted(type(template.trigger).__name__ for template in patterns) == [
        "After", "Annual", "Ask", "Event", "Prior", "Quota", "Standing", "Stream", "Swap",
    ]  # fmt: skip
    assert [template.code for template in KINDS if template not in patterns] == ["BORDER-STATUS"]


def test_a_conference_may_have_none() -> None:
    assert measures_of("exercise") == ()


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.code)
def test_a_template_is_said_in_both_languages(template: Template) -> None:
    said = texts(template)
    assert [text.en for text in said if not text.en or CYRILLIC.search(text.en)] == []
    assert [text.ru for text in said if not CYRILLIC.search(text.ru)] == []
    assert {"en", "ru"} <= set(template.languages)


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.code)
def test_a_template_speaks_of_what_the_conference_has(template: Template) -> None:
    assert template.version == 1
    assert template.dimension in {dimension.code for dimension in load("cica").dimensions}
    assert load_zones().named((template.zone,))
    assert set(template.parties) <= {"ARD", "BOR"}


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.code)
def test_an_example_fills_the_form(template: Template, forum: Forum) -> None:
    values = EXAMPLES[template.code]
    assert faults_in(forum, template, values) == ()
    form = form_of(template, values)
    validator_for(schema_of(template)).validate(form)
    assert sorted(values_of(template, form), key=repr) == sorted(values, key=repr)


@pytest.mark.parametrize("template", [each for each in SHIPPED if each.fields], ids=lambda template: template.code)
def test_what_the_rules_find_missing_the_schema_finds_missing(template: Template, forum: Forum) -> None:
    judge = validator_for(schema_of(template, "ru"))
    for field in template.fields:
        left = tuple(value for value in EXAMPLES[template.code] if value.key != field.key)
        missing = f"{field.key}: missing" in faults_in(forum, template, left)
        assert judge.is_valid(form_of(template, left)) is not missing
    assert not judge.is_valid({"no_such_field": "1"})


@pytest.mark.parametrize(
    "text,why",
    [
        ("code = ", "Invalid value"),
        ('code = "lower"', "regex"),
        ("[trigger]\nkind = 'never'", "Invalid value"),
    ],
)
def test_what_is_no_template_is_told(text: str, why: str) -> None:
    with pytest.raises(UnreadableTemplate, match=why):
        parse_template(text)


def test_a_template_that_does_not_fit_together_is_told() -> None:
    source = """
code = "X"
version = 1
title = { en = "X" }
purpose = { en = "X" }
dimension = "MIL"
nature = "political"
basis = { en = "X" }
zone = "Asia/Almaty"
grace_days = 0
languages = ["en"]
fields = []
[trigger]
kind = "prior"
count = 1
unit = "day"
before = "begins_on"
"""
    with pytest.raises(UnreadableTemplate, match="trigger: begins_on is no date"):
        parse_template(source)
