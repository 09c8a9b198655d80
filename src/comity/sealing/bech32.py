# SPDX-License-Identifier: Apache-2.0
"""Bech32 (BIP 173) without its limit of 90 characters, as age writes recipients and identities."""

from comity.sealing.errors import MalformedKey

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LETTERS = 6


def encode(prefix: str, data: bytes) -> str:
    """Write bytes in lower case under a prefix."""
    values = _regrouped(data, 8, 5)
    check = _polymod([*_expanded(prefix), *values, *[0] * _CHECKSUM_LETTERS]) ^ 1
    values += [check >> 5 * (_CHECKSUM_LETTERS - 1 - place) & 31 for place in range(_CHECKSUM_LETTERS)]
    return f"{prefix}1{''.join(_ALPHABET[value] for value in values)}"


def decode(text: str, prefix: str) -> bytes:
    """Read what stands under a prefix; raises MalformedKey unless `encode` would give it, all in lower or all in upper case."""
    lowered = text.lower()
    letters = lowered.removeprefix(f"{prefix}1")
    if text not in (lowered, text.upper()) or len(letters) == len(lowered):
        raise MalformedKey(f"not Bech32 beginning with {prefix}1")
    if len(letters) < _CHECKSUM_LETTERS or not _VALUES.keys() >= set(letters):
        raise MalformedKey("not the letters of Bech32")
    values = [_VALUES[letter] for letter in letters]
    data = bytes(_regrouped(values[:-_CHECKSUM_LETTERS], 5, 8, spare=False))
    if encode(prefix, data) != lowered:
        raise MalformedKey("the checksum is not that of this text")
    return data


def _regrouped(values: bytes | list[int], width: int, into: int, *, spare: bool = True) -> list[int]:
    """Regroup bits; with ``spare`` the last group is filled up with zeros, without it what is left over is dropped."""
    held, bits, groups = 0, 0, []
    for value in values:
        held, bits = (held << width | value) & 0xFFFF, bits + width
        while bits >= into:
            bits -= into
            groups.append(held >> bits & (1 << into) - 1)
    if spare and bits:
        groups.append(held << (into - bits) & (1 << into) - 1)
    return groups


def _expanded(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check
