"""What was declared then can stand in a place's own values, and what cannot is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from diversion.experiments.plans import Plan, as_declared, make_plan, values_of
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
