# SPDX-License-Identifier: Apache-2.0
"""A member is admitted while a silence runs: 27 witnesses, then 28, 29, and 28 again; K follows, the eligible stay."""

from datetime import timedelta
from functools import cache

import pytest

from comity.acts.envelope import Text
from comity.acts.outcomes import RecordOutcome
from comity.acts.parties import AdmitParty, Genesis, PartyRow
from comity.acts.silence import Object, PlaceUnderSilence
from comity.record.certificate import certify, verify_certificate
from comity.record.chain import anchor_of
from comity.record.confirmation import confirmed
from comity.record.errors import Unconfirmed
from comity.record.history import History
from comity.record.replay import check_here, replay
from tests.cast.archive import Archivist
from tests.cast.forum import EDITION, MEMBERS, ORIGIN, genesis_fields
from tests.cast.keys import party_keys
from tests.record.stories import mark

TWENTY_EIGHT = (*MEMBERS, *(f"M{number:02}" for number in range(6, 28)))
TWENTY_SEVEN = TWENTY_EIGHT[:27]


def row(code: str, order: int) -> PartyRow:
    return PartyRow(code=code, kind="member", order=order, name=Text(en=code), keys=party_keys(code))


def silenced(record: Archivist, symbol: str, seconds: int) -> str:
    """Place a text under silence for so long."""
    proposal = record.wait(seconds=1).propose(record.circulate(symbol))
    record.lodge(
        PlaceUnderSilence, "BOR", proposal=proposal, text_sha256=record.text_of(proposal),
        deadline_at=record.at.replace(microsecond=0) + timedelta(seconds=seconds), notified=record.state.eligible,
    )  # fmt: skip
    return proposal


def outcome(record: Archivist, proposal: str) -> int:
    """Record what came out, under a head that K of the witnesses of now have cosigned; give its index."""
    codes = tuple(witness.code for witness in record.state.witnesses)[: record.state.quorum]
    record.lodge(RecordOutcome, "REG", **record.outcome_fields(proposal), head=record.head(codes))
    return len(record.entries) - 1


@cache
def played() -> tuple[Archivist, str, int]:
    """The record, the plan that was under silence all the while, and the index of its outcome."""
    record = Archivist()
    fields = genesis_fields(EDITION, ())
    officials = [each for each in fields["parties"] if each.kind != "member"]
    fields["parties"] = (*officials, *(row(code, order) for order, code in enumerate(TWENTY_EIGHT, 1)))
    record.lodge(Genesis, "SEC", **fields)
    for code in TWENTY_SEVEN:
        record.enrol(code)
    admission = silenced(record, "CICA/SOC/2026/L.1", 70)
    record.wait(seconds=100)
    mark(record)
    outcome(record, admission)
    plan = silenced(record.wait(seconds=1), "CICA/SOC/2026/L.2", 1000)
    record.wait(seconds=10).enrol("M27")
    record.wait(seconds=10).lodge(AdmitParty, "SEC", party=row("NEW", 29), decision=admission)
    record.enrol("NEW")
    record.wait(seconds=10).retire("ARD")
    record.lodge(Object, "NEW", proposal=plan)
    record.wait(seconds=1200)
    mark(record)
    index = outcome(record, plan)
    mark(record.wait(seconds=5))
    record.confirm(*(witness.code for witness in record.state.witnesses[: record.state.quorum]))
    return record, plan, index


def test_n_and_k_follow_the_changes_and_each_is_confirmed_by_the_set_before_it() -> None:
    record, _, _ = played()
    history = History(record.entries[0])
    history.grow(record.entries[1:])
    sizes = [int(note.split(b"\n")[1]) for note in record.changes[-3:]]
    sets = [history.at(ORIGIN, size) for size in (*sizes, len(record.entries))]
    assert [(len(each.witnesses), each.quorum) for each in sets] == [(27, 19), (28, 19), (29, 20), (28, 19)]
    for size, judges in zip(sizes, sets, strict=False):
        codes = [witness.code for witness in judges.witnesses]
        # The newest member confirms no change that lets it in, and one fewer than K confirms nothing.
        assert confirmed(record.checkpoint(*codes[-judges.quorum :], size=size), judges).checkpoint.size == size
        with pytest.raises(Unconfirmed, match=f"{judges.quorum} are needed"):
            confirmed(record.checkpoint(*codes[1 : judges.quorum], size=size), judges)


def test_who_was_eligible_when_the_silence_began_stays_so() -> None:
    record, plan, index = played()
    matter = record.state.matters[plan]
    assert matter.silence is not None
    assert (matter.silence.eligible, matter.objections) == (tuple(TWENTY_EIGHT), ())
    assert (matter.stage, matter.result, matter.outcome_index) == ("recorded", "adopted_by_silence", index)
    assert record.state.eligible == (*TWENTY_EIGHT, "NEW")
    again = record.entries[:index]
    assert replay(again, check_here).forum.matters[plan].silence == matter.silence


def test_the_certificate_of_the_outcome_leads_over_every_change() -> None:
    record, _, index = played()
    verified = verify_certificate(certify(record.archive, record.state, index), anchor_of(record.entries[0]))
    assert isinstance(verified.act, RecordOutcome)
    assert len(verified.act.eligible) == 28
    assert (verified.anchored, verified.witnesses, verified.quorum, verified.least_quorum) == (True, 28, 19, 0)
    assert len(verified.confirmations) == 19
