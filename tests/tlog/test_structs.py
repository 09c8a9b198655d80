# SPDX-License-Identifier: Apache-2.0
"""What has been read or verified cannot be changed afterwards."""

from importlib import import_module
from pkgutil import iter_modules

import msgspec
import pytest

import comity.tlog
from tests.tlog.keys import LOG, ORIGIN


def _structs() -> list[type[msgspec.Struct]]:
    modules = [import_module(f"comity.tlog.{module.name}") for module in iter_modules(comity.tlog.__path__)]
    values = [value for module in modules for value in vars(module).values()]
    return sorted(
        {value for value in values if isinstance(value, type) and issubclass(value, msgspec.Struct)} - {msgspec.Struct},
        key=lambda struct: struct.__name__,
    )


def test_every_struct_is_frozen() -> None:
    frozen = {struct.__name__ for struct in _structs() if struct.__struct_config__.frozen}
    assert frozen == {struct.__name__ for struct in _structs()}
    assert frozen >= {"Checkpoint", "Frontier", "Note", "Policy", "Proof", "RightEdge", "Tile", "VerifierKey"}


def test_a_verifier_key_cannot_be_renamed() -> None:
    with pytest.raises(AttributeError):
        LOG.vkey.name = "elsewhere"  # type: ignore[misc]
    assert LOG.vkey.name == ORIGIN
