# SPDX-License-Identifier: Apache-2.0
"""The five roles inside a delegation. A person may have several; each lets him do one kind of thing and no other."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do for the state."""

    READER = "reader", _("Reader")
    DRAFTER = "drafter", _("Drafter")
    CLEARER = "clearer", _("Clearer")
    SIGNATORY = "signatory", _("Signatory")
    ADMINISTRATOR = "administrator", _("Administrator")


EXPLAINED = {
    Role.READER: _("reads what this delegation may read"),
    Role.DRAFTER: _("writes drafts; nothing leaves the delegation by that"),
    Role.CLEARER: _("clears a draft as it stands; a later change needs a new clearance"),
    Role.SIGNATORY: _("signs for the state, each time with a secret that only the signatory knows"),
    Role.ADMINISTRATOR: _("invites people and gives roles; signs nothing"),
}
