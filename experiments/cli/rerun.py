"""The command `runs rerun`: computes kept runs again and compares every number to the bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ...scenarios.parameters import InputError
from ..streams import put, put_json
from .options import Db, ExperimentId, Json, Quiet

if TYPE_CHECKING:
    from ..runs import Again
    from ..store import KeptExperiment

MOST_AGAIN: Final = 100  # replicates that are computed unless told otherwise
OTHER_VALUES: Final = (
    "These runs were kept when other values of the parameters were declared, so differences are to be expected."
)
MOST_NAMED: Final = 5  # runs that differ, and outcomes of each, that are named


def runs_rerun(
    context: typer.Context,
    number: ExperimentId,
    every: Annotated[
        bool, typer.Option("--all", help=f"Compute every replicate again, not {MOST_AGAIN} at most, evenly spread.")
    ] = False,
    db: Db = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Compute kept runs again and compare every number to the bit; nothing is written."""
    from ...agents.engine.hashing import engine_hash
    from ...scenarios.facts import values_hash
    from ..runs import chosen, progress_shown, warm_up
    from ..runs.rerun import rerun
    from ..store import find_experiment

    outer_db, outer_json = context.obj or (None, False)
    as_json = as_json or outer_json
    store, kept = find_experiment(number, db or outer_db)
    if not kept.line.succeeded:
        raise InputError(f"No run of experiment {number} has succeeded yet, so there is nothing to compute again.")
    other = kept.line.engine_version.rpartition("+")[2] != engine_hash()
    if not as_json and (other or kept.line.values != values_hash()):
        put(_other_engine(kept) if other else OTHER_VALUES)
    picked = chosen(store, kept, None if every else MOST_AGAIN)
    with progress_shown(quiet) as (progress, say):
        warm_up(say or (lambda _: None))
        again = _counted(rerun(store, kept, picked), picked.runs, progress)
        done, differing = _sorted_out(again)
    if as_json:
        put_json(_again_facts(number, done, differing, other))
    else:
        put("\n".join(_verdict(kept, done, differing)))
    return 1 if differing else 0


def _other_engine(kept: KeptExperiment) -> str:
    from ..store import engine_version

    return (
        f"These runs were kept with version {kept.line.engine_version} of the engine; this is {engine_version()}, so "
        "differences are to be expected."
    )


def _counted(again: Iterable[Again], total: int, progress: Any) -> Iterator[Again]:
    for done, each in enumerate(again, start=1):
        if progress:
            progress(done, total)
        yield each


def _sorted_out(again: Iterable[Again]) -> tuple[int, list[Again]]:
    """How many runs were computed, and those that are not the same."""
    done = 0
    differing: list[Again] = []
    for each in again:
        done += 1
        if not each.same:
            differing.append(each)
    return done, differing


def _verdict(kept: KeptExperiment, done: int, differing: list[Again]) -> Iterator[str]:
    runs = f"{done:,} {'run' if done == 1 else 'runs'} of {kept.line.succeeded:,} computed again"
    if not differing:
        yield f"{runs}: every number is the same to the bit."
        return
    yield f"{runs}: {len(differing):,} of them {'differs' if len(differing) == 1 else 'differ'}."
    for each in differing[:MOST_NAMED]:
        place = f"scenario {each.scenario}, replicate {each.replicate}, {each.regime}"
        yield f"  {place}: {each.error}" if each.error else f"  {place}"
        for name, (before, after) in islice(each.differing.items(), MOST_NAMED):
            yield f"    {name}: kept {before!r}, now {after!r}"
        if len(each.differing) > MOST_NAMED:
            yield f"    and {len(each.differing) - MOST_NAMED:,} more"
    if len(differing) > MOST_NAMED:
        yield f"  and {len(differing) - MOST_NAMED:,} more runs; --json names them all"


def _again_facts(number: int, done: int, differing: list[Again], other: bool) -> dict[str, Any]:
    def plain(each: Again) -> dict[str, Any]:
        values = {name: [None if v != v else v for v in pair] for name, pair in each.differing.items()}
        facts = {"scenario": each.scenario, "regime": each.regime, "replicate": each.replicate}
        return facts | {"differing": values, "error": each.error}

    return {
        "experiment": number,
        "runs": done,
        "same": done - len(differing),
        "other_engine": other,
        "differing": [plain(each) for each in differing],
    }
