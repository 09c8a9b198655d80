# SPDX-License-Identifier: Apache-2.0
"""The sentences by which somebody acts, each with the act it becomes."""

import re
from hashlib import sha256

from comity.acts.bodies import CloseMeeting, ConveneMeeting, OpenMeeting
from comity.acts.consensus import DecideByConsensus, PutQuestion
from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import Blob, Text
from comity.acts.keys import ContestEnrolment, EnrolParty, RecoverKeys, RevokeKey
from comity.acts.parties import AdmitParty, PartyRow
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.silence import ExtendSilence, Object, PlaceUnderSilence, WithdrawFromSilence
from comity.cli.theatre.errors import Unreadable
from comity.cli.theatre.scene import Doing, Scene, entered_in
from comity.cli.theatre.stage import Said
from comity.rules.proposals import text_hash
from comity.rules.symbol import local_year
from comity.tlog.vkey import format_vkey

DOINGS: list[tuple[re.Pattern[str], Doing]] = []
"""Sentence → what is done. The page of the reference is drawn from the sentences."""
SENTENCES: list[str] = []
Words = dict[str, str]


says = entered_in(DOINGS, SENTENCES)


@says("{who} circulates {thing} for {body}")
def circulate(scene: Scene, words: Words) -> Said:
    """Circulate a text in both languages under the next symbol."""
    forum, body, thing = scene.stage.forum, scene.body(words["body"]), words["thing"]
    series = f"{forum.edition.symbol_prefix}/{body}/{local_year(forum, scene.stage.at)}/L"
    scene.symbols[thing] = f"{series}.{forum.series.get(series, 0) + 1}"
    return scene.stage.lodge(
        CirculateDocument,
        scene.code(words["who"]),
        symbol=scene.symbols[thing],
        title=Text(en=thing.removeprefix("the ").capitalize()),
        versions=tuple(_version(scene, thing, language) for language in forum.edition.working_languages),
    )


def _version(scene: Scene, thing: str, language: str) -> Version:
    content = f"Exercise: {thing} ({language})\n".encode()
    scene.stage.registry.blobs.put(content)
    blob = Blob(sha256=sha256(content).hexdigest(), size=len(content), media_type="text/plain; charset=utf-8")
    official = language == scene.stage.forum.edition.official_language
    return Version(language=language, blob=blob, status="official" if official else "working")


@says("{who} proposes {thing}[ with {thing:other}] to {body}[ as {thing:package}][, recommended by {body:recommended}]")
def propose(scene: Scene, words: Words) -> Said:
    """Propose one document, or two as one package."""
    things = [words["thing"], *([words["other"]] if words.get("other") else [])]
    if missing := [thing for thing in things if thing not in scene.symbols]:
        raise Unreadable(f"{missing[0]} was not circulated")
    name = words.get("package") or words["thing"]
    recommended = scene.body(words["recommended"]) if words.get("recommended") else None
    said = scene.stage.lodge(
        Propose,
        scene.code(words["who"]),
        body=scene.body(words["body"]),
        symbols=tuple(scene.symbols[thing] for thing in things),
        title=Text(en=name.removeprefix("the ").capitalize()),
        recommended_by=recommended,
    )
    scene.proposals[name] = said.act_id
    return said


@says("{who} places {thing} under silence until {time}")
def place(scene: Scene, words: Words) -> Said:
    """Place a proposal under silence; all members are notified."""
    return scene.stage.lodge(
        PlaceUnderSilence,
        scene.code(words["who"]),
        proposal=scene.proposal(words["thing"]),
        deadline_at=scene.time(words["time"]),
        text_sha256=text_hash(scene.stage.forum, scene.matter(words["thing"])),
        notified=scene.stage.forum.eligible,
    )


@says("{who} extends the silence on {thing} until {time}")
def extend(scene: Scene, words: Words) -> Said:
    """Move the deadline later."""
    deadline = scene.time(words["time"])
    return scene.stage.lodge(
        ExtendSilence, scene.code(words["who"]), proposal=scene.proposal(words["thing"]), deadline_at=deadline
    )


@says("{who} withdraws {thing} from the silence")
def withdraw(scene: Scene, words: Words) -> Said:
    """End a silence without a result."""
    return scene.stage.lodge(WithdrawFromSilence, scene.code(words["who"]), proposal=scene.proposal(words["thing"]))


@says('{who} objects to {thing}[, saying "{words}"]')
def object_to(scene: Scene, words: Words) -> Said:
    """Object, with the key in one's hand."""
    proposal, reason = scene.proposal(words["thing"]), words.get("words") or ""
    return scene.stage.lodge(Object, scene.code(words["who"]), proposal=proposal, reason=reason)


@says("somebody who found the old key of {who} objects to {thing} in its name")
def object_with_old_key(scene: Scene, words: Words) -> Said:
    """Object with a key that its party has given up."""
    code = scene.code(words["who"])
    if code not in scene.old_keys:
        raise Unreadable(f"{words['who']} has given up no key")
    proposal = scene.proposal(words["thing"])
    return scene.stage.lodge(Object, code, signers=(scene.old_keys[code],), proposal=proposal)


@says('{who} enters a reservation on {thing}, saying "{words}"')
def reserve(scene: Scene, words: Words) -> Said:
    """Put a reservation on the record."""
    proposal = scene.proposal(words["thing"])
    return scene.stage.lodge(
        MakeStatement, scene.code(words["who"]), proposal=proposal, kind="reservation", text=words["words"]
    )


