# SPDX-License-Identifier: Apache-2.0
"""Chapter 15: lists that two states exchange at the same moment, in two phases."""

from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Blob
from comity.acts.measures import AdoptTemplate, RetireTemplate
from comity.acts.sealed import SealedContent
from comity.acts.signed import SignedAct
from comity.acts.swaps import CommitSwap, ReleaseSwap
from comity.rules.measures.swap import commitment_of
from comity.rules.outcome import Effect
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, LISTS
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_templates import adopt

PERIOD = "2027-01-01"
DUE = "2027-01-01T19:00:00Z"
SWAP = f"LISTS {PERIOD}"
OTHER = {"ARD": "BOR", "BOR": "ARD"}


def salt(by: str) -> str:
    """The salt of a side."""
    return sha256(f"salt {by}".encode()).hexdigest()


def sealed_list(by: str, *recipients: str, kind: Any = "attachment") -> SealedContent:
    """The sealed list of a side."""
    digest = sha256(f"list {by}".encode()).hexdigest()
    blob = Blob(sha256=digest, size=100, media_type="application/octet-stream", kind=kind)
    return SealedContent(blob=blob, recipients=recipients or (OTHER[by],))


def committing(scribe: Scribe, by: str, **fields: Any) -> SignedAct:
    """Write a commitment."""
    digest = sealed_list(by, "ARD").blob.sha256
    known = commitment_of(ORIGIN, "LISTS", PERIOD, by, salt(by), digest)
    given = {"template": "LISTS", "version": 1, "period": PERIOD, "commitment": known, **fields}
    return scribe.write(CommitSwap, by, **given)


def both_committed(scribe: Scribe) -> Scribe:
    """Adopt the measure, and let both sides commit."""
    adopt(scribe, LISTS)
    for by in ("ARD", "BOR"):
        scribe.submit(committing(scribe, by))
    return scribe


def releasing(scribe: Scribe, by: str = "ARD", **fields: Any) -> SignedAct:
    """Write the delivery of a list, with a head of now that three of four witnesses cosigned."""
    head = scribe.head() if scribe.state.witnesses else ""
    mine = fields.pop("sealed", None) or sealed_list(by)
    given = {"template": "LISTS", "period": PERIOD, "salt": salt(by), "sealed": mine, "head": head, **fields}
    return scribe.write(ReleaseSwap, by, **given)


def delivered(by: str = "ARD") -> list[Effect]:
    """Give the effects of a list delivered."""
    ref = f"LISTS/{by}/2026/1"
    released = Effect("swap_released", SWAP, f"{by} 2026-11-23T05:00:00Z")
    return [released, Effect("return_filed", ref, "received"), Effect("return_due", ref, DUE)]


# 15.5


