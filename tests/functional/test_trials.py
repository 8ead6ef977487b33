"""Studies replayed in the model: who enters, what is counted of them, and that a stronger programme looks stronger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diversion.experiments.lives.lives import Life
from diversion.experiments.trials import carry_out
from diversion.experiments.trials.answer import of_study, trials_found
from diversion.experiments.trials.carry_out import Prepared, lived, prepare
from diversion.experiments.trials.estimates import odds_ratio
from diversion.experiments.trials.findings import finding
from diversion.experiments.trials.pools import among, pool_of, proven_before
from diversion.experiments.trials.readings import Diary, count
from diversion.experiments.trials.study import Study, studies
from diversion.experiments.validation.record import MADE_UP, standings

# The belief that rests on each, what is a test, and of which a fact is an input; nobody did the others.
BEHIND = {
    "lead-seattle": "lead",  # it may be among the studies that Washington's institute pooled
    "lead-pooled": "lead",
    "checkpoint": "contract",
    "gateway": "contract",
    "cara": "workshops",
    "divert-london": "coaching",
    "liaison": "ordinary",
    "adder": "ordinary",
}
TESTS = {"chicago", "cara-hampshire-later", "cara-west-midlands", "north-carolina", "washington"}
INPUTS = {"non-prosecution", "deferral"}  # what sparing somebody a charge does


def small(name: str, **changes: float) -> Study:
    """A study of the library in a smaller place."""
    study = next(each for each in studies() if each.name == name)
    given = {"residents": 150000, "changes": {**study.changes, **changes}}
    return study.model_copy(update=given)


@pytest.fixture(scope="module")
def checkpoint() -> Prepared:
    return prepare(small("checkpoint"), 0)


def test_what_each_study_was_used_for_is_as_agreed() -> None:
    """E14: `lead-pooled` and `cara` were called fitted, though nothing was fitted to them, and beliefs rested on both."""
    for study in studies():
        behind = BEHIND.get(study.name)
        rest = "test" if study.name in TESTS else "input" if study.name in INPUTS else "made up"
        assert (study.use, study.belief) == (("belief", behind) if behind else (rest, None)), study.name
        assert (study.number == MADE_UP) == (study.use == "made up")
    assert {study.name for study in studies()} >= set(BEHIND) | TESTS | INPUTS


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
    first_later = later[later.moment >= entry[later.person]].drop_duplicates("person").set_index("person").priors
    told = np.isin(pool.who, first_later.index)
    assert told.sum() > 100
    assert (found[told] == first_later.reindex(pool.who[told])).all()
    at_the_fork = diary.life.reading.people("proven_fork")[pool.who]
    assert (found >= at_the_fork).all() and (found > at_the_fork).mean() > 0.02
    assert np.allclose(pool.known[:, 3], np.log1p(found)), "the propensity and the match know the same record"
    first = among(diary, pool, study.outcomes[0].model_copy(update={"among": "first_timers"}))
    assert (first == (found == 0)).all() and (at_the_fork[~first] == 0).any()


def test_a_stronger_contract_shows_in_the_trial_and_in_offending(checkpoint: Prepared) -> None:
    (weak, _), (strong, _) = (
        of_study(small("checkpoint"), stock, 60)
        for stock in (checkpoint, prepare(small("checkpoint", effect_contract=0.3), 0))
    )
    assert strong.middle < weak.middle
    assert strong.same_people < weak.same_people
    assert strong.latent < weak.latent - 0.05


def test_harm_and_days_inside_are_counted_from_entry() -> None:
    study = small("lead-seattle")
    found = of_study(study, prepare(study, 0), 30)
    by_name = {each.reading.of + each.reading.as_: each for each in found}
    assert by_name["jail_daysmean_difference"].middle < 0, "who is diverted is not booked into jail that day"
    assert 0.2 < by_name["arrestsdid_odds_ratio"].low < by_name["arrestsdid_odds_ratio"].high < 5


def test_changes_in_odds_are_those_of_the_same_people_before_and_after() -> None:
    study = small("lead-seattle")
    stock = prepare(study, 0)
    read = stock.reads[0]
    assert study.outcomes[0].as_ == "did_odds_ratio" and read.treated.shape == (len(stock.treated.who), 2)
    assert (read.treated[:, 1] == read.without[:, 1]).all(), "what was before entry is the same in either arm"
    assert 0.1 < (read.treated[:, 1] > 0).mean() < 0.9
    found = of_study(study, stock, 30)[0]
    after = odds_ratio(read.treated[:, 0], read.without[:, 0], np.ones(len(read.without)))
    assert found.same_people == pytest.approx(after.value), "of the same people, before cancels out"


def test_who_is_released_to_a_counsellor_in_chicago_is_not_charged() -> None:
    """Stage and no sanction: the arrest stands, no charge follows from it, and whoever is charged later is so anew."""
    study = small("chicago")
    pair = lived(study, 0)
    entered = pool_of(Diary(pair.treated), study, "offered").who
    assert len(entered) > 200

    def over_the_entry(life: Life, kind: str) -> float:
        """The share of those who entered to whom it happened over the very contact at which they did."""
        rows = Diary(life).log.of(kind)
        rows = rows[rows.began.to_numpy() == life.reading.people("index")[rows.person, 2]]
        return float(np.isin(entered, rows.person).mean())

    # Who was never arrested was interviewed by appointment, where the contract is offered too (E19).
    assert over_the_entry(pair.treated, "arrest") > 0.95 and over_the_entry(pair.control, "arrest") > 0.95
    assert over_the_entry(pair.treated, "charge") < 0.01 and over_the_entry(pair.control, "charge") > 0.9
    assert over_the_entry(pair.treated, "referral") > 0.99 > over_the_entry(pair.treated, "admitted") > 0.1


def test_deaths_are_of_those_followed_and_grow_with_time() -> None:
    diary = Diary(lived(small("chicago"), 0).control)
    pool = pool_of(diary, small("chicago"), "offered")
    early, late = (count(diary, "deaths", pool.who, pool.entry, days) for days in (180.0, 365.0))
    assert set(np.unique(late)) <= {0.0, 1.0} and (late >= early).all()
    assert 0.001 < count(diary, "deaths", pool.who, pool.entry, 1e9).mean() < 0.2


def test_a_test_is_lived_in_draws_and_scored_by_what_is_expected() -> None:
    (found, *_) = trials_found([small("chicago")], trials=40, worlds=1, draws=3)
    assert found.predicted is not None and found.predicted.draws == 3
    assert found.predicted.low < found.predicted.high
    assert found.verdict == ("met" if 0.05 <= (found.predicted.below or 0.0) <= 0.95 else "missed")
    (behind, *_) = trials_found([small("checkpoint")], trials=10, worlds=1, draws=3)
    assert behind.predicted is None


def test_parameters_are_the_same_in_the_worlds_of_one_draw_and_differ_between_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[dict[str, float]] = []
    monkeypatch.setattr(carry_out, "live", lambda setting, *_: seen.append(dict(setting.values)))
    study = small("cara-west-midlands").model_copy(update={"worlds_a_draw": 2})
    for k in range(4):
        lived(study, k, fixed=False)
    lived(study, 0)
    assert seen[0] == seen[1] and seen[2] == seen[3]
    uncertain = [name for name in seen[0] if seen[0][name] != seen[2][name]]
    assert len(uncertain) > 50 and any(name.startswith("effect") for name in uncertain), "belief among them"
    assert seen[4] != seen[0], "parameters at their defaults"


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
    assert standings(rows)["checkpoint"].met == all(each.verdict in ("met", "reported") for each in rows)
    first = replace(rows[0], verdict="met")
    assert not standings([first, replace(first, verdict="missed")])["checkpoint"].met
    assert standings([first, replace(first, verdict="reported")])["checkpoint"].met
    assert standings([replace(first, evidence=MADE_UP)]) == {}
