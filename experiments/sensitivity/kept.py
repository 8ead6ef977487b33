"""Sensitivity analyses as the store keeps them: which there are, what they found, and how each can be asked for again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ...scenarios.parameters import InputError
from ..plans import Kind, Plan, changed, make_plan, plan_from
from ..runs import Batch
from ..store import Kept, KeptExperiment, Store, open_there, where
from .answer import Answer, read_columns, targets_of
from .methods import method_of
from .study import Study, make_study, steady


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One kept analysis and its study; `again` is the same as names alone ask for it, where they can.

    There is an `answer` once every run is there.
    """

    kept: KeptExperiment
    study: Study
    again: Study | None
    answer: Answer | None


def kept_in(db: str | Path | None) -> list[Kept]:
    """Every sensitivity analysis kept in a database, newest first; none where there is no database yet."""
    store = open_there(db)
    if store is None:
        return []
    with store:
        return analyses(store)


def look_at(db: str | Path | None, number: int, outcomes: Sequence[str]) -> Looked:
    """One analysis kept in a database, and what it says about these outcomes.

    Raises:
        InputError: there is none of this number, or it cannot be read by this version.
    """
    store = open_there(db)
    if store is None:
        raise InputError(f"There is no sensitivity analysis {number} in {where(db)}.")
    with store:
        kept = find(store, number)
        again = asked_again(store, kept)
        study = again or study_of(store, kept)
        return Looked(
            kept=kept,
            study=study,
            again=again,
            answer=None if kept.line.missing else read_back(store, number, study, outcomes),
        )


def analyses(store: Store) -> list[Kept]:
    """Every sensitivity analysis kept here, newest first."""
    return [line for line in reversed(store.experiments()) if line.kind == Kind.SENSITIVITY and line.design]


def find(store: Store, number: int) -> KeptExperiment:
    """The analysis of this number.

    Raises:
        InputError: there is none.
    """
    kept = store.experiment(number)
    if kept is None or kept.line.kind != Kind.SENSITIVITY or not kept.design:
        raise InputError(f"There is no sensitivity analysis {number} in {store.location}.")
    return kept


def study_of(store: Store, kept: KeptExperiment) -> Study:
    """The study that was kept, from the store alone.

    Raises:
        InputError: its scenarios cannot be made again, because a factor or its range is declared otherwise by now.
    """
    return _same_points(store, kept, plan_from(kept.plan))


def asked_again(store: Store, kept: KeptExperiment) -> Study | None:
    """The study that names alone ask for, as a person would type them; nothing where that is not the very same.

    It is another than was kept where a file of the user's, a posterior or a changed library had a part in it.
    """
    line, data = kept.line, kept.plan
    others = [name for name in line.regimes if name != line.reference]
    try:
        how = (line.reference, line.years, line.run_in, 1, line.seed, changed(data["changes"], data["edits"]))
        plan = steady(make_plan(line.locality, others, *how))
        return _same_points(store, kept, plan) if as_kept(plan.content) == data else None
    except (InputError, KeyError):
        return None


def read_back(store: Store, number: int, study: Study, outcomes: Sequence[str]) -> Answer:
    """What a finished analysis says about these outcomes, exactly as when it was run."""
    line = find(store, number).line
    batch = Batch(number, line.runs, read=line.succeeded + line.failed, failed=line.failed)
    columns = read_columns(store, number, study, outcomes)
    return Answer(
        study=study,
        batch=batch,
        location=store.location,
        columns=columns,
        targets=tuple(targets_of(study.plan, outcomes)),
    )


def _same_points(store: Store, kept: KeptExperiment, plan: Plan) -> Study:
    design = kept.design
    ranges = {name: (low, high) for name, (low, high) in design.get("ranges", {}).items()}
    groups = {name: tuple(members) for name, members in design.get("groups", {}).items()}
    study = make_study(plan, method_of(design["method"]), design["factors"], design["size"], ranges, groups)
    if not all(mine == theirs for mine, theirs in zip_longest(_points(study), _kept_points(store, kept.line.id))):
        raise InputError(
            f"Analysis {kept.line.id} varied its factors over other ranges than are declared today; "
            "use the version it was made with, or run it again."
        )
    return study


def _points(study: Study) -> Iterator[tuple[dict[str, Any], list[int]]]:
    return ((dict(point.changes), list(point.replicates)) for point in study.experiment.points)


def _kept_points(store: Store, number: int) -> Iterator[tuple[dict[str, Any], list[int]]]:
    return ((dict(each.changes), list(each.replicates)) for each in store.scenarios(number))


def as_kept(data: Mapping[str, Any]) -> Any:
    """Plain data as it comes back from the store."""
    return json.loads(json.dumps(data))
