# SPDX-License-Identifier: Apache-2.0
"""Replay a file of records in this environment: ``python -m tests.determinism.replay FILE [--check-signatures]``.

Prints one JSON object: what the environment is, and one SHA-256 over, for each record, its journal digest, the digest of
its forum as bytes, and the outcome of every act that was refused beside it; and over the verdict on every vector of acts.
Signatures are taken for valid unless ``--check-signatures`` is given: this is about the fold.
"""

import json
import locale
import os
import platform
import sys
import time
import unicodedata
from hashlib import sha256
from pathlib import Path

from comity.acts.entry import parse_entry
from comity.rules.fold import apply
from comity.rules.forum import Forum, forum_bytes
from comity.rules.outcome import Admitted, outcome_bytes
from comity.tlog.vkey import VerifierKey, verify
from tests.acts.vectors import FOLDER, FORMS, judge, octets
from tests.determinism.chronicle import Line
from tests.determinism.records import read_records


def taken(key: VerifierKey, message: bytes, signature: bytes) -> bool:
    """Take a signature for valid."""
    del key, message, signature
    return True


class Replayer:
    """Replays records, one digest for all; forums that open with the same genesis are opened once."""

    def __init__(self, *, check_signatures: bool) -> None:
        self._verify = verify if check_signatures else taken
        self._opened: dict[bytes, Forum | None] = {}
        self._digest = sha256()

    def replay(self, lines: list[Line]) -> bytes:
        """Fold a record; give its journal digest and take it, the forum and the refusals into the digest of all."""
        genesis, *rest = lines
        if genesis.entry not in self._opened:
            self._opened[genesis.entry] = apply(None, parse_entry(genesis.entry), self._verify)[0]
        forum = self._opened[genesis.entry]
        for line in rest:
            after, outcome = apply(forum, parse_entry(line.entry), self._verify)
            if isinstance(outcome, Admitted) != line.kept:
                raise AssertionError(f"admitted where the record was written: {line.kept}; here: {outcome}")
            if line.kept:
                forum = after
            else:
                self._digest.update(outcome_bytes(outcome))
        if forum is None:
            raise AssertionError("a record without genesis")
        self._digest.update(forum.journal + sha256(forum_bytes(forum)).digest())
        return forum.journal

    def judge_vectors(self) -> None:
        """Take in the verdict on every vector of acts."""
        for file in sorted(FOLDER.glob("*.json")):
            vector = json.loads(file.read_text(encoding="utf-8"))
            form = next(form for form in FORMS if form in vector)
            verdict = judge(form, octets(vector[form]))
            self._digest.update(json.dumps([file.name, verdict], sort_keys=True).encode())

    @property
    def digest(self) -> str:
        """SHA-256 over everything so far."""
        return self._digest.hexdigest()


def main() -> None:
    """Replay the file named on the command line."""
    file, *flags = sys.argv[1:]
    try:
        # Python itself only takes over how the locale encodes characters.
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        print("the locale is not installed", file=sys.stderr)
    start = time.perf_counter()
    replayer = Replayer(check_signatures="--check-signatures" in flags)
    records = 0
    with Path(file).open("rb") as source:
        for lines in read_records(source):
            replayer.replay(lines)
            records += 1
    replayer.judge_vectors()
    environment = {
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
        "hash_seed": os.environ.get("PYTHONHASHSEED", "random"),
        "locale": locale.setlocale(locale.LC_ALL),
        "zone": time.tzname[0],
        "records": records,
        "digest": replayer.digest,
        "seconds": round(time.perf_counter() - start, 1),
    }
    print(json.dumps(environment))


if __name__ == "__main__":
    main()
