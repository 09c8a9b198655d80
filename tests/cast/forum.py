# SPDX-License-Identifier: Apache-2.0
"""A small conference for tests: six members, an observer, two bodies, an edition in which every rule has work to do."""

from datetime import UTC, date, datetime
from typing import Any

from comity.acts.catalogue import ACTS
from comity.acts.edition import Edition, MeetingTerms, SilenceTerms
from comity.acts.envelope import Text
from comity.acts.parties import BodyRow, ChairTerm, PartyRow
from comity.acts.zones import ZoneTable
from comity.rules.forum import witness_quorum
from tests.cast.keys import log_signers, party_keys, vkey_of

ORIGIN = "exercise.comity.example/record"
START = datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC)
"""A Monday, ten in the morning at the seat."""
MEMBERS = {"ARD": "Arden", "BOR": "Borea", "COR": "Corvia", "DEL": "Delmar", "ELV": "Elvana", "FEN": "Fenmark"}
WITNESSES = ("ARD", "BOR", "COR", "DEL")

ZONES = (
    ZoneTable(name="Asia/Almaty", first_offset_s=21_600, changes=(1_709_229_600,), offsets=(18_000,)),
    ZoneTable(
        name="Africa/Cairo",
        first_offset_s=7200,
        changes=(1_776_981_600, 1_793_307_600, 1_809_036_000, 1_824_757_200),
        offsets=(10_800, 7200, 10_800, 7200),
    ),
)
"""Two zones as the tz database has them: one that moved for good on 1 March 2024, one that changes twice a year (2026, 2027)."""

EDITION = Edition(
    number=1,
    title=Text(en="Rules for tests", ru="Правила для испытаний"),
    source="made for tests",
    in_force_on=date(2026, 1, 1),
    rules=1,
    act_types=tuple(sorted(ACTS)),
    official_language="en",
    working_languages=("en", "ru"),
    tolerance_s=2,
    mark_every_s=600,
    outage_after_s=1800,
    max_extension_s=86_400,
    reenrol_wait_s=259_200,
    least_witnesses=4,
    attendance_num=2,
    attendance_den=3,
    symbol_prefix="CICA",
    visibility="public",
    acts_per_hour=200,
    bytes_per_day=1_000_000,
    host_utc_offset_min=300,
    rest_days=(6, 7),
    holidays=(date(2026, 12, 16),),
    silence=(
        SilenceTerms(body="SOC", min_period_s=60, required_languages=("en",), max_extensions=2),
        SilenceTerms(body="MC", min_period_s=3600, proposing_bodies=("SOC",), required_languages=("en", "ru")),
    ),
    meeting=(MeetingTerms(body="SOC", notice_s=3600, required_languages=("en",)), MeetingTerms(body="MC")),
    succession_consented=True,
    tz_release="2025b",
    zones=ZONES,
)


def genesis_fields(edition: Edition = EDITION, witnesses: tuple[str, ...] = WITNESSES) -> dict[str, Any]:
    """The fields of the genesis act, but for its envelope."""
    rows = [
        PartyRow(code="SEC", kind="secretariat", order=0, name=Text(en="Secretariat"), keys=party_keys("SEC")),
        PartyRow(code="REG", kind="registry", order=0, name=Text(en="Registry"), keys=party_keys("REG")),
        PartyRow(code="OBS", kind="observer_state", order=1, name=Text(en="Osterland"), keys=party_keys("OBS")),
    ]
    for order, (code, name) in enumerate(MEMBERS.items(), 1):
        keys = party_keys(code, witness=code in witnesses)
        rows.append(PartyRow(code=code, kind="member", order=order, name=Text(en=name), keys=keys))
    chair = (ChairTerm(party="BOR", from_at=START.replace(year=2025)),)
    return {
        "title": Text(en="Conference of the tests"),
        "edition": edition,
        "log": tuple(vkey_of(signer) for signer in log_signers(ORIGIN)),
        "parties": tuple(rows),
        "bodies": tuple(
            BodyRow(code=code, name=Text(en=name), chairs=chair)
            for code, name in (
                ("SOC", "Senior Officials Committee"),
                ("MC", "Ministerial Council"),
                ("SWG", "Working Group"),
            )
        ),
        "quorum": witness_quorum(len(witnesses)),
    }
