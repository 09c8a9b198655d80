# SPDX-License-Identifier: Apache-2.0
"""The faults that are planted: every small change of a syntax tree that a slip of the hand could make.

    comparison   < becomes >=, == becomes !=, in becomes not in, ...
    boundary     < becomes <=, ...
    boolean      and becomes or; an operand of either is dropped
    not          is dropped
    sign         a minus is dropped
    arithmetic   + becomes -, << becomes >>, & becomes |, ...
    constant     numbers plus and minus one; True and False swapped; strings emptied, empty ones filled
    condition    of if, while, a comprehension or a match guard: always true, always false
    return       the value becomes None, or what is empty for the annotated type
    statement    a call, assignment, raise, break, continue, or a return inside an if is left out
    case         of a match is never taken
    slice        a bound is left out
    keyword      an argument given by keyword is left out

Left alone: docstrings, annotations and type aliases, imports, `__all__`, the texts of raised errors, and what
`Refused(found=, expected=)` tells people.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

Span = tuple[int, int]

COMPARISONS: dict[type[ast.cmpop], tuple[tuple[str, type[ast.cmpop]], ...]] = {
    ast.Lt: (("boundary", ast.LtE), ("comparison", ast.GtE)),
    ast.LtE: (("boundary", ast.Lt), ("comparison", ast.Gt)),
    ast.Gt: (("boundary", ast.GtE), ("comparison", ast.LtE)),
    ast.GtE: (("boundary", ast.Gt), ("comparison", ast.Lt)),
    ast.Eq: (("comparison", ast.NotEq),),
    ast.NotEq: (("comparison", ast.Eq),),
    ast.Is: (("comparison", ast.IsNot),),
    ast.IsNot: (("comparison", ast.Is),),
    ast.In: (("comparison", ast.NotIn),),
    ast.NotIn: (("comparison", ast.In),),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
EMPTY = {"bool": ("True", "False"), "int": ("0",), "str": ("''",), "bytes": ("b''",)}
EMPTY_CONTAINERS = {"tuple[": "()", "list[": "[]", "dict[": "{}"}
TYPING_CALLS = {"TypeVar", "NewType", "ParamSpec"}
SPOKEN = {"found", "expected"}
"""Keywords of `Refused` that only tell people what was wrong."""
DELETED = (ast.Assign, ast.AugAssign, ast.Raise, ast.Break, ast.Continue, ast.Delete)

Variant = tuple[str, ast.AST]


@dataclass(frozen=True)
class Place:
    """Where in a module a node stands: function or class, lines of its statement, and whether an `if` is around it."""

    scope: str = ""
    span: Span = (0, 0)
    returns: str = ""
    guarded: bool = False

    def inside(self, name: str) -> str:
        """Name a function or class defined here."""
        return f"{self.scope}.{name}" if self.scope else name


@dataclass(frozen=True)
class Mutant:
    """One fault: `field` of `parent` (at `index`, if it is a list) becomes `value`."""

    place: Place
    line: int
    operator: str
    before: str
    after: str
    parent: ast.AST
    field: str
    index: int | None
    value: ast.AST
    occurrence: int = 1

    @property
    def key(self) -> str:
        """Name the mutant within its file so that it can be found again when lines have moved."""
        again = f" (#{self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.place.scope or 'module'} | {self.operator} | {self.before} -> {self.after}{again}"

    def plant(self) -> None:
        """Change the tree that the mutant was found in."""
        if self.index is None:
            setattr(self.parent, self.field, self.value)
        else:
            getattr(self.parent, self.field)[self.index] = self.value


def mutants(tree: ast.Module) -> list[Mutant]:
    """Find every fault that can be planted in a module, in the order of the tree."""
    found = list(_children(tree, Place()))
    seen: dict[str, int] = {}
    numbered = []
    for mutant in found:
        seen[mutant.key] = seen.get(mutant.key, 0) + 1
        numbered.append(replace(mutant, occurrence=seen[mutant.key]))
    return numbered


def _children(node: ast.AST, place: Place) -> Iterator[Mutant]:
    for field, value in ast.iter_fields(node):
        if _is_left_alone(node, field):
            continue
        if isinstance(value, list):
            for index, child in enumerate(value):
                if isinstance(child, ast.AST):
                    yield from _at(node, field, index, child, _within(node, field, child, place))
        elif isinstance(value, ast.AST):
            yield from _at(node, field, None, value, _within(node, field, value, place))


def _at(parent: ast.AST, field: str, index: int | None, node: ast.AST, place: Place) -> Iterator[Mutant]:
    if _is_prose(node):
        return
    line = getattr(node, "lineno", place.span[0])
    before = _text(node)
    for operator, value in _variants(node, place):
        ast.fix_missing_locations(ast.copy_location(value, node))
        yield Mutant(place, line, operator, before, _text(value), parent, field, index, value)
    yield from _children(node, place)


def _within(parent: ast.AST, field: str, node: ast.AST, place: Place) -> Place:
    """Describe the place of a child."""
    if isinstance(parent, ast.If) and field in {"body", "orelse"}:
        place = replace(place, guarded=True)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        returns = ast.unparse(node.returns) if node.returns else ""
        return Place(place.inside(node.name), _header(node, node.body), returns)
    if isinstance(node, ast.ClassDef):
        return Place(place.inside(node.name), _header(node, node.body))
    if isinstance(node, ast.match_case):
        first = node.pattern.lineno
        return replace(place, span=(first, max(first, node.body[0].lineno - 1)), guarded=True)
    if isinstance(node, ast.stmt):
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        span = _header(node, body) if body else (node.lineno, node.end_lineno or node.lineno)
        return replace(place, span=span)
    return place


def _header(node: ast.stmt, body: Sequence[ast.AST]) -> Span:
    """Give the lines of a compound statement before its body."""
    first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
    start = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return start, max(node.lineno, first.lineno - 1 if isinstance(first, ast.stmt | ast.pattern) else 0)


def _text(node: ast.AST) -> str:
    """Write a node on one line; of a compound statement only the first."""
    if isinstance(node, ast.match_case):
        guard = f" if {ast.unparse(node.guard)}" if node.guard else ""
        return f"case {ast.unparse(node.pattern)}{guard}"
    return ast.unparse(node).partition("\n")[0].strip()


def _is_left_alone(node: ast.AST, field: str) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return field in {"returns", "type_params", "decorator_list"}
        case ast.ClassDef():
            return field in {"bases", "type_params", "decorator_list"}
        case ast.arg() | ast.AnnAssign():
            return field in {"annotation", "target"}
        case ast.keyword(arg=name):
            return name in SPOKEN
        case ast.ExceptHandler():
            return field == "type"
        case ast.Raise():
            return True
    return False


def _is_prose(node: ast.AST) -> bool:
    """Tell what says something to readers or type checkers and nothing to the interpreter."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id=name))):
            return name in TYPING_CALLS
        case ast.Assign(value=value) | value:
            return _is_type(value) and not isinstance(value, ast.Name | ast.Attribute | ast.Constant)


