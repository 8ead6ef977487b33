"""What evaluations report, against formulas: Cox regression of steady hazards, and what significant trials report on average."""

from __future__ import annotations

import math

import numpy as np
import pytest

from diversion.experiments.trials.curse import winners_curse
from diversion.experiments.trials.estimates import ESTIMATORS, Numbers

cox = ESTIMATORS["hazard_ratio"]


def ones(numbers: Numbers) -> Numbers:
    return np.ones(len(numbers))


def censored(times: Numbers, days: float) -> Numbers:
    """Days to the event, or minus all days of follow-up."""
    return np.where(times < days, times, -days)


def test_exponential_times_give_the_ratio_of_their_rates() -> None:
    """With steady hazards Cox's estimate has the rates' ratio in the middle, and its error is 1/events + 1/events."""
    luck = np.random.default_rng(8)
    found, events = [], []
    for _ in range(300):
        treated, control = (censored(luck.exponential(1 / rate, 300), 365.0) for rate in (0.7 / 300, 1 / 300))
        found.append(cox(treated, control, ones(control)))
        events.append(1 / (treated > 0).sum() + 1 / (control > 0).sum())
    logs = np.log([each.value for each in found])
    error = math.sqrt(float(np.mean(events)))
    assert logs.mean() == pytest.approx(math.log(0.7), abs=4 * error / math.sqrt(300))
    assert logs.std() == pytest.approx(error, rel=0.15)
    assert 0.91 < np.mean([each.low < 0.7 < each.high for each in found]) < 0.985


@pytest.mark.parametrize(("truth", "error"), [(-5.15, 4.3), (0.4, 0.25), (1.5, 0.4)])
def test_it_is_what_counting_finds(truth: float, error: float) -> None:
    luck = np.random.default_rng(6)
    estimates = luck.normal(truth, error, 400_000)
    significant = estimates[np.abs(estimates) > 1.959964 * error]
    found = winners_curse(truth, error)
    assert found.power == pytest.approx(significant.size / estimates.size, abs=0.003)
    assert abs(found.reports) == pytest.approx(np.abs(significant).mean(), rel=0.005)
    assert math.copysign(1, found.reports) == math.copysign(1, truth)
    assert found.wrong_sign == pytest.approx((significant * truth < 0).mean(), abs=0.003)
