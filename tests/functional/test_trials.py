"""Studies replayed in the model: who enters, what is counted of them, and that a stronger programme looks stronger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diversion.experiments.trials.answer import of_study, trials_found
from diversion.experiments.trials.carry_out import Prepared, lived, prepare
from diversion.experiments.trials.findings import finding
from diversion.experiments.trials.pools import among, pool_of, proven_before
from diversion.experiments.trials.readings import Diary
from diversion.experiments.trials.study import Study, studies
from diversion.experiments.validation.record import MADE_UP, standings

HELD_BACK = {"V1", "before and after", MADE_UP}
FITTED = {"V1b", "V2", "V4"}
INPUT = {"V5", "V6", "V7", "V8", "V10", "V11"}  # nothing is fitted to them, but belief about a parameter cites them


def small(name: str, **changes: float) -> Study:
    """A study of the library in a smaller place."""
    study = next(each for each in studies() if each.name == name)
    given = {"residents": 150000, "changes": {**study.changes, **changes}}
    return study.model_copy(update=given)


@pytest.fixture(scope="module")
def checkpoint() -> Prepared:
    return prepare(small("checkpoint"), 0)


def test_what_is_fitted_and_what_is_held_back_is_as_agreed() -> None:
    for study in studies():
        use = "fit" if study.number in FITTED else "input" if study.number in INPUT else "held-back"
        assert study.use == use, study.name
    assert {study.number for study in studies()} == HELD_BACK | FITTED | INPUT


def test_every_study_says_where_it_comes_from_and_what_was_reported() -> None:
    assert len({study.name for study in studies()}) == len(studies())
    for study in studies():
        assert study.source and study.text
        assert all(outcome.reported for outcome in study.outcomes)


def test_arms_drawn_by_lot_are_the_same_people_at_the_same_moment(checkpoint: Prepared) -> None:
    treated, control = checkpoint.treated, checkpoint.control
    assert len(treated.who) > 100
    shared = np.isin(treated.who, control.who)
    assert shared.mean() > 0.97, "who would be offered a contract hangs on the control arm alone"
    same = np.isin(control.who, treated.who)
    assert np.mean(np.abs(treated.entry[shared] - control.entry[same]) < 0.1) > 0.97
    assert np.mean(np.isclose(treated.known[shared, :3], control.known[same, :3], atol=0.1)) > 0.97


def test_what_evaluators_know_of_a_record_is_what_stands_at_entry() -> None:
    """E18: a record was that of the fork, up to two years before. Each caution and conviction says what stood before it."""
    study = small("checkpoint")
    diary = Diary(lived(study, 0).treated)
    pool = pool_of(diary, study, study.enters_treated)
    found = proven_before(diary, pool)
    later = diary.log.of("caution", "conviction")
    entry = np.full(diary.people, np.inf)
    entry[pool.who] = pool.entry
    later = later[later.moment >= entry[later.person]].drop_duplicates("person").set_index("person").priors
    told = np.isin(pool.who, later.index)
    assert told.sum() > 100
    assert (found[told] == later.loc[pool.who[told]]).all()
    at_the_fork = diary.life.reading.people("proven_fork")[pool.who]
    assert (found >= at_the_fork).all() and (found > at_the_fork).mean() > 0.02
    assert np.allclose(pool.known[:, 3], np.log1p(found)), "the propensity and the match know the same record"
    first = among(diary, pool, study.outcomes[0].model_copy(update={"among": "first_timers"}))
    assert (first == (found == 0)).all() and (at_the_fork[~first] == 0).any()


def test_a_stronger_contract_shows_in_the_trial_and_in_offending(checkpoint: Prepared) -> None:
    (weak, _), (strong, _) = (
        of_study(small("checkpoint"), stock, 60)
        for stock in (checkpoint, prepare(small("checkpoint", effect_contract=0.15), 0))
    )
    assert strong.middle < weak.middle
    assert strong.same_people < weak.same_people
    assert strong.latent < weak.latent - 0.05


def test_harm_and_days_inside_are_counted_from_entry() -> None:
    study = small("lead-seattle")
    found = of_study(study, prepare(study, 0), 30)
    by_name = {each.reading.of + each.reading.as_: each for each in found}
    assert by_name["jail_daysmean_difference"].middle < 0, "who is diverted is not booked into jail that day"
    assert 0.2 < by_name["arrestsodds_ratio"].low < by_name["arrestsodds_ratio"].high < 5


def test_areas_are_compared_by_how_they_changed() -> None:
    study = next(each for each in studies() if each.name == "adder").model_copy(
        update={"treated_size": 3, "control_size": 3}
    )
    (found,) = trials_found([study], trials=20, worlds=1)
    assert found.people == 6
    assert 0.9 < found.middle < 1.1


def test_a_study_comes_out_as_published_when_no_outcome_is_missed() -> None:
    study = small("checkpoint")
    rows = [finding(each) for each in of_study(study, prepare(study, 0), 20)]
    assert standings(rows)["checkpoint"].met == all(each.verdict != "missed" for each in rows)
    first = replace(rows[0], verdict="met")
    assert not standings([first, replace(first, verdict="missed")])["checkpoint"].met
    assert standings([first, replace(first, verdict="reported")])["checkpoint"].met
    assert standings([replace(first, evidence=MADE_UP)]) == {}
