# SPDX-License-Identifier: Apache-2.0
"""A counterfeit conference: the same names, the same acts, other keys throughout. Everything in it verifies by itself."""

from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Act
from comity.acts.parties import Genesis, PartyRow
from comity.acts.signed import SignedAct
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer, Signer
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES, genesis_fields
from tests.cast.keys import note_signer, seed, vkey_of, witness_signers

FALSE = "#false"
FALSE_LOG = (
    Ed25519Signer.from_seed(ORIGIN, seed("false log 1")),
    MLDSA44Signer.from_seed(ORIGIN, seed("false log 6")),
)


@dataclass
class Counterfeiter(Archivist):
    """An archivist who holds none of the true keys and has made a set of the same names."""

    cosigners: dict[str, str] = field(default_factory=lambda: {code: code + FALSE for code in WITNESSES})
    log: tuple[Signer, Signer] = FALSE_LOG

    @classmethod
    def begun(cls) -> "Counterfeiter":
        """A record that begins with the counterfeit of the tests' genesis."""
        fields = genesis_fields()
        fields["log"] = tuple(vkey_of(signer) for signer in FALSE_LOG)
        fields["parties"] = tuple(map(_counterfeit, fields["parties"]))
        record = cls()
        record.lodge(Genesis, "SEC", **fields)
        return record

    def write(self, kind: type[Act], /, *by: str, signers: tuple[str, ...] = (), **fields: Any) -> SignedAct:
        return super().write(kind, *by, signers=tuple(name + FALSE for name in signers or by), **fields)


def _counterfeit(row: PartyRow) -> PartyRow:
    keys = tuple(vkey_of(note_signer(row.code + purpose + FALSE)) for purpose in ("", "/recovery", "/node"))
    if row.code in WITNESSES:
        keys += tuple(vkey_of(signer) for signer in witness_signers(row.code + FALSE))
    return replace(row, keys=keys)
