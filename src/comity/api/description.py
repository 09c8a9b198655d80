# SPDX-License-Identifier: Apache-2.0
"""The API as one: its operations, how it reads and writes JSON, and its description as OpenAPI."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny

from comity.api import corridors, decisions, documents, drafts, measures, problems, record, returns
from comity.api.shapes import Problem

TITLE = "Comity"
VERSION = "1"
ABOUT = (
    "What the pages of one node show, for programs. A key comes from an administrator of the delegation (My state, Keys of "
    "programs). Texts come in the language that Accept-Language asks for, English or Russian. Nothing is signed here."
)
FILE: dict[str, Any] = {"*/*": {"schema": {}}}
"""A file of any kind; where it is JSON it is no string of bytes, so nothing is said of its type."""
FAILURES = {
    "400": "cannot be read", "401": "no key that stands", "403": "not permitted", "404": "not here", "405": "not done here",
    "409": "not possible now", "412": "changed meanwhile", "413": "too large", "422": "something sent is not as it should be",
}  # fmt: skip


class Reader(Parser):
    """Reads JSON strictly: no numbers that are none, no halves of characters."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Read a body."""
        read: DictStrAny = msgspec.json.decode(request.body)
        return read


class Writer(BaseRenderer):
    """Writes JSON in UTF-8, instants in UTC."""

    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ANN401, ARG002
        """Write an answer."""
        return msgspec.json.encode(data)


class Desk(NinjaAPI):
    """The operations of the desk."""

    def __init__(self) -> None:
        super().__init__(
            title=TITLE, version=VERSION, description=ABOUT, docs_url=None, urls_namespace="api", parser=Reader(),
            renderer=Writer(),
        )  # fmt: skip
        for room in (record, decisions, documents, drafts, measures, returns, corridors):
            self.add_router("", room.router)
        for kind in problems.KINDS:
            if issubclass(kind, Exception):
                self.add_exception_handler(kind, problems.stopped)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        """Describe the operations; every way in which one can fail is a problem document."""
        prefix = "/api/" if path_prefix is None else path_prefix
        described = super().get_openapi_schema(path_prefix=prefix, path_params=path_params)
        described["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        described["components"]["schemas"]["Problem"].pop("$defs", None)
        for operations in described["paths"].values():
            for operation in operations.values():
                _complete(operation)
        return described


def _complete(operation: dict[str, Any]) -> None:
    """Add files and failures to what an operation answers."""
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in answers.items():
        if status == "200" and "content" not in answer:
            answer["content"] = FILE
    for status, words in FAILURES.items():
        schema = {"$ref": "#/components/schemas/Problem"}
        answers[status] = {"description": words, "content": {problems.MEDIA_TYPE: {"schema": schema}}}
    operation["responses"] = dict(sorted(answers.items()))
