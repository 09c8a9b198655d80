# SPDX-License-Identifier: Apache-2.0
"""The tree in the docstring of errors is the tree of classes."""

from comity.tlog import errors


def _drawn(error: type[Exception], indent: str = "", branch: str = "") -> list[str]:
    children = error.__subclasses__()
    below = indent + {"": "", "├── ": "│   ", "└── ": "    "}[branch]
    lines = [indent + branch + error.__name__]
    for child in children:
        lines += _drawn(child, below, "└── " if child is children[-1] else "├── ")
    return lines


def test_the_docstring_draws_every_error_and_no_other() -> None:
    drawing = [line[: line.index("  ")] if "  " in line.lstrip("│ └├─") else line for line in _docstring_tree()]
    assert [line.rstrip() for line in drawing] == _drawn(errors.TlogError)


def _docstring_tree() -> list[str]:
    lines = (errors.__doc__ or "").splitlines()
    cut = []
    for line in lines[lines.index("TlogError") : lines.index("", lines.index("TlogError"))]:
        name_at = next(at for at, character in enumerate(line) if character.isalpha())
        cut.append(line[:name_at] + line[name_at:].split(" ")[0])
    return cut
