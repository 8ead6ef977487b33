"""Scenario files: a place, the regimes to compare there, what was changed and for how long, in one file anyone can edit.

Core objects: Scenario, what such a file may say; `scenario`, which reads one; Resolved, one whose parts were found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import yaml
from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from . import loader
from .editing import sort_out
from .law import Law
from .parameters import InputError, register
from .paths import read_typed, typed_path
from .reading import Step, judged, line_of, node_at, read_yaml
from .record import Record, Text
from .schema import Locality, Named, Regime

FORMAT: Final = 1  # of scenario files; raised when an older file would be read wrongly
MOST_YEARS: Final = 50
LARGEST_SEED: Final = 2**63 - 1
MOST_REPLICATES: Final = 1_000_000  # catches a slip of the finger; nothing in the engine needs it

Years = Annotated[StrictInt, Field(ge=1, le=MOST_YEARS)]
Changes = Annotated[Mapping[str, Any], BeforeValidator(lambda given: {} if given is None else given)]


def _name_or_fields(given: Any) -> Any:
    if isinstance(given, str) and given.strip() or isinstance(given, dict):
        return given
    raise ValueError(f"must be a name, a file, or fields of your own that begin with like, not {given!r}")


NameOrFields = Annotated[Any, BeforeValidator(_name_or_fields)]


FIND: Final[Mapping[type[Named], Callable[[str | Path], Named]]] = {
    Locality: loader.locality,
    Regime: loader.regime,
    Law: loader.law,
}


class Scenario(Record):
    """What a scenario file may say. A place, regime or law is a name, a file, or fields of its own that begin with `like`.

    The `laws` are all that are in force; where it says nothing about them, these are the laws of the library that have a day.
    """

    format: Literal[1]
    title: Text | None = None
    locality: NameOrFields
    regimes: Annotated[list[NameOrFields], Field(min_length=1, max_length=100)]
    reference: Text = "none"
    years: Years = 3
    run_in: Annotated[StrictInt, Field(ge=0, le=MOST_YEARS)] = 1
    replicates: Annotated[StrictInt, Field(ge=1, le=MOST_REPLICATES)] = 40
    seed: Annotated[StrictInt, Field(ge=0, le=LARGEST_SEED)] = 1
    fixed_parameters: StrictBool = False
    changes: Changes = Field(default_factory=dict)
    posterior: Text | None = None
    laws: Annotated[list[NameOrFields], Field(max_length=100)] | None = None


Given = TypeVar("Given", bound=Record)


VARIED: Final = ("levers", "uncertainties")  # what only a design has


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario whose place and regimes were found and whose changes were checked."""

    scenario: Scenario
    locality: Locality
    regimes: tuple[Regime | str, ...]  # only `current` is a word: the place says what it means
    file: str
    node: yaml.Node
    posterior: Path | None = None  # the file of draws that it names
    laws: tuple[Law, ...] | None = None  # none: it leaves that open

    def refuse(self, error: InputError) -> InputError:
        """The same error, saying where in the file it is about."""
        named, *rest = error.about or ("regimes",)
        fields = [name for name in self.scenario.changes if name.partition(".")[0] in rest]
        return InputError(f"{self.file}, line {line_of(self.node, [named, *fields[:1]])}: {error}")


def scenario(path: str | Path) -> Resolved:
    """The scenario in this file, everything in it found and checked.

    Raises:
        InputError: one plain sentence that names the file, the line and the field.
    """
    path = typed_path(path)
    return parse_scenario(read_typed(path), str(path), path.parent)


def parse_scenario(text: str, file: str, folder: Path) -> Resolved:
    """The scenario that `text` describes; files it names are looked for from `folder`."""
    return resolved(*read_fields(Scenario, text, file), file, folder)