def _is_type(node: ast.AST) -> bool:
    """Tell expressions that can only be types, by the capital letters and the built-in names."""
    match node:
        case ast.Name(id=name):
            return (name[:1].isupper() and not (len(name) > 1 and name.isupper())) or name in {
                "int",
                "str",
                "bytes",
                "bool",
                "float",
                "dict",
                "list",
                "tuple",
                "set",
                "type",
            }
        case ast.Attribute(attr=name):
            return name[:1].isupper()
        case ast.Constant(value=value):
            return value is None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_type(left) and _is_type(right)
        case ast.Subscript(value=ast.Name(id="Annotated")):
            return False
        case ast.Subscript(value=value):
            return _is_type(value)
    return False


def _variants(node: ast.AST, place: Place) -> Iterator[Variant]:
    for kind, variants in VARIANTS.items():
        if isinstance(node, kind):
            yield from variants(node)
    if isinstance(node, ast.Return):
        yield from _of_return(node, place)
    if (
        isinstance(node, DELETED)
        or _is_call(node)
        or (isinstance(node, ast.AnnAssign) and node.value and place.returns)
    ):
        yield "statement", ast.Pass()


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom | ast.Await)


def _of_return(node: ast.Return, place: Place) -> Iterator[Variant]:
    if place.guarded:
        yield "statement", ast.Pass()
    if node.value is None:
        return
    container = next((empty for start, empty in EMPTY_CONTAINERS.items() if place.returns.startswith(start)), "None")
    for empty in EMPTY.get(place.returns, (container,)):
        if empty != ast.unparse(node.value):
            yield "return", ast.Return(ast.parse(empty, mode="eval").body)


