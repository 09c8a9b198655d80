# SPDX-License-Identifier: Apache-2.0
"""A play: fictional states take a decision through the real doors, and the certificate it leaves is verified.

``silence``: the secretariat circulates a plan, or has done so at the beginning, the Chair places it under silence, nobody
objects, it is adopted.
``objection``: a second text, whose silence a state ends by objecting.
"""

import asyncio
import os
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import Act, Blob, Text
from comity.acts.outcomes import AnnounceDecision
from comity.acts.proposals import Propose
from comity.acts.signed import format_signed_act, sign_act
from comity.acts.silence import Object, PlaceUnderSilence
from comity.bug import Bug
from comity.cli.exchanging import exchange
from comity.cli.headquarters import Headquarters
from comity.cli.speech import Speech
from comity.conferences.conference import PlayText
from comity.node.remote import Remote
from comity.record.certificate import Verified, verify_certificate
from comity.rules.forum import Forum
from comity.rules.matter import Matter
from comity.rules.proposals import text_hash
from comity.rules.silence import silence_terms
from comity.rules.standing import chair_of
from comity.rules.symbol import local_year
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint

PLAYS = {"silence": "adopted", "objection": "objection"}
"""Name of a play → how its text ends."""
A_MOMENT = 0.25


class Broken(Exception):
    """A step of the play did not hold."""


