"""Calibration, piece by piece: targets files, what is ruled out, what is believed then, and how runs that are read are kept."""

from __future__ import annotations

import json
import math
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from diversion.experiments.calibration import particles, schema
from diversion.experiments.calibration.carry_out import quantiles
from diversion.experiments.calibration.emulator import fitted
from diversion.experiments.calibration.matching import CUT, Goals, Region, Tried, Wave, match, misses
from diversion.experiments.calibration.particles import distance, sample
from diversion.experiments.calibration.study import Asked, Target, parse_targets, practice, read_targets
from diversion.experiments.calibration.trying import first_wave, luck, pooled, values_at
from diversion.experiments.designs.sampling import sobol
from diversion.experiments.measures.every import MEASURES
from diversion.experiments.measures.parts import part_of
from diversion.experiments.plans.identity import Variants
from diversion.experiments.runs.measuring import counted, measure
from diversion.experiments.runs.runner import run
from diversion.experiments.store.store import Store
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError
from diversion.scenarios.schema import Locality

Numbers = NDArray[np.float64]
EXAMPLE = Path(__file__).resolve().parents[4] / "docs" / "examples" / "calibrate-blackpool.yaml"
TARGETS = """format: 1
targets:
  - {measure: arrests_per_1000, value: 14.5, tolerance: 1.0, source: made up}
  - measure: charges_per_arrest
    value: 37
    tolerance: 3
    source: made up
held_back:
  - {measure: reoffending, value: 27, tolerance: 2, source: made up}
parameters:
  career_rate.persistent: {low: 2, high: 12, scale: log}
  charge_base: {low: -2, high: 1}
years: 2
points: 20
"""


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """As `calibrate` has it; many threads over small matrices only wait for one another."""
    with threadpool_limits(1):
        yield


def hamlet(residents: float = 8000.0) -> Locality:
    place = loader.locality("england-mix")
    return place.model_copy(update={"residents": place.residents.model_copy(update={"value": residents})})


def asked(text: str = TARGETS) -> Asked:
    return parse_targets(hamlet(), text, "my.yaml")


# --- targets files ---------------------------------------------------------------------------------------------------


def test_a_targets_file_is_read_as_it_says() -> None:
    found = asked()
    assert found.names == ["career_rate.persistent", "charge_base"]
    assert [target.measure for target in found.targets] == ["arrests_per_1000", "charges_per_arrest"]
    assert [target.measure for target in found.held_back] == ["reoffending"]
    assert (found.plan.years, found.plan.replicates, found.points, found.draws) == (2, 2, 20, 200)
    assert found.plan.fixed_parameters and [regime.name for regime in found.plan.regimes] == ["current"]
    middle = values_at(found, np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]))
    assert middle == pytest.approx(np.array([[2, -2], [math.sqrt(24), -0.5], [12, 1]]))


