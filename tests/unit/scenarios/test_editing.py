"""Changes by name reach what a regime brings of its own, which may refer to its other own items."""

from __future__ import annotations

import pytest

from diversion.scenarios import loader
from diversion.scenarios.editing import edited, sort_out
from diversion.scenarios.errors import InputError
from diversion.scenarios.schema import Regime

OWN = """
like: pre-arrest
name: my-regime
title: Mine
routes: [my-door]
workers: {my-service: 3}
own_routes: [{like: lead-street, name: my-door, programme: my-programme}]
own_programmes: [{like: lead, name: my-programme, service: my-service}]
own_services: [{like: street-case-management, name: my-service}]
"""


def mine() -> Regime:
    return loader.parse(Regime, OWN, "my.yaml")


def test_every_programme_is_changed_where_its_service_is_the_regimes_own() -> None:
    """Row 33."""
    (programme,) = edited(mine(), {"every-programme": {"fidelity": 0.9}}).own_programmes
    assert (programme.name, programme.service, programme.fidelity) == ("my-programme", "my-service", 0.9)


def test_every_route_and_every_service_likewise() -> None:
    found = edited(mine(), {"every-route": {"offer": 0.3}, "every-service": {"caseload": 9}})
    assert [route.offer for route in found.own_routes] == [0.3]
    assert [service.caseload for service in found.own_services] == [9.0]


def test_the_regime_itself_may_be_changed_and_lead_to_its_own_items() -> None:
    assert edited(mine(), {"my-regime": {"workers.my-service": 5}}).workers == {"my-service": 5.0}
    assert edited(mine(), {"my-regime": {"enforcement": 1.2}}).enforcement == 1.2


def test_an_item_of_another_regime_is_no_item_of_this_one() -> None:
    with pytest.raises(InputError, match="refers to my-service, which is not a service"):
        edited(loader.regime("pre-arrest"), {"every-programme": {"service": "my-service"}})
    assert edited(mine(), {"every-programme": {"service": "street-case-management"}}).own_programmes[0].service


def test_what_a_cost_rests_on_is_for_the_reader_and_cannot_be_changed() -> None:
    """It decides nothing: to change the cost, change the cost."""
    with pytest.raises(InputError, match="costing"):
        sort_out({"navigators.costing.pounds": 1})
    assert sort_out({"navigators.cost_a_client_year": 5000})[1] == {"navigators": {"cost_a_client_year": 5000}}
