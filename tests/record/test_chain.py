# SPDX-License-Identifier: Apache-2.0
"""The chain from the anchor to the witnesses of today, followed by a stranger."""

import dataclasses
from typing import Any

import msgspec
import pytest

from comity.acts.entry import format_entry
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.outcomes import RecordOutcome
from comity.acts.signed import format_signed_act
from comity.acts.silence import Object
from comity.record.certificate import certify, verify_certificate
from comity.record.chain import Link
from comity.record.errors import MalformedCertificate
from comity.tlog.merkle import consistency_proof, inclusion_proof
from comity.tlog.proof import Proof
from comity.tlog.signer import Signer
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, vkey_of, witness_signers
from tests.record.paper import Body, anchor, certificate, put_together, refusal, taken_apart
from tests.record.stories import changing, lapse, mark, place


def test_witnesses_that_change() -> None:
    record = changing()
    verified = verify_certificate(certificate(record, 12), anchor(record))
    assert (verified.witnesses, verified.quorum, verified.least_quorum) == (4, 3, 0)
    assert verified.confirmations == ("ARD", "BOR", "COR")
    assert verified.decision is not None


@pytest.mark.parametrize(("size", "witnesses"), [(1, 0), (2, 0), (3, 1), (5, 3), (6, 4), (8, 4), (9, 5), (10, 5)])
def test_a_certificate_from_the_middle_of_the_chain(size: int, witnesses: int) -> None:
    """A checkpoint that ends with a change is confirmed by the set before it."""
    record = changing()
    signers: list[Signer] = [*log_signers(ORIGIN)]
    for code in (*WITNESSES, "ELV")[:witnesses]:
        signers += witness_signers(code)
    kept = dataclasses.replace(record.archive, confirmed=record.checkpoint(size=size, signers=signers))
    verified = verify_certificate(certify(kept, record.state, size - 1), anchor(record))
    assert (verified.witnesses, verified.least_quorum, verified.index) == (witnesses, 0, size - 1)
    assert verified.confirmations == (*WITNESSES, "ELV")[:witnesses]


def test_the_least_quorum_on_the_way() -> None:
    record = Archivist.opened(witnesses=("ARD", "BOR"))
    record.enrol("COR")
    record.enrol("DEL")
    mark(record)
    record.confirm()
    verified = verify_certificate(certificate(record, 3), anchor(record))
    assert (verified.quorum, verified.least_quorum) == (3, 2)


def links(record: Archivist) -> tuple[Proof, Body, list[Body]]:
    """A certificate of this record, taken apart: what is done to the list is done to the body."""
    proof, body = taken_apart(certificate(record, 6))
    return proof, body, body["chain"]["changes"]


@pytest.mark.parametrize("index", range(7))
def test_a_link_less(index: int) -> None:
    proof, body, chain = links(changing())
    assert len(chain) == 7
    del chain[index]
    refusal(put_together(proof, body))


@pytest.mark.parametrize("index", range(7))
def test_a_link_twice(index: int) -> None:
    proof, body, chain = links(changing())
    chain.insert(index, chain[index])
    refusal(put_together(proof, body))


@pytest.mark.parametrize("index", range(6))
def test_two_links_in_the_other_order(index: int) -> None:
    proof, body, chain = links(changing())
    chain[index : index + 2] = reversed(chain[index : index + 2])
    refusal(put_together(proof, body))


def hiding(changes: int) -> Archivist:
    """Elvana became a witness, a silence was ended, Delmar retired; a certificate leaves out all but so many changes."""
    record = Archivist.opened()
    record.enrol("ELV")
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    record.wait(seconds=10).lodge(Object, "COR", proposal=proposal, reason="Paragraph 2.")
    record.record(proposal)
    record.retire("DEL")
    mark(record)
    record.confirm("ARD", "BOR", "COR", "ELV")
    del record.changes[changes:]
    return record


OUTCOME = 6


def test_an_outcome_names_the_witnesses_enrolled_when_it_was_recorded() -> None:
    record = hiding(2)
    verified = verify_certificate(certificate(record, OUTCOME), anchor(record))
    assert (type(verified.act), verified.witnesses, verified.confirmations) == (
        RecordOutcome,
        4,
        ("ARD", "BOR", "COR", "ELV"),
    )


def test_a_change_left_out_before_an_outcome() -> None:
    """Three of the four first witnesses cosign a record in which a fifth was enrolled, and show none of it."""
    record = hiding(0)
    with pytest.raises(MalformedCertificate, match="are not those that the chain leads to"):
        certificate(record, OUTCOME)


