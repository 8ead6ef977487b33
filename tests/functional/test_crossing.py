"""Exchanged beliefs exchange what they contribute, in the model itself; and the same programme behind either door tells stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diversion.experiments.compare import carry_out
from diversion.experiments.plans import BELIEF, at, crossing_of, make_plan
from diversion.experiments.plans.plan import Plan
from diversion.model.build.strength import among, ratio_among_admitted
from diversion.model.build.usual import defaults
from diversion.scenarios import loader

BOTH = ("custody-stage", "pre-arrest")
STRONG, WEAK = 0.6, 1.0


@pytest.fixture
def plan_with(place_with: Callable[..., str]) -> Callable[..., Plan]:
    """A small town, much contact and everybody willing, where one of the two programmes is believed to work and one not."""

    def make(contract: float, lead: float) -> Plan:
        of = {
            name: getattr(loader.programme(name), field)
            for name, field in (("checkpoint", BELIEF[0]), ("lead", BELIEF[0]))
        }
        young = getattr(loader.programme("lead"), BELIEF[1])
        changes = {of["checkpoint"]: contract, of["lead"]: lead, "offer_street": 0.6, "offer_contract": 0.8}
        if isinstance(young, str):  # a ratio of its own, or the share of the effect that holds at that age
            changes[young] = 1.0
        place = place_with(residents=20_000)
        return make_plan(place, BOTH, years=2, run_in=0, replicates=6, changes=changes, fixed_parameters=True)

    return make


def offences(plan: Plan) -> dict[str, float]:
    found = carry_out(plan, ":memory:", crossing=False)
    return {name: found.differences[name, "latent_offences"].mean for name in BOTH}


def test_swapping_the_two_beliefs_swaps_what_they_contribute(plan_with: Callable[..., Plan]) -> None:
    """What worked does nothing, and what did nothing works, and with the belief of the other it does about as much."""
    crossing = crossing_of(make_plan("blackpool", BOTH))
    assert crossing
    one = plan_with(STRONG, WEAK)
    exchanged = at(one, crossing.points[crossing.exchanged[BOTH]].changes)
    before, after = offences(one), offences(exchanged)
    assert before["custody-stage"] < 3.0 * min(before["pre-arrest"], 0.0) < 0.01
    assert after["pre-arrest"] < 3.0 * min(after["custody-stage"], 0.0) < 0.01


@pytest.mark.parametrize(
    ("mine", "theirs"), [("lead", "checkpoint"), ("checkpoint", "lead"), ("divert-lancashire", "lead")]
)
def test_a_belief_that_is_exchanged_is_what_it_is_among_those_admitted(mine: str, theirs: str) -> None:
    """On either programme's own curve, over the months for which it is believed."""
    usual, owner = defaults(), loader.programme(theirs)
    told = {field: getattr(owner, field) for field in BELIEF}
    months = among(owner).months
    changed = loader.programme(mine).model_copy(update=told)
    assert ratio_among_admitted(changed, usual, months) == pytest.approx(
        ratio_among_admitted(owner, usual, months), abs=1e-9
    )


def test_a_comparison_tells_stage_from_programme_by_itself(plan_with: Callable[..., Plan]) -> None:
    found = carry_out(plan_with(STRONG, WEAK), ":memory:")
    assert found.crossed
    effects = {
        row.label.partition(":")[0]: row.changes["latent_offences"].mean for row in found.alike if not row.regime
    }
    assert set(effects) == {"Stage", "Programme", "Together"}
    assert (
        effects["Programme"] > 0
    )  # LEAD, believed to do nothing here, in place of a contract that works: more offences
    assert not carry_out(plan_with(STRONG, WEAK), ":memory:", crossing=False).crossed
