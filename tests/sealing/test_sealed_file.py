# SPDX-License-Identifier: Apache-2.0
"""Sealing and opening: every kind of recipient, every size around a chunk, every way a file may be damaged."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from hashlib import shake_256

import pyrage
import pytest

from comity.sealing import armor, bech32
from comity.sealing.classic import ClassicIdentity, ClassicRecipient
from comity.sealing.errors import (
    MalformedArmor,
    MalformedHeader,
    MalformedKey,
    MalformedPayload,
    MixedRecipients,
    NoMatch,
    SealingError,
    WrongMac,
)
from comity.sealing.header import FILE_KEY_BYTES, MAX_HEADER_BYTES, VERSION
from comity.sealing.hybrid import HybridIdentity, HybridRecipient
from comity.sealing.party import Entropy, Identity, Recipient
from comity.sealing.passphrase import Passphrase
from comity.sealing.sealed_file import open_sealed, seal
from comity.sealing.stream import CHUNK_BYTES

ARDEN, BOREA = HybridIdentity(b"A" * 32), HybridIdentity(b"B" * 32)
CORVIA = ClassicIdentity(b"C" * 32)
WORD = Passphrase("a word", work=4)


def entropy_of(seed: bytes) -> Entropy:
    drawn = 0

    def entropy(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return shake_256(seed + bytes((drawn,))).digest(size)

    return entropy


def sealed(content: bytes, *recipients: Recipient) -> bytes:
    return b"".join(seal([content], recipients, entropy_of(b"test")))


def opened(data: bytes, *identities: Identity) -> bytes:
    return b"".join(open_sealed(io.BytesIO(data), identities))


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]
)
def test_content_of_every_size_opens_again(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert opened(sealed(content, ARDEN.recipient), ARDEN) == content


@pytest.mark.parametrize(
    ("identity", "recipient"), [(ARDEN, ARDEN.recipient), (CORVIA, CORVIA.recipient), (WORD, WORD)]
)
def test_every_kind_of_recipient_opens(identity: Identity, recipient: Recipient) -> None:
    assert opened(sealed(b"text", recipient), BOREA, identity) == b"text"


def test_every_recipient_opens_and_nobody_else() -> None:
    data = sealed(b"text", ARDEN.recipient, BOREA.recipient)
    assert (opened(data, ARDEN), opened(data, BOREA)) == (b"text", b"text")
    with pytest.raises(NoMatch):
        opened(data, HybridIdentity(b"D" * 32), CORVIA, WORD)


def test_pieces_of_any_size_seal_alike() -> None:
    content = bytes(range(256)) * 700
    pieces = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    classic = [CORVIA.recipient]
    assert b"".join(seal(pieces, classic, entropy_of(b"x"))) == b"".join(seal([content], classic, entropy_of(b"x")))


def test_a_file_holds_no_weaker_recipient_beside_a_quantum_safe_one() -> None:
    mixed: list[Recipient] = [ARDEN.recipient, CORVIA.recipient]
    for recipients in (mixed, mixed[:0]):
        with pytest.raises(MixedRecipients):
            list(seal([b""], recipients, entropy_of(b"x")))


def test_rage_opens_what_we_seal_and_we_open_what_rage_seals() -> None:
    foreign = pyrage.x25519.Identity.generate()
    theirs = ClassicIdentity.parse(str(foreign))
    assert str(theirs.recipient) == str(foreign.to_public())
    content = b"z" * (CHUNK_BYTES + 5)
    assert pyrage.decrypt(sealed(content, ClassicRecipient.parse(str(foreign.to_public()))), [foreign]) == content
    assert opened(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(str(CORVIA.recipient))]), CORVIA) == content
    assert pyrage.passphrase.decrypt(sealed(content, WORD), "a word") == content


def test_keys_read_back_as_they_are_written() -> None:
    assert HybridIdentity.parse(str(ARDEN)).seed == ARDEN.seed
    assert HybridRecipient.parse(str(ARDEN.recipient)).public == ARDEN.recipient.public
    assert ClassicIdentity.parse(str(CORVIA)).secret == CORVIA.secret
    assert str(ARDEN).startswith("AGE-SECRET-KEY-PQ-1")
    assert str(ARDEN.recipient).startswith("age1pq1")


PARSERS: dict[str, tuple[Callable[[str], object], str]] = {
    "hybrid identity": (HybridIdentity.parse, str(ARDEN)),
    "hybrid recipient": (HybridRecipient.parse, str(ARDEN.recipient)),
    "classic identity": (ClassicIdentity.parse, str(CORVIA)),
    "classic recipient": (ClassicRecipient.parse, str(CORVIA.recipient)),
}


@pytest.mark.parametrize("name", PARSERS)
def test_keys_that_are_not_quite_keys_are_refused(name: str) -> None:
    parse, text = PARSERS[name]
    others = {other for _, other in PARSERS.values()} - {text}
    flawed = {
        "",
        "age1",
        text[:-1],
        text + "q",
        text[:20] + ("q" if text[20].lower() != "q" else "p") + text[21:],
        f"{text[:9]}b{text[10:]}",
    }
    mixed = {text[:-1] + text[-1].swapcase()} if text[-1].isalpha() else set()
    for wrong in others | flawed | mixed:
        with pytest.raises(MalformedKey):
            parse(wrong)


def test_keys_of_the_wrong_length_are_refused() -> None:
    for make in (HybridIdentity, HybridRecipient):
        with pytest.raises(MalformedKey):
            make(b"short")
    for prefix, parse in (("age", ClassicRecipient.parse), ("age-secret-key-", ClassicIdentity.parse)):
        with pytest.raises(MalformedKey):
            parse(bech32.encode(prefix, b"short"))


def test_a_recipient_of_low_order_is_refused() -> None:
    for recipient in (ClassicRecipient(bytes(32)), HybridRecipient(ARDEN.recipient.public[:-32] + bytes(32))):
        with pytest.raises(MalformedKey):
            sealed(b"", recipient)


def test_every_flipped_bit_is_noticed() -> None:
    data = sealed(b"content", CORVIA.recipient)
    for place in range(len(data)):
        for bit in range(8):
            changed = data[:place] + bytes((data[place] ^ 1 << bit,)) + data[place + 1 :]
            with pytest.raises(SealingError):
                opened(changed, CORVIA)


def test_every_cut_and_every_addition_is_noticed() -> None:
    data = sealed(b"content", CORVIA.recipient)
    for end in range(len(data)):
        with pytest.raises(SealingError):
            opened(data[:end], CORVIA)
    with pytest.raises(MalformedPayload):
        opened(data + b"x", CORVIA)


def test_a_header_sealed_with_another_file_key_is_refused() -> None:
    one, other = sealed(b"content", CORVIA.recipient), b"".join(seal([b""], [CORVIA.recipient], entropy_of(b"other")))
    split = one.index(b"--- ")
    with pytest.raises(WrongMac):
        opened(other[: other.index(b"--- ")] + one[split:], CORVIA)


def test_a_header_without_end_costs_no_more_than_its_limit() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = (b"A" * 64 + b"\n")[: size or 0] if self.given else VERSION
            self.given += len(line)
            return line if self.given != len(VERSION) else VERSION

    endless = Endless()
    with pytest.raises(MalformedHeader):
        list(open_sealed(endless, [CORVIA]))
    assert endless.given <= MAX_HEADER_BYTES


def test_much_content_is_never_held_whole() -> None:
    size = 32 * 2**20

    def content() -> Iterator[bytes]:
        for _ in range(size // CHUNK_BYTES):
            yield bytes(CHUNK_BYTES)

    tracemalloc.start()
    total = sum(len(part) for part in seal(content(), [ARDEN.recipient], entropy_of(b"x")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > size
    assert peak < 2 * 2**20


@pytest.mark.parametrize("size", [0, 1, 47, 48, 49, 96, 1000])
def test_armor_reads_back(size: int) -> None:
    assert armor.unwrap(armor.wrap(bytes(size))) == bytes(size)


def test_armor_with_other_line_ends_and_space_outside_reads_too() -> None:
    text = armor.wrap(b"x" * 100)
    assert armor.unwrap(b"\n \t" + text.replace(b"\n", b"\r\n") + b"\n\n") == b"x" * 100


@pytest.mark.parametrize("flaw", [b"", b"x", armor.BEGIN, armor.END + b"\n" + armor.BEGIN])
def test_what_is_no_armor_is_refused(flaw: bytes) -> None:
    with pytest.raises(MalformedArmor):
        armor.unwrap(flaw)


def test_the_file_key_is_drawn_once_a_file() -> None:
    drawn: list[int] = []

    def entropy(size: int) -> bytes:
        drawn.append(size)
        return bytes(size)

    list(seal([b""], [ARDEN.recipient, BOREA.recipient], entropy))
    assert drawn == [FILE_KEY_BYTES, 16]
