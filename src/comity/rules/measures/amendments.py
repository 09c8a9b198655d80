# SPDX-License-Identifier: Apache-2.0
"""Amendments and what others say: a return is corrected, changed, cancelled or withdrawn, never deleted (14.5, 14.7, 14.8)."""

from msgspec.structs import replace

from comity.acts.returns import AcknowledgeReturn, AmendReturn, ConfirmReturn, StateOnReturn
from comity.acts.template import Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Filing
from comity.rules.measures.sealed import Sent, check_sealed, name_files, with_filing
from comity.rules.measures.template import URGENT
from comity.rules.measures.values import faults_in, thresholds_reached
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import require_members

STAGES = {"correction": "stands", "change": "stands", "cancellation": "cancelled", "withdrawal": "withdrawn"}
"""What an amendment leaves of a return."""


def own_template(forum: Forum, filing: Filing) -> Template:
    """Give the version under which a return was filed; it ends under that one, whatever came later (rule 13.2)."""
    return forum.measures.templates[filing.template].versions[filing.version - 1][1]


def amend_return(forum: Forum, lodged: Lodged[AmendReturn]) -> Change | Refused:
    """Amend one's own return (rule 14.5); whoever acknowledged it is named, to see it anew.

    What was declared not to be provided and is provided after all is received now, not when that was declared.
    """
    act, by = lodged.act, lodged.act.by[0]
    filing = forum.measures.filings.get(act.filed)
    if filing is None or filing.state != by or filing.stage != "stands":
        return Refused("14.5", found=f"{by} {filing.stage if filing else ''}".strip(), expected="stands, own")
    template = own_template(forum, filing)
    ends = STAGES[act.kind] != "stands"
    if ends == bool(act.values or act.sealed):
        return Refused("14.5", found=act.kind, expected="content where it goes on, none where it ends")
    faults = () if ends else faults_in(forum, template, act.values, short=bool(template.short_form))
    if faults and not isinstance(template.trigger, URGENT):
        return Refused("14.2", found=faults[0], expected=template.code)
    sent = Sent(act.filed, template, by, filing.recipients)
    if refused := check_sealed(forum, act.sealed, sent):
        return refused
    amended = replace(
        filing,
        kind="original" if not ends else filing.kind,
        at=lodged.at if filing.kind == "not_provided" and not ends else filing.at,
        stage=STAGES[act.kind],
        incomplete=faults,
        revisions=(*filing.revisions, (act.kind, lodged.id)),
        sealed=(*filing.sealed, *((each.blob.sha256, by, each.recipients) for each in act.sealed)),
        acknowledged=(),
    )
    ref = f"{filing.ref}/r{len(amended.revisions)}"
    effects = [Effect("return_amended", ref, f"{act.kind} {' '.join(filing.acknowledged)}".strip())]
    effects += [Effect("return_incomplete", ref, "; ".join(faults))] if faults else []
    effects += [Effect("threshold_reached", ref, key) for key in thresholds_reached(template, act.values)]
    changed = name_files(with_filing(forum, act.filed, amended), sent, *act.sealed)
    return Change(changed, tuple(effects))


def confirm_return(forum: Forum, lodged: Lodged[ConfirmReturn]) -> Change | Refused:
    """Confirm what the secretariat filed (rule 14.12): the state itself, once; it counts once, on paper and here."""
    act, by = lodged.act, lodged.act.by[0]
    filing = forum.measures.filings.get(act.filed)
    if filing is None or filing.state != by or filing.confirmed:
        return Refused("14.12", found=by, expected="filed by the secretariat for it, not confirmed")
    changed = with_filing(forum, act.filed, replace(filing, confirmed=True))
    return Change(changed, (Effect("return_confirmed", filing.ref, by),))


def _received(forum: Forum, filed: str, by: str) -> Filing | None:
    filing = forum.measures.filings.get(filed)
    return filing if filing is not None and (by in filing.recipients or by == filing.state) else None


def state_on_return(forum: Forum, lodged: Lodged[StateOnReturn]) -> Change | Refused:
    """Say something on a return (rules 14.7, 14.8): its recipients and its author, each voice of equal weight."""
    act, by = lodged.act, lodged.act.by[0]
    if refused := require_members(forum, act):
        return refused
    filing = _received(forum, act.filed, by)
    if filing is None:
        return Refused("14.7", found=f"{by} {act.filed[:12]}", expected="its author or a recipient")
    stated = replace(filing, statements=(*filing.statements, (by, act.kind, lodged.id)))
    return Change(with_filing(forum, act.filed, stated), (Effect("stated_on_return", filing.ref, f"{act.kind} {by}"),))


def acknowledge_return(forum: Forum, lodged: Lodged[AcknowledgeReturn]) -> Change | Refused:
    """Acknowledge a return (rule 14.8): a recipient, once for each revision."""
    act, by = lodged.act, lodged.act.by[0]
    filing = _received(forum, act.filed, by)
    if filing is None or by == filing.state or by in filing.acknowledged:
        return Refused("14.8", found=f"{by} {act.filed[:12]}", expected="a recipient, once")
    changed = replace(filing, acknowledged=(*filing.acknowledged, by))
    return Change(with_filing(forum, act.filed, changed), (Effect("return_acknowledged", filing.ref, by),))
