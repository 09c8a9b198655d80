# SPDX-License-Identifier: Apache-2.0
"""What the Chair says about meetings: convenes, opens, puts a text, lets the gavel fall, defers, announces, closes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.rules.meetings import attendance_quorum
from comity.rules.proposals import text_hash
from comity.rules.standing import chair_of, is_observer, members_of
from comity.rules.symbol import local_year
from comity.web.drafts.forms.form import ForChair, SeatTime, line, prose

OPTIONAL = {
    "host": (_("Host"), 200),
    "participants": (_("Participants"), 2_000),
    "agenda": (_("Agenda in short"), 5_000),
}


def label_of(key: str) -> str:
    """Give the label of a meeting from the rules' own name: ``2026/3`` of ``SOC/2026/3``."""
    return key.partition("/")[2]


class Convening(ForChair):
    """A convening notice. What is marked as for members only, pages show to members and the secretariat alone."""

    def prepare(self) -> None:
        """Offer the bodies that the delegation chairs; the secretariat is offered all that have a Chair."""
        super().prepare()
        scene, instruction = self.scene, dict(self.fields)
        chaired = {code: chair_of(body, scene.now) for code, body in sorted(scene.forum.bodies.items())}
        offered = [code for code, chair in chaired.items() if chair and (scene.is_secretariat or chair == scene.party)]
        named = [(code, scene.words.text(scene.forum.bodies[code].name)) for code in offered]
        self.fields = {
            "body": forms.ChoiceField(label=_("Body"), choices=named),
            "subject_en": line(_("Subject in English")),
            "subject_ru": line(_("Subject in Russian"), required=False),
            "opens_at": SeatTime(seat=scene.seat, label=_("Opens, by the clock at the seat")),
            "venue_en": line(_("Place in English")),
            "venue_ru": line(_("Place in Russian"), required=False),
            "format": forms.ChoiceField(
                label=_("Format"),
                choices=[("in_person", _("in person")), ("online", _("online")), ("hybrid", _("in person and online"))],
            ),
            **self._optional(),
            "contact": line(
                _("Contact, for members only"), required=False,
                help_text=_("An office and how to reach it, never a person: names stay off the record."),
            ),
            **instruction,
        }  # fmt: skip

    @staticmethod
    def _optional() -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for name, (label, most) in OPTIONAL.items():
            for language, called in (("en", _("in English")), ("ru", _("in Russian"))):
                fields[f"{name}_{language}"] = prose(
                    _("%(field)s, %(language)s") % {"field": label, "language": called},
                    required=False,
                    rows=2,
                    most=most,
                )
        return fields

    def body(self) -> str:
        """Give the body that is to meet."""
        return str(self.cleaned_data["body"])

    def act_fields(self) -> dict[str, Any]:
        """Give the notice under the next number of the body's meetings in that year."""
        scene, said = self.scene, self.cleaned_data
        year = local_year(scene.forum, said["opens_at"])
        number = scene.forum.series.get(f"{said['body']}/{year}/meeting", 0) + 1
        fields = super().act_fields() | {
            "body": said["body"],
            "label": f"{year}/{number}",
            "opens_at": said["opens_at"],
            "venue": self.both("venue"),
            "subject": self.both("subject"),
        }
        fields |= {name: self.both(name) for name in OPTIONAL if said[f"{name}_en"]}
        fields |= {"format": said["format"]} if said["format"] != "in_person" else {}
        return fields | ({"contact": said["contact"]} if said["contact"] else {})


class AboutMeeting(ForChair):
    """Nothing is asked but, of the secretariat, the instruction."""

    def body(self) -> str:
        """Give the body that meets."""
        return self.scene.meeting.body

    def act_fields(self) -> dict[str, Any]:
        """Give body and label."""
        return {"body": self.scene.meeting.body, "label": label_of(self.scene.about)} | super().act_fields()