@says("{who} convenes meeting {label} of {body} for {time}")
def convene(scene: Scene, words: Words) -> Said:
    """Call a meeting."""
    return scene.stage.lodge(
        ConveneMeeting,
        scene.code(words["who"]),
        body=scene.body(words["body"]),
        label=words["label"],
        opens_at=scene.time(words["time"]),
        venue=Text(en="At the seat"),
        subject=Text(en="Ordinary meeting"),
    )


@says("{who} opens meeting {label} of {body} with {number} members present")
def open_meeting(scene: Scene, words: Words) -> Said:
    """Open a meeting; those present are the first in the conference's list."""
    present = scene.stage.forum.eligible[: int(words["number"])]
    return scene.stage.lodge(
        OpenMeeting, scene.code(words["who"]), body=scene.body(words["body"]), label=words["label"], present=present
    )


@says("{who} puts {thing} to meeting {label}")
def put(scene: Scene, words: Words) -> Said:
    """Put a proposal to the open meeting."""
    return scene.stage.lodge(
        PutQuestion,
        scene.code(words["who"]),
        proposal=scene.proposal(words["thing"]),
        label=words["label"],
        text_sha256=text_hash(scene.stage.forum, scene.matter(words["thing"])),
    )


@says("{who} lets the gavel fall on {thing}")
def decide(scene: Scene, words: Words) -> Said:
    """Say that it is so decided."""
    matter = scene.matter(words["thing"])
    return scene.stage.lodge(
        DecideByConsensus,
        scene.code(words["who"]),
        proposal=scene.proposal(words["thing"]),
        text_sha256=matter.text_sha256 or text_hash(scene.stage.forum, matter),
    )


@says("{who} closes meeting {label} of {body}")
def close_meeting(scene: Scene, words: Words) -> Said:
    """Close a meeting."""
    return scene.stage.lodge(
        CloseMeeting, scene.code(words["who"]), body=scene.body(words["body"]), label=words["label"]
    )


@says("{who} admits {who:party} ({code}) as a member, as {thing} decides")
def admit(scene: Scene, words: Words) -> Said:
    """Enter a new member with fresh keys, at the end of the list."""
    forum, code = scene.stage.forum, words["code"]
    keys = tuple(format_vkey(key.vkey) for key in scene.stage.draw(code))
    order = max(party.order for party in forum.parties.values() if party.kind == "member") + 1
    scene.names[words["party"]] = code
    row = PartyRow(code=code, kind="member", order=order, name=Text(en=words["party"]), keys=keys)
    return scene.stage.lodge(AdmitParty, scene.code(words["who"]), party=row, decision=scene.proposal(words["thing"]))


@says("{who} revokes its key")
def revoke(scene: Scene, words: Words) -> Said:
    """Take one's act key out of use, with the recovery key."""
    code = scene.code(words["who"])
    scene.old_keys[code] = scene.stage.keys[code]
    return scene.stage.lodge(RevokeKey, code, signers=(scene.stage.keys[f"{code}/recovery"],))


@says("{who} recovers with a new key")
def recover(scene: Scene, words: Words) -> Said:
    """Enrol a new act key, with the recovery key; from here on the new one is in its hand."""
    code = scene.code(words["who"])
    recovery = scene.stage.keys[f"{code}/recovery"]
    new = scene.stage.draw(code)[0]
    scene.stage.keys[f"{code}/recovery"] = recovery
    return scene.stage.lodge(RecoverKeys, code, signers=(recovery,), keys=(format_vkey(new.vkey),))


@says("{who} enrols new keys for {who:party}, countersigned by {list}")
def enrol(scene: Scene, words: Words) -> Said:
    """Enrol keys on a note verbale; the party keeps what it has in its hand, and takes the new ones for what it lost."""
    code, kept = scene.code(words["party"]), dict(scene.stage.keys)
    keys = tuple(format_vkey(key.vkey) for key in scene.stage.draw(code))
    scene.stage.keys |= {name: key for name, key in kept.items() if name not in scene.lost}
    members = re.split(", | and ", words["list"])
    signatories = [scene.code(who) for who in (words["who"], *members)]
    note_verbale = sha256(b"the note verbale").hexdigest()
    return scene.stage.lodge(EnrolParty, *signatories, party=code, keys=keys, note_verbale=note_verbale)


@says("the key of {who} and its recovery key are lost")
def lose_keys(scene: Scene, words: Words) -> None:
    """Let nobody hold the two any more; neither can be replaced by the other."""
    code = scene.code(words["who"])
    for name in (code, f"{code}/recovery"):
        scene.lost.add(name)
        del scene.stage.keys[name]


@says("{who} contests the enrolment of its keys")
def contest(scene: Scene, words: Words) -> Said:
    """Stop a waiting enrolment of one's own keys."""
    code = scene.code(words["who"])
    waiting = [key for key, enrolment in scene.stage.forum.enrolments.items() if enrolment.party == code]
    if not waiting:
        raise Unreadable(f"no enrolment of {words['who']} waits")
    return scene.stage.lodge(ContestEnrolment, code, enrolment=waiting[0])


@says("the record stands still until {time}")
def stand_still(scene: Scene, words: Words) -> None:
    """Let the registry sleep; the witnesses have nothing to cosign."""
    scene.stage.wait_until(scene.time(words["time"]), still=True)
    scene.stage.beat()


@says("the node of {who} is away")
def leave(scene: Scene, words: Words) -> None:
    """Switch a witness off."""
    scene.stage.away.add(scene.code(words["who"]))


@says("the node of {who} is back")
def come_back(scene: Scene, words: Words) -> None:
    """Switch a witness on again."""
    scene.stage.away.discard(scene.code(words["who"]))
    scene.stage.beat()
