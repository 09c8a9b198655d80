# SPDX-License-Identifier: Apache-2.0
"""Proposals and what states say about them (rules 7.1-7.9)."""

from collections.abc import Iterable
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from comity.acts.proposals import MakeStatement, Propose, SponsorProposal, WithdrawProposal
from comity.rules.forum import Forum
from comity.rules.matter import OPEN_TO_STATEMENTS, Matter, next_stage
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import members_of, require_chair, require_members

ENDED = frozenset({"objected", "closed", "withdrawn"})


def with_matter(forum: Forum, proposal: str, matter: Matter) -> Forum:
    """Give the forum with this matter in the place of what it was."""
    return replace(forum, matters=forum.matters.insert(proposal, matter))


def matter_at(forum: Forum, proposal: str, event: str) -> tuple[Matter, str] | Refused:
    """Give a matter and the stage this act leads to, or the refusal of rule 7.1 or 7.2."""
    matter = forum.matters.get(proposal)
    if matter is None:
        return Refused("7.1", found=proposal[:12])
    stage = next_stage(matter, event)
    return stage if isinstance(stage, Refused) else (matter, stage)


def versions_hash(versions: Iterable[tuple[str, str, str]]) -> str:
    """Give the hash of exactly what is decided on (rule 7.4), from (symbol, language, sha256) of every version.

    SHA-256 of the canonical JSON array of [symbol, language, sha256], sorted. Nodes take the versions from the forum, the
    reader of a certificate from the acts it shows.
    """
    return sha256(msgspec.json.encode(sorted(versions))).hexdigest()


def text_hash(forum: Forum, matter: Matter) -> str:
    """Give the hash of a matter's text: every version of every document, what was read out before what was circulated."""
    oral = {symbol for symbol, _, _ in matter.oral}
    issued = [
        (symbol, language, digest)
        for symbol in matter.symbols
        if symbol not in oral
        for language, _, digest in forum.documents[symbol].versions
    ]
    return versions_hash([*issued, *matter.oral])


def languages_missing(forum: Forum, matter: Matter, required: tuple[str, ...]) -> tuple[str, ...]:
    """Give what is missing of the required language versions, as ``symbol language``."""
    oral = {(symbol, language) for symbol, language, _ in matter.oral}
    revised = {symbol for symbol, _ in oral}
    return tuple(
        f"{symbol} {language}"
        for symbol in matter.symbols
        for language in required
        if (symbol, language) not in oral
        and (symbol in revised or language not in {version[0] for version in forum.documents[symbol].versions})
    )


def propose(forum: Forum, lodged: Lodged[Propose]) -> Change | Refused:
    """Put documents before the body that is to decide (rules 7.3, 7.5)."""
    act = lodged.act
    refused = _check_proposer(forum, lodged) or require_issued(forum, act.symbols) or _check_links(forum, act)
    if refused:
        return refused
    sponsors = () if act.on_behalf_of else act.by
    matter = Matter(lodged.index, act.body, act.symbols, sponsors, act.recommended_by or "", act.purpose)
    return Change(with_matter(forum, lodged.id, matter), (Effect("proposed", lodged.id, act.body),))


def _check_proposer(forum: Forum, lodged: Lodged[Propose]) -> Refused | None:
    act = lodged.act
    if act.recommended_by == act.body or not {act.body, act.recommended_by or act.body} <= set(forum.bodies):
        return Refused("7.5", found=f"{act.body} {act.recommended_by or ''}".strip())
    if act.on_behalf_of is not None:
        recommending = act.recommended_by if act.on_behalf_of == act.recommended_by else None
        return require_chair(forum, act, recommending or act.body, lodged.at)
    return require_members(forum, act) or _check_strangers(forum, act.by, act.body)


def _check_strangers(forum: Forum, by: tuple[str, ...], body: str) -> Refused | None:
    members = members_of(forum, forum.bodies[body])
    strangers = [code for code in by if code not in members]
    return Refused("7.5", found=" ".join(strangers), expected=body) if strangers else None


