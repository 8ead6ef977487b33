"""Custody, court, warrants, prison and what they leave behind: each mechanism in its direction."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.person import add_label
from diversion.agents.records import Person
from diversion.agents.states import Happening, State, Whereabouts
from diversion.model.build.build import parameters
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation
from diversion.model.world import World
from diversion.scenarios.parameters import register, resolve
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import LOSABLE, ContactKind

Totals = Callable[..., list[dict[str, float]]]
Worlds = Callable[..., list[World]]
Rows = Callable[..., np.ndarray]
LOSING = {f"loss_chance.imprisoned.{need.word}": 1.0 for need in LOSABLE}  # who comes out of prison has lost both


def table(name: str, value: float) -> dict[str, float]:
    """The same value for every member of a table."""
    return {each: value for each in register() if each.startswith(f"{name}.")}


def test_a_charge_and_a_proven_offence_make_a_label_and_nothing_else_does(worlds_of: Worlds, happened: Rows) -> None:
    (world,) = worlds_of(residents=60_000, log_room=50_000)
    people = world.people
    first = (people["proven_fork"] == 0) & (people["state"] == State.PRESENT)
    labelled = np.zeros(len(people), bool)
    for kind in (Happening.CONVICTION, Happening.CAUTION):
        labelled[happened(world, kind)["person"]] = True
    assert (first & labelled).sum() > 10
    assert (people["label"][first & labelled] > 0.0).all()
    labelled[happened(world, Happening.CHARGE, 0.0)["person"]] = True
    assert (people["label"][first & ~labelled] == 0.0).all()


def test_a_label_is_strongest_for_the_first_offence_and_nothing_after_eleven() -> None:
    labels = []
    for proven in (0, 1, 5, 11, 40):
        person = Person.one()
        person.proven = proven
        add_label(person, 1.0, parameters(resolve()))
        labels.append(float(person.label))
    assert labels[0] == 1.0 and labels == sorted(labels, reverse=True)
    assert labels[3] == labels[4] == 0.0


def test_a_conditional_disposal_labels_less_than_a_conviction() -> None:
    levels = []
    for share in (0.3, 1.0):
        person = Person.one()
        add_label(person, share, parameters(resolve()))
        levels.append(float(person.label))
    assert 0.0 < levels[0] < levels[1]


def test_a_label_raises_offending_and_a_closed_channel_ends_that(totals_of: Totals) -> None:
    base = {"label_half_life": 240.0}
    (harmless,) = totals_of(changes=base | {"avoided_conviction_ratio": 1.0}, residents=60_000)
    (heavy,) = totals_of(changes=base | {"avoided_conviction_ratio": 0.3}, residents=60_000)
    (shut,) = totals_of(
        changes=base | {"avoided_conviction_ratio": 0.3, "channel_label": 0.0, "channel_charge": 0.0}, residents=60_000
    )
    assert heavy["latent"] > 1.1 * harmless["latent"]
    assert shut["latent"] == pytest.approx(harmless["latent"], rel=0.03)


def test_a_charge_raises_offending_even_where_nobody_is_convicted(totals_of: Totals, closed: dict[str, float]) -> None:
    base = closed | {
        "avoided_conviction_ratio": 0.3,
        "proven_share": 0.0,
        "charge_label": 1.0,
        "label_half_life": 240.0,
    }
    shut, opened = (totals_of(changes=base | {"channel_charge": open_}, residents=60_000)[0] for open_ in (0.0, 1.0))
    assert shut["convictions"] == opened["convictions"] == 0
    assert opened["latent"] > 1.02 * shut["latent"]


def test_old_warrants_are_arrests_while_those_who_are_wanted_are_found(totals_of: Totals) -> None:
    base = {"fail_to_appear": 0.0, "warrant_old_days": 400.0}
    # Without a run-in, in which most of those who are wanted would be met over something new and brought before the court.
    none, some = (
        totals_of(changes=base | {"warrants_at_start": share}, residents=120_000, run_in=0)[0] for share in (0.0, 0.15)
    )
    assert none["warrant_arrests"] == 0 < some["warrant_arrests"]
    assert some["latent"] == pytest.approx(none["latent"], rel=0.02)


def test_who_is_brought_may_be_let_go_and_missed_again(totals_of: Totals) -> None:
    base = {"fail_to_appear": 0.6, "warrant_days": 5.0}
    once, often = (totals_of(changes=base | {"warrant_put_off": share}, residents=60_000)[0] for share in (0.0, 0.9))
    assert often["missed_hearings"] > 1.2 * once["missed_hearings"]


def test_a_programme_that_coordinates_spares_arrests_on_warrants(
    totals_of: Totals, regime_with: Callable[..., Regime]
) -> None:
    """Who is wanted comes in through the community: at the scene a warrant leaves no discretion."""
    changes = {"fail_to_appear": 0.6, "warrants_at_start": 0.15, "warrant_days": 200.0, "channel_capacity": 0.0,
               "channel_support": 0.0, "channel_trust": 0.0, "charge_base": 2.0, "charge_base_later": 2.0}  # fmt: skip
    door = {"lead-community-referral": {"offer": 0.9, "needs_any": (), "min_severity": 0.0}}
    regimes = tuple(
        regime_with(*door, routes_to=door, programmes={"lead": {"coordinates_warrants": share}}) for share in (0.0, 1.0)
    )
    (without,), (with_,) = (totals_of(regimes=(each,), changes=changes, residents=60_000) for each in regimes)
    assert without["warrants_cleared"] == 0 < with_["warrants_cleared"]
    assert with_["warrant_arrests"] < without["warrant_arrests"]


def test_a_law_that_suspends_short_terms_empties_prison_and_not_the_courts(totals_of: Totals) -> None:
    served, suspended = (
        totals_of(changes={"short_custody_suspended": share}, residents=60_000)[0] for share in (0.0, 1.0)
    )
    assert suspended["prison_days"] < 0.9 * served["prison_days"]
    assert suspended["convictions"] == pytest.approx(served["convictions"], rel=0.1)


def test_more_offences_a_case_prove_more_and_change_no_charge_by_themselves(
    totals_of: Totals, closed: dict[str, float]
) -> None:
    one, more = (
        totals_of(changes=closed | {"case_offences_first": mean, "case_offences_often": mean}, residents=60_000)[0]
        for mean in (0.0, 2.0)
    )
    assert one["proven_offences"] == one["convictions"] + one["cautions"]
    assert more["proven_offences"] > 2.0 * (more["convictions"] + more["cautions"])
    assert more["latent"] == pytest.approx(one["latent"], rel=1e-9), "no offence is made by it"


def test_a_label_fades(totals_of: Totals) -> None:
    brief, lasting = (
        totals_of(changes={"avoided_conviction_ratio": 0.3, "label_half_life": months}, residents=60_000)[0]["latent"]
        for months in (2.0, 240.0)
    )
    assert lasting > 1.05 * brief


def test_missing_court_makes_a_warrant_and_a_warrant_an_arrest(totals_of: Totals) -> None:
    none, often = (
        totals_of(changes={"fail_to_appear": p, "warrant_days": 5.0}, residents=60_000)[0] for p in (0.0, 0.6)
    )
    assert none["warrant_arrests"] == none["missed_hearings"] == 0
    assert often["warrant_arrests"] > 0.7 * often["missed_hearings"] > 10


def test_without_the_warrant_channel_nobody_is_arrested_on_a_warrant(totals_of: Totals) -> None:
    (found,) = totals_of(changes={"fail_to_appear": 0.6, "channel_warrant": 0.0}, residents=60_000)
    assert found["missed_hearings"] > 10 and found["warrant_arrests"] == 0


def test_a_warrant_arrest_has_no_offence_of_its_own(worlds_of: Worlds, happened: Rows) -> None:
    changes = {"fail_to_appear": 0.6, "warrant_days": 5.0}
    (world,) = worlds_of(changes=changes, residents=60_000, log_room=50_000)
    found = Reading(world).totals()
    again = happened(world, Happening.ARREST)
    on_warrant = again["category"] == ContactKind.WARRANT
    assert on_warrant.sum() == found["warrant_arrests"] > 0
    assert found["arrests"] <= found["contacts"]


def test_prison_takes_away_offending_for_a_while(totals_of: Totals) -> None:
    base = {
        "channel_label": 0.0,
        "channel_charge": 0.0,
        "loss_weight": 0.0,
        "prison_days": 365.0,
        "court_delay_days": 20.0,
    }
    free, jailed = (
        totals_of(changes=base | {"prison_first": share, "prison_eleven": share}, residents=60_000)[0]
        for share in (0.0, 1.0)
    )
    assert free["prison_days"] < 0.2 * jailed["prison_days"]
    assert jailed["latent"] < 0.9 * free["latent"]
    assert jailed["contacts"] < free["contacts"]


def test_prison_costs_housing_and_work_for_longer(totals_of: Totals) -> None:
    base = {
        "prison_days": 5.0,
        "prison_first": 1.0,
        "prison_eleven": 1.0,
        "court_delay_days": 20.0,
        "remand_share": 0.0,
    } | LOSING
    gentle, harsh = (
        totals_of(changes=base | {"loss_weight": weight}, residents=60_000)[0]["latent"] for weight in (0.0, 1.0)
    )
    assert harsh > 1.05 * gentle


def test_what_prison_took_is_found_again(totals_of: Totals) -> None:
    base = {
        "prison_days": 5.0,
        "prison_first": 1.0,
        "prison_eleven": 1.0,
        "loss_weight": 1.0,
        "court_delay_days": 20.0,
    } | LOSING
    brief, lasting = (
        totals_of(changes=base | table("loss_months", months), residents=60_000)[0]["latent"] for months in (1.0, 120.0)
    )
    assert lasting > 1.03 * brief


def test_remand_keeps_people_in_until_court(totals_of: Totals) -> None:
    never, always = (totals_of(changes={"remand_share": share}, residents=60_000)[0] for share in (0.0, 1.0))
    assert always["prison_days"] > 2.0 * never["prison_days"]
    assert always["latent"] < never["latent"]


def test_prison_days_that_overlap_are_counted_once(setting_of: Callable[..., Any]) -> None:
    changes = {"remand_share": 1.0, "prison_first": 1.0, "prison_eleven": 1.0, "prison_days": 300.0, "charge_base": 5.0,
               "charge_base_later": 5.0, "court_delay_days": 200.0}  # fmt: skip
    setting = setting_of(changes=changes, residents=30_000)
    trunk = Simulation.build(setting, 1)
    trunk.run_in()
    branch = trunk.fork(setting.regimes[0])
    served = 0
    for _ in range(365):
        branch.run(1)
        people = branch.world.people
        served += int((people["inside"] >= Whereabouts.IMPRISONED).sum())  # remand is set against the sentence
    inside = people["inside"] >= Whereabouts.IMPRISONED
    to_come = float((people["inside_until"][inside] - branch.day).sum())
    assert Reading(branch.world).totals()["prison_days"] <= 1.02 * (served + to_come)


def test_longer_detention_and_bail(worlds_of: Worlds, totals_of: Totals, happened: Rows) -> None:
    short, long = (totals_of(changes={"detention_hours": hours})[0]["custody_hours"] for hours in (9.0, 20.0))
    assert long > 1.5 * short
    waits = []
    for days in (10.0, 200.0):
        (world,) = worlds_of(
            changes={"bail_days": days, "bail_share": 1.0}, residents=100_000, years=2, log_room=80_000
        )
        rows = happened(world, Happening.CAUTION)
        arrested = {(int(r["person"]), float(r["began"])) for r in happened(world, Happening.ARREST, 0.0)}
        waits.append(
            np.mean([r["moment"] - r["began"] for r in rows if (int(r["person"]), float(r["began"])) in arrested])
        )
    assert waits[1] > 5.0 * waits[0]


def test_bail_puts_the_decision_off(totals_of: Totals) -> None:
    never, always = (totals_of(changes={"bail_share": share}, residents=60_000)[0] for share in (0.0, 1.0))
    assert never["bails"] == 0 and always["releases"] == 0
    assert always["bails"] > 0.95 * always["arrests"] - 5


def test_a_full_suite_means_a_longer_drive(worlds_of: Worlds, place_with: Callable[..., str]) -> None:
    hours = []
    for cells in (0, 50):
        town = place_with(cells=cells, drive_hours=3.0)
        (world,) = worlds_of(locality=town)
        arrests = Reading(world).totals()["arrests"] + Reading(world).totals()["warrant_arrests"]
        hours.append(Reading(world).hours_by_task()["arrest_and_transport"] / arrests)
        assert (int(world.suite.full) > 0) is (cells == 0)
    assert hours[0] - hours[1] == pytest.approx(3.0, abs=1e-4)


def test_evidence_record_and_minority_raise_charging(totals_of: Totals) -> None:
    for name, low, high in (
        ("charge_record", 0.0, 5.0),
        ("charge_ratio.mixed_or_other", 0.2, 3.0),
        ("charge_base", -3.0, 3.0),
    ):
        less, more = (totals_of(changes={name: value}, residents=60_000)[0]["charges"] for value in (low, high))
        assert more > less, name


def test_lost_deterrence_raises_offending_of_the_diverted(totals_of: Totals, closed: dict[str, float]) -> None:
    base = closed | {"offer_street": 0.9, "channel_deterrence": 1.0}
    kept, lost = (
        totals_of(regimes=("none", "pre-arrest"), changes=base | {"deterrence_lost_ratio": ratio}, residents=60_000)
        for ratio in (1.0, 2.0)
    )
    assert kept[1]["latent"] == pytest.approx(kept[0]["latent"], rel=1e-6)
    assert lost[1]["latent"] > 1.005 * lost[0]["latent"]
