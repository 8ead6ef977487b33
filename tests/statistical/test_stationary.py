"""An open population that stays as it is: over 20 years without diversion, nothing drifts by as much as 2%."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import pytest

from diversion.agents.states import State
from diversion.model.ledger.measures import MEASURES
from diversion.model.simulation import Setting, Simulation

pytestmark = [pytest.mark.statistical, pytest.mark.slow]
FILLING: Final = 2  # years left out: days inside decided before the regimes part are not counted in them
YEARS: Final = 20 + FILLING
FOLLOWED: Final = ("contacts", "arrests", "prison_days")
DRIFT: Final = 0.02


def lived(setting: Setting, seed: int) -> dict[str, np.ndarray]:
    """What was counted in each of the years, and on the last day of each the people and their mean age."""
    simulation = Simulation.build(setting, seed)
    simulation.run_in()
    branch = simulation.fork(setting.regimes[0])
    people, ages = [], []
    for _ in range(YEARS):
        branch.run(365)
        here = branch.world.people[branch.world.people["state"] == State.PRESENT]
        people.append(len(here))
        ages.append(float(((branch.day - here["born"]) / 365.25).mean()))
    counted = branch.settled().by_group.sum(axis=1)[-12 * YEARS :].reshape(YEARS, 12, -1).sum(axis=1)
    found = {name: counted[:, MEASURES.index(name)].astype(float) for name in FOLLOWED}
    return found | {"people": np.array(people, float), "age": np.array(ages)}


def trend(years: np.ndarray) -> float:
    """By how much a straight line through the years rises from the first to the last, as a share of their mean."""
    return float(np.polyfit(np.arange(len(years)), years, 1)[0] * (len(years) - 1) / years.mean())


def test_over_twenty_years_nothing_drifts(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(residents=1_000_000, run_in=4, years=YEARS)  # prison begins empty
    worlds = [lived(setting, seed) for seed in (1, 2, 3, 4, 5, 6)]
    for name in (*FOLLOWED, "people", "age"):
        found = np.array([trend(world[name][FILLING:]) for world in worlds])
        error = found.std(ddof=1) / math.sqrt(len(found))
        assert abs(found.mean()) < max(DRIFT, 2.0 * error), (name, found)
