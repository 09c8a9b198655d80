# SPDX-License-Identifier: Apache-2.0
"""Words of the conference on a page: names of parties, texts in two languages, the seal, and what must not move letters."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.papers.seal import SIZE, rosette
from comity.web.desk import opened_desk
from comity.web.reading import wording

register = template.Library()
MOVERS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the order in which others are seen."""
FILE_KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "text/plain": "TXT",
}
SEAL_SENTENCE = gettext_lazy(
    "A node's signature says only that this copy of the record is complete and unaltered. "
    "It expresses no position on any entry and no recognition of any party."
)


@register.filter
def plain(text: str) -> str:
    """Show characters that would move others by their number, so that a text reads on screen as it is stored."""
    return MOVERS.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


@register.filter
def said(texts: object) -> str:
    """Give a text of the conference in the reader's language, English where it has no other."""
    return plain(wording().text(texts)) if texts else ""


@register.filter
def tongue(texts: object) -> str:
    """Tell the language in which `said` gives a text."""
    language = wording().language
    return language if getattr(texts, language, "") else "en"


@register.filter
def named(code: str) -> str:
    """Give the name of a party or a body by its code, as the conference itself writes it."""
    forum = opened_desk().lodged
    known = (forum.parties.get(code) or forum.bodies.get(code)) if forum else None
    return wording().text(known.name) if known else code


@register.filter
def phrase(key: str, about: str) -> str:
    """Give the phrase for a word of the rules, such as ``"adopted"|phrase:"stage"``; the word itself where there is none."""
    full = f"{about}_{key}"
    return wording().phrase(full) if wording().knows(full) else key


@register.filter
def file_kind(media_type: str) -> str:
    """Name a kind of file as people do; by its media type where they have no word for it."""
    return FILE_KINDS.get(media_type.partition(";")[0].strip(), media_type)


@register.filter
def status_word(stage: str) -> str:
    """Give the word for a stage in a matter's life."""
    return phrase(stage, "stage")


@register.filter
def of(table: dict[str, str], key: str) -> str:
    """Look something up."""
    return table.get(key, "")


@register.simple_tag
def seal_sentence() -> str:
    """Say what stands with every seal."""
    return str(SEAL_SENTENCE)


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
