"""What else is compared must not change a regime, to the bit (E8): any subset, any order, any value of what is closed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents.states import State
from diversion.model.ledger.outcomes import outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Setting, Simulation, run_regimes
from diversion.scenarios import loader
from diversion.scenarios.parameters import register
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import CAREERS

# These are about people whom the comparison itself defines: those any of the compared regimes would refer, or could.
OF_THE_COMPARISON = ("contacts_referred", "repeat_referred", "repeat_eligible", "repeat_everyone")
LIBRARY = loader.names("regime")
SEED = 11
Found = Mapping[str, float]
Lived = dict[str, tuple[Found, np.ndarray]]

few = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def lived(setting: Setting) -> Lived:
    """Of each regime its outcomes, but those the comparison defines, and everything it counted."""
    trunk = Simulation.build(setting, SEED)
    trunk.run_in()
    found: Lived = {}
    for regime, world in zip(setting.regimes, run_regimes(trunk, setting.regimes), strict=True):
        read = outcomes(Reading(world), regime, setting.catalogue, setting.values, setting.years)
        kept = {name: value for name, value in read.items() if name not in OF_THE_COMPARISON}
        found[regime.name] = (kept, world.by_group)
    return found


def same(one: tuple[Found, np.ndarray], other: tuple[Found, np.ndarray]) -> list[str]:
    """The outcomes that are not the same to the bit, and `counts` where what was counted is not."""
    names = {*one[0], *other[0]}
    unlike = [name for name in sorted(names) if not alike(one[0].get(name), other[0].get(name))]
    return unlike + ([] if np.array_equal(one[1], other[1]) else ["counts"])


def alike(a: float | None, b: float | None) -> bool:
    """The same number, or both none."""
    return a == b or (a is not None and b is not None and math.isnan(a) and math.isnan(b))


@pytest.fixture(scope="module")
def kept() -> dict[Any, Any]:
    """What was lived already: each regime alone, once."""
    return {}


@pytest.mark.slow
@few
@given(
    chosen=st.lists(st.sampled_from(LIBRARY), min_size=2, max_size=4, unique=True),
    current=st.sampled_from(["none", "current-durham", "adder"]),
)
def test_any_subset_in_any_order_gives_each_regime_the_same_to_the_bit(
    chosen: Sequence[str], current: str, setting_of: Callable[..., Setting], kept: dict[Any, Any]
) -> None:
    """E8."""
    together = lived(setting_of(regimes=chosen, residents=2_500, current=current))
    for name in chosen:
        if (name, current) not in kept:
            kept[name, current] = lived(setting_of(regimes=[name], residents=2_500, current=current))[name]
        assert same(kept[name, current], together[name]) == [], name


def test_adding_a_regime_with_another_door_changes_nothing_for_the_others(setting_of: Callable[..., Setting]) -> None:
    """E8: with custody-stage beside it, pre-arrest lived another life, and so did ADDER's enforcement beside none."""
    alone = lived(setting_of(regimes=["none", "pre-arrest"], residents=4_000))
    beside = lived(setting_of(regimes=["adder", "custody-stage", "pre-arrest", "none"], residents=4_000))
    assert {name: same(alone[name], beside[name]) for name in alone} == {name: [] for name in alone}


# Of what only pre-arrest has: its effect, from far better to far worse, its offers, its workers.
CLOSED = tuple(
    name
    for name in ("effect_lead", "offer_street", "offer_social",
                 "workers_pre_arrest", "caseload_pre_arrest")
    if name in register()
)  # fmt: skip


@pytest.mark.slow
@few
@given(
    changes=st.fixed_dictionaries(
        {name: st.floats(register()[name].floor, min(register()[name].ceiling, 30.0)) for name in CLOSED}
    )
)
def test_a_parameter_of_what_is_closed_changes_nothing(
    changes: Mapping[str, float], setting_of: Callable[..., Setting], kept: dict[Any, Any]
) -> None:
    """E8: the most harmful programme of the comparison entered everybody's bound, and so their luck."""
    regimes = ["none", "custody-stage", "pre-arrest"]
    if "usual" not in kept:
        kept["usual"] = lived(setting_of(regimes=regimes, residents=2_500))
    changed = lived(setting_of(regimes=regimes, residents=2_500, changes=changes))
    for name in ("none", "custody-stage"):
        assert same(kept["usual"][name], changed[name]) == [], name


def test_a_twin_of_a_regime_is_bit_identical_in_every_outcome(setting_of: Callable[..., Setting]) -> None:
    """E8: only the names of routes and services carry luck, so a regime may be called anything."""
    setting = setting_of(
        regimes=[twin("combined", "a-twin"), "none", "combined", twin("combined", "zz")], residents=4_000
    )
    trunk = Simulation.build(setting, SEED)
    trunk.run_in()
    worlds = run_regimes(trunk, setting.regimes)
    found = [
        outcomes(Reading(world), regime, setting.catalogue, setting.values, setting.years)
        for world, regime in zip(worlds, setting.regimes, strict=True)
    ]
    for other in (found[2], found[3]):
        assert [name for name in other if not alike(found[0].get(name), other[name])] == []


def twin(name: str, called: str) -> Regime:
    """The same regime under another name."""
    return loader.regime(name).model_copy(update={"name": called})


def test_a_programme_that_raises_offending_by_a_third_hardly_meets_the_bound(
    setting_of: Callable[..., Setting],
) -> None:
    """E8: what stops at the bound changes an effect, so it may be under 0.1% of person-time; see `harm_margin`.

    So few take up ordinary provision that nothing it could do to them makes 1.3 of everybody offered it: it does 1.1.
    """
    harmful = [name for name in register() if name.startswith("effect_") and name != "effect_young"]
    changes = dict.fromkeys(harmful, 1.3) | {"effect_ordinary": 1.1}
    setting = setting_of(regimes=["combined"], changes=changes, residents=60_000)
    trunk = Simulation.build(setting, SEED)
    trunk.run_in()
    branch, looks, stopped = trunk.fork(setting.regimes[0]), 0, 0
    for _ in range(13):
        branch.run(28)
        people, par = branch.world.people, branch.world.par
        usual = people["rate0"] * people["steady"]
        here = (people["state"] == State.PRESENT) & (usual > 0.0)
        most = people["welfare0"] * par.victim_welfare_ratio * par.harm_margin
        looks += int(here.sum())
        stopped += int((here & (people["rate"] >= usual * par.bound_ratio * (1.0 - 1e-9))).sum())
        stopped += int((here & (most > 0.0) & (people["welfare"] >= most * (1.0 - 1e-9))).sum())
    assert stopped < 0.001 * looks


def test_the_most_enforcement_there_can_be_finds_room_when_the_regimes_part(setting_of: Callable[..., Setting]) -> None:
    """Everybody may get a first further candidate on the day of the fork; and it is about so many more contacts."""
    most = loader.regime("none").model_copy(update={"name": "most", "enforcement": 5.0})
    setting = setting_of(
        regimes=["none", most], residents=20_000, changes={f"career_rate.{kind}": 30.0 for kind in CAREERS}
    )
    trunk = Simulation.build(setting, SEED)
    trunk.run_in()
    usual, more = (Reading(world).totals() for world in run_regimes(trunk, setting.regimes))
    # Who is held more often offends less at liberty, so it is somewhat less than five times as much.
    assert 3.0 < more["suspects"] / usual["suspects"] < 5.1
