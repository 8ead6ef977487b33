"""From an effect as it is believed to the strength of a mechanism, and what a strength is divided into, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.plans.draws import draw_values
from diversion.model.build import strength as s
from diversion.scenarios import loader
from diversion.scenarios.parameters import register
from diversion.scenarios.schema import Programme
from diversion.scenarios.strengths import Curve
from diversion.scenarios.words import MONTH_DAYS, NEEDS

VALUES = draw_values({}, 1, fixed=True)
PROGRAMMES = [loader.programme(name) for name in loader.names("programme")]
POINTS, FALLING = (-1.0, 0.0, 1.0), (1.4, 1.0, 0.6)
LINE = Curve(
    programme="lead", belief="lead", place="blackpool", strengths=POINTS, people=1, error=0.0, out_of_reach=0.0,
    ratios={"admitted 12": FALLING, "admitted 24": FALLING, "offered 24": FALLING},
)  # fmt: skip


def programme(**changes: Any) -> Programme:
    """LEAD with some changes."""
    return loader.programme("lead").model_copy(update=changes)


def average(item: Programme) -> float:
    """Weight × severity of the needs a programme meets in an average client."""
    return math.fsum(
        VALUES[f"need_weight.{n}"] * VALUES[f"client_need.{n}"] * item.needs_met.get(n, 0.0) for n in NEEDS
    )


def test_a_strength_is_divided_between_needs_and_what_needs_none() -> None:
    item = programme(without_need=0.25)
    relief, structure = s.mechanism(VALUES, item, 0.4)
    assert structure == pytest.approx(0.1)
    assert relief * average(item) == pytest.approx(0.3)


def test_nobody_without_needs_is_left_without_an_effect() -> None:
    """E1: somebody without needs used to get no effect at all."""
    for item in PROGRAMMES:
        assert s.mechanism(VALUES, item, 0.3)[1] > 0.0, item.name


@pytest.mark.parametrize("strength", [-6.0, -0.7, 0.0, 0.5, 6.0])
def test_no_need_is_relieved_by_more_than_all_of_it_and_structure_has_a_floor(strength: float) -> None:
    """E1: a contract relieved 174% of a need for drugs, and 306% at the 5th percentile of what was believed."""
    for item in PROGRAMMES:
        relief, structure = s.mechanism(VALUES, item, strength)
        assert all(abs(relief * share) <= 1.0 + 1e-12 for share in item.needs_met.values()), item.name
        assert VALUES["structure_floor"] - 1e-12 <= math.exp(-abs(structure)) <= 1.0


@given(seed=st.integers(0, 2**40))
def test_no_draw_of_what_is_declared_relieves_more_than_all_of_a_need(seed: int) -> None:
    drawn = draw_values({}, seed, fixed=False)
    for item in PROGRAMMES:
        for young in (False, True):
            relief, structure = s.mechanism(drawn, item, s.strength_of(item, drawn, young))
            assert max(abs(relief * share) for share in item.needs_met.values()) <= 1.0 + 1e-12
            assert math.exp(-structure) >= drawn["structure_floor"] - 1e-12


def test_what_meets_no_need_works_by_structure_alone() -> None:
    assert list(s.mechanism(VALUES, programme(needs_met={}, without_need=0.1), 0.3)) == pytest.approx([0.0, 0.3])


def test_a_strength_that_is_given_stands_as_it_is_given() -> None:
    item = programme(strength=0.0)
    assert s.strength_of(item, VALUES) == s.strength_of(item, VALUES, young=True) == 0.0
    assert s.mechanism(VALUES, item, 0.0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("ratio", "strength"), [(1.0, 0.0), (0.8, 0.5), (1.1, -0.25), (0.6, 1.0), (0.2, 1.0), (2.0, -1.0)]
)
def test_a_curve_is_read_straight_between_its_points_and_not_beyond_its_ends(ratio: float, strength: float) -> None:
    assert s.at_ratio(POINTS, FALLING, ratio) == pytest.approx(strength)


@given(first=st.floats(0.3, 2.0), second=st.floats(0.3, 2.0))
def test_the_stronger_belief_never_has_the_weaker_strength(first: float, second: float) -> None:
    """The map from belief to strength is monotone, for every programme."""
    if first < second:
        for item in PROGRAMMES:
            one, other = (s.strength_of(item.model_copy(update={"effect": each}), VALUES) for each in (first, second))
            assert one >= other, item.name


COURSE = s.Course(taking=0.5, dropout_early=0.0, dropout_late=0.0, length=1e9, months_to_full=1e-9, half_life=6.0)


def changed(**fields: float) -> s.Course:
    """That course with other numbers."""
    return s.Course(**{name: fields.get(name, getattr(COURSE, name)) for name in s.Course.__slots__})


def test_who_is_helped_in_full_at_once_and_stays_has_the_whole_dose() -> None:
    assert s.dose(COURSE, 12.0) == pytest.approx(1.0, abs=0.011)  # the first week is taken as half


def test_a_dose_grows_to_95_in_100_by_the_month_of_full_effect() -> None:
    months, rate = 10.0, 3.0 / 10.0
    whole = 1.0 - (1.0 - math.exp(-rate * 12.0)) / (rate * 12.0)
    assert s.dose(changed(months_to_full=months), 12.0) == pytest.approx(whole, abs=0.005)


def test_a_dose_fades_by_its_half_life_after_a_fixed_end() -> None:
    rate, left = math.log(2.0) / 6.0, 24.0 - 122.0 / MONTH_DAYS
    whole = (122.0 / MONTH_DAYS + (1.0 - math.exp(-rate * left)) / rate) / 24.0
    assert s.dose(changed(length=122.0), 24.0) == pytest.approx(whole, abs=0.012)


def test_drop_out_takes_two_hazards_from_a_dose_and_what_was_gained_fades() -> None:
    forgotten = changed(dropout_early=0.3, dropout_late=0.1, half_life=1e-9)
    early, late = -math.log(0.7), -math.log(0.9)
    head = (1.0 - math.exp(-2.0 * early)) / early
    tail = math.exp(-2.0 * early) * (1.0 - math.exp(-10.0 * late)) / late
    assert s.dose(forgotten, 12.0) == pytest.approx((head + tail) / 12.0, abs=0.02)
    assert s.dose(changed(dropout_early=0.3, dropout_late=0.1), 12.0) > s.dose(forgotten, 12.0)


def test_strength_makes_up_for_a_course_that_is_drawn_worse_but_not_for_a_lever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Belief about the effect is not widened a second time by doubt about retention; what somebody sets does act."""
    monkeypatch.setattr(s, "curve_of", lambda *_: LINE)
    item = programme(effect=0.8)
    usual = s.strength_of(item, VALUES)
    worse = VALUES | {"dropout_early": 0.4, "dropout_late": 0.08}
    declared, drawn = (s.dose(s.course(loader.programme("lead"), each), 12.0) for each in (VALUES, worse))
    assert s.strength_of(item, worse) == pytest.approx(usual * declared / drawn) != pytest.approx(usual)
    assert register()["hand_over_days_street"].role == "constant"
    assert s.strength_of(item, VALUES | {"hand_over_days_street": 30.0}) == usual
    assert s.strength_of(programme(effect=0.8, dropout_late=0.5), VALUES) == usual, "an edit is what somebody sets"


