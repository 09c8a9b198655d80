# SPDX-License-Identifier: Apache-2.0
"""Another headquarters continues the record: rules 11.6 to 11.9."""

from typing import Any

from msgspec.structs import replace

from comity.acts.keys import RotateKeys
from comity.acts.nodes import Succeed, Successor
from comity.acts.outcomes import Mark
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from comity.tlog.note import format_note, parse_note, sign_note
from comity.tlog.signer import Ed25519Signer
from tests.cast.forum import EDITION, ORIGIN
from tests.cast.keys import note_signer, seed, vkey_of
from tests.cast.nodes import succession, successions, successor
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses

STATES = ("ARD", "BOR", "COR")
DONE = [Effect("succeeded", f"{ORIGIN}/2", "2")]


def succeeding(scribe: Scribe, statements: tuple[str, ...] = (), epoch: int = 2, **fields: Any) -> SignedAct:
    """Write the act of the next headquarters, with these statements or those of three states."""
    given: dict[str, Any] = {
        "epoch": epoch,
        "successor": successor(epoch),
        "statements": statements or successions(STATES, scribe.state.size, epoch=epoch),
        "signers": (f"REG#{epoch}",),
    }
    return scribe.write(Succeed, "REG", **{**given, **fields})


def with_keys(scribe: Scribe, keys: Successor, **fields: Any) -> SignedAct:
    """Write it for other keys."""
    size = scribe.state.size
    statements = tuple(succession(code, size, keys=keys) for code in STATES)
    return succeeding(scribe, statements, successor=keys, **fields)


