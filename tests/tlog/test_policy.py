# SPDX-License-Identifier: Apache-2.0
"""Policies: one reading of every file, and quorums that cannot be met twice by one witness."""

from typing import Any

import pytest

from comity.tlog.checkpoint import Checkpoint, sign_checkpoint
from comity.tlog.errors import (
    Malformed,
    MalformedCheckpoint,
    MalformedPolicy,
    QuorumNotMet,
    Unverified,
    UnverifiedNote,
)
from comity.tlog.note import parse_note, sign_note
from comity.tlog.policy import Group, Log, Policy, Witness, format_policy, parse_policy, satisfied
from comity.tlog.vkey import format_vkey, verifier_key
from tests.tlog.keys import ARD, LOG, LOG_PQ, ORIGIN, WITNESSES, seed
from tests.tlog.vectors import cases, octets

AT = 1_700_000_000
CHECKPOINT = Checkpoint(ORIGIN, 42, seed("root"))
LOGS = (Log(LOG.vkey, "https://registry.example/"), Log(LOG_PQ.vkey))
PARTIES = tuple(Witness(party, signer.vkey) for party, signer in WITNESSES.items())
NAMES = tuple(WITNESSES)


@pytest.mark.parametrize("case", cases("policy"))
def test_vectors(case: dict[str, Any]) -> None:
    data = octets(case["policy"])
    if "refused" in case:
        with pytest.raises(MalformedPolicy):
            parse_policy(data)
        return
    policy = parse_policy(data)
    assert format_policy(policy) == octets(case["canonical"])
    assert parse_policy(octets(case["canonical"])) == policy


@pytest.mark.parametrize("case", cases("quorum"))
def test_quorum_vectors(case: dict[str, Any]) -> None:
    policy, note = parse_policy(octets(case["policy"])), parse_note(octets(case["note"]))
    if case.get("refused") == "quorum":
        with pytest.raises(QuorumNotMet):
            satisfied(policy, note)
    elif "refused" in case:
        family = {"unverified": Unverified, "malformed": Malformed}[case["refused"]]
        with pytest.raises(family) as caught:
            satisfied(policy, note)
        assert not isinstance(caught.value, QuorumNotMet)
    else:
        assert list(satisfied(policy, note).items()) == list(case["cosigned"].items())


def test_what_a_policy_says() -> None:
    ard, bor = format_vkey(WITNESSES["ARD"].vkey), format_vkey(WITNESSES["BOR"].vkey)
    data = (
        f"# the exercise\n\nlog {format_vkey(LOG.vkey)} https://registry.example/#a\n\twitness ARD {ard} \t\n"
        f"witness BOR {bor} b#\ngroup any 2 ARD BOR\ngroup one any any\nquorum one\n"
    )
    assert parse_policy(data.encode()) == Policy(
        (Log(LOG.vkey, "https://registry.example/#a"),),
        (Witness("ARD", WITNESSES["ARD"].vkey), Witness("BOR", WITNESSES["BOR"].vkey, "b#")),
        (Group("any", 2, ("ARD", "BOR")), Group("one", 1, ("any",))),
        "one",
    )


def test_all_is_the_number_of_members_and_any_is_one() -> None:
    witnesses = "".join(f"witness {name} {format_vkey(signer.vkey)}\n" for name, signer in WITNESSES.items())
    for word, threshold in (("any", 1), ("all", 3), ("1", 1), ("2", 2), ("3", 3)):
        policy = parse_policy(f"{witnesses}group g {word} ARD BOR COR\nquorum g\n".encode())
        assert policy.groups == (Group("g", threshold, ("ARD", "BOR", "COR")),)


def test_names_and_urls_are_octets() -> None:
    vkey = format_vkey(WITNESSES["ARD"].vkey).encode()
    data = b"witness K\xe2\x84\xaa\xff " + vkey + b" \x80\nquorum K\xe2\x84\xaa\xff\n"
    policy = parse_policy(data)
    assert policy.witnesses == (Witness("K\u212a\udcff", WITNESSES["ARD"].vkey, "\udc80"),)
    assert format_policy(policy) == data
    for other in (b"KK\xff", b"K\xe2\x84\xaa\xfe", "K\u212aÿ".encode()):
        with pytest.raises(MalformedPolicy):
            parse_policy(data.replace(b"quorum K\xe2\x84\xaa\xff", b"quorum " + other))


