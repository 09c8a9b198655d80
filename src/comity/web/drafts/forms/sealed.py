# SPDX-License-Identifier: Apache-2.0
"""Sealed content of one's own: to whom it may be passed on, that it is erased; and the key to which others seal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from comity.sealing.errors import MalformedKey
from comity.sealing.recipients import parse_recipient
from comity.web.drafts.forms.form import Writing, line
from comity.web.drafts.openings import own_annexes


class AboutAnnex(Writing):
    """Which sealed file of a return of one's own, by those it was sealed to."""

    sha256 = forms.ChoiceField(label=gettext_lazy("Sealed content for"))

    def prepare(self) -> None:
        """Offer what is not erased."""
        scene = self.scene
        self.fields["sha256"].choices = [  # type: ignore[attr-defined]
            (digest, ", ".join(name for _code, name in scene.named(recipients)))
            for digest, recipients in own_annexes(scene.forum, scene.about, scene.party)
        ]

    def act_fields(self) -> dict[str, Any]:
        """Give the return and the file."""
        return {"filed": self.scene.about, "sha256": self.cleaned_data["sha256"]}


class Consenting(AboutAnnex):
    """To which further parties recipients may pass it."""

    recipients = forms.MultipleChoiceField(
        label=gettext_lazy("May be passed on to"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Offer the members, in the conference's order."""
        super().prepare()
        others = [code for code in self.scene.forum.eligible if code != self.scene.party]
        self.fields["recipients"].choices = self.scene.named(others)  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give the consent."""
        return super().act_fields() | {"recipients": tuple(self.cleaned_data["recipients"])}


class Erasing(AboutAnnex):
    """Why, in general terms, it is erased."""

    reason = line(
        gettext_lazy("Reason"), required=False, help_text=gettext_lazy("In general terms: this stays on the record.")
    )

    def act_fields(self) -> dict[str, Any]:
        """Give the erasure."""
        reason = self.cleaned_data["reason"]
        return super().act_fields() | ({"reason": reason} if reason else {})


class NamingSealingKey(Writing):
    """The public half of a key; its other half stays where it was drawn."""

    recipient = line(
        gettext_lazy("Public key"),
        most=2_200,
        help_text=gettext_lazy("It begins with age1pq1, or with age1; `comity sealing-key` draws one."),
    )

    def clean_recipient(self) -> str:
        """Read the key."""
        text = str(self.cleaned_data["recipient"]).strip()
        try:
            parse_recipient(text)
        except MalformedKey:
            raise forms.ValidationError(
                gettext_lazy("This is no public key of the age format. Copy the whole line that begins with age1.")
            ) from None
        return text

    def act_fields(self) -> dict[str, Any]:
        """Give the key."""
        return {"recipient": self.cleaned_data["recipient"]}
