"""Row 5: counts by month are exact: what is even is even by day, whatever day the regimes part on, and totals do not know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from diversion.agents.states import State
from diversion.model.ledger.counts import Counts
from diversion.model.ledger.measures import Measure as M
from diversion.model.simulation import Setting, run_regimes
from diversion.model.simulation import Simulation as Runs
from diversion.model.world import SCALE, World, first_month
from diversion.scenarios.channels import CHANNELS
from diversion.scenarios.parameters import register

pytestmark = pytest.mark.statistical
STARTS = (date(2026, 4, 1), date(2026, 11, 15), date(2027, 12, 31), date(2028, 2, 29))
# Nobody's rate ever moves, and nobody comes or goes.
CONSTANT = (
    {f"channel_{name}": 0.0 for name in CHANNELS}
    | {name: 1.0 for name in register() if name.startswith("career_mix.")}
    | {name: 0.0 for name in register() if name.startswith(("death_base.", "need_weight."))}
    | {"spell_cap": 0.0, "move_rate": 0.0}
)


def starting(setting: Setting, start: date) -> Setting:
    return replace(setting, locality=setting.locality.model_copy(update={"start": start}))


def ended(setting: Setting) -> list[World]:
    trunk = Runs.build(setting, 3)
    people = trunk.world.people
    people["stay"] = people["exits"] = 1e9
    people["enters"][people["enters"] > 0.0] = 1e9
    trunk.run_in()
    return run_regimes(trunk, setting.regimes)


@pytest.mark.parametrize("start", STARTS)
def test_person_years_of_a_month_are_its_days_times_the_people_there(
    start: date, setting_of: Callable[..., Setting]
) -> None:
    (world,) = ended(starting(setting_of(changes=CONSTANT, residents=10_000, years=2), start))
    there = world.people["state"] == State.PRESENT
    months = Counts.of(world).months
    days = np.diff(world.month_ends, prepend=0.0)
    grains = 12 * there.sum() / SCALE  # each stretch is rounded once, and a month has a few of each person
    for measure, yearly in ((M.PERSON_YEARS, there.sum()), (M.LATENT, world.people["rate"][there].sum())):
        found = world.by_group[:, :, measure].sum(axis=1) / SCALE
        assert np.abs(found - yearly * days / 365.0).max() < grains < 1e-3 * found.min() * 31
    assert [months[0].first, sum(month.days for month in months)] == [start, 730]


def test_totals_do_not_know_on_which_day_of_the_calendar_the_regimes_part(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(regimes=("none", "combined"), residents=15_000, years=2)
    runs = [ended(starting(setting, start)) for start in STARTS]
    for number in range(2):
        worlds = [worlds[number] for worlds in runs]
        for name in ("by_group", "by_place", "hours"):
            since = [getattr(world, name)[first_month(world) :].sum(axis=0) for world in worlds]
            before = [getattr(world, name)[: first_month(world)].sum(axis=0) for world in worlds]
            assert all(np.array_equal(since[0], other) for other in since), name
            assert all(np.array_equal(before[0], other) for other in before), name
        assert all(np.array_equal(worlds[0].ledger, world.ledger) for world in worlds)
        assert all(np.array_equal(worlds[0].funnel, world.funnel) for world in worlds)
