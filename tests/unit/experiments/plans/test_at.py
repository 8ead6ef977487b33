"""A plan at a point of a design is the plan that one would have made with the point's changes."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import fields
from timeit import repeat
from typing import Any

import pytest

from diversion.experiments.plans.identity import at
from diversion.experiments.plans.making import make_plan
from diversion.scenarios import loader
from diversion.scenarios.editing import edited, sort_out
from diversion.scenarios.parameters import InputError, uncertain

REGIMES = ["current", "pre-arrest", "custody-stage"]


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ({}, {}),
        ({}, {"caseload_pre_arrest": 12, "engagement_custody": 0.3}),
        ({"caseload_pre_arrest": 20, "admission": 0.4}, {"caseload_pre_arrest": 12}),
        ({}, {"lead.length_days": 365}),
        ({"lead.bond": 0.5}, {"lead.length_days": 365, "caseload_pre_arrest": 12}),
        ({"lead.length_days": 90}, {"lead.length_days": 365}),
        ({"lead.length_days": 90}, {"every-programme.length_days": 365}),
        ({"every-programme.length_days": 90}, {"lead.length_days": 365}),
        ({"every-programme.bond": 0.5}, {"every-programme.length_days": 365}),
        ({"lead-street.age_max": 60}, {"lead-street.age_min": 30}),
        ({"lead-street.ends_after_days": 200}, {"lead-street.starts_after_days": 100}),
        ({"pre-arrest.enforcement": 0.5}, {"pre-arrest.enforcement": 1.5}),
        ({"current.enforcement": 0.5}, {"current.enforcement": 1.5}),
        ({}, {"lead.needs_met.housing": 0.9}),
    ],
)
def test_a_point_is_the_plan_made_with_its_changes(before: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    there = at(make_plan("leicestershire", REGIMES, changes=before), changes)
    made = make_plan("leicestershire", REGIMES, changes={**before, **changes})
    assert there == made
    assert there.content == made.content


def test_a_regime_of_the_users_own_keeps_its_source_however_often_it_is_changed() -> None:
    _, edits = sort_out({"every-programme.bond": 0.5})
    mine = edited(loader.regime("pre-arrest"), edits).model_copy(update={"name": "mine"})
    made = make_plan("blackpool", [mine], changes={"every-programme.length_days": 90, "lead.bond": 0.7})
    first = make_plan("blackpool", [mine], changes={"every-programme.length_days": 90})
    assert at(first, {"lead.bond": 0.7}) == made
    assert at(at(first, {"lead.bond": 0.1}), {"lead.bond": 0.7}) == made


def test_what_a_point_changes_leaves_the_plan_as_it_was() -> None:
    plan = make_plan("blackpool", ["pre-arrest"], changes={"lead.bond": 0.5})
    before = pickle.dumps(plan.content)
    at(plan, {"lead.length_days": 365, "lead.bond": 0.7, "engagement_custody": 0.3})
    assert pickle.dumps(plan.content) == before


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"engagement_custdy": 0.3}, "Did you mean engagement_custody?"),
        ({"engagement_custody": "much"}, "engagement_custody must be a number"),
        ({"lead.consent": 2}, "lead: consent must be between 0 and 1"),
        ({"lead.lenght_days": 2}, "Did you mean length_days?"),
    ],
)
def test_a_point_that_cannot_be_meant_is_refused(changes: Mapping[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        at(make_plan("blackpool", ["pre-arrest"]), changes)
    assert expected in str(caught.value)


def test_twenty_parameters_take_microseconds() -> None:
    plan = make_plan("blackpool", ["pre-arrest"])
    changes = {parameter.name: parameter.default for parameter in uncertain()[:20]}
    seconds = min(repeat(lambda: at(plan, changes), number=1000, repeat=5)) / 1000
    assert seconds < 300e-6  # some 20 on a machine at rest; reading an item anew would take a thousand


# --- what a plan keeps -----------------------------------------------------------------------------------------------


def test_a_plan_works_out_once_what_follows_from_it_and_sends_none_of_it_along() -> None:
    plan = make_plan("blackpool", ["pre-arrest"], changes={"lead.length_days": 200})
    size = len(pickle.dumps(plan))
    asked = (plan.catalogue, plan.parameters, plan.idle, plan.not_known, plan.in_order)

    assert all(one is other for one, other in zip(asked, (plan.catalogue, plan.parameters, plan.idle), strict=False))
    assert len(pickle.dumps(plan)) == size
    back = pickle.loads(pickle.dumps(plan))
    assert back == plan and vars(back).keys() == {each.name for each in fields(plan)}
    assert (back.catalogue, back.not_known, back.in_order) == (plan.catalogue, plan.not_known, plan.in_order)


def test_a_plan_that_is_changed_forgets_what_followed_from_the_old_one() -> None:
    plan = make_plan("blackpool", ["pre-arrest"])
    assert "effect_lead" in {parameter.name for parameter in plan.not_known}
    other = at(plan, {"effect_lead": 0.7, "lead.length_days": 200})

    assert "effect_lead" not in {parameter.name for parameter in other.not_known}
    assert {item.name: item for item in other.catalogue.programmes}["lead"].length_days == 200
