"""A kept question as it was declared then: what was declared of parameters in the place of what is declared now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ...scenarios.facts import declared
from ...scenarios.fields import OwnValue
from ...scenarios.parameters import InputError, Parameter, register
from .plan import Plan

UNCERTAIN: Final = "uncertainty"
SOURCE: Final = "As it was declared when the kept runs were computed"


@dataclass(frozen=True, slots=True)
class Then:
    """A plan with what was declared then in the place of what is declared now.

    `moved` are the parameters declared otherwise now, `apart` those of them that no value of a place can stand in for (another
    scale, limit or role, or a name that is gone or new), and for which today's declaration holds.
    """

    plan: Plan
    moved: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def as_declared(plan: Plan, then: Mapping[str, Sequence[Any]]) -> Then:
    """The plan with what was declared `then`, as values of its place's own; those that the place has already stay.

    Args:
        plan: The plan, which stays as it is.
        then: What was declared, as `scenarios.facts.declared` has it.

    Example:
        >>> from diversion.experiments.plans.making import make_plan
        >>> plan = make_plan("blackpool", ["pre-arrest"])
        >>> as_declared(plan, declared()).plan is plan  # nothing is declared otherwise now
        True
    """
    now, mine = declared(), plan.locality.parameters
    moved = [name for name in {**now, **then} if list(now.get(name, ())) != list(then.get(name, ()))]
    held = {name: _own(register()[name], then[name]) for name in moved if name in now and name in then}
    own = {name: value for name, value in held.items() if value is not None and name not in mine}
    apart = tuple(name for name in moved if held.get(name) is None and name not in mine)
    if not own:
        return Then(plan, tuple(moved), apart)
    place = plan.locality.model_copy(update={"parameters": {**own, **mine}})
    return Then(replace(plan, locality=place), tuple(moved), apart)


def _own(now: Parameter, then: Sequence[Any]) -> OwnValue | None:
    """What stands in for a parameter as it was declared; nothing where a place's own value cannot say it."""
    value, low, high, floor, ceiling, role, scale = then
    if role == UNCERTAIN and (now.role, now.scale, now.floor, now.ceiling) != (role, scale, floor, ceiling):
        return None
    try:
        ends = (now.check(low), now.check(high)) if role == UNCERTAIN else (None, None)
        return OwnValue(value=now.check(value), source=SOURCE, rating=now.rating, low=ends[0], high=ends[1])
    except (InputError, ValueError):
        return None
