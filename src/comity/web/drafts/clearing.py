# SPDX-License-Identifier: Apache-2.0
"""Clearing: a note by a clearer's own key over the fingerprint of one draft, in the form of C2SP signed notes.

    comity/clearance/v1
    <party>
    <fingerprint>
                                        (an empty line)
    — CODE/clearer-<person> <base64>

It is local to the node and never stands on the record. Whoever signs decides whose clearances count.
"""

from collections.abc import Iterable
from datetime import datetime

from comity.tlog.errors import TlogError
from comity.tlog.note import open_note, sign_note
from comity.tlog.signer import Signer
from comity.tlog.vkey import VerifierKey
from comity.web.drafts.models import Clearance, Draft
from comity.web.people.keys import Signatory, clearer_name
from comity.web.people.models import Person


def clearance_text(draft: Draft) -> bytes:
    """Give what a clearer signs."""
    return f"comity/clearance/v1\n{draft.party}\n{draft.fingerprint}\n".encode()


def clear(draft: Draft, person: Person, hand: Signer, now: datetime) -> Clearance:
    """Clear a draft as it stands."""
    note = sign_note(clearance_text(draft), [hand]).decode()
    return Clearance.objects.create(draft=draft, note=note, cleared_by=person, cleared_at=now)


def cleared_by(draft: Draft, notes: Iterable[str], keys: Iterable[VerifierKey]) -> frozenset[str]:
    """Give the names of the keys that cleared exactly this draft as it stands; other notes count for nothing."""
    text, found = clearance_text(draft), set()
    for note in notes:
        for key in keys:
            try:
                opened = open_note(note.encode(), [key])
            except (TlogError, UnicodeEncodeError):
                continue
            if opened.text == text:
                found.add(key.name)
    return frozenset(found)


def counted(draft: Draft, signatory: Signatory) -> int:
    """Count the clearances that a signatory's own sealed file lets count for a draft."""
    notes = [clearance.note for clearance in draft.clearances.all()]
    names = cleared_by(draft, notes, signatory.trusted)
    own = clearer_name(draft.party, draft.created_by_id)
    return len(names) if signatory.own_counts else len(names - {own})
