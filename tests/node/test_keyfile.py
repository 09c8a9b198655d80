# SPDX-License-Identifier: Apache-2.0
"""Key files: sealed, private to their owner, written once; any age file of the same passphrase and form is one."""

from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from comity.node.keyfile import Keys, Locked, draw_keys, draw_log_keys, read_keys, write_keys
from comity.tlog.signer import format_skey
from tests.cast.forum import ORIGIN
from tests.cast.keys import log_signers, note_signer

WORD = "a word"


def sealed(plain: bytes, log_work: int = 8) -> bytes:
    """Seal with the word as the age format says (C2SP age.md, scrypt), with as little work as tests can wait for."""
    file_key, salt, nonce = bytes(range(16)), bytes(range(16, 32)), bytes(range(32, 48))
    scrypt = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=1 << log_work, r=8, p=1)
    wrapped = ChaCha20Poly1305(scrypt.derive(WORD.encode())).encrypt(bytes(12), file_key, b"")
    stanza = b"-> scrypt %b %d\n%b\n" % (_plain(salt), log_work, _plain(wrapped))
    header = b"age-encryption.org/v1\n" + stanza + b"---"
    mac = HMAC(_derived(file_key, b"", b"header"), SHA256())
    mac.update(header)
    chunk = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\x01", plain, b"")
    return header + b" " + _plain(mac.finalize()) + b"\n" + nonce + chunk


def _plain(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def written(keys: Keys) -> list[str]:
    return [format_skey(key) for key in keys]


KEYS: Keys = (note_signer("ARD"), *log_signers(ORIGIN))
PLAIN = "".join(f"{line}\n" for line in written(KEYS)).encode()


def read(tmp_path: Path, data: bytes, word: str = WORD) -> Keys:
    path = tmp_path / "keys.age"
    path.write_bytes(data)
    return read_keys(path, word)


def test_keys_come_back_as_they_were_sealed_and_are_never_written_over(tmp_path: Path) -> None:
    keys = (*draw_keys("ARD", witness=True), *draw_keys("SEC"), *draw_log_keys(ORIGIN))
    path = tmp_path / "deep" / "keys.age"
    write_keys(path, keys, WORD)
    data = path.read_bytes()
    assert written(read_keys(path, WORD)) == written(keys)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not any(line.encode() in data for line in written(keys))
    with pytest.raises(FileExistsError):
        write_keys(path, keys[:1], WORD)
    assert path.read_bytes() == data


def test_a_file_sealed_by_another_tool_is_read(tmp_path: Path) -> None:
    assert written(read(tmp_path, sealed(PLAIN))) == written(KEYS)
    assert read(tmp_path, sealed(b"")) == ()


def shape(keys: Keys) -> list[tuple[str, int]]:
    return [(key.vkey.name, key.vkey.kind) for key in keys]


def test_each_purpose_has_a_key_of_its_kind() -> None:
    notes = [("ARD", 1), ("ARD/recovery", 1), ("ARD/node", 1)]
    assert shape(draw_keys("ARD")) == notes
    assert shape(draw_keys("ARD", witness=True)) == [*notes, ("ARD/witness", 4), ("ARD/witness", 6)]
    assert shape(draw_log_keys(ORIGIN)) == [(ORIGIN, 1), (ORIGIN, 6)]


def test_no_key_is_drawn_twice() -> None:
    keys = [*draw_keys("ARD", witness=True), *draw_keys("ARD", witness=True), *draw_log_keys("ARD")]
    assert len({key.vkey.public for key in keys}) == len(keys)


@pytest.mark.parametrize("wrong", ["another", "", "a word ", "A word"])
def test_a_wrong_passphrase_opens_nothing(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Locked, match=r"^keys\.age does not open: "):
        read(tmp_path, sealed(PLAIN), wrong)


@pytest.mark.parametrize(
    "plain", [b"no key\n", b"\xff\n", b"PRIVATE+KEY+ARD+00000000+AQ==\n", PLAIN + b"\n", PLAIN[:-3]]
)
def test_what_is_no_key_file_is_none(tmp_path: Path, plain: bytes) -> None:
    with pytest.raises(Locked, match=r"^keys\.age does not open: "):
        read(tmp_path, sealed(plain))


@pytest.mark.parametrize(
    "data", [b"", b"x" * 300, sealed(PLAIN)[:-1], sealed(PLAIN)[:-20] + b"x" + sealed(PLAIN)[-19:]]
)
def test_a_damaged_key_file_is_locked(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Locked, match=r"^keys\.age does not open: "):
        read(tmp_path, data)


def test_a_missing_key_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_keys(tmp_path / "keys.age", WORD)
