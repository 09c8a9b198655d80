# SPDX-License-Identifier: Apache-2.0
"""A member acts through another's node: rule 11.4."""

from comity.acts.nodes import ChooseHost
from comity.acts.parties import WithdrawParty
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.keys import note_signer, vkey_of
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.parties import admission, decided, enter


@admits("11.4")
def a_member_hosted_by_another(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Elvana acts through Arden's node."""
    return scribe.write(ChooseHost, "ELV", host="ARD"), [Effect("host_chosen", "ELV", "ARD")]


@admits("11.4")
def a_member_hosted_by_the_secretariat(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Elvana acts through the secretariat's node."""
    return scribe.write(ChooseHost, "ELV", host="SEC"), [Effect("host_chosen", "ELV", "SEC")]


@admits("11.4")
def a_member_moves_from_one_host_to_another(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Elvana leaves Arden's node for Borea's."""
    scribe.lodge(ChooseHost, "ELV", host="ARD")
    return scribe.write(ChooseHost, "ELV", host="BOR"), [Effect("host_chosen", "ELV", "BOR")]


@admits("11.4")
def a_member_moves_home(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Elvana has a node of its own now."""
    scribe.lodge(ChooseHost, "ELV", host="ARD")
    return scribe.write(ChooseHost, "ELV"), [Effect("host_chosen", "ELV", "")]


@refuses("11.4")
def at_home_already(scribe: Scribe) -> SignedAct:
    """Who acts through its own node cannot return to it."""
    return scribe.write(ChooseHost, "ELV")


@refuses("11.4")
def the_same_host_again(scribe: Scribe) -> SignedAct:
    """Arden hosts Elvana already."""
    scribe.lodge(ChooseHost, "ELV", host="ARD")
    return scribe.write(ChooseHost, "ELV", host="ARD")


@refuses("11.4")
def hosted_by_oneself(scribe: Scribe) -> SignedAct:
    """One's own node is home, not a host."""
    return scribe.write(ChooseHost, "ELV", host="ELV")


@refuses("11.4")
def hosted_by_the_registry(scribe: Scribe) -> SignedAct:
    """The registry sequences acts; it does not lodge them for states."""
    return scribe.write(ChooseHost, "ELV", host="REG")


@refuses("11.4")
def hosted_by_an_observer(scribe: Scribe) -> SignedAct:
    """An observer hosts nobody."""
    return scribe.write(ChooseHost, "ELV", host="OBS")


@refuses("11.4")
def hosted_by_a_stranger(scribe: Scribe) -> SignedAct:
    """No party has this code."""
    return scribe.write(ChooseHost, "ELV", host="XXX")


@refuses("11.4")
def hosted_by_a_member_that_withdrew(scribe: Scribe) -> SignedAct:
    """Fenmark has left the conference."""
    scribe.lodge(WithdrawParty, "FEN")
    return scribe.write(ChooseHost, "ELV", host="FEN")


@refuses("1.10")
def an_observer_hosted(scribe: Scribe) -> SignedAct:
    """Only members choose a host."""
    return scribe.write(ChooseHost, "OBS", host="ARD")


@refuses("11.4")
def at_home_after_having_left(scribe: Scribe) -> SignedAct:
    """Fenmark was hosted, left the conference and was entered again: nobody hosts it any more."""
    decision = decided(scribe)
    scribe.lodge(ChooseHost, "FEN", host="ARD")
    scribe.lodge(WithdrawParty, "FEN")
    enter(scribe, admission(scribe, decision, code="FEN", order=6, keys=(vkey_of(note_signer("FEN#2")),)))
    return scribe.write(ChooseHost, "FEN", signers=("FEN#2",))