def read_fields(model: type[Given], text: str, file: str) -> tuple[Given, yaml.Node]:
    """What a scenario file, or one that says more, holds, judged field by field; and the node that knows its lines."""
    node, data = read_yaml(text, file)
    _check_format(data, node, file)
    if model is Scenario and (varied := next((name for name in VARIED if name in data), None)):
        line = line_of(node, [varied])
        raise InputError(f"{file}, line {line}: {varied} vary something, so this is a design: use 'diversion sweep'.")
    return judged(model, data, node, file), node


def resolved(given: Scenario, node: yaml.Node, file: str, folder: Path) -> Resolved:
    """The same with its place and regimes found and its changes checked."""
    _check_changes(given.changes, node, file)
    place = _found(Locality, given.locality, node, file, ["locality"], folder)
    regimes = tuple(
        _found(Regime, _of_place(item, place), node, file, ["regimes", number], folder)
        for number, item in enumerate(given.regimes)
    )
    named = _beside(folder, given.posterior, node, file, ["posterior"]) if given.posterior else None
    laws = (
        None
        if given.laws is None
        else tuple(_found(Law, item, node, file, ["laws", number], folder) for number, item in enumerate(given.laws))
    )
    return Resolved(given, place, regimes, file, node, named, laws)


def _of_place(given: Any, place: Locality) -> Any:
    """`like: current` starts from the current practice of the scenario's own place."""
    return {**given, "like": place.current} if isinstance(given, dict) and given.get("like") == "current" else given


def _check_format(data: Mapping[str, Any], node: yaml.Node, file: str) -> None:
    """Say plainly which version of the format a file has, before its fields are judged by ours."""
    if "format" not in data:
        raise InputError(f"{file}, line 1: format is missing: begin the file with 'format: {FORMAT}'.")
    version = data["format"]
    if isinstance(version, bool) or version != FORMAT:
        line = line_of(node, ["format"])
        newer = isinstance(version, int) and version > FORMAT
        reason = "is newer than this version of Diversion reads" if newer else "is not a format there has been"
        raise InputError(f"{file}, line {line}: format {version!r} {reason}; it reads format {FORMAT}.")


def _check_changes(changes: Mapping[str, Any], node: yaml.Node, file: str) -> None:
    """Check changes of the same item together, since some only fit together; the message names the line that is wrong."""
    groups: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        whole = name if name in register() else str(name).partition(".")[0]
        groups.setdefault(whole, {})[name] = value
    for group in groups.values():
        try:
            sort_out(group)
        except InputError as error:
            wrong = ((name, _alone(name, group[name])) for name in group)
            name, reason = next((each for each in wrong if each[1]), (next(iter(group)), str(error)))
            raise InputError(f"{file}, line {line_of(node, ['changes', name])}: {reason}") from None


def _alone(name: str, value: Any) -> str:
    """What is wrong with one change on its own; empty when nothing is."""
    try:
        sort_out({name: value})
    except InputError as error:
        return str(error)
    return ""


def _found(
    model: type[Any], given: str | dict[str, Any], node: yaml.Node, file: str, steps: list[Step], folder: Path
) -> Any:
    """The place, regime or law meant by a name, a file or fields of its own; `current` stays a word."""
    if isinstance(given, dict):
        inner = node_at(node, steps)
        assert isinstance(inner, yaml.MappingNode)
        loader.refuse_taken(model, given, inner, file, [])
        return loader.build(model, inner, given, file)
    if model is Regime and given == "current":
        return given
    named = _beside(folder, given, node, file, steps) if loader.is_path(given) else given
    try:
        return FIND[model](named)
    except InputError as error:
        raise InputError(f"{file}, line {line_of(node, steps)}: {error}") from None


def _beside(folder: Path, given: str, node: yaml.Node, file: str, steps: list[Step]) -> Path:
    """A file that another names, which is looked for from the other's folder."""
    try:
        named = folder / typed_path(given)
        if "\\" in given and not named.exists():  # as somebody wrote it on Windows
            named = folder / typed_path(given.replace("\\", "/"))
        return named
    except InputError as error:
        raise InputError(f"{file}, line {line_of(node, steps)}: {error}") from None
