"""Liaison and diversion and ordinary treatment: there in every regime, no part of what a regime adds, and giving way."""

from collections.abc import Callable

import numpy as np
import pytest

from diversion.model.ledger.measures import STEPS
from diversion.model.ledger.reading import Reading
from diversion.model.world import SCALE, World
from diversion.scenarios import loader
from diversion.scenarios.schema import Regime

Worlds = Callable[..., list[World]]
Outcomes = Callable[..., list[dict[str, float]]]
Regimes = Callable[..., Regime]
LIAISON = "liaison-and-diversion"
OFTEN = {"offer_liaison": 0.9, "consent_liaison": 0.95, "engagement_ordinary": 0.9, "hand_over_days_ordinary": 5.0}
NO_OFFERS = {
    f"offer_{kind}": 0.0 for kind in ("street", "drugs", "social", "custody", "contract", "hospital", "order")
} | {"outreach_rate": 0.0}
OWN = ("eligible", "referrals", "consents", "engaged", "admitted", "support_days", "drawn_in", "diverted")


def way_in(world: World, number: int = -1) -> dict[str, float]:
    """The steps of a route by its number; ordinary provision has the last one."""
    return dict(zip(STEPS, (world.funnel[number] / SCALE).tolist(), strict=True))


@pytest.mark.parametrize("name", loader.names("regime"))
def test_every_regime_has_it_and_counts_it_apart(name: str, worlds_of: Worlds) -> None:
    (world,) = worlds_of(regimes=(name,), changes=OFTEN | NO_OFFERS, residents=40_000)
    found = way_in(world)
    assert found["eligible"] > found["referrals"] > found["consents"] > found["engaged"] >= found["admitted"] > 5
    assert found["support_days"] > 0
    assert [step for step in OWN if step != "eligible" and Reading(world).totals()[step]] == []
    assert not world.widening[2].any()


def test_it_costs_officers_nothing_and_touches_no_disposal(
    totals_of: Callable[..., list[dict[str, float]]], closed: dict[str, float], regime_with: Regimes
) -> None:
    without, with_it = totals_of(regimes=(regime_with(), "none"), changes=closed | OFTEN, residents=40_000)
    assert with_it == without


def test_screening_that_misses_needs_refers_fewer(worlds_of: Worlds) -> None:
    few, many = (
        way_in(worlds_of(regimes=("none",), changes=OFTEN | {"screening_finds": share})[0]) for share in (0.1, 0.9)
    )
    assert few["referrals"] < 0.3 * many["referrals"]


def test_few_ordinary_places_make_people_wait(worlds_of: Worlds) -> None:
    changes = OFTEN | {"workers_ordinary": 1.0, "caseload_ordinary": 2.0}
    tight, ample = (
        way_in(worlds_of(regimes=("none",), changes=changes | {"caseload_ordinary": places}, residents=40_000)[0])
        for places in (2.0, 200.0)
    )
    assert tight["wait_days"] > ample["wait_days"] == 0.0
    assert tight["admitted"] < ample["admitted"]
    assert tight["turned_away"] > 0


@pytest.mark.parametrize("ratio", [0.9, None])
def test_ordinary_treatment_does_what_is_believed_of_it(
    ratio: float | None, worlds_of: Worlds, regime_with: Regimes
) -> None:
    believed = {"channel_support": 0.0} if ratio is None else {"effect_ordinary": ratio}
    changes = OFTEN | believed | {"workers_ordinary": 50.0}
    without, with_it = worlds_of(regimes=(regime_with(), "none"), changes=changes, residents=40_000, years=2)
    before, after = Reading(without).totals()["latent"], Reading(with_it).totals()["latent"]
    if ratio is not None:
        assert after < 0.995 * before
    else:
        assert after == pytest.approx(before, rel=1e-6)


def test_somebody_in_ordinary_support_goes_over_to_a_regimes_own_programme(worlds_of: Worlds) -> None:
    changes = OFTEN | {"workers_ordinary": 50.0, "offer_street": 0.9, "consent_street": 0.95}
    none, lead = worlds_of(regimes=("none", "pre-arrest"), changes=changes, residents=40_000)
    assert way_in(lead)["gone"] > way_in(none)["gone"] + 5
    assert way_in(lead)["support_days"] < way_in(none)["support_days"]
    case = lead.people["case"]
    state = lead.cases["route"][case[case >= 0]]
    ordinary = lead.people["ordinary"][case >= 0].astype(bool)
    assert np.array_equal(lead.routes["ordinary"][state].astype(bool), ordinary)  # the flag tells whose case it is
    assert ordinary.any() and not ordinary.all()


