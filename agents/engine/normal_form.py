"""The normal form of a source text: its code without prose, so that a mended sentence is no other program.

What is left out: comments, docstrings, blank space, the types of arguments and variables, and the words of errors and
of what is printed. The form is the same on every version of Python, which `ast.dump` and `ast.unparse` are not, and in
a clone with other line endings. This module needs nothing beside the standard library, nor any other of ours.
"""

from __future__ import annotations

import ast
import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final

# Two threads that parse at once spoil each other's count of depth, which ends in a SystemError (CPython gh-106905).
PARSING: Final = threading.Lock()
# Where something stands in the file, how it is used there, and what is written for people and checkers of types.
LEFT_OUT: Final = {"ctx", "kind", "returns", "type_comment", "type_ignores", "type_params"}
SAID: Final = ("print", "warn")  # calls whose words only people read, as they do those of errors
# The arguments of other calls that are words for the reader, by place and by name.
WORDS: Final[dict[str, tuple[object, ...]]] = {
    "Outcome": (1, 2, 3, 4, "better", "decimals", "headline", "label", "standing", "unit"),
    "Family": (1, "label"),
    "Measure": (1, "title"),
    "Field": ("description", "examples", "title"),
    "field": (0, 1, "meaning", "shown", "unit"),  # of a record
}


def normal_form(source: bytes | str) -> str:
    """The code of a source text in a form that prose does not change."""
    text = source if isinstance(source, str) else source.decode("utf-8-sig")
    parts: list[str] = []
    with PARSING:
        tree = ast.parse(text.replace("\r\n", "\n"))
    _block(tree.body, parts)
    return "".join(parts)


def _block(body: Iterable[ast.stmt], parts: list[str], of_class: bool = False) -> None:
    parts.append("[")
    for statement in _deciding(body):
        if isinstance(statement, ast.AnnAssign) and not of_class:
            _assigned(statement, parts)
        else:
            _node(statement, parts)
    parts.append("]")


def _deciding(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that do something: no docstrings, and nothing that only checkers of types look at."""
    for statement in body:
        if isinstance(statement, ast.If) and _name(statement.test) == "TYPE_CHECKING":
            yield from _deciding(statement.orelse)
        elif not _does_nothing(statement):
            yield statement


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    if isinstance(statement, ast.Assign):
        return _name(statement.targets[0]) == "__all__"
    return (
        isinstance(statement, ast.Pass) or isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _assigned(statement: ast.AnnAssign, parts: list[str]) -> None:
    """An assignment outside a class, as if its variable had no type; a type alone does nothing."""
    if statement.value is not None:
        _node(ast.Assign([statement.target], statement.value), parts)


def _node(node: ast.AST, parts: list[str]) -> None:
    """A node: the name of its kind, then what it has under each field; what is empty is left out."""
    parts.append(type(node).__name__ + "(")
    for field, value in _fields(node):
        if value is None or value == []:
            continue
        parts.append(field + "=")
        if isinstance(value, list) and isinstance(value[0], ast.stmt):
            _block(value, parts, isinstance(node, ast.ClassDef))
        else:
            _value(value, parts)
    parts.append(")")


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.arg):
        yield "arg", node.arg
    elif isinstance(node, ast.Assert):
        yield "test", node.test
    elif isinstance(node, ast.JoinedStr):
        yield "values", list(_joined(node.values))
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.Subscript) and _name(node.value) == "Annotated":
        yield "value", node.value
        yield "slice", _without_remarks(node.slice)
    else:
        yield from ((field, getattr(node, field, None)) for field in node._fields if field not in LEFT_OUT)


def _value(value: Any, parts: list[str]) -> None:
    if isinstance(value, ast.AST):
        _node(value, parts)
    elif isinstance(value, list):
        parts.append("[")
        for each in value:
            _value(each, parts)
            parts.append(",")
        parts.append("]")
    else:
        # repr of a text depends on what a version of Python takes for printable.
        parts.append(json.dumps(value) if isinstance(value, str) else repr(value))


# --- words -----------------------------------------------------------------------------------------------------------


def _call(node: ast.Call) -> Iterator[tuple[str, Any]]:
    name = _name(node.func)
    words = WORDS.get(name, ())
    said = name in SAID or name.endswith(("Error", "Failed", "Stopped", "Warning"))
    yield "func", node.func
    yield "args", [each for n, each in enumerate(node.args) if n not in words and not (said and _is_text(each))]
    yield "keywords", [each for each in node.keywords if each.arg not in words]


def _name(node: ast.expr) -> str:
    """The last name in `name` or `module.name`; empty for everything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) and _is_text(node.right)
    return isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, str)


def _without_remarks(inner: ast.expr) -> ast.expr:
    """What stands in `Annotated[...]`, without whole sentences behind the type."""
    if not isinstance(inner, ast.Tuple):
        return inner
    first, *rest = inner.elts
    kept = [each for each in rest if not (isinstance(each, ast.Constant) and " " in str(each.value))]
    return ast.Tuple([first, *kept], inner.ctx)


def _joined(values: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """The parts of an f-string; versions of Python differ in how they cut the text between two values."""
    text = ""
    for each in values:
        if isinstance(each, ast.Constant):
            text += str(each.value)
            continue
        if text:
            yield ast.Constant(text)
        text = ""
        yield each
    if text:
        yield ast.Constant(text)
