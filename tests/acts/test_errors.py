# SPDX-License-Identifier: Apache-2.0
"""The tree of errors, as drawn."""

import re

from comity.acts import errors


def drawn(error: type[Exception], branch: str = "", indent: str = "") -> list[str]:
    lines = [f"{branch}{error.__name__}"]
    children = error.__subclasses__()
    for number, child in enumerate(children, 1):
        last = number == len(children)
        lines += drawn(child, indent + ("└── " if last else "├── "), indent + ("    " if last else "│   "))
    return lines


def test_the_docstring_draws_every_error_and_no_other() -> None:
    tree = (errors.__doc__ or "").partition("::\n")[2]
    assert re.findall(r"^    ([│├└─ ]*\w+)", tree, re.MULTILINE) == drawn(errors.ActError)
