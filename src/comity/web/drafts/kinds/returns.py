# SPDX-License-Identifier: Apache-2.0
"""What is filed under measures, and what others say of it: returns, amendments, statements, requests, replies."""

from django.utils.translation import gettext_lazy as _

from comity.web.drafts.forms.requests import Assessing, CancellingVisit, Replying, Requesting
from comity.web.drafts.forms.returns import AboutReturn, Amending, Filing, StatingOnReturn
from comity.web.drafts.forms.sealed import Consenting, Erasing
from comity.web.drafts.kinds.kind import Kind

RETURNS: tuple[Kind, ...] = (
    Kind(
        "FileReturn", "return", _("File a return"), Filing, "opening", "measure",
        _("The return stands on the record with its number and the time at which it was entered."),
        _("No return is recorded. Your own state sees that at once, other parties after the days that the measure gives."),
        _("Every party reads the open form; the measure says to whom it goes. The public sees nothing of it."),
    ),
    Kind(
        "MakeRequest", "request", _("Make a request"), Requesting, "opening", "measure",
        _("The party asked sees it at once. The hours for its reply run from when it is entered, through nights and holidays."),
        _("Nobody is asked."),
    ),
    Kind(
        "ConfirmReturn", "confirm-return", _("Confirm it as ours"), AboutReturn, "opening", "return",
        _("What the secretariat entered for your state is your state's own return. It counts once, on paper and here."),
        _("The return stands as entered by the secretariat, and is shown as not yet confirmed."),
    ),
    Kind(
        "AcknowledgeReturn", "acknowledge", _("Acknowledge it"), AboutReturn, "opening", "return",
        _("The author and the other recipients see that your delegation received the return. It says nothing of its content."),
        _("Nothing says that your delegation has received it: opening a page is not recorded."),
    ),
    Kind(
        "AmendReturn", "amend", _("Correct, change, cancel or withdraw it"), Amending, "opening", "return",
        _("The amendment follows the return, and whoever acknowledged it sees it anew. Nothing that was filed before is lost."),
        _("The return stands as it is."),
    ),
    Kind(
        "StateOnReturn", "state-on-return", _("Say something on it"), StatingOnReturn, "opening", "return",
        _("Your statement stands beside the return with the same weight, in the order of time. The return does not change."),
        _("Nothing is recorded of your delegation's view of it."),
    ),
    Kind(
        "ReplyToRequest", "reply", _("Reply to it"), Replying, "opening", "request",
        _("The reply stands beside the request. More may follow until the party that asked closes it."),
        _("No reply is recorded. Once its hours have passed, the party that asked may take the next step."),
    ),
    Kind(
        "AssessReply", "assess", _("Say whether the reply satisfied"), Assessing, "opening", "request",
        _("The request is closed as satisfied, or the next step that the measure provides begins."),
        _("The request stays open as it is."),
    ),
    Kind(
        "ConsentToReseal", "consent-to-reseal", _("Let sealed content be passed on"), Consenting, "opening", "return",
        _("A recipient may seal the content anew to the parties named. Your consent stays on the record."),
        _("Only those to whom you sealed it read it, unless the measure lets them pass it on."),
    ),
    Kind(
        "EraseContent", "erase-content", _("Have sealed content erased"), Erasing, "opening", "return",
        _("Every machine of the conference drops the file, and what opens it. That it was there, and its fingerprint, stay."),
        _("The content stays with those who received it."),
        _("Every party sees that it was erased, and by whom. What a recipient wrote down elsewhere, nothing can erase."),
        is_grave=True,
    ),
    Kind(
        "CancelVisit", "cancel-visit", _("Cancel the visit"), CancellingVisit, "opening", "request",
        _("The visit does not take place and does not count any more."), _("The visit stands as accepted."), is_grave=True,
    ),
)  # fmt: skip
"""Grave ones last."""
