# SPDX-License-Identifier: Apache-2.0
"""Attachments at the registry's door: brought by parties, whole or not at all, given to those entitled, gone when erased."""

import errno
import http.client
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from comity.acts.envelope import ATTACHMENT_BYTES
from comity.registry import registry as registries
from comity.registry.answer import Sequenced
from comity.registry.attachments import Attachments, WrongContent
from comity.rules.outcome import Refused
from tests.cast.forum import WITNESSES
from tests.registry.annexed import Annex, adopting, asked_by, erasing, filing, sealed_to
from tests.registry.conftest import Founded
from tests.registry.house import House, problem_of, served

ANNEX = sealed_to("BOR", "ARD")


@pytest.fixture
def house(founded: Founded) -> Iterator[House]:
    """A record under which a measure with annexes is in force; no witnesses, so every head is confirmed at once."""
    seat = founded()
    seat.place(adopting(seat))
    with served(seat) as house:
        yield house


def bring(house: House, annex: Annex, by: str = "ARD") -> int:
    answer = house.client.put(f"/blobs/{annex.sha256}", content=annex.data, headers=asked_by(house.seat, by))
    return answer.status_code


def filed(house: House, annex: Annex) -> str:
    assert bring(house, annex) in {200, 201}
    (placed,) = house.write(lambda: house.seat.place(filing(house.seat, annex)))
    assert isinstance(placed, Sequenced)
    return placed.act_id


