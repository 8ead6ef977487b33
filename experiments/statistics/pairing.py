"""Puts the runs of two regimes side by side, replicate by replicate, and refuses those that do not belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ...model.ledger.outcome import Better
from ..plans import RunResult
from .paired import Band, Paired, Unpaired, difference
from .samples import NAN, Numbers, ratio, share_of_pairs_lower, student, variance, welch


def by_replicate(runs: Iterable[RunResult], regime: str) -> Mapping[int, RunResult]:
    """The runs of one regime keyed by replicate, in order; a replicate that stands there twice is refused."""
    found: dict[int, RunResult] = {}
    for run in runs:
        if run.regime != regime:
            continue
        if run.replicate in found:
            raise Unpaired(f"Replicate {run.replicate} of {regime} is there twice.")
        found[run.replicate] = run
    return dict(sorted(found.items()))


def column(runs: Mapping[int, RunResult], outcome: str) -> Numbers:
    """One outcome of one regime in replicate order; NaN where the run failed or the outcome has no value."""
    return np.array([NAN if run.error else run.outcomes.get(outcome, NAN) for run in runs.values()], dtype=np.float64)


def check_paired(reference: Mapping[int, RunResult], regime: Mapping[int, RunResult]) -> None:
    """Refuse two sets of runs that do not have the same replicates with the same seeds."""
    if reference.keys() != regime.keys():
        alone = sorted(reference.keys() ^ regime.keys())
        raise Unpaired(f"Replicate {alone[0]} has no partner in the other regime.")
    for replicate, run in reference.items():
        partner = regime[replicate]
        if run.seed != partner.seed and not (run.error or partner.error):
            raise Unpaired(f"Replicate {replicate} has seed {run.seed} in one regime and {partner.seed} in the other.")


def paired(
    runs: Iterable[RunResult],
    reference: str,
    regime: str,
    outcome: str,
    band: Band,
    better: Better = "neither",
    histories: int = 1,
    unpaired: bool = False,
) -> Paired:
    """Pair the runs of two regimes by replicate and summarise one outcome: mean, interval, benefit, what pairing saved.

    Args:
        runs: The runs of both regimes, in any order.
        reference: The regime the other is compared with.
        regime: The other.
        outcome: The name of the outcome.
        band: What the low and high shall mean.
        better: Which direction of the outcome is a benefit.
        histories: How many replicates, one after the other, share one draw of the parameters.
        unpaired: Compare the means of runs that need not belong together, with Welch's interval (`Band.UNPAIRED`).

    Returns:
        Regime minus reference, in the outcome's unit.

    Raises:
        Unpaired: the runs do not belong to the same replicates, and nobody said that they need not.

    Example:
        >>> from diversion.experiments.plans.plan import RunResult
        >>> from diversion.experiments.statistics.paired import Band
        >>> arrests = {"none": (20, 30, 25), "pre-arrest": (18, 27, 24)}  # a year, in three replicates
        >>> runs = [
        ...     RunResult(regime=regime, replicate=replicate, seed=replicate, seconds=0.1, outcomes={"arrests": count})
        ...     for regime, counts in arrests.items()
        ...     for replicate, count in enumerate(counts)
        ... ]
        >>> paired(runs, "none", "pre-arrest", "arrests", Band.MEAN).mean
        -2.0
    """
    runs = list(runs)
    a, b = by_replicate(runs, reference), by_replicate(runs, regime)
    if unpaired:
        return _apart(column(a, outcome), column(b, outcome), better)
    check_paired(a, b)
    return difference(column(a, outcome), column(b, outcome), band, better, histories)


def _apart(reference: Numbers, regime: Numbers, better: Better) -> Paired:
    """The difference of two means whose runs do not belong together, with Welch's interval."""
    a, b = reference[np.isfinite(reference)], regime[np.isfinite(regime)]
    filled = a.size > 0 and b.size > 0
    error, df = welch(a, b)
    first, other = (float(values.mean()) if values.size else NAN for values in (a, b))
    half, spread = student(df) * error, variance(a) + variance(b)
    return Paired(
        n=min(a.size, b.size),
        missing=reference.size - a.size + regime.size - b.size,
        reference_mean=first,
        regime_mean=other,
        mean=other - first,
        median=float(np.median(b) - np.median(a)) if filled else NAN,
        low=other - first - half,
        high=other - first + half,
        share_lower=share_of_pairs_lower(a, b),
        ties=0,
        variance=spread,
        variance_unpaired=spread,
        saving=ratio(spread, spread),
        mc_error=error,
        band=Band.UNPAIRED,
        df=df,
        better=better,
    )
