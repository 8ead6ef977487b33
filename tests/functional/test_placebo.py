"""A programme that changes nothing looks as good as such designs make it look, and as idle as it is when lots are drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from diversion.experiments.trials.carry_out import Prepared, prepare, together
from diversion.experiments.trials.drawing import draw_trial
from diversion.experiments.trials.study import Study, studies


def named(name: str) -> Study:
    return next(each for each in studies() if each.name == name)


@pytest.fixture(scope="module")
def street() -> Prepared:
    return together([prepare(named("empty-street-before-after"), replicate) for replicate in range(4)])


@pytest.fixture(scope="module")
def custody() -> Prepared:
    """Everybody who would be offered the coaching that changes nothing, in both worlds."""
    return together([prepare(named("empty-custody-randomised"), replicate) for replicate in range(3)])


def test_before_and_after_shows_a_benefit_that_is_not_there(street: Prepared) -> None:
    study = named("empty-street-before-after")
    found = [draw_trial(study, street, k) for k in range(200)]
    counted, left_out = ([each[k] for each in found] for k in (0, 1))
    assert np.median([each.value for each in counted]) < 0.9
    # By luck alone it would be one in twenty; it is 0.29 to 0.46 here, by the replicates it is carried out in.
    assert np.mean([each.significant for each in counted]) > 0.2, "many such reports would call it a success"
    assert np.median([each.value for each in left_out]) > 1.0, "all of it is the incident that brought people in"


def test_the_same_people_would_have_done_the_same_without_it(street: Prepared) -> None:
    """Hours that officers spend on referring are all that differs, and they hardly matter."""
    read = street.reads[0]
    assert read.treated.sum() == pytest.approx(read.without.sum(), rel=0.02)
    assert read.latent.sum() == pytest.approx(read.latent_without.sum(), rel=0.01)


def test_by_lot_nothing_is_found(custody: Prepared) -> None:
    everybody = len(custody.treated.who)
    study = named("empty-custody-randomised").model_copy(update={"treated_size": everybody, "control_size": everybody})
    for number in range(20):
        (found,) = draw_trial(study, custody, number)
        error = (math.log(found.high) - math.log(found.low)) / (2 * 1.959964)
        assert abs(math.log(found.value) / error) < 3, number


def test_small_trials_by_lot_find_something_one_time_in_twenty(custody: Prepared) -> None:
    study = named("empty-custody-randomised")
    found = [draw_trial(study, custody, k)[0].significant for k in range(400)]
    assert float(np.mean(found)) < 0.09
