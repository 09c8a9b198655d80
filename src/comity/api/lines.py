# SPDX-License-Identifier: Apache-2.0
"""What answers are made of: entries, versions and meetings as one line each, and pages of what is newest."""

from collections.abc import Sequence
from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from comity.web.reading import Shown, Told, forum, title_of, words_of

A_PAGE = 40
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Place = Annotated[int, Field(ge=0, lt=10**9)]
Before = Annotated[int | None, Query(ge=0, lt=10**9, description="go on before this one, as `older` said")]


def line_of(told: Told) -> dict[str, Any]:
    """Give an entry in one line."""
    return {
        "place": told.place,
        "at": told.at,
        "by": list(told.by),
        "type": type(told.act).__name__,
        "act": told.act_id,
        "sentence": str(told.sentence),
        "is_secured": told.is_secured,
        "is_whole": told.is_whole,
    }


def version_of(shown: Shown) -> dict[str, Any]:
    """Give a language version of a document."""
    version = shown.version
    return {
        "language": version.language,
        "status": version.status,
        "sha256": version.blob.sha256,
        "size": version.blob.size,
        "media_type": version.blob.media_type,
        "is_held": shown.is_held,
        "paragraphs": list(shown.paragraphs),
    }


def meeting_line(key: str) -> dict[str, Any]:
    """Give a meeting in one line."""
    meeting = forum().meetings[key]
    return {
        "key": key,
        "body": meeting.body,
        "subject": words_of(title_of(key)),
        "opens_at": meeting.opens_at,
        "stage": meeting.stage,
    }


def page_of(known: Sequence[str], before: int | None, count: int) -> tuple[list[str], int | None]:
    """Give the newest of a list, or those before a place in it, and where to go on."""
    end = len(known) if before is None else min(before, len(known))
    start = max(end - count, 0)
    return list(known[start:end])[::-1], start or None
