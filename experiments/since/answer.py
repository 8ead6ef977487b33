"""The difference between two comparisons, step by step: what each step adds to every headline and to the money."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...model.ledger.outcomes import HEADLINES, outcome_of
from ...scenarios.parameters import InputError
from ..answers import Comparison
from ..compare import carry_out
from ..memo.kept import Basis, kept_comparison
from ..runs import THREADS, How, Progress
from ..statistics import Numbers, standard_error
from ..store import engine_version
from ..wording import as_html, phrase, signed, upper_first
from .picture import NET, chart_of
from .steps import Cause, steps_between

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture

TOLD: Final = ("latent_offences", NET)
Key = tuple[str, str]  # regime, outcome
Draws = Mapping[Key, Numbers]


@dataclass(frozen=True, slots=True)
class Part:
    """What one step adds to one outcome of a regime, a year, with its Monte Carlo standard error."""

    cause: Cause
    words: str
    regime: str
    outcome: str
    change: float
    error: float


@dataclass(frozen=True, kw_only=True)
class Since:
    """From an older comparison to a newer one: each outcome then and now, and the steps between, which sum to the difference."""

    older: Basis
    newer: Basis
    then: Mapping[Key, float]
    now: Mapping[Key, float]
    parts: tuple[Part, ...]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each regime, outcome and step: then, now, and what the step adds."""
        return [
            {
                "regime": part.regime,
                "outcome": part.outcome,
                "unit": _unit(part.outcome),
                "then": self.then[part.regime, part.outcome],
                "now": self.now[part.regime, part.outcome],
                "cause": part.cause.value,
                "step": part.words,
                "change": part.change,
                "error": part.error,
            }
            for part in self.parts
        ]

    def table(self) -> DataFrame:
        """The rows as a pandas table."""
        from pandas import DataFrame

        return DataFrame(self.rows())

    def plot(self, regime: str | None = None, outcome: str = TOLD[0]) -> Picture:
        """What each step adds to the change in an outcome, as a matplotlib figure; of the first regime unless one is named.

        Raises:
            InputError: the regime or the outcome is none of both comparisons.
        """
        from ...viz.figures.sheets import picture  # with matplotlib, too slow to load for who wants no picture

        key = regime or next(name for name, _ in self.then), outcome
        if key not in self.then:
            raise InputError(f"There is nothing of {outcome} under {key[0]} in both comparisons.")
        return picture(chart_of(self, *key))

    def by_cause(self, regime: str, outcome: str) -> dict[Cause, float]:
        """What each cause adds to an outcome: all four, nothing where there was no such step."""
        found = dict.fromkeys((Cause.CHANGED, Cause.EVIDENCE, Cause.ENGINE, Cause.LUCK), 0.0)
        for part in self.parts:
            if (part.regime, part.outcome) == (regime, outcome):
                found[part.cause] = found.get(part.cause, 0.0) + part.change
        return found

    def lines(self) -> list[str]:
        """What the difference comes from, a sentence for each regime and for offences and money."""
        numbers = f"From comparison {self.older.answer.number} to {self.newer.answer.number}"
        if not self.parts:
            return [f"{numbers} nothing differs: the same question, engine, evidence and luck."]
        said = [
            self._line(regime, name) for regime in dict.fromkeys(part.regime for part in self.parts) for name in TOLD
        ]
        steps = list(dict.fromkeys((part.cause, part.words) for part in self.parts))
        what = [f"{upper_first(cause.value)}: {words}." for cause, words in steps]
        order = (
            ["Each step is made after those above it; in another order the parts would be others."]
            if len(steps) > 1
            else []
        )
        return [f"{numbers}, as change from {phrase(self.newer.answer.plan.reference)} a year:", *said, *what, *order]

    def _line(self, regime: str, name: str) -> str:
        key = regime, name
        causes = self.by_cause(*key)
        parts = ", ".join(f"{signed(value)} {cause.value}" for cause, value in causes.items() if value or cause in FOUR)
        label = "net benefit to the public purse, £" if name == NET else outcome_of(name).label.lower()
        return f"{upper_first(phrase(regime))}, {label}: {signed(self.then[key])} then, {signed(self.now[key])} now: {parts}."

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        numbers = {"older": self.older.answer.number, "newer": self.newer.answer.number}
        rows = [{name: None if value != value else value for name, value in row.items()} for row in self.rows()]
        return numbers | {"lines": self.lines(), "rows": rows}

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        names = ("regime", "outcome", "cause", "step")
        rows = [[*(str(row[name]) for name in names), signed(row["change"])] for row in self.rows()]
        caption = f"From comparison {self.older.answer.number} to {self.newer.answer.number}"
        return as_html(self.lines(), caption, (*names, "change"), rows)


