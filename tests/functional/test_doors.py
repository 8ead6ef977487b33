"""One way in for every door: the steps only narrow, hours go where an officer makes the offer, and index contacts follow."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.states import Happening
from diversion.model.index import ELIGIBLE, EVERYONE, OFFERED
from diversion.model.ledger.measures import STEPS
from diversion.model.ledger.reading import Reading
from diversion.model.world import SCALE, World
from diversion.scenarios import loader
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import CATEGORIES, Stage

Worlds = Callable[..., list[World]]
Rows = Callable[..., np.ndarray]
Regimes = Callable[..., Regime]

DOORS = {
    "lead-street": Stage.STREET, "lead-social-contact-welfare": Stage.SOCIAL_CONTACT, "adder-custody": Stage.CUSTODY,
    "violence-intervention-hospital": Stage.HOSPITAL, "adder-outreach": Stage.COMMUNITY, "probation-order": Stage.COURT,
}  # fmt: skip
OFTEN = {"offer_street": 0.6, "offer_social": 0.6, "offer_custody": 0.6, "offer_hospital": 0.6, "offer_order": 0.9,
         "hospital_share": 0.9, "outreach_rate": 0.5}  # fmt: skip
SURE = {"offer_street": 1.0, "offer_custody": 1.0, "consent_custody": 0.001, "consent_street": 0.001}


def steps(world: World, r: int) -> dict[str, float]:
    """The steps of the way in through one route."""
    return dict(zip(STEPS, (world.funnel[r] / SCALE).tolist(), strict=True))


@pytest.fixture
def every_door(worlds_of: Worlds, regime_with: Regimes) -> World:
    """A world of a regime that has a route at each of the six doors."""
    (world,) = worlds_of(
        regimes=(regime_with(*DOORS),), changes=OFTEN | {"hours_diversion": 0.5, "hours_custody_diversion": 0.25},
        residents=60_000,
    )  # fmt: skip
    return world


def test_at_every_door_the_steps_only_narrow(every_door: World) -> None:
    own = [r for r, route in enumerate(every_door.routes) if not route.ordinary]
    assert sorted(int(every_door.routes[r].stage) for r in own) == sorted(DOORS.values())
    for r in own:
        found = steps(every_door, r)
        stage = int(every_door.routes[r].stage)
        assert found["eligible"] >= found["referrals"] >= found["consents"] > 0, stage
        assert (found["eligible"] == found["referrals"]) is (stage == Stage.COMMUNITY), (
            "who is found there is offered it"
        )


def test_an_offer_takes_officer_hours_only_where_an_officer_makes_it(every_door: World) -> None:
    begun = {int(route.stage): steps(every_door, r)["referrals"] for r, route in enumerate(every_door.routes)
             if not route.ordinary}  # fmt: skip
    expected = 0.5 * (begun[Stage.STREET] + begun[Stage.SOCIAL_CONTACT]) + 0.25 * begun[Stage.CUSTODY]
    # Whoever was met before the fork and is offered something after it is in the hours, and not in the funnel.
    assert Reading(every_door).hours_by_task()["referral"] == pytest.approx(expected, abs=1.0)


def test_no_record_of_a_door_without_an_officer_names_one(
    worlds_of: Worlds, regime_with: Regimes, happened: Rows
) -> None:
    (world,) = worlds_of(regimes=(regime_with("adder-outreach"),), changes=OFTEN, residents=60_000, log_room=50_000)
    referred = happened(world, Happening.REFERRAL)["person"]
    assert len(referred) > 20
    assert (world.people["referrer"][referred] == -1).all()


def test_where_every_offer_is_made_the_first_eligible_contact_is_the_first_with_an_offer(
    worlds_of: Worlds, regime_with: Regimes
) -> None:
    free = SURE | {"channel_time_cost": 0.0}  # the hours of making offers would leave a contact unattended
    always, never = (
        worlds_of(regimes=(regime_with("lead-street"),), changes=free | {"offer_street": share}, residents=60_000)[0]
        for share in (1.0, 0.0)
    )
    index = always.people["index"]
    assert (index[:, ELIGIBLE] > 0.0).sum() > 20
    assert np.array_equal(index[:, ELIGIBLE], index[:, OFFERED])
    met = index[:, ELIGIBLE] > 0.0
    assert (index[met, EVERYONE] > 0.0).all() and (index[met, EVERYONE] <= index[met, ELIGIBLE]).all()
    assert np.array_equal(never.people["index"][:, ELIGIBLE], index[:, ELIGIBLE])
    assert not never.people["index"][:, OFFERED].any()


def test_an_index_contact_in_custody_is_one_that_led_to_an_arrest(worlds_of: Worlds, regime_with: Regimes) -> None:
    anybody: dict[str, Any] = {"age_max": 120, "categories": tuple(CATEGORIES), "domestic_abuse_excluded": False,
                               "needs_any": (), "min_severity": 0.0}  # fmt: skip
    regime = regime_with("adder-custody", routes_to={"adder-custody": anybody})
    (world,) = worlds_of(regimes=(regime,), changes=SURE, residents=60_000, log_room=50_000)
    log = world.log[: int(world.clock.logged)]
    held = {
        (int(row["person"]), float(row["began"]))
        for row in log[(log["kind"] == Happening.ARREST) & (log["category"] < len(CATEGORIES))]
    }
    offered = world.people["index"][:, OFFERED]
    assert (offered > 0.0).sum() > 20
    assert {(int(i), float(offered[i])) for i in np.flatnonzero(offered)} <= held


def test_without_a_route_nobody_is_offered_one_and_contacts_still_have_an_index(
    worlds_of: Worlds, happened: Rows
) -> None:
    (world,) = worlds_of(regimes=("none",), residents=60_000, log_room=50_000)
    index = world.people["index"]
    met = np.unique(happened(world, Happening.CONTACT)["person"])
    assert (index[met, EVERYONE] > 0.0).mean() > 0.99  # but those met over something from before the fork
    assert not index[:, [ELIGIBLE, OFFERED]].any()
    assert Reading(world).totals()["eligible"] == 0.0


def test_the_routes_used_here_stand_at_the_doors_they_are_said_to() -> None:
    stages = ("street", "social_contact", "custody", "hospital", "community", "court")
    assert {name: stages.index(loader.route(name).stage) for name in DOORS} == DOORS
