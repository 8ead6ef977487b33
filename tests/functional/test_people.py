"""People: ties, neighbourhoods, victims, deaths, comings and goings, and what their offending rests on."""

from collections.abc import Callable

import numpy as np
import pytest

from diversion.agents.states import State
from diversion.model.calendar import BLOCK, REST
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation
from diversion.model.world import SCALE, World
from diversion.scenarios.parameters import register
from diversion.scenarios.words import CAREERS, REVIEW_DAYS, Career, Task

Totals = Callable[..., list[dict[str, float]]]
Worlds = Callable[..., list[World]]
Groups = Callable[..., np.ndarray]

STRONG = {"offer_street": 0.9, "engagement_street_warm": 0.95, "dropout_early": 0.01, "dropout_late": 0.01,
          "months_to_full_effect": 1.0, "channel_capacity": 0.0, "effect_lead": 0.6,
          "effect_young": 1.0, "offer_liaison": 0.0}  # fmt: skip


def table(name: str, value: float) -> dict[str, float]:
    """The same value for every member of a table."""
    return {each: value for each in register() if each.startswith(f"{name}.")}


def test_support_spreads_through_ties_to_people_who_were_never_referred(
    worlds_of: Worlds, closed: dict[str, float]
) -> None:
    changes = closed | STRONG | {"channel_support": 1.0, "channel_ties": 1.0, "tie_strength": 1.0}
    none, lead = worlds_of(regimes=("none", "pre-arrest"), changes=changes, residents=60_000)
    other = (lead.people["referred_at"] == 0.0) & (lead.people["state"] == State.PRESENT)
    assert lead.people["rate"][other].sum() < 0.99 * none.people["rate"][other].sum()
    assert (none.people["peers"] >= 0.0).all() and (lead.people["peers"] < 0.0).any()


def test_a_programme_without_effect_has_none_through_ties_either(totals_of: Totals, closed: dict[str, float]) -> None:
    changes = closed | STRONG | {"tie_strength": 1.0, "channel_support": 0.0, "channel_ties": 1.0}
    none, lead = totals_of(regimes=("none", "pre-arrest"), changes=changes, residents=60_000)
    assert lead["engaged"] > 50
    assert lead["latent"] == pytest.approx(none["latent"], rel=1e-9, abs=1e-3)


def test_bad_spells_of_people_one_knows_raise_offending(totals_of: Totals) -> None:
    loose, tight = (
        totals_of(changes={"tie_strength": strength}, residents=200_000)[0]["latent"] for strength in (0.0, 1.0)
    )
    assert (
        tight > 1.004 * loose
    )  # the same luck, so that all of it is ties; spells are rare, and each weighs 1.5 to 5 times


def test_without_the_ties_channel_nobody_leans_on_anybody(worlds_of: Worlds) -> None:
    (world,) = worlds_of(regimes=("pre-arrest",), changes=STRONG | {"channel_ties": 0.0})
    assert (world.people["peers"] == 0.0).all()


def test_people_who_died_or_left_have_no_influence_any_more(worlds_of: Worlds) -> None:
    changes = {"move_rate": 1.0} | table("spell_share", 0.5) | table("spell_months", 60.0)
    (world,) = worlds_of(changes=changes, residents=60_000, years=2)
    gone = np.isin(world.people["state"], (State.DEAD, State.LEFT)) & (
        world.people["gone"] < float(world.clock.day) - BLOCK * REST  # everybody has been reviewed since
    )
    lonely = [
        i
        for i in np.flatnonzero(world.people["state"] == State.PRESENT)
        if (world.ties[i] >= 0).any() and all(gone[j] for j in world.ties[i] if j >= 0)
    ]
    assert len(lonely) > 5
    assert (world.people["peers"][lonely] == 0.0).all()


