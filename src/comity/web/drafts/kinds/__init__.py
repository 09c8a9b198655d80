# SPDX-License-Identifier: Apache-2.0
"""The kinds of acts people write at the desk, family by family. To whom each is offered, `offering` says.

Whether an act is permitted, the rules alone say; these tables only say where it is offered, and what it does in plain words.
"""

from comity.web.drafts.kinds.chairing import CHAIRING
from comity.web.drafts.kinds.kind import Kind
from comity.web.drafts.kinds.measures import MEASURES
from comity.web.drafts.kinds.positions import POSITIONS
from comity.web.drafts.kinds.returns import RETURNS

_FAMILIES = (*RETURNS, *POSITIONS, *CHAIRING, *MEASURES)
_GRAVE = (*RETURNS, *MEASURES, *CHAIRING, *POSITIONS)
KINDS: tuple[Kind, ...] = (
    *(kind for kind in _FAMILIES if not kind.is_grave),
    *(kind for kind in _GRAVE if kind.is_grave),
)
"""Grave ones last, `Object` last of all: buttons stand in this order."""
BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_ACT = {kind.act: kind for kind in KINDS}
