# SPDX-License-Identifier: Apache-2.0
"""A policy says which logs are known, which witnesses, and which of those suffice to believe a checkpoint.

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <member>...
    quorum <name>|none

One definition a line, names defined before use, items separated by spaces and tabs only. A line is a comment only if
its first item starts with #; elsewhere # is data. Names and URLs are octets: here they are text decoded as UTF-8 with
`surrogateescape`, so that any octets come back as they were.
"""

from collections.abc import Mapping

import msgspec

from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.errors import MalformedKey, MalformedPolicy, QuorumNotMet, UnverifiedNote
from comity.tlog.note import Note
from comity.tlog.vkey import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    ED25519,
    VerifierKey,
    format_vkey,
    parse_vkey,
)
from comity.tlog.wire import parse_decimal

MAX_POLICY_BYTES = 2**20
NO_QUORUM = "none"
LOG_KINDS = frozenset({ED25519, COSIGNATURE_MLDSA44})
WITNESS_KINDS = frozenset({COSIGNATURE_ED25519, COSIGNATURE_MLDSA44})

_FORBIDDEN = bytes(byte for byte in range(0x20) if byte not in b"\t\n") + b"\x7f"


class Log(msgspec.Struct, frozen=True):
    """A log, whose key's name is its origin."""

    vkey: VerifierKey
    url: str = ""


class Witness(msgspec.Struct, frozen=True):
    """A witness; its name has a meaning only inside the policy."""

    name: str
    vkey: VerifierKey
    url: str = ""


class Group(msgspec.Struct, frozen=True):
    """A group cosigns when at least `threshold` of its members do."""

    name: str
    threshold: int
    members: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True):
    """Groups stand in the order in which they are defined; `quorum` names a witness, a group or `none`."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str


def parse_policy(data: bytes) -> Policy:
    """Read a policy; raises MalformedPolicy."""
    if len(data) > MAX_POLICY_BYTES or len(data.translate(None, _FORBIDDEN)) != len(data):
        raise MalformedPolicy("longer than 1 MiB, or with control characters")
    if not data.endswith(b"\n"):
        raise MalformedPolicy("the last line has no newline")
    reading = _Reading()
    for line in data.decode(errors="surrogateescape").split("\n"):
        items = [item for item in line.replace("\t", " ").split(" ") if item]
        if items and not items[0].startswith("#"):
            reading.define(items)
    return reading.finish()


class _Reading:
    """What has been defined by the lines read so far."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.log_keys: set[bytes] = set()
        self.witness_keys: set[bytes] = set()
        self.free: dict[str, bool] = {}
        """Every defined name, and whether it may still become a member of a group."""

    def define(self, items: list[str]) -> None:
        match items:
            case ["log", vkey, *url] if len(url) <= 1:
                self._log(Log(_vkey(vkey, LOG_KINDS), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(Witness(name, _vkey(vkey, WITNESS_KINDS), *url))
            case ["group", name, threshold, *members] if members:
                self._group(Group(name, _threshold(threshold, len(members)), tuple(members)))
            case ["quorum", name] if self.quorum is None and (name in self.free or name == NO_QUORUM):
                self.quorum = name
            case _:
                raise MalformedPolicy(f"a {items[0]!r} line that defines nothing, a second quorum or an unknown one")

    def _log(self, log: Log) -> None:
        if log.vkey.public in self.log_keys:
            raise MalformedPolicy("two logs with one public key")
        self.log_keys.add(log.vkey.public)
        self.logs.append(log)

    def _witness(self, witness: Witness) -> None:
        if witness.vkey.public in self.witness_keys:
            raise MalformedPolicy("two witnesses with one public key")
        self.witness_keys.add(witness.vkey.public)
        self._name(witness.name)
        self.witnesses.append(witness)

    def _group(self, group: Group) -> None:
        for member in group.members:
            # Once in the whole policy, so that a witness contributes in one way only.
            if not self.free.get(member, False):
                raise MalformedPolicy("a group member that is not defined before, or is a member already")
            self.free[member] = False
        self._name(group.name)
        self.groups.append(group)

    def _name(self, name: str) -> None:
        if name in self.free or name == NO_QUORUM:
            raise MalformedPolicy("a name that is taken")
        self.free[name] = True

    def finish(self) -> Policy:
        if self.quorum is None:
            raise MalformedPolicy("no quorum line")
        return Policy(tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum)


def _vkey(text: str, kinds: frozenset[int]) -> VerifierKey:
    try:
        vkey = parse_vkey(text)
    except MalformedKey as error:
        raise MalformedPolicy(f"not a verifier key: {error}") from None
    if vkey.kind not in kinds:
        raise MalformedPolicy("a key whose signature type does not fit its use")
    return vkey


def _threshold(text: str, members: int) -> int:
    if text in {"any", "all"}:
        return 1 if text == "any" else members
    threshold = parse_decimal(text.encode(errors="surrogateescape"))
    if threshold is None or not 1 <= threshold <= members:
        raise MalformedPolicy("a threshold that is not any, all or 1 to the number of members")
    return threshold


def format_policy(policy: Policy) -> bytes:
    """Write a policy; raises MalformedPolicy for one that `parse_policy` would not give back."""
    lines = [
        *(("log", format_vkey(log.vkey), log.url) for log in policy.logs),
        *(("witness", witness.name, format_vkey(witness.vkey), witness.url) for witness in policy.witnesses),
        *(("group", group.name, str(group.threshold), *group.members) for group in policy.groups),
        ("quorum", policy.quorum),
    ]
    text = "".join(" ".join(filter(None, line)) + "\n" for line in lines)
    try:
        data = text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        raise MalformedPolicy("a name or URL that is not made of octets") from None
    if parse_policy(data) != policy:
        raise MalformedPolicy("a name or URL does not read back as it was given")
    return data


def satisfied(policy: Policy, note: Note) -> Mapping[str, int]:
    """Give the witnesses that cosigned this checkpoint, by policy name, with their POSIX timestamps (seconds).

    They stand in the order of the policy and are enough for its quorum. Raises the Malformed errors of a checkpoint,
    Unverified errors if any known signature is wrong or no log of the policy whose name is the origin signed, and
    QuorumNotMet.
    """
    vkeys = [*(log.vkey for log in policy.logs), *(witness.vkey for witness in policy.witnesses)]
    checkpoint, signed = open_checkpoint(note, vkeys)
    if not any(log.vkey in signed and log.vkey.name == checkpoint.origin for log in policy.logs):
        raise UnverifiedNote("no log of the policy signed this checkpoint as its origin")
    cosigned = {witness.name: signed[witness.vkey] for witness in policy.witnesses if witness.vkey in signed}
    met = {NO_QUORUM, *cosigned}
    for group in policy.groups:
        if len(met.intersection(group.members)) >= group.threshold:
            met.add(group.name)
    if policy.quorum not in met:
        raise QuorumNotMet(f"{len(cosigned)} of {len(policy.witnesses)} witnesses cosigned: not the quorum")
    return cosigned
