# SPDX-License-Identifier: Apache-2.0
"""``comity propose``: circulate a text under the next symbol, and put it before the body that is to decide."""

import argparse
from hashlib import sha256
from pathlib import Path

from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import SHORT_TEXT_BYTES, Blob, Text
from comity.acts.proposals import Propose
from comity.cli.arguments import take_hand
from comity.cli.errors import Unusable
from comity.cli.lodging import Lodging
from comity.cli.speech import Speech
from comity.papers.wording import LANGUAGES
from comity.rules.outcome import Refused
from comity.rules.symbol import local_year

HELP = "circulate a text and propose it to a body"
MEDIA_TYPE = "text/plain; charset=utf-8"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``propose`` takes."""
    parser.add_argument("--body", required=True, metavar="CODE", help="the body that is to decide")
    parser.add_argument("--title", required=True, help="title in English")
    parser.add_argument("--title-ru", default="", help="title in Russian")
    parser.add_argument("--en", type=Path, metavar="FILE", help="the text in English")
    parser.add_argument("--ru", type=Path, metavar="FILE", help="the text in Russian")
    parser.add_argument("--symbol", action="append", default=[], help="propose a document that was circulated already")
    parser.add_argument("--series", default="L", help="series of the document's symbol (default: L)")
    parser.add_argument(
        "--recommended-by", metavar="CODE", help="the body that cleared the text, where another decides"
    )
    take_hand(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Store the texts, circulate them, propose them, wait until that is confirmed."""
    files = {language: getattr(arguments, language) for language in LANGUAGES if getattr(arguments, language)}
    if bool(files) == bool(arguments.symbol):
        raise Unusable("give a text with --en and --ru, or --symbol of a document that was circulated: one of the two")
    texts = {language: _text(path) for language, path in files.items()}
    lodging = Lodging(arguments, speech)
    symbols = tuple(arguments.symbol) or (_next_symbol(lodging, arguments),)
    title = Text(en=arguments.title, ru=arguments.title_ru)
    if texts:
        versions = tuple(_version(lodging, language, text) for language, text in texts.items())
        drafted = lodging.write(CirculateDocument, arguments.by, symbol=symbols[0], title=title, versions=versions)
        if isinstance(drafted, Refused):
            return lodging.declined(drafted)
    drafted = lodging.write(
        Propose,
        arguments.by,
        body=arguments.body,
        symbols=symbols,
        title=title,
        recommended_by=arguments.recommended_by,
    )
    if isinstance(drafted, Refused):
        return lodging.declined(drafted)
    for text in texts.values():
        lodging.remote.store(text)
    return lodging.send()


def _text(path: Path) -> bytes:
    data = path.read_bytes()
    if not data or len(data) > SHORT_TEXT_BYTES:
        raise Unusable(f"{path} has {len(data)} bytes; a text has 1 to {SHORT_TEXT_BYTES}")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise Unusable(f"{path} is not UTF-8") from None
    return data


def _next_symbol(lodging: Lodging, arguments: argparse.Namespace) -> str:
    forum = lodging.forum
    year = local_year(forum, lodging.now())
    series = f"{forum.edition.symbol_prefix}/{arguments.body}/{year}/{arguments.series}"
    return f"{series}.{forum.series.get(series, 0) + 1}"


def _version(lodging: Lodging, language: str, text: bytes) -> Version:
    blob = Blob(sha256=sha256(text).hexdigest(), size=len(text), media_type=MEDIA_TYPE)
    official = language == lodging.forum.edition.official_language
    return Version(language=language, blob=blob, status="official" if official else "working")
