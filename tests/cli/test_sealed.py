# SPDX-License-Identifier: Apache-2.0
"""Sealed annexes, with a real registry and the machines of four states as processes: who opens them, and where they are not."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyrage
import pytest

from comity.acts.returns import FileReturn
from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey, Reseal, SealedContent
from comity.node.connection import RemoteError
from comity.node.keyfile import Locked
from comity.node.openers import read_identities
from tests.cli.house import COMITY, Serving, comity, folded, serving
from tests.cli.large import BLOCK, carry
from tests.cli.sealing import NOTICE, Hands, every_file, files_with, until

MARKER = b"Sandfell range, block 7: four batteries, from 3 March. "
CONTENT = MARKER * 6_000
"""More than five chunks of the format."""


class Annexed(NamedTuple):
    """A running exercise in which Arden filed a notice with an annex for Borea, and both hold it."""

    hands: Hands
    filed: str
    content: SealedContent

    @property
    def served(self) -> Serving:
        return self.hands.served


def sealed(hands: Hands, by: str, *to: str, content: bytes = CONTENT) -> SealedContent:
    """Seal content that comes from another program, and bring it to the headquarters."""
    words = [word for code in to for word in ("--to", code)]
    command: list[str | Path] = [COMITY, "seal", "-", *words, "--send", "--json", "--dir", hands.station(by)]
    done = subprocess.run(command, input=content, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if b"annex_sealed" in line]
    return msgspec.json.decode(msgspec.json.decode(line)["content"], type=SealedContent)


def opening(hands: Hands, by: str, what: object) -> "subprocess.CompletedProcess[bytes]":
    command: list[str | Path] = [COMITY, "open", str(what), "--dir", hands.station(by)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120)


def holders(hands: Hands, digest: str) -> set[str]:
    return set(folded(hands.served).attachments.get(digest, ()))


@pytest.fixture(scope="module")
def annexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Annexed]:
    root = tmp_path_factory.mktemp("sealed") / "run"
    with serving(root, "run") as served:
        hands = Hands(served, folded)
        hands.prepare()
        content = sealed(hands, "ARD", "BOR")
        filed = hands.lodge(FileReturn, "ARD", **NOTICE, sealed=(content,))
        until(lambda: holders(hands, content.blob.sha256) >= {"ARD", "BOR"}, served.url)
        yield Annexed(hands, filed, content)


def on_disk(annexed: Annexed, digest: str) -> list[str]:
    """On whose disk a sealed file lies: the registry's, or that of a party's machine."""
    found = (path.relative_to(annexed.served.root) for path in every_file(annexed.served.root) if digest in path.name)
    return sorted(path.parts[1] if path.parts[0] == "nodes" else path.parts[0] for path in found)


def test_a_recipient_opens_it_with_its_own_key(annexed: Annexed) -> None:
    for code in ("BOR", "ARD"):
        done = opening(annexed.hands, code, annexed.content.blob.sha256)
        assert (done.returncode, done.stdout == CONTENT) == (0, True), done.stderr


def test_it_lies_with_its_sender_its_recipient_and_the_registry(annexed: Annexed) -> None:
    assert on_disk(annexed, annexed.content.blob.sha256) == ["ARD", "BOR", "registry"]
    assert holders(annexed.hands, annexed.content.blob.sha256) == {"ARD", "BOR"}


def test_a_third_party_with_all_of_the_registrys_disk_cannot_open_it(annexed: Annexed, tmp_path: Path) -> None:
    root = annexed.served.root
    shutil.copytree(root / "registry", tmp_path / "registry")
    (stolen,) = [path for path in every_file(tmp_path) if path.name == annexed.content.blob.sha256]
    done = opening(annexed.hands, "COR", stolen)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"sealed to others" in done.stderr
    for path in every_file(root):
        if root / "nodes" not in path.parents:
            with pytest.raises(Locked):
                read_identities(path, "exercise")


def test_who_is_no_recipient_has_nothing_to_open(annexed: Annexed) -> None:
    done = opening(annexed.hands, "COR", annexed.content.blob.sha256)
    assert (done.returncode, done.stdout) == (5, b"")


def test_a_large_one_passes_from_machine_to_machine_and_none_holds_it_in_memory(annexed: Annexed) -> None:
    carried = carry(annexed.hands, 24)
    assert carried.arrived
    assert carried.sealed_bytes > 24 * BLOCK
    assert {name: grown for name, grown in carried.grown.items() if grown > 12 * BLOCK} == {}


def test_passing_it_on_takes_a_consent_on_the_record(annexed: Annexed) -> None:
    hands, digest = annexed.hands, annexed.content.blob.sha256
    plain = opening(hands, "BOR", digest).stdout
    again = sealed(hands, "BOR", "COR", content=plain)
    passing = {"filed": annexed.filed, "sha256": digest, "sealed": again}
    with pytest.raises(RemoteError) as refused:
        hands.remote.lodge(hands.write(Reseal, "BOR", **passing))
    assert refused.value.problem["rule"] == "15.9"
    hands.lodge(ConsentToReseal, "ARD", filed=annexed.filed, sha256=digest, recipients=("COR",))
    hands.lodge(Reseal, "BOR", **passing)
    assert folded(hands.served).measures.filings[annexed.filed].consents == ((digest, ("COR",)),)
    until(lambda: "COR" in holders(hands, again.blob.sha256), hands.served.url)
    assert opening(hands, "COR", again.blob.sha256).stdout == CONTENT


def test_other_software_opens_it_with_nothing_but_its_own_identity(annexed: Annexed) -> None:
    hands, foreign = annexed.hands, pyrage.x25519.Identity.generate()
    hands.lodge(NameSealingKey, "COR", recipient=str(foreign.to_public()))
    content = sealed(hands, "ARD", "COR")
    assert content.recipients == ("COR",)
    path = next(path for path in every_file(hands.station("ARD")) if path.name == content.blob.sha256)
    assert pyrage.decrypt(path.read_bytes(), [foreign]) == CONTENT
    mixed: list[str | Path] = [COMITY, "seal", "-", "--to", "COR", "--to", "BOR", "--dir", hands.station("ARD")]
    done = subprocess.run(mixed, input=b"x", capture_output=True, check=False, timeout=120)
    assert (done.returncode, b"named a classic key" in done.stderr) == (5, True)


def test_the_text_is_found_on_no_disk_log_or_database(annexed: Annexed) -> None:
    root = annexed.served.root
    looked_at = {path.suffix for path in every_file(root)}
    assert looked_at >= {".db", ".db-wal", ".age", ".toml"}
    assert len(list(every_file(root))) > 100
    assert files_with(root, MARKER) == []
    (root / "left").write_bytes(b"..." + MARKER)
    assert files_with(root, MARKER) == [root / "left"]
    (root / "left").unlink()


def test_what_is_erased_is_gone_from_every_disk(annexed: Annexed) -> None:
    hands, digest = annexed.hands, annexed.content.blob.sha256
    hands.lodge(EraseContent, "ARD", filed=annexed.filed, sha256=digest, reason="Retired.")
    until(lambda: on_disk(annexed, digest) == [], hands.served.url)
    assert digest in folded(hands.served).measures.erased
    assert opening(hands, "BOR", digest).returncode == 5
    checked = comity("fsck", annexed.served.root)
    assert (checked.code, digest in checked.out) == (0, False), checked
