"""Reads YAML with line numbers, and says in one plain sentence what is wrong with a file.

Core objects: `read_yaml`, which gives the content and the node that knows its lines; `sentence`, which words a problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, TypeVar, get_args

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .errors import InputError, did_you_mean
from .record import Record

Of = TypeVar("Of", bound=Record)

Step = int | str
LONGEST: Final = 1_000_000  # characters; the longest file of the library has some ten thousand
DEEPEST: Final = 50  # fields within fields; the deepest of the library has six
PREFIX: Final = "tag:yaml.org,2002:"  # what a file writes as !!
READ: Final = {f"{PREFIX}{kind}" for kind in ("str", "int", "float", "bool", "null", "seq", "map")}
MERGE: Final = f"{PREFIX}merge"


# --- YAML with line numbers ------------------------------------------------------------------------------------------


class _Unfit(yaml.MarkedYAMLError):
    """Something that YAML has and our files have not; its problem is the end of a sentence that begins with the place."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, in C where there is one, with fewer surprises.

    Dates stay text, so that the schema can judge them. A number is what a person would call one: `2e5` is, `010` (which
    YAML takes for 8) and `1:30` (which it takes for 90) are not.
    """

    yaml_implicit_resolvers = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("bool", "null", "merge")]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The content of a node; whatever the reader raises over a value that does not fit its tag knows its place."""
        try:
            return super().construct_object(node, deep)
        except yaml.YAMLError:
            raise
        except Exception:
            said = f"{node.value!r} is not what the tag {_written(node.tag)} promises"
            raise _Unfit(problem=said, problem_mark=node.start_mark) from None


_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9]\d*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d+)?$"),
    list("-+.0123456789"),
)


def read_yaml(text: str, file: str) -> tuple[yaml.MappingNode, dict[str, Any]]:
    """The file's top node, which knows line numbers, and the same content as plain data."""
    if len(text) > LONGEST:
        line = text.count("\n", 0, LONGEST) + 1
        raise InputError(
            f"{file}, line {line}: the file is longer than {LONGEST:,} characters, so it is not one of ours."
        )
    try:
        node, loader = _composed(text)
        if not isinstance(node, yaml.MappingNode):
            raise InputError(f"{file}, line 1: the file must be a list of fields, each written as 'name: value'.")
        return node, loader.construct_document(node)
    except InputError:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        if isinstance(error, _Unfit):
            raise InputError(f"{file}, line {line}: {error.problem}.") from None
        if "\t" in "".join(text.split("\n")[line - 1 : line]):
            raise InputError(
                f"{file}, line {line}: there is a tab in this line; YAML is indented with spaces."
            ) from None
        raise InputError(f"{file}, line {line}: this is not well-formed YAML ({error.problem}).") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise InputError(f"{file}, line {line}: there is a character that YAML does not allow.") from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{file}, line 1: this is not well-formed YAML ({str(error).splitlines()[0]}).") from None


def read_value(text: str, name: str) -> Any:
    """One value as typed on the command line, read as a file would read it; `name` is for the message."""
    try:
        node, loader = _composed(text)
        if node is not None:
            return loader.construct_document(node)
    except (yaml.YAMLError, ValueError):
        pass
    raise InputError(f"{name} cannot be {text!r}: that is not a value as a file would write it.")


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    """The top node, and the loader that makes content of it; what our files do not have is refused."""
    _refuse_endless(text)
    loader = _Loader(text)
    node = loader.get_single_node()
    if node is not None:
        _refuse_foreign(node)
    return node, loader


def _refuse_endless(text: str) -> None:
    """Refuse what a short text makes endless, before it is composed: that is done by a function in C that calls itself.

    Anchors let a short file stand for an endless one, and hide from a reader what a field holds; nobody needs them.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if getattr(event, "anchor", None) is not None:
            raise _unfit("anchors (& and *) are not read; write the value out", event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _unfit("fields are nested far too deeply", event)


def _unfit(problem: str, event: yaml.Event) -> _Unfit:
    return _Unfit(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]  # the C reader's own mark


def _refuse_foreign(node: yaml.Node) -> None:
    """Refuse tags that none of our fields needs, and a key that stands twice, of which YAML keeps the last in silence."""
    if node.tag == MERGE:
        raise _Unfit(problem="merge keys (<<) are not read; write the fields out", problem_mark=node.start_mark)
    if node.tag not in READ:
        said = f"the tag {_written(node.tag)} is not read; write the value without it"
        raise _Unfit(problem=said, problem_mark=node.start_mark)
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_foreign(child)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            _refuse_foreign(key)
            if not isinstance(key, yaml.ScalarNode):
                said = "the name of a field must be a word, not a list or a group of fields"
                raise _Unfit(problem=said, problem_mark=key.start_mark)
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                said = f"{name} stands twice, first on line {seen[name]}"
                raise _Unfit(problem=said, problem_mark=key.start_mark)
            seen[name] = line
            _refuse_foreign(value)


def _written(tag: str) -> str:
    """A tag as a file writes it."""
    return f"!!{tag.removeprefix(PREFIX)}" if tag.startswith(PREFIX) else tag


def line_of(node: yaml.Node, steps: Sequence[Step]) -> int:
    """The line of the deepest of `steps` that the file has."""
    line = node.start_mark.line + 1
    for step in steps:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def node_at(node: yaml.Node, steps: Sequence[Step]) -> yaml.Node:
    """The node that stands at `steps`."""
    for step in steps:
        found = _child(node, step)
        assert found is not None
        node = found[1]
    return node


def _child(node: yaml.Node, step: Step) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line + 1, child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None


# --- one plain sentence ----------------------------------------------------------------------------------------------

WORDING: Final = (  # pydantic's words, and ours
    ("Input should be ", "must be "),
    ("String should ", "must "),
    ("a valid tuple", "a list"),
    ("a valid dictionary", "a group of fields"),
    ("a valid integer", "a whole number"),
    ("a valid boolean", "true or false"),
    ("a valid ", "a "),
    ("a dictionary or instance of", "a group of fields for a"),
    ("greater than or equal to", "at least"),
    ("less than or equal to", "at most"),
)


def judged(model: type[Of], data: Any, node: yaml.Node, file: str) -> Of:
    """What a file's data are as a record, each field judged; `node` knows on which lines of `file` they stand.

    Raises:
        InputError: something in it is wrong; one sentence with file, line and field.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(sentence(error, model, node, file)) from None


