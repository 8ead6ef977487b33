"""Plans a pilot, as one function: the public call behind `diversion pilot`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...scenarios.law import Law
from ..compare import carry_out as carry_out_comparison
from ..plans import check_workers
from ..plans.usual import Wanted
from ..runs import THREADS, How, Progress
from .answer import Pilot, Uptake
from .economics import net_benefit
from .money import cost_of
from .planning import findings
from .pool import World, worlds_of
from .simulated import simulate
from .study import DRAWS, HORIZON, LOST, PERSPECTIVE, TEAMS, TRIALS, Asked, ask
from .worth import worth


def pilot(
    locality: str | Path,
    regime: str | Path = "pre-arrest",
    design: str = "lot",
    people: int = 300,
    months: int = 18,
    follow: int = 12,
    reference: str | Path = "none",
    outcome: str = "arrests",
    measure: str = "any",
    analysis: str | None = None,
    teams: int = TEAMS,
    lost: float = LOST,
    trials: int = TRIALS,
    draws: int = DRAWS,
    horizon: int = HORIZON,
    seed: int = 1,
    changes: Mapping[str, Any] | None = None,
    posterior: Wanted = None,
    laws: Sequence[str | Path | Law] | None = None,
    perspective: str = PERSPECTIVE,
    evaluation: float | None = None,
    value: bool = True,
    db: str | Path | None = None,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Pilot:
    """What a pilot of a regime would find in a place, how often it would mislead, what it costs and is worth.

    Args:
        locality: A place from the library, or the path of a locality file.
        regime: The regime to be piloted.
        design: `lot` (each person by lot), `shifts` or `areas` by lot, `wedge` (teams or custody suites begin one after another)
            or `matched`.
        people: How many to take in, both arms together.
        months: For how long people are taken in.
        follow: For how many months each is followed.
        reference: The regime of the comparison group.
        outcome: `arrests` (not on warrants), `contacts`, `proven` (offences) or `charges`.
        measure: Whether people have `any`, or the `count`.
        analysis: `regression` (logistic or Poisson; of clusters GEE with robust errors) or `mixed` (a linear mixed model); a
            stepped wedge takes the mixed model when nothing is given.
        teams: How many teams begin one after another in a stepped wedge, or custody suites where every way in is at one.
        lost: The share lost to follow-up, the same in both arms.
        trials: How many pilots to simulate.
        draws: How many worlds they come from, each with a draw of everything that is not known.
        horizon: Years over which the decision counts.
        seed: The whole number, 0 or more, that all chance is derived from.
        changes: Parameters fixed to a value, by name.
        posterior: What to draw from; the place's own when nothing is given.
        laws: The laws that are in force; the usual ones when nothing is given.
        perspective: Whose money decides: `police`, `public` (the public purse) or `society`.
        evaluation: Pounds the evaluation costs, in place of what is declared.
        value: Whether to compute what the pilot's answer is worth, which takes a comparison over the horizon.
        db: Where that comparison's runs are kept: a file, a database URL; the user's own data folder when nothing is given.
        workers: How many threads.
        fresh: Compute again what the store already has.
        progress: Called with (runs done, runs in all).

    Returns:
        Power, wrong signs, exaggeration, people needed, cost and worth of such a pilot; `lines()` says it in sentences.

    Raises:
        InputError: something is wrong with what was asked; nothing was computed or written.

    Example:
        >>> from diversion import pilot
        >>> found = pilot("blackpool", design="shifts", months=6, follow=6, draws=10, trials=100, value=False)
        >>> 0 <= found.findings.power <= 1
        True
    """
    check_workers(workers)
    asked = ask(
        locality, regime, design, people, months, follow, reference, outcome, measure, analysis, teams, lost, trials,
        draws, horizon, seed, changes, posterior, laws, perspective,
    )  # fmt: skip
    return carry_out(asked, evaluation, value, db, How(workers=workers), fresh, progress)


def carry_out(
    asked: Asked,
    evaluation: float | None = None,
    value: bool = True,
    db: str | Path | None = None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Pilot:
    """Live the worlds of a pilot that has been checked, simulate it, and work out what it costs and is worth."""
    cost = cost_of(asked, evaluation)
    worlds = worlds_of(asked, how.workers, progress)
    trials = simulate(asked, worlds)
    found = Pilot(
        asked=asked,
        trials=trials,
        findings=findings(trials, asked.people * (1 - asked.lost)),
        uptake=uptake_of(asked, worlds),
        cost=cost,
        worth=None,
    )
    if not value:
        return found
    compared = carry_out_comparison(asked.decision, db, how, fresh, progress, say, crossing=False)
    gain = net_benefit(compared, asked.regime, asked.perspective, asked.years_until_known)
    return replace(found, worth=worth(trials, gain, asked.horizon, cost.total))


def uptake_of(asked: Asked, worlds: Sequence[World]) -> Uptake:
    """What worlds say of how many there are, who takes the programme up and who leaves it."""
    size = np.array([min(world.took.size, 10**9) if world.took else world.offered.size for world in worlds], np.float64)
    ratio = np.array([world.latent for world in worlds])
    return Uptake(
        admitted=_mean(np.array([world.admitted for world in worlds])),
        left=_mean(np.array([world.left for world in worlds])),
        died=_mean(np.array([world.died for world in worlds])),
        ratio=_spread(ratio[np.isfinite(ratio)]),
        met=_spread(size * (2 if asked.design == "matched" else 1)),
    )


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _spread(values: np.ndarray) -> tuple[float, float, float]:
    if not values.size:
        return (float("nan"),) * 3
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    return low, middle, high
