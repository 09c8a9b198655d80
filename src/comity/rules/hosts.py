# SPDX-License-Identifier: Apache-2.0
"""Hosts: a member without a node of its own acts through another's, with its own key (rule 11.4)."""

from msgspec.structs import replace

from comity.acts.nodes import ChooseHost
from comity.rules.forum import Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import is_member, require_members


def choose_host(forum: Forum, lodged: Lodged[ChooseHost]) -> Change | Refused:
    """Act through another's node, or through one's own again (rule 11.4); the witnesses stay who they are."""
    if refused := require_members(forum, lodged.act):
        return refused
    party = forum.parties[lodged.act.by[0]]
    host = lodged.act.host or ""
    fitting = not host or (host != party.code and _has_node(forum, host))
    if host == party.host or not fitting:
        return Refused("11.4", found=f"{party.code}: {host}", expected=f"another than {party.host or party.code}")
    hosted = replace(forum, parties=forum.parties.insert(party.code, replace(party, host=host)))
    return Change(hosted, (Effect("host_chosen", party.code, host),))


def _has_node(forum: Forum, code: str) -> bool:
    party = forum.parties.get(code)
    return is_member(forum, code) or (party is not None and party.kind == "secretariat")