def test_some_contacts_happen_next_door(worlds_of: Worlds, of_places: Groups) -> None:
    plain = {"hours_welfare": 0.0, "hours_resolution": 0.0, "hours_attend": 1.0}
    for share, at_home in ((0.0, True), (0.5, False)):
        (world,) = worlds_of(changes=plain | {"next_door_share": share})
        by_team = np.bincount(world.officers["team"], world.ledger[:, Task.ATTEND] / SCALE, minlength=len(world.teams))
        assert np.allclose(by_team, of_places(world, "contacts")) is at_home


def test_victims_come_with_need_and_bring_welfare_contacts(worlds_of: Worlds, totals_of: Totals) -> None:
    safe, hurt = (
        totals_of(changes={"victim_base": base, "victim_welfare_ratio": 5.0}, residents=60_000)[0]
        for base in (0.0, 2.0)
    )
    assert safe["victimisation"] == 0 < hurt["victimisation"]
    assert hurt["welfare_contacts"] > 1.3 * safe["welfare_contacts"]
    (world,) = worlds_of(changes={"victim_need": 5.0}, residents=60_000)
    victims = world.people["victim_until"] > float(world.clock.fork_day)
    needs = world.people["needs"].sum(axis=1)
    assert needs[victims].mean() > 1.2 * needs[~victims].mean()


def test_deaths_rise_with_need_and_after_prison(totals_of: Totals) -> None:
    prison = {"prison_first": 1.0, "prison_eleven": 1.0, "prison_days": 10.0, "court_delay_days": 10.0}
    for name, low, high, base in (
        ("death_need.drugs", 1.0, 50.0, {}),
        ("death_release_ratio", 1.0, 50.0, prison),
    ):
        few, many = (
            totals_of(changes=base | {name: value}, residents=60_000)[0]["deaths_expected"] for value in (low, high)
        )
        assert many > 1.1 * few, name


def test_support_can_save_or_cost_lives(totals_of: Totals) -> None:
    saved, lost = (
        totals_of(regimes=("none", "pre-arrest"), changes=STRONG | {"death_support_ratio": ratio}, residents=60_000)
        for ratio in (0.05, 5.0)
    )
    assert saved[1]["deaths_expected"] < 0.99 * saved[0]["deaths_expected"]
    assert lost[1]["deaths_expected"] > 1.01 * lost[0]["deaths_expected"]


def test_deaths_happen_as_often_as_expected(totals_of: Totals) -> None:
    (found,) = totals_of(residents=400_000, years=3)
    assert abs(found["deaths"] - found["deaths_expected"]) < 4.0 * found["deaths_expected"] ** 0.5


def test_entries_and_exits_keep_the_pool_steady(setting_of: Callable[..., object]) -> None:
    simulation = Simulation.build(setting_of(residents=1_000_000, years=4), 1)  # type: ignore[arg-type]
    sizes = []
    for _ in range(5):
        simulation.run(365)
        sizes.append(int((simulation.world.people["state"] == State.PRESENT).sum()))
    assert max(sizes) < 1.05 * min(sizes)


def test_good_and_bad_spells_are_the_same_in_every_regime(worlds_of: Worlds) -> None:
    none, lead = worlds_of(regimes=("none", "combined"), changes=STRONG | {"offer_contract": 0.9}, residents=60_000)
    both = (none.people["state"] == State.PRESENT) & (lead.people["state"] == State.PRESENT)
    assert np.array_equal(none.people["spells"][both], lead.people["spells"][both])
    assert np.array_equal(none.people["exits"], lead.people["exits"])
    assert 0.05 < (none.people["spells"][both] > 0).mean() < 0.35
    assert lead.people["eased"].any() and not (lead.people["eased"] & ~lead.people["spells"]).any()


def test_a_spell_of_a_need_raises_offending(worlds_of: Worlds) -> None:
    (world,) = worlds_of(changes=table("spell_weight", 2.3), residents=60_000)
    people = world.people[world.people["state"] == State.PRESENT]
    lift = people["rate"] / people["rate0"]
    assert np.median(lift[people["spells"] > 0]) > 5.0 * np.median(lift[people["spells"] == 0])


