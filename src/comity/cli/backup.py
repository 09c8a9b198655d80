# SPDX-License-Identifier: Apache-2.0
"""``comity backup``: write the confirmed record as static files that any web server can show and anyone can check."""

import argparse
from pathlib import Path

from comity.cli.exits import DONE, WRONG
from comity.cli.premises import Premises
from comity.cli.soundness.blobs import named_blobs
from comity.cli.soundness.finding import Finding
from comity.cli.soundness.holdings import read_holdings
from comity.cli.soundness.premises import LOCK, check_archive
from comity.cli.soundness.record import Papers
from comity.cli.soundness.tree import Tree, check_tree
from comity.cli.speech import Speech
from comity.record.certificate import certify
from comity.record.policy import policies
from comity.record.replay import check_here, replay
from comity.registry.durable import write_once
from comity.registry.errors import Misconfigured, RecordDamaged
from comity.tlog.merkle import leaf_hash
from comity.tlog.note import parse_note
from comity.tlog.tile import TILE_WIDTH, RightEdge, encode_bundle, entries_path, extend_edge, tile_path
from comity.tlog.tree_head import parse_checkpoint

HELP = "write the confirmed record as static files, and verify them"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``backup`` takes."""
    parser.add_argument("dir", type=Path, metavar="DIR", help="the conference; it may be served meanwhile")
    parser.add_argument("out", type=Path, metavar="OUT", help="a directory that is empty or not there yet")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Copy, then read back and verify what was written."""
    premises, out = Premises(arguments.dir), arguments.out
    code = premises.conference
    if premises.is_restored:
        raise Misconfigured(f"{premises.root} is a restored copy: copy {premises.archive}, it is a backup already")
    if out.exists() and any(out.iterdir()):
        raise Misconfigured(f"{out} is not empty: a backup is never written over another")
    papers = _papers(premises)
    _write(papers, premises, out)
    (out / "conference").write_text(code + "\n", encoding="ascii")
    (out / "anchor").write_text(premises.anchor.read_text(encoding="ascii"), encoding="ascii")
    # The checkpoint comes last: without it there is no backup, however the writing ended.
    write_once(out / "record" / "checkpoint", papers.confirmed)
    size, findings = check_archive(out, speech)
    _say(out, size, findings, speech)
    return WRONG if findings else DONE


def _papers(premises: Premises) -> Papers:
    """Give the confirmed part of the record; raises RecordDamaged where a file is damaged, Misconfigured without a head."""
    holdings = read_holdings(premises.registry)
    if not holdings.confirmed:
        raise Misconfigured(f"{premises.root} has no confirmed head yet: there is nothing to keep")
    tree = Tree(premises.root, "registry", holdings.head, LOCK, holdings.flushed, holdings.tail)
    entries, findings = check_tree(tree)
    if entries is None or findings:
        raise RecordDamaged(", ".join(finding.path for finding in findings))
    size = parse_checkpoint(parse_note(holdings.confirmed).text).size
    return Papers(entries[:size], holdings.confirmed, holdings.changes)


def _write(papers: Papers, premises: Premises, out: Path) -> None:
    entries = papers.entries
    forum = replay(entries, check_here).forum
    for tile, data in extend_edge(RightEdge(), [leaf_hash(entry) for entry in entries])[1]:
        write_once(out / "record" / tile_path(tile.level, tile.index, tile.width), data)
        if tile.level == 0:
            first = tile.index * TILE_WIDTH
            bundle = encode_bundle(entries[first : first + tile.width])
            write_once(out / "record" / entries_path(tile.index, tile.width), bundle)
    for name, policy in zip(("policy", "policy-pq"), policies(forum), strict=True):
        write_once(out / "record" / name, policy)
    for digest in named_blobs(entries):
        content = premises.registry / "blobs" / digest[:2] / digest
        if not content.is_file():
            raise RecordDamaged(f"the text {digest} is missing")
        write_once(out / "blobs" / digest, content.read_bytes())
    write_once(out / "certificate" / "0", certify(papers, forum, 0))


def _say(out: Path, size: int, findings: list[Finding], speech: Speech) -> None:
    for finding in findings:
        speech.say("fsck_finding", path=finding.path, problem=finding.key)
    speech.say("fsck_damaged" if findings else "backed_up", path=str(out), size=size, count=len(findings))
