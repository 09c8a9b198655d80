# SPDX-License-Identifier: Apache-2.0
"""Words of the conference on a page: names of parties, texts in two languages, instants in three zones, the seal."""

from datetime import UTC, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comity.papers.seal import SIZE, rosette
from comity.web.desk import opened_desk
from comity.web.reading import seat_zone, wording

register = template.Library()
DAY = "j F Y"
MINUTE = "j F Y, H:i"


@register.filter
def said(texts: object) -> str:
    """Give a text of the conference in the reader's language, English where it has no other."""
    return wording().text(texts) if texts else ""


@register.filter
def named(code: str) -> str:
    """Give the name of a party or a body by its code, as the conference itself writes it."""
    forum = opened_desk().lodged
    known = (forum.parties.get(code) or forum.bodies.get(code)) if forum else None
    return wording().text(known.name) if known else code


@register.filter
def status_word(stage: str) -> str:
    """Give the word for a stage in a matter's life."""
    key = f"stage_{stage}"
    return wording().phrase(key) if wording().knows(key) else stage


@register.simple_tag
def instant(at: datetime | None) -> SafeString:
    """Write an instant at the seat of the conference first, then in the reader's zone where it is another, then in UTC."""
    if at is None:
        return mark_safe("")
    here = timezone.get_current_timezone()
    parts = [format_html("{} {}", date_format(at.astimezone(seat_zone()), MINUTE), _("in Astana"))]
    if at.astimezone(here).utcoffset() not in {at.astimezone(seat_zone()).utcoffset(), UTC.utcoffset(at)}:
        parts.append(format_html("{} {}", date_format(at.astimezone(here), "H:i"), str(here)))
    parts.append(format_html("{} UTC", date_format(at.astimezone(UTC), "H:i")))
    return format_html('<time datetime="{}">{}</time>', at.astimezone(UTC).isoformat(), " · ".join(parts))


@register.simple_tag
def day(at: datetime) -> str:
    """Write the date of an instant at the seat of the conference."""
    return date_format(at.astimezone(seat_zone()), DAY)


@register.simple_tag
def seal(fingerprint: str, name: str = "seal") -> SafeString:
    """Draw the seal of a fingerprint (hexadecimal); what it says to those who do not see it is the fingerprint itself."""
    title = _("Seal drawn from the fingerprint %(start)s…") % {"start": fingerprint[:12]}
    drawing = mark_safe(rosette(bytes.fromhex(fingerprint), name))  # noqa: S308  (drawn here, from digits alone)
    return format_html(
        '<svg class="seal" viewBox="0 0 {0} {0}" role="img" aria-labelledby="{1}-t"><title id="{1}-t">{2}</title>{3}</svg>',
        SIZE, name, title, drawing,
    )  # fmt: skip


@register.filter
def grouped(digest: str) -> str:
    """Write a fingerprint in groups of four."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
