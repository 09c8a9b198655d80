# SPDX-License-Identifier: Apache-2.0
"""Acts about requests and visits: asked, answered item by item, assessed by who asked."""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Count, Hash, Language, Line, Part, PartyCode, Prose
from comity.acts.measures import TemplateVersion
from comity.acts.returns import Values
from comity.acts.sealed import Sealed
from comity.acts.template import FieldKey, TemplateCode

RequestId = Hash
"""The request: the id of the act that made it."""


class MakeRequest(Act, frozen=True, kw_only=True):
    """Ask another party for information or for a visit; ``in_reply_to`` names the return it is about."""

    template: TemplateCode
    version: TemplateVersion
    party: PartyCode
    values: Values = ()
    items: Annotated[tuple[Line, ...], Meta(max_length=40)] = ()
    """The questions, each answered by itself."""
    language: Language
    """The language of its texts."""
    exercise: bool = False
    """Whether it belongs to an exercise."""


class Answer(Part, frozen=True, kw_only=True):
    """What became of one question."""

    item: Count
    """The question, counted from 0."""
    state: Literal["answered", "declined", "open"]
    """What became of it."""
    text: Prose = ""
    """The answer."""


class ReplyToRequest(Act, frozen=True, kw_only=True):
    """Answer, accept or decline a request; more may follow until all questions are dealt with."""

    request: RequestId
    kind: Literal["answer", "accept", "decline"]
    """What is said."""
    ground: FieldKey | None = None
    """Why it is declined, one of the grounds of the template."""
    answers: Annotated[tuple[Answer, ...], Meta(max_length=40)] = ()
    """The answers."""
    values: Values = ()
    sealed: Sealed = ()
    language: Language
    """The language of its texts."""


class AssessReply(Act, frozen=True, kw_only=True):
    """Say whether the reply satisfied, or take the next step that the template provides."""

    request: RequestId
    satisfied: bool
    """Whether it did; the request is closed then."""
    text: Prose = ""
    """What is missing."""


class CancelVisit(Act, frozen=True, kw_only=True):
    """Cancel a visit that one accepted as the host; it does not count any more."""

    request: RequestId
    reason: Prose
    """Why."""
