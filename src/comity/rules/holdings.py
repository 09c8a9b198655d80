# SPDX-License-Identifier: Apache-2.0
"""Holdings: who says that it holds an attachment (rule 11.5). Texts are held by every node and need no such word."""

from msgspec.structs import replace

from comity.acts.envelope import Act
from comity.acts.nodes import Held
from comity.rules.forum import Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused


def held(forum: Forum, lodged: Lodged[Held]) -> Change | Refused:
    """Say once that one holds an attachment which an act on the record names (rule 11.5)."""
    code, digest = lodged.act.by[0], lodged.act.sha256
    holders = forum.attachments.get(digest)
    if holders is None or code in holders:
        return Refused("11.5", found=f"{code} {digest[:12]}", expected="named, not held yet")
    holding = forum.attachments.insert(digest, (*holders, code))
    return Change(replace(forum, attachments=holding), (Effect("attachment_held", digest, code),))


def name_attachments(forum: Forum, act: Act) -> Forum:
    """Remember the attachment that an admitted act names: the Chair's instruction; documents are texts (rule 6.4)."""
    blob = act.instruction
    if blob is None or blob.kind != "attachment" or blob.sha256 in forum.attachments:
        return forum
    return replace(forum, attachments=forum.attachments.insert(blob.sha256, ()))