def announced(house: House, digest: str, size: int) -> http.client.HTTPConnection:
    """Begin to bring a file of this size."""
    address = urlsplit(house.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    connection.putrequest("PUT", f"/blobs/{digest}")
    for name, value in {**asked_by(house.seat, "ARD"), "content-length": str(size)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def files(house: House) -> list[str]:
    return sorted(path.name for path in (house.seat.root / "blobs").rglob("*") if path.is_file())


def test_an_attachment_lies_there_before_the_act_that_names_it(house: House) -> None:
    refused = house.seat.lodge(filing(house.seat, ANNEX))
    assert refused == [Refused("6.10", found=ANNEX.sha256, expected="stored")]
    assert (bring(house, ANNEX), bring(house, ANNEX)) == (201, 200)
    assert files(house) == [ANNEX.sha256]
    assert house.seat.place(filing(house.seat, ANNEX))


def test_sender_and_recipients_alone_are_given_it(house: House) -> None:
    filed(house, ANNEX)
    for code, status in {"ARD": 200, "BOR": 200, "COR": 403, "SEC": 403, "REG": 403, "OBS": 403}.items():
        answer = house.client.get(f"/blobs/{ANNEX.sha256}", headers=asked_by(house.seat, code))
        assert (code, answer.status_code) == (code, status)
        assert (answer.content == ANNEX.data) == (status == 200)
        assert "public" not in answer.headers.get("cache-control", "")
    assert problem_of(house.client.get(f"/blobs/{ANNEX.sha256}")) == {"title": "by right only"}


def test_a_part_of_it_is_given_to_who_has_the_rest(house: House) -> None:
    filed(house, ANNEX)
    headers = asked_by(house.seat, "BOR")
    answer = house.client.get(f"/blobs/{ANNEX.sha256}", headers={**headers, "range": "bytes=100-"})
    assert (answer.status_code, answer.content) == (206, ANNEX.data[100:])


def test_nobody_but_a_party_brings_anything(house: House) -> None:
    answer = house.client.put(f"/blobs/{ANNEX.sha256}", content=ANNEX.data)
    assert (answer.status_code, problem_of(answer)) == (403, {"title": "by right only"})
    assert files(house) == []


def test_what_is_not_what_it_is_said_to_be_is_not_kept(house: House) -> None:
    headers, digest = asked_by(house.seat, "ARD"), "0" * 64
    assert house.client.put(f"/blobs/{digest}", content=b"other", headers=headers).status_code == 400
    assert house.client.put("/blobs/name.pdf", content=b"x", headers=headers).status_code == 400
    pieces = house.client.put(f"/blobs/{digest}", content=iter([b"no length"]), headers=headers)
    assert (pieces.status_code, problem_of(pieces)) == (411, {"title": "length required"})
    connection = announced(house, digest, ATTACHMENT_BYTES + 1)
    assert connection.getresponse().status == 413
    connection.close()
    assert files(house) == []


def test_what_breaks_off_leaves_nothing(house: House) -> None:
    connection = announced(house, ANNEX.sha256, len(ANNEX.data))
    connection.send(ANNEX.data[:-1])
    connection.close()
    assert bring(house, ANNEX) == 201
    for _ in range(1000):
        if files(house) == [ANNEX.sha256]:
            break
        house.client.get("/health")
    assert files(house) == [ANNEX.sha256]


def test_a_full_disk_is_said_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "LEAST_FREE_BYTES", 2**62)
    answer = house.client.put(f"/blobs/{ANNEX.sha256}", content=ANNEX.data, headers=asked_by(house.seat, "ARD"))
    assert (answer.status_code, problem_of(answer)) == (507, {"title": "no room"})
    assert files(house) == []


def test_what_is_erased_is_gone_and_never_comes_back(house: House) -> None:
    first = filed(house, ANNEX)
    house.write(lambda: house.seat.place(erasing(house.seat, first, ANNEX)))
    assert files(house) == []
    answer = house.client.get(f"/blobs/{ANNEX.sha256}", headers=asked_by(house.seat, "BOR"))
    assert (answer.status_code, problem_of(answer)) == (410, {"title": "erased"})
    assert bring(house, ANNEX) == 410
    assert house.seat.forum.measures.filings[first].sealed[0][0] == ANNEX.sha256


def test_what_an_old_copy_of_the_disk_brings_back_is_gone_at_the_start(house: House) -> None:
    first = filed(house, ANNEX)
    house.write(lambda: house.seat.place(erasing(house.seat, first, ANNEX)))
    folder = house.seat.root / "blobs" / ANNEX.sha256[:2]
    folder.mkdir(exist_ok=True)
    (folder / ANNEX.sha256).write_bytes(ANNEX.data)
    (folder.parent / ".begun.part").write_bytes(b"begun")
    house.write(house.seat.restart)
    assert files(house) == []


def test_nothing_is_erased_before_the_act_is_confirmed(founded: Founded) -> None:
    seat = founded(witnesses=WITNESSES)
    seat.place(adopting(seat))
    with served(seat) as house:
        first = filed(house, ANNEX)
        house.write(lambda: seat.place(erasing(seat, first, ANNEX)))
        assert files(house) == [ANNEX.sha256]
        seat.clock.wait(seconds=2)
        house.write(seat.registry.keep_time)
        pending = seat.registry.board.pending
        assert pending is not None
        house.write(lambda: seat.registry.gather(pending.checkpoint.size, seat.lines(*WITNESSES)))
        assert files(house) == []


# The folder itself.


def test_what_began_to_arrive_is_gone_on_with(tmp_path: Path) -> None:
    kept, content = Attachments(tmp_path), os.urandom(3_000_000)
    digest = sha256(content).hexdigest()
    with pytest.raises(ConnectionError), kept.arriving(digest, digest, resumed=True) as arriving:
        arriving.write(content[:1_500_000])
        raise ConnectionError
    with kept.arriving(digest, digest, resumed=True) as arriving:
        assert arriving.size == 1_500_000
        arriving.write(content[1_500_000:])
    path = kept.path(digest)
    assert path is not None
    assert path.read_bytes() == content


def test_other_content_is_not_gone_on_with(tmp_path: Path) -> None:
    kept = Attachments(tmp_path)
    with pytest.raises(WrongContent), kept.arriving("0" * 64, "0" * 64, resumed=True) as arriving:
        arriving.write(b"other")
    assert list(tmp_path.rglob("*.part")) == []


def test_a_disk_that_is_full_leaves_nothing_of_what_was_put(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"begun"
        raise OSError(errno.ENOSPC, "No space left on device")

    kept = Attachments(tmp_path)
    with pytest.raises(OSError, match="No space"):
        kept.put(failing())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_name_that_is_no_digest_is_none_of_the_files(tmp_path: Path) -> None:
    kept = Attachments(tmp_path)
    (tmp_path / "secret").write_bytes(b"x")
    for name in ("../secret", "secret", "", "Z" * 64):
        assert kept.path(name) is None
