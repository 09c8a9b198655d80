# SPDX-License-Identifier: Apache-2.0
"""Templates that come with the package: a conference's own measures, and one pattern for each trigger, as TOML.

A file is one template, with the keys of `comity.acts.template`; whoever writes another one reads it in the same way.
"""

import tomllib
from importlib import resources

import msgspec

from comity.acts.template import Template
from comity.rules.measures.template import faults_of

PATTERNS = "patterns"
"""The folder of patterns, named by kind and not by states."""


class UnreadableTemplate(ValueError):
    """A file is no template: the message says where."""


def parse_template(text: str) -> Template:
    """Read a template from TOML, and see that it is whole (rule 13.3).

    Raises:
        UnreadableTemplate: it is no TOML, has a key or a value that templates do not know, or does not fit together.
    """
    try:
        template = msgspec.convert(tomllib.loads(text), Template)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UnreadableTemplate(str(error)) from None
    if faults := list(faults_of(template)):
        raise UnreadableTemplate("; ".join(faults))
    return template


def measures_of(code: str) -> tuple[Template, ...]:
    """Give the templates of a conference, or those of `PATTERNS`, by code; none where it has none.

    Raises:
        UnreadableTemplate: a file is no template.
    """
    folder = resources.files("comity.conferences") / code / "measures"
    if not folder.is_dir():
        return ()
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(map(parse_template, texts), key=lambda template: template.code))
