# SPDX-License-Identifier: Apache-2.0
"""The text that is decided, and what is said of it: rules 6.7, 7.3, 7.4, 7.8, 10.3, 10.4 where it could become another."""

from hashlib import sha256

from comity.acts.documents import CirculateDocument, WithdrawDocument
from comity.acts.envelope import Text
from comity.acts.outcomes import Position
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.consensus import opened, putting
from tests.rules.cases.outcomes import adopted, recorded, recording
from tests.rules.cases.proposals import stating
from tests.rules.cases.silence import marking, placing, under_silence

L1 = "CICA/SOC/2026/L.1"


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


@admits("7.4")
def placed_with_the_hash_of_its_text(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The hash is that of a JSON array written by hand."""
    proposal = scribe.propose(scribe.circulate())
    english, russian = (sha256(f"{L1} {language} ".encode()).hexdigest() for language in ("en", "ru"))
    text = f'[["{L1}","en","{english}"],["{L1}","ru","{russian}"]]'
    act = placing(scribe, proposal, text_sha256=sha256(text.encode()).hexdigest())
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]


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
