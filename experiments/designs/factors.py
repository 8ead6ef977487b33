"""What a block of a design file varies: from what stands under `of` to values to choose from and ranges to draw from.

Core objects: `Spot`, a place in a file that knows how to refuse; `entries`, the names of a block; `Judge`, which makes factors
of them and knows what may stand where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import yaml
from pydantic import Field, StrictInt, ValidationError, model_validator

from ...scenarios.editing import sort_out
from ...scenarios.parameters import InputError, Parameter, Scale, register
from ...scenarios.reading import Step, line_of, said
from ...scenarios.record import Number, Record
from ..plans import Plan, at, in_use
from .sampling import ABSENT, SAMPLERS, Choices, Factor, Spread

DECLARED: Final = "declared"
ALL: Final = "all"
LEVERS: Final = "levers"
UNCERTAINTIES: Final = "uncertainties"
WRONG_SIDE: Final = {
    "lever": (UNCERTAINTIES, f"is something that is decided; put it under {LEVERS}"),
    "uncertainty": (LEVERS, f"is something that nobody decides; put it under {UNCERTAINTIES}"),
}
MOST_STEPS: Final = 10_000
MOST_TRIED: Final = 200  # values of a field that are tried to see which parts of the library they bring into use


class Range(Record):
    """Numbers from low to high, on a scale; on a grid, as many as `points`, both ends included."""

    low: Number
    high: Number
    scale: Scale | None = None
    points: StrictInt | None = Field(default=None, ge=2, le=MOST_STEPS)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        return self


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file."""

    file: str
    node: yaml.Node
    steps: tuple[Step, ...] = ()

    def within(self, *steps: Any) -> Spot:
        """A place further in; what YAML read as something else than text is found by how it was written."""
        return replace(self, steps=(*self.steps, *(step if isinstance(step, int) else str(step) for step in steps)))

    def wrong(self, reason: str | InputError) -> InputError:
        """What is wrong there, with file and line."""
        return InputError(f"{self.file}, line {line_of(self.node, self.steps)}: {reason}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that a block varies, what the file says about it, and where."""

    name: str
    how: Any
    spot: Spot
    rows: bool = False  # whether the values stand in rows, each with the names of its own

    def spot_of(self, place: int) -> Spot:
        """Where the value with this number stands."""
        if self.rows:
            return replace(self.spot, steps=(*self.spot.steps[:2], place, self.name))
        return self.spot.within(place)


# --- the names of a block --------------------------------------------------------------------------------------------


def entries(design: str, of: Any, spot: Spot) -> list[Entry]:
    """What stands under `of`, name by name; `all` is left to the judge and gives none."""
    if of == ALL and design in SAMPLERS:
        return []
    if isinstance(of, Mapping) and of:
        return [Entry(_name(name, spot), how, spot.within(name)) for name, how in of.items()]
    if isinstance(of, list) and of:
        return _from_rows(of, spot) if design == "list" else _from_names(design, of, spot)
    wanted = "names, each with its values"
    more = f", a list of names or {ALL}" if design in SAMPLERS else " or a list of rows" if design == "list" else ""
    raise spot.wrong(f"of must hold {wanted}{more}, not {of!r}.")


def _name(name: Any, spot: Spot) -> str:
    if not isinstance(name, str):
        raise spot.within(name).wrong(f"{name!r} is not the name of a parameter or of a field.")
    return name


def _from_names(design: str, of: list[Any], spot: Spot) -> list[Entry]:
    if design not in SAMPLERS:
        raise spot.wrong("a grid needs the values of every name, as in caseload_pre_arrest: [10, 20].")
    found: dict[str, Entry] = {}
    for place, name in enumerate(of):
        if _name(name, spot.within(place)) in found:
            raise spot.within(place).wrong(f"{name} stands twice in the list.")
        found[name] = Entry(name, DECLARED, spot.within(place))
    return list(found.values())


def _from_rows(of: list[Any], spot: Spot) -> list[Entry]:
    """A list of rows, turned into the values of each name."""
    columns: dict[str, list[Any]] = {}
    spots: dict[str, Spot] = {}
    for place, row in enumerate(of):
        if not isinstance(row, Mapping) or not row:
            raise spot.within(place).wrong(f"a row of the list must be names with a value each, not {row!r}.")
        for name, value in row.items():
            columns.setdefault(_name(name, spot.within(place)), [ABSENT] * len(of))[place] = value
            spots.setdefault(name, spot.within(place, name))
    return [Entry(name, values, spots[name], rows=True) for name, values in columns.items()]


# --- from names to factors -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows the plan, every parameter as it stands in its place, and what decides nothing whatever the design chooses."""

    plan: Plan
    beliefs: Mapping[str, Parameter]
    idle: frozenset[str]
    used: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, named: Sequence[Entry]) -> Judge:
        """A judge for a design that names these; a field's values may bring more of the library into use."""
        plans = [plan, *_tried(plan, named)]
        idle = frozenset.intersection(*(each.idle for each in plans))
        used = frozenset[str]().union(*map(in_use, plans))
        return cls(plan, plan.parameters, idle, used)

    def factors(self, block: str, design: str, of: Any, named: Sequence[Entry]) -> list[Factor]:
        """The factors of a block, each checked on its own."""
        if of == ALL:
            return list(self._all(block))
        return [self._factor(block, design, entry) for entry in named]

    def _all(self, block: str) -> Iterator[Factor]:
        role = "lever" if block == LEVERS else "uncertainty"
        joint = self.plan.posterior.names if self.plan.posterior else ()  # replicates draw them, and together
        for name, parameter in self.beliefs.items():
            held = name in self.plan.changes or name in self.idle or name in joint
            if parameter.role == role and parameter.low < parameter.high and not held:
                yield Spread(name, parameter, even=role == "lever")

    def _factor(self, block: str, design: str, entry: Entry) -> Factor:
        self._refuse_misplaced(block, entry)
        if isinstance(entry.how, list):
            self._refuse_repeated(design, entry)
            return self._choices(entry)
        if design == "list":
            raise entry.spot.wrong(f"{entry.name} needs a list of values, one for each row, not {entry.how!r}.")
        if isinstance(entry.how, Mapping):
            return self._range(design, entry)
        if entry.how == DECLARED and design in SAMPLERS:
            return self._declared(entry)
        wanted = f", {{low: …, high: …}} or {DECLARED}" if design in SAMPLERS else " or {low: …, high: …, points: …}"
        raise entry.spot.wrong(f"{entry.name} needs a list of values{wanted}, not {entry.how!r}.")

    def _refuse_misplaced(self, block: str, entry: Entry) -> None:
        name = entry.name
        if name not in register():
            _refuse_unknown(entry)
        item, _, field = name.partition(".")
        if name in self.plan.changes or field in self.plan.edits.get(item, {}):
            raise entry.spot.wrong(f"{name} is held under changes already; take it out there or here.")
        wrong, reason = WRONG_SIDE.get(register()[name].role if name in register() else "", ("", ""))
        if block == wrong:
            raise entry.spot.wrong(f"{name} {reason}.")
        if name in self.idle or (name not in register() and item not in self.used):
            raise entry.spot.wrong(f"{name} would be varied, but none of the compared regimes uses it.")

    @staticmethod
    def _refuse_repeated(design: str, entry: Entry) -> None:
        """A value that stands twice in a grid would count the same scenario twice."""
        how = entry.how if design == "grid" and isinstance(entry.how, list) else []
        for place, value in enumerate(how):
            if value in how[:place]:
                raise entry.spot_of(place).wrong(f"{entry.name} has the value {value} twice; give each value once.")

    def _choices(self, entry: Entry) -> Choices:
        if not entry.how:
            raise entry.spot.wrong(f"{entry.name} needs at least one value.")
        parameter = self.beliefs.get(entry.name)
        values = []
        for place, value in enumerate(entry.how):
            try:
                values.append(parameter.check(value) if parameter and value is not ABSENT else _plain(value))
            except InputError as error:
                raise entry.spot_of(place).wrong(error) from None
        return Choices(entry.name, tuple(values))

    def _declared(self, entry: Entry) -> Spread:
        parameter = self.beliefs.get(entry.name)
        if parameter is None or not parameter.low < parameter.high:
            known = "" if parameter is None else f" (it is {parameter.default:g})"
            raise entry.spot.wrong(f"{entry.name} has no declared range{known}; give it a low and a high.")
        return Spread(entry.name, parameter, even=parameter.role == "lever")

    def _range(self, design: str, entry: Entry) -> Factor:
        """Evenly from low to high."""
        given = _read_range(entry)
        if (given.points is None) == (design not in SAMPLERS):
            said = "of a grid needs points, the number of its steps" if given.points is None else "has no points here"
            raise entry.spot.wrong(f"{entry.name}: a range {said}.")
        spread = Spread(entry.name, self._between(given, entry), even=True)
        return spread if given.points is None else Choices(entry.name, spread.steps(given.points))

    def _between(self, given: Range, entry: Entry) -> Parameter:
        parameter = self.beliefs.get(entry.name)
        scale = given.scale or (parameter.scale if parameter else "linear")
        try:
            for end in (given.low, given.high):
                if parameter:
                    parameter.check(end)
        except InputError as error:
            raise entry.spot.wrong(error) from None
        if scale == "log" and given.low <= 0 or scale == "logit" and not 0 < given.low < given.high < 1:
            limits = "above 0" if scale == "log" else "between 0 and 1"
            raise entry.spot.wrong(
                f"{entry.name}: on a {scale} scale the range must lie {limits}; change it or say scale: linear."
            )
        return Parameter(entry.name, given.low, "", given.low, given.high, "", "", "judgement", scale=scale)


def _tried(plan: Plan, named: Sequence[Entry]) -> Iterator[Plan]:
    """The plan with each of the fields' values alone; what cannot be meant is left for whoever judges it."""
    for entry in named:
        if entry.name not in register() and isinstance(entry.how, list):
            for value in entry.how[:MOST_TRIED]:
                try:
                    yield at(plan, {entry.name: _plain(value)})
                except InputError:
                    continue


def _refuse_unknown(entry: Entry) -> None:
    """Refuse a name that is no field of the library; whether a value fits the field is another question."""
    try:
        sort_out({entry.name: None})
    except InputError as error:
        if not str(error).startswith(f"{entry.name.partition('.')[0]}: "):
            raise entry.spot.wrong(error) from None


def _plain(value: Any) -> Any:
    """The value, if it can be kept with the results."""
    if value is not ABSENT:
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise InputError(f"{value!r} is not a value that can be kept: give a number, a word or a list.") from None
    return value


def _read_range(entry: Entry) -> Range:
    try:
        return Range.model_validate(entry.how)
    except ValidationError as error:
        steps = error.errors(include_url=False)[0]["loc"]
        raise entry.spot.within(*steps).wrong(f"{entry.name}: {said(error, Range)}") from None
