# SPDX-License-Identifier: Apache-2.0
"""Characters that may stand in an act, judged by Unicode 14.0 whatever the Python.

Allowed are assigned code points, in NFC, less controls (but for the line feed, which JSON writes as an escape), less
bidirectional overrides and isolates, and less characters that nobody sees and no language needs: two texts that look
alike are alike. ZWNJ, ZWJ, LRM and RLM stay, for Persian and Hindi need them; so do variation selectors.
"""

import re
import unicodedata

from comity.acts.errors import MalformedText
from comity.acts.unicode14 import assigned_ranges

_CONTROLS = ((0x00, 0x1F), (0x7F, 0x9F))
_BIDIRECTIONAL = ((0x202A, 0x202E), (0x2066, 0x2069))
_INVISIBLE = ((0xAD, 0xAD), (0x180E, 0x180E), (0x200B, 0x200B), (0x2060, 0x2064), (0xFEFF, 0xFEFF), (0xE0000, 0xE007F))
"""Soft hyphen, Mongolian vowel separator, zero-width space, word joiner and invisible operators, byte order mark, tags."""
_FORBIDDEN_RANGES = tuple(sorted(_CONTROLS + _BIDIRECTIONAL + _INVISIBLE))


def _allowed_class() -> str:
    parts = []
    for first, last in assigned_ranges():
        start = first
        for low, high in _FORBIDDEN_RANGES:
            if start <= high and low <= last:
                if start < low:
                    parts.append(f"\\U{start:08x}-\\U{low - 1:08x}")
                start = high + 1
        if start <= last:
            parts.append(f"\\U{start:08x}-\\U{last:08x}")
    return "".join(parts)


_REFUSED = re.compile(f"[^{_allowed_class()}]")
_ESCAPE = re.compile(r"\\.")
_ALLOWED_ESCAPES = {'\\"', "\\\\", "\\n"}


def check_text(canonical: str) -> None:
    r"""Accept the JSON line of an act whose characters may be signed by states.

    The line is JSON already known to be canonical, so a control character can stand in it only as an escape.

    Raises:
        MalformedText: names the first code point that may not stand there.
    """
    if "\\" in canonical and not _ALLOWED_ESCAPES.issuperset(_ESCAPE.findall(canonical)):
        escape = next(each for each in _ESCAPE.finditer(canonical) if each.group() not in _ALLOWED_ESCAPES)
        raise MalformedText(f"the escape {escape.group()} at character {escape.start()}: only line feeds are allowed")
    if canonical.isascii():
        if "\x7f" in canonical:
            raise MalformedText(f"U+007F at character {canonical.index(chr(0x7F))} may not stand in an act")
        return
    if refused := _REFUSED.search(canonical):
        raise MalformedText(
            f"U+{ord(refused.group()):04X} at character {refused.start()} may not stand in an act "
            "(unassigned in Unicode 14.0, private, invisible, a control or a bidirectional override)"
        )
    if not unicodedata.is_normalized("NFC", canonical):
        raise MalformedText("the text is not in Unicode normalization form C")
