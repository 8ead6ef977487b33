"""What turns the choice: worth in pounds by hand, for factors and groups, and where nothing may be said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from diversion.experiments.plans.making import make_plan
from diversion.experiments.sensitivity.answer import read_columns
from diversion.experiments.sensitivity.deciding import COST, Deciding, deciding
from diversion.experiments.sensitivity.method import Method
from diversion.experiments.sensitivity.methods import METHODS
from diversion.experiments.sensitivity.methods.shapley import Shapley
from diversion.experiments.sensitivity.methods.sobol import Sobol
from diversion.experiments.sensitivity.own import Groups
from diversion.experiments.sensitivity.study import Study, make_study, steady
from diversion.experiments.sensitivity.words import deciding_lines
from diversion.experiments.statistics.information import evppi
from diversion.experiments.store.store import Store
from diversion.experiments.wording import rounded

Numbers = NDArray[np.float64]
NAMES = ("offer_street", "hours_diversion", "half_life_months")
LABELS: dict[str, str] = {}
WHOLE = [method for method in METHODS.values() if method.whole]


def study_of(method: Method, size: int = 256, groups: Groups | None = None, names: Sequence[str] = NAMES) -> Study:
    plan = steady(make_plan("blackpool", ["pre-arrest"]))
    return make_study(plan, method, list(names), size, groups=groups or {})


def luck(study: Study, pounds: float) -> Numbers:
    drawn = np.random.default_rng(5).normal(size=int(study.sample.replicate.max()) + 1)
    return np.asarray(pounds * drawn[study.sample.replicate])


def found_of(study: Study, saving: Numbers) -> Deciding:
    before = np.full(len(saving), 1e6)
    found = deciding(study, {("none", COST): before, ("pre-arrest", COST): before - saving})
    assert found is not None
    return found


@pytest.mark.parametrize("method", WHOLE, ids=str)
def test_knowing_the_factor_that_turns_the_choice_is_worth_what_the_better_choice_saves(method: Method) -> None:
    """A saving evenly from −£500 to £500 is worth £125 to know: half the time £250 instead of nothing."""
    study = study_of(method, 1024)
    at = study.quantiles[:, study.sample.parameters.index("hours_diversion")]
    found = found_of(study, 1000 * (at - 0.5) + luck(study, 200.0))
    first = next(iter(found.worth))
    assert first == "hours_diversion"
    assert found.worth[first].value == pytest.approx(125.0, abs=12.0)
    assert found.worth["offer_street"].beyond_chance < 12.0


def test_a_factor_may_move_the_number_and_not_the_decision() -> None:
    """It makes nearly all of the variance, but what is saved is above nothing wherever it lies."""
    study = study_of(Shapley(), 512)
    street, hours = (
        study.quantiles[:, study.sample.parameters.index(name)] for name in ("offer_street", "hours_diversion")
    )
    found = found_of(study, 5000 + 3000 * (street - 0.5) + 100 * hours)
    part = found.moves["pre-arrest"].by_factor["offer_street"][Shapley.main]
    assert part.value > 0.9
    assert found.best == "pre-arrest" and found.worth["offer_street"].value == pytest.approx(0.0, abs=1e-6)
    assert list(deciding_lines(found, LABELS)) == [
        "On average over these runs, pre-arrest diversion costs the public purse least.",
        "No factor alone can be seen to be worth knowing before choosing: what there is, luck alone may give.",
    ]


def test_a_group_is_worth_what_its_members_are_worth_together() -> None:
    study = study_of(Sobol(), 512, {"both": ("offer_street", "hours_diversion")})
    places = {factor.name: study.quantiles[:, k] for k, factor in enumerate(study.factors)}
    found = found_of(study, 1000 * (places["offer_street"] + places["hours_diversion"] - 1))
    assert list(found.worth) == ["both", "half_life_months"]
    assert found.worth["both"].value == pytest.approx(
        1000 / 6, rel=0.05
    )  # half of the mean of |u + v − 1|, which is 1/3
    assert [row["factor"] for row in found.rows()] == ["both", "half_life_months"]


def test_what_is_worth_knowing_is_named_with_its_pounds() -> None:
    study = study_of(Sobol(), 512)
    found = found_of(study, 1000 * (study.quantiles[:, 0] - 0.5))
    name = study.factors[0].name
    worth = rounded(found.worth[name].beyond_chance)
    assert worth in ("120", "130")
    assert list(deciding_lines(found, {name: "the wait"}))[1] == (
        f"Worth knowing before choosing, by what the better choice would save a year: the wait £{worth}."
    )


def test_rows_that_share_values_do_not_count_as_so_many_draws() -> None:
    """The rows of a base row share all but one value, so that the error is that of fewer draws."""
    study = study_of(Sobol(), 128)
    saving = 1000 * (study.quantiles[:, 0] - 0.5) + 1000 * (study.quantiles[:, 1] - 0.5)
    name = study.factors[0].name
    whole = found_of(study, saving).worth[name]
    apart = np.random.default_rng(1).permutation(len(saving))
    net = np.column_stack([np.zeros(len(saving)), saving])[apart]
    as_if = evppi(net, study.quantiles[apart, 0])
    assert whole.value == pytest.approx(as_if.value) and whole.error > 1.3 * as_if.error


@pytest.mark.parametrize("method", [each for each in METHODS.values() if not each.whole], ids=str)
def test_a_method_that_moves_factors_about_a_middle_says_nothing(method: Method) -> None:
    study = study_of(method, max(method.least, 40))
    flat = np.zeros(len(study.sample.replicate))
    assert deciding(study, {("none", COST): flat, ("pre-arrest", COST): flat}) is None


def test_few_rows_and_rows_without_a_cost_say_nothing() -> None:
    for size, hole in ((8, False), (256, True)):
        study = study_of(Sobol(), size)
        flat = np.zeros(len(study.sample.replicate))
        holed = np.where(np.arange(len(flat)) == 3, np.nan, 0.0) if hole else flat
        assert deciding(study, {("none", COST): flat, ("pre-arrest", COST): holed}) is None
    assert deciding(study_of(Sobol()), {}) is None


def test_the_cost_is_read_whatever_was_asked_for() -> None:
    study = study_of(Sobol(), 8, names=NAMES[:1])
    with Store.open(":memory:") as store:
        number = store.begin(study.experiment)
        number = getattr(number, "number", number)
        columns = read_columns(store, number, study, ["arrests"])
    assert {name for _, name in columns} == {"arrests", COST}
