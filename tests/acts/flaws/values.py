# SPDX-License-Identifier: Apache-2.0
"""Flaws of values: numbers, defaults written out, codes and digests spelled otherwise, lists of another length."""

from msgspec.structs import replace

from comity.acts.canonical import encode_act
from comity.acts.envelope import SHORT_TEXT_BYTES, Blob
from tests.acts.flaws.case import ACT, UNKNOWN, Case, edit, json_line, said
from tests.acts.samples import full_act, least_act

_ENROL, _DOCUMENT, _GENESIS = full_act("EnrolWitness"), full_act("CirculateDocument"), full_act("Genesis")
_MEETING, _QUERY = full_act("OpenMeeting"), full_act("QueryLanguage")
_JOURNAL = least_act("Mark")
_DIGEST = _JOURNAL.journal.encode()  # type: ignore[attr-defined]  # a Mark has it


def _number(literal: bytes) -> bytes:
    return edit(b'"quorum":1', b'"quorum":' + literal, _ENROL)


def _counter(literal: bytes) -> bytes:
    return edit(b'"seq":[7]', b'"seq":[' + literal + b"]")


def _signatory(literal: bytes) -> bytes:
    return edit(b'"by":["ARD"]', b'"by":["' + literal + b'"]')


def _digest(literal: bytes) -> bytes:
    return edit(_DIGEST, literal, _JOURNAL)


def _forum(literal: bytes) -> bytes:
    return edit(b"exercise.comity.example/record", literal)


def _label(literal: str) -> bytes:
    return edit(b'"2026/3"', f'"{literal}"'.encode(), _MEETING)


def _many(count: int) -> bytes:
    """A statement by this many parties."""
    codes = b",".join(b'"A%d"' % number for number in range(count))
    return edit(b'"by":["ARD"]', b'"by":[' + codes + b"]").replace(
        b'"seq":[7]', b'"seq":[' + b",".join([b"7"] * count) + b"]"
    )


def _paragraphs(count: int) -> bytes:
    return edit(b'["4"]', b"[" + b",".join([b'"4"'] * count) + b"]")


def _letter(size: int, kind: bytes = b"") -> bytes:
    """An act whose instruction is a blob of this size and kind."""
    blob = Blob(sha256="0" * 64, size=1, media_type="text/plain")
    text = edit(b'"size":1}', b'"size":%d}' % size, replace(_JOURNAL, instruction=blob))
    return text.replace(b'"media_type"', kind + b'"media_type"')


