# SPDX-License-Identifier: Apache-2.0
"""Chapter 15: sealed content, sealed anew with consent, erased by its sender."""

from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Blob
from comity.acts.requests import MakeRequest
from comity.acts.returns import AmendReturn
from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal, SealedContent
from comity.acts.signed import SignedAct
from comity.acts.template import Template
from comity.rules.outcome import Effect
from comity.sealing.classic import ClassicRecipient
from comity.sealing.hybrid import HybridIdentity
from tests.cast.keys import seed
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, EXERCISES, REQUEST, troops
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_requests import replying
from tests.rules.cases.measure_returns import NOTICE_DUE, SPRING, calendar, came, filed, filing, notice, noticed
from tests.rules.cases.measure_templates import adopt, undertaken


def file(word: str, *recipients: str, kind: Any = "attachment") -> SealedContent:
    """A sealed file, named by a word."""
    blob = Blob(sha256=digest(word), size=100, media_type="application/octet-stream", kind=kind)
    return SealedContent(blob=blob, recipients=recipients)


def digest(word: str) -> str:
    """The digest of a sealed file."""
    return sha256(word.encode()).hexdigest()


def annexed(scribe: Scribe, template: Template = EXERCISES) -> str:
    """File a notice with an annex for Borea."""
    adopt(scribe, template)
    return filed(scribe, "EXERCISES", values=(troops(5), *SPRING), sealed=(file("annex", "BOR"),))


# 15.8