FOUR: Final = (Cause.CHANGED, Cause.EVIDENCE, Cause.ENGINE, Cause.LUCK)


def since(
    newer: int, older: int, db: str | Path | None = None, workers: int | None = None, progress: Progress | None = None
) -> Since:
    """Split the difference between two kept comparisons into engine, evidence, what you changed, and luck.

    Args:
        newer: The number of the newer one, computed with the present engine and values.
        older: The number of the older one.
        db: Where both are kept.
        workers: How many threads.
        progress: Called with (runs done, runs in all) of the step under way.

    Returns:
        Each headline outcome's change from the reference and the net benefit, a year, then and now, and what each step adds.

    Raises:
        InputError: one is no finished comparison, they have no regime or reference in common, or the newer one is not of today.

    Example:
        >>> from diversion import compare, since
        >>> few = {"years": 1, "run_in": 0, "replicates": 2, "db": "since.sqlite"}
        >>> one = compare("blackpool", ["pre-arrest"], **few)
        >>> other = compare("blackpool", ["pre-arrest"], seed=2, **few)
        >>> {part.cause.value for part in since(other.number, one.number, db="since.sqlite").parts}
        {'luck'}
    """
    before, after = kept_comparison(older, db), kept_comparison(newer, db)
    _check(before, after, newer)
    engine, values = before.engine != engine_version(), not before.same_values
    regimes = [name for name in after.answer.others if name in before.answer.others]
    last = first = draws_of(before.answer, regimes)
    parts: list[Part] = []
    for step in steps_between(before.answer.plan, after.answer.plan, engine, values, before.declared):
        whole = step.plan is after.answer.plan
        found = after.answer if whole else carry_out(step.plan, db, _how(workers), False, progress, crossing=False)
        here = draws_of(found, regimes)
        luck = step.cause is Cause.LUCK
        parts += [Part(step.cause, step.words, *key, *_apart(last[key], here[key], luck)) for key in here]
        last = here
    return Since(older=before, newer=after, then=_means(first), now=_means(last), parts=tuple(parts))


def _how(workers: int | None) -> How:
    return How(workers=workers) if workers else THREADS


def _check(before: Basis, after: Basis, newer: int) -> None:
    if after.engine != engine_version() or not after.same_values:
        raise InputError(
            f"Comparison {newer} was computed by another version of the model or with other values than today's: compare "
            "again, and name the new number."
        )
    if before.answer.plan.reference != after.answer.plan.reference:
        raise InputError(
            f"The two have other references, {before.answer.plan.reference} and {after.answer.plan.reference}: there is no "
            "difference to split."
        )
    if not set(before.answer.others) & set(after.answer.others):
        raise InputError("The two have no regime in common beside the reference, so there is no difference to split.")


def draws_of(found: Comparison, regimes: list[str]) -> Draws:
    """Every headline's change and the net benefit, a year, in each draw that has them."""
    money = found.economics()
    draws = {(regime, name): found.changes(regime, name) for regime in regimes for name in HEADLINES}
    net = {(regime, NET): money.net_benefit(regime, "public") / found.plan.years for regime in regimes}
    return {key: values for key, values in (draws | net).items() if values.size}


def _apart(before: Numbers, here: Numbers, luck: bool) -> tuple[float, float]:
    """By how much the means differ, and its standard error: of paired draws, where the same draws are on both sides."""
    change = float(here.mean() - before.mean())
    if not luck and before.size == here.size:
        return change, standard_error(here - before)
    return change, math.hypot(standard_error(before), standard_error(here))


def _means(draws: Draws) -> dict[Key, float]:
    return {key: float(np.mean(values)) for key, values in draws.items()}


def _unit(name: str) -> str:
    return "£ a year" if name == NET else outcome_of(name).unit
