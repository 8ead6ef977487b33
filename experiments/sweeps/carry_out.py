"""Carries out a sweep and puts what it counted together: `sweep`, the same as the command."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...model.ledger.outcomes import HEADLINES
from ...scenarios.parameters import InputError
from ..designs import read_design
from ..plans import AS_USUAL, Experiment, LawsAsked, Wanted, check_workers
from ..runs import THREADS, Batch, How, Progress, Say, run
from ..store import Store, open_to_use
from .answer import Sweep
from .cells import Columns, shape_of

MOST_RUNS = 500_000  # that are put together in memory; what is larger is exported and read elsewhere


def sweep(
    file: str | Path,
    years: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    posterior: Wanted = None,
    laws: LawsAsked = AS_USUAL,
    db: str | Path | None = None,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Run every scenario of a design file, under every regime, in every replicate, and say what was found.

    Args:
        file: A design file: a scenario file with levers, uncertainties or both.
        years: Years in place of the file's.
        replicates: Replicates in place of the file's.
        seed: A seed in place of the file's.
        posterior: A posterior, or the file of one; none where it is False.
        laws: Laws beside the file's own, and those that are left out.
        db: Where runs are kept; `":memory:"` keeps nothing.
        workers: How many threads.
        fresh: Compute again what is kept.
        progress: Called with (runs done, runs in all).

    Returns:
        The paired change of every headline outcome at every combination of what was varied.

    Raises:
        InputError: something is wrong with what was asked; nothing was computed.
        Interrupted: Ctrl-C was pressed; finished runs are kept.

    Example:
        >>> from pathlib import Path
        >>> from diversion import sweep
        >>> lines = [
        ...     "{format: 1, locality: blackpool, regimes: [none, pre-arrest], replicates: 2, years: 1, run_in: 0,",
        ...     " levers: {design: grid, of: {caseload_pre_arrest: [10, 20]}}}",
        ... ]
        >>> size = Path("small.yaml").write_text("".join(lines))
        >>> found = sweep("small.yaml", db=":memory:")
        >>> found.table()["caseload_pre_arrest"].unique().tolist()
        [10.0, 20.0]
    """
    check_workers(workers)
    experiment = read_design(file, posterior, {"years": years, "replicates": replicates, "seed": seed}, laws)
    if not fits(experiment):
        raise InputError(
            f"{experiment.runs:,} runs are more than are put together here; use diversion sweep and export."
        )
    found = carry_out(experiment, db, How(workers=workers) if workers else THREADS, fresh, progress)
    assert isinstance(found, Sweep)  # it fits
    return found


def fits(experiment: Experiment) -> bool:
    """Whether an experiment is small enough to be put together in memory."""
    return experiment.runs <= MOST_RUNS


def carry_out(
    experiment: Experiment,
    db: str | Path | None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Sweep | tuple[Batch, str]:
    """Run a design that has been checked; the batch and where it is kept alone where it is too large for a table."""
    with open_to_use(db) as store:
        batch = run(experiment, store, how, fresh, progress, say)
        if not fits(experiment):
            return batch, store.location
        columns = read(store, batch.number, experiment)
        return Sweep(experiment=experiment, batch=batch, location=store.location, columns=columns)


def read(store: Store, number: int, experiment: Experiment) -> Columns:
    """The headline outcomes of every run, by lever, uncertainty and replicate; not a number where a run failed."""
    levers, uncertain, replicates = shape_of(experiment)
    regimes = [regime.name for regime in experiment.plan.regimes]
    found = {
        (regime, name): np.full((levers, uncertain, replicates), np.nan) for regime in regimes for name in HEADLINES
    }
    for some in store.outcomes(number, HEADLINES):
        for run_ in some:
            lever, other = divmod(run_.scenario, uncertain)
            for name, value in run_.outcomes.items():
                found[run_.regime, name][lever, other, run_.replicate] = value
    return found
