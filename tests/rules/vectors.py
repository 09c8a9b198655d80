# SPDX-License-Identifier: Apache-2.0
"""Vectors of the rules as files: ``python -m tests.rules.vectors --write``.

A vector is one JSON object: ``rule``, ``title``, ``before`` (entries that are admitted one after the other; where the first
is not a genesis, the one of ``base.json`` stands before them; null where the entry under test is the first of its record),
``entry`` (the entry under test), and either ``refused`` (the paragraph) or ``after`` with ``effects`` (kind, subject,
value) and ``journal`` (the digest after the entry).
Entries are the exact text of the record, signatures included, so that nothing has to be rebuilt to use them.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

from comity.acts.entry import Entry, format_entry, parse_entry
from comity.acts.signed import format_signed_act
from comity.rules.fold import apply
from comity.rules.outcome import Admitted
from comity.tlog.vkey import verify
from tests.cast.forum import EDITION, WITNESSES
from tests.cast.scribe import Scribe
from tests.rules.case import Case, all_cases

FOLDER = Path(__file__).parents[2] / "vectors" / "rules"
BASE = FOLDER / "base.json"


def vector_of(case: Case) -> dict[str, Any]:
    """Give the vector of a case; only the journal is taken from the fold, everything else is declared."""
    scribe, signed, effects = case.told()
    on_base = (case.edition, case.witnesses) == (EDITION, WITNESSES)
    before = [each.decode() for each in (scribe.entries[1:] if on_base else scribe.entries)]
    entry = format_entry(scribe.at, format_signed_act(signed))
    vector: dict[str, Any] = {
        "rule": case.rule,
        "title": case.title,
        "before": before if scribe.entries else None,
        "entry": entry.decode(),
    }
    if effects is None:
        return {**vector, "refused": case.refused}
    forum, _ = apply(scribe.forum, parse_entry(entry), verify)
    journal = forum.journal.hex() if forum else ""
    return {
        **vector,
        "after": {"effects": [list(msgspec.structs.astuple(each)) for each in effects], "journal": journal},
    }


def base() -> dict[str, Any]:
    """Give the genesis entry that most vectors begin with."""
    return {"entry": Scribe.opened().entries[0].decode()}


def files() -> dict[Path, bytes]:
    """Give every vector as the file it is written to."""
    written = {FOLDER / case.folder / f"{case.name}.json": _json(vector_of(case)) for case in all_cases()}
    return {BASE: _json(base()), **written}


def _json(value: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def replayed(vector: dict[str, Any]) -> tuple[Entry, Any, Any]:
    """Fold a vector from its text alone: the entry under test, the forum after it, the outcome."""
    forum = None
    texts = vector["before"]
    if texts is None:
        texts = []
    elif not texts or '"type":"Genesis"' not in texts[0]:
        texts = [msgspec.json.decode(BASE.read_bytes())["entry"], *texts]
    for text in texts:
        forum, outcome = apply(forum, parse_entry(text.encode()), verify)
        if not isinstance(outcome, Admitted):
            raise TypeError(f"an entry before the one under test is refused: {outcome}")
    entry = parse_entry(vector["entry"].encode())
    return entry, *apply(forum, entry, verify)


def main() -> None:
    """Write every vector, and remove those no case tells any more."""
    if "--write" not in sys.argv:
        raise SystemExit(__doc__)
    wanted = files()
    for path in FOLDER.rglob("*.json"):
        if path not in wanted:
            path.unlink()
    for path, content in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
