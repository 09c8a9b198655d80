# SPDX-License-Identifier: Apache-2.0
"""Flaws of characters and of their escapes: what may not be signed by states, and what is spelled otherwise."""

from tests.acts.flaws.case import ACT, TEXT, Case, said

_UNASSIGNED = {
    "0378": "unassigned in every version so far",
    "088F": "assigned in Unicode 17.0",
    "0CF3": "assigned in Unicode 15.0",
    "1E4EF": "assigned in Unicode 15.0, where it combines",
    "1FAE8": "assigned in Unicode 15.0, an emoji",
    "2EBF0": "assigned in Unicode 15.1",
    "FDD0": "a non-character",
    "FFFE": "a non-character",
    "FFFF": "a non-character",
    "1FFFE": "a non-character",
    "10FFFF": "a non-character",
}
_PRIVATE = ("E000", "F8FF", "F0000", "100000", "10FFFD")
_BIDIRECTIONAL = ("202A", "202B", "202C", "202D", "202E", "2066", "2067", "2068", "2069")
_INVISIBLE = {
    "00AD": "a soft hyphen",
    "180E": "a Mongolian vowel separator",
    "200B": "a zero-width space",
    "2060": "a word joiner",
    "2064": "an invisible plus",
    "FEFF": "a byte order mark inside a text",
    "E0001": "a language tag",
    "E0020": "a tag space",
    "E007F": "a cancel tag",
}
_CONTROLS = ("0080", "0085", "009B", "009F")
_ESCAPED_CONTROLS = {
    "0000": b"\\u0000",
    "0001": b"\\u0001",
    "0008": b"\\b",
    "0009": b"\\t",
    "000B": b"\\u000b",
    "000C": b"\\f",
    "000D": b"\\r",
    "001B": b"\\u001b",
    "001F": b"\\u001f",
}
_ALLOWED = {
    "zwnj": ("U+200C, which Persian needs.", "می\u200cخواهد"),
    "zwj": ("U+200D, which Hindi needs.", "क्\u200dष"),
    "marks-of-direction": ("U+200E and U+200F.", "Arden \u200f(אב)\u200e 3"),
    "line-feed": ("A line feed, written as an escape.", "One.\nTwo."),
    "quotation-mark": ("A quotation mark, escaped.", 'so called "plan"'),
    "backslash": ("A backslash, escaped; an n follows that means no line feed.", "a\\n"),
    "slash": ("A slash is not escaped.", "and/or"),
    "line-separator": ("U+2028 and U+2029 are not escaped.", "a\u2028b\u2029c"),
    "variation-selectors": ("U+FE0F and U+180B choose a form.", "\u2708\ufe0f \u1820\u180b"),
    "newest-of-unicode-14": ("U+1FAE7, assigned in Unicode 14.0.", "\U0001fae7"),
    "last-assigned": ("U+E01EF.", "\u845b\U000e01ef"),
    "neighbours-of-overrides": (
        "U+2029, U+202F, U+206A stand beside what is refused.",
        "a\u2029\u202f\u206a",
    ),
    "neighbours-of-invisible-ones": (
        "U+00AC, U+00AE, U+180D, U+200A, U+200C, U+205F, U+FEFC, U+FF01, U+E0100 stand beside what is refused.",
        "\xac\xae\u180d\u200a\u200c\u205f\ufefc\uff01\U000e0100",
    ),
    "first-after-controls": ("U+00A0 stands beside what is refused.", "a\xa0"),
    "tilde": ("U+007E stands beside what is refused.", "~"),
    "composed": ("In normalization form C.", "\xe9\u1e69가"),
    "mark-at-start": ("A combining mark begins the string.", "\u0301a"),
    "not-composed-by-exclusion": ("U+0915 U+093C is the form C.", "\u0915\u093c"),
    "russian": ("A Russian text.", "Арден присоединяется к консенсусу."),
    "chinese": ("A Chinese text.", "阿登加入协商一致。"),
}


