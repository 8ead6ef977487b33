"""Carries out `diversion compare` once its input has been checked: progress, answer, files, exit code."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ...viz.charts.comparison import sheet
from ..answers import Comparison
from ..compare import carry_out
from ..plans import Plan, comparison, differing, large_lines
from ..reports.comparison import print_comparison
from ..reports.output import answer_console
from ..runs import Goal, How, look_up, progress_shown
from ..store import check, database_url, shown
from ..streams import put, put_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A comparison as the command line asked for it."""

    plan: Plan
    db: str | None = field(repr=False)  # may hold a password
    how: How
    fresh: bool
    as_json: bool
    out: Path | None
    quiet: bool
    dry_run: bool
    tables: bool = False
    goal: Goal | None = None
    picture: Path | None = None


def answer(asked: Asked) -> int:
    """Do it and print it; 1 when a run failed, otherwise 0."""
    check(database_url(asked.db))
    if asked.dry_run:
        _dry_run(asked)
        return 0
    if not asked.quiet:
        for line in large_lines(asked.plan):
            put(line, aside=True)
    with progress_shown(asked.quiet) as (progress, say):
        found = carry_out(asked.plan, asked.db, asked.how, asked.fresh, progress, say, asked.goal)
    if asked.out is not None:
        found.save(asked.out)
    if asked.picture is not None:
        _draw(found, asked.picture)
    if asked.as_json:
        put_json(found.to_dict())
    else:
        with answer_console() as console:
            print_comparison(found, console, asked.tables)
    return 1 if found.batch.failed else 0


def _draw(found: Comparison, path: Path) -> None:
    from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

    draw(sheet(found), path)


def _dry_run(asked: Asked) -> None:
    experiment = comparison(asked.plan)
    runs, (kept, outdated) = experiment.runs, (0, "") if asked.fresh else look_up(experiment, asked.db)
    where = shown(database_url(asked.db))
    if asked.as_json:
        data = {"runs": runs, "kept": kept, "to_compute": runs - kept, "database": where, "outdated": outdated or None}
        if asked.goal:
            data |= {"precision": asked.goal.wanted, "most_replicates": asked.goal.most}
        data |= {"differing": differing(asked.plan).to_dict(), "plan": asked.plan.content}
        put_json(data)
        return
    names = ", ".join(regime.name for regime in asked.plan.regimes)
    put(f"{asked.plan.locality.title}: {names}; {asked.plan.replicates:,} replicates, {runs:,} runs.")
    put(f"{kept:,} are kept in {where}; {runs - kept:,} would be computed. Nothing was computed or written.")
    for line in [*filter(None, [outdated]), *differing(asked.plan).header]:
        put(line)
    if asked.goal:
        most = asked.goal.most
        more = f"up to {most:,} replicates, {most * len(asked.plan.regimes):,} runs"
        put(f"More are added for the precision asked for, {more}.")
