"""What a pilot costs: places of the programme for as long as it runs, by the services' declared cost, and its evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any, Final

import numpy as np
from pydantic import Field, StrictFloat, StrictInt

from ...model.ledger.costs import programme_cost
from ...scenarios.fields import Rated
from ...scenarios.reading import read_yaml
from ...scenarios.record import Record, Text
from ..plans import Plan, values_of
from .study import Asked

Pounds = Annotated[StrictInt | StrictFloat, Field(ge=0)]
FILE: Final = "costs.yaml"


class Evaluation(Record):
    """What an evaluation is taken to cost, in pounds, and on what ground."""

    fixed: Pounds
    fixed_says: Text
    month: Pounds
    month_says: Text
    person: Pounds
    person_says: Text
    source: Text
    rating: Rated
    checked: Any

    def of(self, people: float, months: float) -> float:
        """What it costs for so many people over so many months."""
        return float(self.fixed + self.month * months + self.person * people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a pilot in pounds: of the programme's places (5th percentile, mean, 95th of draws), and of the evaluation."""

    programme: tuple[float, float, float]
    evaluation: float
    given: bool

    @property
    def total(self) -> float:
        """Both, by the mean."""
        return self.programme[1] + self.evaluation


@cache
def declared() -> Evaluation:
    """The declared cost of an evaluation."""
    text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return Evaluation.model_validate(read_yaml(text, FILE)[1]["evaluation"])


def cost_of(asked: Asked, evaluation: float | None = None) -> Cost:
    """What a pilot costs until its last person has been followed; `evaluation` in pounds takes the place of what is declared."""
    years = asked.years_until_known
    a_year = np.array([_programme(asked.decision, asked.regime, k, years) for k in range(asked.decision.replicates)])
    low, high = (float(value) for value in np.quantile(a_year * years, [0.05, 0.95]))
    usual = declared().of(asked.people, asked.months + asked.follow)
    return Cost(
        programme=(low, float(a_year.mean() * years), high),
        evaluation=usual if evaluation is None else evaluation,
        given=evaluation is not None,
    )


def _programme(plan: Plan, name: str, replicate: int, years: float) -> float:
    """Pounds a year for what a regime pays beyond the reference, by one draw."""
    values = values_of(plan, replicate)
    by_name = {regime.name: regime for regime in plan.regimes}
    ours, theirs = (programme_cost(by_name[each], plan.catalogue, values, years) for each in (name, plan.reference))
    return ours - theirs