def test_offending_follows_the_ages_at_which_careers_begin(worlds_of: Worlds, of_groups: Groups) -> None:
    """In the one kind whose careers are short: how many go on beyond 25 is a matter of `career_years`."""
    alone = {f"career_starts.{kind.word}": 0.0 for kind in Career if kind != Career.OCCASIONAL}
    share = []
    for level in (0.2, 5.0):
        changes = alone | {f"career_onset.{kind}.{band}": level for kind in CAREERS for band in ("under_18", "18-25")}
        (world,) = worlds_of(changes=changes, residents=60_000)
        latent = of_groups(world, "latent")
        share.append(latent[:8].sum() / latent.sum())
    assert share[1] > 2.0 * share[0]


def test_more_offending_where_deprivation_is_greater(worlds_of: Worlds, of_places: Groups) -> None:
    ratio = []
    for effect in (0.0, 5.0):
        (world,) = worlds_of(changes={"area_effect": effect}, residents=100_000)
        rate = of_places(world, "latent") / of_places(world, "person_years")
        ratio.append(rate[:5].mean() / rate[-5:].mean())
    assert ratio[1] > 2.0 * ratio[0]


def test_a_place_with_more_drug_use_has_more_drug_need(worlds_of: Worlds, place_with: Callable[..., str]) -> None:
    share = [
        float((worlds_of(locality=place_with(drug_need_ratio=ratio))[0].people["needs"][:, 0] > 0).mean())
        for ratio in (1.0, 3.0)
    ]
    assert share[1] > 1.5 * share[0]


def test_a_place_with_more_crime_has_more_offending(totals_of: Totals, place_with: Callable[..., str]) -> None:
    low, high = (totals_of(locality=place_with(crime_per_1000=crime))[0]["latent"] for crime in (50.0, 150.0))
    assert high > 2.0 * low


def test_needs_come_together(worlds_of: Worlds) -> None:
    common = []
    for correlation in (0.0, 0.9):
        (world,) = worlds_of(changes={"need_correlation": correlation}, residents=100_000)
        many = (world.people["needs"] > 0).sum(axis=1)
        common.append(float(many.var()))
    assert common[1] > 1.8 * common[0]


def test_contact_is_concentrated_in_few_people(worlds_of: Worlds) -> None:
    share = []
    for shape in (0.3, 5.0):
        (world,) = worlds_of(changes={f"career_shape.{kind}": shape for kind in CAREERS}, residents=100_000)
        contacts = np.sort(world.people["contacts"] - world.people["contacts_fork"])[::-1]
        share.append(contacts[: len(contacts) // 10].sum() / contacts.sum())
    assert share[0] > 1.2 * share[1]


@pytest.mark.parametrize("regime", ["pre-arrest", "custody-stage"])
def test_only_people_in_the_model_are_ever_met(regime: str, worlds_of: Worlds) -> None:
    (world,) = worlds_of(regimes=(regime,), changes=STRONG)
    absent = world.people["enters"] > float(world.clock.day)
    assert (world.people["referred_at"][absent] == 0.0).all()
    found = Reading(world).totals()
    unseen = found["entered"] * REVIEW_DAYS / 2.0 / 365.0  # the first review comes within four weeks of entering
    assert found["entered"] > 0
    assert found["person_years"] == pytest.approx(_years_here(world) - unseen, rel=0.005)


def _years_here(world: World) -> float:
    """Years that people spent in the model since the fork, from the day they enter and to the review at which they leave."""
    people = world.people
    begin = np.maximum(people["enters"], float(world.clock.fork_day))
    end = np.where(people["state"] == State.PRESENT, float(world.clock.day), people["since"])
    here = people["state"] != 0
    return float(np.maximum(end - begin, 0.0)[here].sum() / 365.0)
