# SPDX-License-Identifier: Apache-2.0
"""A document to be circulated: one file or text in each language, under the next symbol of its series."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.acts.documents import Version
from comity.rules.documents import MEMBER_SERIES
from comity.rules.symbol import DRAFT_SERIES, local_year
from comity.web.drafts.forms.form import UploadField, Writing, blob_of, line, prose
from comity.web.uploads import Unacceptable, Upload, typed

MOST_TYPED = 2**20
ACCEPT = ".pdf,.docx,.txt,.json,application/pdf,text/plain"


class Circulating(Writing):
    """What is circulated. Each language has one file, or text typed here; the official language must be there."""

    title_en = line(_("Title in English"))
    title_ru = line(_("Title in Russian"), required=False)
    body = forms.ChoiceField(label=_("For the body"))
    series = forms.ChoiceField(label=_("Series"))
    distribution = forms.ChoiceField(
        label=_("Distribution"),
        choices=[("limited", _("limited")), ("general", _("general"))],
        help_text=_("Limited goes to the parties alone; general may be shown to the public by decision."),
    )
    agenda_item = line(_("Item of the agenda"), required=False)
    original_on = forms.DateField(
        label=_("Original date, of a document of the back catalogue"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only of what was issued before this record. Pages then say: entered later, with both dates."),
    )
    file_en = UploadField(label=_("File in English (PDF, Word or plain text)"), required=False)
    text_en = prose(_("Or the text in English"), required=False, rows=8, most=MOST_TYPED)
    file_ru = UploadField(label=_("File in Russian (PDF, Word or plain text)"), required=False)
    text_ru = prose(_("Or the text in Russian"), required=False, rows=8, most=MOST_TYPED)

    def prepare(self) -> None:
        """Offer the bodies, and the series in which the party circulates."""
        scene = self.scene
        bodies = [(code, scene.words.text(body.name)) for code, body in sorted(scene.forum.bodies.items())]
        series = DRAFT_SERIES if scene.is_secretariat else MEMBER_SERIES
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["series"].choices = [(each, each) for each in series]  # type: ignore[attr-defined]
        for name in ("file_en", "file_ru"):
            self.fields[name].widget.attrs["accept"] = ACCEPT
        deciding = next((terms.body for terms in scene.forum.edition.silence), None)
        if deciding:
            self.initial.setdefault("body", deciding)

    def clean(self) -> dict[str, Any]:
        """Take one file or text for each language."""
        said = super().clean()
        said["versions"] = {}
        for language in self.scene.forum.edition.working_languages:
            if f"file_{language}" in self.fields:
                self._take(said, language)
        official = self.scene.forum.edition.official_language
        if official not in said["versions"] and not self.errors:
            self.add_error(f"file_{official}", _("The version in the official language is missing."))
        return said

    def clean_original_on(self) -> date | None:
        """Take a day before today by the clock at the seat and by UTC."""
        said: date | None = self.cleaned_data["original_on"]
        today = min(self.scene.now.date(), self.scene.now.astimezone(self.scene.seat).date())
        if said is not None and said >= today:
            raise forms.ValidationError(_("A document entered later is of a day before today."))
        return said

    def _take(self, said: dict[str, Any], language: str) -> None:
        file, text = said.get(f"file_{language}"), said.get(f"text_{language}", "")
        if file and text:
            self.add_error(f"file_{language}", _("Send a file or type the text, not both."))
        elif file:
            said["versions"][language] = file
        elif text:
            try:
                said["versions"][language] = typed(text)
            except Unacceptable as error:
                self.add_error(f"text_{language}", str(error.words))

    def act_fields(self) -> dict[str, Any]:
        """Give the document under the next symbol of its series in this year."""
        scene, said = self.scene, self.cleaned_data
        year = local_year(scene.forum, scene.now)
        series = f"{scene.forum.edition.symbol_prefix}/{said['body']}/{year}/{said['series']}"
        fields: dict[str, Any] = {
            "symbol": f"{series}.{scene.forum.series.get(series, 0) + 1}",
            "title": self.both("title"),
            "versions": tuple(self._version(language, upload) for language, upload in said["versions"].items()),
        }
        fields |= {"distribution": "general"} if said["distribution"] == "general" else {}
        fields |= {"original_on": said["original_on"]} if said["original_on"] else {}
        return fields | ({"agenda_item": said["agenda_item"]} if said["agenda_item"] else {})

    def _version(self, language: str, upload: Upload) -> Version:
        is_official = language == self.scene.forum.edition.official_language
        return Version(language=language, blob=blob_of(upload), status="official" if is_official else "working")

    def enclosed(self) -> list[Upload]:
        """Enclose every version."""
        return list(self.cleaned_data["versions"].values())
