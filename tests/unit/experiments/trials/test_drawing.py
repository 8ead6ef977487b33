"""How simulated trials are drawn: arms apart, weights that balance, the same luck again, and what a hidden cause does."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.experiments.trials.carry_out import Prepared, Read, together
from diversion.experiments.trials.drawing import Arms, balanced, draw_trial, nearest, propensity, two_arms
from diversion.experiments.trials.pools import Pool
from diversion.experiments.trials.study import Study, studies

PEOPLE = 4000


def stock_of(effect: float, chosen: bool, seed: int = 3) -> Prepared:
    """People with a known trait that raises their count, which treatment multiplies by `effect`.

    Where `chosen`, those with the trait are far likelier to be treated.
    """
    luck = np.random.default_rng(seed)
    trait = luck.normal(size=PEOPLE)
    rate = 0.5 * np.exp(0.8 * trait)
    without, with_ = luck.poisson(rate).astype(float), luck.poisson(effect * rate).astype(float)
    enters = luck.random(PEOPLE) < 1 / (1 + np.exp(-1.5 * trait)) if chosen else np.ones(PEOPLE, np.bool_)
    who = np.arange(PEOPLE)
    treated = Pool(who[enters], np.zeros(int(enters.sum())), trait[enters, None])
    control = Pool(who, np.zeros(PEOPLE), trait[:, None])
    about = np.ones(PEOPLE, np.bool_)
    read = Read(with_[enters], without, about[enters], about, without[enters], with_[enters], without[enters])
    return Prepared(treated, control, (read,))


def study_of(design: str, of: str = "mean_ratio", size: int = 600) -> Study:
    """A study of a library place with one outcome and so many people in each arm."""
    given = next(each for each in studies() if each.name == "checkpoint")
    reading = given.outcomes[0].model_copy(update={"as_": of})
    change = {"design": design, "treated_size": size, "control_size": size, "outcomes": (reading,)}
    return given.model_copy(update=change)


def middle(study: Study, stock: Prepared, trials: int = 120) -> float:
    return float(np.median([draw_trial(study, stock, k)[0].value for k in range(trials)]))


@pytest.mark.parametrize("design", ["randomised", "weighted", "matched"])
def test_nobody_is_in_both_arms(design: str) -> None:
    study, stock = study_of(design), stock_of(0.7, chosen=True)
    arms = two_arms(study, stock, np.random.default_rng(1))
    both = set(stock.treated.who[arms.treated]) & set(stock.control.who[arms.control])
    assert not both and len(arms.treated) == len(arms.control) == 600


def test_randomisation_finds_the_effect_and_no_effect() -> None:
    study = study_of("randomised")
    assert middle(study, stock_of(0.7, chosen=False)) == pytest.approx(0.7, abs=0.04)
    assert middle(study, stock_of(1.0, chosen=False)) == pytest.approx(1.0, abs=0.05)


def test_selection_misleads_until_what_selects_is_known() -> None:
    stock = stock_of(1.0, chosen=True)
    assert middle(study_of("randomised"), stock) > 1.3
    for design in ("weighted", "matched"):
        assert middle(study_of(design), stock) == pytest.approx(1.0, abs=0.15), design


def test_the_same_number_gives_the_same_trial() -> None:
    study, stock = study_of("weighted"), stock_of(0.7, chosen=True)
    assert draw_trial(study, stock, 4) == draw_trial(study, stock, 4)
    assert draw_trial(study, stock, 4) != draw_trial(study, stock, 5)


def test_matching_takes_the_nearest_and_drops_whom_nobody_is_near() -> None:
    treated, control = np.array([0.0, 1.0, 50.0]), np.array([0.9, 0.1, -3.0])
    close, times = nearest(treated, control)
    assert close.tolist() == [True, True, False]
    assert times.tolist() == [1.0, 1.0, 0.0]


def test_arms_without_anybody_stay_as_they_are() -> None:
    study, stock = study_of("weighted"), stock_of(0.7, chosen=True)
    empty = np.zeros(0, np.int64)
    assert balanced(study, stock, Arms(empty, empty, np.ones(0))).treated.size == 0


def test_propensity_finds_what_selects() -> None:
    luck = np.random.default_rng(2)
    known = luck.normal(size=(5000, 2))
    treated = luck.random(5000) < 1 / (1 + np.exp(-known[:, 0]))
    score = propensity(known, treated)
    assert np.corrcoef(score, known[:, 0])[0, 1] > 0.99


def test_worlds_put_together_keep_everybody_apart() -> None:
    one = stock_of(1.0, chosen=True)
    both = together([one, one])
    assert len(set(both.control.who)) == 2 * PEOPLE
    assert both.reads[0].treated.size == 2 * one.reads[0].treated.size
