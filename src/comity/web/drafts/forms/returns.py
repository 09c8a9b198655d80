# SPDX-License-Identifier: Apache-2.0
"""Returns: filed by a state, or taken in by the secretariat from paper or e-mail; corrected, changed, cancelled, withdrawn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comity.acts.envelope import Blob
from comity.acts.template import Stream, Template
from comity.rules.measures.clock import date_in, due_at_end_of
from comity.rules.measures.period import days_of, parse_day, periods_between
from comity.rules.measures.returns import stands
from comity.rules.measures.template import URGENT, parties_to, version_for
from comity.web.drafts.forms.earlier import newest_return, values_now
from comity.web.drafts.forms.form import SeatTime, Shortcut, UploadField, Writing, blob_of, prose
from comity.web.drafts.forms.open_form import OpenForm
from comity.web.templatetags.times import written
from comity.web.uploads import Upload

LANGUAGES = {"en": gettext_lazy("English"), "ru": gettext_lazy("Russian")}
KINDS = ("original", "nil", "not_provided")
CHANNELS = [
    ("paper", gettext_lazy("on paper")),
    ("email", gettext_lazy("by e-mail")),
    ("note", gettext_lazy("by note verbale")),
    ("other", gettext_lazy("another way")),
]
MACHINE = [
    ("none", gettext_lazy("nothing")),
    ("drafted", gettext_lazy("drafted by a machine")),
    ("translated", gettext_lazy("translated by a machine")),
    ("both", gettext_lazy("drafted and translated by a machine")),
]
A_YEAR = timedelta(days=366)


def day_text(day: date) -> str:
    """Write a day as the reader does."""
    return written(datetime.combine(day, time(), UTC), "d MMMM y")


def languages_of(template: Template) -> list[tuple[str, Any]]:
    """Give the languages a return may be in."""
    return [(code, LANGUAGES.get(code, code)) for code in template.languages]


class Filing(OpenForm):
    """A return. Which fields it has, whether it has a period, a short form or recipients to name, the template says."""

    regrowing = ("more", "same")
    rare = frozenset({"machine", "exercise", "outside_scope", "joint", "differing"})

    kind = forms.ChoiceField(label=gettext_lazy("What is filed"), widget=forms.RadioSelect, initial="original")
    short = forms.BooleanField(label=gettext_lazy("This is the short form"), required=False)
    recipients = forms.MultipleChoiceField(
        label=gettext_lazy("To whom it goes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the texts"))
    reason = prose(gettext_lazy("Reason, or what else is to be said"), required=False)
    machine = forms.ChoiceField(label=gettext_lazy("What of it a machine wrote"), choices=MACHINE, required=False)
    joint = forms.MultipleChoiceField(
        label=gettext_lazy("Parties for which it is filed beside your own"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Without a mandate of theirs it counts as your own alone, and says so."),
    )
    exercise = forms.BooleanField(
        label=gettext_lazy("This belongs to an exercise"),
        required=False,
        help_text=gettext_lazy("It then has a number of its own and touches no undertaking."),
    )
    outside_scope = forms.BooleanField(
        label=gettext_lazy("We hold that the measure does not ask for it, and file it all the same"), required=False
    )

    # What is asked, by the template.

    def template_of(self) -> Template:
        """Give the version that binds the period of this return: that which was sent, named by the link, or comes next."""
        day = parse_day(str(self._period())) if days_of(self.scene.template) else None
        return version_for(self.scene.forum, self.scene.measure, day) if day else self.scene.template

    def _period(self) -> Any:  # noqa: ANN401
        known = [each for each, _label in self._days()]
        chosen = self.sent.get("period") or self.initial.get("period") or self.scene.detail
        return chosen if chosen in known else self._next()

    def _days(self) -> list[tuple[str, str]]:
        """Give the periods of a year before and after now that have no return yet, with when each is due."""
        scene, found = self.scene, []
        today = date_in(scene.forum.measures, scene.template.zone, scene.now)
        for day in self._between(today - A_YEAR, today + A_YEAR):
            filed = scene.forum.measures.periods.get(f"{scene.code} {scene.party} {day.isoformat()}")
            if not stands(scene.forum.measures, filed):
                found.append((day.isoformat(), _("due by the end of %(day)s") % {"day": day_text(day)}))
        named = parse_day(scene.detail)
        if named and scene.detail not in dict(found):
            found.append((scene.detail, _("due by the end of %(day)s") % {"day": day_text(named)}))
        return found

    def _between(self, first: date, last: date) -> list[date]:
        versions = [version for _at, version in self.scene.measure.versions]
        return sorted({day for version in versions for day in periods_between(version, first, last)})

    def _next(self) -> str:
        """Give the period that is due next; where none is to come, the last."""
        scene, days = self.scene, [day for day, _label in self._days()]
        coming = [
            day for day in days
            if (known := parse_day(day)) and due_at_end_of(scene.forum.measures, scene.template.zone, known) > scene.now
        ]  # fmt: skip
        return coming[0] if coming else days[-1] if days else ""

    def prepare(self) -> None:
        """Fill in what is known: the period, the language of the reader, and on demand what was filed last."""
        scene = self.scene
        self.initial.setdefault("language", _first_language(scene.template))
        self.initial.setdefault("period", self._period() if days_of(scene.template) else None)
        self.initial["differing"] = self.initial.get("recipients", [])
        if "same" in self.sent and (last := newest_return(scene.forum, scene.code, scene.party)):
            self.initial["values"] = values_now(scene.forum, last)
            self.typed = None
        super().prepare()
        self._offer()

    def beside(self) -> tuple[dict[str, forms.Field], dict[str, forms.Field]]:
        """Ask for the period and the kind first, for what few need last; of the secretariat, for the paper it took in."""
        base, template = dict(self.fields), self.template
        before: dict[str, forms.Field] = {}
        kind, short, recipients = (base.pop(name) for name in ("kind", "short", "recipients"))
        if self.scene.is_secretariat:
            before |= self._handed_over()
        if isinstance(template.trigger, Stream):
            before["period"] = SeatTime(seat=self.scene.seat, label=_("Reading of, by the clock at the seat"))
        elif days_of(template):
            before["period"] = forms.ChoiceField(label=_("Period"), choices=self._days())
        before["kind"] = kind
        if template.short_form:
            before["short"] = short
        if template.recipients == "named":
            before["recipients"] = recipients
        elif template.deviation:
            recipients.label = _("Other recipients than those of the measure")
            recipients.help_text = _("None chosen means those of the measure. Where they differ, the return shows it.")
            base["differing"] = recipients
        return before, base

    def _handed_over(self) -> dict[str, forms.Field]:
        scene = self.scene
        return {
            "state": forms.ChoiceField(
                label=_("State that handed it over"), choices=scene.named(parties_to(scene.forum, scene.template))
            ),
            "channel": forms.ChoiceField(label=_("How it came"), choices=CHANNELS),
            "received_at": SeatTime(
                seat=scene.seat, label=_("When it was handed over, by the clock at the seat"), initial=scene.now
            ),
            "scan": UploadField(
                label=_("The paper as it came (PDF, Word or plain text)"),
                help_text=_("It stands beside the record, and the state confirms the return as its own later."),
            ),
        }

    def _offer(self) -> None:
        scene, template, words = self.scene, self.template, self.scene.words
        kinds = [kind for kind in KINDS if kind != "nil" or template.nil != "forbidden"]
        self.fields["kind"].choices = [(kind, words.phrase(f"position_{kind}")) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].help_text = _("Of the form below only a return says anything.") if template.fields else ""
        self.fields["language"].choices = languages_of(template)  # type: ignore[attr-defined]
        others = [code for code in scene.forum.eligible if code != scene.party]
        for name in ("recipients", "differing"):
            if name in self.fields:
                self.fields[name].choices = scene.named(others)  # type: ignore[attr-defined]
        parties = [code for code in parties_to(scene.forum, template) if code != scene.party]
        self.fields["joint"].choices = scene.named(parties)  # type: ignore[attr-defined]
        if "short" in self.fields:
            labels = [words.text(field.label) for field in template.fields if field.key in template.short_form]
            self.fields["short"].help_text = _("These suffice: %(fields)s.") % {"fields": ", ".join(labels)}
        self.shortcuts = tuple(self._in_one_step())

    def _in_one_step(self) -> Iterator[Shortcut]:
        scene, period = self.scene, self.initial.get("period")
        if scene.is_secretariat:
            return
        known = {"period": str(period)} if days_of(self.template) and period else {}
        named = self.template.recipients == "named"
        if self.template.nil != "forbidden" and not named and known:
            day = parse_day(known["period"])
            label = _("Nothing to report for %(period)s") % {"period": day_text(day) if day else known["period"]}
            yield Shortcut(label, known | {"kind": "nil", "language": str(self.initial["language"])})
        if newest_return(scene.forum, scene.code, scene.party):
            yield Shortcut(_("Fill in as last time"), known | {"same": "yes"})

    # What is said.

    def is_judged(self) -> bool:
        """An urgent notice is never held up."""
        return self.cleaned_data.get("kind") == "original" and not isinstance(self.template.trigger, URGENT)

    def is_short(self) -> bool:
        """Tell whether it is the short form."""
        return bool(self.cleaned_data.get("short"))

    def clean(self) -> dict[str, Any]:
        """See that recipients are named where the measure leaves them to the return."""
        said = super().clean()
        if "recipients" in self.fields and not said.get("recipients"):
            self.add_error(
                "recipients", _("The measure leaves it to each return to whom it goes: choose at least one.")
            )
        received = said.get("received_at")
        if received and received > self.scene.now:
            self.add_error("received_at", _("This is yet to come. Say when it was handed over."))
        return said

    def act_fields(self) -> dict[str, Any]:
        """Give the return; what holds its default is left out."""
        said, template = self.cleaned_data, self.template
        fields: dict[str, Any] = {
            "template": template.code, "version": template.version, "language": said["language"],
        }  # fmt: skip
        if said.get("period"):
            fields["period"] = said["period"]
        if said["kind"] == "original":
            fields["values"] = said["values"]
            fields |= {"short": True} if said.get("short") else {}
        else:
            fields["kind"] = said["kind"]
        recipients = tuple(said.get("recipients") or said.get("differing") or ())
        fields |= {"recipients": recipients} if recipients else {}
        fields |= {name: said[name] for name in ("reason", "exercise", "outside_scope") if said.get(name)}
        fields |= {"joint": tuple(said["joint"])} if said["joint"] else {}
        fields |= {"machine": said["machine"]} if said["machine"] not in {"", "none"} else {}
        if self.scene.is_secretariat:
            fields |= {name: said[name] for name in ("state", "channel", "received_at")}
            fields["scan"] = as_attachment(said["scan"])
        return fields

    def enclosed(self) -> list[Upload]:
        """Enclose the paper as it came."""
        return [self.cleaned_data["scan"]] if self.scene.is_secretariat else []


def as_attachment(upload: Upload) -> Blob:
    """Give how an act names a file that goes to those concerned, not to every machine."""
    named = blob_of(upload)
    return Blob(sha256=named.sha256, size=named.size, media_type=named.media_type, kind="attachment")


def _first_language(template: Template) -> str:
    reader = (get_language() or "en").partition("-")[0]
    return reader if reader in template.languages else template.languages[0]


class Amending(OpenForm):
    """An amendment of one's own return: with the form as it is to stand where it goes on, with a reason alone where it ends."""

    KINDS = ("correction", "change", "cancellation", "withdrawal")

    kind = forms.ChoiceField(
        label=gettext_lazy("Amendment"),
        widget=forms.RadioSelect,
        initial="correction",
        help_text=gettext_lazy("With the last two the form below is left aside, and the return ends."),
    )
    reason = prose(gettext_lazy("Reason"), required=False)

    def template_of(self) -> Template:
        """Give the version under which the return was filed."""
        return self.scene.filed_under

    def prepare(self) -> None:
        """Fill in the return as it stands now."""
        self.initial.setdefault("values", values_now(self.scene.forum, self.scene.about))
        super().prepare()
        words = self.scene.words
        self.fields["kind"].choices = [(kind, words.phrase(f"position_{kind}")) for kind in self.KINDS]  # type: ignore[attr-defined]

    def beside(self) -> tuple[dict[str, forms.Field], dict[str, forms.Field]]:
        """Ask for the kind first, for the reason last."""
        return {"kind": self.fields["kind"]}, {"reason": self.fields["reason"]}

    def goes_on(self) -> bool:
        """Tell whether the return stands afterwards."""
        return self.cleaned_data.get("kind") in {"correction", "change"}

    def is_judged(self) -> bool:
        """An urgent notice is never held up."""
        return self.goes_on() and not isinstance(self.template.trigger, URGENT)

    def is_short(self) -> bool:
        """The fields of the short form suffice where there is one."""
        return bool(self.template.short_form)

    def clean(self) -> dict[str, Any]:
        """See that a return that goes on says something."""
        said = super().clean()
        if self.goes_on() and not said["values"]:
            self.add_error(None, _("Say what the return is to say from here on."))
        return said

    def act_fields(self) -> dict[str, Any]:
        """Give the amendment."""
        said = self.cleaned_data
        fields: dict[str, Any] = {"filed": self.scene.about, "kind": said["kind"]}
        fields |= {"values": said["values"]} if self.goes_on() else {}
        return fields | ({"reason": said["reason"]} if said["reason"] else {})


class AboutReturn(Writing):
    """Nothing is asked: the act only names the return."""

    def act_fields(self) -> dict[str, Any]:
        """Give the return."""
        return {"filed": self.scene.about}


class StatingOnReturn(AboutReturn):
    """What is said of a return; it stands beside it with the same weight."""

    KINDS = ("contest", "reservation", "without_prejudice", "not_applicable", "not_satisfied", "support", "finding")

    kind = forms.ChoiceField(label=gettext_lazy("Kind of statement"), widget=forms.RadioSelect)
    text = prose(gettext_lazy("Text of the statement"), rows=8)
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), choices=list(LANGUAGES.items()))

    def prepare(self) -> None:
        """Name the kinds as papers do."""
        words = self.scene.words
        self.fields["kind"].choices = [(kind, words.phrase(f"position_{kind}")) for kind in self.KINDS]  # type: ignore[attr-defined]
        reader = (get_language() or "en").partition("-")[0]
        self.initial.setdefault("language", reader if reader in LANGUAGES else "en")

    def act_fields(self) -> dict[str, Any]:
        """Give the statement."""
        return super().act_fields() | {name: self.cleaned_data[name] for name in ("kind", "text", "language")}
