"""Carries out `diversion compare` once its input has been checked: progress, answer, files, exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from ...scenarios.parameters import InputError
from ...viz.charts.comparison import sheet
from ..answers import Comparison
from ..answers.side_by_side import SideBySide
from ..compare import carry_out
from ..economics import Terms
from ..plans import Plan, comparison, crossing_of, differing
from ..reports.comparison import print_comparison
from ..reports.economics import print_economics
from ..reports.output import answer_console
from ..reports.side_by_side import print_side_by_side
from ..runs import Goal, How, look_up, progress_shown
from ..store import check_to_use, database_url, shown
from ..streams import put, put_json
from .options import say_what_is_large

Found = TypeVar("Found", Comparison, SideBySide)


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
    crossing: bool = True
    terms: Terms | None = None
    money: bool = False


def answer(asked: Asked) -> int:
    """Do it and print it; 1 when a run failed, otherwise 0."""
    check_to_use(asked.db)
    if asked.dry_run:
        _dry_run([asked])
        return 0
    found = _carried_out(asked)
    if asked.out is not None:
        _write(found, asked.out)
    if asked.picture is not None:
        _draw(found, asked.picture)
    _tell(found, asked, print_comparison)
    return 1 if found.batch.failed else 0


def answer_places(asked: Sequence[Asked]) -> int:
    """Compare the same regimes in each of several places and print them side by side; 1 when a run failed, otherwise 0."""
    first = asked[0]
    check_to_use(first.db)
    if first.dry_run:
        _dry_run(asked)
        return 0
    found = SideBySide(comparisons=tuple(_computed(asked)))
    if first.out is not None:
        found.save(first.out)
    _tell(found, first, print_side_by_side)
    return 1 if found.failed else 0


def _tell(found: Found, asked: Asked, show: Callable[[Found, Console, bool], None]) -> None:
    if asked.as_json:
        put_json(found.to_dict(asked.terms))
        return
    with answer_console() as console:
        show(found, console, asked.tables)
        for each in (found.comparisons if isinstance(found, SideBySide) else (found,)) if asked.money else ():
            console.print()
            print_economics(each.economics(asked.terms), console)


def check_places(plans: Sequence[Plan], picture: str | None) -> None:
    """Refuse places that cannot stand side by side.

    Raises:
        InputError: one is there twice, or a picture is asked for, which has room for one place.
    """
    names = [plan.locality.name for plan in plans]
    if picture is not None:
        raise InputError("--picture draws one place: leave it out, or name one place.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"The place {twice} is named twice; name each place once.")


def _computed(asked: Sequence[Asked]) -> Iterator[Comparison]:
    for number, each in enumerate(asked, start=1):
        if not each.quiet:
            put(f"{each.plan.locality.title} ({number} of {len(asked)})", aside=True)
        yield _carried_out(each)


def _carried_out(asked: Asked) -> Comparison:
    if not asked.quiet:
        say_what_is_large(asked.plan)
    with progress_shown(asked.quiet) as (progress, say):
        return carry_out(asked.plan, asked.db, asked.how, asked.fresh, progress, say, asked.goal, asked.crossing)


def _write(found: Comparison, path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        found.save(path)
        return
    from ..exports import write_workbook  # with what writes spreadsheets, too slow to load for who wants none

    write_workbook(found, path)


def _draw(found: Comparison, path: Path) -> None:
    from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

    draw(sheet(found), path)


# --- what would be done ----------------------------------------------------------------------------------------------


def _dry_run(asked: Sequence[Asked]) -> None:
    """Say what would be computed; for one place the JSON is an object, for several a list of them."""
    if asked[0].as_json:
        planned = [_planned(each) for each in asked]
        put_json(planned if len(planned) > 1 else planned[0])
        return
    for line in chain(*map(_plan_lines, asked)):
        put(line)


def _planned(asked: Asked) -> dict[str, Any]:
    """What would be computed, as plain data."""
    runs, (kept, outdated) = comparison(asked.plan).runs, _kept(asked)
    data = {"runs": runs, "kept": kept, "to_compute": runs - kept, "database": shown(database_url(asked.db))}
    data["outdated"] = outdated or None
    data["crossing"] = _more(asked)
    if asked.goal:
        data |= {"precision": asked.goal.wanted, "most_replicates": asked.goal.most}
    return data | {
        "differing": differing(asked.plan).to_dict(),
        "laws": asked.plan.law_facts,
        "plan": asked.plan.content,
    }


def _plan_lines(asked: Asked) -> Iterator[str]:
    """The same in sentences."""
    plan, runs, (kept, outdated) = asked.plan, comparison(asked.plan).runs, _kept(asked)
    names = ", ".join(regime.name for regime in plan.regimes)
    yield f"{plan.locality.title}: {names}; {plan.replicates:,} replicates, {runs:,} runs."
    where = shown(database_url(asked.db))
    yield f"{kept:,} are kept in {where}; {runs - kept:,} would be computed. Nothing was computed or written."
    yield from [*filter(None, [outdated]), plan.law, *differing(plan).header]
    if made := _more(asked):
        yield f"{made:,} more runs tell stage from programme and belief; --no-crossing leaves them out."
    if asked.goal:
        most = asked.goal.most
        more = f"up to {most:,} replicates, {most * len(plan.regimes):,} runs"
        yield f"More are added for the precision asked for, {more}."


def _kept(asked: Asked) -> tuple[int, str]:
    return (0, "") if asked.fresh else look_up(comparison(asked.plan), asked.db)


def _more(asked: Asked) -> int:
    """How many runs tell stage from programme and belief."""
    found = crossing_of(asked.plan) if asked.crossing else None
    return found.experiment.runs if found else 0
