# SPDX-License-Identifier: Apache-2.0
"""Exchanges of measures on the record of an office: returns, a correction, a contest, sealed content, a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from msgspec.structs import replace

from comity.acts.envelope import Blob
from comity.acts.measures import AdoptTemplate, Undertake
from comity.acts.requests import Answer, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, FileReturn, StateOnReturn
from comity.acts.sealed import SealedContent
from comity.acts.template import Annual, Stream, Template
from comity.cli.theatre.stage import Stage
from comity.conferences.measures import PATTERNS, measures_of
from comity.rules.forum import Forum
from comity.rules.outcome import Admitted
from tests.conferences.examples import EXAMPLES, value


class Place(Protocol):
    """Where an exchange can be seen: an office, or a house."""

    stage: Stage

    @property
    def forum(self) -> Forum: ...
    def follow(self) -> None: ...
    def lodge(self, act: Any, /, *by: str, **fields: Any) -> str: ...


START = datetime(2027, 1, 4, 5, tzinfo=UTC)
HOSTILE = '=HYPERLINK("x") שלום <script>run(1)</script> #panic("m")'
SHIPPED = {each.code: each for each in (*measures_of("cica"), *measures_of(PATTERNS))}
EXCHANGED = (
    "CICA-ACTIVITIES", "CICA-FORCES", "CICA-BUDGET", "CICA-INCIDENTS", "CICA-OFFICERS", "PATTERN-REQUEST",
)  # fmt: skip


P = TypeVar("P", bound=Place)


@dataclass
class Exchanged(Generic[P]):
    """What was exchanged: ids of a return corrected and contested, of one whose recipients are not shown, and so on."""

    office: P
    activity: str
    officers: str
    exercise: str
    hostile: str
    asked: str


def adopt(at: Place, *codes: str) -> None:
    """Let Arden, Borea and Corvia adopt shipped measures among themselves."""
    for code in codes:
        template = replace(SHIPPED[code], parties=("ARD", "BOR", "COR"))
        said = at.stage.lodge(AdoptTemplate, *template.parties, template=template)
        assert isinstance(said.outcome, Admitted), (code, said)
    at.follow()


def file(at: Place, by: str, code: str, **fields: Any) -> str:
    """File the example of a measure."""
    template = at.forum.measures.templates[code].newest
    known: dict[str, Any] = {
        "template": code,
        "version": 1,
        "values": EXAMPLES[code],
        "language": "en",
        "office": "Ambassador",
    }
    if period := period_of(template):
        known["period"] = period
    if template.recipients == "named":
        known["recipients"] = ("ARD",) if by != "ARD" else ("BOR",)
    return at.lodge(FileReturn, by, **(known | fields))


def period_of(template: Template) -> str:
    """Give the first period of a measure in 2027; none where it has none."""
    if isinstance(template.trigger, Annual):
        return f"2027-{template.trigger.days[0]}"
    return "2027-06-01T05:00:00Z" if isinstance(template.trigger, Stream) else ""


def sealed_to(at: Place, *parties: str, content: bytes = b"sealed") -> tuple[SealedContent, ...]:
    """Store a file as if it were sealed to these parties, and name it."""
    digest = at.stage.registry.store(content)
    blob = Blob(sha256=digest, size=len(content), media_type="application/octet-stream", kind="attachment")
    return (SealedContent(blob=blob, recipients=parties),)


def exchange(at: P) -> Exchanged[P]:
    """Let an office see an exchange of everything; the clock of the stage goes on between."""
    adopt(at, *EXCHANGED)
    for code in ("CICA-ACTIVITIES", "CICA-FORCES", "CICA-BUDGET"):
        for state in ("ARD", "BOR"):
            at.lodge(Undertake, state, template=code)
    activity = _argued(at, file(at, "ARD", "CICA-ACTIVITIES", sealed=sealed_to(at, "BOR")))
    file(at, "BOR", "CICA-FORCES")
    officers = file(at, "ARD", "CICA-OFFICERS", sealed=sealed_to(at, "BOR", content=b"life"))
    exercise = file(at, "BOR", "CICA-INCIDENTS", exercise=True)
    words = (*EXAMPLES["CICA-INCIDENTS"][:-1], value("what", HOSTILE))
    hostile = file(at, "COR", "CICA-INCIDENTS", values=words)
    asked = at.lodge(
        MakeRequest, "ARD", template="PATTERN-REQUEST", version=1, party="BOR", values=EXAMPLES["PATTERN-REQUEST"],
        items=("What is the aim?", "How many take part?"), language="en", office="Ambassador",
    )  # fmt: skip
    answers = (Answer(item=0, state="answered", text="Training."),)
    at.lodge(ReplyToRequest, "BOR", request=asked, kind="answer", answers=answers, language="en")
    return Exchanged(at, activity, officers, exercise, hostile, asked)


def _argued(at: Place, filed: str) -> str:
    """Let a return be acknowledged, contested and corrected."""
    at.lodge(AcknowledgeReturn, "BOR", filed=filed)
    words = "We count 18,000, with rail and interior troops."
    at.lodge(StateOnReturn, "BOR", filed=filed, kind="contest", text=words, language="en")
    before = EXAMPLES["CICA-ACTIVITIES"]
    counted = tuple(replace(each, text="13000") if each.key == "troops" else each for each in before)
    at.lodge(AmendReturn, "ARD", filed=filed, kind="correction", values=counted, reason="Two companies more.")
    at.lodge(AcknowledgeReturn, "COR", filed=filed)
    return filed
