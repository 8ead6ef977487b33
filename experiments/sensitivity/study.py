"""From a question about a place to an experiment: a plan, its factors, and the sample at whose points it is lived."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from ...scenarios.parameters import InputError, Parameter, did_you_mean
from ..plans import Experiment, Kind, Plan, Point, quantiles_of
from .analysis import sample
from .guard import check_factors
from .method import Method, Sample
from .own import NO_GROUPS, NO_RANGES, Groups, Ranges, as_factor, check_groups, evenly, in_groups, ranged, units_of
from .terms import Numbers

LARGEST_SEED: Final = 2**32 - 1  # that SALib takes; it takes 0 for no seed at all


class Rows(Sequence[Point]):
    """The points of a sample as scenarios, made when they are looked at: each is lived in one replicate."""

    def __init__(self, names: Sequence[str], values: Numbers, replicates: NDArray[np.int64]) -> None:
        """Take the values [row, name] and each row's replicate."""
        self._names = tuple(names)
        self._values = values
        self._replicates = replicates

    def __len__(self) -> int:
        """How many scenarios there are."""
        return len(self._replicates)

    @overload
    def __getitem__(self, index: int) -> Point: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Point]: ...
    def __getitem__(self, index: int | slice) -> Point | Sequence[Point]:
        """One scenario, or some of them."""
        if isinstance(index, slice):
            return Rows(self._names, self._values[index], self._replicates[index])
        values = self._values[index].tolist()
        return Point(dict(zip(self._names, values, strict=True)), (int(self._replicates[index]),))


@dataclass(frozen=True)
class Study:
    """A plan, the factors that are varied, and the sample of points at which it is lived.

    `factors` are the parameters, `ranges` those of them that are one's own, and `groups` which of them move together.
    """

    plan: Plan
    factors: tuple[Parameter, ...]
    sample: Sample
    quantiles: Numbers  # (rows, factors)
    ranges: Ranges = field(default_factory=dict)
    groups: Groups = field(default_factory=dict)

    @cached_property
    def units(self) -> tuple[Parameter, ...]:
        """What is moved at once and found something about: every factor, or the group it is in."""
        known = {factor.name: factor for factor in self.factors}
        return tuple(
            as_factor(name, [known[each] for each in self.groups[name]]) if name in self.groups else known[name]
            for name in self.sample.parameters
        )

    @cached_property
    def experiment(self) -> Experiment:
        """Its scenarios, one for each row of the sample."""
        columns = [self._values(factor, self.quantiles[:, k]) for k, factor in enumerate(self.factors)]
        rows = Rows([factor.name for factor in self.factors], np.column_stack(columns), self.sample.replicate)
        return Experiment(Kind.SENSITIVITY, self.plan, rows, design=self._design)

    @property
    def _design(self) -> dict[str, Any]:
        """How it came about, as it is kept; what is not one's own is left out, so that older ones read the same."""
        design: dict[str, Any] = {
            "method": self.sample.method.name,
            "factors": [factor.name for factor in self.factors],
            "size": self.sample.size,
            "seed": self.sample.seed,
        }
        if self.ranges:
            design["ranges"] = {name: list(ends) for name, ends in self.ranges.items()}
        if self.groups:
            design["groups"] = {name: list(members) for name, members in self.groups.items()}
        return design

    def _values(self, factor: Parameter, u: Numbers) -> Numbers:
        """A factor's values at these probabilities: over one's own range, by the posterior on its own, or as declared."""
        if factor.name in self.ranges:
            low, high = self.sample.method.reach
            return evenly(factor, (u - low) / (high - low))
        posterior = self.plan.posterior
        if posterior is None or factor.name not in posterior.names:
            return quantiles_of(factor, u)
        return np.array([posterior.quantile(factor.name, each) for each in u.tolist()])


def make_study(
    plan: Plan,
    method: Method,
    names: Sequence[str] | None,
    size: int,
    ranges: Ranges = NO_RANGES,
    groups: Groups = NO_GROUPS,
) -> Study:
    """The study of these factors, or of every uncertain parameter that decides something here.

    What is not a factor keeps its default, or the value it was set to.

    Args:
        plan: What is compared; `steady` makes one whose other parameters stay where they are.
        method: How the factors are varied.
        names: The parameters that vary, each over its declared range; every uncertain one that matters when nothing is given.
        size: How often the method repeats itself (see `sample`).
        ranges: The low and high of one's own between which a parameter varies evenly, by its name, which makes it a factor too.
        groups: The parameters that move together, by the name of their group, which makes them factors too.

    Returns:
        The sample of points, quantiles (rows, factors), and the experiment that lives each under every regime.

    Raises:
        InputError: a name is not one of a parameter that may be varied, or the size will not do.

    Example:
        >>> from diversion.experiments.plans.making import make_plan
        >>> from diversion.experiments.sensitivity.methods import method_of
        >>> plan = steady(make_plan("blackpool", ["pre-arrest"]))
        >>> study = make_study(plan, method_of("morris"), ["caseload_pre_arrest", "offer_street"], size=4)
        >>> study.experiment.runs  # 4 trajectories × (2 factors + chance + 1) rows × 2 regimes
        32
    """
    check_groups(groups, plan.parameters, method)
    factors = tuple(_factors(plan, names, ranges, groups))
    every = [factor.name for factor in factors]
    check_factors(every)
    units = units_of(every, groups)
    narrow = sample(method, list(units), size, plan.seed % LARGEST_SEED + 1)
    found, quantiles = in_groups(narrow, units, every)
    return Study(plan, factors, found, quantiles, ranges, groups)


def steady(plan: Plan) -> Plan:
    """The plan that a study varies: what is not a factor stays where it is, and every row is lived once."""
    return replace(plan, replicates=1, fixed_parameters=True)


def widest(plan: Plan, count: int) -> list[str]:
    """The uncertain parameters whose range is widest beside their usual value, in the order of their declaration."""

    def width(factor: Parameter) -> float:
        return (factor.high - factor.low) / abs(factor.default) if factor.default else math.inf

    found = plan.not_known
    kept = {factor.name for factor in sorted(found, key=width, reverse=True)[:count]}
    return [factor.name for factor in found if factor.name in kept]


def _factors(plan: Plan, names: Sequence[str] | None, ranges: Ranges, groups: Groups) -> Iterator[Parameter]:
    """Those that are named, then those that have a range of one's own or move with others and are not named yet."""
    known, left_out = plan.parameters, plan.idle
    usual = [each.name for each in plan.not_known] if names is None else []
    named = list(names or ())
    also = dict.fromkeys([*ranges, *(name for members in groups.values() for name in members)])
    for name in [*usual, *named, *(name for name in also if name not in usual and name not in named)]:
        if name not in known:
            raise InputError(f"There is no parameter called {name}.{did_you_mean(name, known)}")
        if name not in usual and name not in ranges and not known[name].low < known[name].high:
            raise InputError(
                f"{name} has no range to vary it over; it is {known[name].default:g} wherever it is not set."
            )
        if name in plan.changes:
            raise InputError(f"{name} is both a factor and set to {plan.changes[name]:g}: choose one.")
        if name in left_out:
            raise InputError(f"{name} decides nothing under the regimes that are compared.")
        yield ranged(known[name], *ranges[name]) if name in ranges else known[name]
