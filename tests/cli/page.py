# SPDX-License-Identifier: Apache-2.0
"""The reference page of the command line, written from the parsers: ``python -m tests.cli.page --write``."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from comity.cli import exits
from comity.cli.main import VERBS, parser

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
SHARED = ("help", "lang", "json")
HEAD = """\
# Command line

`comity VERB …`, installed as `.venv/bin/comity` by `make setup`. This page is written from the program itself:
`python -m tests.cli.page --write`.

## For every verb

- `--lang en|ru`: the language of what is said. The default follows the variable `LANG`.
- `--json`: each thing said is one line of JSON on standard output, `{"said": KEY, …}`; what goes wrong stands likewise on
  standard error. Keys and values are the same in both languages; progress is silent.
- `-h`: the arguments of the verb.

What goes wrong says what is wrong and what would be right. Verbs that lodge acts also say what became of them: that nothing was
put on the record, which acts were, or that it is not known; then the signed act is kept in `DIR/unsent/`, and lodging that file
again is safe.

Verbs that read from a registry (`--url`) believe nothing it says of the forum: they fetch the entries, check every signature and
rule themselves, and compare with the head that the witnesses confirmed under your anchor.

## The way out of this machine

| variable | |
|---|---|
| `HTTP_PROXY`, `HTTPS_PROXY` | addresses of the proxies for the two schemes |
| `NO_PROXY` | hosts asked directly, with commas between: `host`, `.domain`, `*` for all; this machine always is |
| `COMITY_CA_FILE` | certificates of authorities (PEM), such as a ministry's own, trusted beside those of the web |

## Exit codes

| code | meaning |
|---|---|
"""


def page() -> str:
    """Write the page."""
    return HEAD + "".join(_codes()) + "\n## Verbs\n\n" + "".join(_table()) + "".join(_sections())


def _codes() -> Iterator[str]:
    for code, meaning in re.findall(r"^ *(\d+)  (.*)$", exits.__doc__ or "", re.MULTILINE):
        yield f"| {code} | {meaning.replace('``', '`')} |\n"


def _table() -> Iterator[str]:
    yield "| verb | what it does |\n|---|---|\n"
    for name, module in VERBS.items():
        yield f"| [`{name}`](#{name}) | {module.HELP} |\n"


def _parsers() -> dict[str, argparse.ArgumentParser]:
    subparsers = next(each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(subparsers.choices)


def _sections() -> Iterator[str]:
    for name, verb in _parsers().items():
        actions = [action for action in verb._actions if action.dest not in SHARED]
        yield f"\n### {name}\n\n{VERBS[name].HELP[0].upper()}{VERBS[name].HELP[1:]}.\n"
        usage = " ".join(_usage(action) for action in sorted(actions, key=lambda each: bool(each.option_strings)))
        yield f"\n```\ncomity {name} {usage}".rstrip() + "\n```\n"
        if actions:
            yield "\n| argument | |\n|---|---|\n"
        for action in actions:
            yield f"| `{_spelled(action)}` | {_meaning(action)} |\n".replace("HEX|FILE", "HEX\\|FILE")


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices:
        return "|".join(map(str, action.choices))
    metavar = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    return str(metavar)


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"[{_value(action)}]" if action.nargs == "?" else _value(action)
    spelled = f"{action.option_strings[0]} {_value(action)}".rstrip()
    return spelled if action.required else f"[{spelled}]"


def _spelled(action: argparse.Action) -> str:
    if not action.option_strings:
        return _value(action).replace("|", "\\|")
    return f"{action.option_strings[0]} {_value(action)}".rstrip().replace("|", "\\|")


def _meaning(action: argparse.Action) -> str:
    text = (action.help or "").replace("|", "\\|")
    return f"{text} (required)" if action.required and action.option_strings else text


def main() -> int:
    """Write the page, or tell whether it is current."""
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    return int(PAGE.read_text(encoding="utf-8") != page())


if __name__ == "__main__":
    sys.exit(main())
