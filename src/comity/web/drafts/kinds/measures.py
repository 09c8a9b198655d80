# SPDX-License-Identifier: Apache-2.0
"""What is said of measures as such: undertakings, mandates, contacts, series, devices, templates."""

from django.utils.translation import gettext_lazy as _

from comity.web.drafts.forms.adoptions import Adopting, Retiring
from comity.web.drafts.forms.contacts import (
    AnsweringCall,
    Calling,
    EndingDevice,
    EnrollingDevice,
    ExplainingGap,
    StatingContact,
)
from comity.web.drafts.forms.sealed import NamingSealingKey
from comity.web.drafts.forms.undertakings import AboutMeasure, Ending, Mandating, Suspending, Undertaking
from comity.web.drafts.kinds.kind import Kind

MEASURES: tuple[Kind, ...] = (
    Kind(
        "Undertake", "undertake", _("Undertake this measure"), Undertaking, "opening", "measure",
        _("From here on others see when your returns are due and which were received. Without this nothing is expected of you."),
        _("You have undertaken nothing: nothing is expected of your state, and nothing is shown."),
    ),
    Kind(
        "StateContact", "contact", _("Name or confirm our contact"), StatingContact, "opening", "measure",
        _("The offices named answer for your state from here on, and are confirmed as of now."),
        _("The contact stays as it was named, and is shown as to be confirmed once its time has come."),
    ),
    Kind(
        "PingContact", "call", _("Call a contact"), Calling, "opening", "measure",
        _("The call is on the record. It is to be answered within the hours that the measure gives."),
        _("Nobody is called."),
    ),
    Kind(
        "AnswerPing", "answer-call", _("Answer the call"), AnsweringCall, "opening", "call",
        _("The call is answered, or is known to have failed by a fault of the line, which is no miss."),
        _("The call stays open until its time has passed. After two in a row without an answer the contact is unconfirmed."),
    ),
    Kind(
        "ExplainGap", "explain-gap", _("Explain a gap in our readings"), ExplainingGap, "opening", "measure",
        _("The reason stands beside the gap."), _("The gap stands without a reason."),
    ),
    Kind(
        "GrantMandate", "mandate", _("Give or take back a mandate"), Mandating, "opening", "measure",
        _("The party named may file for your state too under this measure, or may no longer."),
        _("Each files for itself alone, as far as no mandate stands already."),
    ),
    Kind(
        "SuspendUndertaking", "suspend-undertaking", _("Suspend our undertaking"), Suspending, "opening", "measure",
        _("What falls due meanwhile is shown as suspended. The undertaking of this measure alone is suspended; it does not end."),
        _("The undertaking goes on as it is."),
    ),
    Kind(
        "ResumeUndertaking", "resume-undertaking", _("Resume our undertaking"), AboutMeasure, "opening", "measure",
        _("The suspension ends now. What falls due from here on is expected again."),
        _("The suspension goes on, to its end where it has one."),
    ),
    Kind(
        "EndUndertaking", "end-undertaking", _("End our undertaking"), Ending, "opening", "measure",
        _("The undertaking ends after the notice that the measure asks for. What falls due before stays due."),
        _("The undertaking goes on as it is."),
    ),
    Kind(
        "NameSealingKey", "sealing-key", _("Name the key for sealed content"), NamingSealingKey, "opening", "",
        _("Others seal content for your state to this key from here on. What was sealed to the one before stays so: keep it."),
        _("Content for your state goes on being sealed to the key named before. Without one, nobody can seal anything to it."),
    ),
    Kind(
        "EnrolDevice", "enrol-device", _("Let a device sign"), EnrollingDevice, "opening", "",
        _("The device signs returns and answers to calls under these measures, without a person, until it is taken out of use."),
        _("A person signs each return."),
    ),
    Kind(
        "EndDevice", "end-device", _("Take a device out of use"), EndingDevice, "opening", "",
        _("What the device signs from here on is refused. What it signed before stands."),
        _("The device goes on signing."),
    ),
    Kind(
        "AdoptTemplate", "adopt-measure", _("Enter a measure"), Adopting, "opening", "",
        _("The measure stands from here on, as decided. It expects nothing of any state before that state undertakes it."),
        _("The measure is decided and not entered."),
    ),
    Kind(
        "RetireTemplate", "retire-measure", _("End this measure"), Retiring, "opening", "measure",
        _("Nothing falls due under the measure any more. What was due stays due, and what was filed stays."),
        _("The measure goes on."), is_grave=True,
    ),
)  # fmt: skip
"""Grave ones last."""
