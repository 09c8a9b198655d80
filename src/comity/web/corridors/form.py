# SPDX-License-Identifier: Apache-2.0
"""The forms of corridors: a question as people write it, sent by GET so that its address is the question."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comity.corridors import shipped
from comity.corridors.network import MODES
from comity.corridors.question import RECORD, Question

MOST_CLOSED = 40
"""So many places or links can be named as not available on a page."""
MODE_WORDS = {
    "rail": gettext_lazy("rail"),
    "road": gettext_lazy("road"),
    "sea": gettext_lazy("sea"),
    "ferry": gettext_lazy("ferry"),
}
ASKED_OF = {"route": ("from", "to"), "reach": ("from",)}
OWN = {"route": ("best",), "critical": ("of", "count"), "pairs": ("count",)}
"""Question → the fields only it has."""


@cache
def _titles() -> tuple[tuple[str, str, str], ...]:
    network = shipped.network()
    read = (shipped.scenario(code, network) for code in shipped.scenarios())
    return tuple((each.code, each.title.en, each.title.ru) for each in read)


def scenarios() -> list[tuple[str, str]]:
    """Give the scenarios that ship, with their titles in the reader's language."""
    russian = (get_language() or "").startswith("ru")
    return [(code, ru if russian else en) for code, en, ru in _titles()]


def states(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the states through which ways lead: those with names in the order of these, then others by their codes."""
    placed = {place.administered_by for place in shipped.network().places.values()} - {""}
    own = [(code, name) for code, name in names.items() if code in placed]
    return own + [(code, code) for code in sorted(placed - set(names))]


class Asking(forms.Form):
    """What every question takes; places are offered as they are typed."""

    close_place = forms.CharField(
        label=gettext_lazy("Places that are not available"),
        help_text=gettext_lazy("Names or ids, separated by commas."),
        required=False,
    )
    close_link = forms.CharField(
        label=gettext_lazy("Links that are not available"),
        help_text=gettext_lazy("Ids as they stand in the tables, separated by commas."),
        required=False,
    )
    close_mode = forms.MultipleChoiceField(
        label=gettext_lazy("Modes that are not available"),
        choices=list(MODE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    transit_of = forms.MultipleChoiceField(
        label=gettext_lazy("Transit that is not available"),
        help_text=gettext_lazy("Ways that neither begin nor end in the state. Its own ways stay."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        required=False,
    )
    contested = forms.BooleanField(
        label=gettext_lazy("Count places of disputed status with the state too"), required=False
    )
    scenario = forms.ChoiceField(label=gettext_lazy("As reported in a scenario"), required=False)
    counting = forms.ChoiceField(
        label=gettext_lazy("Where notices contradict one another"),
        choices=[
            ("closed", gettext_lazy("those that say closed count")),
            ("open", gettext_lazy("those that do not say closed count")),
        ],
        required=False,
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        help_text=gettext_lazy(
            "Figures of that day; of a scenario only what held on it, of notices what they say of it. Empty: today."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        required=False,
    )
    built = forms.ChoiceField(
        label=gettext_lazy("Counted as built"),
        choices=[
            ("now", gettext_lazy("what is in service")),
            ("soon", gettext_lazy("also what is under construction")),
            ("ever", gettext_lazy("also what is planned")),
        ],
        required=False,
    )
    demand = forms.ChoiceField(
        label=gettext_lazy("Weight of pairs"),
        choices=[
            ("equal", gettext_lazy("every pair alike")),
            ("gravity", gettext_lazy("near pairs more (a prior, not trade)")),
        ],
        required=False,
    )
    ends = forms.ChoiceField(
        label=gettext_lazy("Ends of journeys"),
        choices=[("main", gettext_lazy("main places")), ("all", gettext_lazy("all cities, ports and terminals"))],
        required=False,
    )
    usd_per_hour = forms.FloatField(
        label=gettext_lazy("US dollars for an hour of 20 tonnes"), min_value=0, max_value=100_000, required=False
    )

    def __init__(self, kind: str, names: Mapping[str, str], data: Any = None) -> None:  # noqa: ANN401  (a QueryDict)
        self.kind = kind
        super().__init__(data, auto_id="ask-%s")
        self.fields["transit_of"].choices = states(names)  # type: ignore[attr-defined]
        self.fields["scenario"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (RECORD, _("Notices on the record of this conference")),
            *scenarios(),
        ]
        own = list(ASKED_OF.get(kind, ()))
        for name in own:
            self.fields[name] = forms.CharField(
                label=_("From") if name == "from" else _("To"), widget=forms.TextInput(attrs={"list": "places"})
            )
        for name in OWN.get(kind, ()):
            self.fields[name] = _own_field(name)
        if kind in {"route", "reach"}:
            del self.fields["ends"], self.fields["demand"]
        self.order_fields([*own, *OWN.get(kind, ())])

    @property
    def first(self) -> list[forms.BoundField]:
        """Give the fields without which there is no question, and those that say what is not available."""
        named = (
            *ASKED_OF.get(self.kind, ()),
            *OWN.get(self.kind, ()),
            "transit_of",
            "scenario",
            "close_place",
            "close_link",
        )
        return [self[name] for name in named]

    @property
    def further(self) -> list[forms.BoundField]:
        """Give the other fields."""
        return [field for field in self if field.name not in {each.name for each in self.first}]

    def clean(self) -> dict[str, Any]:
        """Bound what is named."""
        cleaned = super().clean() or {}
        for name in ("close_place", "close_link"):
            if len(_named(cleaned.get(name, ""))) > MOST_CLOSED:
                self.add_error(name, _("Not more than %(count)s.") % {"count": MOST_CLOSED})
        return cleaned

    def question(self) -> Question:
        """Give the question that was asked; only once the form is valid."""
        said = self.cleaned_data
        given: dict[str, Any] = {
            name: said[name] for name in ("built", "counting", "demand", "ends", "of", "best", "count", "usd_per_hour")
            if said.get(name) not in {None, ""}
        }  # fmt: skip
        return Question(
            kind=self.kind,  # type: ignore[arg-type]  # the address names one of the kinds
            places=tuple(said[name].strip() for name in ASKED_OF.get(self.kind, ())),
            close_place=_named(said["close_place"]),
            close_link=_named(said["close_link"]),
            close_mode=tuple(mode for mode in MODES if mode in said["close_mode"]),
            transit_of=tuple(said["transit_of"]),
            contested=said["contested"],
            scenario=(said["scenario"],) if said["scenario"] else (),
            on=said["on"].isoformat() if said["on"] else "",
            **given,
        )


def _own_field(name: str) -> forms.Field:
    if name == "of":
        choices = [("links", _("links")), ("places", _("places"))]
        return forms.ChoiceField(label=_("What is ranked"), choices=choices, required=False)
    if name == "best":
        return forms.IntegerField(label=_("How many ways"), min_value=1, max_value=10, required=False)
    return forms.IntegerField(label=_("How many rows"), min_value=1, max_value=50, required=False)


def _named(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))