@admits("11.6")
def another_headquarters(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Three of four states name the successor, at the head they had all confirmed."""
    return succeeding(scribe), DONE


@admits("11.6")
def an_epoch_left_out(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """No quorum came together in epoch 2; the states agree in epoch 3."""
    return succeeding(scribe, epoch=3), [Effect("succeeded", f"{ORIGIN}/3", "3")]


@admits("11.6")
def a_third_headquarters(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The second headquarters is succeeded too."""
    scribe.submit(succeeding(scribe))
    return succeeding(scribe, epoch=3), [Effect("succeeded", f"{ORIGIN}/3", "3")]


@refuses("11.6")
def the_epoch_of_the_headquarters_in_office(scribe: Scribe) -> SignedAct:
    """Epoch 1 is that of the first headquarters."""
    return succeeding(scribe, epoch=1)


@refuses("11.6")
def a_second_successor_in_one_epoch(scribe: Scribe) -> SignedAct:
    """Epoch 2 has its headquarters."""
    scribe.submit(succeeding(scribe))
    return with_keys(scribe, replace(successor(3), log=successor(2).log), signers=("REG#3",))


@refuses("11.6", witnesses=())
def a_successor_where_nobody_witnesses(scribe: Scribe) -> SignedAct:
    """No witness is enrolled: nobody can say who follows."""
    return succeeding(scribe)


@refuses("11.7")
def wanted_by_two_of_four(scribe: Scribe) -> SignedAct:
    """Two states want the successor; three are needed."""
    return succeeding(scribe, successions(STATES[:2], scribe.state.size))


@refuses("11.7")
def wanted_twice_by_one(scribe: Scribe) -> SignedAct:
    """Arden says it twice: that is one state."""
    return succeeding(scribe, successions(("ARD", "BOR", "ARD"), scribe.state.size))


@admits("11.7")
def stated_anew_by_one_of_four(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Arden's node had cosigned less when it stated it first; both statements stand, and count once."""
    size = scribe.state.size
    earlier = succession("ARD", 0)
    return succeeding(scribe, (succession("ARD", size), earlier, *successions(("BOR", "COR"), size))), DONE


@refuses("11.7")
def wanted_by_a_state_that_is_no_witness(scribe: Scribe) -> SignedAct:
    """Elvana does not witness the record."""
    return succeeding(scribe, successions(("ARD", "BOR", "ELV"), scribe.state.size))


def with_another(scribe: Scribe, statement: str) -> SignedAct:
    """Write it with two good statements and this one."""
    return succeeding(scribe, (*successions(STATES[:2], scribe.state.size), statement))


@refuses("11.7")
def stated_for_another_epoch(scribe: Scribe) -> SignedAct:
    """Corvia wants these keys in epoch 3."""
    return with_another(scribe, succession("COR", scribe.state.size, epoch=3, keys=successor()))


@refuses("11.7")
def stated_for_another_successor(scribe: Scribe) -> SignedAct:
    """Corvia wants another successor in epoch 2."""
    return with_another(scribe, succession("COR", scribe.state.size, keys=successor(3)))


@refuses("11.7")
def stated_for_another_forum(scribe: Scribe) -> SignedAct:
    """Corvia speaks of another forum."""
    return with_another(scribe, succession("COR", scribe.state.size, origin=f"{ORIGIN}/1"))


@refuses("11.7")
def stated_with_the_key_of_a_node(scribe: Scribe) -> SignedAct:
    """Corvia's node signed; a succession is for the state to say."""
    return with_another(scribe, succession("COR/node", scribe.state.size))


@refuses("11.7")
def stated_with_a_key_replaced_since(scribe: Scribe) -> SignedAct:
    """Corvia has replaced its key for acts."""
    scribe.lodge(RotateKeys, "COR", keys=(vkey_of(note_signer("COR#2")),))
    return succeeding(scribe)


@refuses("11.7")
def stated_with_a_signature_of_another_text(scribe: Scribe) -> SignedAct:
    """The signature on Corvia's statement belongs to another text."""
    size = scribe.state.size
    good, other = (parse_note(succession("COR", each).encode()) for each in (size, size + 1))
    return with_another(scribe, format_note(good.text, other.lines).decode())


@refuses("11.7")
def stated_in_a_note_that_says_something_else(scribe: Scribe) -> SignedAct:
    """What Corvia signed is no succession statement."""
    return with_another(scribe, sign_note(b"yes\n", [note_signer("COR")]).decode())


@refuses("11.7")
def no_key_for_the_acts_of_the_registry(scribe: Scribe) -> SignedAct:
    """The successor brings keys for recovery and for its node alone."""
    keys = successor()
    return with_keys(scribe, replace(keys, keys=keys.keys[1:]))


@admits("11.7")
def a_key_for_the_acts_of_the_registry_alone(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The successor brings the key for its acts and no other."""
    keys = successor()
    return with_keys(scribe, replace(keys, keys=keys.keys[:1])), DONE


@refuses("11.8")
def the_record_goes_on_beyond_what_they_confirmed(scribe: Scribe) -> SignedAct:
    """The highest checkpoint stated ends an entry earlier."""
    return succeeding(scribe, successions(STATES, scribe.state.size - 1))


@refuses("11.8")
def the_record_lacks_what_one_of_them_confirmed(scribe: Scribe) -> SignedAct:
    """Corvia confirmed an entry more than the successor begins with."""
    return with_another(scribe, succession("COR", scribe.state.size + 1))


@admits("11.8")
def one_of_them_had_confirmed_the_whole(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two states had confirmed less; the third the whole record."""
    scribe.circulate()
    statements = (*successions(STATES[:2], 1), succession("COR", scribe.state.size))
    return succeeding(scribe, statements), DONE


@admits("11.9")
def with_the_consent_of_the_members(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The edition carries the members' consent."""
    return succeeding(scribe), DONE


@refuses("11.9", edition=replace(EDITION, succession_consented=False))
def without_the_consent_of_the_members(scribe: Scribe) -> SignedAct:
    """Three of four states want the successor; the edition does not carry the consent of all."""
    return succeeding(scribe)


@refuses("1.10")
def succeeded_by_a_member(scribe: Scribe) -> SignedAct:
    """A member lodges the act in its own name."""
    size = scribe.state.size
    return scribe.write(Succeed, "ARD", epoch=2, successor=successor(), statements=successions(STATES, size))


@refuses("1.4")
def signed_with_the_key_of_the_headquarters_before(scribe: Scribe) -> SignedAct:
    """The old registry's key signs no succession."""
    return succeeding(scribe, signers=("REG",))


@refuses("2.7")
def a_log_named_by_the_origin_alone(scribe: Scribe) -> SignedAct:
    """The new log's keys bear the name of the old log."""
    return with_keys(scribe, successor(log=f"{ORIGIN}#2"))


@refuses("2.7")
def a_log_named_by_another_epoch(scribe: Scribe) -> SignedAct:
    """The new log's keys bear the name of epoch 3."""
    return with_keys(scribe, successor(log=f"{ORIGIN}/3"))


@refuses("2.7")
def a_log_with_its_keys_the_wrong_way_round(scribe: Scribe) -> SignedAct:
    """ML-DSA-44 stands before Ed25519."""
    keys = successor()
    return with_keys(scribe, replace(keys, log=keys.log[::-1]))


@refuses("3.2")
def a_log_with_a_key_that_is_none(scribe: Scribe) -> SignedAct:
    """One key of the new log is malformed."""
    keys = successor()
    return with_keys(scribe, replace(keys, log=(keys.log[0], "no key")))


@refuses("3.2")
def a_registry_with_a_key_that_is_none(scribe: Scribe) -> SignedAct:
    """The new registry's key is malformed."""
    return with_keys(scribe, replace(successor(), keys=("no key",)))


@refuses("3.3")
def a_registry_with_a_key_used_before(scribe: Scribe) -> SignedAct:
    """The new registry brings the old one's key for acts."""
    return with_keys(scribe, replace(successor(), keys=(vkey_of(note_signer("REG")),)), signers=("REG",))


@refuses("3.3")
def a_log_with_a_key_used_before(scribe: Scribe) -> SignedAct:
    """The new log's Ed25519 key is the old one's under a new name."""
    used = Ed25519Signer.from_seed(f"{ORIGIN}/2", seed(f"{ORIGIN} 1"))
    keys = successor()
    return with_keys(scribe, replace(keys, log=(vkey_of(used), keys.log[1])))


@refuses("1.4")
def a_mark_by_the_headquarters_before(scribe: Scribe) -> SignedAct:
    """After the succession the old registry's key signs nothing."""
    scribe.submit(succeeding(scribe))
    return scribe.write(Mark, "REG", journal=scribe.state.journal.hex())


@admits("11.7")
def a_mark_by_the_next_headquarters(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The new registry goes on with the old one's numbers."""
    scribe.submit(succeeding(scribe))
    return scribe.write(Mark, "REG", signers=("REG#2",), journal=scribe.state.journal.hex()), []