def test_without_parameters_every_uncertain_one_is_looked_for_in_its_declared_range() -> None:
    text = TARGETS[: TARGETS.index("parameters")] + "years: 2\npoints: 500\n"
    found = asked(text)
    assert len(found.factors) > 20
    assert all(factor.even and factor.belief.low < factor.belief.high for factor in found.factors)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("measure: charges_per_arrest", "measure: charge_per_arest", "line 4: there is no measure called charge_per_arest. Did"),
        ("measure: charges_per_arrest", "measure: arrests_per_1000", "line 4: arrests_per_1000 stands twice"),
        ("tolerance: 3", "tolerance: 0", "line 6: targets (item 2).tolerance must be greater than 0"),
        ("value: 37", "value: many", "line 5: targets (item 2).value must be a number"),
        ("years: 2", "years: 1", "line 9: reoffending needs 2 years"),
        ("years: 2", "year: 2", "there is no field called year. Did you mean years?"),
        ("low: 2, high: 12", "low: 12, high: 2", "line 11: career_rate.persistent: low (12) must be below high (2)"),
        ("low: 2, high: 12", "low: -2, high: 12", "line 11: career_rate.persistent = -2 is outside"),
        ("career_rate.persistent:", "career_rate.persistents:", "line 11: "),
        ("{low: -2, high: 1}", "[-2, 1]", "line 12: charge_base needs a range"),
        ("{low: -2, high: 1}", "declared", "line 12: charge_base has no declared range"),
        ("points: 20", "points: 9", "points must be at least 10, not 9"),
        ("points: 20", "replicates: 1", "replicates must be at least 2"),
        ("format: 1", "format: 2", "line 1: format 2 is newer"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence_with_its_line(old: str, new: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        asked(TARGETS.replace(old, new))
    assert said in str(caught.value) and str(caught.value).startswith("my.yaml, line ")


def test_too_few_points_for_the_parameters_are_refused() -> None:
    more = "".join(
        f"  {name}: {{low: 0.1, high: 0.3}}\n" for name in ("move_rate", "spell_share.drugs", "history_proven")
    )
    with pytest.raises(InputError, match=r"line 17: 20 points are too few for 5 parameters; give at least 25\."):
        asked(TARGETS.replace("years: 2", more.rstrip().lstrip(" ").join(("  ", "\nyears: 2"))))


def test_the_example_is_in_order_and_the_schema_is_fresh() -> None:
    found = read_targets(loader.locality("blackpool"), EXAMPLE)
    assert len(found.names) == 9 and first_wave(found).runs == found.points * found.plan.replicates
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), (
        "run: python -m diversion.experiments.calibration.schema"
    )
    known = schema.targets_schema()
    assert set(known["properties"]) >= {"targets", "held_back", "parameters", "waves", "points", "draws"}
    assert {each["const"] for each in known["$defs"]["Target"]["properties"]["measure"]["anyOf"]} == set(MEASURES)


# --- history matching ------------------------------------------------------------------------------------------------


def test_a_miss_is_counted_in_standard_deviations_of_everything_that_is_not_sure() -> None:
    goals = Goals(np.array([10.0, 5.0]), np.array([3.0, 1.0]), ["first", "second"])
    expected, variances = np.array([[15.0, 5.0], [10.0, 8.0]]), np.array([[12.0, 0.0], [0.0, 2.0]])
    found = misses(expected, variances, goals, np.array([4.0, 1.0]))
    # 5 / √(12 + 9 + 4) and 3 / √(2 + 1 + 1)
    assert found == pytest.approx(np.array([[1.0, 0.0], [0.0, 1.5]]))


def toy(places: Numbers) -> Numbers:
    """Two measures of three parameters, of which the third does nothing."""
    a, b = places[:, 0], places[:, 1]
    return np.column_stack([10 * a + np.sin(3 * b), 5 * a * b])


TRUTH = np.array([[0.3, 0.6, 0.5]])
GOALS = Goals(toy(TRUTH)[0], np.array([0.2, 0.1]), ["first", "second"])


def shown(asked_for: list[int] | None = None) -> Callable[[Numbers, str], Tried]:
    def attempt(places: Numbers, _stage: str) -> Tried:
        if asked_for is not None:
            asked_for.append(len(places))
        return Tried(places, toy(places), np.zeros(2))

    return attempt


@pytest.fixture(scope="module")
def region() -> Region:
    return match(shown(), ["a", "b", "c"], GOALS, 2, 40, 1)


def test_waves_rule_out_what_the_targets_rule_out_and_keep_the_truth(region: Region) -> None:
    places = sobol(["a", "b", "c"], 2**13, 77)
    possible = (np.abs(toy(places) - GOALS.values) / GOALS.tolerances).max(axis=1) <= CUT
    left = region.holds(places)
    assert bool(region.holds(TRUTH)[0])
    assert not (possible & ~left).any()
    assert left.mean() < 1.2 * possible.mean() < 0.12
    assert region.waves[-1].left == pytest.approx(left.mean(), rel=0.1)
    assert not region.holds(np.array([[1.2, 0.6, 0.5]]))[0]


def test_every_point_of_a_later_wave_was_left_by_the_wave_before(region: Region) -> None:
    first: Wave = region.waves[0]
    assert (first.implausibility(region.tried[1].places, GOALS) <= CUT).all()
    assert len(region.tried[1].places) == 40


def test_targets_that_cannot_be_met_are_named() -> None:
    goals = Goals(np.array([5.0, 40.0]), np.array([0.2, 0.1]), ["first", "second"])
    with pytest.raises(InputError, match=r"even the nearest miss “second” by \d+\.\d standard deviations"):
        match(shown(), ["a", "b", "c"], goals, 2, 40, 1)


def test_an_emulator_says_how_sure_it_is() -> None:
    covered = []
    for seed in range(5):
        rng = np.random.Generator(np.random.Philox(seed))
        places, fresh = rng.random((60, 3)), rng.random((400, 3))
        emulator = fitted(places, toy(places)[:, 0] + rng.normal(0, 0.3, 60))
        mean, variance = emulator.tell(fresh)
        errors = mean - toy(fresh)[:, 0] - rng.normal(0, 0.3, 400)
        covered.append(np.mean(np.abs(errors) < 2 * np.sqrt(variance)))
        assert emulator.fit.explained > 0.95 and emulator.fit.widened >= 1
    assert 0.91 < np.mean(covered) < 0.98  # 0.954 of a normal distribution


def test_a_figure_that_never_moves_can_be_emulated() -> None:
    places = np.random.Generator(np.random.Philox(5)).random((20, 2))
    mean, variance = fitted(places, np.full(20, 7.0)).tell(places)
    assert mean == pytest.approx(np.full(20, 7.0), abs=1e-6) and np.isfinite(variance).all()


# --- draws -----------------------------------------------------------------------------------------------------------


def test_draws_agree_with_the_posterior_that_is_known(region: Region) -> None:
    found = sample(shown(), region, 300, 5)
    places = sobol(["a", "b", "c"], 2**14, 3)
    exact = np.exp(-0.5 * distance(toy(places), GOALS, np.zeros(2)) ** 2)
    exact /= exact.sum()
    mean = exact @ places
    spread = np.sqrt(exact @ (places - mean) ** 2)
    mine = found.weights @ found.places
    error = 4 * spread / math.sqrt(found.effective)
    assert found.weights.sum() == pytest.approx(1) and found.effective > 100
    assert (np.abs(mine - mean) < error).all()
    assert np.sqrt(found.weights @ (found.places - mine) ** 2) == pytest.approx(spread, rel=0.25)
    assert found.figures == pytest.approx(toy(found.places))


def test_draws_are_the_same_however_many_points_are_carried_out_together(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    few: list[int] = []
    many: list[int] = []
    first = sample(shown(many), region, 60, 5)
    monkeypatch.setattr(particles, "AT_ONCE", (7, 7))
    second = sample(shown(few), region, 60, 5)
    assert len(few) > len(many)
    assert first.places.tobytes() == second.places.tobytes() and first.weights.tobytes() == second.weights.tobytes()
    assert sample(shown(), region, 60, 6).places.tobytes() != first.places.tobytes()


def test_the_global_chance_of_numpy_is_left_as_it_was(region: Region) -> None:
    np.random.seed(11)
    expected = np.random.random(3)
    np.random.seed(11)
    sample(shown(), region, 50, 5)
    assert (np.random.random(3) == expected).all()


def test_points_whose_run_failed_are_left_out(region: Region) -> None:
    def fails(places: Numbers, stage: str) -> Tried:
        figures = toy(places)
        figures[places[:, 2] > 0.5] = np.nan
        return Tried(places, figures, np.zeros(2))

    found = sample(fails, match(fails, ["a", "b", "c"], GOALS, 1, 60, 1), 50, 5)
    assert (found.places[:, 2] <= 0.5).all()


def test_weighted_quantiles_by_hand() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3])
    assert quantiles(values, weights, (0.05, 0.5, 0.51, 0.8, 0.95)) == [1, 1, 2, 2, 3]


