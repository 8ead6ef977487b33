"""The pool keeps its mix of ages over the years: who enters balances who leaves, dies and grows older."""

from collections.abc import Callable

import numpy as np
import pytest

from diversion.agents.states import State
from diversion.model.simulation import Setting, Simulation
from diversion.scenarios.words import AGE_BOUNDS

pytestmark = pytest.mark.statistical


def age_shares(simulation: Simulation) -> np.ndarray:
    """Percentages of those present aged 18 to 25, 26 to 39, and 40 or more."""
    people = simulation.world.people[simulation.world.people["state"] == State.PRESENT]
    ages = (simulation.day - people["born"]) / 365.25
    return np.asarray(100.0 * np.bincount(np.digitize(ages, AGE_BOUNDS), minlength=3) / len(ages))


@pytest.mark.parametrize("locality", ["england-mix", "blackpool"])
def test_age_groups_keep_their_shares_within_a_point_over_four_years(
    locality: str, setting_of: Callable[..., Setting]
) -> None:
    setting = setting_of(residents=3_000_000, locality=locality, run_in=0, years=4)
    place, values = setting.locality, setting.values
    bands = np.array([place.age_shares[band].value * values[f"risk_by_age.{band}"] for band in place.age_shares])
    declared = 100.0 * np.append(bands[:2], bands[2:].sum()) / bands.sum()
    simulation = Simulation.build(setting, 1)
    simulation.run(1)
    for years in (0, 2, 4):
        simulation.run(max(365 * years - simulation.day, 0))
        assert np.abs(age_shares(simulation) - declared).max() < 1.0
