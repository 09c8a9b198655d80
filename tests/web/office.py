# SPDX-License-Identifier: Apache-2.0
"""An office: one party's desk over a real node of the exercise conference, and the people who work at it, each in a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.acts.documents import CirculateDocument, Version
from comity.acts.entry import parse_entry
from comity.acts.envelope import Blob, Text
from comity.acts.proposals import Propose
from comity.acts.silence import PlaceUnderSilence
from comity.cli.theatre.stage import Stage, set_stage
from comity.node.directory import Directory
from comity.node.node import Answer
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Admitted
from comity.rules.proposals import text_hash
from comity.rules.symbol import local_year
from comity.tlog.signer import format_skey
from comity.tlog.vkey import format_vkey, verify
from comity.web import desk as desks
from comity.web.desk import Desk, open_desk
from tests.web.settled import started

if TYPE_CHECKING:
    from django.test import Client

    from comity.web.drafts.models import Draft
    from comity.web.people.models import Person

BEGUN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRETARIAT = "SECRETARIAT"
WORK = 4
"""log2 of the work of sealing in tests: nobody guesses."""
TEXT = b"Exercise: a plan for the year.\n"


@dataclass
class Office:
    """One party's desk on a stage. ``sent`` keeps every act that left it."""

    root: Path
    stage: Stage
    party: str = "ARD"
    sent: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.party not in self.stage.nodes:
            keys: Any = tuple(key for name, key in self.stage.keys.items() if name.partition("/")[0] == self.party)
            self.stage.man(self.party, keys)
            self.stage.beat()
        self.node = self.stage.nodes[self.party]
        self.directory = Directory()
        self._observed: Forum | None = None
        self.desk = Desk(
            self.node, self.directory, self.stage.conference, self.root / self.party, self._lodge, lambda: self.stage.at,
            store=self.stage.registry.store,
        )  # fmt: skip
        self.follow()

    def _lodge(self, note: bytes) -> Answer:
        self.sent.append(note)
        answer = self.node.lodge(note)
        self.follow()
        return answer

    def follow(self) -> None:
        """Let the node and its directory take up what stands on the record."""
        self.stage.beat()
        for place in range(len(self.directory), self.node.witness.copy.size):
            entry = parse_entry(self.node.store.entry(place))
            self._observed, outcome = apply(self._observed, entry, verify)
            self.directory.observe(place, entry, outcome)

    @property
    def forum(self) -> Forum:
        assert self.desk.lodged is not None
        return self.desk.lodged

    # People.

    def person(self, name: str, *roles: str, party: str = "") -> Person:
        """Let somebody in with these roles."""
        from comity.web.people.invitations import Newcomer, invite
        from comity.web.people.models import Person
        from comity.web.people.roles import Role

        newcomer = Newcomer(
            name, party or self.party, tuple(Role(role) for role in roles), name.title(), f"Office of {name}"
        )
        invite(newcomer, self.stage.at, os.urandom)
        return Person.objects.get(username=name)

    def browser(self, person: Person) -> Client:
        """Give a browser in which a person is signed in."""
        from django.test import Client

        browser = Client(headers={"accept-language": "en"})
        browser.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        return browser

    def signatory(self, person: Person, secret: str, **fields: Any) -> None:
        """Give a person the sealed file of a signatory; no clearance is asked for where nothing is said."""
        from comity.web.people.keys import Signatory, seal_signatory

        key = format_skey(self.stage.keys[person.party])  # type: ignore[arg-type]
        known = Signatory(key=key, **{"office": "Ambassador", "clearances": 0, **fields})
        seal_signatory(self.desk.keys, person.pk, known, secret, WORK)

    def clearer(self, person: Person, secret: str) -> str:
        """Give a person a clearer's key; give its public half."""
        from comity.web.people.keys import draw_clearer

        return format_vkey(draw_clearer(self.desk.keys, person.party, person.pk, secret, os.urandom, WORK))

    def everybody(self, name: str = "arden") -> Client:
        """Give a browser of somebody with every role, whose file opens with the word of the exercise."""
        person = self.person(name, "reader", "drafter", "clearer", "signatory", "administrator")
        self.signatory(person, "exercise")
        self.clearer(person, "exercise")
        return self.browser(person)

    # The record.

    def lodge(self, act: Any, /, *by: str, **fields: Any) -> str:
        """Lodge an act of other parties that must be admitted; give its id."""
        said = self.stage.lodge(act, *by, **fields)
        assert isinstance(said.outcome, Admitted), (act.__name__, said)
        self.follow()
        return said.act_id

    def proposal(self, title: str = "Yearly plan", by: str = "BOR", distribution: str = "limited") -> str:
        """Let a text be circulated and proposed; give the proposal."""
        forum = self.stage.forum
        series = f"EXERCISE/SOC/{local_year(forum, self.stage.at)}/L"
        symbol = f"{series}.{forum.series.get(series, 0) + 1}"
        blob = Blob(sha256=self.stage.registry.store(TEXT), size=len(TEXT), media_type="text/plain; charset=utf-8")
        versions = (Version(language="en", blob=blob, status="official"), Version(language="ru", blob=blob))
        said = {"symbol": symbol, "title": Text(en=title), "versions": versions, "distribution": distribution}
        self.lodge(CirculateDocument, SECRETARIAT, **said)
        return self.lodge(Propose, by, body="SOC", symbols=(symbol,), title=Text(en=title), recommended_by="SWG")

    def silence(
        self, title: str = "Yearly plan", period: timedelta = timedelta(minutes=10), distribution: str = "limited"
    ) -> str:
        """Let a text be placed under silence by the Chair; give the proposal."""
        proposal = self.proposal(title, distribution=distribution)
        forum = self.stage.forum
        self.lodge(
            PlaceUnderSilence, "BOR", proposal=proposal, deadline_at=(self.stage.at + period).replace(microsecond=0),
            text_sha256=text_hash(forum, forum.matters[proposal]), notified=forum.eligible,
        )  # fmt: skip
        return proposal

    # What people do.

    def written(self, browser: Client, kind: str, about: str = "", data: dict[str, Any] | None = None) -> Draft:
        """Write a draft in the form of a kind; give it."""
        from comity.web.drafts.models import Draft

        before = set(Draft.objects.values_list("pk", flat=True))
        answer = browser.post(f"/en/write/{kind}/?about={about}", data or {})
        made = Draft.objects.exclude(pk__in=before)
        assert (answer.status_code, made.count()) == (302, 1), errors(answer)
        return made.get()

    def sign(self, browser: Client, draft: Draft, secret: str = "exercise", seen: str = "") -> Any:
        """Take both steps of signing; give the last answer."""
        assert browser.get(f"/en/drafts/{draft.pk}/sign/").status_code == 200
        draft.refresh_from_db()
        return browser.post(
            f"/en/drafts/{draft.pk}/sign/secret/", {"seen": seen or draft.fingerprint, "secret": secret}
        )

    def clear(self, browser: Client, draft: Draft, secret: str) -> Any:
        """Clear a draft as it stands."""
        draft.refresh_from_db()
        return browser.post(f"/en/drafts/{draft.pk}/clear/", {"seen": draft.fingerprint, "secret": secret})


