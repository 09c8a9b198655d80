# SPDX-License-Identifier: Apache-2.0
"""Signing: a draft that was shown, and cleared as the signatory asks, becomes an act by the secret of the signatory alone.

Nothing in the database is believed: the key, the party, the office, whose clearances count and how many are needed come out of
the file that the secret opens; a clearance is verified by those keys; a file goes along only if it has the digest that was shown.
"""

import os
from hashlib import sha256

from django.db import IntegrityError, transaction

from comity.acts.blobs import carried_by
from comity.acts.envelope import Act
from comity.acts.signed import SignedAct, format_signed_act, sign_act
from comity.node.node import Answer, Malformed
from comity.record.receipt import Receipt, format_receipt
from comity.rules.outcome import Refused
from comity.web.desk import Desk
from comity.web.drafts.clearing import counted
from comity.web.drafts.content import act_of, envelope
from comity.web.drafts.errors import Changed, Ended, FileMissing, NotOurs, Uncleared
from comity.web.drafts.models import Draft, Signed
from comity.web.people.keys import open_signatory
from comity.web.people.models import Person


def sign(draft: Draft, person: Person, secret: str, seen: str, desk: Desk) -> SignedAct:
    """Sign a draft. ``seen`` is the fingerprint of what the signatory was shown.

    Raises:
        Locked: the secret does not open the signatory's file.
        Unsigned: why the draft is not signed.
        MalformedAct: it holds what no act can.
    """
    if draft.is_withdrawn or draft.is_signed:
        raise Ended
    if draft.fingerprint != seen:
        raise Changed
    signatory = open_signatory(desk.keys, person.pk, secret)
    if signatory.party != draft.party:
        raise NotOurs
    if (found := counted(draft, signatory)) < signatory.clearances:
        raise Uncleared(found, signatory.clearances)
    forum = desk.lodged
    if forum is None:
        raise FileMissing("there is no record yet")
    act = act_of(draft.kind, draft.content, envelope(forum, draft.party, signatory.office, desk.clock(), os.urandom))
    return sign_act(act, [signatory.hand])


def files_of(draft: Draft, act: Act, desk: Desk) -> list[bytes]:
    """Give the texts an act names that are not held yet, each with its digest; raises FileMissing, for attachments too."""
    enclosed = {each.digest: bytes(each.content) for each in draft.enclosures.all()}
    found = []
    for blob in carried_by(act):
        if desk.attachments is not None and desk.attachments.holds(blob.sha256, blob.size):
            continue
        content = enclosed.get(blob.sha256)
        if content is None and desk.node.store.holds(blob.sha256):
            continue
        if content is None or len(content) != blob.size or sha256(content).hexdigest() != blob.sha256:
            raise FileMissing(blob.sha256)
        found.append(content)
    return found


def sign_and_lodge(draft: Draft, person: Person, secret: str, seen: str, desk: Desk) -> Answer:
    """Sign a draft, bring its files to the headquarters, and lodge it. What was refused is kept nowhere.

    Raises: as `sign`, and RemoteError where a file cannot be brought to the headquarters now: nothing was sent.
    """
    signed = sign(draft, person, secret, seen, desk)
    for content in files_of(draft, signed.act, desk):
        desk.store(content)
    for blob in carried_by(signed.act):
        if desk.attachments is not None and desk.attachments.holds(blob.sha256, blob.size):
            desk.send(blob.sha256)
    note = format_signed_act(signed)
    kept = _keep(draft, person, signed, note.decode(), desk)
    answer = desk.lodge(note)
    if isinstance(answer, Refused | Malformed):
        kept.delete()
    elif isinstance(answer, Receipt):
        kept.receipt = format_receipt(answer).decode()
        kept.save(update_fields=["receipt"])
    return answer


def _keep(draft: Draft, person: Person, signed: SignedAct, note: str, desk: Desk) -> Signed:
    """Keep the act before it leaves; a second signature of one draft at the same time is turned away here."""
    try:
        with transaction.atomic():
            return Signed.objects.create(
                draft=draft, act=signed.id, note=note, signed_by=person, signed_at=desk.clock()
            )
    except IntegrityError:
        raise Ended from None
