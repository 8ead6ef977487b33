"""Sensitivity analyses read back from the store: the same answer, the same question, and what cannot be asked again."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan
from diversion.experiments.runs.runner import Interrupted, run
from diversion.experiments.sensitivity.answer import Answer, read_columns, targets_of
from diversion.experiments.sensitivity.kept import analyses, kept_in, look_at
from diversion.experiments.sensitivity.methods.morris import Morris
from diversion.experiments.sensitivity.study import Study, make_study, steady, widest
from diversion.experiments.store.store import Store
from diversion.scenarios.parameters import InputError

OUTCOMES = ("latent_offences", "arrests")


def plan_of(seed: int = 1) -> Plan:
    return steady(make_plan("blackpool", ["pre-arrest"], years=1, seed=seed, changes={"offer_street": 0.2}))


def study_of(seed: int = 1) -> Study:
    return make_study(plan_of(seed), Morris(), ["effect_lead", "need_correlation"], 4)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "runs.sqlite"


@pytest.fixture(scope="module")
def made(db: Path) -> Answer:
    study = study_of()
    with Store.open(db) as store:
        batch = run(study.experiment, store)
        columns = read_columns(store, batch.number, study, OUTCOMES)
        return Answer(
            study=study,
            batch=batch,
            location=store.location,
            columns=columns,
            targets=tuple(targets_of(study.plan, OUTCOMES)),
        )


def test_what_is_read_back_says_the_very_same(made: Answer, db: Path) -> None:
    looked = look_at(db, made.batch.number, OUTCOMES)
    assert looked.answer is not None
    assert looked.answer.rows() == made.rows()
    assert [looked.answer.headline(each) for each in made.targets] == [made.headline(each) for each in made.targets]


def test_names_alone_ask_for_the_very_same(made: Answer, db: Path) -> None:
    again = look_at(db, made.batch.number, OUTCOMES).again
    assert again is not None
    assert again.experiment.fingerprint == made.study.experiment.fingerprint


def test_a_place_of_the_users_own_is_read_but_cannot_be_asked_for_by_name(made: Answer, db: Path) -> None:
    plan = plan_of()
    residents = plan.locality.residents.model_copy(update={"value": 20_000.0})
    own = replace(plan, locality=plan.locality.model_copy(update={"residents": residents}))
    study = make_study(own, Morris(), ["effect_lead"], 4)
    with Store.open(db) as store:
        number = run(study.experiment, store).number
    looked = look_at(db, number, OUTCOMES)
    assert looked.again is None
    assert looked.answer is not None


def test_one_that_is_not_finished_has_no_answer_and_stands_first(made: Answer, db: Path) -> None:
    study, stop = study_of(seed=7), threading.Event()
    stop.set()
    with Store.open(db) as store:
        with pytest.raises(Interrupted):
            run(study.experiment, store, stop=stop)
        newest = analyses(store)[0]
    assert (newest.seed, newest.missing) == (7, newest.runs)
    assert look_at(db, newest.id, OUTCOMES).answer is None
    numbers = [line.id for line in kept_in(db)]
    assert numbers == sorted(numbers, reverse=True)


def test_a_comparison_is_no_analysis(made: Answer, db: Path) -> None:
    with Store.open(db) as store:
        number = store.begin(comparison(plan_of()))
    assert number not in [line.id for line in kept_in(db)]
    with pytest.raises(InputError, match=f"no sensitivity analysis {number}"):
        look_at(db, number, OUTCOMES)


def test_a_database_that_is_not_there_holds_none_and_is_not_made(tmp_path: Path) -> None:
    assert kept_in(tmp_path / "none.sqlite") == []
    assert list(tmp_path.iterdir()) == []


def test_ranges_declared_otherwise_by_now_are_refused(made: Answer, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from diversion.experiments.sensitivity import study

    monkeypatch.setattr(study, "quantiles_of", lambda factor, u: u)
    with pytest.raises(InputError, match="other ranges than are declared today"):
        look_at(db, made.batch.number, OUTCOMES)


def test_the_widest_are_those_whose_range_is_largest_beside_the_usual_value() -> None:
    plan = plan_of()
    known = {factor.name: factor for factor in plan.not_known}
    names = widest(plan, 5)
    assert len(names) == 5
    assert [name for name in known if name in names] == names

    def width(name: str) -> float:
        factor = known[name]
        return (factor.high - factor.low) / max(abs(factor.default), 1e-12)

    assert min(map(width, names)) >= max(width(name) for name in known if name not in names)
    assert widest(plan, 1000) == list(known)
