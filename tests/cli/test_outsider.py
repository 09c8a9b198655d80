# SPDX-License-Identifier: Apache-2.0
"""A third-party witness from the command line, and a conference that tells it of its heads."""

from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from comity.cli.main import main
from comity.conferences.conference import load
from comity.node.keyfile import read_keys
from comity.node.remote import Remote, RemoteError, head_of
from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.errors import UnverifiedNote
from comity.tlog.note import parse_note
from comity.tlog.vkey import VerifierKey, parse_vkey
from tests.cli.house import comity, serving
from tests.node.outsider import asked, write_logs

ORIGIN = load("exercise").origin
NAME = "watch.example/w1"


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """The directory of a witness whose keys were drawn."""
    (tmp_path / "word").write_text("a long word\n")
    said = comity("witness", "--draw", NAME, "--dir", tmp_path / "w1", "--passphrase-file", tmp_path / "word", "--json")
    assert (said.code, said.err, said.said("keys_drawn")[0]["count"]) == (0, "", 2)
    return tmp_path / "w1"


def opened(drawn: Path) -> tuple[str, ...]:
    return ("--passphrase-file", str(drawn.with_name("word")))


def test_keys_are_drawn_sealed_and_shown(drawn: Path) -> None:
    keys = read_keys(drawn / "witness.age", "a long word")
    assert [(key.vkey.name, key.vkey.kind) for key in keys] == [(NAME, 4), (NAME, 6)]
    shown = comity("witness", "--show", "--dir", drawn, "--json")
    assert (shown.code, [parse_vkey(row["vkey"]) for row in shown.said("key")]) == (0, [key.vkey for key in keys])
    again = comity("witness", "--draw", NAME, "--dir", drawn, *opened(drawn))
    assert (again.code, "keys are never drawn over others" in again.err) == (2, True)


def test_it_cosigns_the_logs_it_knows_and_remembers(drawn: Path, tmp_path: Path) -> None:
    logs = str(write_logs(tmp_path))
    for old, size in ((0, 7), (7, 64)):
        with serving(drawn, "witness", "--logs", logs, *opened(drawn)) as served:
            stale = httpx.post(f"{served.url}/add-checkpoint", content=asked(size, size))
            assert (stale.status_code, stale.content) == (409, b"%d\n" % old)
            assert httpx.post(f"{served.url}/add-checkpoint", content=asked(old, size)).status_code == 200
            assert served.end() == 0
    (drawn / "heads.db").unlink()
    lost = comity("witness", "--dir", drawn, "--logs", logs, *opened(drawn))
    assert (lost.code, "is missing: draw new keys; the old ones must never sign again" in lost.err) == (5, True)


def test_what_is_missing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = str(write_logs(tmp_path))
    (tmp_path / "bad").write_text("no key\n")
    told = [
        ([], 2, "which logs? --logs FILE"),
        (["--logs", logs], 5, "is no key file: draw keys with `comity witness"),
        (["--logs", str(tmp_path / "bad")], 5, "line 1: not a verifier key"),
        (["--logs", str(tmp_path / "none")], 5, "cannot be read"),
        (["--show"], 5, "No such file"),
        (["--draw", "a name"], 2, "a name has no spaces and no plus sign"),
    ]
    for words, code, message in told:
        assert (words, main(["witness", "--dir", str(tmp_path / "w1"), *words])) == (words, code)
        assert message in capsys.readouterr().err


def test_a_conference_tells_it_of_its_heads(drawn: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert comity("init", "--dir", run).code == 0
    keys = [parse_vkey(line) for line in (drawn / "witness.pub").read_text().splitlines()]
    genesis = [row["vkey"] for row in comity("keys", "--dir", run, "--json").said("key") if row["name"] == ORIGIN]
    (tmp_path / "logs").write_text("".join(f"{key}\n" for key in genesis))
    with serving(drawn, "witness", "--logs", str(tmp_path / "logs"), *opened(drawn)) as third:
        lines = [
            f"witness w{key.kind} {line} {third.url}\n"
            for key, line in zip(keys, (drawn / "witness.pub").read_text().splitlines(), strict=True)
        ]
        (tmp_path / "outside").write_text("".join(lines) + "quorum none\n")
        with serving(run, "serve", "--outside", str(tmp_path / "outside")) as served:
            remote = Remote(served.url)
            signed: dict[VerifierKey, int] = {}
            while not signed:
                with suppress(RemoteError, UnverifiedNote):
                    _, signed = open_checkpoint(parse_note(remote.checkpoint()), keys)
            assert set(signed) == set(keys)
            assert head_of(remote.checkpoint()).size == 1
            assert served.verb("parties", "--json").code == 0


def test_a_file_of_third_parties_that_is_none_is_told(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert comity("init", "--dir", run).code == 0
    (tmp_path / "outside").write_text("no policy\n")
    said = comity("serve", "--dir", run, "--port", "0", "--outside", tmp_path / "outside")
    assert (said.code, "is no tlog-policy" in said.err) == (5, True)
