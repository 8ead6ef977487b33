"""What a trial is expected to find where the parameters are not known: wide for what belief leaves open, and scored by it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from diversion.experiments.trials.answer import TrialFound
from diversion.experiments.trials.carry_out import Prepared, Read
from diversion.experiments.trials.findings import beyond_luck, finding
from diversion.experiments.trials.pools import Pool
from diversion.experiments.trials.predicting import Predicted, predicted
from diversion.experiments.trials.study import Reading, Study, studies

SIZE = 400
BASE = 0.5


def study_of(**about: Any) -> Study:
    """A test of one outcome by lot, with so many people in each arm."""
    given = next(each for each in studies() if each.name == "chicago")
    reading = given.outcomes[0].model_copy(update={"as_": "difference", **about})
    return given.model_copy(update={"treated_size": SIZE, "control_size": SIZE, "outcomes": (reading,)})


def stock_of(points: float, seed: int, people: int = 6000) -> Prepared:
    """People of whom half have an outcome without, and so many percentage points more with."""
    luck = np.random.default_rng(seed)
    u = luck.random(people)
    with_, without = (u < BASE + points / 100).astype(float), (u < BASE).astype(float)
    who, about = np.arange(people), np.ones(people, np.bool_)
    pool = Pool(who, np.zeros(people), np.zeros((people, 1)))
    return Prepared(pool, pool, (Read(with_, without, about, about, without, with_, without),))


def test_where_all_is_known_it_is_the_luck_of_one_trial_in_closed_form() -> None:
    (found,) = predicted(study_of(), [stock_of(0.0, k) for k in range(20)], 2000)
    error = 100 * math.sqrt(2 * BASE * (1 - BASE) / SIZE)
    assert found.high == pytest.approx(1.645 * error, rel=0.1)
    assert found.low == pytest.approx(-1.645 * error, rel=0.1)
    assert found.nothing == pytest.approx(0.95, abs=0.025)
    assert found.width(0.0) == pytest.approx(found.high - found.low)


def test_what_belief_leaves_open_makes_it_wider_in_closed_form() -> None:
    luck = np.random.default_rng(3)
    spread = 8.0
    stocks = [stock_of(effect, k) for k, effect in enumerate(luck.normal(-5.0, spread, 150))]
    (found,) = predicted(study_of(), stocks, 3000)
    error = math.sqrt(spread**2 + 1e4 * 2 * BASE * (1 - BASE) / SIZE)
    assert found.high - found.low == pytest.approx(2 * 1.645 * error, rel=0.15)
    assert found.middle == pytest.approx(-5.0, abs=4 * error / math.sqrt(150))


def test_every_draw_gives_as_many_trials_as_any_other() -> None:
    few, many = [stock_of(-30.0, 1, 1600)], [stock_of(30.0, k) for k in range(3)]
    (found,) = predicted(study_of(published=0.0), [*few, *many], 200)
    assert found.draws == 4
    assert found.below == pytest.approx(0.25)


def test_nobody_to_draw_is_no_number_and_is_missed() -> None:
    empty = Pool(np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 1)))
    nobody, zero = np.zeros(0, np.bool_), np.zeros(0)
    none = Read(zero, zero, nobody, nobody, zero, zero, zero)
    (found,) = predicted(study_of(), [Prepared(empty, empty, (none,))], 10)
    assert math.isnan(found.middle)


# --- how a test is scored --------------------------------------------------------------------------------------------


def found_of(expected: Predicted, use: str = "test", **about: Any) -> TrialFound:
    study = study_of(as_="risk_ratio", **about).model_copy(
        update={"use": use, "belief": "lead" if use == "belief" else None}
    )
    reading = study.outcomes[0]
    return TrialFound(study, reading, 100, 5000, (SIZE, SIZE), 0.9, 0.7, 1.2, 0.1, 0.2, 0.9, 0.95, expected)


def expected_of(low: float, high: float, below: float | None = 0.5, nothing: float = 0.9) -> Predicted:
    return Predicted(24, low, math.sqrt(low * high), high, below, nothing)


@pytest.mark.parametrize(
    ("below", "verdict"), [(0.5, "met"), (0.06, "met"), (0.94, "met"), (0.04, "missed"), (0.97, "missed")]
)
def test_a_test_is_met_where_the_published_estimate_lies_in_the_middle_90_percent(below: float, verdict: str) -> None:
    """E14: it was scored by whether the middle lay in a target set by hand, whatever the trial could tell."""
    found = found_of(expected_of(0.7, 1.1, below), target=(0.8, 1.0))
    assert found.verdict == verdict
    assert finding(found).predicted == (0.7, 1.1)
    assert finding(found).width == pytest.approx(1.1 / 0.7, rel=1e-5)


def test_without_a_figure_the_direction_counts_or_how_often_nothing_is_found() -> None:
    lower, higher = expected_of(0.7, 1.1, None), expected_of(0.9, 1.4, None)
    for direction, verdicts in (("fewer", ["met", "missed"]), ("more", ["missed", "met"])):
        found = [found_of(each, published=None, direction=direction).verdict for each in (lower, higher)]
        assert found == verdicts
    often, seldom = (expected_of(0.7, 1.1, None, nothing) for nothing in (0.8, 0.3))
    assert [found_of(each, published=None, finds_nothing=0.5).verdict for each in (often, seldom)] == ["met", "missed"]
    assert found_of(often, published=None).verdict == "reported"


def test_an_interval_that_holds_no_effect_and_the_published_one_says_little() -> None:
    reading: Reading = study_of(as_="risk_ratio").outcomes[0]
    assert reading.published == 0.56
    assert expected_of(0.4, 1.3).says_little(reading)
    assert not expected_of(0.4, 0.9).says_little(reading)
    assert not expected_of(0.8, 1.3).says_little(reading)
    unread = reading.model_copy(update={"published": None})
    assert expected_of(0.6, 1.3).says_little(unread) and not expected_of(0.9, 1.1).says_little(unread)


def test_a_test_missed_by_a_little_may_be_the_luck_of_few_draws() -> None:
    near, far = (found_of(expected_of(0.7, 1.1, below)) for below in (0.03, 0.001))
    assert (near.verdict, beyond_luck(near)) == ("missed", False)
    assert (far.verdict, beyond_luck(far)) == ("missed", True)
    about: dict[str, Any] = {"published": None, "direction": "fewer"}
    near, far = (found_of(expected_of(low, 1.8, None), **about) for low in (0.64, 1.1))
    assert (near.verdict, beyond_luck(near)) == ("missed", False)
    assert (far.verdict, beyond_luck(far)) == ("missed", True)


def test_a_study_behind_a_belief_is_met_near_the_published_and_shrunk_short_of_it() -> None:
    """E14: what is behind a belief checks the procedure, so an effect that doubt made smaller is no miss."""
    found = found_of(expected_of(0.7, 1.1), "belief", published=0.5, target=(0.4, 0.6))
    at = {middle: replace(found, middle=middle).verdict for middle in (0.55, 0.9, 1.05)}
    assert at == {0.55: "met", 0.9: "shrunk", 1.05: "missed"}
    without = found_of(expected_of(0.7, 1.1), "belief", published=0.49, target=None)
    assert [replace(without, middle=middle).verdict for middle in (0.69, 0.8, 1.1)] == ["met", "shrunk", "missed"]


def test_the_curse_is_told_of_studies_behind_a_belief_alone() -> None:
    belief = finding(found_of(expected_of(0.7, 1.1), "belief", published=0.49))
    assert belief.if_half is not None and belief.if_half.truth == pytest.approx(0.7)
    assert belief.if_believed is not None and belief.if_believed.truth == pytest.approx(0.9)
    assert belief.if_believed.exaggeration > belief.if_half.exaggeration > 1
    test = finding(found_of(expected_of(0.7, 1.1)))
    assert test.if_half is None and test.if_believed is None
    other_side = replace(found_of(expected_of(0.7, 1.1), "belief", published=0.49), middle=1.1)
    assert finding(other_side).if_believed is None
