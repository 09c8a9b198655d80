# SPDX-License-Identifier: Apache-2.0
"""Editions of the rules: dated data, put in force by a decision (rules 10.8, 10.9)."""

from msgspec.structs import replace

from comity.acts.catalogue import ACTS
from comity.acts.edition import Edition
from comity.acts.outcomes import PutEditionInForce
from comity.rules import VERSION
from comity.rules.forum import Body, Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.parties import require_decision
from comity.rules.standing import require_kind

TOLERANCES_IN_A_PERIOD = 20
INDISPENSABLE = frozenset({"Mark", "RecordOutcome", "PutEditionInForce", "Object", "RevokeKey", "ContestEnrolment"})
"""Acts that every edition lists: without them time stops, or a state could no longer say no."""


def check_edition(edition: Edition, bodies: dict[str, Body]) -> Refused | None:
    """Refuse, by rule 10.8, an edition whose numbers do not fit together.

    Twenty tolerances fit into the shortest period, or a registry could stretch or cut it by its clock; attendance is a
    fraction; the languages include the official one; every body and type that is named exists.
    """
    shortest = min((terms.min_period_s for terms in edition.silence), default=None)
    if shortest is not None and shortest < TOLERANCES_IN_A_PERIOD * edition.tolerance_s:
        return Refused("10.8", found=f"{shortest} s", expected=f">= {TOLERANCES_IN_A_PERIOD * edition.tolerance_s} s")
    if edition.attendance_num > edition.attendance_den:
        return Refused("10.8", found=f"{edition.attendance_num}/{edition.attendance_den}", expected="<= 1")
    if edition.official_language not in edition.working_languages:
        return Refused("10.8", found=edition.official_language, expected=" ".join(edition.working_languages))
    named = [*(terms.body for terms in edition.silence), *(terms.body for terms in edition.meeting)]
    named += [body for terms in edition.silence for body in terms.proposing_bodies]
    unknown = sorted(set(named) - set(bodies))
    if unknown:
        return Refused("10.8", found=" ".join(unknown), expected=" ".join(sorted(bodies)))
    return _check_types(edition)


def _check_types(edition: Edition) -> Refused | None:
    missing = sorted(INDISPENSABLE - set(edition.act_types))
    unknown = sorted(set(edition.act_types) - set(ACTS)) if edition.rules <= VERSION else []
    if missing or unknown or len(set(edition.act_types)) != len(edition.act_types):
        return Refused("10.8", found=" ".join(unknown), expected=" ".join(missing))
    return None


def put_edition_in_force(forum: Forum, lodged: Lodged[PutEditionInForce]) -> Change | Refused:
    """Replace the edition (rules 2.2, 10.8, 10.9): the next number, from this entry on."""
    edition = lodged.act.edition
    refused = (
        require_kind(forum, lodged.act, "secretariat")
        or require_decision(forum, lodged.act.decision)
        or check_edition(edition, dict(forum.bodies))
    )
    if refused:
        return refused
    if edition.number != forum.edition.number + 1 or edition.symbol_prefix != forum.edition.symbol_prefix:
        return Refused("10.9", found=str(edition.number), expected=str(forum.edition.number + 1))
    return Change(replace(forum, edition=edition), (Effect("edition", str(edition.number)),))
