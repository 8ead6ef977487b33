"""What a calibration found: each parameter before and after, each figure as predicted, and the draws; also as plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from ..plans import Posterior
from .emulator import Numbers
from .matching import Region
from .particles import Particles
from .study import Asked, Target
from .trying import Effort

NORMAL: Final = 1.96  # standard deviations to each side that hold 95% of a normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of one parameter: its range before, and the middle and 90% range after.

    `narrower` is the share of the width of its 90% range, on its scale, that is gone.
    """

    name: str
    before: tuple[float, float]
    middle: float
    after: tuple[float, float]
    narrower: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """One figure as the posterior predicts it with fresh luck: middle and 95% range of single runs, beside the target.

    `miss` is by how many standard deviations, the tolerance and the spread of the runs together, the middle is too high.
    """

    target: Target
    fitted: bool
    middle: float
    low: float
    high: float
    miss: float

    @property
    def inside(self) -> bool:
        """Whether the target lies in the range once its tolerance is added to it."""
        value, more = self.target.value, NORMAL * self.target.tolerance
        low = self.middle - math.hypot(self.middle - self.low, more)
        return low <= value <= self.middle + math.hypot(self.high - self.middle, more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a calibration has found."""

    asked: Asked
    region: Region
    particles: Particles
    posterior: Posterior
    found: tuple[Found, ...]
    predicted: tuple[Predicted, ...]
    figures: Numbers
    effort: Effort
    seconds: float
    location: str


def plain(found: Calibration) -> dict[str, Any]:
    """What was found as plain data, the draws themselves left to their file."""
    return {
        "locality": found.asked.plan.locality.name,
        "targets": found.asked.name,
        "waves": [
            {
                "points": wave.points,
                "left": wave.left,
                "nearest": wave.nearest,
                "explained": [fit.explained for fit in wave.fits],
                "covered": [fit.covered for fit in wave.fits],
            }
            for wave in found.region.waves
        ],
        "generations": [{"threshold": each.threshold, "points": each.points} for each in found.particles.generations],
        "draws": len(found.particles.weights),
        "equal_draws": found.particles.effective,
        "parameters": [
            {
                "name": each.name,
                "before": list(each.before),
                "middle": each.middle,
                "after": list(each.after),
                "narrower": each.narrower,
            }
            for each in found.found
        ],
        "predicted": [_plain_prediction(each) for each in found.predicted],
        "runs": found.effort.runs,
        "read": found.effort.read,
        "computed": found.effort.computed,
        "failed": found.effort.failed,
        "experiments": found.effort.experiments,
        "seconds": found.seconds,
        "database": found.location,
    }


def _plain_prediction(each: Predicted) -> dict[str, Any]:
    numbers = {"middle": each.middle, "low": each.low, "high": each.high, "miss": each.miss}
    return {
        "measure": each.target.measure,
        "value": each.target.value,
        "tolerance": each.target.tolerance,
        "fitted": each.fitted,
        "inside": each.inside,
    } | {name: None if number != number else number for name, number in numbers.items()}
