# SPDX-License-Identifier: Apache-2.0
"""An annex: content on its way from a person into a sealed file, and back. It is never on a disk but sealed."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from comity.acts.envelope import Blob
from comity.acts.sealed import SealedContent
from comity.node.errors import NodeError
from comity.registry.attachments import Attachments
from comity.rules.forum import Forum
from comity.sealing.hybrid import HybridRecipient
from comity.sealing.party import Identity, Recipient
from comity.sealing.recipients import parse_recipient
from comity.sealing.sealed_file import open_sealed, seal

MOST_CONTENT_BYTES = 200 * 2**20
"""What may be sealed in one file; more is sealed in several."""
MEDIA_TYPE = "application/octet-stream"
"""What the record says of every sealed file: what is inside is for those who open it."""


class Unsealed(NodeError):
    """Nothing was sealed; the message says why, and what would be right."""


class NoSealingKey(Unsealed):
    """Parties have named no key to which content for them could be sealed: ``codes``."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"no sealing key is named by {', '.join(codes)}: each party names its own on the record first")
        self.codes = codes


class WeakerKey(Unsealed):
    """Some parties have named classic keys beside hybrid ones of others: ``codes``."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(
            f"{', '.join(codes)} named a classic key, others a hybrid one: seal to these parties in another file"
        )
        self.codes = codes


class TooLong(Unsealed):
    """The content is longer than one file may be."""

    def __init__(self) -> None:
        super().__init__(f"sealed content has at most {MOST_CONTENT_BYTES >> 20} MiB a file: seal it in several")


def recipients_of(forum: Forum, codes: Iterable[str]) -> list[Recipient]:
    """Give the keys that parties named; raises NoSealingKey, WeakerKey."""
    named = {code: forum.measures.sealing_keys.get(code) for code in codes}
    if without := tuple(code for code, key in named.items() if key is None):
        raise NoSealingKey(without)
    keys = {code: parse_recipient(key) for code, key in named.items() if key}
    classic = tuple(code for code, key in keys.items() if not isinstance(key, HybridRecipient))
    if classic and len(classic) < len(keys):
        raise WeakerKey(classic)
    return list(keys.values())


def seal_annex(
    attachments: Attachments, forum: Forum, sender: str, to: Iterable[str], content: Iterable[bytes],
    entropy: Callable[[int], bytes] = os.urandom,
) -> SealedContent:  # fmt: skip
    """Seal content to parties and to its sender as it comes; give what the act says of it.

    Where all parties have classic keys and the sender has none, it is sealed to them alone: the sender's would not be as strong.

    Every file has a key of its own, so equal contents never look equal, and nobody can try guesses against a digest.

    Raises:
        Unsealed: it cannot be sealed to all of them, or is too long; nothing is left.
        OSError: the disk does not take it; nothing is left.
    """
    others = tuple(code for code in dict.fromkeys(to) if code != sender)
    codes = (*others, sender)
    try:
        keys = recipients_of(forum, codes)
    except WeakerKey as error:
        if error.codes != others:
            raise
        codes, keys = others, recipients_of(forum, others)
    kept = attachments.put(seal(_bounded(content), keys, entropy))
    blob = Blob(sha256=kept.sha256, size=kept.size, media_type=MEDIA_TYPE, kind="attachment")
    return SealedContent(blob=blob, recipients=codes)


def _bounded(content: Iterable[bytes]) -> Iterator[bytes]:
    taken = 0
    for part in content:
        taken += len(part)
        if taken > MOST_CONTENT_BYTES:
            raise TooLong
        yield part


def opened(path: Path, identities: Iterable[Identity]) -> Iterator[bytes]:
    """Open a sealed file as it is read. That it opens is known when the first part comes; that it is whole, at the end.

    Raises:
        SealingError: as `open_sealed`.
    """
    with path.open("rb") as file:
        yield from open_sealed(file, list(identities))
