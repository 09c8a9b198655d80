# SPDX-License-Identifier: Apache-2.0
"""Names that have Latin letters in every language, marked on a page in another script, so that they are read aloud right."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.'’/]*(?:[ –;,:-]*[(A-Za-z0-9][A-Za-z0-9.'’/)]*)*")


@register.filter
def latin(text: object) -> SafeString:
    """Mark runs of Latin words as English on a page in another script."""
    said = str(text)
    if (get_language() or "en").startswith("en"):
        return conditional_escape(said)
    parts, at = [], 0
    for found in LATIN.finditer(said):
        parts += [conditional_escape(said[at : found.start()]), format_html('<bdi lang="en">{}</bdi>', found[0])]
        at = found.end()
    return mark_safe("".join([*parts, conditional_escape(said[at:])]))  # noqa: S308  (each part is escaped)
