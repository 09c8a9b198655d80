# SPDX-License-Identifier: Apache-2.0
"""Sealed content: to which key, named by its digest, passed on with consent, erased by its sender (rules 15.8-15.10, 15.13)."""

from msgspec.structs import replace

from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal, SealedContent
from comity.acts.template import Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Filing
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.sealing.errors import MalformedKey
from comity.sealing.recipients import parse_recipient


def check_sealed(
    template: Template, sealed: tuple[SealedContent, ...], recipients: tuple[str, ...], state: str
) -> Refused | None:
    """Judge rule 15.8: sealed content only where the template has it, as attachments, to recipients of the return."""
    if template.content == "open" and sealed:
        return Refused("15.8", found=str(len(sealed)), expected="open")
    for each in sealed:
        strangers = [code for code in each.recipients if code not in recipients and code != state]
        if strangers or not each.recipients or each.blob.kind != "attachment":
            return Refused("15.8", found=" ".join(strangers) or each.blob.kind, expected=" ".join(recipients))
    return None


def name_files(forum: Forum, *digests: str) -> Forum:
    """Remember files beside the record, so that a party can say that it holds one (rule 11.5)."""
    attachments = forum.attachments
    for digest in digests:
        if digest not in attachments:
            attachments = attachments.insert(digest, ())
    return replace(forum, attachments=attachments)


def _sealed_in(forum: Forum, filed: str, digest: str, rule: str) -> tuple[Filing, str, tuple[str, ...]] | Refused:
    """Give a return with the sender and recipients of one of its sealed files."""
    filing = forum.measures.filings.get(filed)
    found = [each for each in filing.sealed if each[0] == digest] if filing else []
    if filing is None or not found or digest in forum.measures.erased:
        return Refused(rule, found=digest[:12], expected="sealed, not erased")
    return filing, found[0][1], found[0][2]


def with_filing(forum: Forum, filed: str, filing: Filing) -> Forum:
    """Give the forum with this return in the place of what it was."""
    book = forum.measures
    return replace(forum, measures=replace(book, filings=book.filings.insert(filed, filing)))


def consent_to_reseal(forum: Forum, lodged: Lodged[ConsentToReseal]) -> Change | Refused:
    """Let recipients pass content on (rule 15.9): the sender, where the template does not exclude it."""
    act = lodged.act
    found = _sealed_in(forum, act.filed, act.sha256, "15.9")
    if isinstance(found, Refused):
        return found
    filing, sender, _ = found
    measure = forum.measures.templates[filing.template]
    strangers = [code for code in act.recipients if code not in forum.eligible]
    if (
        act.by[0] != sender
        or strangers
        or not act.recipients
        or measure.versions[filing.version - 1][1].onward == "never"
    ):
        return Refused("15.9", found=f"{act.by[0]} {' '.join(strangers)}".strip(), expected=sender)
    consents = (*filing.consents, (act.sha256, act.recipients))
    changed = with_filing(forum, act.filed, replace(filing, consents=consents))
    return Change(changed, (Effect("reseal_consented", act.sha256, " ".join(act.recipients)),))


def reseal(forum: Forum, lodged: Lodged[Reseal]) -> Change | Refused:
    """Seal content anew (rule 15.9): the sender to any member, a recipient to those the sender consented to."""
    act, by = lodged.act, lodged.act.by[0]
    found = _sealed_in(forum, act.filed, act.sha256, "15.9")
    if isinstance(found, Refused):
        return found
    filing, sender, recipients = found
    onward = forum.measures.templates[filing.template].versions[filing.version - 1][1].onward
    consented = {code for digest, codes in filing.consents if digest == act.sha256 for code in codes}
    allowed = set(forum.eligible) if by == sender or (onward == "free" and by in recipients) else consented
    to = act.sealed.recipients
    if (by != sender and by not in recipients) or not to or not set(to) <= allowed | {by}:
        return Refused("15.9", found=f"{by}: {' '.join(to)}", expected=" ".join(sorted(allowed)))
    if act.sealed.blob.kind != "attachment":
        return Refused("15.8", found=act.sealed.blob.kind, expected="attachment")
    sealed = (*filing.sealed, (act.sealed.blob.sha256, sender, to))
    changed = with_filing(forum, act.filed, replace(filing, sealed=sealed))
    effect = Effect("resealed", act.sealed.blob.sha256, f"{by}: {' '.join(to)}")
    return Change(name_files(changed, act.sealed.blob.sha256), (effect,))


def erase_content(forum: Forum, lodged: Lodged[EraseContent]) -> Change | Refused:
    """Have sealed content erased (rule 15.10): its sender, where the template allows it; the digest stays."""
    act = lodged.act
    found = _sealed_in(forum, act.filed, act.sha256, "15.10")
    if isinstance(found, Refused):
        return found
    filing, sender, _ = found
    erasable = forum.measures.templates[filing.template].versions[filing.version - 1][1].erasable
    if act.by[0] != sender or not erasable:
        return Refused("15.10", found=act.by[0], expected=f"{sender}, erasable")
    erased = replace(forum.measures, erased=forum.measures.erased.insert(act.sha256))
    return Change(replace(forum, measures=erased), (Effect("content_erased", act.sha256, sender),))


def name_sealing_key(forum: Forum, lodged: Lodged[NameSealingKey]) -> Change | Refused:
    """Name the key to which content for oneself is sealed from here on (rule 15.13); nobody names that of another."""
    by, text, book = lodged.act.by[0], lodged.act.recipient, forum.measures
    try:
        recipient = parse_recipient(text)
    except MalformedKey as error:
        return Refused("15.13", found=str(error), expected="age1pq1, age1")
    if text in book.spent_sealing_keys:
        return Refused("15.13", found="named before", expected="a new key")
    named = replace(
        book,
        sealing_keys=book.sealing_keys.insert(by, text),
        spent_sealing_keys=book.spent_sealing_keys.insert(text),
    )
    word = "hybrid" if recipient.is_quantum_safe else "classic"
    return Change(replace(forum, measures=named), (Effect("sealing_key", by, word),))
