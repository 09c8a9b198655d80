# SPDX-License-Identifier: Apache-2.0
"""Moves by which capitals carry the record: hosts, holdings, objections seen in time, other headquarters."""

from datetime import timedelta
from hashlib import sha256

from comity.acts.nodes import ChooseHost, EnterSeen, Held, Succeed, Successor
from comity.acts.seen import Seen, format_seen
from comity.acts.signed import format_signed_act, sign_act
from comity.acts.silence import Object
from comity.acts.succession import Succession, format_succession, successor_digest
from comity.tlog.note import sign_note
from tests.cast.forum import ORIGIN
from tests.cast.keys import log_signers, vkey_of
from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.choice import BODIES, WORDS, newest


def choose_host(told: Chronicle) -> Said:
    return Said(ChooseHost, (told.pick(told.members),), {"host": told.pick(("SEC", None, *told.members))})


def hold(told: Chronicle) -> Said:
    """What is named in the name of a body by an instruction that is an attachment."""
    named = sorted(told.state.attachments) or [sha256(told.pick(BODIES).encode()).hexdigest()]
    return Said(Held, (told.pick(("REG", "OBS", *told.members)),), {"sha256": told.pick(named)})


def enter_seen(told: Chronicle) -> Said | None:
    proposal = newest(told, "adopted", "adopted", "held", "objected", "recorded")
    silence = told.state.matters[proposal].silence if proposal else None
    if proposal is None or silence is None:
        return None
    code = told.pick(silence.eligible) or "ARD"
    at = silence.deadline_at.replace(microsecond=0) - timedelta(seconds=told.rng.choice((1, 1, 1, 1, 0)))
    act = Object(
        forum=ORIGIN,
        by=(code,),
        seq=(told.state.parties[code].seq + 1,),
        made_at=at,
        nonce=f"{told.rng.getrandbits(128):032x}",
        proposal=proposal,
        reason=told.pick(WORDS),
        office=told.pick(("", "Minister")),
    )
    signed = sign_act(act, [told.signer(code)])
    text = format_seen(Seen(ORIGIN, signed.id, int(at.timestamp())))
    seers = [witness.code for witness in told.state.witnesses] or ["ARD"]
    seen = tuple(sign_note(text, [told.signer(f"{seer}/node")]).decode() for seer in told.rng.sample(seers, len(seers)))
    by = told.pick(("REG", *told.members))
    return Said(EnterSeen, (by,), {"objection": format_signed_act(signed).decode(), "seen": seen})


def succeed(told: Chronicle) -> Said:
    epoch = told.state.epoch + told.rng.choice((0, 1, 1, 1, 2))
    key = told.key("REG")
    log = tuple(vkey_of(signer) for signer in log_signers(f"{ORIGIN}/{epoch}"))
    successor = Successor(log=log, keys=(key,))
    size = told.state.size - told.rng.choice((0, 0, 0, 1))
    text = format_succession(Succession(ORIGIN, epoch, successor_digest(successor), size, "0" * 64))
    states = [witness.code for witness in told.state.witnesses] or ["ARD"]
    stated = tuple(sign_note(text, [told.signer(state)]).decode() for state in states)
    fields = {"epoch": epoch, "successor": successor, "statements": stated}
    return Said(Succeed, ("REG",), fields, f"#{told.number}")
