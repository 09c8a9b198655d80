# SPDX-License-Identifier: Apache-2.0
"""Measures written at a desk: every template that is shipped, from its own form to the record, by the signatory's secret."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.acts.envelope import Act
from comity.acts.measures import AdoptTemplate
from comity.acts.returns import AmendReturn, FileReturn
from comity.acts.template import Annual, Ask, Quota, Standing, Stream, Swap, Template
from comity.conferences.measures import PATTERNS, measures_of
from comity.rules.measures.book import Filing
from tests.conferences.examples import EXAMPLES
from tests.web.office import Office, errors, initial, office

SHIPPED = (*measures_of("cica"), *measures_of(PATTERNS))
FILED = [each for each in SHIPPED if not isinstance(each.trigger, Ask | Quota | Standing | Swap)]
START = datetime(2027, 1, 4, 5, tzinfo=UTC)


@dataclass
class Ministry:
    """Arden's desk, and somebody with every role at it."""

    office: Office
    browser: Any

    @property
    def newest(self) -> Act:
        """The act of Arden that was entered last."""
        at = self.office
        return parse_entry(at.node.store.entry(at.directory.of_party(at.party)[-1])).signed.act

    def sent(self, kind: str, about: str, data: dict[str, Any]) -> Act:
        """Write a draft, sign it, and give the act that was entered."""
        draft = self.office.written(self.browser, kind, about, data)
        answer = self.office.sign(self.browser, draft)
        assert answer.status_code == 302, errors(answer)
        return self.newest

    def filing(self, code: str) -> tuple[str, Filing]:
        """The newest return of Arden under a measure."""
        filed = self.office.directory.correspondence.of_state(code, "ARD")[-1]
        return filed, self.office.forum.measures.filings[filed]


@pytest.fixture(scope="module")
def arden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with office(tmp_path_factory.mktemp("measures"), at=START) as at:
        for template in SHIPPED:
            at.stage.lodge(AdoptTemplate, "ARD", "BOR", template=replace(template, parties=("ARD", "BOR")))
        at.follow()
        yield Ministry(at, at.everybody())


def typed(arden: Ministry, template: Template, address: str) -> dict[str, Any]:
    """What a person types into the form of a template to say its example, as a browser would send it."""
    seat = timezone(timedelta(minutes=arden.office.forum.edition.host_utc_offset_min))
    form = {key: value for key, value in initial(arden.browser, address).items() if not key.startswith(("v-", "b-"))}
    types = {field.key: field.type for field in template.fields}
    for value in EXAMPLES[template.code]:
        is_instant = types[value.key] == "instant"
        text = f"{datetime.fromisoformat(value.text).astimezone(seat):%Y-%m-%dT%H:%M}" if is_instant else value.text
        form[f"v-{value.key}-{value.row}"] = text
        form[f"b-{value.key}-{value.row}"] = value.basis
    if template.recipients == "named":
        form["recipients"] = ["BOR"]
    if isinstance(template.trigger, Annual):
        form["period"] = f"2027-{template.trigger.days[0]}"
    if isinstance(template.trigger, Stream):
        form["period"] = "2027-06-01T05:00"
    return form


@pytest.mark.parametrize("template", FILED, ids=lambda template: template.code)
def test_an_example_and_a_correction_go_from_their_forms_to_the_record(arden: Ministry, template: Template) -> None:
    form = typed(arden, template, f"/en/write/return/?about={template.code}")
    act = arden.sent("return", template.code, form)
    assert isinstance(act, FileReturn)
    assert sorted(act.values, key=str) == sorted(EXAMPLES[template.code], key=str)
    filed, filing = arden.filing(template.code)
    assert (filing.ref, filing.incomplete) == (f"{template.code}/ARD/2027/1", ())
    again = initial(arden.browser, f"/en/write/amend/?about={filed}")
    amended = arden.sent("amend", filed, {**again, "reason": "A slip of the pen."})
    assert isinstance(amended, AmendReturn)
    assert amended.values == act.values, "the form of an amendment holds what the return says"
    assert arden.filing(template.code)[1].revisions[0][0] == "correction"
