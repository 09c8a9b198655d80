# SPDX-License-Identifier: Apache-2.0
"""The text that is decided, and what is said of it: rules 6.7, 7.3, 7.4, 7.8, 10.3, 10.4 where it could become another."""

from comity.acts.consensus import DecideByConsensus
from comity.acts.documents import CirculateDocument, WithdrawDocument
from comity.acts.envelope import Text
from comity.acts.outcomes import Position
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from comity.rules.proposals import versions_hash
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.consensus import opened, putting, revising
from tests.rules.cases.outcomes import FREE, adopted, announcing, recorded, recording
from tests.rules.cases.proposals import stating
from tests.rules.cases.silence import marking, placing, under_silence

L1, DEC1 = "CICA/SOC/2026/L.1", "CICA/SOC/2026/DEC.1"


@refuses("7.3")
def put_after_the_document_was_superseded(scribe: Scribe) -> SignedAct:
    """A revision has been circulated: the old text is not put."""
    proposal = opened(scribe)
    scribe.circulate(f"{L1}/Rev.1")
    return putting(scribe, proposal, waive_notice=True)


@refuses("7.3")
def put_after_the_document_was_withdrawn(scribe: Scribe) -> SignedAct:
    """The document has been withdrawn: its text is not put."""
    proposal = opened(scribe)
    scribe.lodge(WithdrawDocument, "SEC", symbol=L1)
    return putting(scribe, proposal)


@admits("7.3")
def put_after_an_addendum(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An addendum supersedes nothing."""
    proposal = opened(scribe)
    scribe.circulate(f"{L1}/Add.1")
    return putting(scribe, proposal), [Effect("question_put", proposal, "SOC/2026/1")]


def twice_stated(scribe: Scribe) -> tuple[str, str, str]:
    """Let Delmar make two reservations to what is then adopted; gives the proposal and both acts."""
    proposal = under_silence(scribe)
    acts = [stating(scribe, proposal)]
    scribe.submit(acts[0])
    acts.append(stating(scribe, proposal, paragraphs=("2", "5")))
    scribe.submit(acts[1])
    scribe.submit(marking(scribe.wait(seconds=63)))
    return proposal, acts[0].id, acts[1].id


@admits("10.3")
def the_newest_statement_of_a_kind(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The outcome names the newer of two reservations of one state: it took the place of the older."""
    proposal, _, newer = twice_stated(scribe)
    positions = (Position(party="DEL", kind="reservation", act=newer),)
    return recording(scribe, proposal, positions=positions), [Effect("outcome", proposal, "adopted_by_silence")]


@refuses("10.3")
def both_statements_of_a_kind(scribe: Scribe) -> SignedAct:
    """Two reservations of one state are not two positions."""
    proposal, older, newer = twice_stated(scribe)
    positions = tuple(Position(party="DEL", kind="reservation", act=act) for act in sorted((older, newer)))
    return recording(scribe, proposal, positions=positions)


@admits("10.3")
def statements_of_two_kinds(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A joint statement of one kind stands beside a reservation; each state's newer support replaces its older alone."""
    proposal = under_silence(scribe)
    said = [stating(scribe, proposal)]
    scribe.submit(said[0])
    for by in (("DEL", "ELV"), ("ELV",)):
        said.append(stating(scribe, proposal, *by, kind="support"))
        scribe.submit(said[-1])
    scribe.submit(marking(scribe.wait(seconds=63)))
    positions = (
        Position(party="DEL", kind="reservation", act=said[0].id),
        Position(party="DEL", kind="support", act=said[1].id),
        Position(party="ELV", kind="support", act=said[2].id),
    )
    return recording(scribe, proposal, positions=positions), [Effect("outcome", proposal, "adopted_by_silence")]


def announced_as_read_out(scribe: Scribe) -> str:
    """Announce a decision taken on a text as orally revised, and propose the decision anew."""
    proposal = opened(scribe)
    scribe.submit(revising(scribe, proposal))
    scribe.submit(putting(scribe, proposal))
    scribe.lodge(DecideByConsensus, "BOR", proposal=proposal, text_sha256=scribe.text_of(proposal))
    scribe.record(proposal)
    scribe.submit(announcing(scribe, proposal))
    return scribe.propose(DEC1, reopens=proposal)


@admits("7.4", edition=FREE)
def a_decision_carries_the_text_read_out(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The numbered decision is the text as orally revised."""
    proposal = announced_as_read_out(scribe)
    text = versions_hash([(DEC1, "en", version(L1, "en", "as read out").blob.sha256)])
    act = placing(scribe, proposal, text_sha256=text)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T06:01:00+00:00")]


@refuses("7.4", edition=FREE)
def a_decision_does_not_carry_the_text_circulated(scribe: Scribe) -> SignedAct:
    """The numbered decision is not the text as it was before the oral revision."""
    proposal = announced_as_read_out(scribe)
    text = versions_hash([(DEC1, language, version(L1, language).blob.sha256) for language in ("en", "ru")])
    return placing(scribe, proposal, text_sha256=text)


@admits("7.4", edition=FREE)
def a_decision_carries_every_text_of_its_package(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A package of two documents is one decision with the text of both."""
    symbols = (scribe.circulate(L1), scribe.circulate("CICA/SOC/2026/L.2", languages=("en",)))
    package = scribe.propose(*symbols)
    scribe.submit(placing(scribe, package))
    scribe.submit(marking(scribe.wait(seconds=63)))
    scribe.record(package)
    scribe.submit(announcing(scribe, package))
    proposal = scribe.propose(DEC1, reopens=package)
    texts = [(L1, "en"), (L1, "ru"), ("CICA/SOC/2026/L.2", "en")]
    text = versions_hash([(DEC1, language, version(symbol, language).blob.sha256) for symbol, language in texts])
    act = placing(scribe, proposal, text_sha256=text)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:02:03+00:00")]


def closed(scribe: Scribe) -> str:
    """Close a text ad referendum by silence."""
    proposal = scribe.propose(scribe.circulate(), purpose="closure")
    scribe.submit(placing(scribe, proposal))
    scribe.submit(marking(scribe.wait(seconds=63)))
    return proposal


def revision(scribe: Scribe) -> SignedAct:
    """Write the revision of the document."""
    symbol = f"{L1}/Rev.1"
    return scribe.write(
        CirculateDocument, "SEC", symbol=symbol, title=Text(en="Revised"), versions=(version(symbol, "en"),)
    )


@refuses("6.7")
def revised_after_adoption(scribe: Scribe) -> SignedAct:
    """An adopted text is not revised."""
    recorded(scribe)
    return revision(scribe)


@refuses("6.7")
def revised_before_the_closure_is_recorded(scribe: Scribe) -> SignedAct:
    """Until the outcome is recorded the question rests on the text."""
    closed(scribe)
    return revision(scribe)


@admits("6.7")
def revised_after_closure(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A text closed ad referendum has yet to be adopted; it may be revised before it is."""
    scribe.record(closed(scribe))
    return revision(scribe), [Effect("document_issued", f"{L1}/Rev.1")]


@admits("10.4")
def a_head_of_all_entries_before_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Genesis, document, proposal and placing stood before the deadline: the head holds these four."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head(size=4)), [Effect("outcome", proposal, "adopted_by_silence")]


@refuses("10.4")
def a_head_without_an_entry_from_before_the_deadline(scribe: Scribe) -> SignedAct:
    """The head lacks the fourth entry: who cosigned it may not know of the silence at all."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head(size=3))