class Attending(AboutMeeting):
    """Who is present: members of the body and observers, in the conference's order."""

    present = forms.MultipleChoiceField(label=_("Present"), required=False, widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        """Offer everybody who may attend; nobody is thought to be there."""
        super().prepare()
        scene = self.scene
        body = scene.forum.bodies[scene.meeting.body]
        members = members_of(scene.forum, body)
        observers = sorted(
            (each for each in scene.forum.parties.values() if is_observer(each) and each.standing == "seated"),
            key=lambda each: (each.kind, each.order),
        )
        codes = [*members, *(each.code for each in observers)]
        named = [(code, scene.words.text(scene.forum.parties[code].name)) for code in codes]
        self.fields["present"].choices = named  # type: ignore[attr-defined]
        self.fields["present"].help_text = _(
            "To open, or to decide, at least %(count)s members of the body are present."
        ) % {"count": attendance_quorum(scene.forum, body)}
        self.initial.setdefault("present", list(scene.meeting.present))

    def act_fields(self) -> dict[str, Any]:
        """Give who is present."""
        return super().act_fields() | {"present": tuple(self.cleaned_data["present"])}


class Putting(ForChair):
    """The open meeting to which a text is put."""

    label = forms.ChoiceField(label=_("Meeting"))
    waive_notice = forms.BooleanField(
        label=_("The body agrees to decide before the period of notice has passed"), required=False
    )

    def prepare(self) -> None:
        """Offer the open meetings of the body."""
        super().prepare()
        self.fields["label"].choices = self.open_meetings()  # type: ignore[attr-defined]

    def open_meetings(self) -> list[tuple[str, str]]:
        """Give the open meetings of the body that decides."""
        body, meetings = self.body(), self.scene.forum.meetings
        return [
            (label_of(key), key) for key, each in sorted(meetings.items()) if each.body == body and each.stage == "open"
        ]

    def act_fields(self) -> dict[str, Any]:
        """Put exactly the text of now."""
        said, scene = self.cleaned_data, self.scene
        fields = super().act_fields() | {
            "proposal": scene.about,
            "label": said["label"],
            "text_sha256": text_hash(scene.forum, scene.matter),
        }
        return fields | ({"waive_notice": True} if said["waive_notice"] else {})


class Suggesting(Putting):
    """A silence suggested at the meeting, with its exact deadline."""

    def prepare(self) -> None:
        """Offer the open meetings of the body that cleared the text."""
        super().prepare()
        del self.fields["waive_notice"]
        field = SeatTime(seat=self.scene.seat, label=_("Deadline, by the clock at the seat"))
        self.fields = {**self.fields, "deadline_at": field}

    def body(self) -> str:
        """Give the body that meets: the one that cleared the text, else the one that decides."""
        return self.scene.matter.recommended_by or self.scene.matter.body

    def act_fields(self) -> dict[str, Any]:
        """Give proposal, meeting and deadline."""
        said = self.cleaned_data
        fields = ForChair.act_fields(self)
        return fields | {"proposal": self.scene.about, "label": said["label"], "deadline_at": said["deadline_at"]}


class Deciding(ForChair):
    """The gavel: nothing is asked; the text is the one that was put."""

    def act_fields(self) -> dict[str, Any]:
        """Give the proposal and the text that was put."""
        return super().act_fields() | {"proposal": self.scene.about, "text_sha256": self.scene.matter.text_sha256}


class Announcing(ForChair):
    """The number of a decision: the next of its series."""

    series = forms.ChoiceField(
        label=_("Series"), choices=[("DEC", _("decisions (DEC)")), ("DECL", _("declarations (DECL)"))]
    )

    def prepare(self) -> None:
        """Ask for the meeting where the edition wants one."""
        super().prepare()
        scene = self.scene
        if scene.forum.edition.announce_at_meeting:
            opened = [
                (label_of(key), key) for key, each in sorted(scene.forum.meetings.items()) if each.stage == "open"
            ]
            self.fields = {"label": forms.ChoiceField(label=_("Meeting"), choices=opened), **self.fields}

    def act_fields(self) -> dict[str, Any]:
        """Give proposal and number, and the meeting where one is asked for."""
        scene, said = self.scene, self.cleaned_data
        series = f"{scene.forum.edition.symbol_prefix}/{scene.matter.body}/{local_year(scene.forum, scene.now)}/{said['series']}"
        fields = super().act_fields() | {
            "proposal": scene.about,
            "symbol": f"{series}.{scene.forum.series.get(series, 0) + 1}",
        }
        return fields | ({"label": said["label"]} if said.get("label") else {})
