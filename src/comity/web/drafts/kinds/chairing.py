# SPDX-License-Identifier: Apache-2.0
"""What a Chair says: on silence, at meetings, on outcomes."""

from django.utils.translation import gettext_lazy as _

from comity.web.drafts.forms.meetings import (
    AboutMeeting,
    Announcing,
    Attending,
    Convening,
    Deciding,
    Putting,
    Suggesting,
)
from comity.web.drafts.forms.silences import AboutSilence, Extending, Placing, Ruling, Voiding
from comity.web.drafts.kinds.kind import Kind

CHAIRING: tuple[Kind, ...] = (
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
        "WithdrawFromSilence", "end-silence", _("End the silence without a result"), AboutSilence, "chair", "proposal",
        _("The silence ends without a result. The proposal is on the table again."),
        _("The silence runs on to its deadline."), is_grave=True,
    ),
    Kind(
        "VoidSilence", "void-silence", _("Declare the silence void"), Voiding, "chair", "proposal",
        _("The silence is void for a fault of its start. The proposal is on the table again."),
        _("The silence runs on to its deadline."), is_grave=True,
    ),
)  # fmt: skip
"""Grave ones last."""
