"""Cost and effect weighed together: how likely an option is the best at each price of an effect, and which are worth having.

Costs and effects have a row for each draw and a column for each option; an effect is better when it is higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .samples import NAN, Numbers

FEW: Final = 1e-12


class Standing(StrEnum):
    """Where an option stands among the others, by its mean cost and effect."""

    WORTH_HAVING = "on the frontier"
    DOMINATED = "another costs no more and does no less"
    EXTENDEDLY_DOMINATED = "a mix of two others costs no more and does no less"


class Quadrant(StrEnum):
    """What an option does against another, by the signs of what it adds."""

    BETTER_DEARER = "does more and costs more"
    BETTER_CHEAPER = "does more and costs less"
    WORSE_CHEAPER = "does less and costs less"
    WORSE_DEARER = "does less and costs more"
    NO_DIFFERENCE = "does as much"


@dataclass(frozen=True, slots=True)
class Step:
    """An option on the way up: what it adds to the cheaper one before it on the frontier, and the ratio of the two.

    The first of the frontier adds nothing, and one that is dominated neither: there the three are NaN.
    """

    option: str
    cost: float
    effect: float
    standing: Standing
    more_cost: float = NAN
    more_effect: float = NAN
    ratio: float = NAN


def quadrant(more_cost: float, more_effect: float) -> Quadrant:
    """In which of the four quadrants a difference lies; a cost of nothing counts as cheaper."""
    if abs(more_effect) <= FEW:
        return Quadrant.NO_DIFFERENCE
    if more_effect > 0:
        return Quadrant.BETTER_DEARER if more_cost > 0 else Quadrant.BETTER_CHEAPER
    return Quadrant.WORSE_DEARER if more_cost > 0 else Quadrant.WORSE_CHEAPER


def acceptability(costs: Numbers, effects: Numbers, prices: ArrayLike) -> Numbers:
    """How likely each option has the highest net benefit at each price of an effect; ties are shared.

    Args:
        costs: Shape (draws, options).
        effects: Shape (draws, options).
        prices: What one unit of the effect is worth, shape (prices,).

    Returns:
        Shape (prices, options); each row sums to 1.

    Example:
        >>> import numpy as np
        >>> acceptability(np.array([[0.0, 10.0]] * 2), np.array([[0.0, 1.0], [0.0, -1.0]]), [100.0]).tolist()
        [[0.5, 0.5]]
    """
    found = []
    for price in np.atleast_1d(np.asarray(prices, dtype=np.float64)):
        net = price * effects - costs
        first = net == net.max(axis=1, keepdims=True)
        found.append((first / first.sum(axis=1, keepdims=True)).mean(axis=0))
    return np.array(found)


def frontier(options: Sequence[str], costs: ArrayLike, effects: ArrayLike) -> list[Step]:
    """Which options are worth having at some price, by mean cost and effect, the cheapest first.

    Args:
        options: Their names.
        costs: The mean cost of each.
        effects: The mean effect of each.

    Example:
        >>> [(step.option, step.ratio) for step in frontier(["A", "B", "D"], [0, 100, 400], [0, 0.5, 1])][1:]
        [('B', 200.0), ('D', 600.0)]
    """
    rows = sorted(zip(np.asarray(costs, float).tolist(), (-np.asarray(effects, float)).tolist(), options, strict=True))
    means = [(name, cost, -less) for cost, less, name in rows]
    standing = dict.fromkeys(options, Standing.DOMINATED)
    upper: list[tuple[str, float, float]] = []
    for each in means:
        if not upper or each[2] > upper[-1][2]:
            upper.append(each)
            standing[each[0]] = Standing.WORTH_HAVING
    while (worst := _extended(upper)) is not None:
        standing[upper.pop(worst)[0]] = Standing.EXTENDEDLY_DOMINATED
    before = {now[0]: last for last, now in zip(upper, upper[1:], strict=False)}
    return [_step(each, standing[each[0]], before.get(each[0])) for each in means]


def _extended(upper: Sequence[tuple[str, float, float]]) -> int | None:
    """The first option after which the next effect costs less than its own did."""
    ratios = [_ratio(now, last) for last, now in zip(upper, upper[1:], strict=False)]
    return next((k + 1 for k in range(len(ratios) - 1) if ratios[k] > ratios[k + 1]), None)


def _ratio(now: tuple[str, float, float], last: tuple[str, float, float]) -> float:
    return (now[1] - last[1]) / (now[2] - last[2])


def _step(each: tuple[str, float, float], standing: Standing, last: tuple[str, float, float] | None) -> Step:
    name, cost, effect = each
    if last is None:
        return Step(name, cost, effect, standing)
    return Step(name, cost, effect, standing, cost - last[1], effect - last[2], _ratio(each, last))
