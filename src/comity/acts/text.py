# SPDX-License-Identifier: Apache-2.0
"""Characters that may stand in an act, judged by Unicode 14.0 whatever the Python.

Allowed are assigned code points, in NFC, less controls (but for the line feed, which JSON writes as an escape) and
less bidirectional overrides and isolates. ZWNJ, ZWJ, LRM and RLM stay: Persian and Hindi need them.
"""

import re
import unicodedata

from comity.acts.errors import MalformedText
from comity.acts.unicode14 import assigned_ranges

_FORBIDDEN_RANGES = ((0x00, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2066, 0x2069))


def _allowed_class() -> str:
    parts = []
    for first, last in assigned_ranges():
        start = first
        for low, high in _FORBIDDEN_RANGES:
            if start <= high and low <= last:
                if start < low:
                    parts.append(f"\\U{start:08x}-\\U{low - 1:08x}")
                start = high + 1
        # No range of assigned code points ends among the forbidden ones; with one that did, the pattern would not compile.
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
            "(unassigned in Unicode 14.0, private, a control or a bidirectional override)"
        )
    if not unicodedata.is_normalized("NFC", canonical):
        raise MalformedText("the text is not in Unicode normalization form C")
