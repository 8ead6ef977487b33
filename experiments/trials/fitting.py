"""What a published trial says about the effect in the model: belief before it, belief after it.

`uv run python -m diversion.experiments.trials.fitting` prints the table. For each parameter the study is replayed at
several values with the same luck, which gives the middle of the simulated estimates as a smooth curve. The published
estimate is then weighed against that curve with its own error and with what a model may miss by (a synthetic
likelihood: Wood 2010, Nature 466), on top of the declared belief.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .drawing import draw_trial
from .preparing import prepare, together
from .study import Study, studies

Numbers = NDArray[np.float64]
POINTS: Final = 7
FINE: Final = 4001


@dataclass(frozen=True, slots=True)
class Fit:
    """One parameter and the published reading it is fitted to.

    `prior` is the 5th, 50th and 95th percentile of belief before, spread evenly on the log in between and beyond.
    `error` is the published standard error and `discrepancy` what the model, or the design, may be off by; both on the
    scale of the estimate, its log where it is a ratio.
    """

    parameter: str
    study: str
    reading: int
    prior: tuple[float, float, float]
    error: float
    discrepancy: float
    why: str


FITS: Final = (
    Fit("rate_ratio_lead", "lead-pooled", 0, (0.50, 0.80, 1.05), 0.195, 0.20,
        "standard error 0.118 of d, × 1.65; discrepancy by judgement, as none of the six studies was randomised"),
    Fit("rate_ratio_contract", "checkpoint", 0, (0.20, 0.55, 1.00), 4.1, 2.5,
        "interval derived from the numbers; discrepancy: reports of the trial differ from 9.7 to 15 points"),
    Fit("rate_ratio_workshops", "cara", 0, (0.40, 0.75, 1.00), 0.124, 0.10,
        "error from p = 0.011; discrepancy by judgement, as the model's categories of harm are coarse"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fit carried out: the curve [points], belief after as 5th, 50th and 95th percentile, and the estimate at its middle."""

    fit: Fit
    values: Numbers
    middles: Numbers
    after: tuple[float, float, float]
    at_middle: float


def carry_out(fit: Fit, worlds: int = 6, trials: int = 200, workers: int = 2) -> Fitted:
    """Replay the study along the belief and weigh its published estimate."""
    (study,) = (each for each in studies() if each.name == fit.study)
    values = believed(fit.prior, np.linspace(0.02, 0.98, POINTS))
    middles = np.array([_middle(study, fit, value, worlds, trials, workers) for value in values])
    fine = believed(fit.prior, (np.arange(FINE) + 0.5) / FINE)
    curve = np.interp(np.log(fine), np.log(values), middles)
    after = weighed(fine, _distance(study, fit, curve), math.hypot(fit.error, fit.discrepancy))
    return Fitted(fit, values, middles, after, float(np.interp(math.log(after[1]), np.log(values), middles)))


def believed(prior: tuple[float, float, float], share: Numbers) -> Numbers:
    """The values of belief at these shares: straight on the log through the three percentiles."""
    low, middle, high = np.log(prior)
    away = (share - 0.5) / 0.45
    found: Numbers = np.exp(middle + away * np.where(away < 0, middle - low, high - middle))
    return found


def weighed(values: Numbers, distance: Numbers, error: float) -> tuple[float, float, float]:
    """The 5th, 50th and 95th percentile of equally believed values, each weighted by how near it comes to the published."""
    weights = np.exp(-0.5 * (distance / error) ** 2)
    upto = np.cumsum(weights) / weights.sum()
    low, middle, high = np.interp([0.05, 0.5, 0.95], upto, values).tolist()
    return low, middle, high


def _distance(study: Study, fit: Fit, curve: Numbers) -> Numbers:
    """How far the curve is from the published estimate, on the log where it is a ratio."""
    reading = study.outcomes[fit.reading]
    assert reading.published is not None
    if "difference" in reading.as_:
        return curve - reading.published
    found: Numbers = np.log(curve / reading.published)
    return found


def _middle(study: Study, fit: Fit, value: float, worlds: int, trials: int, workers: int) -> float:
    changed = study.model_copy(update={"changes": {**study.changes, fit.parameter: value}})
    with ThreadPoolExecutor(workers) as threads:
        stock = together(list(threads.map(lambda replicate: prepare(changed, replicate), range(worlds))))
    return float(np.median([draw_trial(changed, stock, k)[fit.reading].value for k in range(trials)]))


def as_table(found: Sequence[Fitted]) -> str:
    """Belief before and after, a row a parameter, and what the study then gives."""
    lines = [f"{'Parameter':<24}{'before':<24}{'after':<24}{'published':>10}{'model':>9}"]
    for each in found:
        (study,) = (one for one in studies() if one.name == each.fit.study)
        published = study.outcomes[each.fit.reading].published
        before, after = (f"{m:.2f} ({low:.2f} to {high:.2f})" for low, m, high in (each.fit.prior, each.after))
        lines.append(f"{each.fit.parameter:<24}{before:<24}{after:<24}{published:>10g}{each.at_middle:>9.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_table([carry_out(fit) for fit in FITS]))
