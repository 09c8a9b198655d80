# SPDX-License-Identifier: Apache-2.0
"""The catalogue: every type of the room, each closed against what it does not know."""

import pkgutil
from importlib import import_module
from typing import Any

import msgspec.inspect as shape
import pytest

import comity.acts
from comity.acts.catalogue import ACTS
from comity.acts.envelope import Act


def parts() -> list[type[Any]]:
    """Every struct that an act can hold, acts included."""
    found: dict[type[Any], None] = {}

    def visit(kind: shape.Type) -> None:
        match kind:
            case shape.StructType(cls=cls, fields=fields):
                found[cls] = None
                for field in fields:
                    visit(field.type)
            case shape.VarTupleType(item_type=item):
                visit(item)
            case shape.UnionType(types=kinds):
                for each in kinds:
                    visit(each)

    for act in ACTS.values():
        visit(shape.type_info(act))
    return list(found)


def test_every_act_of_the_room_is_in_the_catalogue_under_its_name() -> None:
    for module in pkgutil.iter_modules(comity.acts.__path__):
        import_module(f"comity.acts.{module.name}")
    assert sorted(ACTS) == sorted(act.__name__ for act in Act.__subclasses__())
    assert {act.__struct_config__.tag: act for act in ACTS.values()} == ACTS


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_part_is_frozen_closed_and_leaves_defaults_out(part: type[Any]) -> None:
    config = part.__struct_config__
    assert config.frozen
    assert config.forbid_unknown_fields
    assert config.omit_defaults
    assert not config.array_like
    assert part.__match_args__ == ()


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_value_is_bounded(part: type[Any]) -> None:
    def bounded(kind: shape.Type) -> bool:
        match kind:
            case shape.StrType(max_length=most, pattern=pattern):
                return most is not None or str(pattern).endswith(r"\Z")
            case shape.IntType(ge=least, le=most):
                return least is not None and most is not None and -(2**53) < least <= most < 2**53
            case shape.VarTupleType(item_type=item):
                return bounded(item)
            case shape.UnionType(types=kinds):
                return all(map(bounded, kinds))
        return isinstance(
            kind,
            shape.StructType
            | shape.LiteralType
            | shape.BoolType
            | shape.NoneType
            | shape.DateTimeType
            | shape.DateType,
        )

    described = shape.type_info(part)
    assert isinstance(described, shape.StructType)
    assert [field.name for field in described.fields if not bounded(field.type)] == []


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_keys_are_plain_and_defaults_are_what_every_python_shares(part: type[Any]) -> None:
    assert all(field.isascii() and field.islower() and field.isidentifier() for field in part.__struct_fields__)
    described = shape.type_info(part)
    assert isinstance(described, shape.StructType)
    for field in described.fields:
        # The encoder leaves a default out by identity: only values that are one object in every interpreter will do.
        words = field.type.values if isinstance(field.type, shape.LiteralType) else ()
        assert field.required or any(field.default is only for only in ("", (), None, True, False, 0, 1, *words))
