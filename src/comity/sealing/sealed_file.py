# SPDX-License-Identifier: Apache-2.0
"""A sealed file: a header for whoever opens it, a nonce, the content in chunks. Nothing is ever held whole.

Source of the format: C2SP, age.
"""

from collections.abc import Iterable, Iterator, Sequence

from comity.sealing.errors import MalformedHeader, MixedRecipients, NoMatch
from comity.sealing.header import FILE_KEY_BYTES, Source, check_mac, derive, format_header, parse_header
from comity.sealing.party import Entropy, Identity, Recipient
from comity.sealing.stream import open_chunks, seal_chunks

NONCE_BYTES = 16
_PAYLOAD = b"payload"


def seal(content: Iterable[bytes], recipients: Sequence[Recipient], entropy: Entropy) -> Iterator[bytes]:
    """Seal content to recipients, given out as it comes.

    Raises:
        MixedRecipients: nobody is named, or some are post-quantum and some are not: the file would open by the weaker.
    """
    if len({recipient.is_quantum_safe for recipient in recipients}) != 1:
        raise MixedRecipients("a file is sealed to post-quantum recipients or to classic ones, to one at least")
    file_key, nonce = entropy(FILE_KEY_BYTES), entropy(NONCE_BYTES)
    stanzas = tuple(recipient.wrap(file_key, entropy) for recipient in recipients)
    yield format_header(stanzas, file_key) + nonce
    yield from seal_chunks(derive(file_key, nonce, _PAYLOAD), content)


def open_sealed(source: Source, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Open a sealed file chunk by chunk. What is given out is verified; that it is whole, only when the iteration ends.

    Raises:
        MalformedHeader, NoMatch, WrongMac: before anything is given out.
        MalformedPayload: what follows was changed, cut short or extended.
    """
    header = parse_header(source)
    keys = (identity.unwrap(header.stanzas) for identity in identities)
    file_key = next((key for key in keys if key is not None), None)
    if file_key is None:
        raise NoMatch("sealed to others")
    check_mac(header, file_key)
    nonce = source.read(NONCE_BYTES)
    if len(nonce) != NONCE_BYTES:
        raise MalformedHeader("the file was cut off before its content")
    yield from open_chunks(derive(file_key, nonce, _PAYLOAD), source)
