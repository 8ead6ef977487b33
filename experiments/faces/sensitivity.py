"""`sensitivity`: which assumptions an answer hangs on, the same as the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...scenarios.loader import is_path
from ...scenarios.parameters import InputError
from ...scenarios.paths import read_typed
from ...scenarios.reading import read_yaml
from ..plans import AS_USUAL, LawsAsked, Plan, Wanted, check_workers, make_plan, plan_of, with_posterior
from ..runs import THREADS, How, Progress, Say, run
from ..sensitivity import (
    USUAL,
    Answer,
    Study,
    Target,
    main_indices,
    make_study,
    parameter_indices,
    read_columns,
    steady,
    targets_of,
)
from ..sensitivity.methods import method_of
from ..sensitivity.own import NO_GROUPS, NO_RANGES, Groups, Ranges
from ..sensitivity.terms import CHANCE, NOTHING, Index
from ..sensitivity.words import deciding_lines
from ..store import open_to_use
from ..wording import as_html, decimals_for, number
from .named import outcomes_of, several

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture

YEARS, RUN_IN, SEED, REFERENCE = 3, 1, 1, "none"
LAST = (CHANCE, NOTHING)  # stand below every parameter


class Sensitivity(Answer):
    """What an analysis found about every outcome and difference."""

    def __repr__(self) -> str:
        """A few words, not every run."""
        plan, method = self.study.plan, self.study.sample.method.name
        return f"<Sensitivity of {plan.locality.name} by {method}, {len(self.study.units)} factors; .lines() says what it found>"

    def lines(self) -> list[str]:
        """What each difference hangs on, and what turns the choice between regimes, in sentences."""
        told = [f"{target.title}. {self.headline(target)}" for target in self.differences]
        return told + (list(deciding_lines(self.deciding, self.labels)) if self.deciding else [])

    def table(self) -> DataFrame:
        """One row for each target, factor and measure, with its 95% interval."""
        from pandas import DataFrame

        return DataFrame(self.rows())

    def plot(self, outcome: str | None = None, regime: str | None = None) -> Picture:
        """What a difference hangs on, as a matplotlib figure; the first one that has indices unless others are named.

        Raises:
            InputError: no difference of that outcome and regime has indices.
        """
        from ...viz.charts.sensitivity import sheet
        from ...viz.figures.sheets import sheet as drawn  # with matplotlib, too slow to load for who wants no picture

        return drawn(sheet(self, self._target(outcome, regime)))

    def _target(self, outcome: str | None, regime: str | None) -> Target:
        for target in self.differences:
            if outcome in (None, target.outcome) and regime in (None, target.regime) and target in self.analyses:
                return target
        named = " and ".join(filter(None, (outcome, regime))) or "any outcome"
        raise InputError(f"There are no indices of a difference in {named}.")

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        found = {target: self.analyses[target] for target in self.differences if target in self.analyses}
        heads = [
            "Factor",
            *(f"{target.title}: {each.method.main.heading or each.method.main.name}" for target, each in found.items()),
        ]
        tables = [main_indices(each.method, each.indices) for each in found.values()]
        ranked = [name for each in found.values() for name in parameter_indices(each.method, each.indices)]
        names = [*dict.fromkeys(ranked), *(name for name in LAST if any(name in table for table in tables))]
        rows = [[self.labels.get(name, f"({name})"), *(cell_of(table.get(name)) for table in tables)] for name in names]
        caption = f"{self.study.plan.locality.title}: what the answer hangs on, with 95% intervals"
        return as_html(self.lines(), caption, heads, rows)


def cell_of(index: Index | None) -> str:
    """An index with its 95% interval, a dash where there is none."""
    if index is None:
        return "–"
    decimals = decimals_for((index.value, index.low, index.high), 2)
    return "{} ({} to {})".format(*(number(each, decimals) for each in (index.value, index.low, index.high)))


def sensitivity(
    target: str | Path,
    method: str = "morris",
    factors: str | Sequence[str] | None = None,
    ranges: Ranges = NO_RANGES,
    groups: Groups = NO_GROUPS,
    size: int | None = None,
    outcomes: str | Sequence[str] = USUAL,
    regimes: str | Sequence[str] | None = None,
    reference: str | None = None,
    years: int | None = None,
    run_in: int | None = None,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    preset: str | None = None,
    posterior: Wanted = None,
    laws: LawsAsked = AS_USUAL,
    db: str | Path | None = None,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Sensitivity:
    """Find which assumptions the difference between regimes hangs on.

    Args:
        target: A place from the library, or a path: of a locality file, or of a scenario file, which says itself which regimes,
            reference, years of run-in and preset there are.
        method: How they are varied, `morris` or another that `diversion sensitivity --help` lists.
        factors: The parameters to vary, or one; every uncertain one that decides something when nothing is given.
        ranges: The low and high of one's own between which a parameter varies evenly, by its name.
        groups: The parameters that move together, by a name for them.
        size: How often the method repeats itself; its usual size when nothing is given.
        outcomes: What is analysed, one or several, `latent_offences` and others.
        regimes: Regimes of the library or paths of files.
        reference: The regime the others are compared with; `none` when nothing is given.
        years: Years simulated after the run-in; 3 when nothing is given.
        run_in: Years of current practice that come first; 1 when nothing is given.
        seed: The whole number that all chance is derived from.
        changes: Parameters and fields fixed to a value, by name.
        preset: A named set of changes.
        posterior: What `calibrate` left, or its file; none where it is False.
        laws: Laws beside the usual ones, and those that are left out.
        db: Where runs are kept; `":memory:"` keeps nothing.
        workers: How many threads.
        fresh: Compute again what is kept.
        progress: Called with (runs done, runs in all).

    Returns:
        Indices of every factor with 95% intervals, of every outcome's difference from the reference and of its levels.

    Raises:
        InputError: something is wrong with what was asked; nothing was computed.

    Example:
        >>> from diversion import sensitivity
        >>> few = {"years": 1, "run_in": 0, "size": 4, "outcomes": ["arrests"], "db": ":memory:"}
        >>> found = sensitivity("blackpool", factors=["offer_street"], regimes=["pre-arrest"], **few)
        >>> sorted(found.table().factor.unique())
        ['chance', 'offer_street']
    """
    check_workers(workers)
    names = outcomes_of(outcomes)
    chosen = method_of(method)
    plan = plan_for(str(target), regimes, reference, years, run_in, seed, changes or {}, preset, posterior, laws)
    varied = None if factors is None else several(factors)
    study = make_study(plan, chosen, varied, chosen.usual if size is None else size, ranges, groups)
    return carry_out(study, names, db, How(workers=workers) if workers else THREADS, fresh, progress)


def carry_out(
    study: Study,
    outcomes: Sequence[str],
    db: str | Path | None = None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Sensitivity:
    """Run a study that has been checked, and analyse what it gave."""
    with open_to_use(db) as store:
        batch = run(study.experiment, store, how, fresh, progress, say)
        columns = read_columns(store, batch.number, study, outcomes)
        targets = tuple(targets_of(study.plan, outcomes))
        return Sensitivity(study=study, batch=batch, location=store.location, columns=columns, targets=targets)


def plan_for(
    target: str,
    regimes: str | Sequence[str] | None,
    reference: str | None,
    years: int | None,
    run_in: int | None,
    seed: int | None,
    changes: Mapping[str, Any],
    preset: str | None,
    posterior: Wanted,
    laws: LawsAsked,
) -> Plan:
    """The plan of a place or of a scenario file; what is not a factor keeps its default or the value it is set to.

    With a posterior it is its middle there.

    Raises:
        InputError: a scenario file says itself what was given beside it.
    """
    from ...model.arguments import usual_laws
    from ...scenarios.scenario import scenario

    if is_scenario(target):
        beside = {"regimes": regimes, "reference": reference, "run_in": run_in, "preset": preset}
        if given := [name for name, value in beside.items() if value is not None]:
            raise InputError(f"{target} says this itself: change it there and leave out {given[0]}.")
        return steady(plan_of(scenario(target), changes, posterior, {"years": years, "seed": seed}, laws))
    times = YEARS if years is None else years, RUN_IN if run_in is None else run_in
    how = (reference or REFERENCE, *times, 1, SEED if seed is None else seed, changes)
    plan = make_plan(target, regimes, *how, preset=preset, laws=laws.beside(usual_laws()))
    return steady(with_posterior(plan, posterior))


def is_scenario(target: str) -> bool:
    """Whether this is a scenario file rather than a place by its name or a file of its own."""
    return is_path(target) and "format" in read_yaml(read_typed(target), target)[1]
