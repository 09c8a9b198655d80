# SPDX-License-Identifier: Apache-2.0
"""What the campaign found: the score of each file and room, and every fault that went unnoticed."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutation.campaign import Result, Room, Verdict

EQUIVALENT = Path(__file__).with_name("equivalent.txt")
NOTICED = {Verdict.KILLED, Verdict.TIMEOUT}


def key(room: Room, result: Result) -> str:
    """Name a mutant across files: the path from the import root, then its own key."""
    return f"{result.source.relative_to(room.source_root).as_posix()} | {result.mutant.key}"


def read_equivalent(text: str) -> dict[str, str]:
    """Read the mutants that change nothing anyone can see: a line with the key, an indented line with the reason."""
    reasons: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            reasons[name] = f"{reasons[name]} {line.strip()}".strip()
        else:
            name = line
            reasons[name] = ""
    return reasons


def score(results: Sequence[Result]) -> str:
    """Write how many of the mutants were noticed."""
    noticed = sum(result.verdict in NOTICED for result in results)
    share = 100 * noticed / len(results) if results else 100.0
    return f"{share:5.1f} %  {noticed:5} of {len(results):5}"


def write(room: Room, results: Sequence[Result], reasons: dict[str, str]) -> str:
    """Write the report of a room."""
    counted = [result for result in results if not reasons.get(key(room, result))]
    lines = [f"{room.name}: {score(counted)} noticed, {len(results) - len(counted)} more are equivalent", ""]
    for source in room.sources:
        of_file = [result for result in counted if result.source == source]
        if of_file:
            lines.append(f"  {score(of_file)}  {source.relative_to(room.source_root).as_posix()}")
    for verdict, heading in (
        (Verdict.SURVIVED, "Survived"),
        (Verdict.UNCOVERED, "On lines no test reaches"),
        (Verdict.TIMEOUT, "Noticed only because the tests did not end"),
    ):
        found = [result for result in counted if result.verdict == verdict]
        lines += ["", f"{heading}: {len(found)}", *_listed(room, found)]
    return "\n".join(lines) + "\n"


def _listed(room: Room, results: Iterable[Result]) -> Iterable[str]:
    for result in results:
        yield f"  {result.source.relative_to(room.root).as_posix()}:{result.mutant.line}  {result.mutant.operator}"
        yield f"      {result.text}"
        yield f"      {key(room, result)}"