def test_of_those_offered_fewer_who_engage_must_each_be_helped_more(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = LINE.model_copy(update={"programme": "checkpoint", "belief": "contract"})
    monkeypatch.setattr(s, "curve_of", lambda *_: contract)
    item = loader.programme("checkpoint").model_copy(update={"effect": 0.9})
    fewer = VALUES | {"engagement_contract": VALUES["engagement_contract"] / 2.0}
    assert s.strength_of(item, VALUES) == pytest.approx(0.25)
    assert s.strength_of(item, fewer) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("strength", "ratio"), [(-1.0, 1.4), (-0.5, 1.2), (0.25, 0.9), (1.0, 0.6), (2.0, 0.6), (-2.0, 1.4)]
)
def test_a_curve_is_read_the_other_way_too(strength: float, ratio: float) -> None:
    assert s.ratio_at(POINTS, FALLING, strength) == pytest.approx(ratio)


def test_whom_a_belief_is_about_is_read_on_that_curve_and_of_those_admitted_where_nobody_is_offered_it() -> None:
    """Beliefs can be exchanged: the effect of a contract on LEAD is read among those offered, over its own two years."""
    assert LINE.of("offered", 24.0) is LINE.ratios["offered 24"]
    assert LINE.of("offered", 12.0) is LINE.ratios["admitted 12"]
    assert LINE.model_copy(update={"ratios": {"offered 12": FALLING}}).of("admitted", 12.0) is FALLING
    with pytest.raises(KeyError):
        LINE.of("admitted", 36.0)
    contract = programme(belief="contract")
    assert (s.among(contract).group, s.among(contract).months) == ("offered", 24.0)


