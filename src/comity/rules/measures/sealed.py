# SPDX-License-Identifier: Apache-2.0
"""Sealed content: to which key, named by its digest, passed on with consent, erased by its sender (rules 15.8-15.10, 15.13)."""

from typing import NamedTuple

from msgspec.structs import replace

from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal, SealedContent
from comity.acts.template import Template
from comity.rules.forum import Forum
from comity.rules.measures.book import File, Filing
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.sealing.errors import MalformedKey
from comity.sealing.recipients import parse_recipient


class Sent(NamedTuple):
    """What sealed content goes with: the return or request, empty while it has no id, under which template and from whom."""

    filed: str
    template: Template
    sender: str
    recipients: tuple[str, ...]


def check_sealed(forum: Forum, sealed: tuple[SealedContent, ...], sent: Sent) -> Refused | None:
    """Judge rule 15.8: sealed content only where the template has it, as attachments of its own, to recipients of the return.

    Whoever could name the file of another as his own could have it erased.
    """
    template, recipients, state = sent.template, sent.recipients, sent.sender
    if template.content == "open" and sealed:
        return Refused("15.8", found=str(len(sealed)), expected="open")
    for each in sealed:
        strangers = [code for code in each.recipients if code not in recipients and code != state]
        if strangers or not each.recipients or each.blob.kind != "attachment":
            return Refused("15.8", found=" ".join(strangers) or each.blob.kind, expected=" ".join(recipients))
        if is_anothers(forum, each, sent.filed):
            return Refused("15.8", found=each.blob.sha256[:12], expected="a file of its own")
    return None


def is_anothers(forum: Forum, sealed: SealedContent, filed: str) -> bool:
    """Tell whether a file was named before, by another act than this return's."""
    digest = sealed.blob.sha256
    known = forum.measures.files.get(digest)
    return known.filed != filed if known else digest in forum.attachments


def name_files(forum: Forum, sent: Sent, *sealed: SealedContent) -> Forum:
    """Remember sealed files beside the record, so that a party can say that it holds one (rule 11.5)."""
    for each in sealed:
        forum = name_file(forum, each.blob.sha256, File(sent.filed, sent.sender, each.recipients))
    return forum


def name_file(forum: Forum, digest: str, file: File) -> Forum:
    """Remember one file beside the record; what it was when it was named first, it stays."""
    if digest in forum.attachments:
        return forum
    book = replace(forum.measures, files=forum.measures.files.insert(digest, file))
    return replace(forum, attachments=forum.attachments.insert(digest, ()), measures=book)


def entitled_to(forum: Forum, digest: str) -> tuple[str, ...]:
    """Give the parties that may have a file beside the record; none for one that goes with no return and is no one's own."""
    file = forum.measures.files.get(digest)
    return () if file is None else tuple(dict.fromkeys((file.sender, *file.recipients)))


def may_have(forum: Forum, digest: str, party: str) -> bool:
    """Tell whether a party, or one whose seat it hosts, may have a file beside the record."""
    entitled = entitled_to(forum, digest)
    return party in entitled or any(forum.parties[code].host == party for code in entitled if party)


def _sealed_in(forum: Forum, filed: str, digest: str, rule: str) -> tuple[Filing, File] | Refused:
    """Give a return, and one of its sealed files."""
    filing, file = forum.measures.filings.get(filed), forum.measures.files.get(digest)
    if filing is None or file is None or file.filed != filed or file.scanned or digest in forum.measures.erased:
        return Refused(rule, found=digest[:12], expected="sealed, not erased")
    return filing, file


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
    filing, sender = found[0], found[1].sender
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
    filing, (sender, recipients) = found[0], (found[1].sender, found[1].recipients)
    onward = forum.measures.templates[filing.template].versions[filing.version - 1][1].onward
    consented = {code for digest, codes in filing.consents if digest == act.sha256 for code in codes}
    allowed = set(forum.eligible) if by == sender or (onward == "free" and by in recipients) else consented
    to = act.sealed.recipients
    if (by != sender and by not in recipients) or not to or not set(to) <= allowed | {by}:
        return Refused("15.9", found=f"{by}: {' '.join(to)}", expected=" ".join(sorted(allowed)))
    if act.sealed.blob.kind != "attachment":
        return Refused("15.8", found=act.sealed.blob.kind, expected="attachment")
    if is_anothers(forum, act.sealed, act.filed):
        return Refused("15.8", found=act.sealed.blob.sha256[:12], expected="a file of its own")
    sealed = (*filing.sealed, (act.sealed.blob.sha256, sender, to))
    changed = with_filing(forum, act.filed, replace(filing, sealed=sealed))
    effect = Effect("resealed", act.sealed.blob.sha256, f"{by}: {' '.join(to)}")
    entitled = tuple(dict.fromkeys((by, *to)))
    return Change(name_file(changed, act.sealed.blob.sha256, File(act.filed, sender, entitled)), (effect,))


def erase_content(forum: Forum, lodged: Lodged[EraseContent]) -> Change | Refused:
    """Have sealed content erased (rule 15.10): its sender, where the template allows it; the digest stays."""
    act, book = lodged.act, forum.measures
    file, goes_with = book.files.get(act.sha256), book.filings.get(act.filed) or book.requests.get(act.filed)
    if file is None or goes_with is None or file.filed != act.filed or act.sha256 in book.erased:
        return Refused("15.10", found=act.sha256[:12], expected="sealed, not erased")
    sender, template = file.sender, book.templates[goes_with.template].versions[goes_with.version - 1][1]
    if act.by[0] != sender or not template.erasable:
        return Refused("15.10", found=act.by[0], expected=f"{sender}, erasable")
    erased = replace(book, erased=book.erased.insert(act.sha256))
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
