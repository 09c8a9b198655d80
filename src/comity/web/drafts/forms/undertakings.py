# SPDX-License-Identifier: Apache-2.0
"""What a state says of its undertaking of a measure: it takes one up, suspends, resumes and ends it, and gives a mandate."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.rules.measures.template import parties_to
from comity.web.drafts.forms.form import SeatTime, Writing, line, prose


class AboutMeasure(Writing):
    """Nothing is asked: the act only names the measure."""

    def act_fields(self) -> dict[str, Any]:
        """Give the measure, and of what was asked that which was said."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return {"template": self.scene.code} | said

    def others(self) -> list[str]:
        """Give the other parties to the measure."""
        return [code for code in parties_to(self.scene.forum, self.scene.template) if code != self.scene.party]


class Undertaking(AboutMeasure):
    """What the undertaking rests on, and a reservation to it."""

    instrument = line(
        gettext_lazy("What it rests on"),
        required=False,
        help_text=gettext_lazy("Such as a treaty, a law or a decision."),
    )
    reservation = prose(gettext_lazy("Reservation"), required=False)


class Ending(AboutMeasure):
    """Why an undertaking ends."""

    reason = prose(gettext_lazy("Reason"), required=False)


class Suspending(AboutMeasure):
    """Why an undertaking is suspended, towards whom and until when."""

    reason = prose(gettext_lazy("Reason"))
    towards = forms.MultipleChoiceField(
        label=gettext_lazy("Towards"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen means towards all parties."),
    )
    in_reply_to = forms.ChoiceField(label=gettext_lazy("In reply to"), required=False)

    def prepare(self) -> None:
        """Offer the other parties, and their own suspensions to which this one may answer."""
        scene = self.scene
        self.fields["towards"].choices = scene.named(self.others())  # type: ignore[attr-defined]
        self.fields["until_at"] = SeatTime(
            seat=scene.seat, label=_("Until, by the clock at the seat"), required=False,
            help_text=_("Left empty, it is suspended until you resume it."),
        )  # fmt: skip
        self.fields["in_reply_to"].choices = [("", _("none")), *self._suspensions()]  # type: ignore[attr-defined]

    def _suspensions(self) -> list[tuple[str, str]]:
        book, found = self.scene.forum.measures, []
        for code, name in self.scene.named(self.others()):
            undertaking = book.undertakings.get(f"{self.scene.code} {code}")
            for each in undertaking.suspensions if undertaking else ():
                at = each.from_at.astimezone(self.scene.seat)
                found.append((each.act, _("%(state)s, suspension of %(day)s") % {"state": name, "day": at.date()}))
        return found


class Mandating(AboutMeasure):
    """Which party may file for one's own, or no longer."""

    party = forms.ChoiceField(label=gettext_lazy("Party"))
    granted = forms.ChoiceField(
        label=gettext_lazy("Mandate"),
        choices=[("yes", gettext_lazy("it may file for us too")), ("no", gettext_lazy("the mandate is taken back"))],
        widget=forms.RadioSelect,
        initial="yes",
    )

    def prepare(self) -> None:
        """Offer the other parties."""
        self.fields["party"].choices = self.scene.named(self.others())  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give measure, party, and whether the mandate is taken back."""
        said = self.cleaned_data
        fields = {"template": self.scene.code, "party": said["party"]}
        return fields if said["granted"] == "yes" else fields | {"granted": False}
