"""What calibration in the open looks for: parameters and their ends, fitted patterns and their groups, and how much it may take.

Core objects: Aims, made by `aims_of` from `openly.yaml` and the fitted patterns. Nothing here can read a pattern held back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field, StrictInt

from ...scenarios import loader
from ...scenarios.fields import Name
from ...scenarios.parameters import InputError, Scale, did_you_mean, find
from ...scenarios.reading import judged, read_yaml
from ...scenarios.record import Number, Record, Text
from ...scenarios.schema import Locality
from ..designs import Spread
from ..validation.study import Pattern, Scene, fitted
from .emulator import Numbers
from .study import Target

FILE: Final = "openly.yaml"
OTHERS: Final = "others"  # the group of fitted patterns that stand in none
AXIS: Final = 2001  # places of an axis among which a value's own is looked for


class Span(Record):
    """Between which ends a parameter is looked for, evenly on a scale."""

    low: Number
    high: Number
    scale: Scale = "linear"


class Discrepancy(Record):
    """One standard deviation of what an honest model may miss by, as a share of half a target's width."""

    usual: Annotated[Number, Field(gt=0)]
    of: Mapping[str, Annotated[Number, Field(gt=0)]] = Field(default_factory=dict)


class Budget(Record):
    """How much may be taken: runs of every scene at a point, waves and their points, draws, rounds, made-up places."""

    seeds: Annotated[StrictInt, Field(ge=1, le=100)]
    waves: Annotated[StrictInt, Field(ge=1, le=20)]
    points: Annotated[StrictInt, Field(ge=10, le=10_000)]
    draws: Annotated[StrictInt, Field(ge=20, le=10_000)]
    rounds: Annotated[StrictInt, Field(ge=1, le=20)]
    made_up: Annotated[StrictInt, Field(ge=10, le=10_000)]
    scenes: tuple[Name, ...] = ()  # every one that a fitted pattern is read in, where none is named


class AimsFile(Record):
    """What `openly.yaml` may say."""

    format: Literal[1]
    place: Name
    parameters: Annotated[Mapping[str, Span], Field(min_length=1)]
    groups: Mapping[Text, tuple[Name, ...]]
    discrepancy: Discrepancy
    stable: Annotated[Number, Field(gt=0)]
    full: Budget
    quick: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """A calibration in the open, everything in it checked; `targets` are the patterns, in the same order, as it takes them."""

    place: Locality
    factors: tuple[Spread, ...]
    patterns: tuple[Pattern, ...]
    targets: tuple[Target, ...]
    scenes: tuple[Scene, ...]
    groups: Mapping[str, tuple[int, ...]]
    stable: float
    budget: Budget

    @property
    def names(self) -> list[str]:
        """The parameters that are looked for."""
        return [factor.name for factor in self.factors]

    def values(self, places: Numbers) -> Numbers:
        """The parameters' values (n, k) at places of the unit cube."""
        return np.column_stack([factor.at(places[:, k]) for k, factor in enumerate(self.factors)])

    @property
    def middle(self) -> Numbers:
        """The place (1, k) of the priors' middle: of every parameter's declared value, or the place's own."""
        own = self.place.parameters
        found = [_place(factor, getattr(own.get(factor.name), "value", None)) for factor in self.factors]
        return np.array([found])


def _place(factor: Spread, own: float | None) -> float:
    """Where on a factor's axis its value lies, or the end that is nearest to it."""
    u = np.linspace(0.0, 1.0, AXIS)
    value = find(factor.name).default if own is None else own
    return float(np.interp(value, factor.at(u), u))


def read_aims(path: Path | None = None) -> AimsFile:
    """What the file says, that of the package where none is named.

    Raises:
        InputError: one sentence that names the file, the line and the field.
    """
    name = FILE if path is None else str(path)
    text = (files(__package__) / FILE if path is None else path).read_text(encoding="utf-8")
    node, data = read_yaml(text, name)
    return judged(AimsFile, data, node, name)


def aims_of(said: AimsFile, quick: bool = False) -> Aims:
    """The calibration that a file asks for, over the fitted patterns that have a measure.

    Raises:
        InputError: a parameter, a pattern or a scene is not there, or a parameter's ends are beyond its bounds.
    """
    budget = said.quick if quick else said.full
    published = fitted()
    scenes = [scene for scene in published.scenes if not budget.scenes or scene.name in budget.scenes]
    read = {scene.name for scene in scenes}
    patterns = tuple(each for each in published.patterns if each.measure is not None and each.scene in read)
    _check_names(said, {each.name for each in published.patterns}, {scene.name for scene in published.scenes})
    targets = tuple(target_of(each, said.discrepancy) for each in patterns)
    used = {each.scene for each in patterns}
    return Aims(
        place=loader.locality(said.place),
        factors=tuple(_factor(name, span) for name, span in said.parameters.items()),
        patterns=patterns,
        targets=targets,
        scenes=tuple(scene for scene in scenes if scene.name in used),
        groups=dict(_groups(said.groups, patterns)),
        stable=said.stable,
        budget=budget,
    )


def _check_names(said: AimsFile, patterns: set[str], scenes: set[str]) -> None:
    """Refuse the name of a pattern that is not fitted, or of a scene that is not there."""
    named = [*(name for group in said.groups.values() for name in group), *said.discrepancy.of]
    for name in named:
        if name not in patterns:
            raise InputError(f"{FILE} names {name}, which is no fitted pattern.{did_you_mean(name, patterns)}")
    for name in (*said.full.scenes, *said.quick.scenes):
        if name not in scenes:
            raise InputError(f"{FILE} names {name}, which is no scene.{did_you_mean(name, scenes)}")


def target_of(pattern: Pattern, discrepancy: Discrepancy) -> Target:
    """A pattern as calibration takes it: the middle of its target, and what an honest model may miss that by."""
    assert pattern.target is not None and pattern.measure is not None
    low, high = pattern.target
    share = discrepancy.of.get(pattern.name, discrepancy.usual)
    half = (high - low) / 2
    return Target(measure=pattern.measure, value=(low + high) / 2, tolerance=share * half, source=pattern.source)


def _factor(name: str, span: Span) -> Spread:
    """A parameter, spread evenly between its ends."""
    known = find(name)
    if not known.floor <= span.low < span.high <= known.ceiling:
        within = f"{known.floor:g} to {known.ceiling:g}"
        raise InputError(f"{FILE} looks for {name} from {span.low:g} to {span.high:g}, which must lie within {within}.")
    return Spread(name, replace(known, low=span.low, high=span.high, scale=span.scale), even=True)


def _groups(
    named: Mapping[str, tuple[str, ...]], patterns: tuple[Pattern, ...]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The groups, each with the places of its patterns; groups of which none is read are left out."""
    placed = {each.name: k for k, each in enumerate(patterns)}
    for title, names in named.items():
        if found := tuple(placed.pop(name) for name in names if name in placed):
            yield title, found
    if placed:
        yield OTHERS, tuple(placed.values())
