# SPDX-License-Identifier: Apache-2.0
"""A text of fixed lines: a header that names its format, then one value a line, each spelled in one way only.

The notes by which nodes speak to each other beside the record have such texts; they are signed as C2SP notes.
"""

import re

from comity.acts.errors import ActError

ORIGIN = r"[a-z0-9.-]{1,100}(?:/[a-z0-9.-]{1,100}){0,4}"
"""The origin of a forum, as acts name it."""
DIGEST = r"[0-9a-f]{64}"
"""SHA-256 in lower-case hexadecimal."""
NUMBER = r"(?:0|[1-9][0-9]{0,14})"
"""A number from 0 up, below 10^15."""
POSITIVE = r"[1-9][0-9]{0,14}"
"""A number from 1 up, below 10^15."""
SECONDS = r"[1-9][0-9]{8,9}"
"""POSIX seconds in nine or ten digits: the years 1973 to 2286."""
BASE64 = r"[A-Za-z0-9+/]+={0,2}"
"""Base64; whether it is spelled in its one way is asked where it is decoded."""


class Lines:
    """One format: the error of its noun, its header, and a pattern for each value."""

    def __init__(self, error: type[ActError], header: str, *patterns: str) -> None:
        self._error = error
        self._header = header
        self._pattern = re.compile("\n".join([re.escape(header), *(f"({pattern})" for pattern in patterns), ""]))

    def write(self, *values: str | int) -> bytes:
        """Write the text; raises the error of its noun for a value that has no place in its line."""
        text = "\n".join([self._header, *map(str, values), ""]).encode(errors="replace")
        self.read(text)
        return text

    def read(self, text: bytes) -> tuple[str, ...]:
        """Give the values as they stand; raises the error of its noun unless `write` would give the same text back."""
        match = self._pattern.fullmatch(text.decode(errors="replace"))
        if match is None:
            raise self._error(f"these are not the lines of {self._header}")
        return match.groups()
