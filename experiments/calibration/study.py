"""Targets files: what a calibrated model should show, how far an honest one may miss it, and which parameters to find.

Core objects: TargetsFile, what such a file may say; `read_targets`, which turns one into what was Asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StrictInt

from ...model.arguments import regime_of, whole
from ...scenarios import loader
from ...scenarios.parameters import did_you_mean
from ...scenarios.paths import read_typed
from ...scenarios.record import Number, Record, Text
from ...scenarios.scenario import LARGEST_SEED, MOST_YEARS, read_fields
from ...scenarios.schema import Locality
from ..designs import ALL, UNCERTAINTIES, Judge, Spot, Spread, check_largest, entries
from ..measures.every import MEASURES, Measure
from ..plans import CURRENT, Plan

DESIGN: Final = "sobol"  # the design whose vocabulary of ranges the parameters are written in
POINTS_EACH: Final = 5  # points of a wave for every parameter, at the least: an emulator learns nothing from fewer
PARAMETERS: Final = "parameters"


class Target(Record):
    """One figure that the model should show.

    `tolerance` is one standard deviation of what an honest model may miss it by: the error of the figure and the model's own.
    """

    measure: Text
    value: Number
    tolerance: Annotated[Number, Field(gt=0)]
    source: Text

    @property
    def read(self) -> Measure:
        """The measure itself."""
        return MEASURES[self.measure]


class TargetsFile(Record):
    """What a targets file may say."""

    format: Literal[1]
    title: Text | None = None
    targets: Annotated[list[Target], Field(min_length=1, max_length=100)]
    held_back: Annotated[list[Target], Field(max_length=100)] = Field(default_factory=list)
    parameters: Any = ALL
    years: Annotated[StrictInt, Field(ge=1, le=MOST_YEARS)] = 4
    run_in: Annotated[StrictInt, Field(ge=0, le=MOST_YEARS)] = 1
    replicates: Annotated[StrictInt, Field(ge=2, le=1000)] = 2
    waves: Annotated[StrictInt, Field(ge=1, le=20)] = 2
    points: Annotated[StrictInt, Field(ge=10, le=10_000)] = 100
    draws: Annotated[StrictInt, Field(ge=20, le=10_000)] = 200
    seed: Annotated[StrictInt, Field(ge=0, le=LARGEST_SEED)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A calibration as it was asked for, everything in it checked.

    `factors` are the parameters to find, each spread evenly on its scale between its low and high; `plan` is current
    practice, with every parameter that is not among them at its default or at the place's own value.
    """

    name: str
    plan: Plan
    factors: tuple[Spread, ...]
    targets: tuple[Target, ...]
    held_back: tuple[Target, ...]
    waves: int
    points: int
    draws: int

    @property
    def names(self) -> list[str]:
        """The parameters to find."""
        return [factor.name for factor in self.factors]


def read_targets(place: Locality, path: str | Path, seed: int | None = None) -> Asked:
    """The calibration of a place that this file asks for; `seed` goes before the file's own.

    Raises:
        InputError: one plain sentence that names the file, the line and the field.
    """
    if seed is not None:
        whole("seed", seed, 0, LARGEST_SEED)
    return parse_targets(place, read_typed(path), str(path), seed)


def parse_targets(place: Locality, text: str, file: str, seed: int | None = None) -> Asked:
    """The calibration that `text` asks for; `file` is what to call it."""
    given, node = read_fields(TargetsFile, text, file)
    top = Spot(file, node)
    _check_measures(given, top)
    plan = practice(place, given.years, given.run_in, given.replicates, given.seed if seed is None else seed)
    factors = tuple(_factors(plan, given.parameters, top.within(PARAMETERS)))
    check_largest(factors, plan, top.within(PARAMETERS) if given.parameters else top)
    least = POINTS_EACH * len(factors)
    if given.points < least:
        raise top.within("points").wrong(
            f"{given.points} points are too few for {len(factors)} parameters; give at least {least}."
        )
    called = given.title or Path(file).name
    return Asked(
        name=called,
        plan=plan,
        factors=factors,
        targets=tuple(given.targets),
        held_back=tuple(given.held_back),
        waves=given.waves,
        points=given.points,
        draws=given.draws,
    )


def practice(place: Locality, years: int, run_in: int, replicates: int, seed: int) -> Plan:
    """A place under its current practice alone, with every parameter at its default."""
    regime = regime_of(place, CURRENT)
    current = loader.regime(place.current)
    return Plan(
        locality=place,
        current=current,
        regimes=(regime,),
        reference=CURRENT,
        years=years,
        run_in=run_in,
        replicates=replicates,
        seed=seed,
        fixed_parameters=True,
        unedited=(regime,),
    )


def _check_measures(given: TargetsFile, top: Spot) -> None:
    """Refuse a measure that is unknown, that stands twice, or that needs more years than are simulated."""
    seen: set[str] = set()
    for field, targets in (("targets", given.targets), ("held_back", given.held_back)):
        for number, target in enumerate(targets):
            spot = top.within(field, number, "measure")
            if target.measure not in MEASURES:
                hint = did_you_mean(target.measure, MEASURES)
                raise spot.wrong(f"there is no measure called {target.measure}.{hint}")
            if target.measure in seen:
                raise spot.wrong(f"{target.measure} stands twice; keep one of them.")
            if target.read.years > given.years:
                needed = f"{target.measure} needs {target.read.years} years; raise years, which is {given.years}"
                raise spot.wrong(f"{needed}.")
            seen.add(target.measure)


def _factors(plan: Plan, of: Any, spot: Spot) -> Iterator[Spread]:
    """The parameters to find, each with a range."""
    if of is None:
        raise spot.wrong(f"{PARAMETERS} must not be empty; leave it out to find every uncertain parameter.")
    named = entries(DESIGN, of, spot)
    for factor in Judge.of(plan, named).factors(UNCERTAINTIES, DESIGN, of, named):
        where = spot.within(factor.name)
        if not isinstance(factor, Spread):
            raise where.wrong(f"{factor.name} needs a range to be looked for in, {{low: …, high: …}}, not a list.")
        yield replace(factor, even=True)


def reach(targets: Sequence[Target]) -> str:
    """Targets in one line, as a posterior file says them."""
    return "; ".join(f"{each.measure} = {each.value:g} ± {each.tolerance:g}" for each in targets)
