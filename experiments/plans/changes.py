"""What differs from the usual in a plan, in words: the one home of it for headers, JSON, notes, `check` and `runs`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from ...scenarios import loader
from ...scenarios.editing import EVERY, sort_out
from ...scenarios.parameters import Parameter
from ...scenarios.schema import Named
from .making import CURRENT
from .plan import Plan, changed

UNCHANGED: Final = "Nothing is changed from the usual figures."
FEW: Final = 3  # changes that a line of a list names
LEFT_OUT: Final = {"name", "title", "text", "source", "rating"}  # words, which a change to a field brings along
OWN: Final = {"own_routes", "own_programmes", "own_services"}  # looked at one by one


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter, or one field of a library item, that somebody set; `usual` says what it is in this place otherwise."""

    name: str
    value: Any
    unit: str
    usual: str


@dataclass(frozen=True, slots=True)
class Differing:
    """All that differs from the usual: what was changed, the preset that says the same, and what the library has not so."""

    changes: tuple[Change, ...]
    preset: str
    own: tuple[str, ...]
    overridden: Mapping[str, tuple[int, int]]

    @property
    def lines(self) -> list[str]:
        """A line each for people who look at nothing else."""
        return [f"{each.name}: {f'{_short(each.value)} {each.unit}'.strip()}, {each.usual}" for each in self.changes]

    @property
    def header(self) -> list[str]:
        """The same in a sentence each for what was changed, what is not the library's and what is not as the file says."""
        told = ", ".join(f"{each.name} = {_short(each.value)} ({each.usual})" for each in self.changes)
        by = f", as the preset {self.preset} says" if self.preset else ""
        return [*([f"Changed{by}: {told}"] if told else []), *self.own_lines, *self.overridden_lines]

    @property
    def own_lines(self) -> list[str]:
        """A sentence that names what is not the library's; none where everything is."""
        return [f"Not as the library has it: {', '.join(self.own)}"] if self.own else []

    @property
    def overridden_lines(self) -> list[str]:
        """A sentence about what was typed in place of what the file says; none where nothing was."""
        there = ", ".join(f"{name} = {value} (there {file})" for name, (value, file) in self.overridden.items())
        return [f"Not as the file says: {there}"] if there else []

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "changes": [asdict(each) for each in self.changes],
            "preset": self.preset or None,
            "own": list(self.own),
            "overridden": {name: {"value": value, "file": file} for name, (value, file) in self.overridden.items()},
        }


def differing(plan: Plan) -> Differing:
    """Everything in which a plan differs from the usual figures and items of its place."""
    changes = (*_parameters(plan), *_fields(plan))
    return Differing(tuple(changes), _preset(plan) if changes else "", tuple(_own(plan)), plan.overridden)


def changed_lines(plan: Plan, own: bool = False) -> list[str]:
    """What was changed, a line each: the new value beside the usual one in this place."""
    lines = [f"  {line}" for line in differing(plan).lines]
    if lines:
        return ["Changed:", *lines]
    return [] if own else [UNCHANGED]


def overridden_lines(plan: Plan) -> list[str]:
    """A line about what was typed in place of what the file says; none where nothing was."""
    return differing(plan).overridden_lines


def in_few_words(changes: Mapping[str, Any]) -> str:
    """Changes by name for a line of a list: the first few, and how many more there are."""
    told = [f"{name} = {_short(value)}" for name, value in changes.items()]
    more = [f"{len(told) - FEW} more"] if len(told) > FEW else []
    return ", ".join([*told[:FEW], *more])


def usually(figure: Parameter) -> str:
    """What a parameter is where nobody changes it."""
    drawn = figure.role == "uncertainty" and figure.span
    return f"usually drawn from {figure.span}" if drawn else f"usually {figure.default:g}"


def word(value: Any) -> str:
    """A value as the file would write it."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {word(each)}" for key, each in sorted(value.items())) + "}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


# --- what was changed ------------------------------------------------------------------------------------------------


def _parameters(plan: Plan) -> Iterator[Change]:
    for name, value in plan.changes.items():
        usual = plan.parameters.get(name)  # none where another version kept the plan
        yield Change(name, value, usual.unit if usual else "", usually(usual) if usual else "not known any more")


def _fields(plan: Plan) -> Iterator[Change]:
    for item, fields in plan.edits.items():
        before = None if item in EVERY else _item(plan, item)
        for path, value in fields.items():
            was = "each had its own" if before is None else f"usually {word(_at(before, path))}"
            yield Change(f"{item}.{path}", value, "", was)


def _item(plan: Plan, name: str) -> dict[str, Any] | None:
    """The item before it was changed; `current` is the practice of the place. One of the user's own need not be kept."""
    parts = loader.catalogue(plan.unedited)
    own = (item for item in (*plan.unedited, *parts.routes, *parts.programmes, *parts.services) if item.name == name)
    found: Named | None = next(own, None)
    if found is None:
        known = plan.locality.current if name == CURRENT else name
        found = loader.load(known) if _in_library(known) else None
    return found.model_dump(mode="json") if found else None


def _short(value: Any) -> str:
    """A value for people: 12 for 12.0, and never fewer digits than it has."""
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else word(value)


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _preset(plan: Plan) -> str:
    """The preset of the library that changes the very same, if there is one."""
    made = changed(plan.changes, plan.edits)
    presets = ((name, loader.preset(name).changes) for name in loader.names("preset"))
    return next((name for name, changes in presets if changes and changed(*sort_out(dict(changes))) == made), "")


# --- what is not the library's ---------------------------------------------------------------------------------------


def _own(plan: Plan) -> Iterator[str]:
    """The kind and name of every item that the library lacks, or has otherwise, but for fields that were changed."""
    parts = plan.catalogue
    items = (plan.locality, *plan.regimes, *parts.routes, *parts.programmes, *parts.services)
    every = {name.partition(".")[0] for item in EVERY for name in plan.edits.get(item, ())}
    for item in items:
        fields = {name.partition(".")[0] for name in plan.edits.get(item.name, ())} | every
        if not _as_in_library(item, plan.locality.current, {*LEFT_OUT, *OWN, *fields}):
            yield f"{type(item).__name__.lower()} {item.name}"


def _as_in_library(item: Named, current: str, leave_out: set[str]) -> bool:
    known = current if item.name == CURRENT else item.name
    if not _in_library(known):
        return False
    ours = loader.load(known)
    return type(ours) is type(item) and ours.model_dump(exclude=leave_out) == item.model_dump(exclude=leave_out)


def _in_library(name: str) -> bool:
    return any(name in loader.names(kind) for kind in loader.KINDS)
