# SPDX-License-Identifier: Apache-2.0
"""A house: the exercise conference with a record worth reading, a node that follows it, and its pages behind a real server."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import uvicorn

from comity.acts.bodies import ConveneMeeting
from comity.acts.documents import CirculateDocument, Version, VoidSymbol
from comity.acts.entry import parse_entry
from comity.acts.envelope import Blob, Text
from comity.acts.outcomes import AnnounceDecision
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.silence import Object, PlaceUnderSilence
from comity.cli.theatre.stage import Stage, set_stage
from comity.node.connection import RemoteError
from comity.node.directory import Directory
from comity.record.receipt import Receipt
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Outcome
from comity.rules.proposals import text_hash
from comity.tlog.vkey import verify
from comity.web.desk import Desk, open_desk
from tests.web.exchanged import Exchanged, exchange
from tests.web.settled import started

BEGUN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = "a secret for tests alone, fifty letters long, and then some"
CONTACT = "Protocol section, ext. 14"
HOSTILE = '<script>run(1)</script><svg onload="run(2)"> "quoted" & more'
REORDERED = f"{HOSTILE} \u202egnihton\u202c"
"""An act may carry no such characters; a text beside the record may."""


class House:
    """Stage, node and desk. ``proposals`` and ``symbols`` are known by short names."""

    def __init__(self, root: Path, stage: Stage, party: str = "ARD") -> None:
        self.stage = stage
        self.node = stage.nodes[party]
        self.symbols: dict[str, str] = {}
        self.proposals: dict[str, str] = {}
        self.directory = Directory()
        self.silent_since: datetime | None = None
        self.exchanged: Exchanged[House] | None = None
        self._observed: Forum | None = None
        self.desk = Desk(
            self.node, self.directory, stage.conference, root / "keys", self._lodge, lambda: stage.at,
            lambda: self.silent_since,
        )  # fmt: skip

    def _lodge(self, note: bytes) -> Receipt:
        raise RemoteError(f"nobody takes {len(note)} bytes")

    def follow(self) -> None:
        """Let the directory take up what the node holds."""
        for place in range(len(self.directory), self.node.witness.copy.size):
            entry = parse_entry(self.node.store.entry(place))
            self._observed, outcome = apply(self._observed, entry, verify)
            self.directory.observe(place, entry, outcome)

    def settle(self) -> None:
        """Let every node be there and everything be secured."""
        self.stage.away.clear()
        self.stage.beat()
        self.follow()

    def circulate(
        self, name: str, title: Text, texts: dict[str, str], kind: str = "text/plain; charset=utf-8", **more: Any
    ) -> str:
        """Circulate a document under the next symbol."""
        series = f"EXERCISE/SOC/{self.stage.at.year}/L"
        symbol = f"{series}.{self.stage.forum.series.get(series, 0) + 1}"
        versions = []
        for language, text in texts.items():
            self.stage.registry.blobs.put(text.encode())
            blob = Blob(sha256=sha256(text.encode()).hexdigest(), size=len(text.encode()), media_type=kind)
            versions.append(Version(language=language, blob=blob, status="official" if language == "en" else "working"))
        self.lodge(CirculateDocument, "SECRETARIAT", symbol=symbol, title=title, versions=tuple(versions), **more)
        self.symbols[name] = symbol
        return symbol

    def propose(self, name: str, title: Text, period: timedelta | None) -> str:
        """Put a circulated text before the committee, and place it under silence for a period."""
        self.proposals[name] = self.lodge(
            Propose, "BOR", body="SOC", symbols=(self.symbols[name],), title=title, recommended_by="SWG"
        )
        if period is not None:
            self.place(name, period)
        return self.proposals[name]

    def place(self, name: str, period: timedelta) -> None:
        """Place a proposal under silence."""
        forum, proposal = self.stage.forum, self.proposals[name]
        self.lodge(
            PlaceUnderSilence, "BOR", proposal=proposal, deadline_at=(self.stage.at + period).replace(microsecond=0),
            text_sha256=text_hash(forum, forum.matters[proposal]), notified=forum.eligible,
        )  # fmt: skip

    @property
    def forum(self) -> Forum:
        """What everybody knows now."""
        return self.stage.forum

    def lodge(self, act: Any, /, *by: str, **fields: Any) -> str:
        """Lodge an act that must be admitted; give its id."""
        said = self.stage.lodge(act, *by, **fields)
        assert isinstance(said.outcome, Outcome), (act.__name__, said)
        return said.act_id


def furnish(house: House) -> None:
    """Let a conference have happened: one text adopted, one ended by an objection, three under silence, a meeting to come."""
    plan, contacts = house.stage.conference.play
    house.circulate(
        "plan", Text(en=plan.title.en, ru=plan.title.ru), {"en": plan.en, "ru": plan.ru}, distribution="general"
    )
    house.propose("plan", Text(en=plan.title.en, ru=plan.title.ru), timedelta(seconds=70))
    house.lodge(MakeStatement, "COR", proposal=house.proposals["plan"], kind="interpretation",
                text="Corvia understands paragraph 2 to concern events to which it is invited.")  # fmt: skip
    house.stage.wait_until(house.stage.at + timedelta(seconds=90))
    house.lodge(AnnounceDecision, "BOR", proposal=house.proposals["plan"], symbol=f"EXERCISE/SOC/{BEGUN.year}/DEC.1")
    house.circulate(
        "contacts", Text(en=contacts.title.en, ru=contacts.title.ru), {"en": contacts.en, "ru": contacts.ru}
    )
    house.propose("contacts", Text(en=contacts.title.en, ru=contacts.title.ru), timedelta(seconds=70))
    assert contacts.reason
    house.lodge(Object, "COR", proposal=house.proposals["contacts"], reason=contacts.reason.en)
    house.stage.wait_until(house.stage.at + timedelta(seconds=90))
    house.lodge(VoidSymbol, "SECRETARIAT", symbol=f"EXERCISE/SOC/{BEGUN.year}/L.3", reason="allocated twice by mistake")
    house.lodge(
        ConveneMeeting, "BOR", body="SOC", label=f"{BEGUN.year}/1", opens_at=datetime(2026, 12, 15, 5, 0, tzinfo=UTC),
        venue=Text(en="Conference hall, Lunara, and by video link", ru="Конференц-зал, Лунара, и по видеосвязи"),
        subject=Text(en="Review of the year and plan for 2027", ru="Итоги года и план на 2027 год"),
        format="hybrid", host=Text(en="Ministry of Foreign Affairs of Borea", ru="Министерство иностранных дел Бореи"),
        participants=Text(en="Member States and observers", ru="Государства-члены и наблюдатели"),
        agenda=Text(en="1. Opening\n2. Review of 2026\n3. Plan for 2027", ru="1. Открытие\n2. Итоги года\n3. План"),
        contact=CONTACT,
    )  # fmt: skip
    review = Text(
        en="Annual exchange of notices of exercises: revised form",
        ru="Ежегодный обмен уведомлениями об учениях: новая форма",
    )
    house.circulate("review", review, {
        "en": "The Senior Officials Committee,\nRecalling the plan for 2027,\n1. Takes up the revised form annexed hereto;\n"
              "2. Asks the Secretariat to keep the forms received and to show them to all Member States.",
        "ru": "Комитет старших должностных лиц,\nссылаясь на план на 2027 год,\n1. принимает прилагаемую новую форму;\n"
              "2. просит Секретариат хранить полученные формы и предоставлять их всем государствам-членам.",
    })  # fmt: skip
    house.propose("review", review, timedelta(days=3, hours=4, minutes=12))
    house.circulate("hostile", Text(en=HOSTILE), {"en": REORDERED, "ru": REORDERED})
    house.propose("hostile", Text(en=HOSTILE), timedelta(days=9))
    house.circulate("draft", Text(en="Working paper on contacts between situation centres", ru="Рабочий документ"),
                    {"en": "%PDF-1.4 not read on pages", "ru": "%PDF-1.4 nor here"}, "application/pdf")  # fmt: skip
    house.propose(
        "draft",
        Text(
            en="Working paper on contacts between situation centres",
            ru="Рабочий документ о контактах между ситуационными центрами",
        ),
        None,
    )
    house.exchanged = exchange(house)
    house.follow()
    house.stage.away |= {"BOR", "COR"}
    house.lodge(
        MakeStatement,
        "DEL",
        proposal=house.proposals["review"],
        kind="support",
        text=f"Delmar supports this. {HOSTILE}",
    )
    house.follow()


@contextmanager
def served(house: House) -> Iterator[str]:
    """Serve the pages of a house; give the address. One process serves one site, so this is done once."""
    started()
    open_desk(house.desk)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from comity.web.shell import Shell

    shell = Shell()
    server = uvicorn.Server(uvicorn.Config(shell, port=0, log_level="warning", lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    listening = server.startup

    told = threading.Event()

    async def startup(sockets: Any = None) -> None:
        await listening(sockets)
        told.set()

    server.startup = startup  # type: ignore[method-assign]
    thread.start()
    assert told.wait(30)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        shell.leave()
        server.should_exit = True
        thread.join(20)
        shell.close()


@contextmanager
def opened(root: Path) -> Iterator[tuple[House, str]]:
    """Give a furnished house and the address of its pages."""
    with set_stage(BEGUN) as stage:
        house = House(root, stage)
        furnish(house)
        with served(house) as url:
            yield house, url
