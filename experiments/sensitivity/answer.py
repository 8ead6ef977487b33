"""What the runs of a study say: indices of every outcome and difference, the headline, tables and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from ...model.ledger.outcome import Outcome
from ...model.ledger.outcomes import outcome_of
from ..answers import posterior_facts
from ..answers.support import support
from ..plans import Plan, differing
from ..runs import Batch
from ..store import Store
from ..wording import phrase
from .analysis import analyse
from .deciding import COST, Deciding, deciding
from .guard import Incomplete
from .method import Analysis, rows
from .screening import Standing, standings
from .shapes import Told
from .study import Study
from .terms import Numbers
from .words import headline, pairs_line

NOBODY: Final = "No run failed, so nobody was there to count; a larger place or more years would help."
# What is looked at unless asked otherwise: what the sentences of a comparison speak of, arrests and cost.
USUAL: Final = ("latent_offences", "contacts_referred", "arrests", "freed_at_contact", "net_cost")
Columns = Mapping[tuple[str, str], Numbers]  # regime and outcome: a value for each row of the sample


@dataclass(frozen=True, slots=True)
class Target:
    """What an analysis is about: an outcome under a regime or, with a reference, its paired difference from that."""

    outcome: str
    regime: str
    reference: str = ""

    @property
    def described(self) -> Outcome:
        """The outcome, with its unit."""
        return outcome_of(self.outcome)

    @property
    def title(self) -> str:
        """What it is about, in words."""
        what = f"{self.described.label} ({self.described.unit})"
        if self.reference:
            return f"{what}: {phrase(self.regime)} against {phrase(self.reference)}"
        return f"{what}: {phrase(self.regime)}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a study found about every target; an outcome without a value in some row has a sentence in its place."""

    study: Study
    batch: Batch
    location: str
    columns: Columns
    targets: tuple[Target, ...]

    @cached_property
    def _both(self) -> dict[Target, Analysis | str]:
        return {target: self._analysed(target) for target in self.targets}

    def _analysed(self, target: Target) -> Analysis | str:
        if lacking := self._lacking(target, np.all):
            return f"It has no value in any run under {lacking}."
        try:
            return analyse(self.study.sample, self.values(target))
        except Incomplete as error:
            why = "Run the same command again." if self.batch.failed else NOBODY
            where = f" They are missing under {lacking}." if (lacking := self._lacking(target, np.any)) else ""
            return f"{error}{where} {why}"

    def _lacking(self, target: Target, rows: Callable[[Any], Any]) -> str:
        """The regimes of a target under which it lacks a value in any of its rows, or in all; empty where there are none."""
        regimes = filter(None, (target.regime, target.reference))
        return " and ".join(
            f"the regime {name}" for name in regimes if rows(np.isnan(self.columns[name, target.outcome]))
        )

    @property
    def analyses(self) -> dict[Target, Analysis]:
        """The indices of every target that has them."""
        return {target: found for target, found in self._both.items() if not isinstance(found, str)}

    @property
    def incomplete(self) -> dict[Target, str]:
        """Why there are no indices of the others."""
        return {target: found for target, found in self._both.items() if isinstance(found, str)}

    @cached_property
    def deciding(self) -> Deciding | None:
        """What turns the choice for the public purse; nothing where the rows of the study cannot say."""
        return deciding(self.study, self.columns)

    @property
    def differences(self) -> list[Target]:
        """The targets that say how far regimes lie apart."""
        return [target for target in self.targets if target.reference]

    def headline(self, target: Target) -> str:
        """What the answer about one target depends on, in words."""
        found = self._both[target]
        if isinstance(found, str):
            return found
        return " ".join(filter(None, (headline(found, self.labels), pairs_line(found, self.labels))))

    def title(self, target: Target) -> str:
        """The same in a few words, for a picture."""
        analysis = self.analyses[target]
        ranked = standings(analysis.method, analysis.indices)
        names = [self.labels[name] for name, standing in ranked.items() if standing is Standing.MATTERS]
        if not names and Standing.UNCLEAR in ranked.values():
            return "Too few runs to say what the answer depends on"
        if not names:
            return "No single assumption stands out"
        return f"The answer depends most on {', then on '.join(names[:2])}"

    def values(self, target: Target) -> Numbers:
        """What is analysed: a value for each row of the sample."""
        values = self.columns[target.regime, target.outcome]
        return values - self.columns[target.reference, target.outcome] if target.reference else values

    def told(self, target: Target) -> Told:
        """What is drawn of a target that has indices."""
        found, sample = self.analyses[target], self.study.sample
        factors = {self.labels[factor.name]: factor for factor in self.study.units}
        return sample.method.told(found, self.values(target), sample.size, factors)

    @property
    def labels(self) -> dict[str, str]:
        """What to call each factor: its name in words."""
        return {factor.name: factor.name.replace("_", " ") for factor in self.study.units}

    def rows(self) -> list[dict[str, Any]]:
        """The tidy table: one row for each target, factor and measure."""
        return [
            {
                "outcome": target.outcome,
                "unit": target.described.unit,
                "regime": target.regime,
                "reference": target.reference,
                **row,
            }
            for target, found in self.analyses.items()
            for row in rows(found)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "experiment": self.batch.to_dict(),
            "database": self.location,
            "design": dict(self.study.experiment.design),
            "differing": differing(self.study.plan).to_dict(),
            "laws": self.study.plan.law_facts,
            "posterior": posterior_facts(self.study.plan),
            "trust": support(self.study.plan).to_dict(),
            "headlines": [_plain(target) | {"says": self.headline(target)} for target in self.targets],
            "indices": self.rows(),
            "deciding": self.deciding.to_dict() if self.deciding else None,
        }


def _plain(target: Target) -> dict[str, str]:
    return {"outcome": target.outcome, "regime": target.regime, "reference": target.reference}


def targets_of(plan: Plan, outcomes: Sequence[str]) -> Iterator[Target]:
    """Every outcome's difference of each regime from the reference, then its level under each regime."""
    others = [regime.name for regime in plan.regimes if regime.name != plan.reference]
    for outcome in outcomes:
        yield from (Target(outcome, regime, plan.reference) for regime in others)
        yield from (Target(outcome, regime.name) for regime in plan.regimes)


def read_columns(store: Store, number: int, study: Study, outcomes: Sequence[str]) -> Columns:
    """Each outcome and the public cost under each regime, by row of the sample; not a number where there is no such value."""
    size = len(study.sample.replicate)
    outcomes = list(dict.fromkeys((*outcomes, COST)))
    found = {(regime.name, name): np.full(size, np.nan) for regime in study.plan.regimes for name in outcomes}
    for some in store.outcomes(number, outcomes):
        for run in some:
            for name, value in run.outcomes.items():
                found[run.regime, name][run.scenario] = value
    return found
