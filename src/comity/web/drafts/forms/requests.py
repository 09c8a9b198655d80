# SPDX-License-Identifier: Apache-2.0
"""Requests and visits: asked question by question, answered likewise, assessed by who asked, cancelled by the host."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.acts.requests import Answer
from comity.acts.template import Quota, Template
from comity.rules.measures.template import parties_to
from comity.web.desk import opened_desk
from comity.web.drafts.forms.earlier import questions_of
from comity.web.drafts.forms.form import LINE, Writing, prose
from comity.web.drafts.forms.open_form import OpenForm
from comity.web.drafts.forms.returns import languages_of

MOST_ITEMS = 40


class Requesting(OpenForm):
    """A request for information or for a visit. Nothing that is missing in its form holds it up."""

    party = forms.ChoiceField(label=gettext_lazy("Asked of"))
    items = forms.CharField(
        label=gettext_lazy("Questions"),
        required=False,
        max_length=MOST_ITEMS * LINE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One to a line. Each is answered by itself."),
    )
    in_reply_to = forms.CharField(
        label=gettext_lazy("About the return"),
        required=False,
        max_length=LINE,
        help_text=gettext_lazy("Its number, such as MEASURE/STATE/2027/1. Left empty, it is about none."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the texts"))
    exercise = forms.BooleanField(label=gettext_lazy("This belongs to an exercise"), required=False)
    rare = frozenset({"exercise"})

    def prepare(self) -> None:
        """Offer the other parties; fill in the return that the link named, and whose it is."""
        scene = self.scene
        if isinstance(self.initial.get("items"), list):
            self.initial["items"] = "\n".join(self.initial["items"])
        about = scene.forum.measures.filings.get(str(self.initial.get("in_reply_to") or scene.detail))
        if about is not None:
            self.initial["in_reply_to"] = about.ref
            self.initial.setdefault("party", about.state)
        elif scene.detail:
            self.initial.setdefault("party", scene.detail)
        super().prepare()
        others = [code for code in parties_to(scene.forum, scene.template) if code != scene.party]
        self.fields["party"].choices = scene.named(others)  # type: ignore[attr-defined]
        self.fields["language"].choices = languages_of(scene.template)  # type: ignore[attr-defined]

    def beside(self) -> tuple[dict[str, forms.Field], dict[str, forms.Field]]:
        """Ask first of whom."""
        after = dict(self.fields)
        return {"party": after.pop("party")}, after

    def is_judged(self) -> bool:
        """A request is never held up."""
        return False

    def clean_items(self) -> tuple[str, ...]:
        """Read the questions, one to a line."""
        lines = tuple(each.strip() for each in self.cleaned_data["items"].splitlines() if each.strip())
        if len(lines) > MOST_ITEMS or any(len(each) > LINE for each in lines):
            raise forms.ValidationError(
                _("There are at most %(count)s questions, each of at most %(length)s characters.")
                % {"count": MOST_ITEMS, "length": LINE}
            )
        return lines

    def clean_in_reply_to(self) -> str:
        """Find the return by its number; give its name in acts."""
        wanted, filings = self.cleaned_data["in_reply_to"].strip(), self.scene.forum.measures.filings
        returns = opened_desk().directory.correspondence.under(wanted.partition("/")[0])
        found = next((filed for filed in reversed(returns) if filings[filed].ref == wanted), "")
        if wanted and not found:
            raise forms.ValidationError(_("No return has this number."))
        return found

    def act_fields(self) -> dict[str, Any]:
        """Give the request; what holds its default is left out."""
        said, template = self.cleaned_data, self.template
        fields = {
            "template": template.code,
            "version": template.version,
            "party": said["party"],
            "language": said["language"],
        }
        return fields | {name: said[name] for name in ("values", "items", "in_reply_to", "exercise") if said.get(name)}


class Replying(OpenForm):
    """A reply: an answer to each question, or to the whole form where none was put; acceptance; or why it is declined."""

    kind = forms.ChoiceField(label=gettext_lazy("Reply"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), required=False, help_text=gettext_lazy("Only where it is declined.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the texts"))
    questions: tuple[str, ...]
    STATES = (
        ("answered", gettext_lazy("answered")),
        ("declined", gettext_lazy("declined")),
        ("open", gettext_lazy("still open")),
    )

    def template_of(self) -> Template:
        """Give the version under which the request was made."""
        return self.scene.requested_under

    def prepare(self) -> None:
        """Offer what the measure lets a reply be."""
        super().prepare()
        scene, words, template = self.scene, self.scene.words, self.template
        kinds = ("accept", "decline") if isinstance(template.trigger, Quota) else ("answer", "decline")
        self.fields["kind"].choices = [(kind, words.phrase(f"position_{kind}")) for kind in kinds]  # type: ignore[attr-defined]
        self.initial.setdefault("kind", kinds[0])
        grounds = [(word.code, words.text(word.label)) for word in template.replies]
        self.fields["ground"].choices = [("", "—"), *grounds]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages_of(template)  # type: ignore[attr-defined]
        for answer in self.initial.get("answers", ()):
            self.initial[f"state-{answer.item}"] = answer.state
            self.initial[f"text-{answer.item}"] = answer.text
        for item, state in enumerate(scene.request.items):
            self.initial.setdefault(f"state-{item}", "answered" if state == "open" else state)

    def beside(self) -> tuple[dict[str, forms.Field], dict[str, forms.Field]]:
        """Ask for an answer to each question."""
        after, self.questions = dict(self.fields), questions_of(self.scene.about)
        before = {name: after.pop(name) for name in ("kind", "ground")}
        for item, question in enumerate(self.questions):
            before[f"text-{item}"] = prose(f"{item + 1}. {question}", required=False, rows=3)
            label = _("Question %(number)s is") % {"number": item + 1}
            before[f"state-{item}"] = forms.ChoiceField(label=label, choices=self.STATES, required=False)
        return before, after

    def is_judged(self) -> bool:
        """What a reply holds is for whoever asked to assess."""
        return False

    def clean(self) -> dict[str, Any]:
        """See that a ground is given where, and only where, it is declined."""
        said = super().clean()
        if said.get("kind") == "decline" and not said.get("ground"):
            self.add_error("ground", _("Say on which ground it is declined."))
        return said

    def act_fields(self) -> dict[str, Any]:
        """Give the reply; a question that is left as it was is left out."""
        said, scene = self.cleaned_data, self.scene
        fields: dict[str, Any] = {"request": scene.about, "kind": said["kind"], "language": said["language"]}
        if said["kind"] == "decline":
            return fields | {"ground": said["ground"]}
        answers = tuple(
            Answer(item=item, state=said[f"state-{item}"] or "answered", text=said[f"text-{item}"])
            for item in range(len(self.questions))
            if said[f"text-{item}"] or said[f"state-{item}"] not in {"answered", scene.request.items[item]}
        )
        fields |= {"answers": answers} if answers else {}
        return fields | ({"values": said["values"]} if said["values"] else {})


class Assessing(Writing):
    """Whether a reply satisfied; where it did not, the next step that the measure provides."""

    satisfied = forms.ChoiceField(label=gettext_lazy("The reply"), widget=forms.RadioSelect)
    text = prose(gettext_lazy("What is missing"), required=False)

    def prepare(self) -> None:
        """Name the next step; a reply that is not there cannot satisfy."""
        request, template, words = self.scene.request, self.scene.requested_under, self.scene.words
        choices = [("yes", _("it satisfies us, and the request is closed"))] if request.replied_at else []
        if request.step < len(template.steps):
            step = template.steps[request.step]
            told = {"step": words.text(step.label), "hours": step.within_h}
            choices.append(("no", _("next step: %(step)s, within %(hours)s h") % told))
        self.fields["satisfied"].choices = choices  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give request, assessment and what is missing."""
        said = self.cleaned_data
        fields = {"request": self.scene.about, "satisfied": said["satisfied"] == "yes"}
        return fields | ({"text": said["text"]} if said["text"] else {})


class CancellingVisit(Writing):
    """Why a visit that was accepted does not take place."""

    reason = prose(gettext_lazy("Reason"))

    def act_fields(self) -> dict[str, Any]:
        """Give request and reason."""
        return {"request": self.scene.about, "reason": self.cleaned_data["reason"]}
