"""Adds replicates to a comparison until its headline is known well enough, or a limit is met, and says which.

The headline is the mean change in offences of every regime and, where parameters are drawn, both ends of its range. What
shrinks is their Monte Carlo error. The range itself is what we do not know, and no number of replicates makes it narrower.
Looking again after each step makes the 95% a little optimistic, because it stops at a moment when the error looks small.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...model.arguments import whole
from ...scenarios.parameters import InputError
from ...scenarios.scenario import MOST_REPLICATES
from ..statistics import UPPER, Numbers, needed, quantile_error, standard_error, student, variance
from ..wording import number

HEADLINE: Final = "latent_offences"
USUAL_MOST: Final = 1000
ENOUGH_FOR_ENDS: Final = 146  # fewer draws may all lie within the central 95%: 0.975 to the 146th is 2.5%
LEAST_STEP: Final = 10  # a tenth more, at least, so that the last replicates do not come one by one
NO_NARROWER: Final = "The range itself is what we do not know and does not shrink."


@dataclass(frozen=True, slots=True)
class Goal:
    """How well the headline shall be known, `wanted` offences a year to each side at 95%, and with how many replicates."""

    wanted: float
    most: int = USUAL_MOST


@dataclass(frozen=True, slots=True)
class Error:
    """The Monte Carlo error at 95% of a mean change and of the worse end of its range; zero ends where there is none.

    `needs` is how many draws would bring both down to what is wanted, as far as these draws tell; NaN when they do not.
    """

    mean: float
    ends: float
    needs: float

    @property
    def worst(self) -> float:
        """The larger of the two; infinite where one is unknown."""
        return max(math.inf if math.isnan(each) else each for each in (self.mean, self.ends))


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How adding replicates ended."""

    goal: Goal
    replicates: int
    draws: int
    error: Error
    ranged: bool  # whether the headline has a range of draws

    @property
    def met(self) -> bool:
        """Whether the headline is known as well as was wanted."""
        return self.error.worst <= self.goal.wanted

    @property
    def says(self) -> str:
        """One line: enough or not, and how well the headline is known."""
        ends = f"{self._known}. {NO_NARROWER}" if self.ranged else f"{self._known}."
        if self.met:
            return f"Stopped at {self.replicates:,} replicates: {ends}"
        return f"{self.replicates:,} replicates were not enough for ±{_size(self.goal.wanted)}: {ends}"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data; `ends_error` is None where no range of draws is shown."""
        return {
            "wanted": self.goal.wanted,
            "most_replicates": self.goal.most,
            "met": self.met,
            "replicates": self.replicates,
            "mean_error": self.error.mean,
            "ends_error": self.error.ends if self.ranged else None,
            "says": self.says,
        }

    @property
    def _known(self) -> str:
        mean = "not known" if math.isnan(self.error.mean) else f"known to ±{_size(self.error.mean)} a year"
        said = f"the change in offences is {mean}"
        if not self.ranged:
            return said
        if math.isfinite(self.error.ends):
            return f"{said}, the ends of its range to ±{_size(self.error.ends)}"
        return f"{said}, but fewer than {ENOUGH_FOR_ENDS} draws cannot tell the error of its range's ends"


def _size(error: float) -> str:
    return number(error, 0 if error >= 10 or error == 0 else 1)


def goal_of(wanted: float | None, most: int | None, replicates: int, fresh: bool = False) -> Goal | None:
    """What was asked for, checked against the replicates to begin with; nothing when no precision was asked for.

    Raises:
        InputError: with one plain sentence saying what is wrong.
    """
    if wanted is None:
        if most is not None:
            raise InputError("most-replicates is the limit of precision; say as well how precise the answer shall be.")
        return None
    if not (math.isfinite(wanted) and wanted > 0):
        raise InputError(f"precision must be a number of offences a year above zero, not {wanted:g}.")
    limit = whole("most-replicates", USUAL_MOST if most is None else most, 1, MOST_REPLICATES)
    if limit < replicates:
        begins = f"fewer than the {replicates:,} replicates to begin with"
        raise InputError(f"most-replicates is {limit:,}, {begins}; raise the one or lower the other.")
    if fresh:
        raise InputError(
            "precision adds to what is kept, so it cannot go with fresh; keep runs in another file with --db."
        )
    return Goal(wanted, limit)


# --- the rule --------------------------------------------------------------------------------------------------------


def error_of(changes: Numbers, ranged: bool, wanted: float) -> Error:
    """The error of the mean of these changes, one for each draw, and of the ends of their central 95% where it is shown."""
    mean = student(changes.size - 1) * standard_error(changes)
    needs = needed(wanted, variance(changes))
    if not ranged:
        return Error(mean, 0.0, needs)
    ends = max(quantile_error(changes, share) for share in (1 - UPPER, UPPER))
    # An error falls with the root of their number.
    for_ends = changes.size * (ends / wanted) ** 2 if math.isfinite(ends) else ENOUGH_FOR_ENDS
    return Error(mean, ends, max(needs, for_ends))


def worst_of(errors: Iterable[Error]) -> Error:
    """The worst of each, over the regimes; one that is unknown makes the whole unknown."""
    rows = np.array([(each.mean, each.ends, each.needs) for each in errors])
    mean, ends, needs = (float(each) for each in rows.max(axis=0))
    return Error(mean, ends, needs)


def next_count(replicates: int, histories: int, needs: float, most: int) -> int:
    """How many replicates to go on with: what is needed, at least a tenth more and at most twice as many, in whole draws."""
    draws = replicates // histories
    least, largest = draws + max(1, draws // LEAST_STEP), 2 * draws
    wanted = largest if math.isnan(needs) else min(max(needs, least), largest)
    return min(math.ceil(wanted), most // histories) * histories
