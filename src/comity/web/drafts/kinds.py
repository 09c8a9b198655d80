# SPDX-License-Identifier: Apache-2.0
"""The kinds of acts people write at the desk: who writes each, about what, and in plain words what it does.

``happens`` says what the act does, ``otherwise`` what comes if nobody does anything, ``seen`` who learns of it. Whether an act is
permitted, the rules alone say; this table only says where it is offered.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.rules.forum import Forum
from comity.rules.matter import LIFE, OPEN_TO_STATEMENTS, Matter
from comity.rules.standing import chair_of, is_member, members_of
from comity.web.drafts.forms.form import Writing
from comity.web.drafts.forms.meetings import (
    AboutMeeting,
    Announcing,
    Attending,
    Convening,
    Deciding,
    Putting,
    Suggesting,
)
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
from comity.web.drafts.forms.silences import AboutSilence, Extending, Placing, Ruling, Voiding

Words = str | Promise
Who = Literal["member", "chair", "circulates"]
About = Literal["", "proposal", "meeting", "document"]

TO_ALL: Words = _("Every party of the conference sees it on its own machine. The public sees nothing of it.")


class Kind(NamedTuple):
    """One kind. ``form`` asks for what it says; ``about`` what it is about; ``who`` to whom it is offered."""

    act: str
    slug: str
    name: Words
    form: type[Writing]
    who: Who
    about: About
    happens: Words
    otherwise: Words
    seen: Words = TO_ALL
    is_grave: bool = False


KINDS: tuple[Kind, ...] = (
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
        "PlaceUnderSilence", "place-under-silence", _("Place under silence"), Placing, "chair", "proposal",
        _("The text is frozen. At the deadline, {deadline}, it is adopted unless a state objects before."),
        _("If no state does anything before the deadline, the text is adopted at that instant."),
        _("Every party sees it. Every member listed is notified and may object until the deadline."),
    ),
    Kind(
        "ExtendSilence", "extend-silence", _("Extend the silence"), Extending, "chair", "proposal",
        _("The silence ends at {deadline} instead. States may object until then."),
        _("The silence ends at the deadline of now."),
    ),
    Kind(
        "ProposeSilence", "suggest-silence", _("Suggest silence at the meeting"), Suggesting, "chair", "proposal",
        _("The method is suggested at the open meeting. One objection to the method, and the text is not placed under silence."),
        _("Nothing is suggested."),
    ),
    Kind(
        "PutQuestion", "put", _("Put to the meeting"), Putting, "chair", "proposal",
        _("Exactly this text is put to the meeting. It is decided only when the Chair says that there is no objection."),
        _("The text stays on the agenda. No clock runs."),
    ),
    Kind(
        "DecideByConsensus", "decide", _("No objection: it is so decided"), Deciding, "chair", "proposal",
        _("The text is adopted by consensus with this act."),
        _("The question stays before the meeting, and returns to the agenda when the meeting closes."),
    ),
    Kind(
        "DeferQuestion", "defer", _("Defer the question"), AboutSilence, "chair", "proposal",
        _("The question returns to the agenda undecided."),
        _("The question stays before the meeting."),
    ),
    Kind(
        "RuleOnObjection", "rule", _("Rule on an objection"), Ruling, "chair", "proposal",
        _("The objection stands or does not, as ruled. If none stands at the deadline, the text is adopted."),
        _("Adoption is held until the Chair rules."),
    ),
    Kind(
        "AnnounceDecision", "announce", _("Announce its number"), Announcing, "chair", "proposal",
        _("The decision bears the next number of its series, for good."),
        _("The decision is adopted and has no number yet."),
    ),
    Kind(
        "ConveneMeeting", "convene", _("Convene a meeting"), Convening, "chair", "",
        _("The notice stands on the record, and in the calendar of every delegation."),
        _("No meeting is convened."),
        _("Every party sees the notice; whom to ask is shown to members and the secretariat alone."),
    ),
    Kind(
        "OpenMeeting", "open", _("Open the meeting"), Attending, "chair", "meeting",
        _("The meeting is open with the delegations named as present."), _("The meeting stays convened."),
    ),
    Kind(
        "RecordAttendance", "attendance", _("Record who is present"), Attending, "chair", "meeting",
        _("Attendance is recorded anew. With too few members present, nothing is put or decided."),
        _("Attendance stays as recorded."),
    ),
    Kind(
        "CloseMeeting", "close", _("Close the meeting"), AboutMeeting, "chair", "meeting",
        _("The meeting is closed. Questions still before it return to the agenda."), _("The meeting stays open."),
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
        "WithdrawFromSilence", "end-silence", _("End the silence without a result"), AboutSilence, "chair", "proposal",
        _("The silence ends without a result. The proposal is on the table again."),
        _("The silence runs on to its deadline."), is_grave=True,
    ),
    Kind(
        "VoidSilence", "void-silence", _("Declare the silence void"), Voiding, "chair", "proposal",
        _("The silence is void for a fault of its start. The proposal is on the table again."),
        _("The silence runs on to its deadline."), is_grave=True,
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
"""Grave ones last, `Object` last of all: buttons stand in this order."""

BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_ACT = {kind.act: kind for kind in KINDS}
STAGES = {"OpenMeeting": "convened", "RecordAttendance": "open", "CloseMeeting": "open"}


def is_offered(kind: Kind, forum: Forum, party: str, about: str, now: datetime) -> bool:
    """Tell whether a party is offered a kind about something; whether the act would be admitted, the rules say later."""
    if kind.about == "proposal":
        matter = forum.matters.get(about)
        return (
            matter is not None and _fits(kind, matter, party) and _belongs(kind, forum, party, _body(kind, matter), now)
        )
    if kind.about == "meeting":
        meeting = forum.meetings.get(about)
        return (
            meeting is not None
            and STAGES[kind.act] == meeting.stage
            and _belongs(kind, forum, party, meeting.body, now)
        )
    return _belongs(kind, forum, party, "", now)


def _body(kind: Kind, matter: Matter) -> str:
    return (matter.recommended_by or matter.body) if kind.act == "ProposeSilence" else matter.body


def _fits(kind: Kind, matter: Matter, party: str) -> bool:
    """Tell whether a proposal is at a stage at which this can be said, and the party is one who can."""
    if kind.act == "MakeStatement":
        return matter.stage in OPEN_TO_STATEMENTS
    if (matter.stage, kind.act) not in LIFE:
        return False
    objectors = {each.party for each in matter.objections if each.state in {"stands", "unverified"}}
    if kind.act == "Object":
        return party not in objectors and matter.stage in {"under_silence", "put", "contested"}
    if kind.act == "WithdrawObjection":
        return party in objectors
    if kind.act == "RuleOnObjection":
        return any(each.state == "unverified" for each in matter.objections)
    return kind.act != "WithdrawProposal" or matter.sponsors == (party,)


def _belongs(kind: Kind, forum: Forum, party: str, body: str, now: datetime) -> bool:
    known = forum.parties.get(party)
    if known is None:
        return False
    if kind.who == "circulates":
        return known.kind == "secretariat" or is_member(forum, party)
    if kind.who == "member":
        return is_member(forum, party) and (not body or party in members_of(forum, forum.bodies[body]))
    bodies = [forum.bodies[body]] if body else list(forum.bodies.values())
    chairs = {chair_of(each, now) for each in bodies} - {""}
    return bool(chairs) if known.kind == "secretariat" else party in chairs


def offered(forum: Forum, party: str, about: str, now: datetime) -> Iterator[Kind]:
    """Give the kinds a party is offered about a proposal, a meeting or a document, in the order of the table."""
    document = forum.documents.get(about)
    wanted = "proposal" if about in forum.matters else "meeting" if about in forum.meetings else ""
    if document is not None and document.stage == "issued" and document.versions:
        wanted = "document"
    for kind in KINDS:
        if wanted and kind.about == wanted and is_offered(kind, forum, party, about, now):
            yield kind