def test_a_change_left_out_after_an_outcome_is_not_seen() -> None:
    """What the outcome says of the witnesses binds those before it; no entry binds those after."""
    record = hiding(1)
    assert verify_certificate(certificate(record, OUTCOME), anchor(record)).witnesses == 5


def test_a_witness_retired_by_decision() -> None:
    record = Archivist.opened()
    proposal = record.propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    lapse(record, proposal)
    record.lodge(RetireWitness, "SEC", party="DEL", decision=proposal, quorum_before=3, quorum=3)
    mark(record)
    record.confirm()
    verified = verify_certificate(certificate(record, len(record.entries) - 1), anchor(record))
    assert (verified.witnesses, verified.quorum, verified.confirmations) == (3, 3, ("ARD", "BOR", "COR"))


def test_a_retirement_by_whom_the_chain_does_not_know() -> None:
    """The chain knows the parties of genesis: one that came later does not retire another, on a decision or not."""
    record = Archivist.opened()
    fields: dict[str, Any] = {"party": "DEL", "decision": "ab" * 32, "quorum_before": 3, "quorum": 3}
    signed = record.write(RetireWitness, "ZZZ", **fields)
    record.entries.append(format_entry(record.at, format_signed_act(signed)))
    record.changes.append(record.checkpoint(*WITNESSES))
    mark(record)
    record.confirmed = record.checkpoint(*WITNESSES)
    with pytest.raises(MalformedCertificate, match=r"does not follow on what was before it: rule 3\.9"):
        certificate(record, 1)


def test_a_link_that_the_set_before_it_did_not_confirm() -> None:
    record = changing()
    proof, body, chain = links(record)
    chain[4]["checkpoint"] = record.checkpoint("ARD#1", "BOR", "COR", size=8).decode()
    assert refusal(put_together(proof, body)).startswith("2 of 4 witnesses cosigned size 8")


def false_link(record: Archivist, size: int, *codes: str) -> Body:
    """A link that is right in all but that its entry changes no witness."""
    link = Link(
        checkpoint=record.checkpoint(*codes, size=size).decode(),
        consistency=consistency_proof(record.read, size, len(record.entries)),
        entry=record.entries[size - 1].decode(),
        proof=inclusion_proof(record.read, size - 1, size),
    )
    body: Body = msgspec.to_builtins(link)
    return body


def test_a_change_that_ends_the_final_checkpoint_has_no_link() -> None:
    """The set before it confirms that checkpoint: the change itself says nothing about it."""
    record = changing()
    kept = dataclasses.replace(record.archive, confirmed=record.changes[4])
    proof, body = taken_apart(certify(kept, record.state, 1))
    assert len(body["chain"]["changes"]) == 4
    link = Link(
        checkpoint=record.changes[4].decode(),
        consistency=(),
        entry=record.entries[7].decode(),
        proof=inclusion_proof(record.read, 7, 8),
    )
    body["chain"]["changes"].append(msgspec.to_builtins(link))
    said = "the changes do not stand in their order before the final checkpoint"
    assert refusal(put_together(proof, body)) == said


def test_a_link_that_changes_no_witness() -> None:
    record = changing()
    proof, body, chain = links(record)
    chain.insert(4, false_link(record, 7, "BOR", "COR", "DEL"))
    assert refusal(put_together(proof, body)) == "Propose changes neither the witnesses nor the log"


def test_a_change_that_the_rules_refuse() -> None:
    """A log that sequences a change with a false quorum, and witnesses who cosign it all the same."""
    record = Archivist.opened()
    keys = tuple(vkey_of(signer) for signer in witness_signers("ELV"))
    signed = record.write(EnrolWitness, "ELV", keys=keys, quorum_before=3, quorum=3)
    record.entries.append(format_entry(record.at, format_signed_act(signed)))
    record.changes.append(record.checkpoint(*WITNESSES))
    mark(record)
    record.confirmed = record.checkpoint(*WITNESSES)
    with pytest.raises(MalformedCertificate, match=r"does not follow on what was before it: rule 3\.10"):
        certificate(record, 1)


def test_a_link_of_another_history() -> None:
    """Both checkpoints are confirmed and each proof holds in its own tree; together they are two records."""
    record, other = changing(), Archivist.opened(witnesses=())
    for code in WITNESSES:
        other.wait(seconds=2).enrol(code)
    proof, body, chain = links(record)
    for index in range(4):
        note, entry = other.changes[index], other.entries[index + 1]
        hashes = inclusion_proof(other.read, index + 1, index + 2)
        changed = Link(note.decode(), (), entry.decode(), hashes)
        chain[index] = {**msgspec.to_builtins(changed), "consistency": chain[index]["consistency"]}
    assert refusal(put_together(proof, body)) == "the larger tree does not begin with the smaller one"
