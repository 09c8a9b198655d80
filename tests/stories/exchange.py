# SPDX-License-Identifier: Apache-2.0
"""An exchange between fictional states on a real stage: a registry, four nodes that fold for themselves, sealed files on disk."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from comity.acts.contacts import AnswerPing, PingContact, StateContact
from comity.acts.envelope import Act, Blob
from comity.acts.measures import AdoptTemplate, Undertake
from comity.acts.requests import AssessReply, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, ConfirmReturn, FileReturn, StateOnReturn
from comity.acts.sealed import ConsentToReseal, EraseContent, Reseal, SealedContent
from comity.acts.template import Template
from comity.cli.theatre.stage import Stage, set_stage
from comity.rules.forum import forum_bytes
from comity.rules.measures.book import Filing
from comity.rules.measures.status import Row, row_of
from comity.rules.outcome import Admitted, Effect
from comity.sealing.hybrid import HybridIdentity
from comity.sealing.sealed_file import seal

PARTIES = ("ARD", "BOR", "COR", "DEL")
START = datetime(2027, 1, 4, 5, tzinfo=UTC)


@dataclass
class Exchange:
    """A stage on which states exchange information, and what the last act brought."""

    stage: Stage
    effects: tuple[Effect, ...] = ()

    def say(self, kind: type[Act], /, *by: str, **fields: Any) -> str:
        """Lodge an act at the registry's door; it must be admitted. Gives its id."""
        said = self.stage.lodge(kind, *by, **fields)
        assert isinstance(said.outcome, Admitted), said
        self.effects = said.outcome.effects
        return said.act_id

    def at(self, text: str) -> datetime:
        """Let time pass until an instant of UTC."""
        self.stage.wait_until(datetime.fromisoformat(text).replace(tzinfo=UTC))
        return self.stage.at

    def adopt(self, template: Template, *parties: str) -> Template:
        """Let its parties adopt a measure."""
        known = replace(template, parties=parties or PARTIES)
        self.say(AdoptTemplate, *known.parties, template=known)
        return known

    def undertake(self, template: Template, *by: str) -> Template:
        """Adopt a measure and let these states undertake it."""
        known = self.adopt(template)
        for code in by:
            self.say(Undertake, code, template=known.code)
        return known

    def file(self, code: str, by: str, **fields: Any) -> str:
        """File a return; gives its id."""
        return self.say(
            FileReturn, by, **{"template": code, "version": 1, "language": "en", "office": "Centre", **fields}
        )

    def amend(self, filed: str, by: str, kind: str, **fields: Any) -> str:
        """Amend a return."""
        return self.say(AmendReturn, by, filed=filed, kind=kind, **fields)

    def state(self, filed: str, by: str, kind: str, text: str) -> str:
        """Say something on a return."""
        return self.say(StateOnReturn, by, filed=filed, kind=kind, text=text, language="en")

    def acknowledge(self, filed: str, by: str) -> str:
        """Acknowledge a return."""
        return self.say(AcknowledgeReturn, by, filed=filed)

    def confirm(self, filed: str, by: str) -> str:
        """Confirm what the secretariat filed."""
        return self.say(ConfirmReturn, by, filed=filed)

    def ask(self, code: str, by: str, party: str, *items: str) -> str:
        """Make a request."""
        return self.say(MakeRequest, by, template=code, version=1, party=party, items=items, language="en")

    def reply(self, request: str, by: str, **fields: Any) -> str:
        """Reply to a request."""
        return self.say(ReplyToRequest, by, **{"request": request, "kind": "answer", "language": "en", **fields})

    def assess(self, request: str, by: str, *, satisfied: bool) -> str:
        """Assess a reply."""
        return self.say(AssessReply, by, request=request, satisfied=satisfied)

    def name_contact(self, code: str, by: str) -> str:
        """Name a contact."""
        return self.say(StateContact, by, template=code, offices=("Centre",))

    def call(self, code: str, by: str, party: str) -> str:
        """Call a contact."""
        return self.say(PingContact, by, template=code, party=party)

    def answer(self, ping: str, by: str, fault: str = "none") -> str:
        """Answer a call."""
        return self.say(AnswerPing, by, ping=ping, fault=fault)

    def sealed(self, content: bytes, codes: Sequence[str], identities: dict[str, HybridIdentity]) -> SealedContent:
        """Seal content to the keys of some states, and hand the file to the registry."""
        salted = os.urandom(32) + content
        sealed = b"".join(seal([salted], [identities[code].recipient for code in codes], os.urandom))
        self.stage.registry.blobs.put(sealed)
        blob = Blob(
            sha256=sha256(sealed).hexdigest(),
            size=len(sealed),
            media_type="application/octet-stream",
            kind="attachment",
        )
        return SealedContent(blob=blob, recipients=tuple(codes))

    def consent(self, filed: str, by: str, digest: str, *codes: str) -> str:
        """Let recipients pass content on."""
        return self.say(ConsentToReseal, by, filed=filed, sha256=digest, recipients=codes)

    def reseal(self, filed: str, by: str, digest: str, sealed: SealedContent) -> str:
        """Pass content on."""
        return self.say(Reseal, by, filed=filed, sha256=digest, sealed=sealed)

    def erase(self, filed: str, by: str, digest: str) -> str:
        """Have content erased."""
        return self.say(EraseContent, by, filed=filed, sha256=digest)

    def filing(self, filed: str) -> Filing:
        """A return as the book has it."""
        return self.stage.forum.measures.filings[filed]

    def row(self, code: str, state: str, day: str) -> Row | None:
        """What became of an undertaking, now."""
        return row_of(self.stage.forum, code, state, date.fromisoformat(day), self.stage.at)


@contextmanager
def exchange(at: datetime = START) -> Iterator[Exchange]:
    """Open a stage; at its end every node holds the same forum, byte for byte."""
    with set_stage(at) as stage:
        yield Exchange(stage)
        assert len({forum_bytes(forum) for forum in stage.views.values()}) == 1
        assert len(stage.views) == 1 + len(stage.nodes)
