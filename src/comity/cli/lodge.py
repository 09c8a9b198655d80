# SPDX-License-Identifier: Apache-2.0
"""``comity lodge``: put an act on the record: a signed note, or the act's own fields as JSON, completed and signed here."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from comity.acts.canonical import HEADER
from comity.acts.catalogue import ACTS, AnyAct
from comity.acts.envelope import Act
from comity.acts.signed import parse_signed_act
from comity.cli.arguments import take_hand
from comity.cli.errors import Unusable
from comity.cli.lodging import Lodging
from comity.cli.speech import Speech
from comity.rules.outcome import Refused

HELP = "lodge an act: a signed note, or its fields as JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``lodge`` takes."""
    parser.add_argument(
        "file", type=Path, help="a signed note; or a JSON object with the type and the fields of an act"
    )
    take_hand(parser, " (for JSON that does not say it itself)")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Read the file, lodge what it says, wait until it is confirmed."""
    data = arguments.file.read_bytes()
    signed = parse_signed_act(data) if data.startswith(HEADER) else None
    fields = {} if signed else _fields(arguments.file, data)
    lodging = Lodging(arguments, speech)
    drafted = lodging.take(signed) if signed else lodging.draft(_completed(lodging, fields, arguments))
    return lodging.declined(drafted) if isinstance(drafted, Refused) else lodging.send()


def _fields(path: Path, data: bytes) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Unusable(f"{path} is neither a signed note nor a JSON object: {error}") from None
    if fields.get("type") not in ACTS:
        raise Unusable(f"{path} names the type {fields.get('type')!r}; the types of acts are {', '.join(sorted(ACTS))}")
    return fields


def _completed(lodging: Lodging, fields: dict[str, Any], arguments: argparse.Namespace) -> Act:
    by = fields.get("by", [arguments.by] if arguments.by else [])
    if not by:
        raise Unusable('who signs? Say it with --by CODE, or as "by" in the file')
    office = {"office": arguments.office} if arguments.office else {}
    whole = {**lodging.envelope(*by), **office, **fields}
    try:
        act: Act = msgspec.json.decode(msgspec.json.encode(whole), type=AnyAct)
    except msgspec.DecodeError as error:
        raise Unusable(f"{arguments.file}: {error}") from None
    return act
