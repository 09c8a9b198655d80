# SPDX-License-Identifier: Apache-2.0
"""The conference that is simulated: so many members whose nodes witness, one more that does not yet, chair and secretariat."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Act, Text
from comity.acts.parties import BodyRow, ChairTerm, Genesis, PartyRow
from comity.acts.signed import format_signed_act, sign_act
from comity.rules.forum import witness_quorum
from comity.tlog.signer import Signer
from tests.cast.forum import EDITION, ORIGIN, START
from tests.cast.keys import log_signers, note_signer, party_keys, vkey_of, witness_signers
from tests.simulation.keyed import keyed

NAMES = (
    "ARD", "BOR", "COR", "DEL", "ELV", "FEN", "GAL", "HEL", "IST", "JOR", "KAL", "LOR", "MIR", "NOV", "ORL",
    "PEL", "QUA", "RHO", "SEV", "TAR", "UMB", "VAL", "WES", "XAN", "YEL", "ZOR", "ALB", "BEL", "CAD", "DOR",
)  # fmt: skip
MOST_FOUNDING = 24
"""A genesis act has at most 60,000 bytes: the ML-DSA-44 keys of more witnesses do not fit; the others enrol by act."""
CHAIR = "BOR"
BODY = "SOC"
TOLERANCE_S = 2
TERMS = replace(
    EDITION, tolerance_s=TOLERANCE_S, mark_every_s=30, outage_after_s=70, acts_per_hour=2**40, bytes_per_day=2**50
)


@dataclass(frozen=True)
class Conference:
    """A conference with ``witnesses`` members that witness; ``real`` with real signatures, else with keyed hashes."""

    witnesses: int
    real: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(NAMES[: self.witnesses + 1])

    @property
    def enrolled(self) -> tuple[str, ...]:
        """Those who witness from the beginning, or as soon as they have enrolled."""
        return self.members[:-1]

    @property
    def founding(self) -> tuple[str, ...]:
        """Those whom genesis enrols."""
        return self.enrolled[:MOST_FOUNDING]

    def signer(self, name: str) -> Signer:
        """The key for notes called ``name``; ``ARD#2`` is the second one."""
        return self._of(note_signer(name))

    def pair(self, name: str) -> tuple[Signer, Signer]:
        """The cosigning pair of a witness; ``ARD#2`` is the second pair."""
        classic, quantum = witness_signers(name)
        return self._of(classic), self._of(quantum)

    def log(self, epoch: int = 1) -> tuple[Signer, Signer]:
        """The checkpoint keys of the headquarters of an epoch."""
        classic, quantum = log_signers(ORIGIN if epoch == 1 else f"{ORIGIN}/{epoch}")
        return self._of(classic), self._of(quantum)

    def _of(self, signer: Signer) -> Signer:
        return signer if self.real else keyed(signer.vkey)

    def write(
        self, kind: type[Act], /, *by: str, seq: tuple[int, ...], made_at: Any, nonce: bytes, **fields: Any
    ) -> bytes:
        """Write and sign an act; give its note."""
        envelope = {"forum": ORIGIN, "by": by, "seq": seq, "made_at": made_at, "nonce": nonce.hex()}
        signers = fields.pop("signers", by)
        return format_signed_act(sign_act(kind(**{**envelope, **fields}), [self.signer(name) for name in signers]))

    @property
    def genesis(self) -> bytes:
        """The note of the genesis act."""
        return _genesis(self)


@lru_cache(maxsize=64)
def _genesis(conference: Conference) -> bytes:
    rows = [
        PartyRow(code="SEC", kind="secretariat", order=0, name=Text(en="Secretariat"), keys=party_keys("SEC")),
        PartyRow(code="REG", kind="registry", order=0, name=Text(en="Registry"), keys=party_keys("REG")),
    ]
    for order, code in enumerate(conference.members, 1):
        keys = party_keys(code, witness=code in conference.founding)
        rows.append(PartyRow(code=code, kind="member", order=order, name=Text(en=f"State {code}"), keys=keys))
    chair = (ChairTerm(party=CHAIR, from_at=START.replace(year=2025)),)
    fields: dict[str, Any] = {
        "title": Text(en="Conference of the simulation"),
        "edition": TERMS,
        "log": tuple(vkey_of(signer) for signer in log_signers(ORIGIN)),
        "parties": tuple(rows),
        "bodies": tuple(BodyRow(code=code, name=Text(en=code), chairs=chair) for code in (BODY, "MC", "SWG")),
        "quorum": witness_quorum(len(conference.founding)),
    }
    nonce = sha256(b"the genesis of the simulation").digest()[:16]
    return conference.write(Genesis, "SEC", seq=(1,), made_at=START, nonce=nonce, **fields)
