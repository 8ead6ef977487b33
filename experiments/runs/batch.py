"""What the commands that run many scenarios have in common: forecast, run with progress, and say what became of it."""

from __future__ import annotations

from ..plans import Experiment, Variants, differing, large_lines
from ..store import database_url, open_there, open_to_use, shown
from ..store.chunks import chunks
from ..streams import put, put_json
from ..told import MEMORY, told, told_next
from ..wording import duration, listed
from .books import LOOK_UP, Batch, tasks_of
from .engines import How
from .estimate import estimate
from .progress import progress_shown
from .runner import run


def carry_out(experiment: Experiment, db: str | None, how: How, fresh: bool, quiet: bool) -> tuple[Batch, str]:
    """Run an experiment with its progress on standard error; what became of it, and where it is kept."""
    with open_to_use(db) as store, progress_shown(quiet) as (progress, say):
        return run(experiment, store, how, fresh, progress, say), store.location


def forecast(experiment: Experiment, db: str | None, how: How, fresh: bool, as_json: bool, quiet: bool) -> None:
    """Say what an experiment would take; nothing is written."""
    with progress_shown(quiet) as (_, say):
        kept, outdated = (0, "") if fresh else look_up(experiment, db)
        found = estimate(experiment, kept, how, say or (lambda _: None))
    where = shown(database_url(db))
    if as_json:
        put_json(found.to_dict() | {"database": where, "outdated": outdated or None})
    else:
        regimes = listed([regime.name for regime in experiment.plan.regimes])
        put(f"{experiment.plan.locality.title}: {regimes}.")
        plan = experiment.plan
        more = [*filter(None, [outdated]), *large_lines(plan, 0), plan.law, *differing(plan).header]
        put("\n".join([*found.sentences(), *more]))


def count_kept(experiment: Experiment, db: str | None) -> int:
    """How many of its runs the store has."""
    return look_up(experiment, db)[0]


def look_up(experiment: Experiment, db: str | None) -> tuple[int, str]:
    """How many of its runs the store has; and, where it has none, why what else it has of the question is of no use."""
    store = open_there(db)
    if store is None:
        return 0, ""
    variants = Variants(experiment.plan, experiment.measures)
    kept = 0
    with store:
        for some in chunks(tasks_of(experiment.points, experiment.plan.regimes), LOOK_UP):
            wanted = [each for task in some for each in variants.identities(task.changes, task.replicate).values()]
            found = store.found(wanted, experiment.tables)
            kept += sum(each in found for each in wanted)  # one run may answer several scenarios
        return kept, "" if kept else store.outdated(experiment)


def sentences(batch: Batch, where: str) -> list[str]:
    """What became of an experiment, in words."""
    pace = f"{batch.computed:,} computed in {duration(batch.seconds)}"
    lines = [f"{batch.total:,} runs: {batch.read:,} read from the store, {pace}."]
    if batch.failed:
        show = told("runs", "show", batch.number, kept_in=where)
        lines.append(f"{batch.failed:,} of them failed{': ' + show + ' says why' if where != MEMORY else ''}.")
    export = told_next("export", batch.number, "--out", "results.csv", kept_in=where)
    return [*lines, f"Kept as experiment {batch.number} in {where}.{export}"]
