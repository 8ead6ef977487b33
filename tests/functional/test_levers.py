"""The levers people argue about: each is reached by name, and each moves the result the way it should.

The number of each case is that of the lever:
 1 length · 2 coercion · 3 stage · 4 hand-over · 5 trauma-informed · 6 abstinence · 7 trusted worker · 8 community leadership
 9 unblocked waits · 10 young only · 11 age gate lifted · 12 peer-led training · 13 disparity · 14 outcomes recorded
 15 custody and hours · 16 serious crime · 17 unmet need · 18 a wider DIVERT, before arrest · 19 enforcement · 20 fast track
 21 a better offer after arrest already · 22 teachable moment · 23 care experience · 24 youth services · 25 deprivation
 26 fidelity · 27 discretion · 28 less jail · 29 coordination · 30 start-up and the end of funding
Beside them: doors without an officer, programmes that peers lead, programmes that appeal to the young.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from diversion.experiments.plans.draws import draw_values
from diversion.experiments.plans.making import make_plan, plan_of, read_changes
from diversion.model.ledger.measures import MEASURES
from diversion.model.ledger.measures import Measure as M
from diversion.model.ledger.outcomes import outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.world import SCALE, World, first_month
from diversion.scenarios import loader
from diversion.scenarios.editing import edited, sort_out
from diversion.scenarios.scenario import parse_scenario
from diversion.scenarios.schema import Route
from diversion.scenarios.words import CAREERS, Ethnicity, Need

Run = Callable[..., World]
Changes = Mapping[str, Any]

# A door that is much used, with room for all, and no ordinary treatment beside it.
BUSY = {"offer_street": 0.5, "offer_social": 0.0, "engagement_street_warm": 0.9, "channel_capacity": 0.0,
        "offer_liaison": 0.0, "dropout_early": 0.1}  # fmt: skip
WORN = BUSY | {"dropout_early": 0.4, "dropout_late": 0.2}
CUSTODY = {"offer_contract": 0.9, "offer_custody": 0.9, "channel_capacity": 0.0, "offer_liaison": 0.0}
ETHNICITY = np.arange(24) % 4


def count(name: str) -> Callable[[World], float]:
    """A measure since the fork."""
    return lambda world: Reading(world).totals()[name]


def ratio(part: str, whole: str) -> Callable[[World], float]:
    """One measure since the fork as a share of another."""
    return lambda world: Reading(world).totals()[part] / Reading(world).totals()[whole]


def of_groups(measure: str, groups: np.ndarray) -> Callable[[World], float]:
    """A measure since the fork in some of the groups of age, sex and ethnicity."""

    def read(world: World) -> float:
        start = first_month(world)
        return float(world.by_group[start:, groups, MEASURES.index(measure)].sum() / SCALE)

    return read


def hours(world: World) -> float:
    """Officer hours since the fork, but for training."""
    return sum(amount for task, amount in Reading(world).hours_by_task().items() if task != "training")


def relieved(need: int) -> Callable[[World], float]:
    """Person-years of a need relieved since the fork, and a trace, so that none can be compared with."""
    return lambda world: float(world.relieved[need] / SCALE) + 1e-6


def spread_of_places(world: World) -> float:
    """Offences in the neighbourhood with most, against that with least."""
    found = world.by_place[:, :, M.LATENT].sum(axis=0)
    return float(found.max() / found.min())


def care_gap(world: World) -> float:
    """Offending of people with care experience against others."""
    care = world.people["care"] == 1
    return float(world.people["rate0"][care].mean() / world.people["rate0"][~care].mean())


YOUNG = np.arange(8)
OLDER = np.arange(8, 24)


class Lever(NamedTuple):
    """A lever pulled from `off` to `on`: what is read moves up (or down) at least by this factor."""

    number: int
    regime: str
    off: Changes
    on: Changes
    read: Callable[[World], float]
    factor: float  # above 1 up, below 1 down
    beside: Mapping[str, float] = BUSY


LEVERS = (
    Lever(1, "pre-arrest", {"lead.length_days": 90}, {"lead.length_days": None}, ratio("support_days", "admitted"), 1.3),
    Lever(2, "custody-stage", {}, {"checkpoint-custody.non_engagement": "nothing", "checkpoint.coercive": False},
          count("resumed"), 0.01, CUSTODY | {"engagement_contract": 0.5}),
    Lever(4, "pre-arrest", {"lead.hand_over_days": 0.01}, {"lead.hand_over_days": 60}, ratio("engaged", "consents"), 0.9,
          BUSY | {"delay_loss": 0.5}),
    Lever(5, "pre-arrest", {}, {"lead.trauma_informed": 1}, ratio("support_days", "admitted"), 1.1,
          WORN | {"trauma_dropout_ratio": 8.0}),
    Lever(6, "pre-arrest", {}, {"lead.abstinence": True}, ratio("support_days", "admitted"), 0.97,
          BUSY | {"relapse_ejection": 0.9}),
    Lever(7, "pre-arrest", {}, {"lead.bond": 1}, ratio("support_days", "admitted"), 1.1, WORN | {"bond_months": 2.0}),
    Lever(7, "pre-arrest", {"lead.bond": 1, "street-case-management.turnover_a_year": 0.1},
          {"lead.bond": 1, "street-case-management.turnover_a_year": 4}, ratio("support_days", "admitted"), 0.95,
          WORN | {"worker_break_share": 0.0, "bond_months": 6.0}),
    Lever(8, "pre-arrest", {}, {"pre-arrest.community_leadership": 1}, count("referrals"), 1.2,
          BUSY | {"leadership_offer": 2.0, "offer_street": 0.2}),
    Lever(8, "pre-arrest", {}, {"pre-arrest.community_leadership": 1}, ratio("engaged", "consents"), 1.1,
          BUSY | {"leadership_offer": 0.0, "leadership_trust": 0.5, "trust_weight": 4.0, "engagement_street_warm": 0.4}),
    Lever(9, "pre-arrest", {}, {"unblocked_waits": 1.0}, relieved(Need.HOUSING), 1.3,
          BUSY | {"need_wait_days.housing": 300.0}),
    Lever(10, "pre-arrest", {}, {"lead-street.age_max": 25}, of_groups("referrals", OLDER), 0.001),
    Lever(11, "current", {}, {"divert-lancashire-custody.age_max": 120}, count("eligible"), 1.2, CUSTODY),
    Lever(11, "pre-arrest", {}, {"lead-street.age_min": 26}, of_groups("referrals", YOUNG), 0.001),
    Lever(12, "pre-arrest", {}, {"training_peer_led": 1.0}, count("referrals"), 1.2,
          BUSY | {"peer_training_ratio": 4.0, "training_effect": 0.8, "offer_street": 0.1, "training_half_life": 60.0}),
    Lever(13, "none", {"contact_ratio.black": 0.5}, {"contact_ratio.black": 1.5},
          of_groups("suspects", np.flatnonzero(ETHNICITY == Ethnicity.BLACK)), 1.5),
    Lever(13, "none", {"arrest_ratio.black": 0.3}, {"arrest_ratio.black": 3.0},
          of_groups("arrests", np.flatnonzero(ETHNICITY == Ethnicity.BLACK)), 1.3),
    Lever(13, "pre-arrest", {"offer_ratio.black": 0.2}, {"offer_ratio.black": 1.0},
          of_groups("referrals", np.flatnonzero(ETHNICITY == Ethnicity.BLACK)), 1.5),
    Lever(13, "pre-arrest", {"lead-street.admission_required": True, "admission_ratio_minority": 0.2},
          {"lead-street.admission_required": True, "admission_ratio_minority": 1.0},
          of_groups("referrals", np.flatnonzero(ETHNICITY != 0)), 1.5),
    Lever(13, "none", {"charge_ratio.asian": 0.5}, {"charge_ratio.asian": 1.05},
          of_groups("charges", np.flatnonzero(ETHNICITY == Ethnicity.ASIAN)), 1.2),
    Lever(15, "pre-arrest", {"offer_street": 0.0}, {"offer_street": 0.9}, count("custody_hours"), 0.97),
    Lever(17, "pre-arrest", {"effect_lead": 1.0}, {"effect_lead": 0.7, "effect_young": 1.0}, count("latent"), 0.999),
    Lever(17, "pre-arrest", {"lead.needs_met.housing": 0.0}, {"lead.needs_met.housing": 0.9},
          relieved(Need.HOUSING), 10.0),
    Lever(18, "current", {}, {"divert-lancashire-custody.stage": "street"}, count("eligible"), 1.1, CUSTODY),
    Lever(18, "current", {}, {"divert-lancashire-custody.categories": ["shoplifting", "violence_with_injury",
          "drug_possession", "public_order", "assault_without_injury", "weapons"]}, count("eligible"), 1.1, CUSTODY),
    Lever(19, "none", {}, {"none.enforcement": 1.5}, count("contacts"), 1.3),
    Lever(19, "none", {}, {"none.enforcement": 1.5}, hours, 1.2),
    Lever(19, "none", {}, {"none.enforcement": 0.5}, count("contacts"), 0.7),
    Lever(19, "none", {}, {"none.enforcement": 3, "none.enforcement_categories": ["drug_possession"]}, count("contacts"), 1.1),
    Lever(20, "pre-arrest", {}, {"lead.fast_track": 1}, relieved(Need.MENTAL_HEALTH), 1.05,
          BUSY | {"need_wait_days.mental_health": 200.0}),
    Lever(21, "none", {"offer_liaison": 0.0}, {"offer_liaison": 1.0},
          lambda world: Reading(world).totals()["relief"] + 0.01, 10.0,
          {"effect_ordinary": 0.9, "engagement_ordinary": 0.9, "channel_capacity": 0.0}),
    Lever(22, "current", {"divert-lancashire.teachable": 0}, {"divert-lancashire.teachable": 1},
          ratio("engaged", "referrals"), 1.1, CUSTODY | {"teachable_moment": 3.0, "offer_contract": 0.0}),
    Lever(23, "none", {"care_ratio": 1.0}, {"care_ratio": 2.0}, care_gap, 1.7),
    Lever(24, "none", {}, {"youth_services": 1.14}, of_groups("latent", YOUNG), 1.08),
    Lever(25, "none", {"area_effect": 0.0}, {"area_effect": 3.0}, spread_of_places, 1.2),
    Lever(26, "pre-arrest", {"lead.fidelity": 0.4}, {"lead.fidelity": 1}, count("relief"), 1.5),
    Lever(27, "pre-arrest", {"offer_street": 0.1}, {"offer_street": 0.5}, count("referrals"), 1.5),
    Lever(28, "custody-stage", {"offer_contract": 0.0}, {"offer_contract": 0.9}, count("hearings"), 0.95, CUSTODY),
    Lever(29, "pre-arrest", {}, {"lead.coordination_hours": 10}, hours, 1.02),
    Lever(30, "pre-arrest", {}, {"lead-street.starts_after_days": 365}, count("referrals"), 0.7),
    Lever(30, "pre-arrest", {}, {"lead-street.ends_after_days": 200}, count("support_days"), 0.7),
)  # fmt: skip


def name_of(lever: Lever) -> str:
    return f"{lever.number}-{next(iter(lever.on))}={next(iter(lever.on.values()))}"


@pytest.fixture
def pulled(worlds_of: Callable[..., list[World]]) -> Run:
    """The settled world of a town of 40,000 under a regime of the library, with changes by name."""

    def run(regime: str, *changes: Changes, years: int = 1, **more: Any) -> World:
        together = {name: value for each in changes for name, value in each.items()}
        values, edits = sort_out(together)
        chosen = edited(loader.regime(regime), edits)
        return worlds_of(regimes=(chosen,), changes=values, residents=40_000, years=years, **more)[0]

    return run


@pytest.mark.parametrize("lever", LEVERS, ids=name_of)
def test_a_lever_moves_the_result_its_way(lever: Lever, pulled: Run) -> None:
    off, on = (lever.read(pulled(lever.regime, lever.beside, changes, years=2)) for changes in (lever.off, lever.on))
    if lever.factor > 1.0:
        assert on > lever.factor * off > 0
    else:
        assert 0 <= on < lever.factor * off


@pytest.mark.parametrize("lever", LEVERS, ids=name_of)
def test_a_lever_is_reached_by_set_and_by_a_scenario_file_alike(lever: Lever) -> None:
    typed = read_changes(f"{name}={json.dumps(value)}" for name, value in lever.on.items())
    other = "current" if lever.regime == "none" else lever.regime
    text = f"format: 1\nlocality: blackpool\nregimes: [none, {other}]\nchanges: {json.dumps(dict(lever.on))}\n"
    plan = plan_of(parse_scenario(text, "my.yaml", Path()))
    assert plan == make_plan("blackpool", ["none", other], changes=typed)
    assert {*plan.changes, *(f"{item}.{field}" for item in plan.edits for field in plan.edits[item])} == set(lever.on)
    usual = make_plan("blackpool", ["none", other])
    assert (plan.changes, plan.regimes) != (usual.changes, usual.regimes)


def test_every_lever_has_its_case() -> None:
    apart = {3, 14, 16}  # a choice of regime, and two read from the outcomes: below
    assert {lever.number for lever in LEVERS} | apart == set(range(1, 31))


# --- levers that take more than two numbers ------------------------------------------------------------------------------


def test_3_diversion_before_arrest_spares_arrests_and_diversion_in_custody_does_not(
    totals_of: Callable[..., list[dict[str, float]]],
) -> None:
    street, custody = totals_of(
        regimes=("pre-arrest", "custody-stage"), changes=BUSY | CUSTODY | {"channel_support": 0.0}, residents=40_000
    )
    assert street["diverted"] > 20 < custody["diverted"]
    assert street["arrests"] < 0.97 * custody["arrests"]


def named(world: World, regime: str, changes: Changes) -> dict[str, float]:
    """The named outcomes of a year under a regime of the library with changes by name."""
    values, edits = sort_out(changes)
    chosen = edited(loader.regime(regime), edits)
    parts = loader.catalogue([chosen, loader.regime("none")])
    return outcomes(Reading(world), chosen, parts, draw_values(values, 1, fixed=True), 1)


def test_14_recording_diversion_as_an_outcome_raises_the_rate_of_outcomes_that_count(pulled: Run) -> None:
    shares = []
    for code in (16, 22):
        changes = BUSY | {"lead-street.outcome_code": code}
        shares.append(named(pulled("pre-arrest", changes), "pre-arrest", changes)["counted_share"])
    assert shares[1] > shares[0] + 0.2


def test_16_freed_hours_detect_serious_crime_as_far_as_they_do_not_leak(pulled: Run) -> None:
    world = pulled("pre-arrest", BUSY)

    def found(share: float, yield_: float) -> float:
        changes = BUSY | {"freed_to_serious": share, "serious_detections_per_hour": yield_}
        return named(world, "pre-arrest", changes)["serious_detections"]

    assert found(0.25, 0.0) == found(0.0, 0.02) == 0.0
    assert found(0.5, 0.02) == pytest.approx(2.0 * found(0.25, 0.02)) != 0.0


def test_7_a_bond_adds_to_what_support_does_and_takes_time_to_grow(pulled: Run) -> None:
    """E10: a trusted worker once took effect away; now one keeps people, and nothing else of the effect hangs on them."""
    usual, bonded = (pulled("pre-arrest", WORN | {"bond_months": 2.0}, {"lead.bond": bond}) for bond in (0, 1))
    assert Reading(bonded).totals()["relief"] > 1.05 * Reading(usual).totals()["relief"]
    assert Reading(bonded).totals()["latent"] < Reading(usual).totals()["latent"]
    supported = bonded.people["case"] >= 0
    assert 0.2 < bonded.people["bond"][supported].max() <= 1.0


def test_12_training_fades_as_before_when_peers_lead_it(pulled: Run) -> None:
    changes = BUSY | {"training_peer_led": 1.0, "training_effect": 2.0, "training_half_life": 1.0, "offer_street": 0.1}
    changes |= {f"career_rate.{kind}": 30.0 for kind in CAREERS}  # so many that luck does not matter
    referrals = Reading(pulled("pre-arrest", changes)).counts.by_month("referrals")
    assert referrals[6:].mean() < 0.5 * referrals[:2].mean()


def test_19_enforcement_is_paired_and_about_what_it_names(pulled: Run, worlds_of: Callable[..., list[World]]) -> None:
    more = loader.regime("none").model_copy(
        update={"name": "more", "enforcement": 2.0, "enforcement_categories": ("drug_possession",)}
    )
    usual, keen = worlds_of(regimes=("none", more), residents=40_000, log_room=60_000, changes={
        "channel_label": 0.0, "channel_charge": 0.0, "channel_custody_time": 0.0, "channel_record": 0.0, "channel_time_cost": 0.0,
        "channel_support": 0.0, "channel_ties": 0.0})  # fmt: skip
    was, now = (
        {(row["person"], row["moment"], row["category"]) for row in world.log[: world.clock.logged] if row["kind"] == 0}
        for world in (usual, keen)
    )
    assert was < now  # the contacts there were, and more of one category
    assert {category for _, _, category in now - was} == {1}
    assert Reading(keen).totals()["latent"] == Reading(usual).totals()["latent"]


def test_22_without_evidence_for_it_a_teachable_moment_does_nothing(pulled: Run) -> None:
    usual, teachable = (pulled("current", CUSTODY, {"divert-lancashire.teachable": share}) for share in (0, 1))
    assert Reading(usual).totals() == Reading(teachable).totals()


def test_9_and_20_help_that_came_stays_when_support_ends(pulled: Run) -> None:
    world = pulled("pre-arrest", WORN, {"lead.needs_met.housing": 0.4}, years=2)
    left = (world.people["case"] < 0) & (world.people["support"] > 0.0)
    assert (world.people["got"][left] > 0).mean() > 0.9


def test_24_youth_services_leave_those_of_25_and_over_as_they_were(pulled: Run) -> None:
    usual, closed = (
        pulled(
            "none",
            {
                "channel_ties": 0.0,
                "channel_label": 0.0,
                "channel_charge": 0.0,
                "channel_custody_time": 0.0,
                "offer_liaison": 0.0,
            },
            each,
        )
        for each in ({}, {"youth_services": 1.14})
    )
    age = (usual.clock.day - usual.people["born"]) / 365.25
    assert np.array_equal(usual.people["rate"][age >= 26.5], closed.people["rate"][age >= 26.5])
    assert (closed.people["rate"][age < 24.5] >= usual.people["rate"][age < 24.5]).all()


# --- start-up and the end of funding -------------------------------------------------------------------------------------


def test_30_a_late_start_leaves_the_time_before_alone_and_trains_when_it_begins(pulled: Run) -> None:
    world = pulled(
        "pre-arrest",
        BUSY,
        {"lead-street.starts_after_days": 183, "lead-social-contact-welfare.starts_after_days": 183},
    )
    months = Reading(world).counts.by_month("referrals")
    assert months[:6].sum() == 0 < months[6:].sum()
    assert world.clock.trained == world.clock.fork_day + 183
    assert Reading(world).hours_by_task()["training"] > 0


def test_30_when_funding_ends_everybody_is_put_out_and_nobody_sanctioned(pulled: Run) -> None:
    changes = CUSTODY | {"dropout_contract": 0.001, "engagement_contract": 0.999, "offer_custody": 0.0}
    ends = {"checkpoint-custody.ends_after_days": 180, "checkpoint.coercive": False}
    world = pulled("custody-stage", changes, ends)
    found, support = Reading(world).totals(), Reading(world).counts.by_month("support_days")
    assert found["dropped_funding"] >= 10
    assert found["resumed"] <= found["not_engaged"] + found["dropped"] - found["dropped_funding"]
    assert support[6:].sum() == 0 < support[5]  # the money ends on 28 September
    assert int(world.services["active"].sum()) == 0


def test_30_a_programme_costs_nothing_when_it_is_not_funded(pulled: Run) -> None:
    usual, half = (
        named(pulled("pre-arrest", each), "pre-arrest", each)["cost.programmes"]
        for each in ({}, {"lead-street.ends_after_days": 146.0, "lead-social-contact-welfare.ends_after_days": 146.0})
    )
    assert half == pytest.approx(0.4 * usual)


# --- doors without an officer ----------------------------------------------------------------------------------------------

BESIDE = {"lead-street.replaces": False, "lead-street.outcome_code": None, "lead-street.non_engagement": "nothing"}
NO_CONTACT = BESIDE | {"lead-street.categories": [], "offer_social": 0.0}


def door(stage: str, offer: float) -> dict[str, Any]:
    """The door of LEAD moved to another place."""
    return (BESIDE if stage == "court" else NO_CONTACT) | {"lead-street.stage": stage, "lead-street.offer": offer}


@pytest.mark.parametrize("stage", ["hospital", "community", "court"])
def test_a_door_without_an_officer_brings_people_in_and_costs_no_officer(stage: str, pulled: Run) -> None:
    changes = {"channel_support": 0.0, "channel_time_cost": 0.0, "channel_trust": 0.0, "hours_training": 0.0,
               "channel_belief": 1.0, "offer_liaison": 0.0, "community_first": 0.6, "community_eleven": 0.6,
               "lead-street.max_proven": None,
               "lead.coordination_hours": 0}  # fmt: skip
    shut, open_ = (pulled("pre-arrest", BUSY | changes | door(stage, offer)) for offer in (0.0, 1.0))
    assert Reading(shut).totals()["engaged"] == 0 < 3 <= Reading(open_).totals()["admitted"]
    assert Reading(open_).totals()["diverted"] == Reading(open_).totals()["drawn_in"] == 0
    assert hours(open_) == hours(shut)
    assert np.array_equal(open_.officers["belief"], shut.officers["belief"])
    assert Reading(open_).totals()["contacts"] == Reading(shut).totals()["contacts"]


def test_outreach_reaches_people_at_the_rate_it_says(pulled: Run) -> None:
    low, high = (
        Reading(pulled("pre-arrest", BUSY | door("community", rate))).totals()["referrals"] for rate in (0.1, 0.3)
    )
    assert low > 20 and 2.0 * low < high < 4.0 * low


def test_who_does_not_keep_a_treatment_requirement_breaks_the_order(pulled: Run) -> None:
    order = (
        BUSY
        | door("court", 1.0)
        | {"community_first": 0.7, "community_eleven": 0.7, "engagement_street_warm": 0.1, "breach_share": 0.0}
    )
    free, bound = (pulled("pre-arrest", order | {"lead-street.non_engagement": rule}) for rule in ("nothing", "breach"))
    assert Reading(free).totals()["breaches"] == 0 < Reading(bound).totals()["breaches"]
    assert (
        Reading(bound).totals()["breaches"]
        <= Reading(bound).totals()["not_engaged"] + Reading(bound).totals()["dropped"]
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stage": "hospital"}, "categories must be left out at the stage hospital"),
        ({"stage": "court", "categories": ["welfare"]}, "categories of a court route can only be offences"),
        ({"non_engagement": "breach"}, "non_engagement can be breach only at the stage court"),
        ({"stage": "court", "replaces": True, "outcome_code": 22}, "replaces must be false at the stage court"),
    ],
)
def test_a_door_without_an_officer_refuses_what_makes_no_sense(fields: dict[str, Any], words: str) -> None:
    route = loader.route("lead-street").model_dump()
    route |= {"replaces": False, "outcome_code": None, "non_engagement": "nothing"}
    with pytest.raises(ValueError, match=words):
        Route.model_validate(route | fields)


# --- who runs it, and for whom ---------------------------------------------------------------------------------------------


def test_where_peers_lead_less_hangs_on_trust_and_more_is_built(pulled: Run) -> None:
    wary = BUSY | {"trust_start": 0.5, "trust_arrest": -0.3, "trust_weight": 5.0, "trust_diverted": 0.0}
    usual, peers = (pulled("pre-arrest", wary, {"lead.peer_led": share}) for share in (0, 1))
    assert ratio("consents", "referrals")(peers) > 1.02 * ratio("consents", "referrals")(usual)
    firm = BUSY | {"trust_arrest": 0.0, "trust_weight": 0.0, "trust_support": 0.2, "peer_trust": 1.0}
    usual, peers = (pulled("pre-arrest", firm, {"lead.peer_led": share}) for share in (0, 1))
    assert peers.people["trust"].sum() > usual.people["trust"].sum()


@pytest.mark.parametrize(
    ("field", "reached", "others"), [("appeal_young", YOUNG, OLDER), ("appeal_older", OLDER, YOUNG)]
)
def test_a_programme_that_appeals_to_an_age_engages_it(
    field: str, reached: np.ndarray, others: np.ndarray, pulled: Run
) -> None:
    changes = BUSY | {"engagement_street_warm": 0.3, "consent_street": 0.4, "channel_support": 0.0}
    usual, sporty = (pulled("pre-arrest", changes, {f"lead.{field}": log_odds}) for log_odds in (0, 2))
    assert of_groups("engaged", reached)(sporty) > 1.5 * of_groups("engaged", reached)(usual) > 0
    assert of_groups("engaged", others)(sporty) < 1.3 * of_groups("engaged", others)(usual)
