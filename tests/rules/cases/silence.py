# SPDX-License-Identifier: Apache-2.0
"""Opening, moving and ending a silence: rules 9.1 to 9.14."""

from datetime import timedelta
from typing import Any

from comity.acts.signed import SignedAct
from comity.acts.silence import PlaceUnderSilence
from comity.rules.outcome import Effect
from tests.cast.forum import MEMBERS
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses


def place(scribe: Scribe, *, seconds: int = 60, **fields: Any) -> tuple[str, SignedAct]:
    """Propose a document to the SOC and write the act that places it under silence."""
    proposal = scribe.propose(scribe.circulate())
    given: dict[str, Any] = {
        "proposal": proposal,
        "deadline_at": scribe.at + timedelta(seconds=seconds),
        "text_sha256": scribe.text_of(proposal),
        "notified": tuple(MEMBERS),
    }
    return proposal, scribe.write(PlaceUnderSilence, "BOR", **{**given, **fields})


@admits("9.5")
def period_exactly_the_minimum(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A silence of exactly the minimum period is opened."""
    proposal, act = place(scribe)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00+00:00")]


@refuses("9.5")
def period_one_second_short(scribe: Scribe) -> SignedAct:
    """A silence one second shorter than the minimum is refused."""
    return place(scribe, seconds=59)[1]
