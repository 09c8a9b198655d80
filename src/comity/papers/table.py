# SPDX-License-Identifier: Apache-2.0
"""Cells of a table for a spreadsheet: a number as it was filed, and no text that a spreadsheet would compute."""

import re

from comity.acts.template import Field
from comity.rules.measures.values import PATTERNS

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""


def cell(text: str) -> str:
    """Give a text so that no spreadsheet computes it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def value_cell(field: Field | None, text: str) -> str:
    """Give a value; one in the spelling of its type begins with no formula, also where it is below nought."""
    pattern = PATTERNS.get(field.type) if field else None
    is_spelled = pattern is not None and re.fullmatch(pattern, text) is not None
    return text if is_spelled else cell(text)


def flag(*, known: bool) -> str:
    """Say yes or no as values do."""
    return "yes" if known else "no"
