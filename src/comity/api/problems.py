# SPDX-License-Identifier: Apache-2.0
"""The one table from whatever stands in the way of a program to a problem document (RFC 9457).

A refusal by the rules names the paragraph and the field of the act that it speaks of; its words are those of the pages.
"""

import logging
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from comity.acts.catalogue import ACTS
from comity.acts.errors import ActError
from comity.api.shapes import Fault, Problem
from comity.node.keyfile import Locked
from comity.record.errors import RecordError, Unconfirmed
from comity.rules.outcome import Refused
from comity.web.drafts.errors import Unsigned
from comity.web.refusals import problem as in_words
from comity.web.uploads import Unacceptable

MEDIA_TYPE = "application/problem+json"
TYPES = "tag:comity.example,2026:problem:"
"""What the type of a problem begins with; the rest is the word of the table."""
LANGUAGES = "Accept-Language, Authorization"


class PreconditionFailed(Exception):
    """The draft is not what the program saw: ``If-Match`` names another fingerprint."""


class FaultyFields(Exception):
    """Something in what was sent is wrong, field by field."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(str(faults))
        self.faults = list(faults)


class NotComputed(Exception):
    """An answer is still being worked on, or has to wait until others are."""


KINDS: dict[type[Exception] | type[Refused], tuple[int, str, str | Promise]] = {
    AuthenticationError: (401, "no-key", _("No key that stands came with the request.")),
    AuthorizationError: (403, "not-permitted", _("The key, or the person for whom it acts, may not do this.")),
    PermissionDenied: (403, "not-permitted", _("The key, or the person for whom it acts, may not do this.")),
    Http404: (404, "not-here", _("There is no such thing here.")),
    PreconditionFailed: (412, "changed", _("It is not what you saw: it was changed meanwhile. Nothing was changed.")),
    RequestDataTooBig: (413, "too-large", _("What was sent is larger than anything this machine takes.")),
    SuspiciousOperation: (400, "unreadable", _("What was sent cannot be read.")),
    HttpError: (400, "unreadable", _("What was sent cannot be read.")),
    ValidationError: (422, "faulty", _("Something that was sent is not as it should be. Nothing was kept.")),
    FaultyFields: (422, "faulty", _("Something that was sent is not as it should be. Nothing was kept.")),
    Unacceptable: (422, "faulty", _("Something that was sent is not as it should be. Nothing was kept.")),
    ActError: (422, "malformed", _("No act can say this. Nothing was sent.")),
    Refused: (409, "refused", _("The rules do not permit this now.")),
    Unsigned: (409, "changed", _("It is not what you saw: it was changed meanwhile. Nothing was changed.")),
    NotComputed: (409, "not-computed", _("This machine is still computing. Ask again in a minute.")),
    Locked: (403, "locked", _("The secret does not open the file. Nothing was changed.")),
    Unconfirmed: (409, "not-secured", _("The entry is not secured yet, so it has no certificate.")),
    RecordError: (422, "proves-nothing", _("This proves nothing here.")),
    Exception: (500, "our-mistake", _("This machine made a mistake. What it was stands in its logbook.")),
}
"""What stands in the way → status, word of the type, title. The first that fits holds."""

FIELDS: dict[str, tuple[str, ...]] = {
    "1.1": ("forum",), "1.3": ("by",), "1.5": ("seq",), "1.7": ("made_at",), "1.10": ("by",),
    "1.11": ("instruction", "on_behalf_of"), "1.12": ("by",), "2.2": ("decision",), "4.1": ("office",), "5.1": ("body",),
    "5.2": ("from_at",), "5.3": ("on_behalf_of",), "5.4": ("label",), "5.5": ("label", "present"), "5.6": ("present",),
    "6.1": ("symbol",), "6.2": ("symbol",), "6.3": ("versions",), "6.4": ("versions",), "6.5": ("symbol",), "6.6": ("symbol",),
    "6.7": ("symbol",), "6.8": ("symbol",), "6.9": ("symbol",), "6.10": ("versions", "instruction"), "7.1": ("proposal",),
    "7.2": ("proposal",), "7.3": ("symbols", "proposal"), "7.4": ("text_sha256",), "7.5": ("body",), "7.6": ("sponsor",),
    "7.7": ("proposal",), "7.8": ("proposal",), "7.9": ("paragraphs",), "8.1": ("versions",), "8.2": ("label", "proposal"),
    "8.3": ("proposal",), "8.4": ("waive_notice",), "8.5": ("proposal",), "8.7": ("proposal",), "8.8": ("body",),
    "9.1": ("proposal",), "9.2": ("deadline_at",), "9.3": ("proposal",), "9.4": ("proposal",), "9.5": ("deadline_at",),
    "9.6": ("notified",), "9.7": ("proposal",), "9.8": ("deadline_at",), "9.9": ("deadline_at",), "9.10": ("proposal",),
    "9.11": ("fault",), "9.12": ("proposal",), "9.15": ("proposal",), "9.16": ("reason",), "9.17": ("proposal",),
    "9.18": ("party",), "9.19": ("proposal",), "10.6": ("symbol",), "12.1": ("template",), "12.6": ("scan", "received_at"),
    "12.7": ("began_at",), "13.1": ("decision", "template"), "13.2": ("template",), "13.3": ("template",),
    "13.4": ("template",), "13.5": ("template",), "13.6": ("until_at", "template"), "13.7": ("party",),
    "14.1": ("period", "template"), "14.2": ("values",), "14.3": ("kind",), "14.5": ("filed",), "14.7": ("filed",),
    "14.8": ("filed",), "14.9": ("recipients",), "14.11": ("language", "office"), "14.12": ("filed",),
    "14.14": ("templates", "name", "key"), "15.1": ("party", "template"), "15.2": ("request",), "15.3": ("request",),
    "15.4": ("request",), "15.5": ("template",), "15.6": ("sealed",), "15.7": ("from_at",), "15.8": ("sealed",),
    "15.9": ("sha256",), "15.10": ("sha256",), "15.11": ("template",), "15.12": ("ping", "party"), "15.13": ("recipient",),
}  # fmt: skip
"""Paragraph → fields it speaks of; the first that the type of act has is named."""

FORM_RULE = "14.2"
"""Its refusals say which field of the measure is wrong, as ``field: fault``."""
_IN_MESSAGE = re.compile(r"(?:field `(\w+)`)?(?: - at `\$([^`]*)`)?\Z")
_logbook = logging.getLogger("comity.api")


def problem_of(found: object, act: str = "") -> Problem:
    """Write the problem document of what stands in the way of an act of a type, or of any request."""
    status, word, title = next(known for kind, known in KINDS.items() if isinstance(found, kind))
    written = Problem(type=TYPES + word, title=str(title), status=status)
    if isinstance(found, Refused):
        said = in_words(found)
        named = field_of(found.rule, act)
        if found.rule == FORM_RULE and named:
            named += "/" + found.found.partition(":")[0]
        update: dict[str, Any] = {"rule": found.rule, "detail": said.what, "field": named}
        return written.model_copy(update=update | {"found": found.found, "expected": found.expected})
    if isinstance(found, ActError | Unacceptable):
        detail = str(found)
        return written.model_copy(update={"detail": detail, "field": _named_in(detail)})
    if isinstance(found, ValidationError | FaultyFields):
        return written.model_copy(update={"faults": list(_faults(found))})
    return written


def field_of(rule: str, act: str) -> str:
    """Name the field of a type of act that a paragraph speaks of; empty where it speaks of none."""
    known = ACTS[act].__struct_fields__ if act in ACTS else ()
    return next((name for name in FIELDS.get(rule, ()) if name in known), "")


def _named_in(detail: str) -> str:
    """Find the field that the reader of acts names at the end of what it says."""
    hit = _IN_MESSAGE.search(detail)
    named, path = (hit[1] or "", hit[2] or "") if hit else ("", "")
    return "/".join(part for part in (path.strip(".").replace(".", "/"), named) if part)


def _faults(found: ValidationError | FaultyFields) -> Iterator[Fault]:
    if isinstance(found, FaultyFields):
        yield from found.faults
        return
    for each in found.errors:
        place, *path = (str(part) for part in each["loc"])
        parts = path[1:] if place == "body" else path
        yield Fault(field=("/" if place == "body" else "") + "/".join(parts), detail=str(each["msg"]))


def answered(written: Problem) -> HttpResponse:
    """Answer with a problem document; what it leaves empty is left out."""
    content = msgspec.json.encode(written.model_dump(exclude_defaults=True))
    response = HttpResponse(content, content_type=MEDIA_TYPE, status=written.status)
    response["Vary"] = LANGUAGES
    if written.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="comity"'
    return response


def stopped(_request: HttpRequest, found: Any) -> HttpResponse:  # noqa: ANN401  (as ninja hands exceptions on)
    """Answer with the problem document of an exception."""
    written = problem_of(found)
    if written.status == 500:
        _logbook.error("an operation failed", exc_info=found)
    return answered(written)


def not_allowed(allowed: str) -> HttpResponse:
    """Answer that there is something here, and not this to be done with it."""
    written = Problem(type=TYPES + "no-such-operation", title=str(_("This cannot be done here.")), status=405)
    response = answered(written)
    response["Allow"] = allowed
    return response
