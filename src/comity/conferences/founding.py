# SPDX-License-Identifier: Apache-2.0
"""Founding: the genesis act of a conference, from its tables and the keys that parties bring."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from msgspec import convert

from comity.acts.catalogue import ACTS
from comity.acts.edition import Edition
from comity.acts.envelope import Text
from comity.acts.parties import BodyRow, ChairTerm, Genesis, PartyRow
from comity.conferences.conference import Body, Chair, Conference, Names, Party
from comity.conferences.zones import load_zones
from comity.rules.forum import witness_quorum

REGISTRY = "REGISTRY"
"""The code under which the registry lodges marks and outcomes."""
FOUNDED_KINDS = frozenset({"governing", "working", "advisory"})
"""Kinds of bodies that exist; a body only proposed is not founded."""
REGISTRY_NAME = Text(en="Registry", ru="Регистратура")


def edition_of(conference: Conference) -> Edition:
    """Give the edition of the rules as the conference's tables hold it, with every act this software knows.

    It names zones; their tables are those that come with the package, and the edition carries them from here on.
    """
    zones = load_zones()
    tables = zones.named(tuple(conference.edition["zones"]))
    known = {"act_types": sorted(ACTS), "tz_release": zones.release, "zones": tables}
    return convert(conference.edition | known, Edition)


def found(
    conference: Conference,
    keys: Mapping[str, tuple[str, ...]],
    log: tuple[str, str],
    at: datetime,
    nonce: str,
    origin: str = "",
) -> Genesis:
    """Write the genesis act. ``keys`` maps party codes to verifier keys; parties left out enrol theirs later.

    ``log`` are the registry's checkpoint keys, ``nonce`` 128 random bits in hexadecimal, ``origin`` the name of the record
    where it is not the conference's own.
    """
    secretariat = next(body for body in conference.bodies if body.code == conference.secretariat)
    rows = [
        PartyRow(
            code=secretariat.code, kind="secretariat", order=0, name=_text(secretariat), keys=keys[secretariat.code]
        ),
        PartyRow(code=REGISTRY, kind="registry", order=0, name=REGISTRY_NAME, keys=keys[REGISTRY]),
    ]
    rows += [
        PartyRow(code=party.code, kind=party.kind, order=party.order, name=_text(party), keys=keys.get(party.code, ()))
        for party in conference.parties
    ]
    witnesses = sum(any(key.startswith(f"{row.code}/witness+") for key in row.keys) for row in rows)
    return Genesis(
        forum=origin or conference.origin,
        by=(secretariat.code,),
        seq=(1,),
        made_at=at.replace(microsecond=0),
        nonce=nonce,
        title=_names(conference.name),
        banner=_names(conference.banner) if conference.banner.en else None,
        edition=edition_of(conference),
        log=log,
        parties=tuple(rows),
        bodies=tuple(_bodies(conference)),
        quorum=witness_quorum(witnesses),
    )


def _bodies(conference: Conference) -> list[BodyRow]:
    chair = tuple(_term(term) for term in conference.chairs if not term.until_on)
    return [
        BodyRow(code=body.code, name=_text(body), chairs=chair)
        for body in conference.bodies
        if body.kind in FOUNDED_KINDS and body.code != conference.secretariat
    ]


def _term(chair: Chair) -> ChairTerm:
    return ChairTerm(party=chair.party, from_at=datetime.combine(date.fromisoformat(chair.from_on), time(), UTC))


def _text(row: Party | Body) -> Text:
    return Text(en=row.name_en, ru=row.name_ru)


def _names(names: Names) -> Text:
    return Text(en=names.en, ru=names.ru)