def _written(text: str) -> bytes:
    """The characters of a text as canonical JSON writes them."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").encode()


def _character(point: str, why: str) -> Case:
    return Case(f"U+{point}: {why}.", said(f"a{chr(int(point, 16))}b".encode()), TEXT)


CASES: dict[str, Case] = {
    **{f"good-character-{name}": Case(about, said(_written(text))) for name, (about, text) in _ALLOWED.items()},
    **{f"character-{point}": _character(point, why) for point, why in _UNASSIGNED.items()},
    **{f"character-{point}": _character(point, "private use") for point in _PRIVATE},
    **{f"character-{point}": _character(point, "a bidirectional override or isolate") for point in _BIDIRECTIONAL},
    **{f"character-{point}": _character(point, why) for point, why in _INVISIBLE.items()},
    **{f"character-{point}": _character(point, "a control") for point in _CONTROLS},
    "character-007F": _character("007F", "a control"),
    "character-007F-beside-others": Case("U+007F in a text that is not ASCII.", said("é\x7f".encode()), TEXT),
    **{
        f"character-{point}": Case(f"U+{point}, a control, by its escape.", said(b"a" + escape + b"b"), TEXT)
        for point, escape in _ESCAPED_CONTROLS.items()
    },
    "control-after-backslashes": Case("Two backslashes stand before the escape of U+0009.", said(b"\\\\\\\\\\t"), TEXT),
    "control-after-line-feed": Case("An allowed escape stands before a refused one.", said(b'\\n\\"\\\\\\r'), TEXT),
    "raw-line-feed": Case("A line feed not written as an escape.", said(b"a\nb"), ACT),
    "raw-tab": Case("A tab not written as an escape.", said(b"a\tb"), ACT),
    "raw-nul": Case("U+0000 not written as an escape.", said(b"a\0b"), ACT),
    "raw-001F": Case("U+001F not written as an escape.", said(b"a\x1fb"), ACT),
    "not-composed": Case("e and U+0301 for U+00E9.", said("e\u0301".encode()), TEXT),
    "not-composed-singleton": Case("U+212B for U+00C5.", said("\u212b".encode()), TEXT),
    "not-composed-excluded": Case("U+0958, whose form C is U+0915 U+093C.", said("\u0958".encode()), TEXT),
    "not-composed-hangul": Case("Two jamo for U+AC00.", said("\u1100\u1161".encode()), TEXT),
    "not-composed-order": Case("U+0301 before U+0323.", said("q\u0301\u0323".encode()), TEXT),
    "not-composed-over-escape": Case(
        "U+0301 follows a line feed: the line as written composes the n of the escape with it.",
        said("a\\n\u0301".encode()),
        TEXT,
    ),
    "escape-slash": Case("A slash escaped.", said(b"and\\/or"), ACT),
    "escape-letter": Case("A letter by its number.", said(b"\\u0041rden joins."), ACT),
    "escape-quotation-mark-by-number": Case("A quotation mark by its number.", said(b"\\u0022"), ACT),
    "escape-backslash-by-number": Case("A backslash by its number.", said(b"\\u005c"), ACT),
    "escape-line-feed-by-number": Case("A line feed by its number.", said(b"a\\u000ab"), ACT),
    "escape-line-feed-upper-case": Case("The same in capitals.", said(b"a\\u000Ab"), ACT),
    "escape-control-upper-case": Case("A control in capitals.", said(b"\\u001F"), ACT),
    "escape-not-ascii": Case("U+00E9 by its number.", said(b"\\u00e9"), ACT),
    "escape-line-separator": Case("U+2028 by its number.", said(b"\\u2028"), ACT),
    "escape-surrogate-pair": Case("U+1F600 by two numbers.", said(b"\\ud83d\\ude00"), ACT),
    "escape-surrogate-high": Case("A high surrogate alone.", said(b"\\ud83d"), ACT),
    "escape-surrogate-high-before-letter": Case("A letter follows a high surrogate.", said(b"\\ud83dabcdef"), ACT),
    "escape-surrogate-high-before-letter-by-number": Case("The same by its number.", said(b"\\ud83d\\u0041"), ACT),
    "escape-surrogate-low": Case("A low surrogate alone.", said(b"\\ude00"), ACT),
    "escape-surrogates-swapped": Case("The low surrogate first.", said(b"\\ude00\\ud83d"), ACT),
    "escape-unknown": Case("No escape of JSON.", said(b"\\x41"), ACT),
    "escape-apostrophe": Case("No escape of JSON.", said(b"\\'"), ACT),
    "escape-cut": Case("Three digits.", said(b"\\u041"), ACT),
    "escape-with-braces": Case("No escape of JSON.", said(b"\\u{41}"), ACT),
    "utf8-surrogate-high": Case("A high surrogate in three bytes.", said(b"\xed\xa0\xbd"), ACT),
    "utf8-surrogate-low": Case("A low surrogate in three bytes.", said(b"\xed\xb8\x80"), ACT),
    "utf8-surrogate-pair": Case("A pair of surrogates in three bytes each.", said(b"\xed\xa0\xbd\xed\xb8\x80"), ACT),
    "utf8-overlong-nul": Case("U+0000 in two bytes.", said(b"\xc0\x80"), ACT),
    "utf8-overlong-letter": Case("A letter in two bytes.", said(b"\xc1\x81rden joins."), ACT),
    "utf8-overlong-slash": Case("A slash in three bytes.", said(b"\xe0\x80\xaf"), ACT),
    "utf8-overlong-four-bytes": Case("U+20AC in four bytes.", said(b"\xf0\x82\x82\xac"), ACT),
    "utf8-overlong-quotation-mark": Case("A quotation mark in two bytes.", said(b"\xc0\xa2"), ACT),
    "utf8-beyond-unicode": Case("U+110000.", said(b"\xf4\x90\x80\x80"), ACT),
    "utf8-five-bytes": Case("Five bytes.", said(b"\xf8\x88\x80\x80\x80"), ACT),
    "utf8-cut": Case("Two bytes of three.", said(b"\xe2\x82"), ACT),
    "utf8-continuation-alone": Case("A continuation byte alone.", said(b"\x80"), ACT),
    "utf8-latin-1": Case("U+00E9 in ISO 8859-1.", said(b"\xe9"), ACT),
    "utf8-in-key": Case("A byte that is no UTF-8 in an unknown key.", said(b'","\xff":"'), ACT),
}
