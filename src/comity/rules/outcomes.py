# SPDX-License-Identifier: Apache-2.0
"""Marks, outcomes and announcements: what the registry states must equal what every node computes (rules 10.1-10.7)."""

from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.outcomes import AnnounceDecision, Mark, Position, RecordOutcome
from comity.rules.documents import check_versions, enter_document, unfreeze, version_hashes
from comity.rules.envelope import Verify
from comity.rules.forum import Document, Forum
from comity.rules.matter import Matter
from comity.rules.meetings import open_meeting_of
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.proposals import matter_at, with_matter
from comity.rules.silence import deadline_of, silence_of
from comity.rules.standing import require_chair, require_kind
from comity.rules.symbol import DECISION_SERIES, Symbol, parse_symbol, require_next
from comity.rules.witnesses import witnesses_hash
from comity.tlog.cosignature import TIMESTAMP_BYTES, cosigned_message
from comity.tlog.errors import Malformed
from comity.tlog.note import Note, parse_note
from comity.tlog.tree_head import parse_checkpoint

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def pass_mark(forum: Forum, lodged: Lodged[Mark]) -> Change | Refused:
    """Let time pass (rule 10.1)."""
    return require_kind(forum, lodged.act, "registry") or _check_journal(forum, lodged.act.journal) or Change(forum)


def _check_journal(forum: Forum, journal: str) -> Refused | None:
    """Refuse, by rule 10.2, a digest that is not that of the entry before: two nodes would have folded differently."""
    return None if journal == forum.journal.hex() else Refused("10.2", found=journal, expected=forum.journal.hex())


def milliseconds(at: datetime) -> int:
    """Give an instant in milliseconds of Unix time."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def positions_of(forum: Forum, matter: Matter) -> tuple[Position, ...]:
    """Give the positions an outcome states: in the conference's order, objections as far as the terms disclose them."""
    disclosed = matter.silence is None or matter.silence.terms.disclose != "chair"
    stands = [each for each in matter.objections if each.state == "stands"] if disclosed else []
    positions = [Position(party=each.party, kind="objection", act=each.act) for each in stands]
    positions += [Position(party=party, kind=kind, act=act) for party, kind, act in matter.statements]  # type: ignore[arg-type]  # kinds come from MakeStatement
    return tuple(sorted(positions, key=lambda each: (forum.parties[each.party].order, each.party, each.kind, each.act)))


def outcome_of(forum: Forum, matter: Matter) -> dict[str, object]:
    """Give the fields of the `RecordOutcome` that the rules compute for an ended matter (rule 10.3)."""
    return {
        "result": matter.result,
        "text_sha256": matter.text_sha256,
        "effective_at": milliseconds(matter.effective_at or forum.at),
        "eligible": matter.eligible,
        "positions": positions_of(forum, matter),
        "witnesses": witnesses_hash(forum.witnesses),
    }


def record_outcome(forum: Forum, lodged: Lodged[RecordOutcome], verify: Verify) -> Change | Refused:
    """Enter what came out (rules 10.2-10.5); anything but the computed outcome is refused."""
    act = lodged.act
    if refused := require_kind(forum, act, "registry") or _check_journal(forum, act.journal):
        return refused
    found = matter_at(forum, act.proposal, "RecordOutcome")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    for name, computed in outcome_of(forum, matter).items():
        if (stated := getattr(act, name)) != computed:
            return Refused("10.3", found=f"{name} {_plain(stated)}", expected=f"{name} {_plain(computed)}")
    if refused := _check_time(lodged, matter) or _check_head(forum, lodged, matter, verify):
        return refused
    recorded = replace(matter, stage=stage, outcome_index=lodged.index)
    if matter.purpose == "closure":
        # A text closed ad referendum has yet to be adopted, and may be revised before it is.
        forum = unfreeze(forum, act.proposal, matter.symbols)
    return Change(with_matter(forum, act.proposal, recorded), (Effect("outcome", act.proposal, matter.result),))


