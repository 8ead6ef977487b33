"""A calibration from beginning to end: waves, draws of what is left, and how well these predict with luck of their own."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from ...scenarios.facts import values_hash
from ..plans import Posterior
from ..runs import How, Progress, Say
from ..store import Store, engine_version
from .answer import Calibration, Found, Predicted
from .emulator import Numbers
from .matching import Goals, match
from .particles import Particles, check_installed, sample
from .study import Asked, Target, reach
from .trying import Effort, Simulator, values_at

PREDICTED: Final = 100  # draws that are lived once more, each with luck of its own
OUTER: Final = (0.025, 0.975)  # of the predictive range
INNER: Final = (0.05, 0.95)  # of a parameter's range, as a declaration gives it
GENERATIONS: Final = 2  # as many as are usual, for what is told about time
A_GENERATION: Final = 1.5  # points for every draw


def calibrate(
    asked: Asked, store: Store, how: How, fresh: bool, progress: Progress | None, say: Say | None
) -> Calibration:
    """Carry out a calibration. What the store has is read, so that one that was stopped goes on from there.

    Linear algebra runs on one thread, so that the same file gives the same posterior to the bit however many workers there are.

    Raises:
        InputError: pyABC is not installed, or the targets cannot be met within the ranges.
        Interrupted: the user pressed Ctrl-C; every finished run is kept.
    """
    check_installed()
    began = time.perf_counter()
    effort = Effort(ahead=expected_runs(asked))
    simulator = Simulator(
        asked=asked,
        store=store,
        how=how,
        fresh=fresh,
        effort=effort,
        progress=progress or (lambda _done, _total: None),
        say=say or (lambda _: None),
    )
    with threadpool_limits(1):
        region = match(simulator.attempt, asked.names, goals(asked.targets), asked.waves, asked.points, asked.plan.seed)
        particles = sample(simulator.attempt, region, asked.draws, asked.plan.seed)
    places = _equally_likely(particles)
    every = (*asked.targets, *asked.held_back)
    figures = simulator.once(places, asked.plan.replicates, "check with fresh luck", every)
    return Calibration(
        asked=asked,
        region=region,
        particles=particles,
        posterior=_posterior(simulator, particles),
        found=tuple(_found(asked, particles)),
        predicted=tuple(_predicted(asked, figures)),
        figures=figures,
        effort=effort,
        seconds=time.perf_counter() - began,
        location=store.location,
    )


def goals(targets: Sequence[Target]) -> Goals:
    """The values, tolerances and titles of the targets."""
    values, tolerances = ([getattr(each, name) for each in targets] for name in ("value", "tolerance"))
    return Goals(np.array(values), np.array(tolerances), [each.read.title for each in targets])


def expected_runs(asked: Asked) -> int:
    """How many runs it usually takes; how many generations there will be shows only on the way."""
    points = asked.waves * asked.points + int(GENERATIONS * A_GENERATION * asked.draws)
    return points * asked.plan.replicates + PREDICTED


def _equally_likely(particles: Particles) -> Numbers:
    """Places of as many draws as are lived once more, taken evenly over the cumulative weights."""
    cumulative = np.cumsum(particles.weights)
    u = (np.arange(PREDICTED) + 0.5) / PREDICTED
    chosen = np.minimum(np.searchsorted(cumulative / cumulative[-1], u, side="right"), len(cumulative) - 1)
    return np.asarray(particles.places[chosen])


def _posterior(simulator: Simulator, particles: Particles) -> Posterior:
    """The draws as the other commands take them."""
    asked, place = simulator.asked, simulator.asked.plan.locality
    about = {
        "locality": place.name,
        "engine": engine_version(),
        "values": values_hash(),
        "targets": reach(asked.targets),
        "made": simulator.begun().date().isoformat(),
        "called": asked.name,
        "seed": str(asked.plan.seed),
        "equal draws": f"{particles.effective:.0f}",
    }
    return Posterior(tuple(asked.names), values_at(asked, particles.places), particles.weights, about=about)


def quantiles(values: Numbers, weights: Numbers, at: Sequence[float]) -> list[float]:
    """Weighted quantiles of values (n,); each is a value that some draw has."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    chosen = np.searchsorted(cumulative / cumulative[-1], at, side="left")
    return [float(values[order][min(place, len(order) - 1)]) for place in chosen]


def _found(asked: Asked, particles: Particles) -> list[Found]:
    low, high = INNER
    rows = np.array([quantiles(column, particles.weights, (low, 0.5, high)) for column in particles.places.T])
    values = values_at(asked, rows.T)
    return [
        Found(
            name=factor.name,
            before=(factor.belief.low, factor.belief.high),
            middle=float(values[1, k]),
            after=(float(values[0, k]), float(values[2, k])),
            narrower=1.0 - float(rows[k, 2] - rows[k, 0]) / (high - low),
        )
        for k, factor in enumerate(asked.factors)
    ]


def _predicted(asked: Asked, figures: Numbers) -> list[Predicted]:
    found = []
    for k, target in enumerate((*asked.targets, *asked.held_back)):
        seen = figures[np.isfinite(figures[:, k]), k]
        low, middle, high = np.quantile(seen, (OUTER[0], 0.5, OUTER[1])).tolist() if len(seen) else [np.nan] * 3
        miss = (middle - target.value) / math.hypot(target.tolerance, float(seen.std()) if len(seen) else 0.0)
        found.append(
            Predicted(target=target, fitted=k < len(asked.targets), middle=middle, low=low, high=high, miss=miss)
        )
    return found
