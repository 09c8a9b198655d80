# SPDX-License-Identifier: Apache-2.0
"""Measures as such: adopted and retired by the secretariat on a recorded decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.acts.template import Template
from comity.conferences.measures import PATTERNS, UnreadableTemplate, measures_of, parse_template
from comity.rules.matter import ADOPTED
from comity.web.desk import opened_desk
from comity.web.drafts.forms.form import Writing, prose
from comity.web.drafts.scene import Scene
from comity.web.reading import title_of

MOST_TEMPLATE = 60_000
SHIPPED = ("cica", PATTERNS)


def _decisions(scene: Scene) -> list[tuple[str, str]]:
    """Give the decisions on which a measure can rest, newest first."""
    matters = ((each, scene.forum.matters.get(each)) for each in reversed(opened_desk().directory.proposals))
    known = [
        (each, found) for each, found in matters if found and found.stage in ADOPTED and found.purpose == "adoption"
    ]
    return [
        (proposal, f"{matter.number or ', '.join(matter.symbols)} · {scene.words.text(title_of(proposal))}")
        for proposal, matter in known
    ]


class Adopting(Writing):
    """The template: one that comes with this software, or one written by the conference, as TOML."""

    shipped = forms.ChoiceField(label=gettext_lazy("Measure"), required=False)
    template = prose(
        gettext_lazy("Or its template, as TOML"),
        required=False,
        rows=12,
        most=MOST_TEMPLATE,
        help_text=gettext_lazy("With the keys that the reference of measures names. It is read and checked here."),
    )
    decision = forms.ChoiceField(label=gettext_lazy("Decision it rests on"))

    def prepare(self) -> None:
        """Offer what comes with this software, and the decisions on the record."""
        scene = self.scene
        if isinstance(self.initial.get("template"), Template):
            self.initial["shipped"] = self.initial.pop("template").code
        self._shipped = {each.code: each for folder in SHIPPED for each in measures_of(folder)}
        choices = [(code, f"{code} · {scene.words.text(each.title)}") for code, each in self._shipped.items()]
        self.fields["shipped"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.fields["decision"].choices = _decisions(scene)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the template."""
        said = super().clean()
        text, shipped = said.get("template", "").strip(), said.get("shipped", "")
        if bool(text) == bool(shipped):
            self.add_error("template", _("Choose a measure or give its template: one of the two."))
            return said
        try:
            said["read"] = parse_template(text) if text else self._shipped[shipped]
        except UnreadableTemplate as error:
            self.add_error("template", str(error))
        return said

    def act_fields(self) -> dict[str, Any]:
        """Give template and decision."""
        return {"template": self.cleaned_data["read"], "decision": self.cleaned_data["decision"]}


class Retiring(Writing):
    """The decision on which a measure ends."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision it rests on"))

    def prepare(self) -> None:
        """Offer the decisions on the record."""
        self.fields["decision"].choices = _decisions(self.scene)  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give measure and decision."""
        return {"template": self.scene.code, "decision": self.cleaned_data["decision"]}
