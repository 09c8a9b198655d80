# SPDX-License-Identifier: Apache-2.0
"""Random acts of any type, made from the types themselves."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import msgspec.inspect as shape
from hypothesis import strategies as st

from comity.acts.documents import CirculateDocument
from comity.acts.envelope import SHORT_TEXT_BYTES, Act, Blob
from comity.acts.errors import MalformedText
from comity.acts.instant import FIRST_YEAR, LAST_YEAR
from comity.acts.text import check_text
from comity.acts.unicode14 import assigned_ranges

_COMMON = ' \n"\\/abnuzAZ09.,-éßПланйё\u0301\u0323\u200c\u200d\u200e\u200fمیक्ष同意가\u2028\U0001fae7'
_SMALL = 4
"""At most so many values in an array, so that acts stay small."""

_points = st.sampled_from(assigned_ranges()).flatmap(lambda pair: st.integers(*pair)).map(chr)
_characters = st.one_of(st.sampled_from(_COMMON), _points)


def _writable(text: str) -> bool:
    """Whether a canonical line can carry the text: no control but line feed, and NFC as the line writes it."""
    if any(unicodedata.category(character) == "Cc" for character in text if character != "\n"):
        return False
    try:
        check_text('"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"')
    except MalformedText:
        return False
    return True


def texts(least: int, most: int) -> st.SearchStrategy[str]:
    """Texts of these lengths that may stand in an act."""
    made = st.text(_characters, min_size=least, max_size=min(most, 30))
    return made.map(lambda text: unicodedata.normalize("NFC", text)).filter(
        lambda text: least <= len(text) <= most and _writable(text)
    )


def instants() -> st.SearchStrategy[datetime]:
    """Whole seconds of UTC within the years of the record."""
    made = st.datetimes(datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR, 12, 31, 23, 59, 59))  # noqa: DTZ001  (made UTC next)
    return made.map(lambda value: value.replace(microsecond=0, tzinfo=UTC))


def values(kind: shape.Type) -> st.SearchStrategy[Any]:
    """Values of one type, as the catalogue uses types."""
    match kind:
        case shape.StrType(pattern=str() as pattern):
            return st.from_regex(pattern)
        case shape.StrType(min_length=least, max_length=most):
            return texts(least or 0, most or 30)
        case shape.IntType(ge=int() as least, le=int() as most):
            return st.one_of(st.integers(least, most), st.sampled_from((least, most)))
        case shape.VarTupleType(item_type=item, min_length=least, max_length=most):
            size = least or 0
            return st.lists(values(item), min_size=size, max_size=min(most or _SMALL, max(size, _SMALL))).map(tuple)
        case shape.UnionType(types=kinds):
            return st.one_of([values(each) for each in kinds])
        case shape.LiteralType(values=words):
            return st.sampled_from(words)
        case shape.StructType(cls=cls):
            return structs(cls)
    return {
        shape.BoolType: st.booleans(),
        shape.NoneType: st.none(),
        shape.DateTimeType: instants(),
        shape.DateType: st.dates(),
    }[type(kind)]


def structs(cls: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a struct: every field it needs, and by chance those it may leave out."""
    described = shape.type_info(cls)
    if not isinstance(described, shape.StructType):
        raise TypeError(cls)
    needed = {field.name: values(field.type) for field in described.fields if field.required}
    optional = {field.name: values(field.type) for field in described.fields if not field.required}
    if cls is Blob:
        given["size"] = st.one_of(st.integers(0, SHORT_TEXT_BYTES), st.just(SHORT_TEXT_BYTES))
    if cls is CirculateDocument:
        optional["original_on"] = st.one_of(st.none(), st.dates(max_value=date(FIRST_YEAR - 1, 12, 31)))
    return st.fixed_dictionaries({**needed, **given}, optional=optional).map(lambda fields: cls(**fields))


@st.composite
def _signatories(draw: st.DrawFn) -> tuple[tuple[str, ...], tuple[int, ...]]:
    code = st.from_regex(r"^[A-Z][A-Z0-9]{1,11}\Z")
    by = draw(st.lists(code, min_size=1, max_size=3, unique=True))
    seq = draw(st.lists(st.integers(1, 2**53 - 1), min_size=len(by), max_size=len(by)))
    return tuple(by), tuple(seq)


@st.composite
def acts(draw: st.DrawFn, cls: type[Act]) -> Act:
    """Acts of one type."""
    by, seq = draw(_signatories())
    act: Act = draw(structs(cls, by=st.just(by), seq=st.just(seq)))
    return act
