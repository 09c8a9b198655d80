# SPDX-License-Identifier: Apache-2.0
"""Every template that comes with the package goes through the registry's door: an example, a correction, a nil where allowed."""

import os
from hashlib import sha256
from typing import Any

import pytest

from comity.acts.returns import FileReturn
from comity.acts.swaps import CommitSwap, ReleaseSwap
from comity.acts.template import Annual, Ask, Quota, Standing, Stream, Swap, Template
from comity.conferences.measures import PATTERNS, measures_of
from comity.rules.measures.head import carried_head
from comity.rules.measures.swap import commitment_of
from comity.rules.outcome import Admitted, Effect, Refused
from comity.sealing.hybrid import HybridIdentity
from tests.conferences.examples import EXAMPLES
from tests.stories.exchange import Exchange, exchange

SHIPPED = (*measures_of("cica"), *measures_of(PATTERNS))
FILED = [each for each in SHIPPED if not isinstance(each.trigger, Ask | Quota | Standing | Swap)]
KEYS = {code: HybridIdentity(sha256(f"{code} seal".encode()).digest()) for code in ("ARD", "BOR")}


def fields_of(template: Template) -> dict[str, Any]:
    """What a return says beside its form: its period and its recipients, where it needs them."""
    period = {Annual: "2027-{}", Stream: "2027-06-01T00:00:00Z"}.get(type(template.trigger))
    days = template.trigger.days[0] if isinstance(template.trigger, Annual) else ""
    given: dict[str, Any] = {"period": period.format(days)} if period else {}
    return given | ({"recipients": ("BOR",)} if template.recipients == "named" else {})


@pytest.fixture(scope="module")
def told() -> Any:
    with exchange() as stage:
        for template in SHIPPED:
            stage.adopt(template, "ARD", "BOR")
        yield stage


@pytest.mark.parametrize("template", FILED, ids=lambda template: template.code)
def test_an_example_and_a_correction(told: Exchange, template: Template) -> None:
    values, fields = EXAMPLES[template.code], fields_of(template)
    filed = told.file(template.code, "ARD", values=values, **fields)
    assert told.effects[0] == Effect("return_filed", f"{template.code}/ARD/2027/1", "received")
    told.acknowledge(filed, "BOR")
    told.amend(filed, "ARD", "correction", values=values, reason="A slip of the pen.")
    assert told.effects[0] == Effect("return_amended", f"{template.code}/ARD/2027/1/r1", "correction BOR")


@pytest.mark.parametrize("template", FILED, ids=lambda template: template.code)
def test_nothing_to_report_where_the_template_knows_it(told: Exchange, template: Template) -> None:
    fields = fields_of(template) | ({"recipients": ("ARD",)} if template.recipients == "named" else {})
    known = {"template": template.code, "version": 1, "kind": "nil", "language": "ru", "office": "Centre", **fields}
    outcome = told.stage.lodge(FileReturn, "BOR", **known).outcome
    if template.nil == "forbidden":
        assert isinstance(outcome, Refused)
        assert outcome.rule == "14.3"
    else:
        assert isinstance(outcome, Admitted)
        assert outcome.effects[0] == Effect("return_filed", f"{template.code}/BOR/2027/1", "nil_received")


def test_a_request_and_a_visit(told: Exchange) -> None:
    request = told.ask("PATTERN-REQUEST", "ARD", "BOR", "What is the aim?")
    told.reply(request, "BOR", kind="decline", ground="sensitive_area")
    told.assess(request, "ARD", satisfied=False)
    assert told.effects[0].kind == "next_step"
    visit = told.ask("PATTERN-QUOTA", "ARD", "BOR")
    told.reply(visit, "BOR", kind="accept")
    assert told.effects == (Effect("replied", visit, "accept"), Effect("visit_counted", "PATTERN-QUOTA BOR 2027", "1"))


def test_a_contact(told: Exchange) -> None:
    told.name_contact("PATTERN-STANDING", "BOR")
    told.answer(told.call("PATTERN-STANDING", "ARD", "BOR"), "BOR")
    assert told.effects == (Effect("call_answered", "PATTERN-STANDING BOR", "in_time"),)


def test_two_lists_at_the_same_moment(told: Exchange) -> None:
    origin, period, salts = told.stage.forum.origin, "2028-01-01", {code: os.urandom(32).hex() for code in KEYS}
    lists = {
        code: told.sealed(f"list of {code}".encode(), (other,), KEYS)
        for code, other in (("ARD", "BOR"), ("BOR", "ARD"))
    }
    swap = {"template": "PATTERN-SWAP", "period": period}
    for code, sealed in lists.items():
        known = commitment_of(origin, "PATTERN-SWAP", period, code, salts[code], sealed.blob.sha256)
        told.say(CommitSwap, code, **swap, version=1, commitment=known)
    head = carried_head(told.stage.forum, told.stage.registry.confirmed)
    for code, sealed in lists.items():
        told.say(ReleaseSwap, code, **swap, salt=salts[code], sealed=sealed, head=head)
    assert told.effects[0].kind == "swap_released"
    assert [told.row("PATTERN-SWAP", code, period) is not None for code in KEYS] == [True, True]
