"""Design files: a scenario file plus what is varied, in the words levers × uncertainties × replicates.

Core objects: Design, what such a file may say; `read_design`, which turns one into an experiment.

The levers are what is decided, the uncertainties what nobody knows. Every point of the levers is combined with every point of
the uncertainties, and each of these scenarios is lived in every replicate under every regime.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from itertools import chain, islice, product
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StrictBool, StrictInt

from ...scenarios.parameters import InputError, register
from ...scenarios.paths import read_typed, typed_path
from ...scenarios.reading import read_yaml
from ...scenarios.record import Record
from ...scenarios.scenario import Scenario, read_fields, resolved
from ..plans import AS_USUAL, Experiment, Kind, LawsAsked, Plan, Wanted, at, check_sizes, plan_of
from ..wording import listed
from .factors import ALL, LEVERS, UNCERTAINTIES, Entry, Judge, Spot, entries
from .sampling import ABSENT, SAMPLERS, Choices, Factor, Points, Side, grid, one_point, rows, sampled

MOST_RUNS: Final = 10_000_000  # catches a slip of the finger
MOST_NUMBERS: Final = 100_000_000  # drawn values that are held in memory, 8 bytes each
MOST_LISTED: Final = 12
MOST_TRIED: Final = 500  # combinations of changed fields that are tried before the first run


class Block(Record):
    """What is varied on one side: by which design, at how many points if it samples, and which names with which values."""

    design: Literal["grid", "list", "latin-hypercube", "sobol"]
    points: Annotated[StrictInt, Field(ge=1, le=MOST_RUNS)] | None = None
    of: Any


class Design(Scenario):
    """What a design file may say: all that a scenario file may, what is varied, and whether every table is kept."""

    levers: Block | None = None
    uncertainties: Block | None = None
    tables: StrictBool = False


def is_design(path: str | Path) -> bool:
    """Whether this file varies something, whatever else may be wrong with it."""
    _, data = read_yaml(read_typed(path), str(path))
    return LEVERS in data or UNCERTAINTIES in data


def read_design(
    path: str | Path,
    posterior: Wanted = None,
    instead: Mapping[str, int | None] | None = None,
    laws: LawsAsked = AS_USUAL,
) -> Experiment:
    """The experiment that this file describes, everything in it checked.

    Args:
        path: A scenario file with `levers`, `uncertainties` or both (`docs/examples`); at most ten million runs.
        posterior: The file of a posterior, which goes before the design's own; none at all where it is False.
        instead: Years, replicates or a seed in place of the design's own.
        laws: Laws beside the design's own, and those that are left out.

    Returns:
        The plan, and its points: levers × uncertainties, each lived in every replicate.

    Raises:
        InputError: one plain sentence that names the file, the line and the field.

    Example:
        >>> from pathlib import Path
        >>> lines = [
        ...     "{format: 1, locality: blackpool, regimes: [none, pre-arrest], replicates: 2,",
        ...     " levers: {design: grid, of: {caseload_pre_arrest: [10, 20]}}}",
        ... ]
        >>> size = Path("design.yaml").write_text("".join(lines))
        >>> found = read_design("design.yaml")
        >>> [dict(point.changes) for point in found.points], found.runs  # 2 points × 2 replicates × 2 regimes
        ([{'caseload_pre_arrest': 10.0}, {'caseload_pre_arrest': 20.0}], 8)
    """
    path = typed_path(path)
    return parse_design(read_typed(path), str(path), path.parent, posterior, instead, laws)


def parse_design(
    text: str,
    file: str,
    folder: Path,
    posterior: Wanted = None,
    instead: Mapping[str, int | None] | None = None,
    laws: LawsAsked = AS_USUAL,
) -> Experiment:
    """The experiment that `text` describes; files it names are looked for from `folder`."""
    given, node = read_fields(Design, text, file)
    if given.levers is None and given.uncertainties is None:
        raise InputError(
            f"{file}, line 1: nothing is varied: give {LEVERS} or {UNCERTAINTIES}, or use 'diversion run'."
        )
    plan = plan_of(resolved(given, node, file, folder), posterior=posterior, instead=instead, asked=laws)
    return _experiment(given, plan, Spot(file, node))


def _experiment(given: Design, plan: Plan, top: Spot) -> Experiment:
    blocks = {name: block for name in (LEVERS, UNCERTAINTIES) if (block := getattr(given, name)) is not None}
    for name, block in blocks.items():
        _check_points(block, top.within(name))
    named = {name: entries(block.design, block.of, top.within(name, "of")) for name, block in blocks.items()}
    _refuse_twice(named)
    every = [entry for found in named.values() for entry in found]
    judge = Judge.of(plan, every)
    factors = {name: judge.factors(name, blocks[name].design, blocks[name].of, named[name]) for name in blocks}
    _check_sizes(blocks, factors, plan, top)
    check_largest(chain.from_iterable(factors.values()), plan, top.within(*factors))
    sides = {name: _side(blocks[name], factors[name], plan.seed) for name in blocks}
    points = Points(sides.get(LEVERS) or one_point(), sides.get(UNCERTAINTIES) or one_point(), range(plan.replicates))
    _try_fields(plan, points, every)
    return Experiment(Kind.SWEEP, plan, points, design=_story(blocks, factors), tables=given.tables)


# --- what fits together ----------------------------------------------------------------------------------------------


def _check_points(block: Block, spot: Spot) -> None:
    """A sampled design says how many points it has; the others have as many as their values make."""
    if block.design not in SAMPLERS:
        if block.points is not None:
            raise spot.within("points").wrong(
                f"a {block.design} has as many points as its values make; take points out."
            )
    elif block.points is None:
        raise spot.wrong(f"a {block.design} design needs points, the number of its points.")
    elif block.design == "sobol" and block.points & (block.points - 1):
        lower = 1 << (block.points.bit_length() - 1)
        reason = f"a Sobol sequence is even only at a power of two: say {lower:,} or {2 * lower:,}"
        raise spot.within("points").wrong(f"points: {reason}, not {block.points:,}.")


def _refuse_twice(named: Mapping[str, Sequence[Entry]]) -> None:
    levers = {entry.name for entry in named.get(LEVERS, ())}
    for entry in named.get(UNCERTAINTIES, ()):
        if entry.name in levers:
            raise entry.spot.wrong(f"{entry.name} is varied under {LEVERS} already; take it out there or here.")


def _check_sizes(blocks: Mapping[str, Block], factors: Mapping[str, Sequence[Factor]], plan: Plan, top: Spot) -> None:
    """Refuse what cannot be meant, before any of it is made."""
    sizes = {name: _size(block, factors[name], top.within(name, "of")) for name, block in blocks.items()}
    numbers = max(size * len(factors[name]) for name, size in sizes.items())
    runs = math.prod(sizes.values()) * plan.replicates * len(plan.regimes)
    if runs > MOST_RUNS:
        made = " × ".join(f"{size:,} {name}" for name, size in sizes.items())
        raise top.within(*sizes).wrong(
            f"{made} × {plan.replicates:,} replicates × {len(plan.regimes)} regimes are {runs:,} runs, more than the "
            f"{MOST_RUNS:,} that can be meant; take fewer points or replicates."
        )
    if numbers > MOST_NUMBERS:
        raise top.within(*sizes).wrong(
            f"the design holds {numbers:,} values, more than fit in memory; take fewer points."
        )


def check_largest(factors: Iterable[Factor], plan: Plan, spot: Spot) -> None:
    """Refuse what varies parameters so that worlds are too large where every one of them is at its largest.

    Args:
        factors: What is varied.
        plan: What it is varied in.
        spot: Where in the file they stand.

    Raises:
        InputError: a size is beyond its limit; the sentence says which and what it comes to.
    """
    every = {factor.name: _largest(factor) for factor in factors if factor.name in register()}
    try:
        check_sizes(plan, every)
    except InputError as error:
        raise spot.wrong(error) from None


def _largest(factor: Factor) -> float:
    if isinstance(factor, Choices):
        return float(max(value for value in factor.values if value is not ABSENT))
    return factor.belief.high


def _size(block: Block, factors: Sequence[Factor], spot: Spot) -> int:
    """How many points a block makes."""
    if not factors:
        raise spot.wrong(f"of: {ALL} leaves nothing to vary here.")
    if block.points is not None:
        return block.points
    lengths = {factor.name: len(factor.values) for factor in factors if isinstance(factor, Choices)}
    if block.design == "grid":
        return math.prod(lengths.values())
    (first, length), *others = lengths.items()
    for name, other in others:
        if other != length:
            raise spot.within(name).wrong(
                f"{name} and {first} need as many values as each other, not {other} and {length}; a list pairs them off."
            )
    return length


def _side(block: Block, factors: Sequence[Factor], seed: int) -> Side:
    if block.points is not None:
        return sampled(block.design, factors, block.points, seed)
    choices = [factor for factor in factors if isinstance(factor, Choices)]
    return grid(choices) if block.design == "grid" else rows(choices)


def _try_fields(plan: Plan, points: Points, named: Sequence[Entry]) -> None:
    """Make the first plans of a design that varies fields of the library: some values only fit together, or do not."""
    fields = {entry.name: entry for entry in named if entry.name not in register()}
    sides = [side.distinct(fields, MOST_TRIED) for side in (points.levers, points.uncertainties)]
    for lever, uncertainty in islice(product(*sides), MOST_TRIED):
        _try(plan, lever | uncertainty, fields)


def _try(plan: Plan, changes: Mapping[str, Any], fields: Mapping[str, Entry]) -> None:
    try:
        at(plan, changes)
    except InputError as error:
        alone = ((fields[name], _alone(plan, name, value)) for name, value in changes.items())
        entry, reason = next((each for each in alone if each[1]), (fields[next(iter(changes))], str(error)))
        place = _place_of(entry, changes[entry.name])
        fix = " Give a list of whole numbers." if isinstance(entry.how, Mapping) and "whole number" in reason else ""
        raise (entry.spot if place is None else entry.spot_of(place)).wrong(f"{reason}{fix}") from None


def _place_of(entry: Entry, value: Any) -> int | None:
    """Which of an entry's values this is, where it has a list of them."""
    return entry.how.index(value) if isinstance(entry.how, list) else None


def _alone(plan: Plan, name: str, value: Any) -> str:
    """What is wrong with one change on its own; empty when nothing is."""
    try:
        at(plan, {name: value})
    except InputError as error:
        return str(error)
    return ""


def _story(blocks: Mapping[str, Block], factors: Mapping[str, Sequence[Factor]]) -> dict[str, Any]:
    """How the points came about, as plain data."""
    told: dict[str, Any] = {
        name: block.model_dump(mode="json") | {"varied": [factor.name for factor in factors[name]]}
        for name, block in blocks.items()
    }
    return told | {"versions": {name: version(name) for name in ("diversion", "numpy", "scipy")}}


def block_lines(story: Mapping[str, Any]) -> list[str]:
    """What each side of a design varies, a line each; `story` is the design as it is kept with its experiment."""
    sides = ((name, story[name]) for name in (LEVERS, UNCERTAINTIES) if name in story)
    return [f"{name}, {told['design']}: {_varied(told['varied'])}" for name, told in sides]


def _varied(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= MOST_LISTED else f"{len(names)} parameters"
