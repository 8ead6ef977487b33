"""Finds the mix: all of them on a few draws, then those that cannot be told from the best, and the best of each sum, on all.

Every mix is lived by the same people with the same luck, so that differences between mixes are paired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from ..answers import Comparison
from ..compare import carry_out as compare_plans
from ..plans import Plan, make_plan
from ..runs import THREADS, How, Progress
from ..statistics import Numbers
from .answer import LIKELY, Mix, Tried, beats
from .study import NEXT, OBJECTIVES, STEPS, Asked, Candidate, ask

MOST_KEPT: Final = 8  # mixes that are looked at on all draws, beside the best of each sum
NEXT_NAME: Final = "mix-next"


def mix(
    locality: str | Path,
    budget: float,
    objective: str = "net-benefit",
    packs: Sequence[str] | None = None,
    years: int = 3,
    run_in: int = 1,
    replicates: int = 40,
    screening: int = 10,
    seed: int = 1,
    changes: Mapping[str, float] | None = None,
    db: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Mix:
    """Find which mix of doors, programmes and posts is best under a yearly budget.

    Args:
        locality: A place from the library, or the path of a locality file.
        budget: Pounds a year, at the prices in the middle of what is believed; no mix spends more.
        objective: What is best: `net-benefit` (of the public purse), `offences`, `contacts` or `harm`.
        packs: Regimes whose own doors and teams may be bought, in any size; three of the library when nothing is given.
        years: Years simulated after the run-in.
        run_in: Years of current practice that come first.
        replicates: Draws on which those that are left are compared.
        screening: Draws on which every mix is tried first.
        seed: The whole number that all chance is derived from.
        changes: Parameters fixed to a value, by name.
        db: Where runs are kept; `":memory:"` keeps nothing.
        workers: How many threads.
        progress: Called with (runs done, runs in all) of the stage under way.

    Returns:
        What was tried and what won, or that none can be named.

    Raises:
        InputError: something is wrong with what was asked; nothing was computed or written.

    Example:
        >>> from diversion import mix
        >>> few = {"years": 1, "run_in": 0, "replicates": 2, "screening": 2, "db": ":memory:"}
        >>> found = mix("blackpool", 200_000, packs=["custody-stage"], **few)
        >>> len(found.tried)  # one post, two, three
        3
    """
    asked = ask(str(locality), budget, objective, packs, years, run_in, replicates, screening, seed, changes)
    return carry_out(asked, db, How(workers=workers), False, progress)


def carry_out(
    asked: Asked,
    db: str | Path | None = None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Mix:
    """Do it, with what is kept in the store."""

    def compared(some: Iterable[Candidate], replicates: int) -> Comparison:
        return compare_plans(_plan(asked, some, replicates), db, how, fresh, progress, crossing=False)

    candidates = asked.candidates()
    first = compared(candidates, asked.screening)
    screened = {each.name: gains(first, each.name, asked.objective) for each in candidates}
    kept = survivors(candidates, screened)
    second = compared(kept, asked.plan.replicates)
    found = {each.name: gains(second, each.name, asked.objective) for each in kept}
    tried = [Tried(each, screened[each.name], found.get(each.name)) for each in candidates]
    best = max(kept, key=lambda each: _mean(found[each.name]))
    after = following(asked, best)
    third = compared([best, after], asked.plan.replicates)
    more = gains(third, NEXT_NAME, asked.objective) - gains(third, best.name, asked.objective)
    over = second.values(best.name, "cost.programmes").mean(axis=1) > asked.budget * (1 + 1e-9)
    return Mix(
        asked=asked, comparison=second, tried=tuple(tried), after=after, more=more, exceeded=float(np.mean(over))
    )


def _plan(asked: Asked, some: Iterable[Candidate], replicates: int) -> Plan:
    plan = asked.plan
    made = make_plan(
        plan.locality,
        [each.regime for each in some],
        plan.reference,
        years=plan.years,
        run_in=plan.run_in,
        replicates=replicates,
        seed=plan.seed,
        changes=plan.changes,
    )
    return replace(made, laws=plan.laws)


def following(asked: Asked, best: Candidate) -> Candidate:
    """The same mix with the posts that a hundred thousand pounds a year more pay for, in the pack that has most of it."""
    most = max(best.pounds, key=lambda name: best.pounds[name])
    some = []
    for pack in asked.packs:
        mine = dict(best.posts.get(pack.name, {}))
        if pack.name == most:
            mine = {name: count + pack.posts(NEXT)[name] for name, count in mine.items()}
        some.append(mine)
    return asked.candidate(NEXT_NAME, some)


def gains(compared: Comparison, name: str, objective: str) -> Numbers:
    """How much better a mix is than spending nothing over the horizon, one for each draw; NaN where a run failed."""
    outcome, _ = OBJECTIVES[objective]
    money = compared.economics()
    if outcome:
        return -money.outcome_change(name, outcome)
    known = money.has(name)
    found: Numbers = np.full(known.shape, np.nan)
    found[known] = money.net_benefit(name, "public")
    return found


def survivors(candidates: Sequence[Candidate], found: Mapping[str, Numbers]) -> list[Candidate]:
    """Those that cannot be told from the best of all, the best first and at most eight, and the best of each sum."""
    ordered = sorted(candidates, key=lambda each: -_mean(found[each.name]))
    best = found[ordered[0].name]
    alike = [each for each in ordered if beats(best, found[each.name]) < LIKELY][:MOST_KEPT]
    most = max(each.spends for each in candidates)
    bounds = [most * part / STEPS for part in range(1, STEPS + 1)]
    by_sum = [next((each for each in ordered if each.spends <= bound), ordered[0]) for bound in bounds]
    kept = {each.name: each for each in (ordered[0], *alike, *by_sum)}
    return [each for each in candidates if each.name in kept]


def _mean(values: Numbers) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("-inf")
