"""What an export reads from: one experiment of a store, with its runs fixed at the moment when the export begins.

A batch may still be going on. So that all tables of an export are about the same runs, those that are there are noted first,
eight bytes each, and what comes later is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.ledger.details import detail_names
from ...model.ledger.outcomes import OUTCOMES
from ...scenarios.parameters import InputError, did_you_mean
from ..plans import Plan, plan_from
from ..statistics import NAN, Band, Numbers, band_of
from ..store import FAILED, SUCCEEDED, Counted, KeptExperiment, KeptRun, Store

REPLICATES: Final = 1 << 24  # what a key has room for
REGIMES: Final = 1 << 8
Keys = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One experiment: its plan, the names of the outcomes wanted, and the keys of its runs, in order.

    `started` are all that were ever started, `succeeded` those of them that succeeded; `failed` is how many failed and
    `answered` how many scenarios have a run that succeeded.
    """

    store: Store
    kept: KeptExperiment
    plan: Plan
    names: tuple[str, ...]
    started: Keys
    succeeded: Keys
    failed: int
    answered: int

    @property
    def regimes(self) -> tuple[str, ...]:
        """All regimes, the reference among them, as in the plan."""
        return self.kept.line.regimes

    @property
    def others(self) -> list[str]:
        """The regimes beside the reference."""
        return [name for name in self.regimes if name != self.kept.line.reference]

    @property
    def missing(self) -> int:
        """How many of its runs had not come to an end."""
        return self.kept.line.runs - len(self.succeeded) - self.failed

    @property
    def band(self) -> Band:
        """What the ranges of its paired differences mean."""
        return band_of(self.plan.fixed_parameters, self.plan.histories)

    def runs(self) -> Iterator[KeptRun]:
        """The runs that had been started when the export began, in order."""
        return (run for run in self.store.runs(self.kept.line.id) if _among(self.started, _key(run, self.regimes)))

    def outcomes(self, names: Sequence[str]) -> Iterator[list[Counted]]:
        """What the runs that had succeeded when the export began counted, some at a time, in order."""
        for some in self.store.outcomes(self.kept.line.id, names):
            if mine := [run for run in some if _among(self.succeeded, _key(run, self.regimes))]:
                yield mine

    def by_scenario(self, names: Sequence[str]) -> Iterator[tuple[int, Numbers]]:
        """The number of each scenario that has a run, and its outcomes, shape (regimes, replicates, names).

        Replicates are all that the scenario is to be lived in; NaN stands where there is no run, or no value.
        """
        scenarios = self.store.scenarios(self.kept.line.id)
        runs = (run for some in self.outcomes(names) for run in some)
        for number, mine in groupby(runs, lambda run: run.scenario):
            replicates = next(scenario.replicates for scenario in scenarios if scenario.number == number)
            places = {replicate: place for place, replicate in enumerate(replicates)}
            values = np.full((len(self.regimes), len(places), len(names)), NAN)
            for run in mine:
                row = [run.outcomes[name] for name in names]
                values[self.regimes.index(run.regime), places[run.replicate]] = row
            yield number, values


def open_source(store: Store, kept: KeptExperiment, wanted: Sequence[str] | None = None) -> Source:
    """Note which runs an experiment has now; of all that they counted the outcomes `wanted`, in the usual order.

    Raises:
        InputError: an outcome is wanted that no run counted.
    """
    plan = plan_from(kept.plan)
    names = _names(store.measures(kept.line.id), plan, wanted)
    started, succeeded = array("q"), array("q")
    failed = 0
    for run in store.runs(kept.line.id):
        started.append(key := _key(run, kept.line.regimes))
        failed += run.status == FAILED
        if run.status == SUCCEEDED:
            succeeded.append(key)
    done = _keys(succeeded)
    answered = len(np.unique(done // (REPLICATES * REGIMES)))
    return Source(
        store=store,
        kept=kept,
        plan=plan,
        names=names,
        started=_keys(started),
        succeeded=done,
        failed=failed,
        answered=answered,
    )


def _keys(found: array[int]) -> Keys:
    return np.array(found, dtype=np.int64)


LISTED: Final = " These there are: diversion list outcomes"


def _names(counted: Sequence[str], plan: Plan, wanted: Sequence[str] | None) -> tuple[str, ...]:
    usual = (*OUTCOMES, *detail_names(route.name for route in plan.routes))
    known = set(usual)
    ordered = [name for name in usual if name in set(counted)] + [name for name in counted if name not in known]
    for name in wanted or ():
        if counted and name not in ordered:
            raise InputError(f"No run counted an outcome called {name}.{did_you_mean(name, ordered) or LISTED}")
    return tuple(name for name in ordered if wanted is None or name in wanted)


def _key(run: Counted | KeptRun, regimes: Sequence[str]) -> int:
    """A number for a run by which runs stand in order."""
    return (run.scenario * REPLICATES + run.replicate) * REGIMES + regimes.index(run.regime)


def _among(keys: Keys, key: int) -> bool:
    place = int(np.searchsorted(keys, key))
    return place < len(keys) and int(keys[place]) == key
