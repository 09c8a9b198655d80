# SPDX-License-Identifier: Apache-2.0
"""What stops a registry.

::

    RegistryError
    ├── Misconfigured      a directory that holds no record, or not this one
    ├── LockLost           the lock holds another checkpoint than the one this process put there: stop and recover
    ├── RecordDamaged      what is read back is not what the lock says
    ├── Stopped            a step before failed: only a restart knows what is on the disk
    ├── ClockWentBack      the machine's clock is behind the record
    └── DiskLow            too little room to sign anything
"""


class RegistryError(Exception):
    """The root: the registry cannot go on, and signs nothing."""


class Misconfigured(RegistryError):
    """The directory holds no record, or another one than asked for."""


class LockLost(RegistryError):
    """Another process moved the lock, or a write to it may not have arrived: only a restart knows."""


class RecordDamaged(RegistryError):
    """Tiles, bundles or the tail are missing or differ from the checkpoint in the lock."""


class Stopped(RegistryError):
    """A step before failed, and what it left is unknown: nothing is done any more until a restart has recovered."""


class ClockWentBack(RegistryError):
    """Time on the record never goes back; the clock must be mended first."""


class DiskLow(RegistryError):
    """Signing with too little room has ended transparency logs before (Mammoth 2024h1)."""
