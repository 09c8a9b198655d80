# SPDX-License-Identifier: Apache-2.0
"""The one table that turns whatever stands in the way of an act into words for the person who wrote it.

Each says what is wrong and what would be right. In every case but one nothing was sent: an act that was offered to the other
capitals because the headquarters did not take it is on its way, and that is said.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from comity.acts.errors import ActError
from comity.node.connection import RemoteError
from comity.node.keyfile import Locked
from comity.node.node import Malformed, Offered
from comity.rules.outcome import Refused
from comity.web.drafts.errors import Changed, Ended, FileMissing, NotOurs, Uncleared
from comity.web.reading import wording


class Problem(Struct, frozen=True):
    """What is said: what is wrong, more about it line by line, and under which paragraph (empty where it is no rule)."""

    what: str
    more: tuple[str, ...] = ()
    rule: str = ""


AGAIN = {"1.5", "1.7"}
"""Paragraphs that refuse an act because another came before it, or the clock moved: signing again is all that is needed."""


def problem(found: object) -> Problem:
    """Say what stands in the way; raises TypeError for something the table does not know, which is our mistake."""
    for kind, words in _TABLE.items():
        if isinstance(found, kind):
            return words(found)
    raise TypeError(f"no words for {type(found).__name__}")


def _refused(found: Refused) -> Problem:
    more = []
    if found.rule in AGAIN:
        more.append(_("Another act of your delegation was entered at this moment. Look at the draft again, and sign."))
    if found.found:
        more.append(_("Found: %(found)s") % {"found": found.found})
    if found.expected:
        more.append(_("Would be right: %(expected)s") % {"expected": found.expected})
    return Problem(wording().rule(found.rule), tuple(more), found.rule)


def _malformed(found: Malformed) -> Problem:
    return Problem(_("No act can say this. Nothing was sent."), (found.problem,))


def _act_error(found: ActError) -> Problem:
    return Problem(_("No act can say this. Nothing was sent."), (str(found),))


def _offered(found: Offered) -> Problem:
    shown = (
        _("A majority of the meeting points has it: the other capitals see it, and say when they saw it.")
        if found.shown
        else _("The meeting points do not answer either; it is shown there as soon as they do.")
    )
    return Problem(_("The headquarters did not take the act. It is signed, and stays signed."), (shown,))


def _locked(_found: Locked) -> Problem:
    return Problem(_("The secret does not open your file. Nothing was signed, nothing was sent."))


def _ended(_found: Ended) -> Problem:
    return Problem(_("This draft was signed or withdrawn already. Nothing more was sent."))


def _changed(_found: Changed) -> Problem:
    return Problem(
        _("The draft is not what you were shown: it was changed meanwhile. Nothing was signed."),
        (_("Read it again before you sign."),),
    )


def _uncleared(found: Uncleared) -> Problem:
    asked = ngettext(
        "Your own file asks for %(needed)s clearance that counts",
        "Your own file asks for %(needed)s clearances that count",
        found.needed,
    ) % {"needed": found.needed}
    there = _("%(found)s for this draft as it stands.") % {"found": found.found}
    return Problem(_("The draft is not cleared. Nothing was signed."), (f"{asked}; {there}",))


def _not_ours(_found: NotOurs) -> Problem:
    return Problem(_("The key in your file signs for another party. Nothing was signed."))


def _file_missing(_found: FileMissing) -> Problem:
    return Problem(_("A file that the draft names is not here, or is not the one that was shown. Nothing was sent."))


def _remote(_found: RemoteError) -> Problem:
    return Problem(
        _("The headquarters does not answer, so the files cannot be brought there. Nothing was sent."),
        (_("The draft is kept. Sign it when the headquarters answers."),),
    )


_TABLE: dict[type[Any], Callable[[Any], Problem]] = {
    Refused: _refused,
    Malformed: _malformed,
    ActError: _act_error,
    Offered: _offered,
    Locked: _locked,
    Ended: _ended,
    Changed: _changed,
    Uncleared: _uncleared,
    NotOurs: _not_ours,
    FileMissing: _file_missing,
    RemoteError: _remote,
}
