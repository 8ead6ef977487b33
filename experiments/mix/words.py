"""What a budget buys, in sentences that are true where none can be named, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ..economics import Pounds
from ..wording import listed, number, rounded, years
from .study import NEXT, OBJECTIVES

if TYPE_CHECKING:
    from .answer import Mix, Tried

MOST_NAMED: Final = 3
SURE: Final = 0.9


def lines(found: Mix) -> Iterator[str]:
    """What was found, a sentence each."""
    final = sum(each.gains is not None for each in found.tried)
    asked, plan = found.asked, found.asked.plan
    yield (
        f"{len(found.tried)} mixes of {listed([pack.name for pack in asked.packs])} that spend at most £{number(asked.budget)} "
        f"a year were tried on {asked.screening} draws, and {final} of them on {plan.replicates}."
    )
    yield _best(found)
    yield _apart(found)
    yield from _levels_off(found)
    yield _next(found)
    yield _over(found)


def _best(found: Mix) -> str:
    best, unit = found.best, OBJECTIVES[found.asked.objective][1]
    gain = Pounds.of(best.known)
    return (
        f"Best in the mean is {best.mix.words()}: {amount(gain.mean, unit)} over {years(found.asked.plan.years)} against "
        f"spending nothing ({span(gain, unit)})."
    )


def span(gain: Pounds, unit: str) -> str:
    """The central 95% of the draws of a gain."""
    sign = "£" if unit.startswith("£") else ""
    low, high = (f"{'−' if value < 0 else ''}{sign}{rounded(value)}" for value in (gain.low, gain.high))
    return f"95% of draws: {low} to {high}"


def amount(value: float, unit: str) -> str:
    """A gain in the unit of an objective, a loss as one."""
    size = rounded(value)
    if unit.startswith("£"):
        return f"{'a loss of ' if value < 0 else ''}£{size}{unit.removeprefix('£')}"
    return f"{size} {unit}" if value >= 0 else f"{size} {unit.replace('avoided', 'more')}"


def _apart(found: Mix) -> str:
    share = found.better_than_nothing
    nothing = [] if share >= SURE else ["spending nothing"]
    others = [*nothing, *(_named(each) for each in found.alike[:MOST_NAMED])]
    left = len(found.alike) - MOST_NAMED
    more = f", and {left} more" if left > 0 else ""
    if not others:
        return "It is better than every other, and than spending nothing, in at least 90 of 100 draws."
    known = "" if nothing else " It is better than spending nothing in at least 90 of 100 draws."
    return f"No mix can be named the best: this one cannot be told from {listed(others, 'or')}{more}.{known}"


def _named(each: Tried) -> str:
    return each.mix.words()


def _levels_off(found: Mix) -> Iterator[str]:
    steps = found.frontier
    flat = next((k for k, step in enumerate(steps) if step.more_than_before < SURE), None)
    if flat == 0:
        yield f"Already the first £{number(steps[0].spends)} a year cannot be told from spending nothing."
    elif flat is None:
        yield "Every step of the budget gains more than the one before it, as far as the budget goes."
    else:
        yield (
            f"It levels off at £{number(steps[flat - 1].spends)} a year: what more would gain, up to "
            f"£{number(steps[flat].spends)}, cannot be told from nothing."
        )


def _next(found: Mix) -> str:
    unit, gain = OBJECTIVES[found.asked.objective][1], Pounds.of(found.more)
    known = found.more[np.isfinite(found.more)]
    share = float(np.mean(known > 0)) if known.size else float("nan")
    if found.after.posts == found.best.mix.posts:
        return f"The next £{number(NEXT)} a year would pay for no further post of it."
    told = f"The next £{number(NEXT)} a year would make it {found.after.words()}, and bring {amount(gain.mean, unit)}"
    with_range = f"{told} ({span(gain, unit)})"
    return (
        f"{with_range}." if share >= SURE or share <= 1 - SURE else f"{with_range}, which cannot be told from nothing."
    )


def _over(found: Mix) -> str:
    share = found.exceeded
    told = "in no draw" if share == 0 else f"in {number(100 * share)}% of draws"
    return f"Prices are not known well: it would cost more than the budget {told}."
