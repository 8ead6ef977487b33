"""The words of `docs/calibration.md`: what its template asks for beside what calibration in the open found."""

from __future__ import annotations

from typing import Any

from ..calibration.opened import Opened, opened
from ..wording import decimals_for, duration, number


def about() -> dict[str, Any]:
    """What the page is written from."""
    return {"calibrated": found(), "figure": figure, "span_of": span_of, "lasting": duration}


def figure(value: float, beside: tuple[float, ...] = ()) -> str:
    """A number with as many decimals as it and those beside it need."""
    return number(value, decimals_for((value, *beside), 2))


def span_of(ends: tuple[float, float]) -> str:
    """Two ends in words."""
    return " to ".join(number(end, decimals_for(ends, 2)) for end in ends)


def found() -> Opened:
    """What was found last.

    Raises:
        RuntimeError: nothing ever was.
    """
    kept = opened()
    if kept is None:
        raise RuntimeError("nothing is calibrated yet: run `python -m diversion.experiments.calibration.openly` first")
    return kept