class Play:
    """One play on one running conference; what it leaves goes to ``folder``."""

    def __init__(self, headquarters: Headquarters, remote: Remote, folder: Path, anchor: bytes, speech: Speech) -> None:
        self._headquarters = headquarters
        self._remote = remote
        self._folder = folder
        self._anchor = anchor
        self._speech = speech

    @property
    def _forum(self) -> Forum:
        return self._headquarters.registry.forum

    async def perform(self, name: str) -> Verified:
        """Play to the end and verify; raises Broken, RemoteError or RecordError where a step does not hold."""
        text = self._text(name)
        proposal = await self._propose(text)
        await self._place(proposal, text)
        if text.objector:
            await self._object(proposal, text)
        await self._await_outcome(proposal)
        await self._await_confirmation(self._matter(proposal).outcome_index)
        verified = await self._certify(name, proposal)
        if not text.objector:
            await self._announce(proposal)
        return verified

    def _matter(self, proposal: str) -> Matter:
        return self._forum.matters[proposal]

    async def _lodge(self, kind: type[Act], /, *by: str, **fields: Any) -> str:  # noqa: ANN401
        """Write, sign and lodge an act through the registry's door; give its id."""
        act = kind(
            forum=self._forum.origin,
            by=by,
            seq=tuple(self._forum.parties[code].seq + 1 for code in by),
            made_at=self._headquarters.clock().replace(microsecond=0),
            nonce=os.urandom(16).hex(),
            **fields,
        )
        signed = sign_act(act, [self._headquarters.signer(code) for code in by])
        await asyncio.to_thread(self._remote.lodge, format_signed_act(signed))
        return signed.id

    async def open(self) -> None:
        """Let states exchange what they begin with, and the secretariat circulate the text that is to be adopted; see it secured.

        Whoever comes in at a desk has something to read and a text to begin with; a play that is asked for takes the same one up.
        """
        if not self._forum.documents:
            await exchange(self._lodge, self._headquarters.clock)
            symbol = await self._circulated(self._text("silence"))
            await self._await_confirmation(self._forum.documents[symbol].index)

    def _text(self, name: str) -> PlayText:
        return next(text for text in self._headquarters.conference.play if text.ends == PLAYS[name])

    async def _propose(self, text: PlayText) -> str:
        symbol = await self._circulated(text)
        title = Text(en=text.title.en, ru=text.title.ru)
        return await self._lodge(
            Propose, self._chair(text), body=text.deciding_body, symbols=(symbol,), title=title,
            recommended_by=text.proposing_body,
        )  # fmt: skip

    async def _circulated(self, text: PlayText) -> str:
        """Give the symbol under which a text was circulated and not proposed yet; circulate it where there is none."""
        if waiting := self._waiting(text):
            return waiting
        versions = [await self._version(content, language) for language, content in (("en", text.en), ("ru", text.ru))]
        year = local_year(self._forum, self._headquarters.clock())
        series = f"{self._forum.edition.symbol_prefix}/{text.deciding_body}/{year}/L"
        symbol = f"{series}.{self._forum.series.get(series, 0) + 1}"
        title = Text(en=text.title.en, ru=text.title.ru)
        secretariat = self._headquarters.conference.secretariat
        await self._lodge(CirculateDocument, secretariat, symbol=symbol, title=title, versions=tuple(versions))
        self._speech.say("play_circulated", symbol=symbol, title=self._speech.text(text.title))
        return symbol

    def _waiting(self, text: PlayText) -> str:
        digest = sha256(text.en.encode()).hexdigest()
        proposed = {symbol for matter in self._forum.matters.values() for symbol in matter.symbols}
        for symbol, document in self._forum.documents.items():
            if symbol not in proposed and any(digest == version[-1] for version in document.versions):
                return symbol
        return ""

    async def _version(self, content: str, language: str) -> Version:
        data = content.encode()
        digest = await asyncio.to_thread(self._remote.store, data)
        blob = Blob(sha256=digest, size=len(data), media_type="text/plain; charset=utf-8")
        return Version(language=language, blob=blob, status="official" if language == "en" else "working")

    def _chair(self, text: PlayText) -> str:
        return chair_of(self._forum.bodies[text.deciding_body], self._headquarters.clock())

    async def _place(self, proposal: str, text: PlayText) -> None:
        terms = silence_terms(self._forum, text.deciding_body)
        period = timedelta(seconds=getattr(terms, "min_period_s", 0) + 1)
        deadline = (self._headquarters.clock() + period + timedelta(seconds=1)).replace(microsecond=0)
        chair = self._chair(text)
        await self._lodge(
            PlaceUnderSilence, chair, proposal=proposal, deadline_at=deadline, notified=self._forum.eligible,
            text_sha256=text_hash(self._forum, self._matter(proposal)),
        )  # fmt: skip
        name = self._speech.text(self._forum.parties[chair].name)
        self._speech.say("play_placed", chair=name, deadline=f"{deadline:%H:%M:%S}", members=len(self._forum.eligible))

    async def _object(self, proposal: str, text: PlayText) -> None:
        reason = text.reason.en if text.reason else ""
        await self._lodge(Object, text.objector, proposal=proposal, reason=reason)
        name = self._speech.text(self._forum.parties[text.objector].name)
        self._speech.say("play_objected", state=name, reason=self._speech.text(text.reason) if text.reason else "")

    async def _await_outcome(self, proposal: str) -> None:
        matter = self._matter(proposal)
        if matter.silence is None:
            raise Bug("a play waits for a silence it did not place")
        began, deadline = self._headquarters.clock(), matter.silence.deadline_at
        patience = deadline + timedelta(seconds=60)
        while not self._matter(proposal).outcome_index:
            now = self._headquarters.clock()
            if now > patience:
                raise Broken("no outcome within a minute after the deadline")
            self._show_time(began, deadline, now)
            await asyncio.sleep(A_MOMENT)
        matter = self._matter(proposal)
        self._speech.say(
            "play_objected_outcome" if matter.result == "objected" else "play_adopted_by_silence",
            at=f"{matter.effective_at:%H:%M:%S}" if matter.effective_at else "",
        )

    def _show_time(self, began: datetime, deadline: datetime, now: datetime) -> None:
        total = int((deadline - began).total_seconds())
        self._speech.progress("play_waiting", min(total, int((now - began).total_seconds())), total)

    async def _await_confirmation(self, index: int) -> None:
        patience = self._headquarters.clock() + timedelta(seconds=60)
        while parse_checkpoint(parse_note(self._headquarters.registry.confirmed).text).size <= index:
            if self._headquarters.clock() > patience:
                raise Broken(f"entry {index} is not confirmed within a minute")
            await asyncio.sleep(A_MOMENT)

    async def _certify(self, name: str, proposal: str) -> Verified:
        certificate = await asyncio.to_thread(self._remote.certificate, self._matter(proposal).outcome_index)
        verified = verify_certificate(certificate, self._anchor)
        if not verified.anchored:
            raise Broken("the certificate is not of this record")
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{name}.tlog-proof"
        path.write_bytes(certificate)
        self._speech.say(
            "play_certified", path=str(path), names=len(verified.confirmations), witnesses=verified.witnesses
        )
        return verified

    async def _announce(self, proposal: str) -> None:
        matter = self._matter(proposal)
        year = local_year(self._forum, self._headquarters.clock())
        series = f"{self._forum.edition.symbol_prefix}/{matter.body}/{year}/DEC"
        number = f"{series}.{self._forum.series.get(series, 0) + 1}"
        chair = chair_of(self._forum.bodies[matter.body], self._headquarters.clock())
        await self._lodge(AnnounceDecision, chair, proposal=proposal, symbol=number)
        self._speech.say("play_announced", number=number)
