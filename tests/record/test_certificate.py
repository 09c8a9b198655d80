# SPDX-License-Identifier: Apache-2.0
"""Certificates: what they show, and of what there is none."""

import dataclasses

import pytest
from msgspec.structs import replace

from comity.acts.consensus import PutQuestion
from comity.acts.entry import parse_entry
from comity.acts.envelope import Text
from comity.acts.outcomes import RecordOutcome
from comity.acts.parties import Genesis
from comity.acts.silence import PlaceUnderSilence
from comity.record.certificate import Verified, certify, verify_certificate
from comity.record.decision import Paper
from comity.record.errors import MalformedCertificate, Unconfirmed
from comity.record.policy import policies
from comity.tlog.note import parse_note
from comity.tlog.policy import parse_policy
from comity.tlog.proof import parse_proof, verify_proof
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.scribe import version
from tests.record.paper import anchor, certificate
from tests.record.stories import adopted, at_meeting, conformed, mark, objected

# What they show.


def test_a_decision_by_silence() -> None:
    record = adopted()
    verified = verify_certificate(certificate(record, 5), anchor(record))
    entry = parse_entry(record.entries[5])
    proposal, opening = (parse_entry(record.entries[index]).signed.act for index in (2, 3))
    assert isinstance(opening, PlaceUnderSilence)
    symbol = "CICA/SOC/2026/L.1"
    assert verified == Verified(
        anchor=anchor(record),
        anchored=True,
        origin=ORIGIN,
        index=5,
        sequenced_at=entry.sequenced_at,
        act=entry.signed.act,
        act_id=entry.signed.id,
        checkpoint=parse_checkpoint(parse_note(record.confirmed).text),
        confirmations=("ARD", "BOR", "COR"),
        witnesses=4,
        quorum=3,
        least_quorum=3,
        least_witnesses=4,
        decision=verified.decision,
    )
    assert verified.decision is not None
    assert (verified.decision.proposal, verified.decision.opening) == (proposal, opening)
    assert verified.decision.opened_at == parse_entry(record.entries[3]).sequenced_at
    versions = (version(symbol, "en"), version(symbol, "ru"))
    assert verified.decision.papers == (Paper(symbol, Text(en=f"Document {symbol}"), versions),)
    assert verified.decision.number == ""
    assert verified.provisional is False


def test_an_outcome_by_objection() -> None:
    record = objected()
    verified = verify_certificate(certificate(record, 5), anchor(record))
    assert isinstance(verified.act, RecordOutcome)
    assert verified.act.result == "objected"
    assert [(each.party, each.kind) for each in verified.act.positions] == [("COR", "objection")]
    assert verified.decision is not None
    assert isinstance(verified.decision.opening, PlaceUnderSilence)


def test_a_decision_of_a_meeting_with_what_was_read_out() -> None:
    record, first, second = at_meeting()
    verified = verify_certificate(certificate(record, first), anchor(record))
    one, two = "CICA/SOC/2026/L.1", "CICA/SOC/2026/L.2"
    assert verified.decision is not None
    assert isinstance(verified.decision.opening, PutQuestion)
    issued = tuple(version(one, language) for language in ("en", "ru"))
    read_out = tuple(version(two, language, "second") for language in ("en", "ru"))
    assert verified.decision.papers == (
        Paper(one, Text(en=f"Document {one}"), issued),
        Paper(two, Text(en=f"Document {two}"), read_out, revised_orally=True),
    )
    assert verified.decision.number == "CICA/SOC/2026/DEC.1"

    again = verify_certificate(certificate(record, second), anchor(record)).decision
    assert again is not None
    assert again.papers == (Paper("CICA/SOC/2026/DEC.1", Text(en=f"Document {one}"), issued),)
    assert again.number == ""


def test_a_decision_on_a_decision_shows_the_text_as_it_was_announced() -> None:
    record, index = conformed()
    decision = verify_certificate(certificate(record, index), anchor(record)).decision
    assert decision is not None
    symbol = "CICA/SOC/2026/L.1"
    versions = (version(symbol, "en", "as read out"), version(symbol, "ru", "as translated"))
    assert decision.papers == (Paper("CICA/SOC/2026/DEC.1", Text(en=f"Document {symbol}"), versions),)


def test_a_number_announced_after_the_confirmed_checkpoint_is_not_shown() -> None:
    record, first, _ = at_meeting()
    early = dataclasses.replace(record.archive, confirmed=record.checkpoint(*WITNESSES, size=first + 1))
    verified = verify_certificate(certify(early, record.state, first), None)
    assert verified.decision is not None
    assert verified.decision.number == ""


@pytest.mark.parametrize("index", range(7))
def test_every_entry_has_a_certificate(index: int) -> None:
    record = adopted()
    verified = verify_certificate(certificate(record, index), anchor(record))
    assert (verified.index, verified.act) == (index, parse_entry(record.entries[index]).signed.act)
    assert (verified.decision is not None) is (index == 5)


def test_without_an_anchor_it_says_so() -> None:
    record = adopted()
    with_anchor = verify_certificate(certificate(record, 1), anchor(record))
    without = verify_certificate(certificate(record, 1), None)
    assert (with_anchor.anchored, without.anchored) == (True, False)
    assert replace(without, anchored=True, checkpoint=with_anchor.checkpoint) == with_anchor


def test_any_reader_of_tlog_proofs_can_check_the_proof() -> None:
    record = adopted()
    proof = parse_proof(certificate(record, 5))
    for policy in policies(record.state):
        assert verify_proof(proof, record.leaves[5], parse_policy(policy)).size == 7


def test_few_witnesses_are_provisional() -> None:
    record = Archivist.opened(witnesses=("ARD", "BOR"))
    mark(record)
    record.confirm()
    verified = verify_certificate(certificate(record, 1), anchor(record))
    assert (verified.witnesses, verified.quorum, verified.provisional) == (2, 2, True)
    assert verified.confirmations == ("ARD", "BOR")


def test_without_witnesses_the_log_alone_vouches() -> None:
    record = Archivist.opened(witnesses=())
    record.confirm()
    verified = verify_certificate(certificate(record, 0), anchor(record))
    assert (verified.witnesses, verified.quorum, verified.least_quorum, verified.provisional) == (0, 0, 0, True)
    assert (verified.confirmations, type(verified.act)) == ((), Genesis)


# What cannot be certified.


def test_an_entry_that_is_not_confirmed_yet() -> None:
    record = adopted()
    for kept, index in (
        (record.archive, 7),
        (record.archive, -1),
        (dataclasses.replace(record.archive, confirmed=b""), 0),
        (dataclasses.replace(record.archive, confirmed=record.checkpoint("ARD", "BOR")), 5),
    ):
        with pytest.raises(Unconfirmed):
            certify(kept, record.state, index)


def test_an_archive_that_does_not_hold_together() -> None:
    record = adopted()
    entries = [*record.entries[:3], record.entries[1], *record.entries[4:]]
    with pytest.raises(MalformedCertificate):
        certify(dataclasses.replace(record.archive, entries=entries), record.state, 2)