def _of_compare(node: ast.Compare) -> Iterator[Variant]:
    for at, op in enumerate(node.ops):
        for operator, other in COMPARISONS[type(op)]:
            yield operator, ast.Compare(node.left, [*node.ops[:at], other(), *node.ops[at + 1 :]], node.comparators)


def _of_bool(node: ast.BoolOp) -> Iterator[Variant]:
    yield "boolean", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for at in range(len(node.values)):
        rest = [*node.values[:at], *node.values[at + 1 :]]
        yield "boolean", ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


def _of_unary(node: ast.UnaryOp) -> Iterator[Variant]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield "not" if isinstance(node.op, ast.Not) else "sign", node.operand


def _of_binary(node: ast.BinOp) -> Iterator[Variant]:
    if type(node.op) in ARITHMETIC and not _is_joining(node):
        yield "arithmetic", ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)


def _is_joining(node: ast.BinOp) -> bool:
    """Tell sums and formats of texts: no other operator is defined there, so the fault could not stay unnoticed."""
    sides = (node.left, node.right)
    texts = any(isinstance(side, ast.JoinedStr) or _is_text(side) for side in sides)
    rows = any(isinstance(side, ast.Tuple | ast.List) for side in sides)
    return isinstance(node.op, ast.Add | ast.Mod) and (texts or (rows and isinstance(node.op, ast.Add)))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _of_augmented(node: ast.AugAssign) -> Iterator[Variant]:
    if type(node.op) in ARITHMETIC:
        yield "arithmetic", ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value)


def _of_constant(node: ast.Constant) -> Iterator[Variant]:
    match node.value:
        case bool(value):
            yield "constant", ast.Constant(not value)
        case int(value):
            yield "constant", ast.Constant(value + 1)
            yield "constant", ast.Constant(value - 1)
        case str(value):
            yield "constant", ast.Constant("" if value else "mutant")
        case bytes(value):
            yield "constant", ast.Constant(b"" if value else b"mutant")


def _of_condition(node: ast.If | ast.IfExp) -> Iterator[Variant]:
    for value in (True, False):
        changed: ast.AST
        if isinstance(node, ast.If):
            changed = ast.If(ast.Constant(value), node.body, node.orelse)
        else:
            changed = ast.IfExp(ast.Constant(value), node.body, node.orelse)
        yield "condition", changed


def _of_while(node: ast.While) -> Iterator[Variant]:
    yield "condition", ast.While(ast.Constant(False), node.body, node.orelse)


def _of_comprehension(node: ast.comprehension) -> Iterator[Variant]:
    for at in range(len(node.ifs)):
        rest = [*node.ifs[:at], *node.ifs[at + 1 :]]
        yield "condition", ast.comprehension(node.target, node.iter, rest, node.is_async)
        never: list[ast.expr] = [*rest, ast.Constant(False)]
        yield "condition", ast.comprehension(node.target, node.iter, never, node.is_async)


def _of_case(node: ast.match_case) -> Iterator[Variant]:
    yield "case", ast.match_case(node.pattern, ast.Constant(False), node.body)
    if node.guard and not _takes_all(node.pattern):
        yield "condition", ast.match_case(node.pattern, None, node.body)


def _takes_all(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _of_subscript(node: ast.Subscript) -> Iterator[Variant]:
    if not isinstance(node.slice, ast.Slice):
        return
    lower, upper, step = node.slice.lower, node.slice.upper, node.slice.step
    if lower:
        yield "slice", ast.Subscript(node.value, ast.Slice(None, upper, step), node.ctx)
    if upper:
        yield "slice", ast.Subscript(node.value, ast.Slice(lower, None, step), node.ctx)


def _of_call(node: ast.Call) -> Iterator[Variant]:
    for at, keyword in enumerate(node.keywords):
        if keyword.arg and keyword.arg not in SPOKEN:
            yield "keyword", ast.Call(node.func, node.args, [*node.keywords[:at], *node.keywords[at + 1 :]])


VARIANTS: dict[type[ast.AST], Callable[..., Iterator[Variant]]] = {
    ast.Compare: _of_compare,
    ast.BoolOp: _of_bool,
    ast.UnaryOp: _of_unary,
    ast.BinOp: _of_binary,
    ast.AugAssign: _of_augmented,
    ast.Constant: _of_constant,
    ast.If: _of_condition,
    ast.IfExp: _of_condition,
    ast.While: _of_while,
    ast.comprehension: _of_comprehension,
    ast.match_case: _of_case,
    ast.Subscript: _of_subscript,
    ast.Call: _of_call,
}
