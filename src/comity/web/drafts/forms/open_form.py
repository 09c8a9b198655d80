# SPDX-License-Identifier: Apache-2.0
"""The open form of a measure: the fields that its template asks for, row by row, each value brought to its one spelling.

What does not fit is put right here where the rules would refuse it; where a measure is urgent nothing holds it up (rule 14.2).
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.acts.returns import Value
from comity.acts.template import Field, Template
from comity.rules.measures.values import faults_in
from comity.web.drafts.forms.form import LINE, PROSE, Shortcut, Writing
from comity.web.drafts.forms.spelling import spelled, spelled_local
from comity.web.drafts.scene import Scene

FIRST_ROWS, MOST_ROWS, MOST_VALUES, MOST_ASKED = 3, 60, 400, 600
"""Rows of a new form; most rows; values that an act may hold; fields of rows that a page can send."""
NUMBERS = frozenset({"count", "integer"})
HINTS: dict[str, str | Promise] = {
    "money": gettext_lazy("Currency and amount, such as KZT 1200000.50."),
    "duration": gettext_lazy("Days, hours, minutes, such as 2 d 13 h or 6:30."),
    "instant": gettext_lazy("By the clock at the seat."),
    "point": gettext_lazy("Latitude and longitude in degrees, such as 42.5001, -71.25."),
    "decimal": gettext_lazy("A number, with a decimal point if need be."),
    "date": gettext_lazy("Day, such as 2027-03-15."),
}
FAULTS: dict[str, str | Promise] = {
    "missing": gettext_lazy("The measure asks for this."),
    "spelling": gettext_lazy("This cannot be read. Write it as the note at the field says."),
    "word": gettext_lazy("Choose one of the list."),
    "bound": gettext_lazy("The number is not within the bounds of the measure."),
    "basis": gettext_lazy("Say what was counted, and how."),
    "repeated": gettext_lazy("This field stands once."),
    "unknown": gettext_lazy("The measure has no such field."),
    "personal": gettext_lazy("Personal data stands in sealed content alone."),
}
"""What is wrong with a value, by the word of the rules."""


class OpenForm(Writing):
    """The root of the forms that a template gives. Asked for another row, it shows what was typed and judges nothing."""

    def __init__(self, scene: Scene, data: Any = None, files: Any = None, initial: Any = None) -> None:  # noqa: ANN401
        self.typed = data if data is not None and any(word in data for word in self.regrowing) else None
        self.sent = data if data is not None else {}
        is_judged_now = self.typed is None
        super().__init__(scene, data if is_judged_now else None, files if is_judged_now else None, initial)

    regrowing: tuple[str, ...] = ("more",)
    """Buttons that only show the form anew."""
    template: Template
    rows: int
    filled: list[int]

    def prepare(self) -> None:
        """Give the fields of the template, filled with what is known."""
        self.template = self.template_of()
        known: tuple[Value, ...] = tuple(self.initial.get("values", ()))
        self.rows = self._count_rows(known)
        before, after = self.beside()
        self.fields = {**before, **dict(self._asked()), **after}
        if any(field.repeats for field in self.template.fields):
            self.fields["rows"] = forms.IntegerField(widget=forms.HiddenInput, initial=self.rows, required=False)
        for value in known:
            self.initial.setdefault(f"v-{value.key}-{value.row}", value.text)
            self.initial.setdefault(f"b-{value.key}-{value.row}", value.basis)
        if self.typed is not None:
            for name, field in self.fields.items():
                self.initial[name] = field.widget.value_from_datadict(self.typed, {}, name)
            self.initial["rows"] = self.rows
        if "rows" in self.fields and self.rows < self._most_rows():
            self.further = (Shortcut(_("One more row"), {"more": "yes"}),)

    def template_of(self) -> Template:
        """Give the template whose form this is."""
        return self.scene.template

    def beside(self) -> tuple[dict[str, forms.Field], dict[str, forms.Field]]:
        """Give what is asked before the form of the template, and after it."""
        return {}, dict(self.fields)

    def is_judged(self) -> bool:
        """Tell whether the rules would hold this up for what is wrong with its form."""
        return True

    def is_short(self) -> bool:
        """Tell whether the fields of the short form suffice."""
        return False

    def _most_rows(self) -> int:
        repeating = [field for field in self.template.fields if field.repeats]
        asked = sum(2 if field.type == "count" else 1 for field in repeating)
        return min(MOST_ROWS, MOST_VALUES // len(repeating), MOST_ASKED // asked) if repeating else 1

    def _count_rows(self, known: tuple[Value, ...]) -> int:
        asked = str(self.sent.get("rows") or "")
        filled = max((value.row + 1 for value in known), default=0)
        rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else max(FIRST_ROWS, filled)
        return max(1, min(rows + ("more" in self.sent), self._most_rows()))

    def _asked(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the fields in the template's order; those that repeat stand together, row after row."""
        rowed = [field for field in self.template.fields if field.repeats and not field.personal]
        for field in self.template.fields:
            if field.repeats and rowed:
                for row in range(self.rows):
                    for each in rowed:
                        yield from self._pair(each, row)
                rowed = []
            elif not field.repeats and not field.personal:
                yield from self._pair(field, 0)

    def _pair(self, field: Field, row: int) -> Iterator[tuple[str, forms.Field]]:
        label = self.scene.words.text(field.label) + (f", {self.scene.words.text(field.unit)}" if field.unit else "")
        label += f" ({row + 1})" if field.repeats else ""
        yield f"v-{field.key}-{row}", _entry(self.scene, field, label)
        if field.type == "count":
            yield (
                f"b-{field.key}-{row}",
                forms.CharField(
                    label=_("%(field)s: what was counted, and how") % {"field": label}, required=False, max_length=LINE
                ),
            )

    def values(self) -> tuple[Value, ...]:
        """Give what was typed, in the one spelling of each field; rows left empty are left out."""
        said, typed = self.cleaned_data, []
        for field in self.template.fields:
            for row in range(self.rows if field.repeats else 1):
                text = spelled(field, str(said.get(f"v-{field.key}-{row}") or ""), self.scene.seat)
                basis = str(said.get(f"b-{field.key}-{row}") or "").strip()
                if text or basis:
                    typed.append(Value(key=field.key, text=text, basis=basis, row=row))
        repeating = {field.key for field in self.template.fields if field.repeats}
        self.filled = sorted({value.row for value in typed if value.key in repeating})
        return tuple(
            Value(key=each.key, text=each.text, basis=each.basis, row=self.filled.index(each.row))
            if each.key in repeating
            else each
            for each in typed
        )

    def clean(self) -> dict[str, Any]:
        """Bring values to their spelling, and say at each field what the rules would refuse."""
        said = super().clean()
        said["values"] = self.values()
        if self.is_judged():
            for fault in faults_in(self.scene.forum, self.template, said["values"], short=self.is_short()):
                key, _colon, word = fault.partition(": ")
                self.add_error(self._where(key, word), str(FAULTS[word]))
        return said

    def _where(self, key: str, word: str) -> str | None:
        """Find the field at which a fault is said: the first row that has it."""
        for value in self.cleaned_data["values"]:
            alone = (Value(key=key, text=value.text, basis=value.basis),)
            if value.key == key and f"{key}: {word}" in faults_in(self.scene.forum, self.template, alone):
                repeats = next(field.repeats for field in self.template.fields if field.key == key)
                name = f"{'b' if word == 'basis' else 'v'}-{key}-{self.filled[value.row] if repeats else 0}"
                return name if name in self.fields else None
        return f"v-{key}-0" if f"v-{key}-0" in self.fields else None


