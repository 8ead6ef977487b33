"""What a trial should be expected to find by somebody who does not know the parameters: belief, parameters and luck in one.

Worlds are lived with what nobody knows drawn, several with each draw where a trial would not find its people in one; from
those of each draw as many simulated trials are taken as from those of any other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .carry_out import Prepared
from .drawing import draw_trial
from .estimates import Estimate
from .study import Reading, Study

WITHIN: Final = (0.05, 0.95)  # the central 90%
WIDE: Final = 2.0  # times its lower end: more than that, with no effect inside, says little


@dataclass(frozen=True, slots=True)
class Predicted:
    """One outcome of a study, as simulated trials are expected to find it; all are NaN where nobody could be drawn.

    `low` and `high` are the ends of the central 90% of estimates, `middle` their median, `below` the share of them below the
    published one (None where none was read), and `nothing` the share of trials that would call nothing significant.
    """

    draws: int
    low: float
    middle: float
    high: float
    below: float | None
    nothing: float

    def width(self, none: float) -> float:
        """How many times the lower end the upper one is; of a difference, how far it is above it."""
        return self.high / self.low if none else self.high - self.low

    def says_little(self, reading: Reading) -> bool:
        """Whether no effect lies inside as well as what was published, so that this cannot tell one from the other.

        Where no figure was published: whether no effect lies inside, and the ends are more than twice apart.
        """
        if not self.low <= reading.none <= self.high:
            return False
        if reading.published is not None:
            return self.low <= reading.published <= self.high
        return bool(reading.none) and self.width(reading.none) > WIDE


def predicted(study: Study, stocks: Sequence[Prepared], trials: int, seed: int = 1) -> list[Predicted]:
    """Each outcome of a study over about so many simulated trials, as many from every draw, given the people of each."""
    each = -(-trials // len(stocks))
    drawn = [
        draw_trial(study, stock, number * each + k, seed) for number, stock in enumerate(stocks) for k in range(each)
    ]
    return [_of(reading, [trial[k] for trial in drawn], len(stocks)) for k, reading in enumerate(study.outcomes)]


def _of(reading: Reading, drawn: Sequence[Estimate], draws: int) -> Predicted:
    known = [each for each in drawn if math.isfinite(each.value)]
    if not known:
        return Predicted(draws, *(math.nan,) * 3, None if reading.published is None else math.nan, math.nan)
    values = np.array([each.value for each in known])
    low, middle, high = np.quantile(values, [WITHIN[0], 0.5, WITHIN[1]]).tolist()
    below = None if reading.published is None else float((values < reading.published).mean())
    return Predicted(draws, low, middle, high, below, 1 - float(np.mean([each.significant for each in known])))
