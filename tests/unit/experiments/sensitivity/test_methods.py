"""Sensitivity analysis: what its designs hold, what is refused, what must not change the indices, and what is said."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from diversion.experiments.plans.making import make_plan
from diversion.experiments.runs.books import Batch
from diversion.experiments.sensitivity.analysis import analyse, sample
from diversion.experiments.sensitivity.answer import Answer, targets_of
from diversion.experiments.sensitivity.chance import Twins
from diversion.experiments.sensitivity.guard import Incomplete, problem, untouched
from diversion.experiments.sensitivity.method import Analysis, Method, Sample, rows
from diversion.experiments.sensitivity.methods import METHODS, morris, pawn, sobol
from diversion.experiments.sensitivity.methods.morris import Morris
from diversion.experiments.sensitivity.methods.one_at_a_time import OneAtATime
from diversion.experiments.sensitivity.methods.pawn import Pawn
from diversion.experiments.sensitivity.methods.shapley import Shapley
from diversion.experiments.sensitivity.methods.sobol import Sobol
from diversion.experiments.sensitivity.methods.sobol_pairs import JOINED, SobolPairs
from diversion.experiments.sensitivity.shapes import Distances, Share
from diversion.experiments.sensitivity.study import make_study, steady
from diversion.experiments.sensitivity.terms import CHANCE, NOTHING, SHARE, Estimate, Index, Measure, indices
from diversion.experiments.sensitivity.words import headline
from diversion.scenarios.parameters import InputError, Parameter
from diversion.viz.charts.sensitivity import charts_of, sheet
from diversion.viz.figures.sheets import sheet as drawn_sheet

Numbers = NDArray[np.float64]

SIZES = {OneAtATime(): 5, Morris(): 6, Sobol(): 16, Pawn(): 60, Shapley(): 16, SobolPairs(): 16}
EVERY = pytest.mark.parametrize("method", METHODS.values(), ids=str)
THREE = ("a", "b", "c")


def small(method: Method, seed: int = 1, factors: Sequence[str] = THREE) -> Sample:
    return sample(method, factors, SIZES[method], seed)


def values(design: Sample, noise: float = 0.3) -> Numbers:
    luck = np.random.default_rng(9).normal(size=int(design.replicate.max()) + 1)
    return np.asarray(design.unit @ np.array([3.0, 1.0, 0.0]) + noise * luck[design.replicate])


# --- designs ---------------------------------------------------------------------------------------------------------


@EVERY
def test_a_sample_has_as_many_rows_as_its_design_says_and_lies_in_the_cube(method: Method) -> None:
    design = small(method)
    within = (0.05, 0.95) if method in (OneAtATime(), Morris()) else (0.0, 1.0)

    assert design.unit.shape == (method.rows(3, SIZES[method], chance=True), 3)
    assert design.replicate.shape == design.unit.shape[:1]
    assert within[0] - 1e-12 <= design.unit.min() and design.unit.max() <= within[1] + 1e-12
    assert design.factors == (*THREE, CHANCE)


def test_the_numbers_of_rows_are_the_published_ones() -> None:
    assert Sobol().rows(20, 1024, chance=False) == 22_528
    assert Sobol().rows(20, 1024, chance=True) == 1024 * 23
    assert Morris().rows(20, 10, chance=True) == 10 * 22
    assert OneAtATime().rows(20, 30, chance=True) == 41 * 30
    assert Pawn().rows(20, 1000, chance=True) == 1200


def test_in_a_sobol_design_each_row_differs_from_the_first_in_one_factor_and_the_last_in_all() -> None:
    design = small(Sobol())
    whole = np.column_stack([design.unit, design.replicate]).reshape(16, 6, 4)

    for i, block in enumerate(whole):
        changed = block != block[0]
        assert (changed[1:5] == np.eye(4, dtype=bool)).all() and changed[5].all()
        assert set(block[:, 3]) == {i, 16 + i}


def test_in_a_morris_design_each_step_changes_one_factor_and_each_factor_once() -> None:
    design = small(Morris())
    whole = np.column_stack([design.unit, design.replicate]).reshape(6, 5, 4)

    for n, trajectory in enumerate(whole):
        changed = np.diff(trajectory, axis=0) != 0
        assert (changed.sum(axis=0) == 1).all() and (changed.sum(axis=1) == 1).all()
        assert set(trajectory[:, 3]) == {2 * n, 2 * n + 1}


def test_one_at_a_time_lives_every_point_in_the_same_replicates() -> None:
    design = small(OneAtATime())
    points = design.unit.reshape(7, 5, 3)

    assert (design.replicate.reshape(7, 5) == np.arange(5)).all()
    assert (points == points[:, :1]).all()
    assert points[0, 0] == pytest.approx(0.5)
    assert points[1::2, 0] - 0.5 == pytest.approx(-0.45 * np.eye(3))
    assert points[2::2, 0] - 0.5 == pytest.approx(0.45 * np.eye(3))


def test_a_pawn_design_fills_every_stratum_once_and_repeats_its_first_rows_with_other_luck() -> None:
    design = sample(Pawn(), THREE, 300, seed=1)

    assert (np.sort(np.floor(design.unit[:300] * 300), axis=0) == np.arange(300)[:, np.newaxis]).all()
    assert (design.unit[300:] == design.unit[:200]).all()
    assert len(set(design.replicate)) == 500


@pytest.mark.parametrize("method", [Morris(), Sobol(), Pawn()])
def test_with_luck_held_fixed_all_rows_live_one_history_and_no_share_of_chance_is_claimed(method: Method) -> None:
    design = sample(method, THREE, SIZES[method], 1, chance=False)
    analysis = analyse(design, values(design))

    assert design.factors == THREE and set(design.replicate) == {0}
    assert analysis.chance_share is None
    assert "one history of luck only" in headline(analysis)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seed": 0}, "whole number of 1 or more; 0 is not"),
        ({"seed": -3}, "whole number of 1 or more; -3 is not"),
        ({"factors": []}, "at least one factor"),
        ({"factors": ["a", "b", "a"]}, "The factor a stands there twice"),
        ({"factors": ["a", CHANCE]}, "No factor may be called chance"),
        ({"factors": ["a", NOTHING]}, "No factor may be called nothing"),
        ({"size": 4}, "at least 8 base rows; 4 will not do"),
        ({"size": 100}, "such as 64 or 128; 100 is not"),
        ({"method": Morris(), "size": 1}, "at least 4 trajectories"),
        ({"method": OneAtATime(), "size": 1}, "at least 2 replicates"),
        ({"method": OneAtATime(), "chance": False}, "do not fix chance"),
        ({"method": Pawn(), "size": 49}, "at least 50 rows"),
    ],
)
def test_a_sample_that_cannot_be_is_refused_in_a_sentence(changes: dict[str, Any], says: str) -> None:
    asked: dict[str, Any] = {"method": Sobol(), "factors": THREE, "size": 16, "seed": 1}
    with pytest.raises(InputError, match=says) as refused:
        sample(**(asked | changes))
    assert str(refused.value).endswith(".")


@EVERY
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, None])
def test_a_value_that_is_not_finite_is_never_passed_on_and_its_row_is_named(method: Method, bad: float | None) -> None:
    design = small(method)
    y = values(design).astype(object)
    y[3] = bad

    with pytest.raises(Incomplete, match=rf"1 of the {len(y)} rows .* no finite value: row 3, counted from 0"):
        analyse(design, y)


def test_of_many_bad_rows_five_are_named_and_the_others_counted() -> None:
    design = small(Sobol())
    y = values(design)
    y[::8] = np.nan

    with pytest.raises(Incomplete, match=r"12 of the 96 rows .*: rows 0, 8, 16, 24, 32 and 7 more,"):
        analyse(design, y)


def test_a_masked_value_is_a_missing_one() -> None:
    design = small(Sobol())
    y = np.ma.masked_array(values(design), mask=np.arange(96) == 7)

    with pytest.raises(Incomplete, match="row 7,"):
        analyse(design, y)


@EVERY
def test_too_few_or_too_many_values_are_refused_and_the_rows_named(method: Method) -> None:
    design = small(method)
    y, n = values(design), len(design.unit)

    with pytest.raises(Incomplete, match=rf"2 of the {n} rows .*: rows {n - 2} and {n - 1},"):
        analyse(design, y[:-2])
    with pytest.raises(Incomplete, match=rf"{n + 1} values for a design of {n} rows; row {n} should not"):
        analyse(design, np.append(y, 0.0))
    with pytest.raises(Incomplete, match="not a table"):
        analyse(design, y[:, np.newaxis])


@EVERY
def test_a_sample_with_a_row_missing_is_refused(method: Method) -> None:
    design = small(method)
    cut = replace(design, unit=design.unit[1:], replicate=design.replicate[1:])

    with pytest.raises(Incomplete, match="rows where its design has"):
        analyse(cut, values(cut))


# --- chance and bits -------------------------------------------------------------------------------------------------


@EVERY
def test_numpys_global_generator_is_left_alone(method: Method) -> None:
    np.random.seed(123)
    expected = np.random.random(3)
    np.random.seed(123)
    design = small(method)
    analyse(design, values(design), resamples=20)

    assert (np.random.random(3) == expected).all()


def test_the_guard_puts_the_global_generator_back_even_after_an_error() -> None:
    np.random.seed(123)
    expected = np.random.random()
    np.random.seed(123)
    with pytest.raises(ZeroDivisionError), untouched():
        np.random.seed(7)
        raise ZeroDivisionError
    assert np.random.random() == expected


@EVERY
def test_the_same_seed_gives_the_same_bits_and_another_seed_other_intervals(method: Method) -> None:
    first, again, other = small(method), small(method), replace(small(method), seed=2)
    y = values(first)

    assert first.unit.tobytes() == again.unit.tobytes() and first.replicate.tobytes() == again.replicate.tobytes()
    assert analyse(first, y) == analyse(again, y)
    assert analyse(first, y).chance_share != analyse(other, y).chance_share


@pytest.mark.parametrize("method", [Morris(), Sobol(), Pawn()])
def test_another_seed_gives_another_design(method: Method) -> None:
    assert (small(method).unit != small(method, seed=2).unit).any()


# --- what must not change the indices --------------------------------------------------------------------------------

NAMES = st.permutations(["a", "b", "c", "d"])


@settings(max_examples=25)
@given(scale=st.floats(0.01, 1000).flatmap(lambda size: st.sampled_from([size, -size])), shift=st.floats(-1e4, 1e4))
def test_scale_and_shift_leave_shares_alone(scale: float, shift: float) -> None:
    design = small(Sobol())
    y = values(design)
    before, after = (analyse(design, each, resamples=20) for each in (y, scale * y + shift))

    assert [row["value"] for row in rows(after)] == pytest.approx([row["value"] for row in rows(before)], abs=1e-6)
    assert [row["low"] for row in rows(after)] == pytest.approx([row["low"] for row in rows(before)], abs=1e-6)


@settings(max_examples=10)
@given(names=NAMES, method=st.sampled_from(list(METHODS.values())))
def test_names_of_factors_go_with_their_columns_and_change_no_number(names: list[str], method: Method) -> None:
    design = small(method, factors=("a", "b", "c", "d"))
    y = design.unit @ np.array([4.0, 3.0, 2.0, 0.0])
    before = {(i.factor, i.measure): i.value for i in analyse(design, y, resamples=10).indices}
    after = {
        (i.factor, i.measure): i.value
        for i in analyse(replace(design, factors=(*names, CHANCE)), y, resamples=10).indices
    }
    new = dict(zip(("a", "b", "c", "d"), names, strict=True))

    def called(factor: str) -> str:
        return JOINED.join(new.get(name, name) for name in factor.split(JOINED))

    assert after == {(called(factor), measure): value for (factor, measure), value in before.items()}


@EVERY
@pytest.mark.parametrize("constant", [0.0, 0.1, -7e9])
def test_when_nothing_varies_every_index_is_zero_and_it_says_so(method: Method, constant: float) -> None:
    design = small(method)
    analysis = analyse(design, np.full(len(design.unit), constant))

    assert {(row["value"], row["low"], row["high"]) for row in rows(analysis)} == {(0.0, 0.0, 0.0)}
    assert analysis.variance == 0 and analysis.mean == pytest.approx(constant)
    assert {i.factor for i in analysis.indices} == {i.factor for i in analyse(design, values(design)).indices}
    assert headline(analysis).startswith(f"Nothing varies: all {len(design.unit)} runs gave the same value")


def test_where_only_the_crossed_rows_vary_sobol_knows_nothing_and_does_not_claim_to_have_converged() -> None:
    design = small(Sobol())
    y = np.zeros(96)
    y[1] = 1.0
    analysis = analyse(design, y)

    assert {(index.low, index.high) for index in analysis.indices} == {(0.0, 1.0)}
    assert not analysis.converged


# --- our resampling computes what SALib does -------------------------------------------------------------------------


@pytest.mark.parametrize("decimals", [0, 12])
def test_our_distances_are_those_of_salib(decimals: int) -> None:
    from SALib.analyze import pawn as salib

    generator = np.random.default_rng(1)
    x = generator.random((300, 3))
    x[:, 2] = x[generator.integers(300, size=300), 2]  # with ties, as in a resample
    y = np.round(4 * x[:, 0] + generator.normal(size=300), decimals)
    theirs = salib.analyze(problem(3), x, y, S=pawn.SLICES)

    assert pawn._distances(x, y) == pytest.approx(np.column_stack([theirs["median"], theirs["maximum"]]), abs=1e-12)


def test_our_elementary_effects_are_those_of_salib() -> None:
    design = small(Morris())
    y = values(design)
    x = morris._columns(design)
    effects = morris._effects(x.reshape(6, 5, 4), y.reshape(6, 5))
    theirs = {(i.factor, i.measure): i.value for i in analyse(design, y).indices}

    for measure, ours in (
        (morris.MU, effects.mean(axis=0)),
        (morris.MU_STAR, np.abs(effects).mean(axis=0)),
        (morris.SIGMA, effects.std(axis=0, ddof=1)),
    ):
        assert [theirs[name, measure] for name in design.factors] == pytest.approx(ours, abs=1e-12)


# --- words -----------------------------------------------------------------------------------------------------------


def shares(totals: dict[str, float], width: float = 0.02, chance: float = 0.1, converged: bool = True) -> Analysis:
    """A Sobol analysis with these total shares, each in the middle of an interval so wide."""
    indices = tuple(Index(name, sobol.ST, at, at - width / 2, at + width / 2) for name, at in totals.items())
    share = Index(CHANCE, SHARE, chance, chance, chance)
    return Analysis(
        method=Sobol(),
        indices=indices,
        chance_share=share,
        converged=converged,
        verdict="Not converged: too few.",
        mean=1.0,
        variance=2.0,
        n=96,
    )


def test_the_headline_names_what_it_depends_on_and_what_not() -> None:
    analysis = shares({"z": 0.0, "wait": 0.45, "y": 0.01, "load": 0.2, "w": 0.02, "v": 0.01, CHANCE: 0.1})

    assert headline(analysis, {"load": "caseload", "wait": "the wait"}) == (
        "The answer depends most on the wait (part in the variance 0.45), then on caseload (0.20); on w, y and 2 others "
        "it does not (their shares are below 0.05). Chance alone is 10% of the variance between runs."
    )


def test_when_chance_dominates_that_comes_first() -> None:
    said = headline(shares({"a": 0.15, "b": 0.0}, chance=0.8))
    assert said.startswith(
        "Most of the variance between runs, 80%, is chance. The answer depends on a (part in the variance 0.15);"
    )


def test_when_not_converged_that_comes_first_of_all_and_open_factors_are_not_judged() -> None:
    said = headline(shares({"a": 0.45, "b": 0.1}, width=0.3, chance=0.6, converged=False))

    assert said.startswith("Not converged: too few. Most of the variance between runs, 60%, is chance.")
    assert said.endswith("Whether it depends on b is open: more runs would tell.")
    assert "does not" not in said


def test_when_no_factor_matters_it_says_none() -> None:
    said = headline(shares({"a": 0.01, "b": 0.0, "c": 0.02}, chance=0.97))
    assert said.endswith("The answer depends on none of the 3 factors: their shares are below 0.05.")


def test_morris_leaves_open_what_may_exceed_luck_and_does_not_call_less_than_luck_nothing() -> None:
    sizes = {"a": (90, 70, 99), "b": (45, 27, 64), "c": (20, 15, 25), CHANCE: (32, 20, 47)}
    indices = tuple(Index(name, morris.MU_STAR, *size) for name, size in sizes.items())
    share = Index(CHANCE, SHARE, 0.2, 0.1, 0.3)
    said = headline(
        Analysis(
            method=Morris(),
            indices=indices,
            chance_share=share,
            converged=False,
            verdict="Not converged.",
            mean=1.0,
            variance=2.0,
            n=80,
        )
    )

    assert "depends on a (mean effect 90); on c it does not, or no more than on luck (" in said
    assert "Whether it depends on b is open" in said


def test_when_all_is_open_no_factor_is_named_as_mattering() -> None:
    said = headline(shares({"a": 0.2, "b": 0.1}, width=0.6, converged=False))
    assert "No factor stands out yet. Whether it depends on a or b is open" in said


def test_many_factors_are_counted_not_listed() -> None:
    said = headline(shares({f"x{n}": 0.5 - 0.05 * n for n in range(8)}))
    assert "most on x0 (part in the variance 0.50), then on x1 (0.45), x2 (0.40), x3 (0.35) and 4 others." in said


@EVERY
def test_every_method_ends_in_a_headline_that_names_the_largest_factor_first(method: Method) -> None:
    design = sample(method, THREE, {Sobol(): 512, SobolPairs(): 512, Pawn(): 600}.get(method, 40), 2)
    said = headline(analyse(design, values(design, noise=0.05)), {"a": "the caseload"})

    assert "The answer depends most on the caseload (" in said or "The answer depends on the caseload (" in said
    assert "on c it does not" in said
    assert said.count("  ") == 0 and said.endswith(".")


@EVERY
def test_the_table_has_one_row_for_each_factor_and_measure(method: Method) -> None:
    design = small(method)
    table = rows(analyse(design, values(design), resamples=20))
    keys = [(row["factor"], row["measure"]) for row in table]

    assert len(set(keys)) == len(keys) and keys[-1] == (CHANCE, "share")
    assert set(table[0]) == {"method", "factor", "measure", "value", "low", "high", "n", "converged"}
    assert {row["method"] for row in table} == {method.name} and {row["n"] for row in table} == {len(design.unit)}
    assert all(row["low"] <= row["high"] and np.isfinite(row["value"]) for row in table)


# --- one method, one file --------------------------------------------------------------------------------------------

ROOMS = [Path(__file__).parents[4] / room for room in ("experiments", "viz")]
METHODS_OWN = ROOMS[0] / "sensitivity" / "methods"


def test_a_method_is_known_to_its_own_file_and_to_the_list_alone() -> None:
    texts = {file: file.read_text(encoding="utf-8") for room in ROOMS for file in room.rglob("*.py")}
    naming = {file for file, text in texts.items() if re.search(r"\bpawn", text, re.IGNORECASE)}

    assert naming == {METHODS_OWN / "pawn.py", METHODS_OWN / "__init__.py"}


@EVERY
def test_every_method_says_all_that_is_told_of_it(method: Method) -> None:
    assert {name for name in Method.__annotations__ if not hasattr(method, name)} == set()
    assert method.main in method.measures and any(measure.heading for measure in method.measures)
    assert method.usual >= method.least
    assert pickle.loads(pickle.dumps(method)) == method


class Halves(Method):
    """A method that is made up: how far the halves of the rows in which a factor is low and high lie apart."""

    name = "halves"
    title = "halves"
    how = "all drawn at once"
    counts = "rows"
    usual = 100
    least = 4
    measures = (Measure("gap", "gap between halves"),)
    main = measures[0]
    unit = "gap"
    below = ("its gap is small", "their gaps are small")

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        return size

    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, NDArray[np.int64]]:
        return np.random.default_rng(seed).random((size, parameters)), np.arange(size)

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        gaps = np.array([y[each > 0.5].mean() - y[each <= 0.5].mean() for each in sample.unit.T])
        found = indices(sample.parameters, self.main, gaps, np.array([gaps, gaps]))
        return Estimate(found, np.tile(gaps, (resamples, 1)))

    def floor(self, main: Mapping[str, Index]) -> float:
        return 0.5

    def twins(self, sample: Sample) -> Twins:
        every = np.arange(sample.size)
        return Twins(every[:-1], every[1:], every)

    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Distances:
        gaps = {label: analysis.by_factor[factor.name][self.main] for label, factor in factors.items()}
        return Distances([Share(label, gap.value) for label, gap in gaps.items()], 0.5)


def test_a_method_of_ones_own_is_sampled_judged_worded_and_drawn_like_the_others() -> None:
    plan = steady(make_plan("blackpool", ["pre-arrest"], years=1))
    study = make_study(plan, Halves(), ["offer_street", "effect_lead"], 200)
    arrests = {("none", "arrests"): np.zeros(200), ("pre-arrest", "arrests"): 8 * study.sample.unit[:, 0]}
    answer = Answer(
        study=study,
        batch=Batch(1, study.experiment.runs),
        location="nowhere",
        columns=arrests,
        targets=tuple(targets_of(plan, ["arrests"])),
    )
    target = answer.targets[0]

    assert study.experiment.design["method"] == "halves"
    assert (
        "The answer depends on offer street (gap 4.1); on effect lead it does not (its gap is small)."
        in answer.headline(target)
    )
    assert charts_of(answer, target)[0].title == "The answer depends most on offer street"
    assert "effect lead" in drawn_sheet(sheet(answer, target)).alt


@pytest.mark.parametrize(("rows", "says"), [(200, "no value in any run under {}."), (3, "missing under {}.")])
@pytest.mark.parametrize("lacking", [("none",), ("pre-arrest",), ("none", "pre-arrest")])
def test_a_regime_that_lacks_an_outcome_is_named(lacking: tuple[str, ...], rows: int, says: str) -> None:
    """Row 19."""
    plan = steady(make_plan("blackpool", ["pre-arrest"], years=1))
    study = make_study(plan, Halves(), ["offer_street", "effect_lead"], 200)
    columns = {(regime, "arrests"): study.sample.unit[:, 0].copy() for regime in ("none", "pre-arrest")}
    for regime in lacking:
        columns[regime, "arrests"][:rows] = np.nan
    answer = Answer(
        study=study,
        batch=Batch(1, study.experiment.runs),
        location="nowhere",
        columns=columns,
        targets=tuple(targets_of(plan, ["arrests"])),
    )
    named = " and ".join(f"the regime {each}" for each in ("pre-arrest", "none") if each in lacking)
    assert says.format(named) in answer.headline(answer.targets[0])
    for target in answer.targets[1:]:
        assert (target in answer.incomplete) == (target.regime in lacking)
