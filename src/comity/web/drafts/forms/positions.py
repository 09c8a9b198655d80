# SPDX-License-Identifier: Apache-2.0
"""What a delegation says about a proposal: it objects, states a position, proposes, asks for time, takes something back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.rules.standing import members_of
from comity.web.drafts.forms.form import LINE, REASON, Writing, line, prose
from comity.web.reading import title_of

KINDS = ("support", "explanation", "interpretation", "reservation", "dissociation", "non_participation")
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]


class Objecting(Writing):
    """Why a delegation objects; whether a reason must be given, the edition says."""

    reason = prose(_("Reason"), required=False, most=REASON)
    amendment = forms.BooleanField(
        label=_("This objection is a proposed change of the text"),
        required=False,
        help_text=_("Whether a proposed change counts as an objection is for the rules of this body to say."),
    )

    def prepare(self) -> None:
        """Ask for a reason where the terms of this silence want one."""
        silence = self.scene.matter.silence
        is_needed = silence is not None and silence.terms.reason_required
        self.fields["reason"].required = is_needed
        if not is_needed:
            self.fields["reason"].help_text = _("You need not give one. What you write stands on the record.")

    def act_fields(self) -> dict[str, Any]:
        """Give proposal, reason, and whether it is an amendment."""
        said = self.cleaned_data
        return {"proposal": self.scene.about} | {key: said[key] for key in ("reason", "amendment") if said[key]}


class Stating(Writing):
    """A statement; no kind of statement stands in the way of adoption."""

    kind = forms.ChoiceField(label=_("Kind of statement"), widget=forms.RadioSelect)
    text = prose(_("Text of the statement"), rows=8)
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    paragraphs = forms.CharField(
        label=_("Paragraphs concerned"),
        required=False,
        max_length=60 * LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One to a line, such as 4 or 6 (a). A dissociation names at least one."),
    )
    attach_to_decision = forms.BooleanField(
        label=_("The statement is to stand with the decision"), required=False, initial=True
    )

    def prepare(self) -> None:
        """Name the kinds as papers do."""
        choices = [(kind, self.scene.words.phrase(f"position_{kind}")) for kind in KINDS]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def act_fields(self) -> dict[str, Any]:
        """Give the statement; what holds its default is left out."""
        said = self.cleaned_data
        paragraphs = tuple(each.strip() for each in said["paragraphs"].split("\n") if each.strip())
        fields: dict[str, Any] = {"proposal": self.scene.about, "kind": said["kind"], "text": said["text"]}
        if said["language"] != "en":
            fields["language"] = said["language"]
        if paragraphs:
            fields["paragraphs"] = paragraphs
        return fields if said["attach_to_decision"] else fields | {"attach_to_decision": False}


class Proposing(Writing):
    """A proposal: documents before the body that is to decide."""

    symbols = forms.MultipleChoiceField(
        label=_("Documents"), widget=forms.CheckboxSelectMultiple, help_text=_("Several are decided on as one package.")
    )
    body = forms.ChoiceField(label=_("Body that is to decide"))
    recommended_by = forms.ChoiceField(
        label=_("Body that cleared the text"),
        required=False,
        help_text=_("Where another body decides than the one that cleared it."),
    )
    title_en = line(_("Title in English"))
    title_ru = line(_("Title in Russian"), required=False)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("adoption", _("adoption")), ("closure", _("closure of the text ad referendum only"))],
    )
    NEWEST = 40

    def prepare(self) -> None:
        """Offer documents that stand, newest first, and the bodies in which the delegation sits."""
        forum = self.scene.forum
        issued = [symbol for symbol, each in forum.documents.items() if each.stage == "issued" and each.versions]
        issued.sort(key=lambda symbol: forum.documents[symbol].index, reverse=True)
        words = self.scene.words
        offered = issued[: self.NEWEST]
        if self.scene.about in issued and self.scene.about not in offered:
            offered.insert(0, self.scene.about)
        named = [(symbol, f"{symbol} · {words.text(title_of(symbol))}") for symbol in offered]
        bodies = [(code, words.text(body.name)) for code, body in sorted(forum.bodies.items())]
        mine = [(code, name) for code, name in bodies if self.scene.party in members_of(forum, forum.bodies[code])]
        self.fields["symbols"].choices = named  # type: ignore[attr-defined]
        self.fields["body"].choices = mine or bodies  # type: ignore[attr-defined]
        self.fields["recommended_by"].choices = [("", _("none")), *bodies]  # type: ignore[attr-defined]
        if self.scene.about in issued:
            self.initial.setdefault("symbols", [self.scene.about])
            title = title_of(self.scene.about)
            self.initial.setdefault("title_en", title.en)
            self.initial.setdefault("title_ru", title.ru)
        terms = next((terms for terms in forum.edition.silence if terms.body in dict(mine)), None)
        if terms is not None:
            self.initial.setdefault("body", terms.body)
            self.initial.setdefault("recommended_by", next(iter(terms.proposing_bodies), ""))

    def act_fields(self) -> dict[str, Any]:
        """Give the proposal; what holds its default is left out."""
        said = self.cleaned_data
        fields: dict[str, Any] = {"body": said["body"], "symbols": tuple(said["symbols"]), "title": self.both("title")}
        if said["recommended_by"]:
            fields["recommended_by"] = said["recommended_by"]
        return fields if said["purpose"] == "adoption" else fields | {"purpose": said["purpose"]}


class AboutProposal(Writing):
    """Nothing is asked: the act only names the proposal."""

    def act_fields(self) -> dict[str, Any]:
        """Give the proposal."""
        return {"proposal": self.scene.about}


class Sponsoring(AboutProposal):
    """Becoming a sponsor, or ceasing to be one, whichever is possible."""

    def act_fields(self) -> dict[str, Any]:
        """Cease where the delegation is a sponsor already."""
        is_one = self.scene.party in self.scene.matter.sponsors
        return super().act_fields() | ({"sponsor": False} if is_one else {})


class AskingForTime(AboutProposal):
    """A request to the Chair to extend; alone it changes nothing."""

    reason = line(_("Reason"), required=False)

    def act_fields(self) -> dict[str, Any]:
        """Give proposal and reason."""
        reason = self.cleaned_data["reason"]
        return super().act_fields() | ({"reason": reason} if reason else {})


class QueryingLanguage(AboutProposal):
    """A pointer to a language version that differs."""

    language = forms.ChoiceField(label=_("Version in question"), choices=LANGUAGES)
    paragraph = line(_("Where in it"), required=False)

    def act_fields(self) -> dict[str, Any]:
        """Give proposal, language and paragraph."""
        return super().act_fields() | {key: self.cleaned_data[key] for key in ("language", "paragraph")}
