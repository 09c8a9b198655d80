# SPDX-License-Identifier: Apache-2.0
"""What nodes sign beside the record: what is written reads back, what cannot be written is refused, sizes are bounded."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.acts.errors import (
    ActError,
    MalformedLetter,
    MalformedSeen,
    MalformedStatement,
    MalformedSuccession,
)
from comity.acts.letter import MAX_LETTER_BYTES, Letter, format_letter, parse_letter
from comity.acts.nodes import Successor
from comity.acts.seen import Seen, format_seen
from comity.acts.statement import Statement, format_statement
from comity.acts.succession import Succession, format_succession, successor_digest
from comity.tlog.note import open_note, sign_note
from tests.acts.flaws.notes import TEXTS
from tests.acts.samples import ORIGIN, digest
from tests.acts.vectors import TEXTS as FORMATS
from tests.cast.keys import log_signers, note_signer, party_keys, vkey_of

AT = 1_795_410_000
ACT = digest("act")


@pytest.mark.parametrize(
    ("write", "said", "error"),
    [
        (format_seen, Seen(ORIGIN + "\n", ACT, AT), MalformedSeen),
        (format_seen, Seen("\ud800", ACT, AT), MalformedSeen),
        (format_seen, Seen(ORIGIN, ACT + "\n", AT), MalformedSeen),
        (format_seen, Seen(ORIGIN, ACT, -AT), MalformedSeen),
        (format_statement, Statement(ORIGIN, "forked", ACT, AT), MalformedStatement),  # type: ignore[arg-type]  # the flaw
        (format_statement, Statement(ORIGIN, "withheld", "", AT), MalformedStatement),
        (format_letter, Letter(ORIGIN, "act", AT, b""), MalformedLetter),
        (format_letter, Letter(ORIGIN, "act", 10**10, b"x"), MalformedLetter),
        (format_letter, Letter(ORIGIN, "act", AT, bytes(MAX_LETTER_BYTES * 3 // 4)), MalformedLetter),
        (format_succession, Succession(ORIGIN, 0, ACT, 1, ACT), MalformedSuccession),
        (format_succession, Succession(ORIGIN, 2, ACT, 10**15, ACT), MalformedSuccession),
        (format_succession, Succession(ORIGIN, 2, ACT, 1, ACT.upper()), MalformedSuccession),
    ],
)
def test_what_the_lines_cannot_carry_is_not_written(
    write: Callable[[Any], bytes], said: object, error: type[ActError]
) -> None:
    with pytest.raises(error):
        write(said)


@pytest.mark.parametrize("form", TEXTS)
@given(st.data())
def test_changed_octets_are_refused_or_say_something_else(form: str, data: st.DataObject) -> None:
    text, _ = TEXTS[form]
    read, write = FORMATS[form]
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 2))
    changed = text[:at] + data.draw(st.binary(max_size=2)) + text[at + cut :]
    try:
        said = read(changed)
    except ActError:
        return
    assert write(said) == changed
    assert (said == read(text)) == (changed == text)


def test_the_largest_letter_reads_back() -> None:
    least = len(format_letter(Letter(ORIGIN, "head", AT, b"x" * 3)))
    payload = bytes(3 + (MAX_LETTER_BYTES - least) // 4 * 3)
    text = format_letter(Letter(ORIGIN, "head", AT, payload))
    assert MAX_LETTER_BYTES - 4 < len(text) <= MAX_LETTER_BYTES
    assert parse_letter(text) == Letter(ORIGIN, "head", AT, payload)
    with pytest.raises(MalformedLetter):
        parse_letter(text[:-1] + b"AAAA\n")


def test_a_statement_is_countersigned_on_the_same_text() -> None:
    text = format_statement(Statement(ORIGIN, "clock_ahead", "7", AT))
    signers = [note_signer("ARD/node"), note_signer("BOR/node")]
    opened = open_note(sign_note(text, signers), [signer.vkey for signer in signers])
    assert opened.text == text
    assert [line.name for line in opened.lines] == ["ARD/node", "BOR/node"]


def test_the_digest_of_a_successor_is_that_of_its_canonical_json() -> None:
    log = tuple(vkey_of(signer) for signer in log_signers(f"{ORIGIN}/2"))
    successor = Successor(log=log, keys=party_keys("REG#2"))
    one, other = (f'"{key}"' for key in log)
    keys = ",".join(f'"{key}"' for key in party_keys("REG#2"))
    assert successor_digest(successor) == digest(f'{{"keys":[{keys}],"log":[{one},{other}]}}')
    assert successor_digest(successor) != successor_digest(Successor(log=log[::-1], keys=party_keys("REG#2")))
