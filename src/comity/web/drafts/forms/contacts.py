# SPDX-License-Identifier: Apache-2.0
"""Standing contacts and series: offices named and confirmed, called, calls answered, gaps explained."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.web.drafts.forms.form import LINE, Writing, line, prose
from comity.web.drafts.forms.undertakings import AboutMeasure
from comity.web.drafts.openings import callable_parties, open_to_devices

MOST_OFFICES = 20


class StatingContact(AboutMeasure):
    """The offices that answer; the ones named before are filled in, so that confirming them is one step."""

    offices = forms.CharField(
        label=gettext_lazy("Offices, with how they are reached"),
        max_length=MOST_OFFICES * LINE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One to a line. Never name a person here: persons stand in sealed content alone."),
    )
    hours = line(gettext_lazy("When they answer"), required=False)
    languages = line(gettext_lazy("In which languages"), required=False)

    def prepare(self) -> None:
        """Fill in the offices named before."""
        known = self.scene.forum.measures.contacts.get(f"{self.scene.code} {self.scene.party}")
        self.initial.setdefault("offices", known.offices if known else ())
        if not isinstance(self.initial["offices"], str):
            self.initial["offices"] = "\n".join(self.initial["offices"])

    def clean_offices(self) -> tuple[str, ...]:
        """Read the offices, one to a line."""
        named = tuple(dict.fromkeys(each.strip() for each in self.cleaned_data["offices"].splitlines() if each.strip()))
        if len(named) > MOST_OFFICES or any(len(each) > LINE for each in named):
            raise forms.ValidationError(
                _("There are at most %(count)s offices, each of at most %(length)s characters.")
                % {"count": MOST_OFFICES, "length": LINE}
            )
        return named


class Calling(AboutMeasure):
    """Whose contact is called."""

    party = forms.ChoiceField(label=gettext_lazy("Contact of"))

    def prepare(self) -> None:
        """Offer those who named a contact and have no open call."""
        scene = self.scene
        self.fields["party"].choices = scene.named(callable_parties(scene.forum, scene.code, scene.party, scene.now))  # type: ignore[attr-defined]
        self.initial.setdefault("party", scene.detail)


class AnsweringCall(Writing):
    """That one answers, or that the line was at fault."""

    fault = forms.ChoiceField(
        label=gettext_lazy("The call"),
        choices=[
            ("none", gettext_lazy("is answered")),
            ("line", gettext_lazy("did not come through: the line was at fault")),
        ],
        widget=forms.RadioSelect,
        initial="none",
    )

    def act_fields(self) -> dict[str, Any]:
        """Give the call, and the fault where there was one."""
        fault = self.cleaned_data["fault"]
        return {"ping": self.scene.about} | ({"fault": fault} if fault != "none" else {})


class ExplainingGap(AboutMeasure):
    """Why readings are missing."""

    from_at = forms.ChoiceField(label=gettext_lazy("Gap after"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    text = prose(gettext_lazy("What is to be said beside it"), required=False)

    def prepare(self) -> None:
        """Offer the gaps that are not explained, and the reasons of the measure."""
        scene, words = self.scene, self.scene.words
        series = scene.forum.measures.series.get(f"{scene.code} {scene.party}")
        gaps = [gap for gap in series.gaps if not gap[2]] if series else []
        self.fields["from_at"].choices = [  # type: ignore[attr-defined]
            (f"{gap[0]:%Y-%m-%dT%H:%M:%SZ}", f"{gap[0].astimezone(scene.seat):%Y-%m-%d %H:%M}") for gap in gaps
        ]
        reasons = [(word.code, words.text(word.label)) for word in scene.template.reasons]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


class EnrollingDevice(Writing):
    """The public key of a device, and the measures under which it may sign."""

    key = forms.CharField(
        label=gettext_lazy("Public key of the device"),
        max_length=LINE,
        help_text=gettext_lazy("One line, as the device prints it: CODE/device/NAME+…"),
    )
    templates = forms.MultipleChoiceField(
        label=gettext_lazy("Measures under which it signs"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Offer the measures that let a device sign."""
        scene = self.scene
        known = open_to_devices(scene.forum, scene.party)
        choices = [(code, f"{code} · {scene.words.text(template.title)}") for code, template in known]
        self.fields["templates"].choices = choices  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give key and measures."""
        return {"key": self.cleaned_data["key"].strip(), "templates": tuple(self.cleaned_data["templates"])}


class EndingDevice(Writing):
    """Which device no longer signs."""

    name = forms.ChoiceField(label=gettext_lazy("Device"))

    def prepare(self) -> None:
        """Offer the devices of the party."""
        prefix = f"{self.scene.party}/device/"
        names = sorted(name for name in self.scene.forum.measures.devices if name.startswith(prefix))
        self.fields["name"].choices = [(name.removeprefix(prefix), name) for name in names]  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give the device."""
        return {"name": self.cleaned_data["name"]}
