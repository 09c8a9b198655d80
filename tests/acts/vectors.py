# SPDX-License-Identifier: Apache-2.0
"""The vectors of acts: one file per case. ``python -m tests.acts.vectors --write`` makes them from samples and flaws."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from comity.acts.canonical import decode_act, encode_act
from comity.acts.catalogue import ACTS
from comity.acts.entry import format_entry, parse_entry
from comity.acts.errors import ActError
from comity.acts.instant import format_instant
from comity.acts.letter import format_letter, parse_letter
from comity.acts.seen import format_seen, parse_seen
from comity.acts.signed import SignedAct, format_signed_act, parse_signed_act
from comity.acts.statement import format_statement, parse_statement
from comity.acts.succession import format_succession, parse_succession
from tests.acts.flaws import FLAWS
from tests.acts.flaws.case import Case
from tests.acts.samples import full_act, least_act

TEXTS: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], bytes]]] = {
    "seen": (parse_seen, format_seen),
    "statement": (parse_statement, format_statement),
    "letter": (parse_letter, format_letter),
    "succession": (parse_succession, format_succession),
}
FORMS = ("text", "note", "entry", *TEXTS)
FOLDER = Path(__file__).parents[2] / "vectors" / "acts"


def octets(value: str | dict[str, str]) -> bytes:
    """Octets as a vector carries them: a string, or base64 where they are not UTF-8."""
    return value.encode() if isinstance(value, str) else b64decode(value["base64"])


def _as_json(data: bytes) -> str | dict[str, str]:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": b64encode(data).decode()}


def judge(form: str, data: bytes) -> dict[str, Any]:
    """What must come out of octets: ``refused``, or what they say. What is accepted must encode to the same octets."""
    try:
        if form == "text":
            act = decode_act(data)
            if encode_act(act) != data:
                raise AssertionError("accepted, and encoded otherwise")
            return {"type": type(act).__name__}
        if form == "note":
            return _signed(parse_signed_act(data), data)
        if form in TEXTS:
            return _spoken(form, data)
        entry = parse_entry(data)
        note = format_signed_act(entry.signed)
        if format_entry(entry.sequenced_at, note) != data:
            raise AssertionError("accepted, and encoded otherwise")
        instant = format_instant(entry.sequenced_at)
        return _signed(entry.signed, note) | {"sequenced_at": instant, "leaf": entry.leaf.hex()}
    except ActError as error:
        return {"refused": type(error).__name__}


def _spoken(form: str, data: bytes) -> dict[str, Any]:
    """What a text says that nodes sign beside the record; octets in base64."""
    read, write = TEXTS[form]
    said = read(data)
    if write(said) != data:
        raise AssertionError("accepted, and encoded otherwise")
    values: dict[str, Any] = msgspec.to_builtins(said)
    return values


def _signed(signed: SignedAct, note: bytes) -> dict[str, Any]:
    if format_signed_act(signed) != note:
        raise AssertionError("accepted, and encoded otherwise")
    return {"type": type(signed.act).__name__, "id": signed.id, "signed_by": [line.name for line in signed.lines]}


def _samples() -> dict[str, Case]:
    full = {f"good-{kind}": Case(f"{kind} with every field.", encode_act(full_act(kind))) for kind in ACTS}
    least = {
        f"good-{kind}-least": Case(f"{kind} with the fields it needs and no other.", encode_act(least_act(kind)))
        for kind in ACTS
    }
    return full | least


def written() -> dict[str, str]:
    """File name → content. What must come out is stated by the case where it is refused, and by the code where not."""
    files = {}
    for name, case in (_samples() | FLAWS).items():
        expected = {"refused": case.refused} if case.refused else judge(case.form, case.octets)
        vector = {"about": case.about, case.form: _as_json(case.octets), **expected}
        files[f"{name}.json"] = json.dumps(vector, indent=2) + "\n"
    return files


def main() -> None:
    """Write the files anew and remove those of no case."""
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.acts.vectors --write")
    files = written()
    for old in FOLDER.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, content in files.items():
        (FOLDER / name).write_text(content)
    print(f"{len(files)} vectors in {FOLDER}")


if __name__ == "__main__":
    main()
