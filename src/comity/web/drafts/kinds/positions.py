# SPDX-License-Identifier: Apache-2.0
"""What a delegation says about proposals, and what it circulates."""

from django.utils.translation import gettext_lazy as _

from comity.web.drafts.forms.papers import Circulating
from comity.web.drafts.forms.positions import (
    AboutProposal,
    AskingForTime,
    Objecting,
    Proposing,
    QueryingLanguage,
    Sponsoring,
    Stating,
)
from comity.web.drafts.kinds.kind import Kind

POSITIONS: tuple[Kind, ...] = (
    Kind(
        "MakeStatement", "statement", _("Make a statement"), Stating, "member", "proposal",
        _("The statement stands on the record beside the text. It does not stand in the way of adoption."),
        _("Without it, nothing is recorded of your delegation's position. Silence goes on as it is."),
    ),
    Kind(
        "SponsorProposal", "sponsor", _("Sponsor, or cease to sponsor"), Sponsoring, "member", "proposal",
        _("Your delegation becomes a sponsor of the proposal, or ceases to be one. Without any sponsor it is withdrawn."),
        _("The sponsors stay as they are."),
    ),
    Kind(
        "RequestExtension", "more-time", _("Ask for more time"), AskingForTime, "member", "proposal",
        _("The Chair learns that your delegation asks for more time. Alone it changes nothing: the deadline stands."),
        _("The deadline stands."),
    ),
    Kind(
        "QueryLanguage", "language", _("Point to a language version"), QueryingLanguage, "member", "proposal",
        _("The Chair learns that a language version differs. Alone it changes nothing: the deadline stands."),
        _("The deadline stands."),
    ),
    Kind(
        "WithdrawObjection", "withdraw-objection", _("Withdraw our objection"), AboutProposal, "member", "proposal",
        _("Your objection no longer stands. Whether the silence then runs on is for the rules of this body to say."),
        _("Your objection stands."),
    ),
    Kind(
        "Propose", "propose", _("Propose a text"), Proposing, "member", "document",
        _("The text is before the body that is to decide. The Chair can then place it under silence or put it to a meeting."),
        _("Nothing is before the body."),
    ),
    Kind(
        "CirculateDocument", "circulate", _("Circulate a document"), Circulating, "circulates", "",
        _("The document bears its symbol for good, and every delegation's machine holds its text."),
        _("Nothing leaves this machine."),
        _("Every party of the conference. The public sees nothing unless a decision releases it."),
    ),
    Kind(
        "WithdrawProposal", "withdraw-proposal", _("Withdraw the proposal"), AboutProposal, "member", "proposal",
        _("The proposal is withdrawn and is not decided on."), _("The proposal stays as it is."), is_grave=True,
    ),
    Kind(
        "ObjectToSilence", "object-to-silence", _("Object to deciding by silence"), AboutProposal, "member", "proposal",
        _("The text is not placed under silence. It stays before the body."),
        _("The Chair may place the text under silence."), is_grave=True,
    ),
    Kind(
        "Object", "object", _("Object"), Objecting, "member", "proposal",
        _("The text is not adopted as it stands. It can be put again, as it is or revised."),
        _("If your delegation does nothing, it agrees. The text is adopted unless another state objects."),
        _("Every party sees that an objection was received; whose it is, those to whom the rules of this body disclose it."),
        is_grave=True,
    ),
)  # fmt: skip
"""Grave ones last, `Object` last of all."""
