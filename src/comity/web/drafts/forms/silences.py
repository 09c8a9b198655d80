# SPDX-License-Identifier: Apache-2.0
"""What the Chair says in the silence procedure: opens it on a frozen text, moves its end, ends it, rules on an objection."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.acts.edition import SilenceTerms
from comity.rules.calendar import working_days
from comity.rules.outcome import Refused
from comity.rules.proposals import text_hash
from comity.rules.silence import silence_terms
from comity.rules.standing import members_of
from comity.web.drafts.forms.form import ForChair, SeatTime, prose

MARGIN = timedelta(minutes=2)
"""Time between writing and entering that the first offer of a deadline leaves."""
MOST_DAYS = 400


def earliest_deadline(scene_now: datetime, terms: SilenceTerms, edition: Any) -> datetime:  # noqa: ANN401
    """Give the first whole minute at which the terms let a silence end that is entered within a few minutes."""
    start = scene_now + MARGIN
    due = start + timedelta(seconds=terms.min_period_s)
    for _day in range(MOST_DAYS):
        if working_days(edition, start, due, terms.min_working_days) >= terms.min_working_days:
            break
        due += timedelta(days=1)
    return (due + timedelta(seconds=59)).replace(second=0, microsecond=0)


class AboutSilence(ForChair):
    """Nothing is asked but, of the secretariat, the instruction."""

    def act_fields(self) -> dict[str, Any]:
        """Give the proposal."""
        return {"proposal": self.scene.about} | super().act_fields()


class Placing(AboutSilence):
    """The deadline; text, languages and the list of the notified are taken from the record and shown before it is signed."""

    def prepare(self) -> None:
        """Offer the earliest deadline that the terms allow; where it was suggested at a meeting, that one."""
        super().prepare()
        scene, terms = self.scene, silence_terms(self.scene.forum, self.scene.matter.body)
        fields = {
            "deadline_at": SeatTime(seat=scene.seat, label=_("Deadline, by the clock at the seat")),
            "authority_until_at": SeatTime(
                seat=scene.seat, label=_("Mandate of the body lapses"), required=False,
                help_text=_("Only where the body decides under a mandate that ends. The deadline is not after it."),
            ),
        }  # fmt: skip
        self.fields = {**fields, **self.fields}
        suggested = scene.matter.silence
        if scene.matter.stage == "method_proposed" and suggested is not None:
            self.initial.setdefault("deadline_at", suggested.deadline_at)
        elif not isinstance(terms, Refused):
            self.initial.setdefault("deadline_at", earliest_deadline(scene.now, terms, scene.forum.edition))

    def act_fields(self) -> dict[str, Any]:
        """Freeze the text by its fingerprint, and name everybody who may object."""
        scene, said = self.scene, self.cleaned_data
        matter, terms = scene.matter, silence_terms(scene.forum, scene.matter.body)
        excluded = () if isinstance(terms, Refused) else terms.excluded
        members = members_of(scene.forum, scene.forum.bodies[matter.body])
        fields = super().act_fields() | {
            "deadline_at": said["deadline_at"],
            "text_sha256": text_hash(scene.forum, matter),
            "notified": tuple(code for code in members if code not in excluded),
        }
        until = said["authority_until_at"]
        return fields | ({"authority_until_at": until} if until else {})


class Extending(AboutSilence):
    """A later deadline."""

    def prepare(self) -> None:
        """Offer the deadline of now, to be moved later."""
        super().prepare()
        field = SeatTime(seat=self.scene.seat, label=_("New deadline, by the clock at the seat"))
        self.fields = {"deadline_at": field, **self.fields}
        if self.scene.matter.silence is not None:
            self.initial.setdefault("deadline_at", self.scene.matter.silence.deadline_at)

    def act_fields(self) -> dict[str, Any]:
        """Give proposal and deadline."""
        return super().act_fields() | {"deadline_at": self.cleaned_data["deadline_at"]}


class Voiding(AboutSilence):
    """The fault for which a silence is void."""

    fault = forms.ChoiceField(
        label=_("Fault of its start"),
        choices=[
            ("not_notified", _("a member was not notified")),
            ("language", _("a language version is defective")),
        ],
    )
    explanation_en = prose(_("What happened, in English"))
    explanation_ru = prose(_("What happened, in Russian"), required=False)

    def act_fields(self) -> dict[str, Any]:
        """Give proposal, fault and explanation."""
        return super().act_fields() | {"fault": self.cleaned_data["fault"], "explanation": self.both("explanation")}


class Ruling(AboutSilence):
    """Whether an objection by an office without credentials stands."""

    party = forms.ChoiceField(label=_("Objection of"))
    stands = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("yes", _("the objection stands")), ("no", _("it does not stand"))],
        widget=forms.RadioSelect,
    )

    def prepare(self) -> None:
        """Offer the objections that wait."""
        super().prepare()
        scene = self.scene
        waiting = dict.fromkeys(each.party for each in scene.matter.objections if each.state == "unverified")
        named = [(code, scene.words.text(scene.forum.parties[code].name)) for code in waiting]
        self.fields["party"].choices = named  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give proposal, party and ruling."""
        said = self.cleaned_data
        return super().act_fields() | {"party": said["party"], "stands": said["stands"] == "yes"}
