# SPDX-License-Identifier: Apache-2.0
"""Swaps in two phases: both commit, the commitments are confirmed, then each delivers (rules 15.5, 15.6).

Neither side can change its list, or read the other's, before both have committed. That the other then delivers cannot be
guaranteed without a third that both trust: what is held back is dated on the record.
"""

from hashlib import sha256

from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.swaps import CommitSwap, ReleaseSwap
from comity.acts.template import Swap, Template
from comity.rules.envelope import Verify
from comity.rules.forum import Forum
from comity.rules.measures.book import Filing, SwapSide
from comity.rules.measures.clock import due_at_end_of
from comity.rules.measures.head import confirmed_size
from comity.rules.measures.period import is_period, parse_day
from comity.rules.measures.returns import arrived, enter_filing, reference
from comity.rules.measures.sealed import Sent, check_sealed, name_files
from comity.rules.measures.template import parties_to, version_for
from comity.rules.outcome import Change, Effect, Lodged, Refused

COMMITMENT = "comity/swap/v1"


def commitment_of(forum: str, template: str, period: str, state: str, salt: str, digest: str) -> str:
    """Give the commitment to a sealed file: SHA-256 of these lines, in hexadecimal; the salt hides the digest.

    The lines are the header, the record, the measure, the period, the state, the salt and the digest, each ended by a line
    feed, so that no commitment stands for another swap or another state.
    """
    lines = (COMMITMENT, forum, template, period, state, salt, digest)
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _template(forum: Forum, code: str, period: str, by: str, rule: str) -> Template | Refused:
    measure = forum.measures.templates.get(code)
    day = parse_day(period)
    if measure is None or measure.retired_at or not isinstance(measure.newest.trigger, Swap):
        return Refused(rule, found=code, expected="a swap in force")
    if day is None or not is_period(measure.newest, period):
        return Refused(rule, found=period, expected=measure.newest.trigger.day)
    if by not in parties_to(forum, measure.newest):
        return Refused(rule, found=by, expected=" ".join(measure.newest.parties))
    return version_for(forum, measure, day)


def commit_swap(forum: Forum, lodged: Lodged[CommitSwap]) -> Change | Refused:
    """Commit to a list (rule 15.5): a party, once; anew as long as the other side has not."""
    act, by = lodged.act, lodged.act.by[0]
    template = _template(forum, act.template, act.period, by, "15.5")
    if isinstance(template, Refused):
        return template
    if act.version != template.version:
        return Refused("15.5", found=str(act.version), expected=str(template.version))
    swaps = forum.measures.swaps
    key, other = (f"{act.template} {act.period} {code}" for code in (by, _other(template, by)))
    if key in swaps and other in swaps:
        return Refused("15.5", found=key, expected="not both committed")
    committed = swaps.insert(key, SwapSide(act.commitment, lodged.index, lodged.at))
    effects = [Effect("swap_committed", f"{act.template} {act.period}", by)]
    if other in swaps:
        effects.append(Effect("swap_complete", f"{act.template} {act.period}", str(lodged.index + 1)))
    return Change(replace(forum, measures=replace(forum.measures, swaps=committed)), tuple(effects))


def _other(template: Template, by: str) -> str:
    return next(code for code in template.parties if code != by)


def release_swap(forum: Forum, lodged: Lodged[ReleaseSwap], verify: Verify) -> Change | Refused:
    """Deliver what one committed to (rule 15.6), once both commitments stand under a head that K witnesses confirmed."""
    act, by = lodged.act, lodged.act.by[0]
    template = _template(forum, act.template, act.period, by, "15.6")
    if isinstance(template, Refused):
        return template
    swaps, to = forum.measures.swaps, _other(template, by)
    mine, theirs = (swaps.get(f"{act.template} {act.period} {code}") for code in (by, to))
    if mine is None or theirs is None or mine.released_at is not None:
        return Refused("15.6", found=f"{act.template} {act.period} {by}", expected="both committed, not delivered")
    digest = act.sealed.blob.sha256
    if commitment_of(act.forum, act.template, act.period, by, act.salt, digest) != mine.commitment:
        return Refused("15.6", found=digest[:12], expected=mine.commitment[:12])
    if refused := check_sealed(forum, (act.sealed,), Sent("", template, by, (to,))):
        return refused
    size = confirmed_size(forum, act.head, verify)
    least = max(mine.index, theirs.index) + 1
    if forum.witnesses and not least <= size <= lodged.index:
        return Refused("15.6", found=str(size), expected=f"{least}-{lodged.index}")
    return _delivered(forum, lodged, template, to)


def _delivered(forum: Forum, lodged: Lodged[ReleaseSwap], template: Template, to: str) -> Change:
    act, by = lodged.act, lodged.act.by[0]
    day = parse_day(act.period)
    key = f"{act.template} {act.period} {by}"
    side = replace(forum.measures.swaps[key], released_at=lodged.at)
    filing = Filing(
        reference(forum, template, by, lodged.at),
        lodged.index,
        template.code,
        template.version,
        by,
        "original",
        act.period,
        side.committed_at,
        due_at_end_of(forum.measures, template.zone, day) if day else None,
        (to,),
        sealed=((act.sealed.blob.sha256, by, act.sealed.recipients),),
    )
    book = replace(forum.measures, swaps=forum.measures.swaps.insert(key, side))
    named = name_files(replace(forum, measures=book), Sent(lodged.id, template, by, (to,)), act.sealed)
    entered = enter_filing(named, lodged.id, filing)
    released = Effect("swap_released", f"{act.template} {act.period}", f"{by} {instant_text(lodged.at)}")
    return Change(entered, (released, *arrived(forum, template, filing)))