def _plain(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _check_time(lodged: Lodged[RecordOutcome], matter: Matter) -> Refused | None:
    """Refuse, by rule 10.5, to close an ended silence while an objection to it may still be withdrawn."""
    withdrawable = matter.result == "objected" and silence_of(matter).terms.objection_withdrawable
    if not withdrawable or lodged.at >= deadline_of(matter):
        return None
    return Refused("10.5", found=instant_text(lodged.at), expected=f">= {instant_text(deadline_of(matter))}")


def _check_head(forum: Forum, lodged: Lodged[RecordOutcome], matter: Matter, verify: Verify) -> Refused | None:
    """Judge rule 10.4: K witnesses cosigned a head of this record after deadline and tolerance.

    The head holds every entry from before the deadline: older ones would say nothing of the objections in them.
    That the root is the record's own is for whoever holds the tree to check; the rules know entries only.
    """
    if matter.result != "adopted_by_silence" or not forum.witnesses:
        return Refused("10.4", found="head") if lodged.act.head else None
    try:
        note = parse_note(lodged.act.head.encode())
        head = parse_checkpoint(note.text)
    except Malformed as error:
        return Refused("10.4", found=str(error))
    least = silence_of(matter).ended_size
    log = forum.log[0].name
    if head.origin != log or not least <= head.size <= lodged.index:
        return Refused("10.4", found=f"{head.origin} {head.size}", expected=f"{log} {least}-{lodged.index}")
    due = deadline_of(matter) + timedelta(seconds=forum.edition.tolerance_s)
    signed = cosigners_since(forum, note, due, verify)
    return None if len(signed) >= forum.quorum else Refused("10.4", found=" ".join(signed), expected=str(forum.quorum))


def cosigners_since(forum: Forum, note: Note, due: datetime, verify: Verify) -> list[str]:
    """Give the enrolled witnesses whose Ed25519 cosignature on a checkpoint is valid, and dated at ``due`` or later."""
    keys = {(witness.classic.name, witness.classic.key_id): witness.classic for witness in forum.witnesses}
    signed = []
    for line in note.lines:
        key = keys.pop((line.name, line.key_id), None)
        timestamp = int.from_bytes(line.signature[:TIMESTAMP_BYTES], "big")
        if key is None or timestamp < due.timestamp():
            continue
        if verify(key, cosigned_message(key, note.text, timestamp), line.signature[TIMESTAMP_BYTES:]):
            signed.append(key.name)
    return signed


def announce_decision(forum: Forum, lodged: Lodged[AnnounceDecision]) -> Change | Refused:
    """Give an adopted decision its number (rules 10.6, 6.2)."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "AnnounceDecision")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    symbol = parse_symbol(forum, act.symbol)
    if isinstance(symbol, Refused):
        return symbol
    refused = (
        require_chair(forum, act, matter.body, lodged.at)
        or _check_announcement(forum, lodged, matter, symbol)
        or require_next(forum, symbol, lodged.at)
        or _check_conformed(forum, act, matter)
    )
    if refused:
        return refused
    versions = version_hashes(act.versions) or forum.documents[matter.symbols[0]].versions
    document = Document(lodged.index, act.by[0], lodged.at, versions)
    numbered = enter_document(forum, symbol, document)
    changed = with_matter(numbered, act.proposal, replace(matter, stage=stage, number=symbol.text))
    return Change(changed, (Effect("announced", act.proposal, symbol.text),))


def _check_announcement(
    forum: Forum, lodged: Lodged[AnnounceDecision], matter: Matter, symbol: Symbol
) -> Refused | None:
    series = symbol.series.rpartition("/")[2]
    if series not in DECISION_SERIES or symbol.parent or symbol.body != matter.body or matter.purpose != "adoption":
        return Refused("10.6", found=symbol.text, expected=f"{matter.body} {' '.join(DECISION_SERIES)}")
    if not forum.edition.announce_at_meeting:
        return None
    meeting = open_meeting_of(forum, matter.body, lodged.act.label or "")
    return meeting if isinstance(meeting, Refused) else None


def _check_conformed(forum: Forum, act: AnnounceDecision, matter: Matter) -> Refused | None:
    """Refuse, by rule 10.6, a number without the text as it was read out, or with a text where none was."""
    read_out = {(language, digest) for symbol, language, digest in matter.oral if symbol == matter.symbols[0]}
    carried = {(version.language, version.blob.sha256) for version in act.versions}
    if not read_out <= carried or (carried and not read_out):
        return Refused("10.6", found=_digests(carried), expected=_digests(read_out))
    return check_versions(forum, act.versions) if read_out else None


def _digests(versions: set[tuple[str, str]]) -> str:
    return " ".join(f"{language} {digest[:12]}" for language, digest in sorted(versions))