# --- runs of which measures are read off -----------------------------------------------------------------------------


def target(name: str) -> Target:
    return Target(measure=name, value=1, tolerance=1, source="made up")


def test_figures_are_pooled_by_part_and_whole_and_luck_is_the_jackknife() -> None:
    parts = np.array([[[[2.0, 10.0]], [[4.0, 30.0]]], [[[1.0, 4.0]], [[np.nan, np.nan]]]])
    share = [target("charges_per_arrest")]
    assert pooled(parts, share)[0, 0] == pytest.approx(100 * 6 / 40) and np.isnan(pooled(parts, share)[1, 0])
    without = (100 * 4 / 30, 100 * 2 / 10)
    assert luck(parts, share) == pytest.approx([0.5 * ((without[0] - without[1]) ** 2) / 2])


def test_a_run_that_is_read_is_another_run_and_is_kept_with_what_was_read(tmp_path: Path) -> None:
    found = asked()
    experiment = first_wave(found)
    plain, read = Variants(found.plan), Variants(found.plan, experiment.measures)
    assert plain.identities({}, 0) != read.identities({}, 0)
    with Store.open(tmp_path / "runs.sqlite") as store:
        batch = run(experiment, store)
        assert batch.computed == experiment.runs and not batch.failed
        assert run(experiment, store).computed == 0
        (first, *_), *_ = store.outcomes(batch.number)
        design = store.experiments()[0].design
    point = experiment.points[0]
    (again,) = measure(Variants(found.plan).at(point.changes), 0, threading.Event(), ["current"], experiment.measures)
    assert first.outcomes == again.outcomes
    assert counted(first.outcomes, "arrests_per_1000").part > 0
    assert set(first.outcomes) > {part_of("charges_per_arrest")} and design["stage"] == "wave 1"
    assert json.loads(json.dumps(design["measures"])) == list(experiment.measures)


def test_calibration_is_under_current_practice_with_everything_else_at_its_default() -> None:
    plan = practice(loader.locality("blackpool"), 3, 1, 2, 7)
    assert plan.current.name == loader.locality("blackpool").current and plan.regimes[0].routes == plan.current.routes


def test_without_pyabc_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyabc", None)
    with pytest.raises(InputError, match=r"pip install 'diversion\[calibration\]'"):
        particles.check_installed()
