"""The posterior that is used where nobody names one: when it is, when it is not, and that every answer says which."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.answers import posterior_lines
from diversion.experiments.cli import options
from diversion.experiments.plans import POSTERIORS, Posterior, make_plan, setting_of, usual, write_posterior
from diversion.experiments.plans import usual as usual_function
from diversion.scenarios import loader
from diversion.scenarios.facts import values_hash
from diversion.scenarios.parameters import InputError

HOME = __import__(usual_function.__module__, fromlist=["POSTERIORS"])
BLACKPOOL = loader.locality("blackpool")


def kept(folder: Path, **about: str) -> None:
    said = {"locality": "blackpool", "engine": engine_hash(), "values": values_hash(), "verdict": "better"}
    draws = np.array([[5.0, 0.12], [6.0, 0.2], [7.0, 0.22]])
    found = Posterior(("career_rate.occasional", "move_rate"), draws, np.full(3, 1 / 3), about=said | about)
    write_posterior(found, folder / "blackpool.csv")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(HOME, "POSTERIORS", tmp_path)
    return tmp_path


def test_every_posterior_that_is_kept_is_of_this_engine_and_these_values() -> None:
    """Calibrate again with python -m diversion.experiments.calibration.openly whenever this fails."""
    for file in POSTERIORS.glob("*.csv"):
        found = usual(loader.locality(file.stem))
        assert found.posterior is not None or "no better" in found.why_not, found.why_not


def test_a_posterior_that_predicts_better_is_drawn_from_and_told(home: Path) -> None:
    kept(home)
    plan = make_plan("blackpool", ["pre-arrest"], replicates=4)
    assert plan.posterior is not None and plan.posterior.file == "blackpool.csv"
    values = [setting_of(plan, k).values for k in range(4)]
    found = {(each["career_rate.occasional"], each["move_rate"]) for each in values}
    assert found <= {(5.0, 0.12), (6.0, 0.2), (7.0, 0.22)}
    (line,) = posterior_lines(plan)
    assert "2 parameters drawn from posterior blackpool.csv" in line


def test_with_fixed_parameters_its_middle_is_held(home: Path) -> None:
    kept(home)
    plan = make_plan("blackpool", ["pre-arrest"], fixed_parameters=True)
    assert setting_of(plan, 0).values["career_rate.occasional"] == 6.0


def test_it_is_left_out_where_somebody_asks_for_that_and_the_answer_says_so(home: Path) -> None:
    kept(home)
    plan = make_plan("blackpool", ["pre-arrest"], posterior=False)
    assert plan.posterior is None
    assert posterior_lines(plan) == ["No posterior is used: the place's own was left out."]


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"engine": "of-yesterday"}, "the place's own is stale. The posterior was made with version of-yesterday"),
        ({"values": "others"}, "the place's own is stale. The posterior was made when other values"),
        ({"verdict": "no better"}, "no better than the priors' middle"),
    ],
)
def test_one_that_is_stale_or_no_better_is_not_used_and_the_answer_says_why(
    home: Path, about: dict[str, str], said: str
) -> None:
    kept(home, **about)
    plan = make_plan("blackpool", ["pre-arrest"])
    assert plan.posterior is None and said in posterior_lines(plan)[0]


def test_one_of_a_parameter_that_is_gone_is_not_used_and_the_answer_says_why(home: Path) -> None:
    kept(home)
    file = home / "blackpool.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("move_rate", "move_rat"), encoding="utf-8")
    assert "cannot be read" in usual(BLACKPOOL).why_not and "move_rat" in usual(BLACKPOOL).why_not


def test_it_is_for_the_place_as_it_stands_alone(home: Path) -> None:
    kept(home)
    crime = BLACKPOOL.crime_per_1000.model_copy(update={"value": 90.0})
    other = BLACKPOOL.model_copy(update={"crime_per_1000": crime})
    assert usual(other).posterior is None and "not the one" in usual(other).why_not
    durham = make_plan("durham", ["pre-arrest"])
    assert posterior_lines(durham) == ["No posterior is used: none is kept for this place."]


def test_both_options_together_are_refused() -> None:
    with pytest.raises(InputError, match="exclude each other"):
        options.posterior("mine.csv", True)
    assert options.posterior(None, True) is False and options.posterior("mine.csv", False) == "mine.csv"
    assert options.posterior(None, False) is None
