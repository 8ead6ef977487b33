"""Two regimes that are said to cost the same do, in every place, as nearly as whole posts allow."""

from __future__ import annotations

import pytest

from diversion.experiments.plans import make_plan
from diversion.model.build.build import workers_in
from diversion.model.ledger.costs import programme_cost
from diversion.scenarios import loader
from diversion.scenarios.schema import number_of


@pytest.mark.parametrize("place", loader.names("locality"))
def test_both_doors_cost_what_pre_arrest_alone_costs(place: str) -> None:
    plan = make_plan(place, ["pre-arrest", "combined-same-budget"], replicates=1, posterior=False)
    _, alone, both = plan.regimes
    spent = {each.name: programme_cost(each, plan.catalogue, plan.usual, 3.0) for each in (alone, both)}
    teams = [service for service in plan.catalogue.services if service.name in both.workers]
    post = {
        each.name: number_of(each.caseload, plan.usual) * number_of(each.cost_a_client_year, plan.usual)
        for each in teams
    }
    off = spent["combined-same-budget"] - spent["pre-arrest"]
    assert abs(off) <= 0.5 * sum(post.values())  # pounds a year: posts are whole people
    assert abs(off) < 0.03 * spent["pre-arrest"]
    assert all(workers_in(each, both, plan.usual) > 0 for each in teams)
