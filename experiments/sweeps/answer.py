"""What a sweep found: its table, its sentences, its picture, and the same as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...model.ledger.outcomes import HEADLINES, outcome_of
from ..answers import posterior_facts
from ..answers.pairs import in_json
from ..answers.support import support
from ..plans import Experiment, differing
from ..runs import Batch
from ..statistics import Band, Numbers, Paired, middle
from ..wording import as_html, decimals_for, plain, signed
from .cells import Cell, Step, cells_of, change, effect, how_paired, pooled, steps_of, varied
from .picture import sheet_of
from .words import lines

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.charts import Sheet
    from ...viz.figures.style import Picture


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """The runs of a design, put together: a cell for each combination of what was decided, beside the reference.

    Where uncertainties were sampled they are draws of one cell, so that ranges hold what is not known of them.
    """

    experiment: Experiment
    batch: Batch
    location: str
    columns: Mapping[tuple[str, str], Numbers]

    def __repr__(self) -> str:
        """A few words, not every run."""
        place, over = self.experiment.plan.locality.name, ", ".join(self.varied) or "nothing"
        return f"<Sweep of {place} over {over}, {len(self.cells)} cells; .findings() says what it found>"

    @property
    def others(self) -> list[str]:
        """The regimes beside the reference."""
        plan = self.experiment.plan
        return [regime.name for regime in plan.regimes if regime.name != plan.reference]

    @cached_property
    def cells(self) -> list[Cell]:
        """Every combination of what was varied."""
        return cells_of(self.experiment)

    @cached_property
    def steps(self) -> list[Step]:
        """From one end of each lever to the other."""
        return steps_of(self.experiment)

    @property
    def varied(self) -> list[str]:
        """The names that cells differ by."""
        return varied(self.experiment)

    @property
    def pooled(self) -> bool:
        """Whether uncertainties were sampled."""
        return pooled(self.experiment)

    @property
    def band(self) -> Band:
        """What the ranges mean."""
        return how_paired(self.experiment)[0]

    def change(self, cell: Cell, regime: str, outcome: str) -> Paired:
        """The paired difference of a headline outcome from the reference in one cell."""
        return change(self.experiment, self.columns, cell, regime, outcome)

    def effect(self, step: Step, regime: str, outcome: str) -> Paired:
        """By how much that difference moves from one end of a lever to the other."""
        return effect(self.experiment, self.columns, step, regime, outcome)

    def findings(self) -> list[str]:
        """What was found, a sentence each."""
        return list(lines(self))

    def rows(self) -> list[dict[str, Any]]:
        """A row for each cell, regime beside the reference and headline outcome, as plain data."""
        return [self._row(cell, regime, name) for cell in self.cells for regime in self.others for name in HEADLINES]

    def _row(self, cell: Cell, regime: str, name: str) -> dict[str, Any]:
        pair, outcome = self.change(cell, regime, name), outcome_of(name)
        return dict(cell.changes) | {
            "regime": regime,
            "outcome": name,
            "unit": outcome.unit,
            "better": outcome.better,
            "reference_mean": pair.reference_mean,
            "regime_mean": pair.regime_mean,
            "change": middle(pair),
            "mean": pair.mean,
            "low": pair.low,
            "high": pair.high,
            "share_lower": pair.share_lower,
            "n": pair.n,
            "missing": pair.missing,
            "band": pair.band.value,
        }

    def table(self) -> DataFrame:
        """The rows as a pandas table: what was varied first, then the paired change and its range."""
        from pandas import DataFrame  # too slow to load for who wants none

        return DataFrame(self.rows())

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data; a number that has no value is None."""
        plan = self.experiment.plan
        known: dict[str, Any] = self.batch.to_dict() | {
            "database": self.location,
            "differing": differing(plan).to_dict(),
            "posterior": posterior_facts(plan),
            "trust": support(plan).to_dict(),
            "laws": plan.law_facts,
            "design": dict(self.experiment.design),
            "varied": self.varied,
            "band": self.band.value,
            "findings": self.findings(),
            "outcomes": self.rows(),
        }
        return {name: in_json(each) for name, each in known.items()}

    @property
    def sheet(self) -> Sheet:
        """What is drawn: a chart for each headline outcome."""
        return sheet_of(self)

    def plot(self) -> Picture:
        """The same as a matplotlib figure."""
        from ...viz.figures.sheets import sheet  # with matplotlib, too slow to load for who wants no picture

        return sheet(self.sheet)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        caption = (
            f"{self.experiment.plan.locality.title}: change from {self.experiment.plan.reference}, {self.band.value}"
        )
        return as_html(
            self.findings(), caption, (*self.varied, "Regime", "Outcome", "Change"), map(self._cells, self.rows())
        )

    def _cells(self, row: dict[str, Any]) -> list[str]:
        values = (row["change"], row["low"], row["high"])
        usual = outcome_of(row["outcome"]).decimals
        middle_, low, high = (signed(value, decimals_for(values, usual)) for value in values)
        told = f"{middle_} ({low} to {high})" if row["n"] > 1 else middle_
        return [*(_written(row[name]) for name in self.varied), row["regime"], outcome_of(row["outcome"]).label, told]


def _written(value: Any) -> str:
    """What was varied, a number as short as it can be."""
    return plain(value) if isinstance(value, float) else str(value)