@admits("15.5")
def committed_first(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The first side commits; that tells nothing of its list."""
    adopt(scribe, LISTS)
    return committing(scribe, "ARD"), [Effect("swap_committed", SWAP, "ARD")]


@admits("15.5")
def committed_second(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """With the second commitment the swap is complete; both stand under any head of so many entries."""
    adopt(scribe, LISTS)
    scribe.submit(committing(scribe, "ARD"))
    return committing(scribe, "BOR"), [Effect("swap_committed", SWAP, "BOR"), Effect("swap_complete", SWAP, "4")]


@admits("15.5")
def committed_anew_while_alone(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """As long as the other side has not committed a commitment may be replaced."""
    adopt(scribe, LISTS)
    scribe.submit(committing(scribe, "ARD"))
    return committing(scribe, "ARD", commitment="ab" * 32), [Effect("swap_committed", SWAP, "ARD")]


@refuses("15.5")
def committed_anew_after_both(scribe: Scribe) -> SignedAct:
    """Once both have committed nothing is replaced."""
    return committing(both_committed(scribe), "ARD", commitment="ab" * 32)


@refuses("15.5")
def committed_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Only the two commit."""
    adopt(scribe, LISTS)
    return committing(scribe, "COR")


@refuses("15.5")
def committed_under_no_measure(scribe: Scribe) -> SignedAct:
    """A commitment is one under a measure."""
    return committing(scribe, "ARD")


@refuses("15.5")
def committed_under_a_retired_measure(scribe: Scribe) -> SignedAct:
    """A retired measure has no new swaps."""
    adopt(scribe, LISTS)
    scribe.lodge(RetireTemplate, "ARD", "BOR", template="LISTS")
    return committing(scribe, "ARD")


@refuses("15.5")
def committed_where_returns_are_filed(scribe: Scribe) -> SignedAct:
    """A calendar is no swap."""
    adopt(scribe, CALENDAR)
    return committing(scribe, "ARD", template="CALENDAR", period="2027-11-15")


@refuses("15.5")
def committed_for_another_day(scribe: Scribe) -> SignedAct:
    """A swap has its day."""
    adopt(scribe, LISTS)
    return committing(scribe, "ARD", period="2027-01-02")


@refuses("15.5")
def committed_for_an_instant(scribe: Scribe) -> SignedAct:
    """A swap has a day, not an hour."""
    adopt(scribe, LISTS)
    return committing(scribe, "ARD", period="2027-01-01T00:00:00Z")


@refuses("15.5")
def committed_in_another_version(scribe: Scribe) -> SignedAct:
    """A period is bound by the version that stood when it opened."""
    adopt(scribe, LISTS)
    scribe.lodge(AdoptTemplate, "ARD", "BOR", template=replace(LISTS, version=2))
    return committing(scribe, "ARD", version=2)


# 15.6


@admits("15.6")
def delivered_after_both(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """After both commitments are confirmed a side delivers."""
    return releasing(both_committed(scribe)), delivered()


@admits("15.6")
def delivered_second(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The other side delivers as well."""
    both_committed(scribe)
    scribe.submit(releasing(scribe))
    return releasing(scribe, "BOR"), delivered("BOR")


@admits("15.6", witnesses=())
def delivered_where_there_are_no_witnesses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where nobody is enrolled to confirm no head is asked for."""
    return releasing(both_committed(scribe)), delivered()


@refuses("15.6")
def delivered_after_one(scribe: Scribe) -> SignedAct:
    """Nobody delivers before the other has committed."""
    adopt(scribe, LISTS)
    scribe.submit(committing(scribe, "ARD"))
    return releasing(scribe)


@refuses("15.6")
def delivered_without_a_commitment(scribe: Scribe) -> SignedAct:
    """Nobody delivers without having committed."""
    adopt(scribe, LISTS)
    scribe.submit(committing(scribe, "BOR"))
    return releasing(scribe)


@refuses("15.6")
def delivered_twice(scribe: Scribe) -> SignedAct:
    """A list is delivered once."""
    both_committed(scribe)
    scribe.submit(releasing(scribe))
    return releasing(scribe)


@refuses("15.6")
def delivered_another_list(scribe: Scribe) -> SignedAct:
    """The list is the one committed to."""
    both_committed(scribe)
    changed = sealed_list("BOR", "BOR")
    return releasing(scribe, sealed=changed)


@refuses("15.6")
def delivered_with_another_salt(scribe: Scribe) -> SignedAct:
    """The commitment opens with its own salt alone."""
    return releasing(both_committed(scribe), salt="00" * 32)


@refuses("15.6")
def delivered_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Only the two deliver."""
    return releasing(both_committed(scribe), "COR", sealed=sealed_list("ARD"))


@refuses("15.6")
def delivered_on_too_few_cosignatures(scribe: Scribe) -> SignedAct:
    """Two of four witnesses confirm nothing."""
    both_committed(scribe)
    return releasing(scribe, head=scribe.head(WITNESSES[:2]))


@refuses("15.6")
def delivered_on_a_head_that_lacks_one(scribe: Scribe) -> SignedAct:
    """The head holds both commitments."""
    both_committed(scribe)
    return releasing(scribe, head=scribe.head(size=3))


@refuses("15.6")
def delivered_on_a_head_that_is_to_come(scribe: Scribe) -> SignedAct:
    """The head is one of this record before this entry."""
    both_committed(scribe)
    return releasing(scribe, head=scribe.head(size=5))


@refuses("15.6")
def delivered_on_a_head_of_another_record(scribe: Scribe) -> SignedAct:
    """The head is one of this record."""
    both_committed(scribe)
    return releasing(scribe, head=scribe.head(origin="elsewhere.example/record"))


@refuses("15.6")
def delivered_on_no_head(scribe: Scribe) -> SignedAct:
    """Where there are witnesses the delivery carries their word."""
    return releasing(both_committed(scribe), head="")


@refuses("15.8")
def delivered_to_others(scribe: Scribe) -> SignedAct:
    """A list is sealed to the other side."""
    return releasing(both_committed(scribe), sealed=sealed_list("ARD", "BOR", "COR"))


@refuses("15.6")
def delivered_under_no_measure(scribe: Scribe) -> SignedAct:
    """What was never adopted has no deliveries."""
    return releasing(scribe)
