"""Answers that were made up to say one thing each, for every test of the memo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pytest

from diversion.experiments.answers import Comparison
from diversion.experiments.memo.kept import Basis
from diversion.experiments.plans import RunResult, make_plan
from diversion.experiments.runs import Batch
from diversion.experiments.store import engine_version
from diversion.model.ledger.details import CODES
from diversion.model.ledger.outcomes import OUTCOMES
from diversion.scenarios.words import PUBLIC

DAY = date(2026, 11, 30)
LEVELS = {"latent_offences": 30_000.0, "contacts_referred": 2.6, "arrests": 2_400.0, "freed_at_contact": 0.0}
COSTS = {
    "police": 2_000_000.0,
    "courts": 700_000.0,
    "prison": 900_000.0,
    "programmes": 0.0,
    "ordinary_services": 90_000.0,
    "prosecution": 300_000.0,
    "legal_aid": 250_000.0,
    "probation": 600_000.0,
    "health": 400_000.0,
    "housing": 0.0,
}
MANY = ("current", "custody-stage", "pre-arrest", "combined", "turning-point")


@dataclass(frozen=True)
class Case:
    """What regimes change, by outcome: a middle and a spread over the draws."""

    changes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    regimes: tuple[str, ...] = ("none", "pre-arrest")
    draws: int = 60
    fixed: bool = False
    unknown: bool = False
    failed: int = 0
    times: float = 1.0
    histories: int = 1


WORSE = {"latent_offences": (900.0, 200.0), "contacts_referred": (0.5, 0.1), "arrests": (80.0, 20.0)}
BETTER = {name: (-middle, spread) for name, (middle, spread) in WORSE.items()}
DEARER = {"cost.programmes": (600_000.0, 90_000.0), "cost.police": (20_000.0, 9_000.0)}
CHEAPER = {"cost.prison": (-400_000.0, 60_000.0), "cost.courts": (-90_000.0, 20_000.0)}
CASES: dict[str, Case] = {
    "null": Case(),
    "harmful": Case(WORSE | DEARER | {"freed_at_contact": (-700.0, 90.0)}),
    "mixed": Case(
        {"latent_offences": (-900.0, 200.0), "contacts_referred": (0.5, 0.1), "freed_at_contact": (40.0, 300.0)}
        | {"cost.programmes": (300_000.0, 90_000.0), "cost.prison": (-290_000.0, 90_000.0)}
    ),
    "tiny": Case(BETTER | CHEAPER, draws=3),
    "unknown": Case(unknown=True),
    "cheaper and worse": Case(WORSE | CHEAPER),
    "dearer and better": Case(BETTER | DEARER),
    "one regime": Case(BETTER | CHEAPER, regimes=("none", "custody-stage")),
    "many regimes": Case(BETTER | DEARER, regimes=("none", *MANY)),
    "fixed parameters": Case(BETTER | DEARER, fixed=True),
    "failed runs": Case(BETTER | DEARER, failed=4),
    "large": Case(BETTER | DEARER, draws=400, times=500.0),
    "histories": Case(BETTER | DEARER, draws=30, histories=2),
    "probable": Case({"latent_offences": (-300.0, 210.0), "cost.prison": (-300_000.0, 210_000.0)}),
}


def _outcomes(case: Case, regime: str, luck: np.random.Generator, shared: float) -> dict[str, float]:
    """What one run counted: levels that all regimes share, and what a regime changes."""
    if case.unknown:
        return {}
    found = {name: LEVELS.get(name, 50.0) + shared for name in OUTCOMES if not name.startswith("widened")}
    found |= {f"cost.{agency}": COSTS[agency] + 10 * shared for agency in PUBLIC}
    found |= {f"recorded.{code}": 300.0 + shared for code in CODES}
    if regime != "none":
        found |= dict.fromkeys(("widened_share", "widened_end_share"), 20.0 + shared)
        found |= {"widened_people": 31.0, "diverted_arrest": 80.0, "diverted_resolution": 14.0}
        found |= {"diverted_caution": 0.0, "diverted_interview": 0.0, "diverted_charge": 5.0}
        for name, (middle, spread) in case.changes.items():
            found[name] += case.times * luck.normal(middle, spread)
    else:
        found |= dict.fromkeys(("widened_people", *(name for name in found if name.startswith("diverted"))), 0.0)
    found["net_cost"] = sum(found[f"cost.{agency}"] for agency in PUBLIC)
    return found


@pytest.fixture(scope="session")
def made() -> Callable[..., Basis]:
    """The basis of a memo about a case by its name; with `swapped`, the regime is what the reference is compared with."""

    def make(name: str, swapped: bool = False, **more: Any) -> Basis:
        case = CASES[name]
        reference, regimes = case.regimes[0], case.regimes[1:]
        if swapped:
            reference, regimes = regimes[0], (reference,)
        replicates = case.draws * case.histories
        plan = make_plan(
            "blackpool", list(regimes), reference, replicates=replicates, fixed_parameters=case.fixed,
            histories=case.histories, laws=[], **more,
        )  # fmt: skip
        answer = Comparison(
            plan=plan, batch=Batch(7, 1), results=tuple(_results(case, plan, replicates)), location="here"
        )
        return Basis(answer=answer, day=DAY, engine=engine_version())

    return make


def _results(case: Case, plan: Any, replicates: int) -> list[RunResult]:
    found = []
    names = [regime.name for regime in plan.regimes]
    for replicate in range(replicates):
        shared = float(np.random.default_rng(replicate).normal(0, 1))
        for name in names:
            luck = np.random.default_rng((replicate, len(name)))
            error = "ValueError: it broke." if replicate < case.failed and name != "none" else ""
            outcomes = {} if error else _outcomes(case, name, luck, shared)
            found.append(
                RunResult(regime=name, replicate=replicate, seed=replicate, seconds=0.0, outcomes=outcomes, error=error)
            )
    return found


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> str:
    """Every case in turn."""
    return str(request.param)
