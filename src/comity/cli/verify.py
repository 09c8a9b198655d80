# SPDX-License-Identifier: Apache-2.0
"""``comity verify``: is this certificate of the record whose anchor you trust, does it hold, and whose word is it?"""

import argparse
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from comity.acts.outcomes import RecordOutcome
from comity.cli.arguments import read_anchor, take_anchor
from comity.cli.evidence import is_evidence, verify_evidence
from comity.cli.exits import DONE, UNANCHORED, WRONG
from comity.cli.speech import Speech
from comity.papers.zones import utc
from comity.record.certificate import Verified, verify_certificate
from comity.record.decision import Decision

HELP = "verify a certificate, or evidence, offline"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``verify`` takes."""
    parser.add_argument("file", type=Path, help="the certificate, or evidence of an inconsistent record")
    parser.add_argument(
        "--genesis", type=Path, metavar="FILE", help="for evidence: the genesis entry, whose SHA-256 is the anchor"
    )
    parser.add_argument(
        "--record", metavar="FILE|DIR|URL",
        help="for evidence of after a change of witnesses, log or keys: a certificate, a copy of the record, or who serves it",
    )  # fmt: skip
    take_anchor(parser, "without it the exit code is 3 at best")
    parser.add_argument("--text", type=Path, metavar="FILE", help="also: is this file a text that was decided on?")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Verify, and say whose word it is."""
    data = arguments.file.read_bytes()
    if is_evidence(data):
        return verify_evidence(arguments, data, speech)
    anchor = read_anchor(arguments.anchor) if arguments.anchor else None
    verified = verify_certificate(data, anchor)
    speech.say("verified" if verified.anchored else "consistent", anchor=verified.anchor.hex())
    _say_whose_word(verified, speech)
    if isinstance(verified.act, RecordOutcome) and verified.decision is not None:
        _say_decision(verified.act, verified.decision, speech)
    else:
        by = list(verified.act.by) if speech.json else " ".join(verified.act.by)
        speech.say("verified_act", type=type(verified.act).__name__, by=by, index=verified.index,
                   at=utc(verified.sequenced_at), act=verified.act_id)  # fmt: skip
    speech.say("no_position")
    if arguments.text and not _is_text(arguments.text, verified, speech):
        return WRONG
    return DONE if verified.anchored else UNANCHORED


def _say_whose_word(verified: Verified, speech: Speech) -> None:
    names = list(verified.confirmations) if speech.json else " ".join(verified.confirmations)
    speech.say(
        "whose_word" if verified.quorum else "whose_word_log", origin=verified.origin, size=verified.checkpoint.size,
        names=names, confirmed=len(verified.confirmations), witnesses=verified.witnesses, quorum=verified.quorum,
    )  # fmt: skip
    if verified.provisional:
        speech.say("provisional_word", witnesses=verified.witnesses, least=verified.least_witnesses)
    if verified.least_quorum == 0 and verified.quorum:
        speech.say("began_with_log")


def _say_decision(outcome: RecordOutcome, decision: Decision, speech: Speech) -> None:
    at = utc(datetime.fromtimestamp(outcome.effective_at / 1000, UTC))
    speech.say("decision_title", title=speech.text(decision.proposal.title), body=decision.proposal.body)
    if decision.number:
        speech.say("decision_number", number=decision.number)
    speech.say(f"decision_{outcome.result}", at=at, opened=utc(decision.opened_at), eligible=len(outcome.eligible))
    for paper in decision.papers:
        for version in paper.versions:
            speech.say("decision_text", symbol=paper.symbol, language=version.language,
                       status=version.status if speech.json else speech.phrase(f"status_{version.status}"),
                       sha256=version.blob.sha256, read_out=paper.revised_orally)  # fmt: skip
    for position in outcome.positions:
        kind = position.kind if speech.json else speech.phrase(f"position_{position.kind}")
        speech.say("decision_position", party=position.party, kind=kind, act=position.act)


def _is_text(path: Path, verified: Verified, speech: Speech) -> bool:
    digest = sha256(path.read_bytes()).hexdigest()
    papers = verified.decision.papers if verified.decision else ()
    for paper in papers:
        for version in paper.versions:
            if version.blob.sha256 == digest:
                speech.say("text_is", path=str(path), symbol=paper.symbol, language=version.language)
                return True
    speech.say("text_is_not", path=str(path), sha256=digest)
    return False
