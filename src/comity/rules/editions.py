# SPDX-License-Identifier: Apache-2.0
"""Editions of the rules: dated data, put in force by a decision (rules 10.8, 10.9); they name meeting points (11.10)."""

from msgspec.structs import replace

from comity.acts.catalogue import ACTS
from comity.acts.edition import Edition
from comity.acts.outcomes import PutEditionInForce
from comity.rules import VERSION
from comity.rules.forum import Body, Forum
from comity.rules.measures.clock import check_zones_kept, take_tables
from comity.rules.measures.zones import check_zones
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.parties import require_decision
from comity.rules.standing import require_kind

TOLERANCES_IN_A_PERIOD = 20
LEAST_HANDS = 3
"""So many different hands run the meeting points: with three, one that is down or hides letters changes nothing."""
INDISPENSABLE = frozenset({"Mark", "RecordOutcome", "PutEditionInForce", "Object", "RevokeKey", "ContestEnrolment"})
"""Acts that every edition lists: without them time stops, or a state could no longer say no."""


def check_edition(edition: Edition, bodies: dict[str, Body]) -> Refused | None:
    """Refuse an edition whose numbers do not fit together (rule 10.8), or whose meeting points are too few (rule 11.10).

    Twenty tolerances fit into the shortest period, or a registry could stretch or cut it by its clock; marks come before
    a gap counts as an outage; attendance is a fraction; the languages include the official and every required one; every
    body and type that is named exists, and a body has terms once.
    """
    shortest = min((terms.min_period_s for terms in edition.silence), default=None)
    if shortest is not None and shortest < TOLERANCES_IN_A_PERIOD * edition.tolerance_s:
        return Refused("10.8", found=f"{shortest} s", expected=f">= {TOLERANCES_IN_A_PERIOD * edition.tolerance_s} s")
    if edition.mark_every_s > edition.outage_after_s:
        return Refused("10.8", found=f"{edition.mark_every_s} s", expected=f"<= {edition.outage_after_s} s")
    if edition.attendance_num > edition.attendance_den:
        return Refused("10.8", found=f"{edition.attendance_num}/{edition.attendance_den}", expected="<= 1")
    return (
        _check_languages(edition)
        or _check_bodies(edition, bodies)
        or _check_types(edition)
        or check_meeting_points(edition)
        or check_zones(edition)
    )


def _check_languages(edition: Edition) -> Refused | None:
    required = [language for terms in edition.silence for language in terms.required_languages]
    required += [language for terms in edition.meeting for language in terms.required_languages]
    unknown = sorted({edition.official_language, *required} - set(edition.working_languages))
    if unknown:
        return Refused("10.8", found=" ".join(unknown), expected=" ".join(edition.working_languages))
    return None


def _check_bodies(edition: Edition, bodies: dict[str, Body]) -> Refused | None:
    silence, meeting = [terms.body for terms in edition.silence], [terms.body for terms in edition.meeting]
    if len(set(silence)) != len(silence) or len(set(meeting)) != len(meeting):
        return Refused("10.8", found=" ".join(silence + meeting), expected="each body once")
    proposing = [body for terms in edition.silence for body in terms.proposing_bodies]
    unknown = sorted({*silence, *meeting, *proposing} - set(bodies))
    return Refused("10.8", found=" ".join(unknown), expected=" ".join(sorted(bodies))) if unknown else None


def _check_types(edition: Edition) -> Refused | None:
    missing = sorted(INDISPENSABLE - set(edition.act_types))
    unknown = sorted(set(edition.act_types) - set(ACTS)) if edition.rules <= VERSION else []
    if missing or unknown or len(set(edition.act_types)) != len(edition.act_types):
        return Refused("10.8", found=" ".join(unknown), expected=" ".join(missing))
    return None


def check_meeting_points(edition: Edition) -> Refused | None:
    """Refuse, by rule 11.10, meeting points of which one is named twice, or that fewer than three hands run."""
    points = edition.meeting_points
    addresses, hands = {point.address for point in points}, {point.run_by for point in points}
    if points and (len(addresses) != len(points) or len(hands) < LEAST_HANDS):
        return Refused("11.10", found=f"{len(addresses)} {len(hands)}", expected=f"{len(points)} >= {LEAST_HANDS}")
    return None


def put_edition_in_force(forum: Forum, lodged: Lodged[PutEditionInForce]) -> Change | Refused:
    """Replace the edition (rules 2.2, 10.8, 10.9, 12.2): the next number, from this entry on."""
    edition = lodged.act.edition
    refused = (
        require_kind(forum, lodged.act, "secretariat")
        or require_decision(forum, lodged.act.decision)
        or check_edition(edition, dict(forum.bodies))
        or check_zones_kept(forum, edition)
    )
    if refused:
        return refused
    if edition.number != forum.edition.number + 1 or edition.symbol_prefix != forum.edition.symbol_prefix:
        return Refused("10.9", found=str(edition.number), expected=str(forum.edition.number + 1))
    changed = take_tables(replace(forum, edition=edition), edition, lodged.at)
    return Change(changed, (Effect("edition", str(edition.number)),))
