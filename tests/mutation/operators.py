"""The mistakes that are planted: hand-picked operators over the syntax tree, each a small change of one place in a source."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

Change = tuple[str, ast.AST]  # the operator's name, and what stands there instead

SWAPPED: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
TURNED: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
AT_THE_EDGE: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
OTHER: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "exp": "log", "floor": "ceil", "argmin": "argmax",
                "argmax": "argmin", "minimum": "maximum", "maximum": "minimum", "mean": "sum"}  # fmt: skip
A_TENTH: Final = 1.1


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted mistake: where it stands, by which operator, and what was there before and is there now."""

    module: str
    line: int
    start: int  # of the piece, in bytes from the beginning of the source
    end: int
    operator: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """What tells it from all others as long as the source stays the same."""
        return f"{self.module}:{self.start}-{self.end}:{self.operator}:{self.after}"

    def planted(self, source: bytes) -> bytes:
        """The source with the mistake in it."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants_of(module: str, source: bytes, words: dict[str, list[str]] | None = None) -> list[Mutant]:
    """Every mistake that the operators can plant in a module; `words` are the members of each vocabulary, by its name."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found: dict[str, Mutant] = {}
    for node in _places(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        before = source[start:end].decode()
        for operator, instead in _changes(node, words or {}):
            text = ast.unparse(instead)
            after = text if isinstance(instead, ast.stmt) else f"({text})"
            mutant = Mutant(module, node.lineno, start, end, operator, before, after)
            found.setdefault(mutant.key, mutant)
    return list(found.values())


def _places(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Every expression and statement that a run carries out: no docstring, annotation, decorator, import or message."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "bases") or isinstance(tree, ast.JoinedStr | ast.Raise):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Import | ast.ImportFrom | ast.AnnAssign) and not _in_table(child):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant) or _changes_no_number(child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            if isinstance(child, ast.AST):
                yield from _places(child)


def _changes_no_number(node: ast.AST) -> bool:
    """Whether this only tells the processor or the type checker something."""
    called = (
        getattr(node.value.func, "id", "") if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else ""
    )
    return called == "fetch_ahead" or (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING")


def _in_table(node: ast.AST) -> bool:
    """Whether a declared name holds something that a run carries out, such as a table of functions."""
    return any(isinstance(each, ast.Lambda) for each in ast.walk(node))


def _changes(node: ast.AST, words: dict[str, list[str]]) -> Iterator[Change]:
    for kind, change in CHANGES:
        if isinstance(node, kind):
            yield from change(node, words)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    twin = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def _binary(node: ast.BinOp, _: dict[str, list[str]]) -> Iterator[Change]:
    if type(node.op) in SWAPPED:
        yield "other sign", _with(node, op=SWAPPED[type(node.op)]())
        yield "right term dropped", node.left
        if not isinstance(node.op, ast.Sub | ast.Div):
            yield "left term dropped", node.right


def _boolean(node: ast.BoolOp, _: dict[str, list[str]]) -> Iterator[Change]:
    yield "and for or", _with(node, op=SWAPPED[type(node.op)]())
    for k in range(len(node.values)):
        left = [value for n, value in enumerate(node.values) if n != k]
        yield "condition dropped", left[0] if len(left) == 1 else _with(node, values=left)


def _compare(node: ast.Compare, _: dict[str, list[str]]) -> Iterator[Change]:
    drawn = any(getattr(each, "id", "").startswith("draw") for each in ast.walk(node))  # a draw is never at the edge
    for k, op in enumerate(node.ops):
        for name, table in (("turned comparison", TURNED), ("at the edge", AT_THE_EDGE)):
            if type(op) in table and not (drawn and table is AT_THE_EDGE):
                yield name, _with(node, ops=[*node.ops[:k], table[type(op)](), *node.ops[k + 1 :]])


def _unary(node: ast.UnaryOp, _: dict[str, list[str]]) -> Iterator[Change]:
    yield "sign dropped", node.operand


def _constant(node: ast.Constant, _: dict[str, list[str]]) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield "yes for no", ast.Constant(not value)
    elif isinstance(value, float):
        yield "constant", ast.Constant(value * A_TENTH if value else 1.0)
    elif isinstance(value, int):
        yield "off by one", ast.Constant(value + 1)


def _call(node: ast.Call, _: dict[str, list[str]]) -> Iterator[Change]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in OTHER and isinstance(node.func, ast.Name):
        yield f"{OTHER[name]} for {name}", _with(node, func=ast.Name(OTHER[name]))
    elif name in OTHER and isinstance(node.func, ast.Attribute):
        yield f"{OTHER[name]} for {name}", _with(node, func=_with(node.func, attr=OTHER[name]))
    if name in ("min", "max") and len(node.args) == 2:
        yield "limit dropped", node.args[0]
        yield "limit only", node.args[1]


def _conditional(node: ast.IfExp, _: dict[str, list[str]]) -> Iterator[Change]:
    yield "the other way", _with(node, body=node.orelse, orelse=node.body)


def _test(node: ast.If | ast.While, _: dict[str, list[str]]) -> Iterator[Change]:
    if isinstance(node, ast.If) and not node.orelse:
        yield "if dropped", ast.Pass()


def _statement(node: ast.Expr, _: dict[str, list[str]]) -> Iterator[Change]:
    if isinstance(node.value, ast.Call):
        yield "skipped call", ast.Pass()


def _assigned(node: ast.Assign | ast.AugAssign, _: dict[str, list[str]]) -> Iterator[Change]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if isinstance(node, ast.AugAssign):
        yield "skipped addition", ast.Pass()
        if type(node.op) in SWAPPED:
            yield "other sign", _with(node, op=SWAPPED[type(node.op)]())
        yield "replaced, not added", ast.Assign([node.target], node.value, lineno=node.lineno)
    elif all(isinstance(each, ast.Attribute | ast.Subscript) for each in targets):
        yield "skipped assignment", ast.Pass()


def _member(node: ast.Attribute, words: dict[str, list[str]]) -> Iterator[Change]:
    """The wrong row of a table: the next member of the vocabulary."""
    if isinstance(node.value, ast.Name) and node.attr in words.get(node.value.id, []):
        members = words[node.value.id]
        yield "wrong row", _with(node, attr=members[(members.index(node.attr) + 1) % len(members)])


def _row(node: ast.Subscript, _: dict[str, list[str]]) -> Iterator[Change]:
    if isinstance(node.slice, ast.Name) and isinstance(node.ctx, ast.Load):
        yield "wrong row", _with(node, slice=ast.BinOp(node.slice, ast.Sub(), ast.Constant(1)))


CHANGES: Final[tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[Change]]], ...]] = (
    (ast.BinOp, _binary), (ast.BoolOp, _boolean), (ast.Compare, _compare), (ast.UnaryOp, _unary), (ast.Constant, _constant),
    (ast.Call, _call), (ast.IfExp, _conditional), ((ast.If, ast.While), _test), (ast.Expr, _statement),
    ((ast.Assign, ast.AugAssign), _assigned), (ast.Attribute, _member), (ast.Subscript, _row),
)  # fmt: skip


def vocabularies(sources: list[bytes]) -> dict[str, list[str]]:
    """The members of every vocabulary that these sources declare, by the names under which behaviours know it."""
    found: dict[str, list[str]] = {}
    for source in sources:
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Vocabulary" for base in node.bases):
                names = [target.id for each in node.body if isinstance(each, ast.Assign) for target in each.targets
                         if isinstance(target, ast.Name) and re.fullmatch("[A-Z_0-9]+", target.id)]  # fmt: skip
                found[node.name] = names
    if "Measure" in found:
        found["M"] = found["Measure"]
    return found