NUMBERS: dict[str, Case] = {
    "good-number-0": Case("The least number.", _number(b"0")),
    "good-number-2-53-less-1": Case("The largest number.", _counter(b"9007199254740991")),
    "number-2-53": Case("2^53.", _counter(b"9007199254740992"), ACT),
    "number-2-53-plus-1": Case("2^53 + 1, which binary64 cannot tell from 2^53.", _counter(b"9007199254740993"), ACT),
    "number-2-63": Case("2^63.", _counter(b"9223372036854775808"), ACT),
    "number-2-64-plus-7": Case("2^64 + 7: 7 in 64 bits.", _counter(b"18446744073709551623"), ACT),
    "number-of-5000-digits": Case("More digits than Python converts.", _counter(b"7" * 5000), ACT),
    "number-0-counter": Case("A counter begins at 1.", _counter(b"0"), ACT),
    "number-negative": Case("A negative counter.", _counter(b"-7"), ACT),
    "number-negative-zero": Case("Negative zero.", _number(b"-0"), ACT),
    "number-float": Case("7.0 for 7.", _counter(b"7.0"), ACT),
    "number-float-fraction": Case("A fraction.", _counter(b"7.5"), ACT),
    "number-float-beyond-2-53": Case("2^53 as a float.", _counter(b"9007199254740992.0"), ACT),
    "number-float-negative-zero": Case("Negative zero as a float.", _number(b"-0.0"), ACT),
    "number-exponent": Case("7e0 for 7.", _counter(b"7e0"), ACT),
    "number-exponent-upper-case": Case("7E+0 for 7.", _counter(b"7E+0"), ACT),
    "number-exponent-infinite": Case("1e400.", _counter(b"1e400"), ACT),
    "number-leading-zero": Case("07 for 7.", _counter(b"07"), ACT),
    "number-plus": Case("+7 for 7.", _counter(b"+7"), ACT),
    "number-point-alone": Case("7. for 7.", _counter(b"7."), ACT),
    "number-hexadecimal": Case("0x7 for 7.", _counter(b"0x7"), ACT),
    "number-underscore": Case("1_0 for 10.", _counter(b"1_0"), ACT),
    "number-arabic-digit": Case("U+0667 for 7.", _counter("٧".encode()), ACT),
    "number-string": Case('"7" for 7.', _counter(b'"7"'), ACT),
    "number-true": Case("true for 1.", _number(b"true"), ACT),
    "number-null": Case("null for 0.", _number(b"null"), ACT),
    "number-nan": Case("NaN.", _counter(b"NaN"), ACT),
    "number-infinity": Case("Infinity.", _counter(b"Infinity"), ACT),
    "good-offset-negative": Case("A negative number where one may stand.", encode_act(_GENESIS)),
    "offset-beyond": Case("Farther from UTC than 12 hours.", edit(b":-300,", b":-721,", _GENESIS), ACT),
}
DEFAULTS: dict[str, Case] = {
    "default-empty-string": Case(
        "An empty office written out.", edit(b',"paragraphs"', b',"office":"","paragraphs"'), ACT
    ),
    "default-null": Case("null written out.", edit(b',"paragraphs"', b',"on_behalf_of":null,"paragraphs"'), ACT),
    "default-empty-array": Case("An empty array written out.", edit(b'["4"]', b"[]"), ACT),
    "default-true": Case("true written out.", edit(b'{"by"', b'{"attach_to_decision":true,"by"'), ACT),
    "default-false": Case(
        "false written out.", edit(b'"amendment":true', b'"amendment":false', full_act("Object")), ACT
    ),
    "default-word": Case("The language written out.", edit(b',"made_at"', b',"language":"en","made_at"'), ACT),
    "default-number": Case("0 written out.", edit(b'"quorum":3', b'"quorum":0', _GENESIS), ACT),
    "default-number-inside": Case("1 written out.", edit(b'"max_extensions":2', b'"max_extensions":1', _GENESIS), ACT),
    "default-word-inside": Case(
        "The status written out.", edit(b'"kind":"attachment",', b'"kind":"text",', _DOCUMENT), ACT
    ),
    "default-empty-string-inside": Case(
        "An empty Russian title written out.", edit("План на год".encode(), b"", _DOCUMENT), ACT
    ),
    "null-for-default": Case("null for what is left out.", edit(b',"paragraphs"', b',"office":null,"paragraphs"'), ACT),
    "boolean-number": Case("0 for false.", edit(b'{"by"', b'{"attach_to_decision":0,"by"'), ACT),
    "boolean-word": Case("False for false.", edit(b'{"by"', b'{"attach_to_decision":False,"by"'), ACT),
    "boolean-string": Case('"false" for false.', edit(b'{"by"', b'{"attach_to_decision":"false","by"'), ACT),
}
CODES: dict[str, Case] = {
    "good-code-2": Case("The shortest code.", _signatory(b"A1")),
    "good-code-12": Case("The longest code.", _signatory(b"ABCDEFGHIJKL")),
    "code-empty": Case("No code.", _signatory(b""), ACT),
    "code-1": Case("A code of one letter.", _signatory(b"A"), ACT),
    "code-13": Case("A code of thirteen letters.", _signatory(b"ABCDEFGHIJKLM"), ACT),
    "code-lower-case": Case("Small letters.", _signatory(b"ard"), ACT),
    "code-digit-first": Case("A digit first.", _signatory(b"1AR"), ACT),
    "code-digit-arabic": Case("U+0661 for 1.", _signatory("A٤".encode()), ACT),
    "code-digit-full-width": Case("U+FF11 for 1.", _signatory("A\uff11".encode()), ACT),
    "code-look-alike-cyrillic": Case("U+0410 for the letter A.", _signatory("\u0410RD".encode()), ACT),
    "code-look-alike-greek": Case("U+0391 for the letter A.", _signatory("\u0391RD".encode()), ACT),
    "code-look-alike-full-width": Case("U+FF21 for the letter A.", _signatory("\uff21RD".encode()), ACT),
    "code-with-line-feed": Case("A line feed ends the code.", _signatory(b"ARD\\n"), ACT),
    "code-with-space": Case("A space ends the code.", _signatory(b"ARD "), ACT),
    "code-with-joiner": Case("U+200D inside the code.", _signatory("AR\u200dD".encode()), ACT),
    "code-of-a-key": Case("The name of a key is no code.", _signatory(b"ARD/node"), ACT),
    "digest-upper-case": Case("Capitals.", _digest(_DIGEST.upper()), ACT),
    "digest-63": Case("A digit is missing.", _digest(_DIGEST[:-1]), ACT),
    "digest-65": Case("A digit too many.", _digest(_DIGEST + b"0"), ACT),
    "digest-with-line-feed": Case("A line feed ends the digest.", _digest(_DIGEST + b"\\n"), ACT),
    "digest-prefixed": Case("Named by its algorithm.", _digest(b"sha256:" + _DIGEST), ACT),
    "digest-look-alike": Case("U+0430 for the letter a.", _digest(_DIGEST[:-1] + "\u0430".encode()), ACT),
    "nonce-31": Case("A digit is missing.", edit(b'"nonce":"7', b'"nonce":"'), ACT),
    "nonce-33": Case("A digit too many.", edit(b'"nonce":"', b'"nonce":"0'), ACT),
    "nonce-upper-case": Case("Capitals.", edit(b"49442", b"4944B"), ACT),
    "good-forum-one-part": Case("A host alone.", _forum(b"exercise.comity.example")),
    "good-forum-five-parts": Case("The most parts.", _forum(b"a/b/c/d/e")),
    "forum-six-parts": Case("A part too many.", _forum(b"a/b/c/d/e/f"), ACT),
    "forum-empty": Case("No origin.", _forum(b""), ACT),
    "forum-empty-part": Case("An empty part.", _forum(b"a//b"), ACT),
    "forum-slash-at-end": Case("A slash ends the origin.", _forum(b"a/"), ACT),
    "forum-upper-case": Case("Capitals.", _forum(b"Exercise.comity.example"), ACT),
    "forum-with-scheme": Case("An address is no origin.", _forum(b"https://a/b"), ACT),
    "forum-with-line-feed": Case("A line feed ends the origin.", _forum(b"a/b\\n"), ACT),
    "label-number-0": Case("Meetings count from 1.", _label("2026/0"), ACT),
    "label-leading-zero": Case("03 for 3.", _label("2026/03"), ACT),
    "label-with-line-feed": Case("A line feed ends the label.", _label("2026/3\\n"), ACT),
    "label-devanagari-digits": Case("Other digits.", _label("२०२६/३"), ACT),
    "symbol-with-line-feed": Case("A line feed ends the symbol.", edit(b'Rev.1"', b'Rev.1\\n"', _DOCUMENT), ACT),
    "symbol-with-space": Case("A space inside the symbol.", edit(b"L.3/Rev", b"L.3 Rev", _DOCUMENT), ACT),
    "symbol-look-alike": Case("U+0421 for the letter C.", edit(b'"CICA/', '"\u0421ICA/'.encode(), _DOCUMENT), ACT),
    "language-upper-case": Case("Capitals.", edit(b'"ru"', b'"RU"', _QUERY), ACT),
    "language-three-letters": Case("Three letters.", edit(b'"ru"', b'"rus"', _QUERY), ACT),
    "language-with-line-feed": Case("A line feed ends it.", edit(b'"ru"', b'"ru\\n"', _QUERY), ACT),
    "word-unknown": Case("A kind of statement that does not exist.", edit(b'"dissociation"', b'"rejection"'), ACT),
    "word-upper-case": Case("A kind spelled otherwise.", edit(b'"dissociation"', b'"Dissociation"'), ACT),
}
LISTS: dict[str, Case] = {
    "good-40-signatories": Case("The most signatories.", _many(40)),
    "signatories-41": Case("One more than may sign.", _many(41), ACT),
    "signatories-none": Case("Nobody.", edit(b'["ARD"]', b"[]").replace(b"[7]", b"[]"), ACT),
    "signatory-twice": Case(
        "A signatory named twice.", edit(b'["ARD"]', b'["ARD","ARD"]').replace(b"[7]", b"[7,8]"), ACT
    ),
    "counters-fewer": Case("A signatory without counter.", edit(b'["ARD"]', b'["ARD","BOR"]'), ACT),
    "counters-more": Case("A counter without signatory.", edit(b"[7]", b"[7,7]"), ACT),
    "signatory-not-in-array": Case("A string for an array.", edit(b'["ARD"]', b'"ARD"'), ACT),
    "signatories-object": Case("An object for an array.", edit(b'["ARD"]', b'{"0":"ARD"}'), ACT),
    "array-comma-at-end": Case("A comma ends the array.", edit(b'["4"]', b'["4",]'), ACT),
    "array-comma-alone": Case("A comma before the first value.", edit(b'["4"]', b'[,"4"]'), ACT),
    "good-paragraphs-60": Case("The most paragraphs.", _paragraphs(60)),
    "paragraphs-61": Case("One paragraph too many.", _paragraphs(61), ACT),
    "text-empty": Case("A statement says something.", said(b""), ACT),
    "good-text-of-20000-characters": Case(
        "The longest text, counted in code points.", said("\U0001fae7".encode() * 1_000 + b"." * 19_000)
    ),
    "text-of-20001-characters": Case("A code point too many.", said(b"." * 20_001), ACT),
    "good-line-of-200-characters": Case(
        "The longest line, counted in code points.", edit(b'["4"]', b'["' + "\U0001fae7".encode() * 200 + b'"]')
    ),
    "line-of-201-characters": Case("A code point too many.", edit(b'["4"]', b'["' + "é".encode() * 201 + b'"]'), ACT),
    "good-blob-text-1-mib": Case("The largest text beside the record.", _letter(SHORT_TEXT_BYTES)),
    "blob-text-too-large": Case("A text larger than every node holds.", _letter(SHORT_TEXT_BYTES + 1), ACT),
    "good-blob-attachment": Case(
        "An attachment may be larger.", _letter(SHORT_TEXT_BYTES + 1, b'"kind":"attachment",')
    ),
    "act-inside-act": Case("An act for a part.", edit(b'"title":{', b'"title":{"type":"Mark",', _DOCUMENT), ACT),
    "type-alone": Case("A known type and nothing else.", json_line(b'{"type":"Mark"}'), ACT),
    "type-unknown-with-junk": Case(
        "What an unknown type holds is not judged.", json_line(b'{ "x":7.0,"type":"Tomorrow"}'), UNKNOWN
    ),
}
CASES: dict[str, Case] = {**NUMBERS, **DEFAULTS, **CODES, **LISTS}
