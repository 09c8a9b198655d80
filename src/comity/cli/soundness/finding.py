# SPDX-License-Identifier: Apache-2.0
"""A finding: a file that is missing, altered, or does not belong to the record."""

from typing import NamedTuple


class Finding(NamedTuple):
    """What is wrong with one file; ``key`` is the phrase ``fsck_<key>``, ``detail`` what was found."""

    path: str
    key: str
    detail: str = ""
