# SPDX-License-Identifier: Apache-2.0
"""A record over two epochs: one tree under two logs, replayed, followed and certified; a counterfeit successor is refused."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from comity.acts.entry import format_entry
from comity.acts.nodes import Succeed
from comity.acts.outcomes import RecordOutcome
from comity.acts.signed import format_signed_act
from comity.record.certificate import certify, verify_certificate
from comity.record.confirmation import WitnessSet, witness_set
from comity.record.errors import (
    BrokenRecord,
    ChangeInside,
    MalformedCertificate,
    MalformedEvidence,
    Mismatch,
    Unconfirmed,
)
from comity.record.evidence import Finding, TwoSuccessors, check_evidence, format_evidence, parse_evidence
from comity.record.follow import Held, follow, hold
from comity.record.policy import policies
from comity.record.replay import check_here, replay
from comity.rules.forum import forum_bytes
from comity.rules.outcome import Refused
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.note import sign_note
from comity.tlog.tree_head import Checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, note_signer, witness_signers
from tests.cast.nodes import succession, successions, successor
from tests.record.counterfeit import FALSE_LOG, Counterfeiter
from tests.record.paper import anchor, certificate, put_together, refusal, taken_apart
from tests.record.stories import adopted, continued, mark, place

RECORD, FIRST, SUCCESSION, SECOND = continued()
NEXT = f"{ORIGIN}/2"


def test_the_forum_after_the_succession() -> None:
    forum = RECORD.state
    assert (forum.origin, forum.epoch, tuple(key.name for key in forum.log)) == (ORIGIN, 2, (NEXT, NEXT))
    names = ("REG", "REG/recovery", "REG/node")
    keys = [note_signer(f"{name}#2").vkey for name in names]
    assert [forum.keys[name] for name in names] == keys
    assert [witness.code for witness in forum.witnesses] == [*WITNESSES]
    assert all(f"log {NEXT}+" in policy.decode() for policy in policies(forum))


@pytest.mark.parametrize("cut", range(len(RECORD.entries) + 1))
def test_replaying_in_two_parts_is_replaying_the_whole(cut: int) -> None:
    whole = replay(RECORD.entries, check_here)
    start = replay(RECORD.entries[:cut], check_here) if cut else None
    parts = replay(RECORD.entries[cut:], check_here, start, read=RECORD.read)
    assert forum_bytes(parts.forum) == forum_bytes(whole.forum) == forum_bytes(RECORD.state)
    assert parts.frontier == whole.frontier
    assert whole.frontier.root() == RECORD.root()


def extended(record: Archivist, **fields: Any) -> list[bytes]:
    """The entries of a record with a succession that is right but for these fields."""
    given = {"epoch": 2, "successor": successor(), "statements": successions(WITNESSES[:3], 7, record.root())}
    signed = record.write(Succeed, "REG", signers=("REG#2",), **{**given, **fields})
    return [*record.entries, format_entry(record.at, format_signed_act(signed))]


def test_a_lower_statement_agrees_with_the_record() -> None:
    record = adopted()
    lower = (succession("ARD", 7, record.root()), succession("BOR", 3, record.root(3)))
    unsigned = succession("COR", 0, record.root(0))
    entries = extended(record, statements=(*lower, unsigned))
    assert replay(entries, check_here).forum.epoch == 2
    start = replay(entries[:7], check_here)
    assert replay(entries[7:], check_here, start, read=record.read).forum.epoch == 2


@pytest.mark.parametrize(("size", "code"), [(7, "ARD"), (3, "BOR"), (0, "COR")])
def test_a_statement_of_another_root_is_not_of_this_record(size: int, code: str) -> None:
    record = adopted()
    others = successions((other for other in WITNESSES[:3] if other != code), 7, record.root())
    entries = extended(record, statements=(*others, succession(code, size, bytes(32))))
    with pytest.raises(
        BrokenRecord, match=rf"entry 7: refused by rule 11\.8: the head of size {size} has another root"
    ):
        replay(entries, check_here)


def test_a_statement_that_another_signed_is_found_whatever_folds_ahead() -> None:
    record = adopted()
    forged = succession("COR", 7, record.root()).replace("— COR", "— ARD")
    statements = (*successions(WITNESSES[:2], 7, record.root()), forged)
    with pytest.raises(BrokenRecord, match=r"entry 7: refused by rule 11\.7"):
        replay(extended(record, statements=statements), check_here)


# Certificates.


@pytest.mark.parametrize("index", [0, FIRST, SUCCESSION, SECOND])
def test_a_certificate_under_the_log_of_today(index: int) -> None:
    """Decisions of before the succession are certified by the log after it: it is one tree."""
    verified = verify_certificate(certificate(RECORD, index), anchor(RECORD))
    assert (verified.anchored, verified.origin, verified.checkpoint.origin) == (True, ORIGIN, NEXT)
    assert (verified.index, verified.confirmations) == (index, ("ARD", "BOR", "COR"))
    assert (verified.decision is not None) == (index in {FIRST, SECOND})


def test_a_certificate_of_before_the_succession_stands() -> None:
    record = adopted()
    verified = verify_certificate(certificate(record, FIRST), anchor(RECORD))
    assert (verified.checkpoint.origin, verified.checkpoint.size) == (ORIGIN, 7)


@pytest.mark.parametrize("index", [FIRST, SUCCESSION])
def test_a_certificate_under_the_checkpoint_of_the_succession_itself(index: int) -> None:
    kept = dataclasses.replace(RECORD.archive, confirmed=RECORD.changes[0])
    data = certify(kept, RECORD.state, index)
    verified = verify_certificate(data, anchor(RECORD))
    assert (verified.checkpoint.origin, verified.checkpoint.size) == (NEXT, SUCCESSION + 1)
    proof, body = taken_apart(data)
    body["chain"]["changes"] = []
    assert refusal(put_together(proof, body)) == f"a checkpoint of {NEXT}, not of {ORIGIN}"


def test_a_certificate_under_an_older_checkpoint_leaves_the_succession_out() -> None:
    kept = dataclasses.replace(RECORD.archive, confirmed=adopted().confirmed)
    _, body = taken_apart(certify(kept, RECORD.state, FIRST))
    assert body["chain"]["changes"] == []


def test_two_successions_and_a_new_witness_between() -> None:
    record = Archivist.opened()
    record.wait(seconds=1).succeed()
    record.wait(seconds=1).enrol("ELV")
    record.wait(seconds=1).succeed(*WITNESSES, epoch=4)
    proposal = record.propose(record.circulate())
    record.confirm(*WITNESSES)
    verified = verify_certificate(certificate(record, len(record.entries) - 1), anchor(record))
    assert verified.act_id == proposal
    assert (verified.checkpoint.origin, verified.witnesses, verified.quorum) == (f"{ORIGIN}/4", 5, 4)


def test_a_certificate_without_the_succession() -> None:
    proof, body = taken_apart(certificate(RECORD, FIRST))
    body["chain"]["changes"] = []
    assert refusal(put_together(proof, body)) == f"a checkpoint of {NEXT}, not of {ORIGIN}"


@pytest.mark.parametrize("codes", [("ARD", "BOR"), ()])
def test_a_successor_that_no_quorum_confirmed(codes: tuple[str, ...]) -> None:
    proof, body = taken_apart(certificate(RECORD, FIRST))
    body["chain"]["changes"][0]["checkpoint"] = RECORD.checkpoint(*codes, size=SUCCESSION + 1).decode()
    assert refusal(put_together(proof, body)).startswith(f"{len(codes)} of 4 witnesses cosigned size {SUCCESSION + 1}")


def test_a_succession_that_the_log_before_signed() -> None:
    signers = [*log_signers(ORIGIN), *(signer for code in WITNESSES for signer in witness_signers(code))]
    note = sign_checkpoint(Checkpoint(ORIGIN, SUCCESSION + 1, RECORD.root(SUCCESSION + 1)), signers, 1_800_000_000)
    proof, body = taken_apart(certificate(RECORD, FIRST))
    body["chain"]["changes"][0]["checkpoint"] = note.decode()
    assert refusal(put_together(proof, body)) == f"a checkpoint of {ORIGIN}, not of {NEXT}"


def test_a_counterfeit_successor() -> None:
    """Whoever holds no witness's key continues the true record with a log of its own and witnesses of the same names."""
    true = adopted()
    false = Counterfeiter(entries=extended(true), log=log_signers(NEXT))
    note = false.checkpoint(*WITNESSES)
    kept = dataclasses.replace(true.archive, entries=false.entries, changes=[note], confirmed=note)
    with pytest.raises(Unconfirmed, match=f"0 of 4 witnesses cosigned size {SUCCESSION + 1}"):
        certify(kept, true.state, FIRST)


