# SPDX-License-Identifier: Apache-2.0
"""A meeting point from the command line: begun from a record's genesis or from files of keys, then served."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from comity.cli.main import main
from comity.node.meeting import RemoteMeetingPoint
from comity.node.remote import RemoteError
from tests.cast.keys import note_signer, party_keys, vkey_of
from tests.cli.house import Serving, comity, serving
from tests.meet.house import letter_of


def public(folder: Path, code: str) -> Path:
    """A file of public keys as ``comity keys --draw`` leaves it."""
    path = folder / f"{code}.pub"
    path.write_text("".join(f"{key}\n" for key in party_keys(code, witness=True)))
    return path


def test_it_is_begun_from_files_of_keys_and_takes_letters(tmp_path: Path) -> None:
    root = tmp_path / "point"
    ard, bor = public(tmp_path, "ARD"), public(tmp_path, "BOR")
    words: list[str | Path] = ["--vkeys", ard, "--vkeys", bor, "--vkeys", ard]
    begun = comity("meet", "--begin", "--dir", root, *words, "--json")
    assert (begun.code, begun.err, begun.said("meet_begun")[0]["keys"]) == (0, "", 2)
    keys = [vkey_of(note_signer("ARD/node")), vkey_of(note_signer("BOR/node"))]
    assert (root / "keys").read_text().splitlines() == keys
    with serving(root, "meet", "--letters", "2") as served:
        point = RemoteMeetingPoint(served.url, wait_s=25)
        for number in (1, 2):
            point.post(letter_of(number))
        assert point.letters(0) == [(1, letter_of(1)), (2, letter_of(2))]
        with pytest.raises(RemoteError, match="the quota of the day is used up"):
            point.post(letter_of(3))
        assert served.end() == 0
    with serving(root, "meet") as served:
        point = RemoteMeetingPoint(served.url)
        assert point.letters(1) == [(2, letter_of(2))]
        again = comity("meet", "--dir", root, "--port", "0")
        assert (again.code, "another process holds it" in again.err) == (5, True)


def test_it_is_begun_from_a_genesis_under_its_anchor(house: Serving, tmp_path: Path) -> None:
    certificate = tmp_path / "genesis"
    assert house.verb("certificate", "0", "--out", certificate).code == 0
    words: list[str | Path] = ["meet", "--begin", "--dir", tmp_path / "point", "--genesis", certificate]
    begun = comity(*words, "--anchor", house.root / "anchor", "--lang", "ru")
    assert (begun.code, begun.err) == (0, "")
    names = [line.partition("+")[0] for line in (tmp_path / "point" / "keys").read_text().splitlines()]
    assert {"ARD/node", "BOR/node", "SECRETARIAT/node"} <= set(names)
    assert all(name.endswith("/node") for name in names)
    other = comity("meet", "--begin", "--dir", tmp_path / "other", "--genesis", certificate, "--anchor", "ab" * 32)
    assert (other.code, (tmp_path / "other").exists()) == (1, False)


def test_what_is_missing_or_does_not_fit_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--dir", str(tmp_path / "point")]
    (tmp_path / "keys").write_text("ARD/node+00000000+AAAA\n")
    vkeys = ["--vkeys", str(public(tmp_path, "ARD"))]
    told = [
        (["--begin"], 2, "whose letters are to be taken?"),
        (["--begin", "--genesis", str(tmp_path / "nothing")], 2, "--genesis needs --anchor"),
        (["--begin", "--vkeys", str(tmp_path / "keys")], 1, "of another length than its type has"),
        (["--begin", "--vkeys", str(tmp_path / "nothing")], 5, "No such file"),
        (vkeys, 2, "--vkeys and --genesis go with --begin"),
        ([], 5, "No such file"),
        (["--begin", *vkeys], 0, ""),
        (["--begin", *vkeys], 2, "a meeting point is begun once"),
    ]
    for words, code, message in told:
        assert (words, main(["meet", *words, *root])) == (words, code)
        assert message in capsys.readouterr().err
    (tmp_path / "point" / "letters.db").unlink()
    assert main(["meet", *root]) == 5
    assert (
        "is missing: a mailbox begun anew would give letters numbers that were given before" in capsys.readouterr().err
    )


def test_a_served_point_ends_though_somebody_waits(tmp_path: Path) -> None:
    root = tmp_path / "point"
    assert comity("meet", "--begin", "--dir", root, "--vkeys", public(tmp_path, "ARD")).code == 0
    with serving(root, "meet") as served, ThreadPoolExecutor(1) as hand:
        RemoteMeetingPoint(served.url).post(letter_of(1))
        waiting = hand.submit(RemoteMeetingPoint(served.url, wait_s=25).letters, 1)
        while waiting.running() is False:
            pass
        RemoteMeetingPoint(served.url).letters(0)
        served.process.terminate()
        # Less than whoever waits may wait.
        assert served.process.wait(20) == 0
        # The request may have come when the door was closed already.
        with suppress(RemoteError):
            assert waiting.result(30) == []
