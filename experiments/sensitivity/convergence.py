"""Whether there were enough runs: for the values of the indices, for their order, and for which factors matter.

After Sarrazin, Pianosi and Wagener (2016): values have converged when the widest 95% interval is narrower than 0.05. The order
is stable when resamples repeat it, and the screening when no interval leaves open whether its factor matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..statistics import CONFIDENCE
from .method import Method
from .screening import Standing, main_indices, parameter_indices, standings
from .terms import NOTHING, Estimate, largest

WIDEST: Final = 0.05


@dataclass(frozen=True, slots=True)
class Convergence:
    """Whether a method has what it is for, and one sentence about it."""

    converged: bool
    sentence: str


def judge(method: Method, estimate: Estimate) -> Convergence:
    """A method is for the values of shares, or for telling the factors that matter from those that do not."""
    order = f"the order of the factors that matter is {_stable(order_stable(method, estimate))}"
    unclear = list(standings(method, estimate.indices).values()).count(Standing.UNCLEAR)
    doubt = f"whether {unclear} factor{' matters' if unclear == 1 else 's matter'} is open"
    width = widest(method, estimate)
    if method.for_values:
        if width < WIDEST:
            return Convergence(
                True, f"Converged: the widest 95% interval of {method.values} is {width:.3f} wide; {order}."
            )
        screening = doubt if unclear else "which factors matter is clear"
        return Convergence(
            False,
            f"Not converged: the widest 95% interval of {method.values} is {width:.2f} wide, and {WIDEST} is wanted; "
            f"{order}, {screening}.",
        )
    if unclear:
        return Convergence(False, f"Not converged: {doubt}; {order}.")
    return Convergence(True, f"Converged for screening: which factors matter is clear; {order}.")


def _stable(stable: bool) -> str:
    return "stable" if stable else "not stable"


def widest(method: Method, estimate: Estimate) -> float:
    """The width of the widest 95% interval of a main index; of effects as a share of the largest one."""
    found = main_indices(method, estimate.indices)
    unit = 1.0 if method.relative else largest(found)
    width = max(index.high - index.low for name, index in found.items() if name != NOTHING)
    return width / unit if unit > 0 else width


def order_stable(method: Method, estimate: Estimate) -> bool:
    """Whether 95% of resamples put the parameters that may matter in the same order as the indices do."""
    ranked = parameter_indices(method, estimate.indices)
    names = [index.factor for index in estimate.indices if index.factor in ranked]
    columns = {name: n for n, name in enumerate(dict.fromkeys(names))}
    kept = [name for name, standing in standings(method, estimate.indices).items() if standing is not Standing.SMALL]
    values = estimate.resampled[:, [columns[name] for name in kept]]
    same = (np.diff(values, axis=1) <= 0).all(axis=1)
    return bool(same.mean() >= CONFIDENCE)
