"""What a route does to a disposal, to whom it is open, and what the fork does to routes that close."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.states import Happening
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation
from diversion.model.world import World
from diversion.scenarios import loader
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import CATEGORIES, Stage

Totals = Callable[..., list[dict[str, float]]]
Worlds = Callable[..., list[World]]
Rows = Callable[..., np.ndarray]
Regimes = Callable[..., Regime]

OFTEN = {"offer_street": 0.9, "offer_social": 0.9, "offer_custody": 0.9, "offer_contract": 0.9}
BESIDE = {"replaces": False, "outcome_code": None, "non_engagement": "nothing"}
DEALT = ("contacts", "no_actions", "resolutions", "interviews", "arrests", "bails", "releases", "cautions", "charges",
         "convictions", "hearings", "prison_days", "warrant_arrests", "custody_hours", "outcome_22")  # fmt: skip


def keys(rows: np.ndarray) -> set[tuple[int, float]]:
    """Person and moment of the contact to which each happening goes back."""
    return {(int(row["person"]), float(row["began"])) for row in rows}


@pytest.mark.parametrize("route", ["lead-street", "checkpoint-custody", "divert-lancashire-custody"])
def test_a_route_beside_the_disposal_never_changes_it(
    route: str, worlds_of: Worlds, regime_with: Regimes, closed: dict[str, float]
) -> None:
    regime = regime_with(route, routes_to={route: BESIDE})
    none, beside = worlds_of(regimes=("none", regime), changes=closed | OFTEN, residents=60_000)
    before, after = Reading(none).totals(), Reading(beside).totals()
    assert after["consents"] > 5 and after["diverted"] == 0
    assert {name: after[name] for name in DEALT} == {name: before[name] for name in DEALT}
    assert np.array_equal(none.widening[Stage.STREET], beside.widening[Stage.STREET])
    assert (beside.widening[Stage.CUSTODY][~np.eye(10, dtype=bool)] == 0).all()


@pytest.mark.parametrize("only", [True, False])
def test_a_contract_is_for_the_arrested_only_where_the_route_says_so(
    only: bool, worlds_of: Worlds, happened: Rows, regime_with: Regimes
) -> None:
    """E19: contracts were never offered to who was interviewed by appointment."""
    regime = regime_with("checkpoint-custody", routes_to={"checkpoint-custody": {"arrested_only": only}})
    (world,) = worlds_of(regimes=(regime,), changes=OFTEN, residents=60_000, log_room=50_000)
    referred = keys(happened(world, Happening.REFERRAL))
    assert len(referred) > 20
    assert (referred <= keys(happened(world, Happening.ARREST, 0.0))) is only


def test_the_more_a_contract_draws_in_the_wider_the_net_and_nothing_moves_without_a_contract(
    outcomes_of: Totals, regime_with: Regimes
) -> None:
    """E5: custody-stage diversion drew in nobody by construction. Direction and size: no study says how many it does."""
    found = [
        outcomes_of(regimes=("none", regime_with("checkpoint-custody")), residents=60_000,
                    changes=OFTEN | {"custody_widening": share})
        for share in (0.0, 0.2, 1.0)
    ]  # fmt: skip
    (none, shut), (other, some), (_, wide) = found
    for each in (other, none):  # those any regime would refer are a group that both regimes make
        for name in ("contacts_referred", "repeat_referred"):
            del each[name]
    np.testing.assert_equal(other, none)
    assert shut["widened_share"] == shut["widened_end_share"] == 0.0
    assert 0.0 < some["widened_share"] < wide["widened_share"]
    assert some["widened_share"] <= some["widened_end_share"] and wide["widened_share"] <= wide["widened_end_share"]
    odds = [each["widened_people"] / each["diverted_charge"] for each in (some, wide)]
    assert odds[1] / odds[0] == pytest.approx(5.0, rel=0.35), (
        "as many as the probability says, beside those who would be charged"
    )


def test_who_goes_to_prison_for_long_gives_up_their_place_and_the_shorter_the_hold_the_more(
    totals_of: Totals, regime_with: Regimes
) -> None:
    """E15: support went on in prison. No figure is known for how long a place is kept."""
    often = OFTEN | {"prison_first": 0.5, "prison_eleven": 0.5, "wait_loss": 0.0}
    forever, months, weeks = (
        totals_of(regimes=(regime_with("lead-street"),), residents=60_000, changes=often | {"prison_hold_days": hold})[
            0
        ]
        for hold in (3650, 60, 28)
    )
    assert forever["dropped_prison"] == 0.0 < months["dropped_prison"] < weeks["dropped_prison"]
    assert weeks["admitted"] > forever["admitted"]  # who waits gets the place


def test_the_street_route_prevents_the_arrest_it_replaces(
    worlds_of: Worlds, happened: Rows, closed: dict[str, float], regime_with: Regimes
) -> None:
    none, diverted = worlds_of(
        regimes=("none", regime_with("lead-street")), changes=closed | OFTEN, residents=60_000, log_room=50_000
    )
    spared = keys(happened(diverted, Happening.REFERRAL))
    assert not spared & keys(happened(diverted, Happening.ARREST))
    prevented = spared & keys(happened(none, Happening.ARREST))
    assert len(prevented) > 5
    assert Reading(none).totals()["arrests"] - Reading(diverted).totals()["arrests"] == len(prevented)


def test_a_contract_prevents_the_charge_it_replaces(
    worlds_of: Worlds, happened: Rows, closed: dict[str, float], regime_with: Regimes
) -> None:
    regime = regime_with("checkpoint-custody", routes_to={"checkpoint-custody": {"non_engagement": "nothing"}})
    none, diverted = worlds_of(regimes=("none", regime), changes=closed | OFTEN, residents=60_000, log_room=50_000)
    spared = keys(happened(diverted, Happening.REFERRAL))
    for kind in (Happening.CAUTION, Happening.CONVICTION):
        assert not spared & keys(happened(diverted, kind))
    assert Reading(diverted).totals()["arrests"] == Reading(none).totals()["arrests"]
    assert Reading(diverted).totals()["charges"] < Reading(none).totals()["charges"]
    assert Reading(diverted).totals()["outcome_22"] == Reading(diverted).totals()["diverted"] > 0


@pytest.mark.parametrize(("sanction", "comes_back"), [("original_disposal", True), ("nothing", False)])
def test_who_does_not_engage_meets_the_original_disposal_only_where_the_route_says_so(
    sanction: str, comes_back: bool, worlds_of: Worlds, happened: Rows, regime_with: Regimes
) -> None:
    regime = regime_with("checkpoint-custody", routes_to={"checkpoint-custody": {"non_engagement": sanction}})
    changes = OFTEN | {"engagement_contract": 0.001, "court_delay_days": 10.0}
    (world,) = worlds_of(regimes=(regime,), changes=changes, residents=60_000, log_room=50_000)
    found = Reading(world).totals()
    assert found["not_engaged"] > 10
    assert (found["resumed"] > 0.9 * found["not_engaged"]) is comes_back
    referred = keys(happened(world, Happening.REFERRAL))
    proven = keys(happened(world, Happening.CONVICTION)) | keys(happened(world, Happening.CAUTION))
    assert bool(referred & proven) is comes_back
    assert (found["records_avoided"] > 10) is not comes_back


def test_an_arrest_put_off_at_the_scene_comes_back(worlds_of: Worlds, happened: Rows, regime_with: Regimes) -> None:
    regime = regime_with("lead-street", routes_to={"lead-street": {"non_engagement": "original_disposal"}})
    changes = OFTEN | {"engagement_street_warm": 0.001}
    (world,) = worlds_of(regimes=(regime,), changes=changes, residents=60_000, log_room=50_000)
    assert keys(happened(world, Happening.REFERRAL)) & keys(happened(world, Happening.ARREST))


def test_hours_of_a_disposal_that_comes_back_were_not_freed(worlds_of: Worlds, regime_with: Regimes) -> None:
    regime = regime_with("lead-street", routes_to={"lead-street": {"non_engagement": "original_disposal"}})
    changes = OFTEN | {"engagement_street_warm": 0.001, "hand_over_days_street": 0.001, "hours_diversion": 0.3}
    (world,) = worlds_of(regimes=(regime,), changes=changes, residents=60_000)
    found = Reading(world).totals()
    assert found["resumed"] > 20
    assert found["freed"] < 0.0


@pytest.mark.parametrize("coercive", [True, False])
def test_another_contact_breaks_a_coercive_contract_only(
    coercive: bool, totals_of: Totals, regime_with: Regimes
) -> None:
    regime = regime_with("checkpoint-custody", programmes={"checkpoint": {"coercive": coercive, "length_days": 365.0}})
    changes = OFTEN | {"engagement_contract": 0.999, "dropout_contract": 0.001, "hand_over_days_custody": 0.001,
                       "workers_contract": 9.0}  # fmt: skip
    (found,) = totals_of(regimes=(regime,), changes=changes, residents=60_000)
    assert found["engaged"] > 20
    assert (found["resumed"] > 0.1 * found["engaged"]) is coercive


def test_social_contact_follows_welfare_contacts_only_and_touches_no_disposal(
    worlds_of: Worlds, happened: Rows, regime_with: Regimes, closed: dict[str, float]
) -> None:
    regime = regime_with("lead-social-contact-welfare")
    none, social = worlds_of(regimes=("none", regime), changes=closed | OFTEN, residents=60_000, log_room=50_000)
    referred = keys(happened(social, Happening.REFERRAL))
    assert len(referred) > 20
    assert not referred & keys(happened(social, Happening.CONTACT))
    before, after = Reading(none).totals(), Reading(social).totals()
    assert after["diverted"] == 0 and after["referrals"] <= after["welfare_contacts"]
    assert {name: after[name] for name in DEALT} == {name: before[name] for name in DEALT}


def test_a_custody_route_is_offered_at_most_once_for_an_arrest(totals_of: Totals, regime_with: Regimes) -> None:
    anybody = {"age_max": 120, "categories": tuple(CATEGORIES), "domestic_abuse_excluded": False}
    regime = regime_with("divert-lancashire-custody", routes_to={"divert-lancashire-custody": anybody})
    (found,) = totals_of(regimes=(regime,), changes={"consent_custody": 0.001, "bail_days": 20.0}, residents=60_000)
    assert found["bails"] > 50
    assert found["eligible"] <= found["arrests"] + 3  # who was arrested just before the fork is offered it after


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age_max", 30),
        ("max_proven", 0),
        ("min_severity", 0.9),
        ("categories", ("shoplifting",)),
        ("repeats_allowed", False),
    ],
)
def test_each_rule_of_eligibility_keeps_people_out(
    field: str, value: Any, totals_of: Totals, regime_with: Regimes
) -> None:
    open_ = totals_of(regimes=(regime_with("lead-street"),), changes=OFTEN, residents=60_000)[0]
    narrow = regime_with("lead-street", routes_to={"lead-street": {field: value}})
    assert totals_of(regimes=(narrow,), changes=OFTEN, residents=60_000)[0]["eligible"] < 0.95 * open_["eligible"]


def test_domestic_abuse_is_excluded_unless_a_route_admits_it(totals_of: Totals, regime_with: Regimes) -> None:
    changes = OFTEN | {f"domestic.{name}": 0.9 for name in CATEGORIES}
    kept, opened = (
        totals_of(regimes=(regime_with("lead-street", routes_to={"lead-street": {"domestic_abuse_excluded": shut}}),),
                  changes=changes, residents=60_000)[0]["eligible"]
        for shut in (True, False)
    )  # fmt: skip
    assert 0 < kept < 0.3 * opened


# --- the fork ------------------------------------------------------------------------------------------------------------

BUSY = {"offer_custody": 0.95, "engagement_custody": 0.9, "consent_custody": 0.95, "dropout_late": 0.05}


def test_after_the_fork_a_closed_route_admits_nobody_new(worlds_of: Worlds, happened: Rows) -> None:
    changes = BUSY | {"workers_custody": 1.0, "caseload_custody": 3.0, "waiting_limit": 20.0, "wait_loss": 0.0}
    (world,) = worlds_of(
        regimes=("none",), current="current", changes=changes, residents=100_000, log_room=50_000, years=2
    )
    assert len(happened(world, Happening.ADMITTED, 0.0)) > 0
    assert len(happened(world, Happening.ADMITTED)) == 0
    assert int(world.services["waiting"].sum()) == 0
    assert Reading(world).totals()["lapsed"] > 0


def test_after_the_fork_clients_finish_and_unstarted_referrals_lapse(worlds_of: Worlds, happened: Rows) -> None:
    changes = BUSY | {"hand_over_days_custody": 120.0, "delay_loss": 0.0, "workers_custody": 9.0}
    (world,) = worlds_of(
        regimes=("none",), current="current", changes=changes, residents=100_000, log_room=50_000, years=2
    )
    found = Reading(world).totals()
    assert found["referrals"] == found["admitted"] == 0
    assert found["lapsed"] > 0
    assert len(happened(world, Happening.EXIT)) > 0
    assert (
        int(world.services["active"].sum())
        < len(happened(world, Happening.ADMITTED, 0.0)) - len(happened(world, Happening.EXIT)) + 1
    )


@pytest.mark.parametrize("current", ["none", "current"])
def test_current_practice_is_in_force_during_the_run_in(current: str, worlds_of: Worlds, happened: Rows) -> None:
    (world,) = worlds_of(regimes=("none",), current=current, changes=OFTEN, residents=100_000, log_room=50_000)
    referred = happened(world, Happening.REFERRAL, 0.0)
    assert (len(referred) > 0) is (current == "current")
    assert (referred["moment"] < 365.0).all()


def test_each_regime_pays_for_its_own_workers(setting_of: Callable[..., Any]) -> None:
    names = ("pre-arrest", "combined", "combined-same-budget")
    setting = setting_of(regimes=names)
    trunk = Simulation.build(setting, 1)
    services = [service.name for service in setting.catalogue.services]
    paid = {}
    for name in names:
        world = trunk.fork(loader.regime(name)).world
        paid[name] = dict(zip(services, world.services["workers"].tolist(), strict=True))
    assert paid["combined"] == paid["pre-arrest"] | {"navigators": 2}
    assert paid["combined-same-budget"] == {"navigators": 7, "ordinary-services": 2, "street-case-management": 2}


def test_a_forced_diversion_happens_once(setting_of: Callable[..., Any], happened: Rows) -> None:
    setting = setting_of(regimes=("pre-arrest",), changes={"offer_street": 0.0, "offer_social": 0.0})
    trunk = Simulation.build(setting, 2, 20_000)
    trunk.run_in()
    plain = trunk.fork(setting.regimes[0])
    plain.run(365)
    met = happened(plain.world, Happening.CONTACT)["person"]
    busiest = int(np.bincount(met[(plain.world.people["needs"][met, :4] >= 0.3).any(axis=1)]).argmax())
    branch = trunk.fork(setting.regimes[0])
    branch.world.clock.forced_person = busiest
    branch.run(365)
    rows = happened(branch.world, Happening.REFERRAL)
    assert rows["person"].tolist() == [busiest]
