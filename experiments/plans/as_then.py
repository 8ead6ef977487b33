"""A kept question as it was declared then: what was declared of parameters in the place of what is declared now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ...scenarios.facts import declared
from ...scenarios.fields import OwnValue, split_quantity
from ...scenarios.parameters import InputError, Parameter, register
from .plan import Plan

Declared = Mapping[str, Sequence[Any]]  # as `scenarios.facts.declared` has it

UNCERTAIN: Final = "uncertainty"
SOURCE: Final = "As it was declared when the kept runs were computed"
NEEDS: Final = "need_wait_days."  # the declared waits for needs are those with which drop-out was seen
# Of a programme's course, what one can set: its strength is found with what is declared of it.
COURSE: Final = (
    "consent", "engagement", "dropout_early", "dropout_late", "length_days", "months_to_full_effect", "half_life_months",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Then:
    """A plan with what was declared then in the place of what is declared now.

    `moved` are the parameters declared otherwise now, `apart` those of them that no value of a place can stand in for (another
    scale, limit or role, a name that is gone or new, or one against whose declared value the engine holds what is seen), and for
    which today's declaration holds.
    """

    plan: Plan
    moved: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def as_declared(plan: Plan, then: Declared) -> Then:
    """The plan with what was declared `then`, as values of its place's own; those that the place has already stay.

    Args:
        plan: The plan, which stays as it is.
        then: What was declared, as `scenarios.facts.declared` has it.

    Example:
        >>> from diversion.experiments.plans.making import make_plan
        >>> from diversion.scenarios.facts import declared
        >>> plan = make_plan("blackpool", ["pre-arrest"])
        >>> as_declared(plan, declared()).plan is plan  # nothing is declared otherwise now
        True
    """
    now, mine = declared(), plan.locality.parameters
    moved = [name for name in {**now, **then} if list(now.get(name, ())) != list(then.get(name, ()))]
    usual = {name for name in _usual(plan) if name in now and name in then and now[name][0] != then[name][0]}
    known = [name for name in moved if name in now and name in then and name not in usual | mine.keys()]
    held = {name: _own(register()[name], then[name]) for name in known}
    own = {name: value for name, value in held.items() if value is not None}
    settled = _settled(plan, then)
    apart = tuple(name for name in moved if name in usual or not (name in own or name in settled))
    if not own:
        return Then(plan, tuple(moved), apart)
    place = plan.locality.model_copy(update={"parameters": {**own, **mine}})
    return Then(replace(plan, locality=place), tuple(moved), apart)


def _own(now: Parameter, then: Sequence[Any]) -> OwnValue | None:
    """What stands in for a parameter as it was declared; nothing where a place's own value cannot say it."""
    value, low, high, role = *then[:3], then[5]
    if role == UNCERTAIN and not _spread_alike(now, then):
        return None
    try:
        ends = (now.check(low), now.check(high)) if role == UNCERTAIN else (None, None)
        return OwnValue(value=now.check(value), source=SOURCE, rating=now.rating, low=ends[0], high=ends[1])
    except (InputError, ValueError):
        return None


def _spread_alike(now: Parameter, then: Sequence[Any]) -> bool:
    """Whether belief about it is spread between a range's ends as it was then."""
    return (now.floor, now.ceiling, now.role, now.scale) == tuple(then[3:])


def _settled(plan: Plan, then: Declared) -> set[str]:
    """The parameters whose declaration decides nothing here: set, in the posterior, of no use, or the place's own."""
    joint = plan.posterior.names if plan.posterior else ()
    known, mine = register(), plan.locality.parameters
    alike = {name for name in mine if name in known and name in then and _spread_alike(known[name], then[name])}
    own = {name for name, value in mine.items() if value.low is None or name in alike}
    return {*plan.changes, *joint, *plan.idle, *own}


def _usual(plan: Plan) -> Iterator[str]:
    """The parameters against whose declared value the engine holds what is so: a place's own value would depart from it."""
    known = register()
    yield from (name for name in known if name.startswith(NEEDS))
    for programme in plan.catalogue.programmes:
        if programme.engaged_after_days is None:
            yield from _named(programme.hand_over_days)
        parts = COURSE if programme.strength is None else ()
        course = [name for part in parts for name in _named(getattr(programme, part))]
        yield from (name for name in course if name in known and known[name].role != UNCERTAIN)
    for service in plan.catalogue.services:
        yield from _named(service.caseload) if service.usual_caseload is None else ()


def _named(quantity: float | str | None) -> list[str]:
    """The parameter that a quantity names, if it names one."""
    return [split_quantity(quantity)[1]] if isinstance(quantity, str) else []
