# SPDX-License-Identifier: Apache-2.0
"""The doctor looks at a party's own machine: each finding says what is wrong there and what would be right."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from comity.cli.headquarters import KNOWN_WORD_WORK, set_up
from comity.cli.main import main
from comity.cli.premises import EXERCISE_PASSPHRASE
from comity.cli.station import Settings, Station
from comity.node.keyfile import Keys
from comity.node.store import Store
from comity.record.chain import anchor_of
from comity.record.evidence import format_evidence
from tests.cast.forum import WITNESSES
from tests.cast.keys import note_signer, witness_signers
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded, founded
from tests.node.test_accusations import FORK
from tests.node.test_node import circulated
from tests.record.stories import continued

__all__ = ["founded"]

KEYS: Keys = (note_signer("ARD"), note_signer("ARD/node"), *witness_signers("ARD"))


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """Three entries, confirmed now by four capitals."""
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        capitals.seat.clock.now = datetime.now(UTC)
        circulated(capitals)
        capitals.beat()
        assert capitals.beat() == 3
        yield capitals


@pytest.fixture
def station(capitals: Capitals, tmp_path: Path) -> Station:
    """The machine of Arden, with all it should have."""
    return furnished(tmp_path / "ard", capitals, KEYS)


def furnished(root: Path, capitals: Capitals, keys: Keys) -> Station:
    station = Station(root)
    points = tuple(point.url for point in capitals.points)
    settings = Settings(code="ARD", registry=capitals.house.url, points=points, conference="exercise")
    anchor = anchor_of(capitals.seat.registry.entry(0))
    set_up(station, settings, anchor, keys, EXERCISE_PASSPHRASE, KNOWN_WORD_WORK)
    for more in ("", "-wal", "-shm"):
        station.store.with_name(f"store.db{more}").unlink(missing_ok=True)
    capitals.all["ARD"].copy(station.store)
    return station


def examined(station: Station, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the verdict on each thing looked at that is special to a party's machine."""
    capsys.readouterr()
    code = main(["doctor", "--dir", str(station.root), "--port", "0", "--json", *words])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    signs = {line["what"]: line["verdict"] for line in lines if line["said"] == "doctor_sign"}
    general = {"python", "sqlite", "disk", "flush", "clock", "keys", "port"}
    return code, {what: verdict for what, verdict in signs.items() if what not in general}


SOUND = {
    "station": "good", "keys_opened": "good", "store": "good", "witness": "good", "way_out": "good", "registry": "good",
    "clock_agrees": "good", "point": "good", "points_unnamed": "poor",
}  # fmt: skip


def less(*whats: str) -> dict[str, str]:
    return {what: verdict for what, verdict in SOUND.items() if what not in whats}


def test_a_sound_machine_is_fit(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    assert examined(station, capsys) == (0, SOUND)
    assert main(["doctor", "--dir", str(station.root), "--port", "0", "--lang", "ru"]) == 0
    assert "Машина входит в число заверяющих (N, K): 4, 3" in capsys.readouterr().out


def test_what_is_wrong_with_the_keys_is_told(
    station: Station, capitals: Capitals, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    station.keys.unlink()
    assert examined(station, capsys)[1] == less("keys_opened") | {"keys_missing": "bad"}
    station.keys.write_bytes(b"no key file")
    assert examined(station, capsys)[1] == less("keys_opened") | {"keys_unreadable": "bad"}
    other = furnished(tmp_path / "other", capitals, (KEYS[0], note_signer("ARD/recovery"), *witness_signers("ARD#2")))
    told = {"keys_no_hand": "bad", "recovery_here": "poor", "other_pair": "bad"}
    assert examined(other, capsys) == (1, less("witness") | told)
    real = Station(other.root)
    real.write(replace(other.settings, conference=""))
    assert examined(real, capsys)[1]["keys_closed"] == "poor"


def test_what_stops_it_is_told(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(station.store)
    store.burn([witness_signers("ARD")[0].vkey.key_id], "a copy")
    store.accuse(format_evidence(FORK))
    store.pledge(2, b"statement")
    store.accuse(format_evidence(replace(FORK, first=FORK.second)))
    store.close()
    assert examined(station, capsys) == (1, SOUND | {"burnt": "bad", "evidence": "bad", "pledged": "poor"})
    station.store.write_bytes(b"no database" * 1000)
    code, signs = examined(station, capsys)
    assert (code, signs["store_lost"]) == (1, "bad")


def test_who_is_no_witness_yet_is_told(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    station.write(replace(station.settings, code="ELV"))
    assert examined(station, capsys)[1]["no_witness"] == "poor"


def test_ways_that_lead_nowhere_are_told(
    station: Station, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere, points = "http://127.0.0.1:9", station.settings.points
    station.write(replace(station.settings, registry=nowhere, points=(points[0], nowhere)))
    told = {"registry_silent": "bad", "points_few": "poor", "point_silent": "poor", "point_of_registry": "poor",
            "points_silent": "bad"}  # fmt: skip
    assert examined(station, capsys) == (1, less("registry", "clock_agrees") | told)
    station.write(replace(station.settings, points=(*points[:2], nowhere)))
    signs = examined(station, capsys)[1]
    assert ("points_few" in signs, "points_silent" in signs, signs["point_silent"]) == (False, False, "poor")
    monkeypatch.setenv("COMITY_CA_FILE", str(tmp_path / "nothing.pem"))
    assert examined(station, capsys)[1]["authorities"] == "bad"


def test_an_address_without_a_head_and_one_of_another_record_are_told(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    right = station.settings
    station.write(replace(right, registry=right.points[0]))
    assert examined(station, capsys)[1]["registry_empty"] == "poor"
    station.write(right)
    station.store.unlink()
    record = continued()[0]
    store = Store.create(station.store)
    store.advance(b"", record.confirmed, len(record.entries), 0, record.entries, "confirmed")
    store.close()
    code, signs = examined(station, capsys)
    assert (code, signs["registry_other"]) == (1, "bad")


@pytest.mark.parametrize(
    ("ahead", "told"), [(timedelta(minutes=5), "clock_slow"), (timedelta(minutes=-20), "clock_old")]
)
def test_a_clock_that_differs_from_the_others_is_told(
    tmp_path: Path, founded: Founded, capsys: pytest.CaptureFixture[str], ahead: timedelta, told: str
) -> None:
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        capitals.seat.clock.now = datetime.now(UTC) + ahead
        circulated(capitals)
        capitals.beat()
        capitals.beat()
        station = furnished(tmp_path / "ard", capitals, KEYS)
        assert told in examined(station, capsys)[1]


def test_settings_and_anchor_that_cannot_be_read_are_told(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    station.anchor.write_text("no anchor\n")
    assert examined(station, capsys)[1]["anchor_missing"] == "bad"
    station.anchor.unlink()
    assert examined(station, capsys)[1]["anchor_missing"] == "bad"
    (station.root / "station.toml").write_text("code = 7\n")
    assert examined(station, capsys) == (1, {"station_settings": "bad"})


def test_after_a_decision_the_machine_goes_on(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(station.store)
    store.accuse(format_evidence(FORK))
    store.close()
    assert main(["resume", "--dir", str(station.root), "--show"]) == 0
    assert format_evidence(FORK).decode().strip() in capsys.readouterr().out
    assert examined(station, capsys)[1]["evidence"] == "bad"
    assert main(["resume", "--dir", str(station.root)]) == 0
    assert examined(station, capsys) == (0, SOUND)
