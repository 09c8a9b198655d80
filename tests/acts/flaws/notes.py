# SPDX-License-Identifier: Apache-2.0
"""Flaws of the texts that nodes sign beside the record: seen-at notes, statements, letters, succession statements."""

from comity.acts.letter import Letter, format_letter
from comity.acts.seen import Seen, format_seen
from comity.acts.statement import Statement, format_statement
from comity.acts.succession import Succession, format_succession
from tests.acts.flaws.case import Case
from tests.acts.samples import ORIGIN, digest

AT = 1_795_410_000
SEEN = format_seen(Seen(ORIGIN, digest("act"), AT))
STATEMENT = format_statement(Statement(ORIGIN, "not_sequenced", digest("act"), AT))
LETTER = format_letter(Letter(ORIGIN, "seen", AT, b"a note"))
SUCCESSION = format_succession(Succession(ORIGIN, 2, digest("successor"), 40, digest("root")))

TEXTS = {
    "seen": (SEEN, "MalformedSeen"),
    "statement": (STATEMENT, "MalformedStatement"),
    "letter": (LETTER, "MalformedLetter"),
    "succession": (SUCCESSION, "MalformedSuccession"),
}
"""Form → a good text of it, and the error of its noun."""


def _edited(form: str, old: bytes, new: bytes, about: str, *, refused: bool = True) -> Case:
    text, error = TEXTS[form]
    if text.count(old) != 1:
        raise LookupError(f"{old!r} stands {text.count(old)} times in {text!r}")
    return Case(about, text.replace(old, new), error if refused else "", form)


def _shape(form: str) -> dict[str, Case]:
    """Flaws that every such text can have."""
    text, error = TEXTS[form]
    header, _, rest = text.partition(b"\n")
    last = text.rstrip(b"\n").rpartition(b"\n")[0] + b"\n"
    flaws = {
        "empty": (b"", "No bytes."),
        "line-missing": (last, "The last line is not there."),
        "line-added": (text + b"1\n", "One line more than the format has."),
        "line-feed-missing": (text[:-1], "The last line does not end."),
        "line-feed-twice": (text + b"\n", "An empty line at the end."),
        "carriage-return": (text.replace(b"\n", b"\r\n", 1), "The header ends with a carriage return."),
        "header-version-2": (text.replace(b"/v1\n", b"/v2\n"), "A later version."),
        "header-upper-case": (header.upper() + b"\n" + rest, "The header in capitals."),
        "header-missing": (rest, "The values alone."),
        "byte-order-mark": (b"\xef\xbb\xbf" + text, "U+FEFF stands first."),
        "not-utf-8": (text.replace(b"exercise", b"exerc\xffse"), "An octet that is not UTF-8."),
        "origin-upper-case": (text.replace(b"exercise", b"Exercise"), "An origin has small letters."),
        "origin-empty": (text.replace(ORIGIN.encode(), b""), "No origin."),
        "origin-of-six-parts": (text.replace(b"/record", b"/a/b/c/d/e"), "An origin has at most five parts."),
        "origin-with-space": (text.replace(b"exercise", b"exer cise"), "A space in the origin."),
        "origin-look-alike": (text.replace(b"exercise", "ех".encode() + b"ercise"), "Cyrillic letters."),
    }
    return {f"{form}-{name}": Case(about, octets, error, form) for name, (octets, about) in flaws.items()}


def _instants(form: str) -> dict[str, Case]:
    """Flaws of POSIX seconds."""
    at = str(AT).encode()
    flaws = {
        "with-fraction": at + b".5",
        "with-leading-zero": b"0" + at,
        "with-plus": b"+" + at,
        "negative": b"-" + at,
        "of-8-digits": at[:8],
        "of-11-digits": at + b"0",
        "in-arabic-digits": "١٧٩٥٤١٠٠٠٠".encode(),
        "as-a-date": b"2026-11-23T05:00:00Z",
        "empty": b"",
    }
    return {
        f"{form}-instant-{name}": _edited(form, at, octets, f"The instant {name.replace('-', ' ')}.")
        for name, octets in flaws.items()
    }