def test_a_belief_of_all_offered_is_told_of_another_programme_by_what_it_is_among_the_admitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beliefs exchanged: 0.9 of all offered a contract is 0.8 of those admitted to it, and so it is believed of LEAD."""
    home = LINE.model_copy(
        update={
            "programme": "checkpoint",
            "belief": "contract",
            "ratios": {"offered 24": (1.2, 1.0, 0.8), "admitted 24": FALLING},
        }
    )
    monkeypatch.setattr(s, "curve_of", lambda *_: LINE)
    monkeypatch.setattr(s, "home_of", lambda *_: home)
    changed = programme(belief="contract", effect=0.9, effect_young=1.0)
    assert s.strength_of(changed, VALUES) == pytest.approx(0.5)
    assert s.ratio_among_admitted(changed, VALUES, 24.0) == pytest.approx(0.8)
    fewer = VALUES | {"engagement_contract": VALUES["engagement_contract"] / 2.0}
    assert s.strength_of(changed, fewer) == pytest.approx(1.0), (
        "of those offered a contract fewer engage, each is helped more"
    )


def test_somebodys_own_programme_has_the_strength_that_its_own_course_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contract of a month must do more at full effect than one of four for the same effect over two years."""
    contract = LINE.model_copy(update={"programme": "checkpoint", "belief": "contract"})
    monkeypatch.setattr(s, "curve_of", lambda *_: contract)
    four = loader.programme("checkpoint").model_copy(update={"effect": 0.9})
    one = four.model_copy(update={"name": "my-contract", "length_days": 30.0})
    doses = [s.dose(s.course(each, VALUES), 24.0) for each in (four, one)]
    assert s.strength_of(one, VALUES) == pytest.approx(s.strength_of(four, VALUES) * doses[0] / doses[1])
    assert doses[0] > 1.3 * doses[1]


def test_the_young_have_their_share_of_the_log_of_an_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    """E3: both ages hang on one draw of one belief, and on how much of it holds for the young."""
    monkeypatch.setattr(s, "curve_of", lambda *_: LINE)
    item = programme(effect=0.8, effect_young=0.5)
    assert s.believed(item, VALUES, True) == pytest.approx(math.sqrt(0.8))
    assert s.strength_of(item, VALUES, young=True) == pytest.approx((1.0 - math.sqrt(0.8)) / 0.4)


def test_without_a_curve_everybody_admitted_is_taken_for_an_average_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "curve_of", lambda *_: None)
    item = programme(effect=0.8)
    share = s.dose(s.course(item, VALUES), 12.0)
    assert math.exp(-share * s.strength_of(item, VALUES)) == pytest.approx(0.8)