def test_a_record_without_witnesses_has_no_successor() -> None:
    """Where the log alone vouches, a second log could vouch for itself."""
    record = Archivist.opened(witnesses=())
    entries = extended(record, statements=successions(WITNESSES[:3], 1, record.root()))
    kept = dataclasses.replace(record.archive, entries=entries)
    record.entries, record.log = entries, log_signers(NEXT)
    kept.changes = [record.checkpoint()]
    kept.confirmed = kept.changes[0]
    with pytest.raises(MalformedCertificate, match=r"a change does not follow on what was before it: rule 11\.6"):
        certify(kept, record.state, 0)


# Following.


def held_at(size: int) -> Held:
    """What a node holds of the record over two epochs."""
    log = log_signers(ORIGIN if size <= SUCCESSION else NEXT)
    record = dataclasses.replace(RECORD, log=log)
    return hold(RECORD.entries[:size], record.checkpoint(*WITNESSES, size=size), check_here)


@pytest.mark.parametrize("size", range(1, SUCCESSION + 1))
def test_the_succession_closes_its_checkpoint(size: int) -> None:
    step = follow(held_at(size), RECORD.changes[0], RECORD.entries[size : SUCCESSION + 1], check_here, read=RECORD.read)
    assert isinstance(step, Held)
    assert (step.forum.epoch, step.before) == (2, witness_set(RECORD.state))