def _digests(form: str, word: str) -> dict[str, Case]:
    """Flaws of a digest."""
    good = digest(word).encode()
    flaws = {"upper-case": good.upper(), "of-63": good[1:], "of-65": good + b"0", "with-0x": b"0x" + good[2:]}
    return {
        f"{form}-{word}-{name}": _edited(form, good, octets, f"The digest {name.replace('-', ' ')}.")
        for name, octets in flaws.items()
    }


CASES: dict[str, Case] = {
    **{name: case for form in TEXTS for name, case in _shape(form).items()},
    **{name: case for form in ("seen", "statement", "letter") for name, case in _instants(form).items()},
    **_digests("seen", "act"),
    **_digests("succession", "successor"),
    **_digests("succession", "root"),
    **{f"good-{form}": Case("A good one.", text, "", form) for form, (text, _) in TEXTS.items()},
    "good-seen-first": _edited("seen", b"1795410000", b"100000000", "The first second that fits.", refused=False),
    "good-seen-last": _edited("seen", b"1795410000", b"9999999999", "The last second that fits.", refused=False),
    "good-seen-origin-of-five-parts": _edited(
        "seen", b"/record", b"/a/b/c/record", "The longest kind of origin.", refused=False
    ),
    "good-statement-of-a-size": _edited(
        "statement", digest("act").encode(), b"0", "The subject is the size of a checkpoint.", refused=False
    ),
    "good-statement-clock-ahead": _edited(
        "statement", b"not_sequenced", b"clock_ahead", "A fast clock.", refused=False
    ),
    "good-statement-withheld": _edited("statement", b"not_sequenced", b"withheld", "Withheld data.", refused=False),
    "statement-kind-unknown": _edited(
        "statement", b"not_sequenced", b"forked", "A fork is shown by proof, not stated."
    ),
    "statement-kind-empty": _edited("statement", b"not_sequenced", b"", "No kind."),
    "statement-subject-empty": _edited("statement", digest("act").encode(), b"", "No subject."),
    "statement-subject-of-63": _edited("statement", digest("act").encode(), digest("act")[1:].encode(), "63 digits."),
    "statement-size-with-leading-zero": _edited("statement", digest("act").encode(), b"07", "A second spelling of 7."),
    "statement-size-of-16-digits": _edited("statement", digest("act").encode(), b"1" + b"0" * 15, "10^15 is too much."),
    "letter-kind-unknown": _edited("letter", b"seen", b"gossip", "A kind that no version has."),
    "letter-payload-empty": _edited("letter", b"YSBub3Rl", b"", "Nothing to say."),
    "letter-payload-with-space": _edited("letter", b"YSBub3Rl", b"YSBu b3Rl", "A space in base64."),
    "letter-payload-of-the-web-alphabet": _edited("letter", b"YSBub3Rl", b"__--", "Another alphabet of base64."),
    "letter-payload-without-padding": _edited("letter", b"YSBub3Rl", b"YQ", "Padding is left out."),
    "letter-payload-with-stray-bits": _edited("letter", b"YSBub3Rl", b"YR==", "A second spelling of one octet."),
    "letter-payload-padded-twice": _edited("letter", b"YSBub3Rl", b"YSBub3Rl====", "More padding than there can be."),
    "good-letter-payload-of-one-byte": _edited("letter", b"YSBub3Rl", b"YQ==", "One octet.", refused=False),
    "good-succession-of-nothing": _edited(
        "succession", b"\n40\n", b"\n0\n", "The node never cosigned anything.", refused=False
    ),
    "succession-epoch-0": _edited("succession", b"\n2\n", b"\n0\n", "Epochs count from 1."),
    "succession-epoch-with-leading-zero": _edited("succession", b"\n2\n", b"\n02\n", "A second spelling of 2."),
    "succession-size-negative": _edited("succession", b"\n40\n", b"\n-40\n", "No size is negative."),
    "succession-size-of-16-digits": _edited("succession", b"\n40\n", b"\n1000000000000000\n", "10^15 is too much."),
}
