"""What was declared then can stand in a place's own values, and what cannot is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from diversion.experiments.plans import Plan, as_declared, make_plan, values_of
from diversion.scenarios import loader
from diversion.scenarios.facts import declared
from diversion.scenarios.fields import OwnValue

Then = dict[str, list[Any]]


@pytest.fixture
def then() -> Then:
    return {name: list(each) for name, each in declared().items()}


def drawn(plan: Plan, name: str, count: int = 300) -> np.ndarray[Any, Any]:
    return np.array([values_of(plan, number)[name] for number in range(count)])


def test_what_was_declared_then_is_drawn_from_again_and_nothing_else_moves(then: Then) -> None:
    plan = make_plan("blackpool", ["pre-arrest"], replicates=300)
    then["offer_street"][:3] = [0.5, 0.45, 0.55]
    before = as_declared(plan, then)
    assert (before.moved, before.apart) == (("offer_street",), ())
    assert abs(np.median(drawn(before.plan, "offer_street")) - 0.5) < 0.02
    assert np.median(drawn(plan, "offer_street")) < 0.2
    now, old = values_of(plan, 7), values_of(before.plan, 7)
    assert {name for name in now if now[name] != old[name]} == {"offer_street"}


def test_a_range_that_was_none_then_is_a_constant_again(then: Then) -> None:
    plan = make_plan("blackpool", ["pre-arrest"], replicates=3)
    then["offer_street"][:3] = [0.2, 0.2, 0.2]
    then["offer_street"][5] = "constant"
    before = as_declared(plan, then).plan
    assert set(drawn(before, "offer_street", 3)) == {0.2}
    assert "offer_street" not in {each.name for each in before.drawn}


def test_what_cannot_be_stood_in_for_is_named_and_stays_as_it_is_now(then: Then) -> None:
    plan = make_plan("blackpool", ["pre-arrest"])
    then["offer_street"][6] = "linear" if then["offer_street"][6] != "linear" else "log"
    then["was_there_once"] = [1.0, 1.0, 1.0, 0.0, 2.0, "constant", "linear"]
    del then["bias_ratio"]
    before = as_declared(plan, then)
    assert set(before.apart) == {"offer_street", "was_there_once", "bias_ratio"} == set(before.moved)
    assert before.plan is plan


def test_a_places_own_value_goes_before_what_was_declared(then: Then) -> None:
    usual = make_plan("blackpool", ["pre-arrest"])
    own = {"offer_street": OwnValue(value=0.2, source="A count of our own.", rating="weak")}
    plan = replace(usual, locality=usual.locality.model_copy(update={"parameters": own}))
    then["offer_street"][:3] = [0.5, 0.45, 0.55]
    before = as_declared(plan, then)
    assert before.plan is plan and before.apart == () and before.moved == ("offer_street",)
    then["hours_diversion"][0] = then["hours_diversion"][1]
    assert set(as_declared(plan, then).plan.locality.parameters) == {"offer_street", "hours_diversion"}


def test_a_places_own_range_is_apart_where_belief_is_spread_otherwise_now_and_its_own_number_is_not(then: Then) -> None:
    usual = make_plan("blackpool", ["pre-arrest"])
    then["offer_street"][6] = "linear"
    for low, high, apart in ((0.1, 0.3, ("offer_street",)), (None, None, ())):
        own = {"offer_street": OwnValue(value=0.2, source="A count of our own.", rating="weak", low=low, high=high)}
        plan = replace(usual, locality=usual.locality.model_copy(update={"parameters": own}))
        assert as_declared(plan, then).apart == apart


def test_what_decides_nothing_here_is_not_apart(then: Then) -> None:
    plan = make_plan("blackpool", ["pre-arrest"], changes={"offer_street": 0.3})
    idle = sorted(plan.idle)[0]
    then["offer_street"][6] = "linear"
    del then[idle]
    before = as_declared(plan, then)
    assert set(before.moved) == {"offer_street", idle} and before.apart == ()


@pytest.fixture
def unsaid() -> Plan:
    """A plan whose programmes do not say at which hand-over, nor its services at which caseload, they were seen."""
    plan = make_plan("blackpool", ["pre-arrest"])
    parts = loader.catalogue(plan.regimes)
    own = {
        "own_routes": parts.routes,
        "own_programmes": tuple(each.model_copy(update={"engaged_after_days": None}) for each in parts.programmes),
        "own_services": tuple(each.model_copy(update={"usual_caseload": None}) for each in parts.services),
    }
    return replace(plan, regimes=tuple(each.model_copy(update=own) for each in plan.regimes))


@pytest.mark.parametrize(
    "name", ["hand_over_days_street", "caseload_pre_arrest", "need_wait_days.drugs", "consent_street"]
)
def test_what_the_engine_holds_against_its_declared_value_is_apart(then: Then, unsaid: Plan, name: str) -> None:
    """Declared otherwise, it was the usual then; as a place's own value it would be a departure from the usual of now."""
    then[name][0] *= 0.9
    before = as_declared(unsaid, then)
    assert before.apart == (name,) and before.plan is unsaid


@pytest.mark.parametrize("name", ["hand_over_days_street", "caseload_pre_arrest"])
def test_where_a_file_says_what_was_usual_the_declared_value_can_be_set_to_what_it_was(then: Then, name: str) -> None:
    then[name][0] *= 0.9
    before = as_declared(make_plan("blackpool", ["pre-arrest"]), then)
    assert before.apart == () and before.plan.usual[name] == then[name][0]


def test_a_usual_value_is_apart_even_where_somebody_set_it_but_not_where_it_is_as_it_was(
    then: Then, unsaid: Plan
) -> None:
    plan = replace(unsaid, changes={"caseload_pre_arrest": 12.0})
    then["caseload_pre_arrest"][2] += 1
    assert as_declared(plan, then).apart == ()
    then["caseload_pre_arrest"][0] += 1
    assert as_declared(plan, then).apart == ("caseload_pre_arrest",)
