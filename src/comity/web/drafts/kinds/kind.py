# SPDX-License-Identifier: Apache-2.0
"""A kind of act that people write at the desk: who writes it, about what, and in plain words what it does."""

from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.web.drafts.forms.form import Writing

Words = str | Promise
Who = Literal["member", "chair", "circulates", "opening"]
"""A member, the Chair, whoever circulates; or whoever `comity.web.drafts.openings` says of this act."""
About = Literal["", "proposal", "meeting", "document", "measure", "return", "request", "call"]

TO_ALL: Words = _("Every party of the conference sees it on its own machine. The public sees nothing of it.")


class Kind(NamedTuple):
    """One kind. ``form`` asks for what it says; ``about`` what it is about; ``who`` to whom it is offered.

    ``happens`` says what the act does, ``otherwise`` what comes if nobody does anything, ``seen`` who learns of it.
    """

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