def test_ordinary_treatment_does_not_wipe_out_what_a_programme_did(worlds_of: Worlds, regime_with: Regimes) -> None:
    """Its own effect is nil here, so all that is felt is what is left of the contract."""
    given = regime_with("checkpoint-custody", "liaison-and-diversion",
                        programmes={"checkpoint": {"strength": 1.0}, "ordinary-treatment": {"strength": 0.0}})  # fmt: skip
    changes = {"offer_contract": 0.9, "half_life_months": 600.0, "workers_contract": 9.0, "channel_label": 0.0,
               "channel_charge": 0.0, "channel_trust": 0.0}  # fmt: skip
    alone, followed = (
        Reading(worlds_of(regimes=(given,), changes=changes | liaison, residents=40_000, years=2)[0]).totals()
        for liaison in ({"offer_liaison": 0.0}, OFTEN)
    )
    assert alone["relief"] > 20
    assert followed["relief"] == pytest.approx(alone["relief"], rel=0.02)


def test_the_last_weeks_before_leaving_count(worlds_of: Worlds, regime_with: Regimes) -> None:
    """A programme that is over between two reviews would otherwise leave nothing at all."""
    short = regime_with("lead-street", programmes={"lead": {"length_days": 20.0}})
    changes = {"offer_street": 0.9, "engagement_street_warm": 0.95, "months_to_full_effect": 1.0, "effect_lead": 0.6,
               "effect_young": 1.0, "channel_capacity": 0.0, "offer_liaison": 0.0}  # fmt: skip
    (world,) = worlds_of(regimes=(short,), changes=changes, residents=40_000)
    found = Reading(world).totals()
    stay = found["support_days"] / found["admitted"]
    assert stay < 21.0
    felt = world.people["support"][world.people["referred_at"] > 0.0]
    # 20 days of a month to full effect are 1 - exp(-3 * 20 / 30.4), or 86%; those who stayed on to a review have it anyway.
    assert np.median(felt[felt > 0.0]) > 0.5
    assert found["relief"] > 0.0


def test_the_default_posts_are_mostly_filled(outcomes_of: Outcomes) -> None:
    (custody,) = outcomes_of(regimes=("custody-stage",), locality="blackpool", residents=141_100, years=3)
    assert 35.0 < custody["places_filled"] < 90.0


def test_costs_by_agency_come_to_the_whole(outcomes_of: Outcomes) -> None:
    for found in outcomes_of(regimes=("none", "combined"), changes=OFTEN):
        parts = [value for name, value in found.items() if name.startswith("cost.")]
        assert sum(parts) == pytest.approx(found["net_cost"], rel=1e-12)
        assert found["cost.ordinary_services"] > 0.0
        hours = [value for name, value in found.items() if name.startswith("hours.")]
        assert sum(hours) == pytest.approx(found["officer_hours"], rel=1e-9)
        assert found["full_time_equivalents"] == pytest.approx(found["officer_hours"] / 1500.0)
    assert found["cost.programmes"] > 0.0


def test_groups_of_every_dimension_come_to_the_whole(outcomes_of: Outcomes) -> None:
    (found,) = outcomes_of(regimes=("pre-arrest",), changes={"offer_street": 0.8}, residents=40_000)
    for step, whole in (("eligible", "referrals"), ("offered", "referrals"), ("person_years", "person_years")):
        sums = [
            sum(
                value
                for name, value in found.items()
                if name.startswith(f"equity.{dimension}.") and name.endswith(step)
            )
            for dimension in ("age", "sex", "ethnicity")
        ]
        assert sums == pytest.approx([sums[0]] * 3)
        assert sums[0] == pytest.approx(found[whole]) or step == "eligible"
    own = [route for route in ("lead-street", "lead-social-contact-welfare")]
    assert sum(found[f"funnel.{route}.offered"] for route in own) == pytest.approx(found["referrals"])


def test_records_avoided_come_back_with_the_disposal(outcomes_of: Outcomes, regime_with: Regimes) -> None:
    # Whoever is drawn in and fails has a record that they would not have had.
    changes = {
        "offer_contract": 0.9,
        "engagement_contract": 0.001,
        "hand_over_days_custody": 0.001,
        "custody_widening": 0.0,
    }
    kept, undone = (
        outcomes_of(
            regimes=(regime_with("checkpoint-custody", routes_to={"checkpoint-custody": {"non_engagement": after}}),),
            changes=changes,
            residents=40_000,
        )[0]
        for after in ("nothing", "original_disposal")
    )
    assert kept["records_avoided"] == pytest.approx(kept["diverted_caution"] + kept["diverted_charge"])
    assert abs(undone["records_avoided"]) < 0.1 * kept["records_avoided"]
