"""What a comparison costs and saves: for whom, in which year, and how likely it is that benefits exceed costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ...scenarios.parameters import InputError
from ...scenarios.prices import financial, prices
from ...scenarios.words import VICTIMS
from ..plans import Plan, RunResult, values_of
from ..statistics import Band, Numbers, acceptability, band_of, by_replicate, draw_means
from .accounts import index_of, on_terms, pounds_of
from .groups import group_money
from .knowing import Knowing, knowing, net_table
from .terms import BEARERS, PERSPECTIVES, PROGRAMMES, SOURCE, Perspective, Terms
from .units import SPREAD, Pounds, Unit, units_of
from .willing import acceptable

if TYPE_CHECKING:
    from pandas import DataFrame

TOTAL: Final = "total"


class Compared(Protocol):
    """What was compared: an answer of `compare`."""

    @property
    def plan(self) -> Plan:
        """What was asked."""

    @property
    def results(self) -> tuple[RunResult, ...]:
        """Every run."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The year after the regimes part, counted from 1, at whose end a regime has paid for itself, over the draws.

    `low` and `high` hold the central 95% of the draws, None for never within the horizon; `share` is how many ever do.
    """

    low: int | None
    median: int | None
    high: int | None
    share: float


@dataclass(frozen=True, kw_only=True)
class Economics:
    """The money of a comparison, against its reference: above zero a regime has more of it, as a cost or as a benefit.

    A number for each draw is the mean of the draw's histories; draws of which a run failed are left out.
    """

    plan: Plan
    terms: Terms = field(default_factory=Terms)
    pounds: Mapping[str, Numbers]
    results: tuple[RunResult, ...]

    def __repr__(self) -> str:
        """A few words, not every sum."""
        asked = f"{self.plan.locality.name}, {' / '.join(self.pounds)}"
        return f"<Economics of {asked} over {self.years} years; .table() has every sum>"

    @property
    def years(self) -> int:
        """The horizon."""
        return self.plan.years

    @property
    def others(self) -> list[str]:
        """The regimes beside the reference."""
        return [name for name in self.pounds if name != self.plan.reference]

    @property
    def band(self) -> Band:
        """What the ranges mean."""
        return band_of(self.plan.fixed_parameters, self.plan.histories)

    def change(self, regime: str) -> Numbers:
        """By how much each bearer pays more than under the reference, shape (draws, bearers, years), undiscounted pounds.

        Programmes cost more by the optimism that the terms take off; officers' hours are left out where they stand apart.
        """
        found: Numbers = self._change(regime)[self.has(regime)]
        return found

    def has(self, regime: str) -> NDArray[np.bool_]:
        """Which draws have a sum, no run of theirs having failed; shape (draws,)."""
        found = np.asarray(np.isfinite(self._change(regime)).all(axis=(1, 2)))
        return found

    def _change(self, regime: str) -> Numbers:
        apart = self.pounds[regime] - self.pounds[self.plan.reference]
        draws, width = apart.shape[0] // self.plan.histories, apart.shape[1:]
        found: Numbers = apart.reshape(draws, self.plan.histories, *width).mean(axis=1)
        return found

    def present(self, regime: str) -> Numbers:
        """The same in present value: each year counts for less by the terms, shape (draws, bearers, years)."""
        weights = np.array([self._weights(bearer) for bearer in BEARERS])
        found: Numbers = self.change(regime) * weights
        return found

    def _weights(self, bearer: str) -> Numbers:
        years = np.arange(self.years, dtype=np.float64)
        money: Numbers = (1.0 + self.terms.discount) ** -years
        if bearer != VICTIMS:
            return money
        harm, share = (1.0 + self.terms.health_discount) ** -years, self._of_harm
        weighted: Numbers = share * harm + (1.0 - share) * money
        return weighted

    @cached_property
    def _of_harm(self) -> float:
        """Of what victims and society bear, physical and emotional harm."""
        values = values_of(self.plan, 0)  # constants, the same in every replicate unless somebody sweeps them
        return values["share_crime_harm"] / (1.0 - values["share_crime_health"])

    # --- whose money -------------------------------------------------------------------------------------------------

    def net_benefit(self, regime: str, perspective: Perspective | None = None) -> Numbers:
        """What a regime is worth against the reference, less what it costs, in present value: one for each draw, £.

        Args:
            regime: A regime beside the reference.
            perspective: Whose money; that of the terms when nothing is given.

        Raises:
            InputError: the regime was not compared.
        """
        return self.benefits(regime, perspective) - self.costs(regime)

    def benefits(self, regime: str, perspective: Perspective | None = None) -> Numbers:
        """What everybody but the programme pays less, in present value: one for each draw, £; below zero where they pay more."""
        bearers = [name for name in PERSPECTIVES[perspective or self.terms.perspective] if name != PROGRAMMES]
        found: Numbers = -self._checked(regime)[:, index_of(bearers)].sum(axis=(1, 2))
        return found

    def costs(self, regime: str) -> Numbers:
        """What the programme costs more than the reference's, in present value: one for each draw, £."""
        found: Numbers = self._checked(regime)[:, BEARERS.index(PROGRAMMES)].sum(axis=1)
        return found

    def chance(self, regime: str, perspective: Perspective | None = None) -> float:
        """How likely benefits exceed costs, 0 to 1; a tie counts half."""
        net = self.net_benefit(regime, perspective)
        return float(np.mean((net > 0) + 0.5 * (net == 0))) if net.size else float("nan")

    def by_year(self, regime: str, perspective: Perspective | None = None) -> Numbers:
        """The net benefit of each year, in present value, shape (draws, years)."""
        bearers = index_of(PERSPECTIVES[perspective or self.terms.perspective])
        found: Numbers = -self._checked(regime)[:, bearers].sum(axis=1)
        return found

    def break_even(self, regime: str, perspective: Perspective | None = None) -> BreakEven:
        """When a regime has paid for itself and stays so, over the draws."""
        whole = self.by_year(regime, perspective).cumsum(axis=1)
        if not len(whole):
            return BreakEven(None, None, None, float("nan"))
        short = whole[:, ::-1] < 0  # from the end, the first year that is short is the last one
        first = np.where(short.any(axis=1), self.years - short.argmax(axis=1), 0) + 1
        ends = np.percentile(first, SPREAD, method="inverted_cdf")
        low, median, high = (int(year) if year <= self.years else None for year in ends)
        return BreakEven(low, median, high, float(np.mean(first <= self.years)))

    def _checked(self, regime: str) -> Numbers:
        if regime not in self.others:
            raise InputError(f"{regime} was not compared; here are {', '.join(self.others)}.")
        return self.present(regime)

    # --- what a unit costs -------------------------------------------------------------------------------------------

    def outcome_change(self, regime: str, name: str) -> Numbers:
        """By how much an outcome differs from the reference's over the whole horizon, one for each draw."""
        before, after = (self._outcome(each, name) for each in (self.plan.reference, regime))
        return draw_means(after - before, self.plan.histories) * self.years

    def outcome(self, regime: str, name: str) -> Numbers:
        """An outcome that is counted a year, over the whole horizon, one for each draw."""
        return draw_means(self._outcome(regime, name), self.plan.histories) * self.years

    def _outcome(self, regime: str, name: str) -> Numbers:
        found = np.full(self.plan.replicates, np.nan)
        for number, run in by_replicate(self.results, regime).items():
            if not run.error:
                found[number] = run.outcomes[name]
        return found

    def programme(self, regime: str) -> Numbers:
        """What the programme costs more than the reference's, undiscounted: one for each replicate."""
        change = self.pounds[regime] - self.pounds[self.plan.reference]
        found: Numbers = change[:, BEARERS.index(PROGRAMMES)].sum(axis=1)
        return found

    def groups(self) -> list[dict[str, Any]]:
        """What each group of people gains and costs, by age, sex and ethnicity; see `group_money`."""
        return group_money(self)

    def knowing(
        self, perspective: Perspective | None = None, groups: Mapping[str, Sequence[str]] | None = None
    ) -> Knowing:
        """What it would be worth to know more before choosing, and which parameters turn the choice; see `Knowing`.

        Args:
            perspective: Whose money; that of the terms when nothing is given.
            groups: Groups of parameters beside those of a subject: names by the name of the group.
        """
        return knowing(self, perspective, groups)

    def acceptability(self, outcome: str, prices: Sequence[float]) -> Numbers:
        """How likely each regime is the best choice for the public purse if avoiding one of an outcome is worth a price.

        Args:
            outcome: What is avoided, as `latent_offences`.
            prices: What avoiding one is worth, £.

        Returns:
            Shape (prices, regimes), the reference first and the others in order.
        """
        whole = np.logical_and.reduce([self.has(regime) for regime in self.others])
        costs = -net_table(self, "public")
        effects = [-self.outcome_change(regime, outcome)[whole] for regime in self.others]
        return acceptability(costs, np.column_stack([np.zeros(len(costs)), *effects]), prices)

    @property
    def whole(self) -> int:
        """How many draws have a sum under every regime."""
        return int(np.logical_and.reduce([self.has(regime) for regime in self.others]).sum())

    # --- as a table --------------------------------------------------------------------------------------------------

    def rows(self) -> list[dict[str, Any]]:
        """The change that each bearer sees, year by year and over the horizon, undiscounted and in present value.

        Returns:
            For each regime, bearer and year (counted from 0, None for the whole horizon): `low`, `median`, `high` and `mean`
            of the change in pounds, above zero where they pay more; `present_*` the same in present value.
        """
        return [row for regime in self.others for row in self._rows(regime)]

    def _rows(self, regime: str) -> Iterator[dict[str, Any]]:
        plain, present = self.change(regime), self.present(regime)
        sums = [(name, index_of([name])) for name in BEARERS]
        sums += [(f"{TOTAL}_{name}", index_of(bearers)) for name, bearers in PERSPECTIVES.items()]
        for name, bearers in sums:
            for year in (*range(self.years), None):
                years = slice(None) if year is None else slice(year, year + 1)
                now, later = (each[:, bearers, years].sum(axis=(1, 2)) for each in (plain, present))
                values = asdict(Pounds.of(now)) | {
                    f"present_{key}": each for key, each in asdict(Pounds.of(later)).items()
                }
                yield {"regime": regime, "bearer": name, "year": year} | values

    def table(self) -> DataFrame:
        """The rows as a pandas table."""
        from pandas import DataFrame  # too slow to load for who wants none

        return DataFrame(self.rows())

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from .words import in_html

        return in_html(self)

    def summary(self, regime: str) -> dict[str, Any]:
        """The benefit-cost block of a regime, as plain data."""
        return {
            "benefits": asdict(Pounds.of(self.benefits(regime))),
            "costs": asdict(Pounds.of(self.costs(regime))),
            "net_benefit": asdict(Pounds.of(self.net_benefit(regime))),
            "chance": {name: self.chance(regime, name) for name in PERSPECTIVES},
            "break_even": asdict(self.break_even(regime)),
            "units": [asdict(each) for each in self.units(regime)],
        }

    def units(self, regime: str) -> list[Unit]:
        """What a person placed and each thing avoided costs."""
        return units_of(self, regime)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "reference": self.plan.reference,
            "years": self.years,
            "prices": financial(prices().year),
            "terms": asdict(self.terms) | {"source": SOURCE},
            "regimes": {regime: self.summary(regime) for regime in self.others},
            "rows": self.rows(),
            "groups": self.groups(),
            "acceptability": acceptable(self),
        }


def economics(compared: Compared, terms: Terms | None = None) -> Economics:
    """The money of a comparison.

    Args:
        compared: An answer of `compare`.
        terms: On what terms money is weighed; the Treasury's when nothing is given.

    Example:
        >>> from diversion import compare
        >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
        >>> found = answer.economics()
        >>> bool(found.costs("pre-arrest").min() > 0)  # a programme costs something in every draw
        True
    """
    plan, terms = compared.plan, terms or Terms()
    runs = {regime.name: by_replicate(compared.results, regime.name) for regime in plan.regimes}
    pounds = {regime.name: pounds_of(plan, runs[regime.name], regime) for regime in plan.regimes}
    return Economics(
        plan=plan, terms=terms, pounds={name: on_terms(each, runs[name], plan, terms) for name, each in pounds.items()},
        results=compared.results,
    )  # fmt: skip