def test_from_nothing_over_the_succession() -> None:
    step = follow(None, RECORD.changes[0], RECORD.entries[: SUCCESSION + 1], check_here)
    assert isinstance(step, Held)
    assert step.before == witness_set(RECORD.state)
    again = hold(RECORD.entries[: SUCCESSION + 1], RECORD.changes[0], check_here)
    assert (forum_bytes(again.forum), again.before) == (forum_bytes(step.forum), step.before)


def test_a_step_over_the_succession() -> None:
    with pytest.raises(ChangeInside) as inside:
        follow(held_at(5), RECORD.checkpoint(), RECORD.entries[5:], check_here, read=RECORD.read)
    assert inside.value.index == SUCCESSION


def test_nothing_follows_until_the_succession_is_confirmed() -> None:
    note = RECORD.checkpoint("ARD", "BOR", size=SUCCESSION + 1)
    step = follow(held_at(7), note, RECORD.entries[7 : SUCCESSION + 1], check_here, read=RECORD.read)
    assert isinstance(step, Held)
    rest = RECORD.entries[SUCCESSION + 1 :]
    with pytest.raises(Unconfirmed, match="2 of 4"):
        follow(step, RECORD.checkpoint(), rest, check_here, read=RECORD.read)
    confirmed = follow(step, RECORD.changes[0], [], check_here)
    assert isinstance(confirmed, Held)
    end = follow(confirmed, RECORD.confirmed, rest, check_here, read=RECORD.read)
    assert isinstance(end, Held)
    assert forum_bytes(end.forum) == forum_bytes(RECORD.state)
    assert end.before is None


def test_after_the_succession_the_log_before_signs_nothing() -> None:
    old = dataclasses.replace(RECORD, log=log_signers(ORIGIN))
    with pytest.raises(Unconfirmed):
        follow(
            held_at(SUCCESSION + 1), old.checkpoint(), RECORD.entries[SUCCESSION + 1 :], check_here, read=RECORD.read
        )


def test_the_log_before_does_not_sign_the_succession() -> None:
    old = dataclasses.replace(RECORD, log=log_signers(ORIGIN))
    note = old.checkpoint(*WITNESSES, size=SUCCESSION + 1)
    with pytest.raises(Unconfirmed):
        follow(held_at(7), note, RECORD.entries[7 : SUCCESSION + 1], check_here, read=RECORD.read)


def followed(entries: list[bytes], log: str = NEXT) -> Held:
    """Follow the record of seven entries by one more, under a checkpoint of this log."""
    record = dataclasses.replace(adopted(), entries=entries, log=log_signers(log))
    step = follow(held_at(7), record.checkpoint(), entries[7:], check_here, read=record.read)
    assert isinstance(step, Held)
    return step


def test_a_log_that_too_few_states_want_accuses_nobody() -> None:
    """The known log has signed none of it: what its keys did not sign is no fault of its own."""
    entries = extended(adopted(), statements=successions(WITNESSES[:2], 7, adopted().root()))
    with pytest.raises(Unconfirmed, match=r"a log that does not follow: entry 7: refused by rule 11\.7"):
        followed(entries)


