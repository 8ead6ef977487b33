"""What a comparison found, asked in every way that tables, sentences and files need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...model.ledger.details import detail_names
from ...model.ledger.outcomes import FIXED_IN_ADVANCE, OUTCOMES, outcome_of
from ..economics import Economics, Terms, economics
from ..files import write_with_notes
from ..plans import Plan, RunResult, values_of
from ..runs import Batch, Precision
from ..statistics import Band, Best, Level, Numbers, Paired, band_of, best, by_draw, by_replicate, column, draw_means
from ..wording import phrase
from .alike import HOW, OFFENCES, Crossed, Row, rates
from .findings import findings
from .in_html import in_html
from .pairs import Key, as_row, differences_of, levels_of
from .plainly import as_data, notes_of
from .rankings import Ranked, first_of, ranking_lines, rankings
from .support import Support, support

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison:
    """What a comparison found: every run, the paired differences, and what they say.

    `crossed` is what tells stage from programme and from belief, where that was run.
    """

    plan: Plan
    batch: Batch
    results: tuple[RunResult, ...]
    location: str
    precision: Precision | None = None
    crossed: Crossed | None = None

    def __repr__(self) -> str:
        """A few words, not every run: this is what a notebook shows."""
        asked = f"{self.plan.locality.name}, {' / '.join(regime.name for regime in self.plan.regimes)}"
        return (
            f"<Comparison {self.number}: {asked}, {self.plan.replicates:,} replicates; .findings() says what it found>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return in_html(self)

    @property
    def number(self) -> int:
        """Its number in the store."""
        return self.batch.number

    @property
    def kept_as(self) -> str:
        """Under which number it is kept, or why it is not, as a sentence."""
        saved = f"Saved as comparison {self.number} in {self.location}"
        return saved if self.number else f"Not saved, since {self.location} can only be read."

    @property
    def band(self) -> Band:
        """What the ranges mean: what we do not know or, when the parameters were fixed, luck only."""
        return band_of(self.plan.fixed_parameters, self.plan.histories)

    @property
    def others(self) -> list[str]:
        """The regimes beside the reference."""
        return [regime.name for regime in self.plan.regimes if regime.name != self.plan.reference]

    @cached_property
    def support(self) -> Support:
        """How much of what was published the model reproduces, beside what is compared here."""
        return support(self.plan)

    @cached_property
    def _by_regime(self) -> dict[str, Mapping[int, RunResult]]:
        return {regime.name: by_replicate(self.results, regime.name) for regime in self.plan.regimes}

    @cached_property
    def finer(self) -> list[str]:
        """The names of the finer outcomes that any run reported: hours by task, the way in by route, and so on."""
        found: set[str] = set()
        for runs in self._by_regime.values():
            found.update(next((run.outcomes for run in runs.values() if not run.error), ()))
        return [name for name in detail_names(route.name for route in self.plan.routes) if name in found]

    @cached_property
    def differences(self) -> Mapping[Key, Paired]:
        """The paired difference of every regime beside the reference and every outcome of the main table.

        Returns:
            By (regime, outcome), in the outcome's unit; below zero where the regime has less than the reference.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> pair = answer.differences["pre-arrest", "arrests"]
            >>> pair.n, pair.low <= pair.median <= pair.high
            (2, True)
        """
        return differences_of(self._by_regime, self.plan.reference, OUTCOMES, self.band, self.plan.histories)

    @cached_property
    def levels(self) -> Mapping[Key, Level]:
        """Every outcome of the main table under every regime on its own, with the spread of its replicates.

        Returns:
            By (regime, outcome), in the outcome's unit.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> answer.levels["none", "officer_hours"].n
            2
        """
        return levels_of(self._by_regime, OUTCOMES)

    @cached_property
    def alike(self) -> tuple[Row, ...]:
        """Like with like: changes by money, by offers and by places, and the same programme behind either door.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> [(row.basis.value, row.regime, list(row.changes)) for row in answer.alike][:1]
            [('For each £100,000 a year of programme', 'pre-arrest', ['latent_offences'])]
        """
        doors = {name: [route.name for route in routes] for name, routes in self.plan.doors.items()}
        found = rates(self._by_regime, doors, self.plan.reference, self.band, self.plan.histories)
        return (*found, *(self.crossed.rows(self.band) if self.crossed else ()))

    def alike_rows(self) -> list[dict[str, Any]]:
        """The rows of `alike` as plain data, one for each outcome."""
        return [line for row in self.alike for line in row.rows()]

    @property
    def alike_notes(self) -> list[str]:
        """How to read the rows of `alike`, a sentence each."""
        return [
            f"Change from {phrase(self.plan.reference)}: {HOW[self.band]}.",
            *(self.crossed.notes() if self.crossed else ()),
        ]

    @cached_property
    def _offences(self) -> dict[str, Numbers]:
        return {name: draw_means(column(runs, OFFENCES), self.plan.histories) for name, runs in self._by_regime.items()}

    @cached_property
    def rankings(self) -> list[Ranked]:
        """What may be said of every two regimes that have programmes of their own: which does more against offences."""
        return rankings(self.plan, self._offences, self.crossed)

    @property
    def first(self) -> str:
        """The regime that may be said to do more against offences than every other; empty where none may be named."""
        return first_of(self.plan, self._offences, self.rankings)

    def values(self, regime: str, name: str) -> Numbers:
        """One outcome under one regime, shape (draws, histories); NaN where it has no value."""
        return by_draw(column(self._by_regime[regime], name), self.plan.histories)

    def economics(self, terms: Terms | None = None) -> Economics:
        """Who pays and who gains, in which year, and how likely it is that benefits exceed costs.

        Args:
            terms: Whose money, at what rates of discount, with how much optimism taken off; the Treasury's for the public
                purse when nothing is given.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> money = answer.economics()
            >>> money.net_benefit("pre-arrest").shape  # a sum for each draw
            (2,)
        """
        return economics(self, terms)

    def draws(self) -> dict[str, Numbers]:
        """What each draw of the uncertain parameters was, by parameter, shape (draws,); empty with fixed parameters.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> answer.draws()["effect_lead"].shape
            (2,)
        """
        found = [values_of(self.plan, number) for number in range(0, self.plan.replicates, self.plan.histories)]
        return {each.name: np.array([values[each.name] for values in found]) for each in self.plan.drawn}

    def runs_of(self, regime: str) -> list[RunResult]:
        """The runs of a regime that succeeded, in replicate order."""
        return [run for run in self._by_regime[regime].values() if not run.error]

    def best(self, names: Iterable[str] = FIXED_IN_ADVANCE) -> list[Best]:
        """Which regime is best by each of these outcomes, and what it would be worth to know every parameter.

        Outcomes of which neither direction is better, or which fewer than two regimes have, are left out. With fixed
        parameters there are no draws, so nothing can be said.

        Args:
            names: The outcomes; those that were fixed in advance when nothing is given.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> [(each.outcome, each.n) for each in answer.best(["arrests", "charges"])]  # charges: neither is better
            [('arrests', 2)]
        """
        if self.plan.fixed_parameters:
            return []
        regimes = [regime.name for regime in self.plan.regimes]
        found = (
            best(name, outcome_of(name).better, {regime: self.values(regime, name) for regime in regimes})
            for name in names
        )
        return [each for each in found if each]

    def changes(self, regime: str, name: str) -> Numbers:
        """The paired differences that a range is about, regime minus reference: one for each draw that has a value."""
        reference = column(self._by_regime[self.plan.reference], name)
        found = draw_means(column(self._by_regime[regime], name) - reference, self.plan.histories)
        return found[np.isfinite(found)]

    def mean(self, regime: str, name: str) -> float:
        """The mean of one outcome, of the main table or finer, over the runs that have it; NaN where none has.

        Args:
            regime: One of the compared regimes, by name.
            name: The outcome.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> answer.mean("none", "arrests") > answer.mean("pre-arrest", "arrests") > 0  # arrests a year
            True
        """
        values = column(self._by_regime[regime], name)
        values = values[np.isfinite(values)]
        return float(values.mean()) if values.size else float("nan")

    def findings(self) -> list[str]:
        """Three sentences in plain English, true also when the answer is that we cannot tell, and which regime does more.

        The latter where two have programmes of their own, and only what the rule of `rankings` lets anybody say.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> len(answer.findings())
            3
        """
        said = findings(self.plan.reference, self.differences, self.levels)
        if len(self.plan.doors) < 2 and self.plan.reference not in self.plan.doors:
            return said
        return [*said, *ranking_lines(self.plan, self.rankings, bool(self.crossed))]

    def rows(self) -> list[dict[str, Any]]:
        """One row for each outcome, the finer ones too, and regime beside the reference, as plain data."""
        finer = differences_of(self._by_regime, self.plan.reference, self.finer, self.band, self.plan.histories)
        pairs = {**self.differences, **finer}
        levels = {**self.levels, **levels_of(self._by_regime, self.finer)}
        names = (*OUTCOMES, *self.finer)
        first = {name: levels[self.plan.reference, name] for name in names}
        return [
            as_row(regime, name, pairs[regime, name], levels[regime, name], first[name])
            for name in names
            for regime in self.others
        ]

    def paired(self) -> DataFrame:
        """The paired differences as a tidy table: one row for each outcome and regime beside the reference.

        `low` and `high` are what `band` says; `mean_low` and `mean_high` are the 95% interval of the mean, whatever made
        the replicates differ; `spread_low` and `spread_high` are the central 95% of the regime's own
        replicates, which is something else.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> table = answer.paired().set_index("outcome")
            >>> table.loc["officer_hours", ["regime", "unit", "better"]].tolist()
            ['pre-arrest', 'a year', 'lower']
        """
        from pandas import DataFrame

        return DataFrame(self.rows())

    def table(self) -> DataFrame:
        """The paired differences, as `paired` gives them: every answer has a table of this name."""
        return self.paired()

    def runs(self) -> DataFrame:
        """Every run: one row each, one column for each outcome."""
        from pandas import DataFrame

        first = ("replicate", "regime", "seed", "seconds", "error")
        rows = [{name: getattr(run, name) for name in first} | dict(run.outcomes) for run in self.results]
        return DataFrame(rows, columns=[*first, *OUTCOMES, *self.finer])

    def failures(self) -> list[RunResult]:
        """The runs that failed."""
        return [run for run in self.results if run.error]

    def to_dict(self, terms: Terms | None = None) -> dict[str, Any]:
        """Everything the answer holds as plain data for JSON, its money on these terms; a number that has no value is None."""
        return as_data(self, terms)

    def save(self, path: str | Path) -> None:
        """Write the paired differences to a CSV file, whole or not at all, and notes on them to another beside it.

        Args:
            path: The file; with `answer.csv` the notes are in `answer-notes.csv`, and what is like with like in
                `answer-alike.csv`.

        Raises:
            InputError: the name ends otherwise, or the place cannot be written, or is full.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> answer.save("answer.csv")
            >>> from pathlib import Path
            >>> Path("answer.csv").exists(), Path("answer-notes.csv").exists()
            (True, True)
        """
        write_with_notes(self.rows(), self.notes(), path, self.alike_rows())

    def notes(self) -> Iterator[dict[str, str]]:
        """What a reader who has nothing but the files should know first."""
        return notes_of(self)
