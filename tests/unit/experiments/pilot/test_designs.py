"""Who is in which arm, when controls meet the programme, and what comes of them, on worlds made up by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.experiments.pilot.closed_forms import two_proportions
from diversion.experiments.pilot.designs import calendar_of, enrol, lived, outcomes
from diversion.experiments.pilot.planning import findings
from diversion.experiments.pilot.pool import Events, Group, World
from diversion.experiments.pilot.simulated import simulate, truths_of
from diversion.experiments.pilot.study import Asked, ask
from diversion.scenarios.parameters import InputError

AREAS = 12


def asked_for(design: str, **more: object) -> Asked:
    given = {"people": 200, "months": 12, "lost": 0.0, "trials": 400, "draws": 10}
    return ask("blackpool", "pre-arrest", design, **{**given, **more})  # type: ignore[arg-type]


def events(luck: np.random.Generator, people: int, mean: float) -> Events:
    many = luck.poisson(mean, people)
    return Events(np.repeat(np.arange(people), many), luck.uniform(0.1, 364, many.sum()))


def world(seed: int, people: int = 400, without: float = 0.8, with_: float = 0.5, hazard: float = 0.0) -> World:
    luck = np.random.default_rng(seed)
    entry, area = luck.uniform(0, 364, people), luck.integers(0, AREAS, people)
    group = Group(
        entry, area, luck.normal(size=(people, 5)), events(luck, people, with_), events(luck, people, without)
    )
    return World(group, events(luck, people, 3.0), hazard, with_ / without, 0.6, 0.5, 0.01)


def test_halves_are_treated_by_lot_and_nobody_changes_arm() -> None:
    who = enrol(asked_for("lot"), world(1, hazard=1.0), AREAS, np.random.default_rng(1))
    assert (len(who.rows), who.treated.sum()) == (200, 100)
    assert len(np.unique(who.rows)) == 200
    assert who.contaminated == 0


def test_whole_shifts_and_whole_areas_are_in_one_arm() -> None:
    for design in ("shifts", "areas"):
        who = enrol(asked_for(design), world(2), AREAS, np.random.default_rng(2))
        for cluster in np.unique(who.cluster):
            assert len(np.unique(who.treated[who.cluster == cluster])) == 1


def test_in_a_stepped_wedge_every_team_begins_without_and_ends_with_the_programme() -> None:
    asked = asked_for("wedge", teams=4)
    calendar = calendar_of(asked, AREAS, np.random.default_rng(3))
    assert not calendar.offering[:, 0].any() and calendar.offering[:, -1].all()
    assert (np.diff(calendar.offering.astype(int), axis=1) >= 0).all()
    assert len(np.unique(calendar.cluster_of)) == 4
    for team in range(4):
        assert len(np.unique(calendar.offering[calendar.cluster_of == team], axis=0)) == 1


@settings(max_examples=25)
@given(st.sampled_from(["lot", "shifts", "areas", "wedge"]), st.integers(0, 10_000))
def test_the_treated_switch_at_entry_and_controls_later_or_never(design: str, seed: int) -> None:
    who = enrol(asked_for(design), world(4, hazard=0.3), AREAS, np.random.default_rng(seed))
    assert (who.switch[who.treated] == 0).all()
    assert (who.switch[~who.treated] > 0).all()


def test_more_offers_at_a_contact_mean_more_contamination_between_shifts_but_none_between_areas() -> None:
    def met(design: str, hazard: float) -> float:
        return enrol(asked_for(design), world(5, hazard=hazard), AREAS, np.random.default_rng(5)).contaminated

    assert met("shifts", 0.0) == 0 < met("shifts", 0.1) < met("shifts", 0.9)
    assert met("areas", 0.9) == 0


def test_a_switch_takes_the_events_of_one_life_before_it_and_of_the_other_after_it() -> None:
    would = Events(np.array([0, 0, 1, 1]), np.array([10.0, 200, 10, 200]))
    had = Events(np.array([0, 1, 1]), np.array([20.0, 150, 300]))
    assert lived(would, had, np.array([0.0, 100.0]), 365.0).tolist() == [1.0, 3.0]
    assert lived(would, had, np.array([np.inf, np.inf]), 365.0).tolist() == [2.0, 2.0]
    assert lived(would, had, np.array([np.inf, 100.0]), 160.0).tolist() == [1.0, 2.0]


def test_people_lost_to_follow_up_are_in_no_arm() -> None:
    who = enrol(asked_for("lot", lost=0.5), world(6), AREAS, np.random.default_rng(6))
    assert 70 <= len(who.rows) <= 130
    assert len(outcomes(world(6).offered, who, 365.0)) == len(who.rows)


def share(had: Events, people: int) -> float:
    return len(np.unique(had.whose)) / people


def test_pilots_by_lot_have_the_power_of_two_proportions_and_the_size_of_the_test() -> None:
    asked = asked_for("lot", trials=3000, people=400)
    worlds = [world(seed, people=6000, with_=0.6) for seed in range(10)]
    found = findings(simulate(asked, worlds), 400)
    both = [(share(each.offered.would, 6000), share(each.offered.had, 6000)) for each in worlds]
    assert found.power == pytest.approx(np.mean([two_proportions(*each, 200, 200) for each in both]), abs=0.03)
    assert found.size == pytest.approx(0.05, abs=0.015)


def test_contamination_takes_power_away() -> None:
    asked = asked_for("shifts", trials=1000, measure="count")
    clean, mixed = (
        findings(simulate(asked, [world(seed, hazard=hazard) for seed in range(10)]), 200) for hazard in (0.0, 1.0)
    )
    assert mixed.contaminated > 0.4 > clean.contaminated
    assert mixed.power < clean.power


def test_what_is_true_is_read_off_the_line_and_has_the_sign_of_what_the_programme_does() -> None:
    worlds = [world(seed, people=3000, with_=0.8 * ratio) for seed, ratio in enumerate([0.5, 0.7, 0.9, 1.0, 1.2])]
    truths = truths_of(asked_for("lot", measure="count"), worlds)
    assert truths == pytest.approx(np.log([0.5, 0.7, 0.9, 1.0, 1.2]), abs=0.08)


def test_the_same_seed_gives_the_same_pilots() -> None:
    worlds = [world(seed) for seed in range(10)]
    one, two, other = (simulate(asked_for("wedge", seed=seed), worlds) for seed in (1, 1, 2))
    assert np.array_equal(one.estimate, two.estimate, equal_nan=True)
    assert not np.array_equal(one.estimate, other.estimate, equal_nan=True)


def test_a_world_with_nobody_gives_a_pilot_that_finds_nothing() -> None:
    empty = replace(world(1), offered=world(1, people=2).offered, contacts=world(1, people=2).contacts)
    trials = simulate(asked_for("lot"), [empty, *(world(seed) for seed in range(9))])
    assert not trials.found[trials.world == 0].any() and not trials.known[trials.world == 0].any()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"design": "coin"}, "design must be one of lot, shifts, areas, wedge, matched, not 'coin'."),
        ({"design": "lot", "outcome": "joy"}, "outcome must be one of"),
        ({"design": "lot", "analysis": "mixed"}, "there are no clusters"),
        ({"design": "lot", "people": 3}, "people"),
        ({"design": "lot", "lost": 1.0}, "lost must be a share"),
        ({"design": "lot", "horizon": 2, "months": 24}, "horizon must be longer"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match="^[^\n]*$") as error:
        asked_for(**given)  # type: ignore[arg-type]
    assert said in str(error.value)