def test_a_known_log_that_lets_too_few_states_choose_is_at_fault() -> None:
    """The log before signed the checkpoint of a succession in its own epoch, which no log can follow from."""
    entries = extended(adopted(), epoch=1, successor=successor(1))
    with pytest.raises(BrokenRecord, match=r"entry 7: refused by rule 1\.4"):
        followed(entries, ORIGIN)


def test_a_last_entry_that_cannot_be_read_is_the_fault_of_who_signed() -> None:
    good = extended(adopted())
    broken = [*good[:7], good[7].replace(b'"epoch":2', b'"epoch":0')]
    with pytest.raises(BrokenRecord, match="entry 7"):
        followed(broken, ORIGIN)
    with pytest.raises(Unconfirmed):
        followed(broken)


def test_an_act_that_only_looks_like_a_succession() -> None:
    """The bytes of the type may stand in a text of a malformed entry; only an act that is one lets a log follow."""
    entries = [*adopted().entries, adopted().entries[6] + b'"type":"Succeed"']
    with pytest.raises(BrokenRecord, match="entry 7"):
        followed(entries, ORIGIN)


def test_entries_that_do_not_lead_to_the_checkpoint_of_the_next_log() -> None:
    with pytest.raises(Mismatch):
        follow(held_at(6), RECORD.changes[0], RECORD.entries[7 : SUCCESSION + 1], check_here, read=RECORD.read)


# Evidence.

KEYS = adopted().state.keys
WITNESSED = witness_set(adopted().state)


def judged(first: str, second: str) -> Finding:
    """Judge two statements after they have gone through the written form."""
    evidence = parse_evidence(format_evidence(TwoSuccessors(first, second)))
    return check_evidence(evidence, WITNESSED, timedelta(seconds=2), KEYS)


def test_two_successors_in_one_epoch() -> None:
    one, other = succession("ARD", 7), succession("ARD", 9, keys=successor(3))
    assert judged(one, other) == Finding("two_successors", ORIGIN, (7, 9), (), ("ARD",))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (succession("ARD", 9), "the two statements do not name two successors in one epoch"),
        (succession("ARD", 7, epoch=3), "the two statements do not name two successors in one epoch"),
        (
            succession("ARD", 7, keys=successor(3), origin="other.example/record"),
            "the two statements do not name two successors in one epoch",
        ),
        (succession("BOR", 7, keys=successor(3)), "no known key signed this note"),
        (succession("BOR", 7, keys=successor(3)).replace("BOR", "ARD"), "no known key signed this note"),
        (succession("ARD/node", 7, keys=successor(3)), "no known key signed this note"),
        (sign_note(b"yes\n", [note_signer("ARD")]).decode(), "these are not the lines of comity/succession/v1"),
    ],
)
def test_what_does_not_name_two_successors(second: str, said: str) -> None:
    with pytest.raises(MalformedEvidence) as caught:
        judged(succession("ARD", 7), second)
    assert str(caught.value) == said


def test_a_signature_that_does_not_hold_accuses_nobody() -> None:
    good, other = succession("ARD", 7), succession("ARD", 7, keys=successor(3))
    forged = other.rpartition("— ")[0] + "— " + good.rpartition("— ")[2]
    with pytest.raises(MalformedEvidence, match="ARD did not sign this text"):
        judged(good, forged)


def test_a_state_whose_key_is_not_known_is_not_accused() -> None:
    with pytest.raises(MalformedEvidence, match="no key of ZZZ is known"):
        judged(*(succession("ZZZ", 7, keys=successor(epoch)) for epoch in (2, 3)))


# Outcomes.


def test_an_outcome_rests_on_a_head_of_the_log_of_today() -> None:
    record = Archivist.opened()
    proposal = record.propose(record.circulate())
    place(record.wait(seconds=1), proposal)
    record.wait(seconds=200)
    mark(record)
    record.wait(seconds=5)
    before = record.head()
    record.succeed()
    fields = record.outcome_fields(proposal)
    refused = record.offer(RecordOutcome, "REG", **fields, head=before)
    assert refused == Refused("10.4", found=f"{ORIGIN} 5", expected=f"{NEXT} 4-6")
    record.lodge(RecordOutcome, "REG", **fields, head=record.head())


def test_who_confirms_is_the_next_log_and_the_same_witnesses() -> None:
    before = witness_set(adopted().state)
    assert witness_set(RECORD.state) == WitnessSet(RECORD.state.log, before.witnesses, before.quorum)
    assert FALSE_LOG[0].vkey not in RECORD.state.log
