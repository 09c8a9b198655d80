# SPDX-License-Identifier: Apache-2.0
"""Flaws of shape: the two lines, keys and their order, spaces, depth, size."""

from msgspec.structs import replace

from comity.acts.canonical import HEADER, MAX_DEPTH, MAX_TEXT_BYTES, encode_act
from comity.acts.envelope import Text
from tests.acts.flaws.case import ACT, STATEMENT, UNKNOWN, Case, edit, json_line, said
from tests.acts.samples import full_act

_GOOD = encode_act(STATEMENT)
_LINE = _GOOD.removeprefix(HEADER)[:-1]
_DOCUMENT, _MEETING = full_act("CirculateDocument"), full_act("ConveneMeeting")


def _nested(depth: int) -> bytes:
    """An object of an unknown type, this deep in all."""
    return json_line(b'{"type":"Tomorrow","x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}")


def _of_size(size: int) -> bytes:
    """A text of this many bytes: a meeting with much to say about its venue."""
    short = edit(b'"Yearly plan"', b'"."', replace(_MEETING, venue=Text(en="." * 20_000, ru="." * 20_000)))
    return short.replace(b'"."', b'"' + b"." * (size - len(short) + 1) + b'"')


CASES: dict[str, Case] = {
    "good-text-of-60000-bytes": Case("The largest text.", _of_size(MAX_TEXT_BYTES)),
    "text-of-60001-bytes": Case("One byte more than a text may have.", _of_size(MAX_TEXT_BYTES + 1), ACT),
    "empty": Case("No bytes.", b"", ACT),
    "header-alone": Case("No JSON.", HEADER, ACT),
    "header-missing": Case("The first line is missing.", _GOOD.removeprefix(HEADER), ACT),
    "header-version-2": Case("Another version.", _GOOD.replace(b"/v1\n", b"/v2\n"), ACT),
    "header-upper-case": Case("The first line is spelled otherwise.", _GOOD.replace(b"comity", b"Comity", 1), ACT),
    "header-with-space": Case("A space ends the first line.", _GOOD.replace(b"/v1\n", b"/v1 \n"), ACT),
    "header-with-carriage-return": Case("A carriage return ends it.", _GOOD.replace(b"/v1\n", b"/v1\r\n"), ACT),
    "byte-order-mark": Case("U+FEFF stands first.", b"\xef\xbb\xbf" + _GOOD, ACT),
    "byte-order-mark-before-json": Case("U+FEFF leads the JSON.", json_line(b"\xef\xbb\xbf" + _LINE), ACT),
    "line-feed-missing": Case("The JSON is not ended by a line feed.", _GOOD[:-1], ACT),
    "line-feed-twice": Case("Two line feeds end the text.", _GOOD + b"\n", ACT),
    "carriage-return-at-end": Case("A carriage return before the last line feed.", _GOOD[:-1] + b"\r\n", ACT),
    "nul-at-end": Case("U+0000 after the text.", _GOOD + b"\0", ACT),
    "text-twice": Case("The text stands twice.", _GOOD + _GOOD, ACT),
    "json-twice": Case("Two objects stand in the line.", json_line(_LINE + _LINE), ACT),
    "json-cut": Case("The last brace closes another object.", json_line(_LINE[:-1] + b',"x":{}'), ACT),
    "json-array": Case("An array ends with the object.", json_line(b"[" + _LINE), ACT),
    "json-in-array": Case("The act stands in an array.", json_line(b"[" + _LINE + b"]"), ACT),
    "json-empty-object": Case("An object without keys.", json_line(b"{}"), ACT),
    "json-null": Case("No object.", json_line(b"null"), ACT),
    "json-comment": Case("A comment.", json_line(_LINE[:-1] + b"/**/}"), ACT),
    "json-comma-at-end": Case("A comma after the last member.", json_line(_LINE[:-1] + b",}"), ACT),
    "json-colon-missing": Case("A member without colon.", edit(b'"by":', b'"by"'), ACT),
    "json-single-quotes": Case("Strings in other quotation marks.", edit(b'"ARD"', b"'ARD'"), ACT),
    "json-key-without-quotes": Case("A bare key.", edit(b'"by":', b"by:"), ACT),
    "space-at-start": Case("A space before the object.", json_line(b" " + _LINE), ACT),
    "space-at-end": Case("A space after the object.", json_line(_LINE + b" "), ACT),
    "space-after-colon": Case("A space.", edit(b'"by":', b'"by": '), ACT),
    "space-after-comma": Case("A space.", edit(b',"forum"', b', "forum"'), ACT),
    "space-in-array": Case("A space.", edit(b'["4"]', b'[ "4"]'), ACT),
    "tab-between": Case("A tab between members.", edit(b',"forum"', b',\t"forum"'), ACT),
    "line-feed-between": Case("The object on two lines.", edit(b',"forum"', b',\n"forum"'), ACT),
    "carriage-return-between": Case("A carriage return between members.", edit(b',"forum"', b',\r"forum"'), ACT),
    "keys-unsorted": Case(
        "Two neighbouring keys change places.",
        edit(
            b'"by":["ARD"],"forum":"exercise.comity.example/record"',
            b'"forum":"exercise.comity.example/record","by":["ARD"]',
        ),
        ACT,
    ),
    "keys-unsorted-type-first": Case(
        "The type stands first.",
        edit(b',"type":"MakeStatement"', b"").replace(b"{", b'{"type":"MakeStatement",'),
        ACT,
    ),
    "keys-unsorted-inside": Case(
        "Keys of a part change places.",
        edit(
            b'{"en":"Yearly plan","ru":"' + "План на год".encode() + b'"}',
            b'{"ru":"' + "План на год".encode() + b'","en":"Yearly plan"}',
            _DOCUMENT,
        ),
        ACT,
    ),
    "key-twice": Case("A key and its value twice.", edit(b'"by":["ARD"],', b'"by":["ARD"],"by":["ARD"],'), ACT),
    "key-twice-first-other": Case(
        "The first of two values differs.", edit(b'"by":["ARD"],', b'"by":["BOR"],"by":["ARD"],'), ACT
    ),
    "key-twice-inside": Case(
        "A key of a part twice.",
        edit(b'"en":"Yearly plan"', b'"en":"Another plan","en":"Yearly plan"', _DOCUMENT),
        ACT,
    ),
    "type-twice": Case("The type twice.", edit(b'"type":', b'"type":"MakeStatement","type":'), ACT),
    "key-unknown": Case("A key that the type has not.", edit(b',"forum"', b',"colour":"red","forum"'), ACT),
    "key-of-another-type": Case("A key that another type has.", edit(b',"forum"', b',"deadline_at":null,"forum"'), ACT),
    "key-unknown-inside": Case(
        "A language the type has not.", edit(b'"en":"Yearly plan"', b'"en":"Yearly plan","fr":"Plan"', _DOCUMENT), ACT
    ),
    "key-upper-case": Case("A key spelled otherwise.", edit(b'"by"', b'"By"'), ACT),
    "key-with-escape": Case("A key with an escaped letter.", edit(b'"by"', b'"\\u0062y"'), ACT),
    "key-look-alike": Case("U+0443 for the letter y.", edit(b'"by"', '"b\u0443"'.encode()), ACT),
    "key-missing": Case("A key that the type needs is missing.", edit(b'"kind":"dissociation",', b""), ACT),
    "key-missing-inside": Case("A part lacks a key.", edit(b'"en":"Yearly plan",', b"", _DOCUMENT), ACT),
    "type-missing": Case("No type.", edit(b',"type":"MakeStatement"', b""), ACT),
    "type-number": Case("The type is a number.", edit(b'"MakeStatement"', b"7"), ACT),
    "type-null": Case("The type is null.", edit(b'"MakeStatement"', b"null"), ACT),
    "type-unknown": Case("A type of a later version.", edit(b'"MakeStatement"', b'"MakeUndertaking"'), UNKNOWN),
    "type-empty": Case("The empty type.", edit(b'"MakeStatement"', b'""'), UNKNOWN),
    "type-lower-case": Case("A type spelled otherwise.", edit(b'"MakeStatement"', b'"makeStatement"'), UNKNOWN),
    "type-look-alike": Case(
        "U+041C for the letter M.", edit(b'"MakeStatement"', '"\u041cakeStatement"'.encode()), UNKNOWN
    ),
    "type-with-line-feed": Case("A line feed ends the type.", edit(b'"MakeStatement"', b'"MakeStatement\\n"'), UNKNOWN),
    "type-of-a-part": Case("A part is no act.", edit(b'"MakeStatement"', b'"Blob"'), UNKNOWN),
    "type-of-another-act": Case(
        "The fields of one type under the name of another.", edit(b'"MakeStatement"', b'"Mark"'), ACT
    ),
    "type-unknown-16-deep": Case("As deep as JSON may be; the type is unknown.", _nested(MAX_DEPTH), UNKNOWN),
    "17-deep": Case("Deeper than JSON may be.", _nested(MAX_DEPTH + 1), ACT),
    "brackets": Case("Sixty thousand bytes, nearly all opening brackets.", json_line(b"[" * 59_900 + b"}"), ACT),
    "braces": Case("Objects in objects, ten thousand deep.", json_line(b'{"a":' * 10_000 + b"}" * 9_000), ACT),
    "brackets-in-string": Case(
        "Brackets in a string are characters; the type is unknown.",
        json_line(b'{"type":"Tomorrow","x":"' + b"[{" * 100 + b'\\"[[' + b'"}'),
        UNKNOWN,
    ),
    "string-unclosed": Case(
        "A string of escaped quotation marks that nothing closes.",
        json_line(b'{"a":"' + b'\\"' * 29_000 + b"[" * 40 + b"}"),
        ACT,
    ),
    "good-brackets-in-string": Case("Brackets in a string are characters.", said(b"[{" * 20 + b'\\"' + b"[{" * 20)),
}