@admits("15.8")
def annex_to_some_of_the_recipients(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An annex may be sealed to some of the recipients, and to its author."""
    adopt(scribe, EXERCISES)
    return notice(scribe, sealed=(file("annex", "BOR", "ARD"),)), came("EXERCISES/ARD/2026/1", due=NOTICE_DUE)


@admits("15.8")
def annex_with_a_correction(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A correction may bring another annex, for itself or in the place of figures in the form."""
    signed = scribe.write(
        AmendReturn,
        "ARD",
        filed=noticed(scribe),
        kind="correction",
        values=(troops(6), *SPRING),
        sealed=(file("annex", "COR"),),
    )
    return signed, [Effect("return_amended", "EXERCISES/ARD/2026/1/r1", "correction")]


@admits("15.8")
def annex_carried_again(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A correction may carry the same annex again."""
    first = annexed(scribe)
    fields: dict[str, Any] = {"values": (troops(6), *SPRING), "sealed": (file("annex", "BOR"),)}
    signed = scribe.write(AmendReturn, "ARD", filed=first, kind="change", **fields)
    return signed, [Effect("return_amended", "EXERCISES/ARD/2026/1/r1", "change")]


@refuses("15.8")
def annex_where_content_is_open(scribe: Scribe) -> SignedAct:
    """Where content is open nothing is sealed."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, sealed=(file("annex", "BOR"),))


@refuses("15.8")
def annex_to_who_does_not_receive_the_return(scribe: Scribe) -> SignedAct:
    """An annex goes to recipients of the return."""
    adopt(scribe, EXERCISES)
    return notice(scribe, sealed=(file("annex", "DEL"),))


@refuses("15.8")
def annex_to_nobody(scribe: Scribe) -> SignedAct:
    """What nobody opens is no annex."""
    adopt(scribe, EXERCISES)
    return notice(scribe, sealed=(file("annex"),))


@refuses("15.8")
def annex_as_a_text(scribe: Scribe) -> SignedAct:
    """A sealed annex is not held by every node."""
    adopt(scribe, EXERCISES)
    return notice(scribe, sealed=(file("annex", "BOR", kind="text"),))


@refuses("15.8")
def correction_with_an_annex_to_a_stranger(scribe: Scribe) -> SignedAct:
    """The annex of a correction goes to recipients of the return."""
    return scribe.write(
        AmendReturn,
        "ARD",
        filed=noticed(scribe),
        kind="correction",
        values=(troops(6), *SPRING),
        sealed=(file("annex", "DEL"),),
    )


@refuses("15.8")
def annex_of_another_named_as_ones_own(scribe: Scribe) -> SignedAct:
    """Whoever could name the annex of another as its own could have it erased."""
    annexed(scribe)
    return filing(scribe, "EXERCISES", "BOR", values=(troops(5), *SPRING), sealed=(file("annex", "COR"),))


@refuses("15.8")
def annex_of_another_passed_off_as_sealed_anew(scribe: Scribe) -> SignedAct:
    """Sealing anew makes another file."""
    first = annexed(scribe)
    filed(scribe, "EXERCISES", "BOR", values=(troops(5), *SPRING), sealed=(file("theirs", "COR"),))
    content = file("theirs", "BOR")
    return scribe.write(Reseal, "ARD", filed=first, sha256=digest("annex"), sealed=content)


@admits("15.8")
def reply_with_an_annex(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An answer may have an annex, sealed to who asked."""
    request = questioned(scribe)
    return replying(scribe, request, sealed=(file("annex", "ARD"),)), [Effect("replied", request, "answer")]


@refuses("15.8")
def reply_with_an_annex_to_another(scribe: Scribe) -> SignedAct:
    """An answer is for who asked."""
    return replying(scribe, questioned(scribe), sealed=(file("annex", "COR"),))


def questioned(scribe: Scribe, **fields: Any) -> str:
    """Let Arden ask Borea under a measure in which answers may have annexes."""
    adopt(scribe, replace(REQUEST, content="annexes", **fields))
    return scribe.lodge(MakeRequest, "ARD", template="REQUEST", version=1, party="BOR", language="en")


# 15.9


def consenting(scribe: Scribe, first: str, by: str = "ARD", *recipients: str, word: str = "annex") -> SignedAct:
    """Write the consent that an annex be passed on."""
    return scribe.write(ConsentToReseal, by, filed=first, sha256=digest(word), recipients=recipients)


def resealing(scribe: Scribe, first: str, by: str, *recipients: str, **fields: Any) -> SignedAct:
    """Write the act that seals an annex anew."""
    return scribe.write(Reseal, by, filed=first, sha256=digest("annex"), sealed=file("anew", *recipients, **fields))


@admits("15.9")
def consent_to_one_more(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The sender lets its annex go to one more; that stays on the record."""
    first = annexed(scribe)
    return consenting(scribe, first, "ARD", "DEL"), [Effect("reseal_consented", digest("annex"), "DEL")]


@refuses("15.9")
def consent_by_a_recipient(scribe: Scribe) -> SignedAct:
    """The consent is the sender's."""
    return consenting(scribe, annexed(scribe), "BOR", "DEL")


@refuses("15.9")
def consent_to_an_observer(scribe: Scribe) -> SignedAct:
    """Content goes to members."""
    return consenting(scribe, annexed(scribe), "ARD", "OBS")


@refuses("15.9")
def consent_to_nobody(scribe: Scribe) -> SignedAct:
    """A consent names to whom."""
    return consenting(scribe, annexed(scribe), "ARD")


@refuses("15.9")
def consent_where_the_template_excludes_it(scribe: Scribe) -> SignedAct:
    """Where nothing may be passed on there is nothing to consent to."""
    return consenting(scribe, annexed(scribe, replace(EXERCISES, onward="never")), "ARD", "DEL")


@refuses("15.9")
def consent_to_what_is_not_there(scribe: Scribe) -> SignedAct:
    """A consent is to a sealed file of the return."""
    return consenting(scribe, annexed(scribe), "ARD", "DEL", word="another")


@refuses("15.9")
def consent_without_a_return(scribe: Scribe) -> SignedAct:
    """A consent is to a return's file."""
    return consenting(scribe, "0" * 64, "ARD", "DEL")


@admits("15.9")
def passed_on_with_consent(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A recipient seals the annex to whom the sender consented."""
    first = annexed(scribe)
    scribe.submit(consenting(scribe, first, "ARD", "DEL"))
    return resealing(scribe, first, "BOR", "DEL"), [Effect("resealed", digest("anew"), "BOR: DEL")]


@admits("15.9")
def sealed_anew_by_its_sender(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The sender seals anew, for one that lost its key or for another."""
    first = annexed(scribe)
    return resealing(scribe, first, "ARD", "BOR", "ELV"), [Effect("resealed", digest("anew"), "ARD: BOR ELV")]


@admits("15.9")
def passed_on_where_that_is_free(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the template leaves it free a recipient passes content on."""
    first = annexed(scribe, replace(EXERCISES, onward="free"))
    return resealing(scribe, first, "BOR", "DEL"), [Effect("resealed", digest("anew"), "BOR: DEL")]


@refuses("15.9")
def passed_on_without_consent(scribe: Scribe) -> SignedAct:
    """Without consent nothing is passed on."""
    return resealing(scribe, annexed(scribe), "BOR", "DEL")


@refuses("15.9")
def passed_on_beyond_the_consent(scribe: Scribe) -> SignedAct:
    """A consent to one, for another annex, is none to another."""
    first = annexed(scribe)
    scribe.submit(consenting(scribe, first, "ARD", "DEL"))
    return resealing(scribe, first, "BOR", "DEL", "ELV")


@refuses("15.9")
def passed_on_by_who_cannot_open_it(scribe: Scribe) -> SignedAct:
    """Who is no recipient passes nothing on, whatever the template leaves free."""
    return resealing(scribe, annexed(scribe, replace(EXERCISES, onward="free")), "COR", "COR")


@refuses("15.9")
def sealed_anew_to_nobody(scribe: Scribe) -> SignedAct:
    """Content is sealed to somebody."""
    return resealing(scribe, annexed(scribe), "ARD")


@refuses("15.8")
def sealed_anew_as_a_text(scribe: Scribe) -> SignedAct:
    """What is sealed anew is no text for every node."""
    return resealing(scribe, annexed(scribe), "ARD", "BOR", kind="text")


# 15.10


def erasing(scribe: Scribe, first: str, by: str = "ARD") -> SignedAct:
    """Write the act that has an annex erased."""
    return scribe.write(EraseContent, by, filed=first, sha256=digest("annex"))


@admits("15.10")
def erased_by_its_sender(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The sender has its annex erased; the digest stays."""
    return erasing(scribe, annexed(scribe)), [Effect("content_erased", digest("annex"), "ARD")]


@admits("15.10")
def annex_of_a_reply_erased(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who answered has the annex of the answer erased."""
    request = questioned(scribe, erasable=True)
    scribe.submit(replying(scribe, request, sealed=(file("annex", "ARD"),)))
    return erasing(scribe, request, "BOR"), [Effect("content_erased", digest("annex"), "BOR")]


@refuses("15.10")
def erased_as_if_it_were_of_another_return(scribe: Scribe) -> SignedAct:
    """What is erased is named with the return that it goes with."""
    annexed(scribe)
    return erasing(scribe, filed(scribe, "EXERCISES", values=(troops(6), *SPRING)))


@refuses("15.10")
def erased_by_a_recipient(scribe: Scribe) -> SignedAct:
    """The sender alone has content erased."""
    return erasing(scribe, annexed(scribe), "BOR")


@refuses("15.10")
def erased_where_the_template_does_not_allow_it(scribe: Scribe) -> SignedAct:
    """What is to be kept is kept."""
    return erasing(scribe, annexed(scribe, replace(EXERCISES, erasable=False)))


@refuses("15.10")
def erased_twice(scribe: Scribe) -> SignedAct:
    """What was erased is not there any more."""
    first = annexed(scribe)
    scribe.submit(erasing(scribe, first))
    return erasing(scribe, first)


@refuses("15.9")
def sealed_anew_after_it_was_erased(scribe: Scribe) -> SignedAct:
    """What was erased is not sealed anew."""
    first = annexed(scribe)
    scribe.submit(erasing(scribe, first))
    return resealing(scribe, first, "ARD", "BOR")


# 15.13

CLASSIC = str(ClassicRecipient(seed("sealing")))
HYBRID = str(HybridIdentity(seed("sealing")).recipient)


def naming(scribe: Scribe, recipient: str, by: str = "ARD") -> SignedAct:
    """Write the act that names a key to seal to."""
    return scribe.write(NameSealingKey, by, recipient=recipient)


@admits("15.13")
def hybrid_key_named(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party names the hybrid key to which content for it is sealed."""
    return naming(scribe, HYBRID), [Effect("sealing_key", "ARD", "hybrid")]


@admits("15.13")
def classic_key_named_after_a_hybrid_one(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Another key takes its place, perhaps a classic one."""
    scribe.lodge(NameSealingKey, "ARD", recipient=HYBRID)
    return naming(scribe, CLASSIC), [Effect("sealing_key", "ARD", "classic")]


@refuses("15.13")
def key_of_another_named(scribe: Scribe) -> SignedAct:
    """Nobody has what is meant for it sealed to another party's key."""
    scribe.lodge(NameSealingKey, "BOR", recipient=CLASSIC)
    return naming(scribe, CLASSIC)


@refuses("15.13")
def key_in_capital_letters(scribe: Scribe) -> SignedAct:
    """A key has one spelling."""
    return naming(scribe, CLASSIC.upper())


@refuses("15.13")
def key_with_another_checksum(scribe: Scribe) -> SignedAct:
    """A letter was changed."""
    return naming(scribe, CLASSIC[:-1] + ("q" if CLASSIC[-1] != "q" else "p"))


@refuses("15.13")
def key_that_seals_to_everybody(scribe: Scribe) -> SignedAct:
    """A point of low order opens to whoever knows that it is one."""
    return naming(scribe, str(ClassicRecipient(bytes(32))))


@refuses("15.13")
def identity_in_place_of_the_key(scribe: Scribe) -> SignedAct:
    """What opens is never put on the record."""
    return naming(scribe, str(HybridIdentity(seed("sealing"))).lower())
