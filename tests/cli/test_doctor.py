# SPDX-License-Identifier: Apache-2.0
"""The doctor tells what is fit, and what is not."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.cli.main import main
from tests.cli.shop import furnish


def examined(root: Path, capsys: pytest.CaptureFixture[str], port: int = 0) -> tuple[int, dict[str, str]]:
    """The exit code, and the verdict on each thing looked at."""
    code = main(["doctor", "--dir", str(root), "--port", str(port), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return code, {line["what"]: line["verdict"] for line in lines if line["said"] == "doctor_sign"}


SOUND = {"python": "good", "sqlite": "good", "port": "good", "clock": "good"}


def test_an_empty_directory_is_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, signs = examined(tmp_path / "not" / "there", capsys)
    assert code == 0
    assert signs.items() >= (SOUND | {"nothing_begun": "good"}).items()
    assert not (tmp_path / "not").exists()


def test_premises_and_the_permissions_of_keys_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_hour_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    premises = furnish(tmp_path / "run", 5, an_hour_ago)
    code, signs = examined(premises.root, capsys)
    assert (code, signs["premises"], signs["keys"], signs["clock"]) == (0, "good", "good", "good")
    with premises.occupied():
        assert examined(premises.root, capsys)[1]["premises_served"] == "good"
    premises.keys.chmod(0o644)
    code, signs = examined(premises.root, capsys)
    assert (code, signs["keys"]) == (1, "bad")
    (premises.registry / "lock.db").write_bytes(b"no database" * 1000)
    code, signs = examined(premises.root, capsys)
    assert (code, signs["damaged"]) == (1, "bad")


def test_a_clock_behind_the_record_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    premises = furnish(tmp_path / "run", 5, datetime(2190, 1, 1, tzinfo=UTC))
    code, signs = examined(premises.root, capsys)
    assert (code, signs["clock_behind"]) == (1, "bad")


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        code, signs = examined(tmp_path, capsys, door.getsockname()[1])
    assert (code, signs["port_taken"]) == (0, "poor")


def test_what_was_half_begun_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "registry").mkdir()
    code, signs = examined(tmp_path, capsys)
    assert (code, signs["half_begun"]) == (1, "bad")
