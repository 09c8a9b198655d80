# SPDX-License-Identifier: Apache-2.0
"""What a lodger is answered: a receipt, a refusal that names the rule, or what is malformed."""

from msgspec import Struct

from comity.rules.outcome import Refused


class Sequenced(Struct, frozen=True):
    """The act stands on the record at ``index``; ``again`` when it stood there already. ``entry`` is what stands there."""

    index: int
    act_id: str
    entry: bytes
    checkpoint: bytes
    again: bool = False


class Malformed(Struct, frozen=True):
    """The bytes are no act; ``problem`` says where."""

    problem: str


class Waiting(Struct, frozen=True):
    """The act was not judged: the record waits until a change of the witness set is confirmed. Lodge it again."""

    size: int


Answer = Sequenced | Refused | Malformed | Waiting