def sentence(error: ValidationError, model: type[Record], node: yaml.Node, file: str) -> str:
    """What is wrong first in the file, and how much more there is.

    A field that is unknown goes before one that is missing: most often they are one and the same, misspelt.
    """
    problems = error.errors(include_url=False)
    ranked = sorted(
        (problem["type"] != "extra_forbidden", *_place(problem, node), _said(problem, model)) for problem in problems
    )
    _, line, field, said = ranked[0]
    message = " ".join(part for part in (field, said) if part)
    more = f" ({len(ranked) - 1} more in this file.)" if len(ranked) > 1 else ""
    return f"{file}, line {line}: {message}{'' if message.endswith(('.', '?')) else '.'}{more}"


def said(error: ValidationError, model: type[Record]) -> str:
    """What is wrong first with something that was not read from a file."""
    problem = error.errors(include_url=False)[0]
    field = "" if _is_record(problem) else _spelt(_steps(problem))
    message = " ".join(part for part in (field, _said(problem, model)) if part)
    return message if message.endswith((".", "?")) else f"{message}."


def _place(problem: ErrorDetails, node: yaml.Node) -> tuple[int, str]:
    """The line a problem stands on and the field's name as a reader would say it."""
    steps = _steps(problem)
    about_several = problem["type"] == "value_error" and _is_record(problem)
    if about_several:  # the message starts with the name of one of the fields
        return line_of(node, [*steps, _reason(problem).split(" ", 1)[0]]), ""
    return line_of(node, steps), "" if problem["type"] == "extra_forbidden" else _spelt(steps)


def _steps(problem: ErrorDetails) -> list[Step]:
    """The way to the problem; pydantic marks a bad key of a group by a last step `[key]`."""
    *steps, last = problem["loc"] or [""]
    if last == "[key]":
        return [*steps[:-1], str(steps[-1])]
    return [*steps, last] if problem["loc"] else []


def _spelt(steps: Sequence[Step]) -> str:
    words = ""
    for step in steps:
        words += f" (item {step + 1})" if isinstance(step, int) else f".{step}" if words else step
    return words


def _is_record(problem: ErrorDetails) -> bool:
    """Whether the problem is about a whole record: its place is the top of the file or an item of a list."""
    return not problem["loc"] or (isinstance(problem["loc"][-1], int) and isinstance(problem["input"], dict))


def _said(problem: ErrorDetails, model: type[Record]) -> str:
    """What is wrong, in words that follow the field's name."""
    match problem["type"]:
        case "missing":
            return "is missing"
        case "value_error":
            return _reason(problem)
        case "string_too_short" | "too_short":
            return "must not be empty"
        case "extra_forbidden":
            *parents, unknown = problem["loc"]
            hint = did_you_mean(str(unknown), _fields_at(model, parents))
            return f"there is no field called {unknown}.{hint}"
        case "model_type":
            return (
                f"must be a group of fields ({', '.join(_fields_at(model, problem['loc']))}), not {problem['input']!r}"
            )
    return f"{our_words(problem['msg'])}, not {problem['input']!r}"


def _reason(problem: ErrorDetails) -> str:
    return str(problem["ctx"]["error"])


def our_words(message: str) -> str:
    """A library's message in our words."""
    for theirs, ours in WORDING:
        message = message.replace(theirs, ours)
    return message


def _fields_at(model: type[Record], steps: Sequence[Step]) -> list[str]:
    """The fields of the record that stands at `steps` in a record of kind `model`."""
    for step in steps:
        if step in model.model_fields:
            model = _record_within(model.model_fields[str(step)].annotation) or model
    return list(model.model_fields)


def _record_within(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_within(part))), None)
