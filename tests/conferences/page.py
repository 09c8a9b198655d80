# SPDX-License-Identifier: Apache-2.0
"""The reference page of measures, rendered from the templates: ``python -m tests.conferences.page --write``."""

import sys
from pathlib import Path

from comity.acts.template import (
    After,
    Annual,
    Ask,
    Event,
    Field,
    Prior,
    Quota,
    Standing,
    Stream,
    Swap,
    Template,
    Trigger,
)
from comity.conferences.measures import PATTERNS, measures_of
from comity.rules.measures.status import BINDING, VOLUNTARY
from comity.rules.measures.values import PATTERNS as SPELLINGS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "measures.md"

INTRODUCTION = """\
# Measures

<!-- Rendered from the templates by `python -m tests.conferences.page --write`; do not edit. -->

The templates that come with the package, as `src/comity/conferences/*/measures/*.toml` hold them. A conference adopts one as it
is, or with its own parties, numbers and fields, by an act `AdoptTemplate`; from then on the record holds it. Chapters 12 to 15 of
the [rules](rules.md) say what follows, [measures](../explanation/measures.md) why. The form of each as JSON Schema is what
`comity.rules.measures.schema.schema_of` gives.

CICA's eight follow its Catalogue in what is exchanged; the Catalogue gives no days, numbers of days or fields, so these are
proposals and each template says so.
"""


def cell(text: str) -> str:
    """A text as a cell of a table."""
    return text.replace("|", "\\|")


def when(trigger: Trigger) -> str:
    """A trigger in words."""
    match trigger:
        case Annual(days=days, covers=covers):
            year = {-1: "the year before", 0: "the same year", 1: "the year after"}.get(covers, f"year {covers:+d}")
            return f"by the end of {', '.join(days)} of every year, for {year}"
        case Prior(count=count, unit=unit, before=before):
            return f"{count} {unit}s before `{before}`"
        case Event(clock=clock, within_min=minutes):
            return f"within {minutes} minutes of `{clock}`; nothing missing holds it up"
        case Ask(reply_within_h=hours):
            return f"a reply within {hours} hours of the request"
        case After(count=count, unit=unit, after=after):
            return f"{count} {unit}s after `{after}`"
        case Stream():
            season = f"{trigger.opens} to {trigger.closes}"
            return f"every {trigger.every_h} hours from {season}; a gap after {trigger.longest_gap_h} hours"
        case Standing():
            return f"confirmed every {trigger.confirm_every_months} months; a call answered in {trigger.answer_within_h} hours"
        case Quota():
            most = f"{trigger.received_most} a year, {trigger.each_most} from one state"
            return f"{most}; a reply within {trigger.reply_within_h} hours"
        case Swap(day=day):
            return f"both commit by the end of {day} of every year"


def kind(field: Field) -> str:
    """A field's type in words."""
    words = [field.type if field.type != "code" else " / ".join(f"`{word.code}`" for word in field.codes)]
    words += [field.unit.en] if field.unit else []
    words += ["in rows"] if field.repeats else []
    words += ["sealed only"] if field.personal else []
    return ", ".join(words)


def section(template: Template) -> list[str]:
    """One template."""
    named = ", others may be named" if template.deviation else ""
    erasable = "; erasable" if template.erasable else ""
    lines = [
        f"### {template.code}",
        "",
        f"**{template.title.en}** · {template.title.ru}",
        "",
        template.purpose.en,
        "",
        f"> {template.purpose.ru}",
        "",
        f"*{template.basis.en}*",
        "",
        f"- When: {when(template.trigger)} ({template.zone})",
        f"- Nature: {template.nature}; nothing to report: {template.nil}; content: {template.content}",
        f"- Recipients: {template.recipients}{named}; passed on: {template.onward}{erasable}",
    ]
    lines += [f"- Short form: {', '.join(f'`{key}`' for key in template.short_form)}"] if template.short_form else []
    lines += [f"- Noted at `{each.key}`: {each.label.en}" for each in template.thresholds]
    lines += ["- A device may sign"] if template.machine_signed else []
    lines.append("")
    if template.fields:
        lines += ["| field | in English | in Russian | kind | |", "|---|---|---|---|---|"]
    for field in template.fields:
        needed = "needed" if field.required and not field.personal else ""
        lines.append(f"| `{field.key}` | {cell(field.label.en)} | {cell(field.label.ru)} | {kind(field)} | {needed} |")
    return [*lines, ""] if template.fields else lines


def render() -> str:
    """The page."""
    lines = [INTRODUCTION, "## CICA's own measures", ""]
    lines += [line for template in measures_of("cica") for line in section(template)]
    lines += ["## Patterns, one for each trigger, and the status of crossings", ""]
    lines += [line for template in measures_of(PATTERNS) for line in section(template)]
    lines += ["## What becomes of an undertaking", ""]
    lines += [f"A voluntary contribution: {', '.join(word.replace('_', ' ') for word in VOLUNTARY)}.", ""]
    lines += [f"What binds: {', '.join(word.replace('_', ' ') for word in BINDING)}.", ""]
    lines += ["## Spelling of values", "", "| type | as a regular expression |", "|---|---|"]
    lines += [f"| {name} | `{cell(pattern)}` |" for name, pattern in SPELLINGS.items()]
    lines += [
        "| date | `YYYY-MM-DD`, 1990 to 2199 |",
        "| instant | `YYYY-MM-DDThh:mm:ssZ` |",
        "| party | a code of the conference |",
        "| code | a word of its list |",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    if "--write" not in sys.argv:
        raise SystemExit(__doc__)
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
