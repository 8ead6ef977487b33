"""What moves an officer to offer diversion, to arrest and to attend: each mechanism in its direction."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from diversion.agents.states import Happening
from diversion.model.ledger.reading import Reading
from diversion.model.world import World
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import Ethnicity, Task

Totals = Callable[..., list[dict[str, float]]]
Worlds = Callable[..., list[World]]
Groups = Callable[..., np.ndarray]
Changes = dict[str, float]

STREET = {"offer_street": 0.2, "offer_social": 0.0}
ETHNICITY = np.arange(24) % 4


def referrals(totals_of: Totals, changes: Mapping[str, float], regime: str = "pre-arrest") -> float:
    """Referrals in a town of 60,000 under a regime."""
    (found,) = totals_of(regimes=(regime,), changes=STREET | dict(changes), residents=60_000)
    return found["referrals"]


def test_an_offer_of_nothing_is_no_offer_and_an_offer_to_everybody_is_one(totals_of: Totals) -> None:
    never = totals_of(regimes=("pre-arrest",), changes={"offer_street": 0.0, "offer_social": 0.0})[0]
    always = totals_of(regimes=("pre-arrest",), changes={"offer_street": 1.0, "offer_social": 1.0,
                                                         "offer_ratio.black": 1.0})[0]  # fmt: skip
    assert never["eligible"] > 0 == never["referrals"]
    assert always["referrals"] == always["eligible"] > 0


@pytest.mark.parametrize(("consent", "share"), [(0.0, 0.0), (1.0, 1.0)])
def test_consent_of_nobody_and_of_everybody(consent: float, share: float, totals_of: Totals) -> None:
    (found,) = totals_of(regimes=("pre-arrest",), changes=STREET | {"consent_street": consent})
    assert found["consents"] == share * found["referrals"]


def test_trained_officers_refer_more(totals_of: Totals) -> None:
    assert referrals(totals_of, {"training_effect": 2.0}) > 1.3 * referrals(totals_of, {"training_effect": 0.0})


def test_training_wears_off(worlds_of: Worlds) -> None:
    changes = STREET | {"training_effect": 3.0, "channel_capacity": 0.0, "channel_belief": 0.0, "offer_street": 0.05}
    lasting, fleeting = (
        Reading(
            worlds_of(regimes=("pre-arrest",), residents=240_000, changes=changes | {"training_half_life": life})[0]
        ).counts.by_month("referrals")
        for life in (120.0, 1.0)
    )
    assert fleeting.sum() < 0.8 * lasting.sum()
    assert fleeting[6:].sum() < 0.5 * fleeting[:6].sum()


def test_training_costs_hours_once_for_each_officer(worlds_of: Worlds) -> None:
    none, trained = worlds_of(regimes=("none", "pre-arrest"), changes={"hours_training": 8.0})
    assert Reading(none).hours_by_task()["training"] == 0.0
    assert Reading(trained).hours_by_task()["training"] == 8.0 * len(trained.officers)


def test_belief_in_diversion_makes_referrals_and_disbelief_ends_them(worlds_of: Worlds) -> None:
    strong = STREET | {"belief_weight": 5.0, "engagement_street_warm": 0.95}
    seen = []
    for good, bad in ((0.9, 0.0), (0.0, 0.9)):
        changes = strong | {"belief_good": good, "belief_bad": bad}
        (world,) = worlds_of(regimes=("pre-arrest",), changes=changes, residents=200_000)
        seen.append((Reading(world).totals()["referrals"], float(world.officers["belief"].mean())))
    assert seen[0][0] > 1.2 * seen[1][0]
    assert seen[0][1] > 0.4 > seen[1][1]


def test_with_the_belief_channel_closed_nobody_changes_their_mind(worlds_of: Worlds) -> None:
    changes = STREET | {"belief_good": 1.0, "channel_belief": 0.0, "belief_start": 0.4}
    (world,) = worlds_of(regimes=("pre-arrest",), changes=changes)
    assert (world.officers["belief"] == 0.4).all()


def test_a_tenth_of_officers_make_about_half_of_the_referrals(worlds_of: Worlds) -> None:
    steady = {"offer_social": 0.0, "offer_street": 0.05, "channel_belief": 0.0, "cream_skimming": 0.0,
              "consent_street": 0.01, "training_effect": 0.0}  # fmt: skip
    shares = []
    for spread in (1.28, 0.0):
        changes = steady | {"officer_keenness_spread": spread}
        (world,) = worlds_of(regimes=("pre-arrest",), changes=changes, residents=400_000, years=4)
        hours = np.sort(world.ledger[:, Task.REFERRAL])[::-1]
        shares.append(hours[: round(len(hours) / 10)].sum() / hours.sum())
    assert 0.35 < shares[0] < 0.65
    assert shares[1] < 0.3  # not 0.1: busier neighbourhoods have busier officers


def test_cream_skimming_passes_over_people_with_a_record(worlds_of: Worlds, happened: Groups) -> None:
    """By odds, which is what it acts on: how many of those met have a short record is a matter of the population."""
    odds = []
    for skimming in (0.0, -0.6):
        (world,) = worlds_of(
            regimes=("pre-arrest",), changes=STREET | {"cream_skimming": skimming}, residents=400_000, log_room=100_000
        )
        short = world.people["contacts_fork"][happened(world, Happening.REFERRAL)["person"]] < 6
        odds.append(short.sum() / (~short).sum())
    assert odds[1] > 2.0 * odds[0]


@pytest.mark.parametrize("group", [Ethnicity.BLACK, Ethnicity.MIXED_OR_OTHER])
def test_offers_to_a_group_follow_its_ratio(group: Ethnicity, worlds_of: Worlds, of_groups: Groups) -> None:
    share = []
    for ratio in (1.0, 0.3):
        # With room for all, because nobody offers what is full: a few offers while there is room say little of a ratio.
        ratios = {f"offer_ratio.{group.word}": ratio}
        # Who is met more often of late is offered more, and Black people are: the doors do not look at that here.
        blind = {"offer_recent.street": 0.0, "channel_capacity": 0.0}
        changes = ratios | blind | {"offer_street": 0.7, "offer_social": 0.0}
        (world,) = worlds_of(regimes=("pre-arrest",), changes=changes, residents=1_500_000)
        offered, eligible = of_groups(world, "referrals"), of_groups(world, "eligible")
        by = {k: offered[k == ETHNICITY].sum() / eligible[k == ETHNICITY].sum() for k in (Ethnicity.WHITE, group)}
        share.append(by[group] / by[Ethnicity.WHITE])
    assert share[0] == pytest.approx(1.0, abs=0.2)
    assert share[1] == pytest.approx(0.3, abs=0.12)


def test_requiring_an_admission_shuts_out_minorities_more(
    worlds_of: Worlds, of_groups: Groups, regime_with: Callable[..., Regime]
) -> None:
    changes = {"offer_contract": 0.9, "admission": 0.6, "admission_ratio_minority": 0.3, "channel_capacity": 0.0}
    found = []
    for required in (False, True):
        regime = regime_with("checkpoint-custody", routes_to={"checkpoint-custody": {"admission_required": required}})
        (world,) = worlds_of(regimes=(regime,), changes=changes, residents=200_000)
        offered = of_groups(world, "referrals")
        found.append(
            {
                "white": offered[ETHNICITY == Ethnicity.WHITE].sum(),
                "minority": offered[ETHNICITY != Ethnicity.WHITE].sum(),
            }
        )
    kept = {name: found[1][name] / found[0][name] for name in ("white", "minority")}
    assert kept["white"] == pytest.approx(0.6, abs=0.12)
    assert kept["minority"] < 0.5 * kept["white"]


def test_hours_spent_keep_officers_from_attending_and_from_arresting(totals_of: Totals) -> None:
    busy = {"offer_street": 0.9, "hours_diversion": 60.0, "attend_sensitivity": 1.0, "arrest_pressure": 3.0}
    alone = {"channel_support": 0.0, "channel_custody_time": 0.0, "channel_label": 0.0, "channel_charge": 0.0}
    free, strained = (
        totals_of(regimes=("pre-arrest",), changes=busy | alone | {"channel_time_cost": strength}, residents=100_000)[0]
        for strength in (0.0, 1.0)
    )
    assert strained["unattended"] > 1.2 * free["unattended"]
    assert strained["arrests"] / strained["contacts"] < 0.9 * free["arrests"] / free["contacts"]


def test_hours_freed_bring_officers_back(totals_of: Totals) -> None:
    spared = {"offer_street": 0.9, "hours_diversion": 0.0, "hours_arrest": 100.0, "attend_sensitivity": 1.0}
    none, diverted = totals_of(regimes=("none", "pre-arrest"), changes=spared, residents=100_000)
    assert diverted["unattended"] / diverted["suspects"] < none["unattended"] / none["suspects"]


def test_severe_officers_arrest_more_evidence_and_victims_too(totals_of: Totals) -> None:
    for name, high in (("arrest_evidence", 8.0), ("arrest_victim", 5.0), ("arrest_history", 1.0)):
        low, most = (totals_of(changes={name: value})[0] for value in (0.0, high))
        assert most["arrests"] != low["arrests"]
        assert name == "arrest_evidence" or most["arrests"] > 1.1 * low["arrests"]


@pytest.mark.parametrize("group", [Ethnicity.ASIAN, Ethnicity.BLACK, Ethnicity.MIXED_OR_OTHER])
@pytest.mark.parametrize(("parameter", "measure"), [("contact_ratio", "contacts"), ("arrest_ratio", "arrests")])
def test_a_group_is_met_and_arrested_more_as_its_ratios_say(
    parameter: str, measure: str, group: Ethnicity, worlds_of: Worlds, of_groups: Groups
) -> None:
    """Mixed heritage counted as white for contact and arrest; no more than all recorded offences have a suspect (E17)."""
    below = "person_years" if measure == "contacts" else "contacts"
    ratios = []
    for value in (1.0, 4.0):
        (world,) = worlds_of(changes={f"{parameter}.{group.word}": value}, residents=1_000_000)  # few are of one group
        part, whole = of_groups(world, measure), of_groups(world, below)
        by = {k: part[k == ETHNICITY].sum() / whole[k == ETHNICITY].sum() for k in (Ethnicity.WHITE, group)}
        ratios.append(by[group] / by[Ethnicity.WHITE])
        crimes = of_groups(world, "suspects") + of_groups(world, "undetected")
        latent = of_groups(world, "latent")
        assert (crimes / np.maximum(latent, 1.0)).max() < 0.5  # recorded at most as often as for the usual mix
    # Police meet 1.54 times as many, since no more than all recorded offences have a suspect; and luck is 0.04 each way.
    assert ratios[1] > 1.4 * ratios[0]
