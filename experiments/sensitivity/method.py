"""What a sensitivity method is, the sample that it wants to be run, and the analysis of what that gave.

A method is one class in one file of `methods`, named in `methods/__init__.py`; nothing else knows which there are. It has no
state: all it needs to know of an analysis stands in the sample.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ...scenarios.parameters import Parameter
from . import chance
from .shapes import Told
from .terms import CHANCE, NOTHING, Estimate, Index, Measure, Numbers, Whole, zero


class Method(ABC):
    """How factors are varied, and what is said about them."""

    # --- what it is called -------------------------------------------------------------------------------------------

    name: ClassVar[str]  # on the command line, in tables and in the store
    title: ClassVar[str]  # in a list
    how: ClassVar[str]  # what becomes of the factors, as in `12 factors, each moved alone`

    # --- what it repeats ---------------------------------------------------------------------------------------------

    counts: ClassVar[str]  # what its size counts
    usual: ClassVar[int]  # the size where none is asked for
    least: ClassVar[int]  # the smallest that says anything
    power_of_two: ClassVar[bool] = False  # whether its size must be one
    needs_chance: ClassVar[bool] = False  # whether it says nothing where luck is held fixed
    # Whether it can move parameters together: each block of rows goes from a first to a last in which all have moved.
    in_groups: ClassVar[bool] = False
    whole: ClassVar[bool] = (
        False  # whether each row is a point drawn from whole distributions, and so one thing that may hold
    )
    reach: ClassVar[tuple[float, float]] = (0.0, 1.0)  # the lowest and the highest quantile it goes to

    # --- what it says ------------------------------------------------------------------------------------------------

    measures: ClassVar[tuple[Measure, ...]]  # all it finds of a factor; those with a heading are printed
    main: ClassVar[Measure]  # the one that factors are ranked and judged by
    unit: ClassVar[str]  # what the size of that is called, as in `the wait (mean effect 12)`
    below: ClassVar[tuple[str, str]]  # why one factor, or several, do not matter
    hedge: ClassVar[str] = ""  # what is not seen where its floor is luck or noise: there may be a small effect
    relative: ClassVar[bool] = False  # whether that is a number from 0 to 1, not one in the unit of the outcome
    beside_nothing: ClassVar[bool] = False  # whether a factor that changes nothing stands beside the others
    for_values: ClassVar[bool] = False  # whether it is for the values of its indices, not for which factors matter
    values: ClassVar[str] = "a total share"  # what such a value is called

    # --- what it does ------------------------------------------------------------------------------------------------

    @abstractmethod
    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""

    @abstractmethod
    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (rows, parameters) and the replicates (rows,)."""

    @abstractmethod
    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """Every measure of every factor from the values (rows,), with intervals from so many resamples."""

    @abstractmethod
    def floor(self, main: Mapping[str, Index]) -> float:
        """What a main index must exceed to say anything, from those of every factor."""

    @abstractmethod
    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Told:
        """The shape in which a report and the view show it; `factors` are called by what people call them."""

    def still(self, sample: Sample) -> tuple[Index, ...]:
        """The indices where nothing varies."""
        names = (*sample.parameters, NOTHING) if self.beside_nothing else sample.factors
        return tuple(zero(name, measure) for measure in self.measures for name in names)

    def share(self, sample: Sample, y: Numbers, resamples: int) -> Index:
        """The share of the variance that is chance alone."""
        return chance.share(y, self.twins(sample), sample.seed, resamples)

    def twins(self, sample: Sample) -> chance.Twins:
        """The rows that differ in luck only; for a method that finds the share of chance in another way, none."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        """Whether it is the same method: one that has been elsewhere, in another process, is no other for that."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        """A number for a place in a dict."""
        return hash(type(self))

    def __repr__(self) -> str:
        """Its name."""
        return self.name


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sample:
    """The rows a method wants to be run.

    `factors` are the k parameters in the order of the columns, and `CHANCE` last unless all rows share one history of
    luck. `unit` (n, k) holds quantiles in [0, 1], `replicate` (n,) the number of the history of luck. `size` is how often
    the method repeats itself. A factor of `together` is a group of parameters, which move at once, each its own way.
    """

    method: Method
    factors: tuple[str, ...]
    unit: Numbers
    replicate: Whole
    seed: int
    size: int
    together: frozenset[str] = frozenset()

    @property
    def chance(self) -> bool:
        """Whether luck varies as well."""
        return CHANCE in self.factors

    @property
    def parameters(self) -> tuple[str, ...]:
        """The factors that are columns of `unit`."""
        return tuple(name for name in self.factors if name != CHANCE)

    @property
    def block(self) -> int:
        """How many rows belong together, where each repetition has as many: one base row, one trajectory."""
        return len(self.replicate) // self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What a sample and its n values say.

    `chance_share` is the share of the variance that is chance alone, None where luck was held fixed. `converged` says
    whether the method has what it is for: the values of its indices, or which factors matter.
    `verdict` says so in a sentence. `mean` and `variance` are those of all values.
    """

    method: Method
    indices: tuple[Index, ...]
    chance_share: Index | None
    converged: bool
    verdict: str
    mean: float
    variance: float
    n: int

    @property
    def by_factor(self) -> dict[str, dict[Measure, Index]]:
        """The indices by factor, then by measure."""
        found: dict[str, dict[Measure, Index]] = {}
        for index in self.indices:
            found.setdefault(index.factor, {})[index.measure] = index
        return found


def rows(analysis: Analysis) -> list[dict[str, Any]]:
    """The analysis as a tidy table: one row for each factor and measure, the share of chance last."""
    shares = () if analysis.chance_share is None else (analysis.chance_share,)
    return [
        {
            "method": analysis.method.name,
            "factor": index.factor,
            "measure": index.measure.name,
            "value": index.value,
            "low": index.low,
            "high": index.high,
            "n": analysis.n,
            "converged": analysis.converged,
        }
        for index in (*analysis.indices, *shares)
    ]
