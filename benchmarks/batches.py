"""Measures batches of many runs, and what the store costs them.

python benchmarks/batches.py            the store: rows a second, and its share of the time of a batch
python benchmarks/batches.py --sobol    the whole Sobol analysis of twenty factors, about half an hour
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from diversion.experiments.plans.experiment import Experiment, Kind, Point
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import RunResult
from diversion.experiments.runs.progress import progress_shown
from diversion.experiments.runs.replicate import warm_up
from diversion.experiments.runs.runner import run
from diversion.experiments.sensitivity.answer import Answer, read_columns, targets_of
from diversion.experiments.sensitivity.methods.morris import Morris
from diversion.experiments.sensitivity.methods.sobol import Sobol
from diversion.experiments.sensitivity.study import Study, make_study
from diversion.experiments.store.store import Finished, Store
from diversion.experiments.wording import duration
from diversion.model.ledger.outcomes import OUTCOMES

ROWS: Final = 1_000_000
TOGETHER: Final = 30  # runs in a transaction, about as many as finish between two writes
FACTORS: Final = 20
BASE_ROWS: Final = 1024


class Timed(Store):
    """A store that adds up its processor time; by the clock it mostly waits for the threads that compute."""

    seconds = 0.0

    def _timed(self, work: Callable[..., Any], *arguments: Any) -> Any:
        began = time.thread_time()
        try:
            return work(*arguments)
        finally:
            self.seconds += time.thread_time() - began

    def start(self, *arguments: Any) -> None:
        """Mark runs as running."""
        self._timed(super().start, *arguments)

    def save(self, *arguments: Any) -> None:
        """Write runs."""
        self._timed(super().save, *arguments)

    def found(self, *arguments: Any) -> set[str]:
        """Look runs up."""
        kept: set[str] = self._timed(super().found, *arguments)
        return kept


def insert_rows(store: Store) -> tuple[float, int]:
    """Seconds for a million outcome rows, in transactions as a batch makes them, and how many rows they were."""
    plan = make_plan("blackpool", ["none", "pre-arrest"])
    outcomes = {name: float(k) for k, name in enumerate(OUTCOMES)}
    runs = ROWS // len(outcomes) + 1
    number = store.begin(Experiment(Kind.SWEEP, plan, (Point({}, range(runs)),)))
    results = (
        Finished(0, f"{k:064x}", RunResult(regime="none", replicate=k, seed=k, seconds=0.05, outcomes=outcomes))
        for k in range(runs)
    )
    began = time.perf_counter()
    for first in range(0, runs, TOGETHER):
        store.save(number, [next(results) for _ in range(first, min(first + TOGETHER, runs))])
    return time.perf_counter() - began, runs * len(outcomes)


def study(base_rows: int) -> Study:
    """Twenty factors, and chance, in Blackpool; two regimes."""
    plan = make_plan("blackpool", ["none", "pre-arrest"], replicates=1, fixed_parameters=True)
    every = make_study(plan, Morris(), None, 4).factors
    return make_study(plan, Sobol(), [factor.name for factor in every[:FACTORS]], base_rows)


@contextmanager
def new_store(folder: Path, name: str) -> Iterator[Timed]:
    """An empty store."""
    with Timed.open(folder / name) as store:
        yield store


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sobol", action="store_true", help="The whole analysis.")
    whole = parser.parse_args().sobol
    warm_up(print)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with new_store(folder, "rows.sqlite") as store:
            seconds, rows = insert_rows(store)
            print(f"{rows:,} outcome rows on SQLite: {seconds:.1f} s")
        asked = study(BASE_ROWS if whole else 8)
        with new_store(folder, "batch.sqlite") as store, progress_shown(False) as (progress, say):
            began = time.process_time()
            batch = run(asked.experiment, store, progress=progress, say=say)
            share = 100 * store.seconds / (time.process_time() - began)
            print(f"{batch.total:,} runs: {duration(batch.seconds)}, {1000 * batch.seconds / batch.total:.1f} ms a run")
            size = (folder / "batch.sqlite").stat().st_size / 1e6
            print(f"the store's share of the processor's time: {share:.1f}%; {size:.0f} MB")
            if whole:
                began = time.perf_counter()
                outcomes = ("latent_offences", "arrests", "freed_at_contact", "net_cost")
                columns = read_columns(store, batch.number, asked, outcomes)
                answer = Answer(
                    study=asked,
                    batch=batch,
                    location=store.location,
                    columns=columns,
                    targets=tuple(targets_of(asked.plan, outcomes)),
                )
                for target in answer.differences:
                    print(f"{target.title}\n  {answer.headline(target)}")
                print(f"analysed in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
