# SPDX-License-Identifier: Apache-2.0
"""The form of an act: what is asked, by the record as it stands, and the act's own fields that come of it."""

import unicodedata
from datetime import UTC, datetime, timezone
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.acts.envelope import Blob, Text
from comity.web.drafts.scene import Scene
from comity.web.uploads import Unacceptable, Upload, read_upload

LINE, REASON, PROSE = 200, 5_000, 20_000
"""The most characters of a line, a reason, paragraphs."""


class SeatTime(forms.Field):
    """An instant by the clock at the seat of the conference, to the minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, seat: timezone, **kwargs: Any) -> None:  # noqa: ANN401
        self._seat = seat
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401
        """Read what a browser sends, or a person types: date, then time."""
        if not value:
            return None
        try:
            read = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise forms.ValidationError(_("Write date and time like this: 2026-11-27T18:00.")) from None
        try:
            return (read if read.tzinfo else read.replace(tzinfo=self._seat)).astimezone(UTC).replace(microsecond=0)
        except (OverflowError, ValueError):
            raise forms.ValidationError(_("Choose a date of these years.")) from None

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        """Write an instant by the clock at the seat."""
        return value.astimezone(self._seat).replace(tzinfo=None) if isinstance(value, datetime) else value


class Shortcut(NamedTuple):
    """A button beside the one that goes on: what it says, and what it sends."""

    label: str | Promise
    fields: dict[str, str]


class Writing(forms.Form):
    """The root of the forms. ``scene`` is on hand while it is made, and when fields are given.

    ``rare`` names fields that few need, which a page keeps out of the way; ``shortcuts`` are whole forms of one button,
    ``further`` buttons of this one.
    """

    rare: frozenset[str] = frozenset()
    shortcuts: tuple[Shortcut, ...] = ()
    further: tuple[Shortcut, ...] = ()

    def __init__(self, scene: Scene, data: Any = None, files: Any = None, initial: Any = None) -> None:  # noqa: ANN401
        self.scene = scene
        super().__init__(data, files, initial=initial)
        self.prepare()
        for name, field in self.fields.items():
            self._describe(name, field)

    def prepare(self) -> None:
        """Fill in choices and first values; for forms that have any."""

    def _describe(self, name: str, field: forms.Field) -> None:
        if field.help_text:
            field.widget.attrs.setdefault("aria-describedby", f"id_{name}_helptext")

    def clean(self) -> dict[str, Any]:
        """Bring texts into the one form that acts may hold: Unicode NFC, lines ended by line feeds."""
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        return self.cleaned_data

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that are asked for in plain sight."""
        return [field for field in self.visible_fields() if field.name not in self.rare]

    @property
    def unusual(self) -> list[forms.BoundField]:
        """The fields that few need."""
        return [field for field in self.visible_fields() if field.name in self.rare]

    @property
    def says_unusual(self) -> bool:
        """Tell whether anything is said, or wrong, in a field that few need."""
        return any(field.errors or field.value() not in (None, "", False, "none", [], ()) for field in self.unusual)

    def act_fields(self) -> dict[str, Any]:
        """Give the act's own fields; called once the form is valid."""
        return {}

    def enclosed(self) -> list[Upload]:
        """Give the files that the act names."""
        return []

    def both(self, name: str) -> Text:
        """Give a text in both languages from its two fields."""
        return Text(en=self.cleaned_data[f"{name}_en"], ru=self.cleaned_data.get(f"{name}_ru", ""))


def prose(label: Any, *, required: bool = True, rows: int = 4, most: int = PROSE, **kwargs: Any) -> forms.CharField:  # noqa: ANN401
    """Ask for paragraphs."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def line(label: Any, *, required: bool = True, most: int = LINE, **kwargs: Any) -> forms.CharField:  # noqa: ANN401
    """Ask for one line."""
    return forms.CharField(label=label, required=required, max_length=most, **kwargs)


class UploadField(forms.FileField):
    """A file, judged by what it is: PDF, Word or plain text, at most 1 MiB, nothing in it that acts by itself."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> Upload | None:  # noqa: ANN401
        """Read and judge the file."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return read_upload(file)
        except Unacceptable as error:
            raise forms.ValidationError(str(error.words)) from None


class ForChair(Writing):
    """A form of what belongs to a Chair. The secretariat writes on behalf of the Chair, with the instruction enclosed."""

    instruction = UploadField(
        label=_("The Chair's instruction"),
        help_text=_(
            "The secretariat acts only on the Chair's behalf. The instruction goes on the record with the act."
        ),
    )

    def prepare(self) -> None:
        """Ask for the instruction where the secretariat writes."""
        if not self.scene.is_secretariat:
            del self.fields["instruction"]

    def body(self) -> str:
        """Give the body whose Chair acts."""
        return self.scene.matter.body

    def act_fields(self) -> dict[str, Any]:
        """Name the Chair's body and the instruction, where the secretariat writes."""
        if not self.scene.is_secretariat:
            return {}
        return {"on_behalf_of": self.body(), "instruction": blob_of(self.cleaned_data["instruction"])}

    def enclosed(self) -> list[Upload]:
        """Enclose the instruction."""
        return [self.cleaned_data["instruction"]] if self.scene.is_secretariat else []


def blob_of(upload: Upload) -> Blob:
    """Give how an act names a file."""
    return Blob(sha256=upload.digest, size=len(upload.content), media_type=upload.media_type)
