"""From words to numbers, each against its value by hand: curves, weights, waits, services, officers, spread of belief."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from diversion.agents import records as rec
from diversion.model.build import build as b
from diversion.model.build import strength, uncertainty
from diversion.model.build.places import BANDS, entrants_of, people_of, rates_of, starts_of, weights_of
from diversion.model.simulation import Setting
from diversion.scenarios.words import CAREERS, CATEGORIES, CONTACT_KINDS, NEEDS, NON_ENGAGEMENT, STAGES

NONE = {f"{table}.{need}": 0.0 for table in ("need_weight", "client_need", "need_wait_days") for need in NEEDS}


def test_a_curve_is_straight_between_its_ages_and_level_beyond_them() -> None:
    curve = b._curve({f"c.{age}": value for age, value in zip(b.AGE_KNOTS, (1, 8, 4, 2, 5, 3), strict=True)}, "c")
    for age, value in (
        (0, 1),
        (18, 1),
        (20, 3),
        (25, 8),
        (30, 6),
        (35, 4),
        (40, 3),
        (50, 3),
        (60, 5),
        (70, 4),
        (80, 3),
    ):
        assert curve[age] == pytest.approx(value)
    assert curve[-1] == 3.0


def test_a_need_that_is_met_weighs_by_its_weight_and_how_badly_clients_have_it() -> None:
    values = NONE | {"need_weight.drugs": 0.5, "client_need.drugs": 0.6, "need_weight.housing": 0.2}
    assert strength._client_weight(values, {"drugs": 0.5, "housing": 1.0}) == pytest.approx(0.5 * 0.6 * 0.5)
    values["client_need.housing"] = 0.4
    assert strength._client_weight(values, {"drugs": 0.5, "housing": 1.0}) == pytest.approx(0.15 + 0.08)


def test_a_fast_track_and_leaders_shorten_only_the_waits_that_are_blocked() -> None:
    values = NONE | {f"need_wait_days.{need}": 100.0 for need in NEEDS} | {"unblocked_waits": 0.2}
    programme: Any = SimpleNamespace(fast_track=0.5)
    waits = dict(zip(NEEDS, b._waits(programme, values), strict=True))
    shorter = {"housing": 40.0, "mental_health": 40.0}
    assert waits == pytest.approx(dict.fromkeys(NEEDS, 100.0) | shorter)


def test_peers_who_train_change_what_training_does(par_of: Callable[..., Any]) -> None:
    usual = par_of(training_peer_led=0.0).training_effect
    assert usual > 0.0
    led = par_of(training_peer_led=1.0, peer_training_ratio=1.5).training_effect
    assert led == pytest.approx(1.5 * usual)


def test_a_chance_of_dropping_out_is_neither_none_nor_sure(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(regimes=("combined",), residents=800)
    programme, row = setting.catalogue.programmes[0], rec.Programme.one()
    for given, found in ((1.0, 1.0 - 1e-6), (0.0, 1e-6), (0.25, 0.25)):
        changed = programme.model_copy(update={"dropout_early": given, "dropout_late": given})
        b._fill_programme(row, changed, setting.catalogue.services, setting.values)
        assert (row.dropout_early, row.dropout_late) == (found, found)


def test_each_service_has_its_own_workers_and_no_other_is_there(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(regimes=("combined",), residents=800)
    services = list(setting.catalogue.services)
    catalogue: Any = SimpleNamespace(services=services[:2])
    world: Any = SimpleNamespace(services=rec.Service.table(4), workers=rec.Worker.table(5))
    b._fill_services(world, catalogue, [1, 2], setting.values)  # room that nobody needs stays empty
    assert world.workers["present"].tolist() == [1, 1, 1, 0, 0]
    assert world.workers["service"].tolist() == [0, 1, 1, 0, 0]
    assert world.workers["left"].tolist() == [-1.0, -1.0, -1.0, 0.0, 0.0]
    assert world.services["first"].tolist() == [0, 1, 0, 0]
    assert world.services["workers"].tolist() == world.services["present"].tolist() == [1, 2, 0, 0]


def test_only_officers_in_neighbourhood_teams_are_in_the_model(plain: None, setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(residents=800, run_in=0)
    place = setting.locality
    changed = {name: getattr(place, name).model_copy(update={"value": value})
               for name, value in (("officers", 400.0), ("team_share", 0.25))}  # fmt: skip
    town = place.model_copy(update=changed)
    world = b.build(town, setting.values, setting.catalogue, setting.regimes, setting.months, 1)
    assert len(world.officers) == 100 == sum(world.teams["officers"].tolist())


def test_belief_is_straight_through_its_percentiles_and_cut_off_at_its_limits(plain: None) -> None:
    luck = np.array([0.05, 0.275, 0.5, 0.725, 0.95, 0.0, 1.0 - 1e-12])
    rows = np.tile([1.0, 2.0, 6.0, float(uncertainty.LINEAR), 0.9, 6.2], (len(luck), 1))
    found = np.empty(len(luck))
    assert uncertainty.quantiles(rows, luck, found) == 7
    assert found.tolist() == pytest.approx([1.0, 1.5, 2.0, 4.0, 6.0, 0.9, 6.2])
    rows[:, 4:] = -10.0, 10.0
    uncertainty.quantiles(rows, luck, found)
    assert found[5:].tolist() == pytest.approx([2.0 - 1.0 / 0.9, 2.0 + 4.0 / 0.9])


def test_belief_on_a_logarithm_s_scale_is_straight_there(plain: None) -> None:
    luck, found = np.array([0.05, 0.275, 0.725, 0.95]), np.empty(4)
    uncertainty.quantiles(np.tile([1.0, 4.0, 9.0, float(uncertainty.LOG), 0.0, 99.0], (4, 1)), luck, found)
    assert found.tolist() == pytest.approx([1.0, 2.0, 6.0, 9.0])


def test_keener_officers_stretch_the_law_of_offers(par_of: Callable[..., Any]) -> None:
    """The usual approximation of a logistic law by a normal one: √(1 + 0.346 × 2²)."""
    assert par_of(officer_keenness_spread=2.0).keenness_stretch == pytest.approx(1.5440, abs=1e-4)
    assert par_of(officer_keenness_spread=0.0).keenness_stretch == 1.0


def test_the_most_that_can_raise_a_rate_is_all_of_it_together(par_of: Callable[..., Any]) -> None:
    par = par_of(tie_strength=0.2, loss_weight=0.5, need_weight__housing=0.4, need_weight__money_and_work=0.2,
                 deterrence_lost_ratio=1.2, avoided_conviction_ratio=0.8, harm_margin=1.5)  # fmt: skip
    assert par.bound_ratio == pytest.approx(np.exp(0.2 + 0.5 * 0.6) * 1.2 / 0.8 * 1.5, rel=1e-8)
    assert par.log_avoided_conviction == pytest.approx(np.log(0.8)) and par.log_deterrence_lost == pytest.approx(
        np.log(1.2)
    )


def test_a_label_halves_in_its_months_and_needs_weigh_their_mean(par_of: Callable[..., Any]) -> None:
    par = par_of(label_half_life=12.0)
    assert par.label_left == pytest.approx(0.5 ** (28.0 / (12.0 * 365.25 / 12.0)))
    assert par.mean_need_weight == pytest.approx(np.mean(par.need_weight))


def test_months_to_the_full_effect_and_half_lives_are_never_nothing(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(regimes=("combined",), residents=800)
    programme, row = setting.catalogue.programmes[0], rec.Programme.one()
    for given, found in ((0.0, 1e-6), (2.5, 2.5)):
        changed = programme.model_copy(update={"months_to_full_effect": given, "half_life_months": given})
        b._fill_programme(row, changed, setting.catalogue.services, setting.values)
        assert (row.months_to_full, row.half_life) == (found, found)


def test_ages_sexes_and_places_weigh_by_who_lives_there_and_by_who_begins(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(residents=800)
    place = setting.locality
    town = place.model_copy(update={"male_share": place.male_share.model_copy(update={"value": 0.4})})
    bands = list(place.age_shares)
    changes = {"risk_by_sex.male": 3.0, "risk_by_sex.female": 0.5, "career_onset.young.under_18": 7.0} | {
        f"career_onset.young.{band}": 2.0 + k for k, band in enumerate(bands)
    }
    weights = weights_of(town.adults, {**setting.values, **changes}, np.array([1.0, 2.0]))
    assert weights.male == pytest.approx(0.4 * 3.0 / (0.4 * 3.0 + 0.6 * 0.5))
    shares = [place.age_shares[band].value for band in bands]
    assert weights.onset[1] == pytest.approx([7.0 * shares[0], *((2.0 + k) * share for k, share in enumerate(shares))])
    assert weights.ethnicities == pytest.approx([each.value for each in place.ethnicity_shares.values()])
    assert weights.places.tolist() == [1.0, 2.0] and weights.bounds.tolist() == [12.0, 18.0, 26.0, 40.0, 60.0, 85.0]


@pytest.mark.parametrize(
    ("starts", "ends", "parted", "found"),
    [
        (None, None, False, (1, 0.0, b.FAR, 0)),
        (None, 30.0, False, (1, 0.0, b.FAR, 0)),
        (20.0, 30.0, False, (0, b.FAR, b.FAR, 1)),
        (20.0, 30.0, True, (0, 120.0, 130.0, 1)),
        (0.0, None, True, (1, 100.0, b.FAR, 0)),
        (None, 30.0, True, (1, 0.0, 130.0, 1)),
    ],
)
def test_a_route_opens_and_ends_so_many_days_after_the_regimes_part(
    starts: float | None, ends: float | None, parted: bool, found: tuple[float, ...], tiny: Callable[..., Any]
) -> None:
    town = tiny("combined")
    w, r, regime = town.w, town.route("lead-street"), town.setting.regimes[0]
    routes = list(town.setting.catalogue.routes)
    routes[r] = routes[r].model_copy(update={"starts_after_days": starts, "ends_after_days": ends})
    catalogue: Any = SimpleNamespace(routes=routes, services=town.setting.catalogue.services)
    only = regime.model_copy(update={"routes": ["lead-street"]})
    b.set_regime(w, only, catalogue, town.setting.values, [only], parted=parted)
    row = w.routes[r]
    assert (row.open, row.opens, row.closes, w.clock.dated) == found
    assert w.routes["chosen"].sum() == w.routes["compared"].sum() == 1 and w.routes["open"].sum() == row.open


def test_what_a_regime_targets_leads_and_pays_for_is_in_force(tiny: Callable[..., Any]) -> None:
    town = tiny("combined")
    w, regime, values = town.w, town.setting.regimes[0], {**town.setting.values}
    values |= {"leadership_offer": 0.3, "channel_enforcement": 0.5, "posts_ratio": 1.0}
    services = town.setting.catalogue.services
    changed = regime.model_copy(update={
        "enforcement": 1.4, "enforcement_categories": [CATEGORIES[2]], "community_leadership": 0.5,
        "workers": {services[0].name: 0.0}})  # fmt: skip
    other = regime.model_copy(update={"routes": [], "community_leadership": 1.0})
    b.set_regime(w, changed, town.setting.catalogue, values, [other, changed])
    assert w.clock.enforcement == pytest.approx(1.2) and w.clock.leadership == 0.5
    assert [bool(each) for each in w.clock.targets[: len(CATEGORIES)]] == [k == 2 for k in range(len(CATEGORIES))]
    assert (w.services[0].workers, w.services[0].present) == (0, 0)
    assert w.routes[town.route("lead-street")].lift == pytest.approx(0.15)
    # Where its routes are closed, they are what the other would offer; all is aimed at where no category is named.
    b.set_regime(
        w, other.model_copy(update={"enforcement_categories": []}), town.setting.catalogue, values, [other, changed]
    )
    assert w.routes[town.route("lead-street")].lift == pytest.approx(0.15)
    assert all(w.clock.targets[: len(CATEGORIES)]) and not w.routes["chosen"].any()


def test_posts_are_whole_people_rounded_to_nearest(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(regimes=("combined",), residents=800)
    service, regime = setting.catalogue.services[0], setting.regimes[0]
    for posts, ratio, workers in ((2.0, 1.0, 2), (2.4, 1.0, 2), (2.5, 1.0, 3), (2.0, 0.2, 0), (4.0, 1.5, 6)):
        paid = regime.model_copy(update={"workers": {service.name: posts}})
        assert b.workers_in(service, paid, {**setting.values, "posts_ratio": ratio}) == workers


def test_officers_are_shared_out_over_the_teams_one_after_the_other(tiny: Callable[..., Any]) -> None:
    town = tiny()
    w: Any = SimpleNamespace(teams=rec.Team.table(3), officers=rec.Officer.table(8), suite=town.w.suite)
    values = {**town.setting.values, "hours_a_year": 730.0, "usual_pressure": 0.8}
    b._fill_teams(w, town.setting.locality, 8, values)
    assert w.teams["first"].tolist() == [0, 2, 5] and w.teams["officers"].tolist() == [2, 3, 3]
    assert w.officers["team"].tolist() == [0, 0, 1, 1, 1, 2, 2, 2]
    assert w.teams["available"].tolist() == pytest.approx([4.0, 6.0, 6.0]) and (w.teams["pressure"] == 0.8).all()
    assert w.suite.cells == town.setting.locality.cells.value
    assert w.suite.drive_hours == pytest.approx(town.setting.locality.drive_hours.value)


def test_a_place_holds_the_careers_that_begin_there_times_how_long_they_last(
    setting_of: Callable[..., Setting],
) -> None:
    setting = setting_of(residents=1_000_000)
    place, values = (
        setting.locality,
        dict(setting.values) | {"england_crime": setting.locality.crime_per_1000.value / 2.0},
    )
    thousands = 1000.0 * place.adult_share.value
    long = sum(values[f"career_starts.{kind}"] * values[f"career_years.{kind}"] for kind in CAREERS)
    for part, times in ((1.0, 2.0), (0.0, 1.0)):  # twice England's crime is twice the careers, or twice the offences
        here = values | {"career_crime": part}
        assert people_of(place.adults, here) == pytest.approx(thousands * long * times)
        assert rates_of(place.adults, here)[2] == pytest.approx(values["career_rate.persistent"] * 2.0 / times)
    moves = dict(setting.values) | {"move_rate": 0.5}
    starts = sum(starts_of(place.adults, moves, kind) for kind in CAREERS)
    assert entrants_of(place.adults, moves) == pytest.approx(starts + 0.5 * people_of(place.adults, moves))


def test_a_young_place_has_more_of_the_careers_that_begin_young(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(residents=1_000_000)
    place, values = setting.locality, setting.values
    shares = {band: share.value for band, share in place.age_shares.items()} | {"18-25": 0.24, "60+": 0.19}
    young = place.model_copy(
        update={
            "age_shares": {
                band: each.model_copy(update={"value": shares[band]}) for band, each in place.age_shares.items()
            }
        }
    )
    only = dict(values) | {f"career_onset.young.{band}": float(band in ("under_18", "18-25")) for band in BANDS}
    assert starts_of(young.adults, only, "young") == pytest.approx(2.0 * starts_of(place.adults, only, "young"))


def test_a_route_is_for_the_ages_kinds_and_needs_it_names(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(regimes=("combined",), residents=800)
    programmes, route = setting.catalogue.programmes, setting.catalogue.routes[0]
    named = route.model_copy(update={
        "age_min": 18, "age_max": 25, "max_proven": 0, "categories": [CONTACT_KINDS[1]], "needs_any": [NEEDS[2]],
        "programme": programmes[-1].name, "outcome_code": 22,
        "non_engagement": NON_ENGAGEMENT[2], "stage": STAGES[1]})  # fmt: skip
    row = rec.Route.one()
    b._fill_route(row, named, programmes, setting.values)
    assert (row.age_min, row.age_max, row.max_proven, row.outcome_code) == (18.0, 26.0, 0, 22)
    assert (row.programme, row.non_engagement, row.stage, row.closes) == (len(programmes) - 1, 2, 1, b.FAR)
    assert np.flatnonzero(row.kinds).tolist() == [1] and np.flatnonzero(row.needs).tolist() == [2]
    row = rec.Route.one()
    b._fill_route(
        row,
        named.model_copy(update={"max_proven": None, "categories": [], "outcome_code": None}),
        programmes,
        setting.values,
    )
    assert (row.max_proven, row.outcome_code) == (-1, 0) and row.kinds[: len(CONTACT_KINDS)].all()
