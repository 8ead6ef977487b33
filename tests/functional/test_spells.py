"""Spells of needs in the direction one expects: the same in every regime, eased by support, costlier for being inside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents.states import Happening, State, Turn
from diversion.model.simulation import Simulation
from diversion.model.world import World
from diversion.scenarios.parameters import register
from diversion.scenarios.words import Need

Worlds = Callable[..., list[World]]
Totals = Callable[..., list[dict[str, float]]]
HELPED = {"offer_street": 0.9, "engagement_street_warm": 0.95, "dropout_early": 0.01, "dropout_late": 0.01,
          "months_to_full_effect": 1.0, "channel_capacity": 0.0, "offer_contract": 0.9}  # fmt: skip
WORKS = {"effect_lead": 0.5, "effect_young": 1.0}


def table(name: str, value: float) -> dict[str, float]:
    """The same value for every member of a table."""
    return {each: value for each in register() if each.startswith(f"{name}.")}


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    regime=st.sampled_from(["pre-arrest", "custody-stage", "combined", "current", "treatment-in-custody"]),
    seed=st.integers(1, 50), share=st.floats(0.01, 0.4), losing=st.floats(0.0, 1.0),
)  # fmt: skip
def test_natural_spells_and_bounds_are_the_same_in_every_regime_to_the_bit(
    regime: str, seed: int, share: float, losing: float, setting_of: Callable[..., object]
) -> None:
    changes = HELPED | table("spell_share", share) | table("loss_chance", losing) | WORKS
    setting = setting_of(regimes=("none", regime), changes=changes, residents=10_000)
    trunk = Simulation.build(setting, seed)  # type: ignore[arg-type]
    trunk.run_in()
    none = trunk.fork(setting.regimes[0])  # type: ignore[attr-defined]
    other = trunk.fork(setting.regimes[1], none)  # type: ignore[attr-defined]
    for _ in range(4):
        none.run(90)
        other.run(90)
        both = (none.world.people["state"] == State.PRESENT) & (other.world.people["state"] == State.PRESENT)
        for name in ("spells", "steady", "bound"):
            assert np.array_equal(none.world.people[name][both], other.world.people[name][both])
        for world in (none.world, other.world):
            assert not (world.people["eased"] & ~world.people["spells"]).any()


def test_support_eases_spells_and_neither_without_its_channel_nor_where_it_harms(worlds_of: Worlds) -> None:
    strong, off = HELPED | WORKS, HELPED | WORKS | {"channel_support": 0.0}
    for changes, some in ((strong, True), (off, False), (HELPED | WORKS | {"effect_lead": 1.3}, False)):
        (world,) = worlds_of(regimes=("pre-arrest",), changes=changes | {"offer_liaison": 0.0}, residents=60_000)
        assert (world.people["support"] > 0.0).sum() > 50
        assert world.people["eased"].any() == some


def test_more_strength_never_eases_fewer_spells_of_the_same_people(worlds_of: Worlds, closed: dict[str, float]) -> None:
    """With every other channel closed the same people come into support on the same days; who gives up is not looked at."""
    active, there = [], []
    for effect in (0.9, 0.5):
        changes = closed | HELPED | WORKS | {"channel_support": 1.0, "effect_lead": effect, "offer_liaison": 0.0}
        (world,) = worlds_of(regimes=("pre-arrest",), changes=changes, residents=60_000)
        active.append(world.people["spells"] & ~world.people["eased"])
        there.append(world.people["state"] == State.PRESENT)
    active = [each[there[0] & there[1]] for each in active]
    assert not (active[1] & ~active[0]).any() and (active[1] != active[0]).sum() > 5


def test_being_inside_costs_homes_and_work_and_more_where_more_go_in(worlds_of: Worlds) -> None:
    lost = []
    for share in (0.0, 0.9):
        changes = {"prison_first": share, "prison_eleven": share, "court_delay_days": 20.0, "prison_days": 20.0}
        (world,) = worlds_of(changes=changes, residents=60_000)
        lost.append(int((world.people["lost"] > 0).sum()))
    assert 0 < lost[0] < lost[1]


@pytest.mark.parametrize("channel", [0.0, 1.0])
def test_losses_raise_offending_as_far_as_their_channel_is_open(channel: float, totals_of: Totals) -> None:
    base = {"channel_custody_time": channel, "loss_weight": 1.0} | table("loss_months", 60.0)
    none, all_ = (
        totals_of(changes=base | table("loss_chance", chance), residents=60_000)[0]["latent"] for chance in (0.0, 1.0)
    )
    assert all_ > 1.002 * none if channel else all_ == pytest.approx(none, rel=1e-9)


def test_spells_are_written_down_from_the_fork_on_and_add_up_to_the_state_at_the_end(worlds_of: Worlds) -> None:
    (world,) = worlds_of(regimes=("pre-arrest",), changes=HELPED | WORKS, residents=30_000, log_room=90_000)
    log = np.asarray(world.log[: world.clock.logged])
    rows = log[(log["kind"] == Happening.SPELL_BEGAN) | (log["kind"] == Happening.SPELL_ENDED)]
    assert (rows["moment"] >= world.clock.fork_day).all()
    assert set(np.unique(rows["turn"])) >= {Turn.OF_ITSELF, Turn.WITH_SUPPORT, Turn.LOST, Turn.FOUND}
    active = world.people["spells"] & ~world.people["eased"]
    last: dict[tuple[int, int], int] = {}
    for row in rows[np.isin(rows["turn"], (Turn.OF_ITSELF, Turn.WITH_SUPPORT))]:
        key = int(row["person"]), int(row["need"])
        assert last.get(key) != row["kind"], "spells of one need begin and end in turn"
        last[key] = int(row["kind"])
    for (person, need), kind in last.items():
        if world.people["state"][person] == State.PRESENT:
            assert bool(active[person] >> need & 1) == (kind == Happening.SPELL_BEGAN)
    assert {need for _, need in last} == set(Need)
