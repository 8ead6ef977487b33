"""Compares regimes in one place: the main job, as one function.

Example:
    >>> from diversion import compare
    >>> answer = compare("blackpool", years=3, replicates=40)
    >>> print(answer.findings()[0])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..scenarios.law import Law
from .answers import Comparison, until
from .crossing import with_crossing
from .plans import DEFAULT_REGIMES, Plan, RunResult, Wanted, check_workers, comparison, make_plan
from .runs import THREADS, Goal, How, Progress, goal_of, run
from .store import open_to_use


def compare(
    locality: str | Path,
    regimes: str | Path | Sequence[str | Path] = DEFAULT_REGIMES,
    reference: str | Path = "none",
    years: int = 3,
    run_in: int = 1,
    replicates: int = 40,
    seed: int = 1,
    changes: Mapping[str, float] | None = None,
    fixed_parameters: bool = False,
    db: str | Path | None = None,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    histories: int = 1,
    precision: float | None = None,
    most_replicates: int | None = None,
    posterior: Wanted = None,
    crossing: bool = True,
    laws: Sequence[str | Path | Law] | None = None,
) -> Comparison:
    """Compare regimes on the same simulated people.

    Args:
        locality: A place from the library, or the path of a locality file.
        regimes: Regimes from the library or paths of files, or a single one; `current` is the locality's own. The
            reference is added when it is missing.
        reference: The regime the others are compared with.
        years: Years simulated after the run-in, 1 to 50.
        run_in: Years of current practice that come first, 0 to 50.
        replicates: How many worlds, each lived through once under every regime; 1 to 1,000,000.
        seed: The whole number, 0 or more, that all chance is derived from.
        changes: Parameters fixed to a value, by name, each in its own unit (`diversion show NAME` says which).
        fixed_parameters: Keep every parameter at its default, so that ranges show luck only.
        db: Where runs are kept: a file, a database URL, or the user's own data folder when nothing is given;
            `":memory:"` keeps nothing.
        workers: How many threads, 1 to 1,024; as many as there are processors when nothing is given.
        fresh: Compute again what the store already has.
        progress: Called with (runs done, runs in all).
        histories: How many replicates live each draw of the uncertain parameters, so that luck can be told from them;
            `replicates` is a multiple of it.
        precision: Add replicates until the mean change in offences, and the ends of its range, are known to this many a
            year to each side.
        most_replicates: Where adding stops in any case; 1,000 when nothing is given.
        posterior: A posterior, or the file of one: each draw takes one of its draws, whole, for the parameters it has. The
            place's own, if it is any good, when nothing is given; none where it is False.
        crossing: Whether programmes and beliefs are exchanged as well, in 20 replicates, where two regimes have programmes of
            their own: without that nothing is said of which does more.
        laws: The laws that are in force in every regime, by name or file, each from its own day on; those of the library
            that have a day when nothing is given, none for an empty list.

    Returns:
        Every run, and what they say of each outcome: paired differences, levels, sentences.

    Raises:
        InputError: something is wrong with what was asked; nothing was computed or written.
        Interrupted: Ctrl-C was pressed; finished runs are kept.

    Example:
        >>> from diversion import compare
        >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
        >>> answer.differences["pre-arrest", "latent_offences"].n  # pairs
        2
        >>> answer.mean("pre-arrest", "arrests") < answer.mean("none", "arrests")  # a year
        True
    """
    check_workers(workers)
    plan = make_plan(
        locality,
        regimes,
        reference,
        years=years,
        run_in=run_in,
        replicates=replicates,
        seed=seed,
        changes=changes,
        fixed_parameters=fixed_parameters,
        posterior=posterior,
        histories=histories,
        laws=laws,
    )
    return carry_out(
        plan,
        db,
        How(workers=workers),
        fresh,
        progress,
        goal=goal_of(precision, most_replicates, plan.replicates, fresh),
        crossing=crossing,
    )


def carry_out(
    plan: Plan,
    db: str | Path | None = None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
    goal: Goal | None = None,
    crossing: bool = True,
) -> Comparison:
    """Run a plan that has been checked, with what is kept in the store, and return the answer.

    With a goal, replicates are added until it is met. With `crossing`, programmes and beliefs are exchanged as well.
    """
    with open_to_use(db) as store:

        def once(plan: Plan) -> Comparison:
            found: dict[tuple[int, str], RunResult] = {}

            def keep(_scenario: int, result: RunResult) -> None:
                found[result.replicate, result.regime] = result

            batch = run(comparison(plan), store, how, fresh, progress, say, keep)
            keys = ((number, regime.name) for number in range(plan.replicates) for regime in plan.regimes)
            return Comparison(
                plan=plan, batch=batch, results=tuple(found[key] for key in keys), location=store.location
            )

        found = until(goal, plan, once) if goal else once(plan)
        if not crossing or len(plan.doors) < 2:
            return found
        return with_crossing(found, store, how, fresh, progress, say)