@pytest.mark.parametrize(
    "policy",
    [
        Policy((), (), (), "ARD"),
        Policy((), (), (), ""),
        Policy((), (), (), "no ne"),
        Policy((Log(LOG.vkey, "a b"),), (), (), "none"),
        Policy((Log(LOG.vkey, "a\n"),), (), (), "none"),
        Policy((Log(LOG.vkey, "\ud800"),), (), (), "none"),
        Policy((Log(WITNESSES["ARD"].vkey),), (), (), "none"),
        Policy((), (Witness("", WITNESSES["ARD"].vkey),), (), "none"),
        Policy((), (Witness("none", WITNESSES["ARD"].vkey),), (), "none"),
        Policy((), (Witness("A B", WITNESSES["ARD"].vkey),), (), "none"),
        Policy((), (Witness("A", ARD.vkey),), (), "none"),
        Policy((), (Witness("A", WITNESSES["ARD"].vkey),), (Group("g", 2, ("A",)),), "g"),
        Policy((), (Witness("A", WITNESSES["ARD"].vkey),), (Group("g", 0, ("A",)),), "g"),
        Policy((), (Witness("A", WITNESSES["ARD"].vkey),), (Group("g", 1, ()),), "g"),
        Policy((), (Witness("A", WITNESSES["ARD"].vkey),), (Group("g", 1, ("B",)),), "g"),
    ],
)
def test_a_policy_that_would_not_read_back_is_not_written(policy: Policy) -> None:
    with pytest.raises(MalformedPolicy):
        format_policy(policy)


def test_a_policy_is_at_most_1_mib() -> None:
    largest = b"#" * (2**20 - 13) + b"\nquorum none\n"
    assert len(largest) == 2**20
    assert parse_policy(largest) == Policy((), (), (), "none")
    with pytest.raises(MalformedPolicy):
        parse_policy(b"#" + largest)


def test_every_control_but_tab_and_newline_is_refused_even_in_a_comment() -> None:
    for control in [*range(0x20), 0x7F]:
        data = b"# " + bytes([control]) + b"# \nquorum none\n"
        if control in b"\t\n":
            assert parse_policy(data) == Policy((), (), (), "none")
        else:
            with pytest.raises(MalformedPolicy):
                parse_policy(data)


def test_a_log_and_a_witness_may_share_a_public_key_but_two_logs_or_witnesses_may_not() -> None:
    shared = verifier_key("w", 4, LOG.vkey.public)
    parse_policy(format_policy(Policy((Log(LOG.vkey),), (Witness("w", shared),), (), "w")))
    other_type = Policy((Log(LOG.vkey), Log(verifier_key("o", 1, LOG.vkey.public))), (), (), "none")
    with pytest.raises(MalformedPolicy):
        format_policy(other_type)


@pytest.mark.parametrize("threshold", range(1, 5))
def test_a_group_needs_exactly_its_threshold(threshold: int) -> None:
    policy = Policy(LOGS, PARTIES, (Group("g", threshold, NAMES),), "g")
    for count in range(5):
        signers = [LOG, *list(WITNESSES.values())[:count]]
        note = parse_note(sign_checkpoint(CHECKPOINT, signers, AT))
        if count >= threshold:
            assert satisfied(policy, note) == dict.fromkeys(NAMES[:count], AT)
        else:
            with pytest.raises(QuorumNotMet):
                satisfied(policy, note)


def test_groups_of_groups() -> None:
    groups = (Group("x", 1, NAMES[:2]), Group("y", 2, NAMES[2:]), Group("z", 2, ("x", "y")))
    policy = Policy(LOGS, PARTIES, groups, "z")
    for signing, met in (("ARD COR DEL", True), ("BOR COR DEL", True), ("ARD BOR COR", False), ("COR DEL", False)):
        signers = [LOG, *(WITNESSES[party] for party in signing.split())]
        note = parse_note(sign_checkpoint(CHECKPOINT, signers, AT))
        if met:
            assert satisfied(policy, note) == dict.fromkeys(signing.split(), AT)
        else:
            with pytest.raises(QuorumNotMet):
                satisfied(policy, note)


def test_witnesses_outside_the_quorum_are_reported_but_do_not_count() -> None:
    policy = Policy(LOGS, PARTIES, (), "ARD")
    note = parse_note(sign_checkpoint(CHECKPOINT, [LOG, WITNESSES["DEL"], WITNESSES["ARD"]], AT))
    assert list(satisfied(policy, note).items()) == [("ARD", AT), ("DEL", AT)]
    with pytest.raises(QuorumNotMet):
        satisfied(policy, parse_note(sign_checkpoint(CHECKPOINT, [LOG, WITNESSES["DEL"]], AT)))


def test_the_log_must_have_signed_as_its_origin() -> None:
    policy = Policy(LOGS, PARTIES, (), "none")
    assert satisfied(policy, parse_note(sign_checkpoint(CHECKPOINT, [LOG], AT))) == {}
    assert satisfied(policy, parse_note(sign_checkpoint(CHECKPOINT, [LOG_PQ], AT))) == {}
    with pytest.raises(UnverifiedNote):
        satisfied(policy, parse_note(sign_checkpoint(CHECKPOINT, [WITNESSES["ARD"]], AT)))
    elsewhere = Checkpoint("elsewhere.example/record", 42, seed("root"))
    with pytest.raises(UnverifiedNote):
        satisfied(policy, parse_note(sign_checkpoint(elsewhere, [LOG], AT)))


def test_a_note_that_is_no_checkpoint_satisfies_nothing() -> None:
    with pytest.raises(MalformedCheckpoint):
        satisfied(Policy(LOGS, PARTIES, (), "none"), parse_note(sign_note(b"Arden proposes.\n", [LOG])))