def require_issued(forum: Forum, symbols: tuple[str, ...]) -> Refused | None:
    """Refuse, by rule 7.3, documents named twice, superseded, withdrawn or void."""
    if len(set(symbols)) != len(symbols):
        return Refused("7.3", found=" ".join(symbols))
    for symbol in symbols:
        document = forum.documents.get(symbol)
        if document is None or document.stage != "issued":
            return Refused("7.3", found=f"{symbol}: {document.stage if document else ''}", expected="issued")
    return None


def _check_links(forum: Forum, act: Propose) -> Refused | None:
    before = forum.matters.get(act.supersedes) if act.supersedes else None
    if act.supersedes and (before is None or before.stage not in ENDED):
        return Refused("7.5", found=act.supersedes[:12], expected=" ".join(sorted(ENDED)))
    decided = forum.matters.get(act.reopens) if act.reopens else None
    if act.reopens and (decided is None or decided.stage not in {"recorded", "announced"}):
        return Refused("7.5", found=act.reopens[:12], expected="recorded announced")
    return None


def sponsor_proposal(forum: Forum, lodged: Lodged[SponsorProposal]) -> Change | Refused:
    """Become a sponsor or cease to be one (rules 7.5, 7.6); a members' proposal without sponsors is withdrawn.

    The Chair's proposal has no sponsors: the last of them could withdraw it.
    """
    act = lodged.act
    found = matter_at(forum, act.proposal, "SponsorProposal")
    if refused := require_members(forum, act):
        return refused
    if isinstance(found, Refused):
        return found
    matter, _ = found
    if not matter.sponsors or any((code in matter.sponsors) == act.sponsor for code in act.by):
        return Refused("7.6", found=" ".join(act.by), expected=" ".join(matter.sponsors))
    if refused := _check_strangers(forum, act.by, matter.body):
        return refused
    if act.sponsor:
        return Change(
            with_matter(forum, act.proposal, replace(matter, sponsors=matter.sponsors + act.by)),
            (Effect("sponsored", act.proposal, " ".join(act.by)),),
        )
    left = tuple(code for code in matter.sponsors if code not in act.by)
    stage = matter.stage if left else "withdrawn"
    changed = with_matter(forum, act.proposal, replace(matter, sponsors=left, stage=stage))
    return Change(changed, (Effect("unsponsored", act.proposal, stage),))


def withdraw_proposal(forum: Forum, lodged: Lodged[WithdrawProposal]) -> Change | Refused:
    """Withdraw a proposal (rule 7.7): its only sponsor, or the Chair for a proposal of the Chair."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "WithdrawProposal")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    if matter.sponsors:
        if act.by != matter.sponsors:
            return Refused("7.7", found=" ".join(act.by), expected=" ".join(matter.sponsors))
    elif refused := require_chair(forum, act, matter.body, lodged.at):
        return refused
    changed = with_matter(forum, act.proposal, replace(matter, stage=stage))
    return Change(changed, (Effect("withdrawn", act.proposal),))


def make_statement(forum: Forum, lodged: Lodged[MakeStatement]) -> Change | Refused:
    """Put a position on record (rules 7.8, 7.9); it never stands in the way of adoption.

    The newest of each kind is the party's position: an outcome has room for all of them, however many are lodged.
    """
    act = lodged.act
    if refused := require_members(forum, act):
        return refused
    matter = forum.matters.get(act.proposal)
    if matter is None:
        return Refused("7.1", found=act.proposal[:12])
    if matter.stage not in OPEN_TO_STATEMENTS:
        return Refused("7.8", found=matter.stage, expected=" ".join(sorted(OPEN_TO_STATEMENTS)))
    if act.kind == "dissociation" and not act.paragraphs:
        return Refused("7.9", found=act.kind, expected="paragraphs")
    made = tuple((code, act.kind, lodged.id) for code in act.by)
    kept = tuple(each for each in matter.statements if each[0] not in act.by or each[1] != act.kind)
    changed = with_matter(forum, act.proposal, replace(matter, statements=kept + made))
    return Change(changed, (Effect("statement", act.proposal, f"{act.kind} {' '.join(act.by)}"),))
