# SPDX-License-Identifier: Apache-2.0
"""The reader's own time zone, beside UTC and the conference's."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class ReadersZone:
    """Lets every page of a person show times in the zone that person chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's zone; an unknown one is UTC."""
        chosen = getattr(request.user, "time_zone", "UTC")
        try:
            zone = ZoneInfo(chosen)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        with timezone.override(zone):
            return self._get_response(request)
