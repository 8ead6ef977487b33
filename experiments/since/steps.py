"""The plans between an older comparison and a newer one, each a step from the one before, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from ...scenarios import loader
from ...scenarios.facts import facts
from ...scenarios.parameters import InputError
from ..plans import Declared, Plan, Then, as_declared, make_plan
from ..wording import listed

NAMED: Final = 4  # parameters that are named
GONE: Final = "its usual value"
# The parts of a plan that are changed together, with what they are called.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "place and rules": ("locality", "current", "regimes", "practice", "unedited", "edits", "reference"),
    "years": ("years",),
    "years of run-in": ("run_in",),
    "laws": ("laws",),
    "the posterior": ("posterior",),
    "whether parameters are fixed": ("fixed_parameters",),
}


class Cause(StrEnum):
    """What a step is put down to."""

    ENGINE = "engine"
    EVIDENCE = "evidence"
    BOTH = "engine and evidence"
    CHANGED = "what you changed"
    LUCK = "luck"


@dataclass(frozen=True, slots=True)
class Step:
    """A plan that is reached from the one before by one change, `words`; the last is the newer comparison itself."""

    cause: Cause
    words: str
    plan: Plan


def steps_between(older: Plan, newer: Plan, engine: bool, values: bool, then: Declared | None = None) -> Iterator[Step]:
    """Every step that can make a difference.

    Args:
        older: What was asked then.
        newer: What was asked now.
        engine: Whether the engine is another one than then.
        values: Whether the declared values of parameters are others than then.
        then: What was declared of every parameter then; nothing where that was not kept.
    """
    yield from _of_the_model(older, engine, values, then)
    today = with_todays_library(older)
    if today is not older:
        yield Step(Cause.EVIDENCE, "the library's places, rules and programmes are others than then", today)
    last = today
    for words, plan in _changed(today, newer):
        last = plan
        yield Step(Cause.CHANGED, words, plan)
    if (last.seed, last.replicates, last.histories) != (newer.seed, newer.replicates, newer.histories):
        yield Step(Cause.LUCK, "another seed, or another number of draws", newer)


def _of_the_model(older: Plan, engine: bool, values: bool, then: Declared | None) -> Iterator[Step]:
    """The older question with today's engine and the values of then, and with today's values."""
    before = as_declared(older, then) if values and then is not None else Then(older)
    if engine and values and (then is None or (before.apart and before.plan is older)):
        why = (
            f"what is declared of {_names(before.apart)} cannot be set to what it was then"
            if then is not None
            else "what they were then is not kept"
        )
        yield Step(
            Cause.BOTH,
            f"the model was mended and declared values changed since; {why}, so the two cannot be told apart",
            older,
        )
        return
    if engine and before.apart:
        what = f"what is declared of {_names(before.apart)}, which cannot be set to what it was then"
        yield Step(Cause.BOTH, f"the model was mended, and {what}", before.plan)
    elif engine:
        yield Step(Cause.ENGINE, "the model was mended since", before.plan)
    if values:
        told = [name for name in before.moved if name not in before.apart or not engine]
        which = f": {_names(told)}" if told else ""
        yield Step(Cause.EVIDENCE, f"the declared values of parameters are others than then{which}", older)


def _names(names: Sequence[str]) -> str:
    """Names in a sentence; of many the first few and how many more."""
    some = list(names[:NAMED])
    return listed([*some, f"{len(names) - NAMED} more"] if len(names) > NAMED else some)


def with_todays_library(plan: Plan) -> Plan:
    """The same question of today's library; the plan itself where nothing in it changed, or where it is not the library's."""
    items = (plan.locality, *plan.regimes, *(each for some in plan.library.values() for each in some))
    if plan.own or all(facts(item) == facts(_today(item)) for item in items):
        return plan
    changes: dict[str, Any] = dict(plan.changes)
    changes |= {f"{item}.{name}": value for item, given in plan.edits.items() for name, value in given.items()}
    try:
        return make_plan(
            plan.locality.name,
            [regime.name for regime in plan.regimes],
            plan.reference,
            years=plan.years,
            run_in=plan.run_in,
            replicates=plan.replicates,
            seed=plan.seed,
            changes=changes,
            fixed_parameters=plan.fixed_parameters,
            posterior=plan.posterior or False,
            histories=plan.histories,
            laws=plan.laws,
        )
    except InputError:  # the library has no such item, or no such field, any more
        return plan


def _today(item: Any) -> Any:
    """The item of that name in today's library; the item itself where there is none."""
    try:
        return loader.load(item.name)
    except InputError:
        return item


def _changed(older: Plan, newer: Plan) -> Iterator[tuple[str, Plan]]:
    """One thing after another, until only the luck differs."""
    plan = older
    for words, names in PARTS.items():
        if any(_plain(getattr(plan, name)) != _plain(getattr(newer, name)) for name in names):
            plan = replace(plan, **{name: getattr(newer, name) for name in names})
            yield words, plan
    for name in sorted({*older.changes, *newer.changes}):
        if plan.changes.get(name) != newer.changes.get(name):
            values = {each: value for each, value in plan.changes.items() if each != name}
            told = f"{name} = {newer.changes[name]:g}" if name in newer.changes else f"{name} at {GONE}"
            plan = replace(plan, changes=values | ({name: newer.changes[name]} if name in newer.changes else {}))
            yield told, plan


def _plain(value: Any) -> Any:
    return facts(value) if not isinstance(value, int | float | str | type(None)) else value