def errors(answer: Any) -> str:
    """Give what a page says is wrong."""
    return str(
        re.findall(r'class="errorlist"[^>]*>(.*?)</ul>|role="alert">(.*?)</div>', answer.content.decode(), re.DOTALL)
    ) or str(answer.content[:2000])


def initial(browser: Any, address: str) -> dict[str, Any]:
    """Give what the form of a page is filled with, as a browser would send it."""
    form = browser.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {
        name: form.fields[name].prepare_value(value) if value is not None else None for name, value in values.items()
    }
    first = {
        name: field.choices[0][0] for name, field in form.fields.items() if field.widget.__class__.__name__ == "Select"
    }
    return first | {name: _sent(value) for name, value in shown.items() if value not in (None, "", False)}


def _sent(value: Any) -> Any:
    return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value


@cache
def _instrumented() -> None:
    """Let answers tell the context of their pages."""
    started()
    from django.test.utils import setup_test_environment

    setup_test_environment()


@contextmanager
def office(root: Path, party: str = "ARD", at: datetime = BEGUN) -> Iterator[Office]:
    """Open an office; the desk that was open before is open again afterwards."""
    _instrumented()
    before = list(desks._opened)
    with set_stage(at) as stage:
        opened = Office(root, stage, party)
        open_desk(opened.desk)
        try:
            yield opened
        finally:
            _forget()
            desks._opened[:] = before


def _forget() -> None:
    from comity.web.drafts.models import Address, Draft, Notice
    from comity.web.people.models import Person

    for model in (Draft, Address, Notice, Person):
        model.objects.all().delete()
