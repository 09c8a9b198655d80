# SPDX-License-Identifier: Apache-2.0
"""The content of a draft: an act's own fields as canonical JSON, and the act that comes of it once it has an envelope."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from comity.acts.canonical import encode_act
from comity.acts.catalogue import ACTS
from comity.acts.entry import format_entry, parse_entry
from comity.acts.envelope import Act
from comity.acts.errors import MalformedAct
from comity.rules.envelope import signing_names
from comity.rules.fold import admit
from comity.rules.forum import Forum
from comity.rules.outcome import Outcome
from comity.tlog.note import SignatureLine, format_note
from comity.tlog.vkey import ED25519

SIGNATURE_BYTES = 64
NONCE_BYTES = 16
AN_OFFICE = "office"


class Envelope(Struct, frozen=True):
    """What every act carries that is known only when it is signed."""

    forum: str
    by: tuple[str, ...]
    seq: tuple[int, ...]
    made_at: datetime
    nonce: str
    office: str = ""


def envelope(forum: Forum, party: str, office: str, now: datetime, entropy: Callable[[int], bytes]) -> Envelope:
    """Give the envelope of a party's next act, by the record as it stands."""
    known = forum.parties.get(party)
    number = known.seq + 1 if known else 1
    made_at = now.replace(microsecond=0)
    return Envelope(forum.origin, (party,), (number,), made_at, entropy(NONCE_BYTES).hex(), office)


def rehearsed(forum: Forum, party: str, now: datetime, entropy: Callable[[int], bytes]) -> Envelope:
    """Give an envelope by which to ask what the rules would say before somebody signs.

    A person signs in an office (rule 14.11); in which, only the signatory's own file says.
    """
    return envelope(forum, party, AN_OFFICE, now, entropy)


def content_of(fields: dict[str, Any]) -> str:
    """Write an act's own fields, as they will stand in it."""
    return msgspec.json.encode(fields, order="sorted").decode()


def act_of(kind: str, content: str, around: Envelope) -> Act:
    """Put an act together. What stands in the envelope, the content cannot say otherwise.

    Raises:
        MalformedAct: no act of this type holds that.
    """
    try:
        fields = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        written = msgspec.json.encode({**fields, **msgspec.structs.asdict(around), "type": kind})
        act: Act = msgspec.json.decode(written, type=ACTS[kind])
    except (msgspec.DecodeError, KeyError, ValueError) as error:
        raise MalformedAct(f"{kind}: {error}") from None
    encode_act(act)
    return act


def rehearse(act: Act, forum: Forum, now: datetime) -> Outcome:
    """Tell what the rules would say to an act now if its signatures were there. Raises MalformedAct."""
    text = encode_act(act)
    names = [signing_names(act, code)[0] for code in act.by]
    keys = [forum.keys.get(name) for name in names]
    lines = [
        SignatureLine(name, key.key_id if key else bytes(4), bytes(SIGNATURE_BYTES))
        for name, key in zip(names, keys, strict=True)
    ]
    at = max(now.replace(microsecond=now.microsecond // 1000 * 1000), forum.at)
    entry = parse_entry(format_entry(at, format_note(text, lines)))
    return admit(forum, entry, lambda key, _message, _signature: key.kind == ED25519)