def _entry(scene: Scene, field: Field, label: str) -> forms.Field:
    """Give the field of a form for one value; whether it must be filled the rules say, not the browser."""
    words = [] if field.required else [_("May be left empty.")]
    words += [str(HINTS[field.type])] if field.type in HINTS else []
    given: dict[str, Any] = {"label": label, "required": False, "help_text": " ".join(words)}
    if field.type in {"code", "flag", "party"}:
        return forms.ChoiceField(**given, choices=[("", "—"), *_choices(scene, field)])
    if field.type == "text":
        return forms.CharField(**given, max_length=PROSE, widget=forms.Textarea(attrs={"rows": 2}), strip=False)
    attributes = {"inputmode": "numeric"} if field.type in NUMBERS else {}
    widgets = {"date": "date", "instant": "datetime-local"}
    if field.type in widgets:
        attributes["type"] = widgets[field.type]
    return _Local(scene, **given, max_length=LINE, widget=forms.TextInput(attrs=attributes))


class _Local(forms.CharField):
    """A line; an instant that was spelled already is shown by the clock at the seat, as the browser's own field wants it."""

    def __init__(self, scene: Scene, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self._seat = scene.seat

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        """Turn a spelled instant into the clock at the seat."""
        is_instant = self.widget.attrs.get("type") == "datetime-local" and str(value or "").endswith("Z")
        return spelled_local(str(value), self._seat) if is_instant else value


def _choices(scene: Scene, field: Field) -> list[tuple[str, str]]:
    if field.type == "flag":
        return [("yes", _("yes")), ("no", _("no"))]
    if field.type == "code":
        return [(word.code, scene.words.text(word.label)) for word in field.codes]
    return scene.named(scene.forum.eligible)
