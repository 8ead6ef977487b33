"""Sensitivity indices against functions whose indices are known in closed form, with and without luck."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from diversion.experiments.sensitivity.analysis import analyse, sample
from diversion.experiments.sensitivity.method import Analysis, Method, Sample
from diversion.experiments.sensitivity.methods import morris, one_at_a_time, pawn, sobol
from diversion.experiments.sensitivity.methods.morris import Morris
from diversion.experiments.sensitivity.methods.one_at_a_time import OneAtATime
from diversion.experiments.sensitivity.methods.pawn import Pawn
from diversion.experiments.sensitivity.methods.shapley import PART, Shapley
from diversion.experiments.sensitivity.methods.sobol import Sobol
from diversion.experiments.sensitivity.methods.sobol_pairs import S2, SobolPairs
from diversion.experiments.sensitivity.own import in_groups
from diversion.experiments.sensitivity.screening import Standing, parameter_indices, standings
from diversion.experiments.sensitivity.terms import CHANCE, NOTHING, Index, Measure

Numbers = NDArray[np.float64]
Function = Callable[[Numbers], Numbers]

pytestmark = pytest.mark.statistical

ISHIGAMI_S1 = (0.3139, 0.4424, 0.0)
ISHIGAMI_ST = (0.5576, 0.4424, 0.2437)
ISHIGAMI_VARIANCE = 13.8446
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
LINEAR = np.array([3.0, -2.0, 1.0, 0.0])
LINEAR_VARIANCE = float((LINEAR**2).sum() / 12)


def ishigami(unit: Numbers) -> Numbers:
    x = math.pi * (2 * unit - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def sobol_g(unit: Numbers) -> Numbers:
    return np.asarray(np.prod((np.abs(4 * unit - 2) + G) / (1 + G), axis=1))


def linear(unit: Numbers) -> Numbers:
    return np.asarray(10 + unit @ LINEAR)


def g_shares() -> tuple[Numbers, Numbers]:
    """First and total shares of Sobol's G function (Saltelli and others 2010)."""
    alone = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + alone)
    return alone / (whole - 1), alone * (whole / (1 + alone)) / (whole - 1)


def lived(design: Sample, function: Function, noise: float = 0.0, luck: int = 11) -> Numbers:
    """The function of every row, plus luck that is the same wherever the replicate is the same."""
    drawn = np.random.default_rng([luck, design.seed]).normal(size=int(design.replicate.max()) + 1)
    return function(design.unit) + noise * drawn[design.replicate]


def product(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first factor, and what the two do only together: variances 1/12 and 1/144."""
    centred = unit - 0.5
    return np.asarray(centred[:, 0] + centred[:, 0] * centred[:, 1])


def named(count: int) -> list[str]:
    return [f"x{n + 1}" for n in range(count)]


def found(analysis: Analysis, factor: str, measure: Measure) -> Index:
    return next(index for index in analysis.indices if (index.factor, index.measure) == (factor, measure))


def holds(index: Index, truth: float) -> bool:
    return index.low <= truth <= index.high


def share(analysis: Analysis) -> Index:
    assert analysis.chance_share is not None
    return analysis.chance_share


# --- Sobol -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [True, False])
def test_ishigami_has_its_published_shares(chance: bool) -> None:
    design = sample(Sobol(), named(4), 4096, seed=1, chance=chance)  # the fourth factor is not in the function
    analysis = analyse(design, lived(design, ishigami))

    for measure, truths in ((sobol.S1, ISHIGAMI_S1), (sobol.ST, ISHIGAMI_ST)):
        for name, truth in zip(named(3), truths, strict=True):
            assert holds(found(analysis, name, measure), truth)
            assert found(analysis, name, measure).value == pytest.approx(truth, abs=0.02)
        assert holds(found(analysis, "x4", measure), 0.0)
    assert analysis.variance == pytest.approx(ISHIGAMI_VARIANCE, rel=0.02)


def test_sobol_g_has_its_published_shares() -> None:
    design = sample(Sobol(), named(len(G)), 4096, seed=3)
    analysis = analyse(design, lived(design, sobol_g))

    for measure, truths in zip((sobol.S1, sobol.ST), g_shares(), strict=True):
        for name, truth in zip(named(len(G)), truths, strict=True):
            assert found(analysis, name, measure).value == pytest.approx(truth, abs=0.02)
            assert holds(found(analysis, name, measure), truth)


def test_luck_is_a_factor_with_the_share_it_makes_and_parameters_lose_as_much() -> None:
    sigma = 2.0
    truth = sigma**2 / (ISHIGAMI_VARIANCE + sigma**2)
    design = sample(Sobol(), named(3), 2048, seed=5)
    analysis = analyse(design, lived(design, ishigami, sigma))

    for index in (found(analysis, CHANCE, sobol.S1), found(analysis, CHANCE, sobol.ST), share(analysis)):
        assert holds(index, truth)
        assert index.value == pytest.approx(truth, abs=0.03)
    for name, alone in zip(named(3), ISHIGAMI_S1, strict=True):
        assert holds(found(analysis, name, sobol.S1), alone * (1 - truth))


def test_luck_that_works_only_through_a_parameter_is_in_the_total_but_not_in_the_first_share() -> None:
    design = sample(Sobol(), named(1), 2048, seed=5)
    luck = lived(design, lambda unit: np.zeros(len(unit)), 1.0)
    analysis = analyse(design, luck * (design.unit[:, 0] - 0.5))

    assert abs(found(analysis, CHANCE, sobol.S1).value) < 0.1
    assert found(analysis, CHANCE, sobol.ST).value == pytest.approx(1.0, abs=0.1)


def test_enough_runs_converge_and_few_do_not() -> None:
    few, many = (sample(Sobol(), named(4), size, seed=2) for size in (32, 8192))

    assert not analyse(few, lived(few, linear)).converged
    assert analyse(many, lived(many, linear)).converged


def test_sobol_intervals_hold_the_truth_as_often_as_they_should() -> None:
    """Sixty small samples with luck of their own; quasi-random points make the intervals of parameters too wide."""
    sigma = 1.0
    whole = LINEAR_VARIANCE + sigma**2
    truths = dict(zip([*named(4), CHANCE], [*(LINEAR**2 / 12), sigma**2], strict=True))
    hits: dict[Any, list[bool]] = {}
    for seed in range(1, 61):
        design = sample(Sobol(), named(4), 64, seed=seed)
        analysis = analyse(design, lived(design, linear, sigma))
        for index in analysis.indices:
            hits.setdefault((index.factor, index.measure), []).append(holds(index, truths[index.factor] / whole))
        hits.setdefault("share", []).append(holds(share(analysis), sigma**2 / whole))

    assert {key: np.mean(each) for key, each in hits.items() if np.mean(each) < 0.85} == {}


@pytest.mark.parametrize("chance", [True, False])
def test_ishigami_has_its_published_share_of_the_pair(chance: bool) -> None:
    """The first and the third do 0.2437 only together, and no other pair does anything (Ishigami and Homma 1990)."""
    design = sample(SobolPairs(), named(3), 8192, seed=1, chance=chance)
    pairs = {each.factor: each for each in analyse(design, lived(design, ishigami)).indices if each.measure == S2}

    assert holds(pairs["x1 × x3"], 0.2437) and pairs["x1 × x3"].value == pytest.approx(0.2437, abs=0.03)
    for pair in set(pairs) - {"x1 × x3"}:
        assert pairs[pair].value == pytest.approx(0.0, abs=0.03)


def test_intervals_of_pairs_hold_the_truth_as_often_as_they_should() -> None:
    hits: dict[str, list[bool]] = {}
    for seed in range(1, 61):
        design = sample(SobolPairs(), named(2), 128, seed=seed)
        analysis = analyse(design, lived(design, product, 0.3))
        whole = 1 / 12 + 1 / 144 + 0.3**2  # of the first alone, of the two only together, of luck
        for index in analysis.indices:
            if index.measure == S2:
                hits.setdefault(index.factor, []).append(
                    holds(index, 1 / 144 / whole if index.factor == "x1 × x2" else 0.0)
                )

    assert {key: np.mean(each) for key, each in hits.items() if not np.mean(each) >= 0.85} == {}


# --- Shapley ---------------------------------------------------------------------------------------------------------


def test_of_a_linear_function_the_parts_are_the_shares_of_the_variance_luck_has_its_own_and_they_are_one() -> None:
    sigma = 1.0
    whole = LINEAR_VARIANCE + sigma**2
    design = sample(Shapley(), named(4), 8192, seed=5)
    analysis = analyse(design, lived(design, linear, sigma))

    truths = dict(zip([*named(4), CHANCE], [*(LINEAR**2 / 12), sigma**2], strict=True))
    for name, truth in truths.items():
        assert found(analysis, name, PART).value == pytest.approx(truth / whole, abs=0.02)
        assert holds(found(analysis, name, PART), truth / whole)
    assert sum(index.value for index in analysis.indices) == pytest.approx(1.0)
    assert holds(share(analysis), sigma**2 / whole)


@pytest.mark.parametrize("chance", [True, False])
def test_ishigami_has_its_published_shapley_effects(chance: bool) -> None:
    """What the first and the third do only together, 0.2437, is halved between them (Song, Nelson and Staum 2016)."""
    design = sample(Shapley(), named(4), 16384, seed=1, chance=chance)
    analysis = analyse(design, lived(design, ishigami))

    for name, truth in zip(named(4), (0.3139 + 0.2437 / 2, 0.4424, 0.2437 / 2, 0.0), strict=True):
        assert found(analysis, name, PART).value == pytest.approx(truth, abs=0.02)
        assert holds(found(analysis, name, PART), truth)


def test_shapley_effects_lie_between_the_share_alone_and_the_share_with_others() -> None:
    design = sample(Shapley(), named(len(G)), 8192, seed=3)
    analysis = analyse(design, lived(design, sobol_g))

    for name, alone, whole in zip(named(len(G)), *g_shares(), strict=True):
        index = found(analysis, name, PART)
        assert index.high >= alone and index.low <= whole
        assert alone - 0.02 <= index.value <= whole + 0.02


def test_shapley_intervals_hold_the_truth_as_often_as_they_should() -> None:
    sigma = 1.0
    whole = LINEAR_VARIANCE + sigma**2
    truths = dict(zip([*named(4), CHANCE], [*(LINEAR**2 / 12), sigma**2], strict=True))
    hits: dict[str, list[bool]] = {}
    for seed in range(1, 81):
        design = sample(Shapley(), named(4), 256, seed=seed)
        analysis = analyse(design, lived(design, linear, sigma))
        for index in analysis.indices:
            hits.setdefault(index.factor, []).append(holds(index, truths[index.factor] / whole))
        hits.setdefault("share", []).append(holds(share(analysis), sigma**2 / whole))

    assert {key: np.mean(each) for key, each in hits.items() if not np.mean(each) >= 0.87} == {}


# --- groups ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [Sobol(), Shapley()], ids=str)
def test_the_share_of_a_group_is_what_its_members_make_together(method: Method) -> None:
    """The first and the third of Ishigami's do all that the second does not, and do it with each other."""
    units = {"outer": ("x1", "x3"), "x2": ("x2",), "x4": ("x4",)}
    narrow = sample(method, list(units), 8192, seed=6)
    design, columns = in_groups(narrow, units, ["x1", "x3", "x2", "x4"])
    luck = np.zeros(len(columns))
    analysis = analyse(design, ishigami(columns[:, [0, 2, 1]]) + luck)

    for name, truth in (("outer", 1 - 0.4424), ("x2", 0.4424), ("x4", 0.0), (CHANCE, 0.0)):
        assert found(analysis, name, method.main).value == pytest.approx(truth, abs=0.02)
    if method == Sobol():  # no share of theirs is made with anything outside the group
        assert found(analysis, "outer", sobol.S1).value == pytest.approx(1 - 0.4424, abs=0.02)


def test_the_mean_effect_of_a_group_is_the_mean_size_of_what_its_members_do_at_once() -> None:
    """Two equal effects of 1, each its own way, cancel out half the time and add up to 2 the other half."""
    units = {"pair": ("x1", "x2"), "x3": ("x3",)}
    narrow = sample(Morris(), list(units), 400, seed=6)
    design, columns = in_groups(narrow, units, ["x1", "x2", "x3"])
    analysis = analyse(design, (columns @ np.array([1.0, 1.0, -3.0])) / 0.9)

    assert found(analysis, "pair", morris.MU_STAR).value == pytest.approx(1.0, abs=0.15)
    assert holds(found(analysis, "pair", morris.MU_STAR), 1.0)
    assert found(analysis, "x3", morris.MU).value == pytest.approx(-3.0)
    assert {index.measure for index in analysis.indices if index.factor == "pair"} == {morris.MU_STAR}


# --- Morris ----------------------------------------------------------------------------------------------------------


def test_morris_of_a_linear_function_is_exact() -> None:
    design = sample(Morris(), named(4), 20, seed=4)
    analysis = analyse(design, lived(design, linear))

    for name, slope in zip(named(4), LINEAR, strict=True):
        way = 0.9 * slope  # from the 5th to the 95th percentile
        for measure, truth in ((morris.MU, way), (morris.MU_STAR, abs(way)), (morris.SIGMA, 0.0)):
            index = found(analysis, name, measure)
            assert (index.value, index.low, index.high) == pytest.approx((truth,) * 3, abs=1e-12)


def test_morris_sees_an_interaction_as_spread() -> None:
    """For (x1 - 0.5)(x2 - 0.5) the effect of x1 is 0.9 (x2 - 0.5), of mean 0 and known variance on the four levels."""
    design = sample(Morris(), named(2), 400, seed=4)
    analysis = analyse(design, lived(design, lambda unit: np.asarray(np.prod(unit - 0.5, axis=1))))
    levels = 0.9 * 0.9 * (np.array([0, 1 / 3, 2 / 3, 1]) - 0.5)

    assert holds(found(analysis, "x1", morris.MU), 0.0)
    assert holds(found(analysis, "x1", morris.SIGMA), float(levels.std()))
    assert holds(found(analysis, "x1", morris.MU_STAR), float(np.abs(levels).mean()))


def test_morris_ranks_and_finds_the_noise_floor() -> None:
    sigma = 0.3
    design = sample(Morris(), named(4), 200, seed=4)
    analysis = analyse(design, lived(design, linear, sigma))

    assert list(parameter_indices(Morris(), analysis.indices)) == named(4)
    # The mean size of a difference of two normal numbers, scaled as every effect by the step of two thirds.
    assert holds(found(analysis, CHANCE, morris.MU_STAR), 1.5 * sigma * 2 / math.sqrt(math.pi))
    assert [standing.name for standing in standings(Morris(), analysis.indices).values()] == [
        "MATTERS",
        "MATTERS",
        "MATTERS",
        "SMALL",
    ]


def test_morris_ranks_the_factors_of_g() -> None:
    design = sample(Morris(), named(len(G)), 100, seed=6)
    analysis = analyse(design, lived(design, sobol_g))

    assert list(parameter_indices(Morris(), analysis.indices))[:4] == named(4)


def test_the_share_of_chance_is_the_same_on_morris_levels() -> None:
    sigma = 1.0
    levels = 0.9 * np.array([0, 1 / 3, 2 / 3, 1])
    truth = sigma**2 / (float(levels.var()) * float((LINEAR**2).sum()) + sigma**2)
    hits = []
    for seed in range(1, 61):
        design = sample(Morris(), named(4), 50, seed=seed)
        hits.append(holds(share(analyse(design, lived(design, linear, sigma))), truth))

    assert np.mean(hits) >= 0.85


# --- one at a time ---------------------------------------------------------------------------------------------------


def test_one_at_a_time_of_a_linear_function_is_exact_whatever_the_luck() -> None:
    design = sample(OneAtATime(), named(4), 10, seed=1)
    analysis = analyse(design, lived(design, linear, 5.0))

    for name, slope in zip(named(4), LINEAR, strict=True):
        for measure, truth in ((one_at_a_time.AT_LOW, -0.45 * slope), (one_at_a_time.AT_HIGH, 0.45 * slope)):
            index = found(analysis, name, measure)
            assert (index.value, index.low, index.high) == pytest.approx((truth,) * 3, abs=1e-12)
        assert found(analysis, name, one_at_a_time.EFFECT).value == pytest.approx(0.45 * abs(slope))


def test_the_bar_of_chance_is_the_central_95_percent_of_replicates_at_the_base() -> None:
    design = sample(OneAtATime(), named(2), 2000, seed=1)
    analysis = analyse(design, lived(design, lambda unit: unit.sum(axis=1), 5.0))

    assert holds(found(analysis, CHANCE, one_at_a_time.AT_LOW), -1.96 * 5)
    assert holds(found(analysis, CHANCE, one_at_a_time.AT_HIGH), 1.96 * 5)


def test_one_at_a_time_intervals_of_a_noisy_effect_hold_the_truth() -> None:
    """Luck differs from row to row here, as when a changed parameter shuffles everything."""
    hits = []
    for seed in range(1, 101):
        design = sample(OneAtATime(), named(4), 8, seed=seed)
        y = linear(design.unit) + np.random.default_rng(seed).normal(size=len(design.unit))
        hits.append(holds(found(analyse(design, y, resamples=10), "x1", one_at_a_time.AT_HIGH), 0.45 * 3))

    assert np.mean(hits) >= 0.85


def test_the_share_of_chance_one_at_a_time_is_that_within_points() -> None:
    sigma, points = 0.5, 9
    between = float((0.45 * LINEAR) @ (0.45 * LINEAR)) * 2 / points
    truth = sigma**2 / (sigma**2 + between)
    hits = []
    for seed in range(1, 61):
        design = sample(OneAtATime(), named(4), 40, seed=seed)
        hits.append(holds(share(analyse(design, lived(design, linear, sigma))), truth))

    assert np.mean(hits) >= 0.85


# --- PAWN ------------------------------------------------------------------------------------------------------------


def test_pawn_ranks_and_a_null_factor_is_no_more_than_nothing() -> None:
    design = sample(Pawn(), named(4), 2000, seed=1)
    analysis = analyse(design, lived(design, linear, 0.2))
    stands = standings(Pawn(), analysis.indices)

    assert list(stands) == named(4)
    assert [stands[name] for name in ("x1", "x2", "x4")] == [Standing.MATTERS, Standing.MATTERS, Standing.SMALL]
    assert found(analysis, "x4", pawn.MEDIAN).value <= found(analysis, NOTHING, pawn.MEDIAN).high


def test_pawn_of_a_step_is_exact() -> None:
    """Knowing x1, the answer is 0 or 1; not knowing it, each half the time: the distance is a half in every slice."""
    design = sample(Pawn(), named(2), 1000, seed=1)
    analysis = analyse(design, np.where(design.unit[:, 0] < 0.5, 0.0, 1.0), resamples=50)

    assert found(analysis, "x1", pawn.MEDIAN).value == pytest.approx(0.5, abs=1e-9)


def test_pawn_null_factors_rise_above_nothing_no_more_often_than_they_may() -> None:
    above = []
    for seed in range(1, 41):
        design = sample(Pawn(), named(4), 200, seed=seed)
        analysis = analyse(design, lived(design, linear, 0.5), resamples=60)
        above.append(standings(Pawn(), analysis.indices)["x4"] is Standing.MATTERS)

    assert np.mean(above) <= 0.05


def test_the_share_of_chance_in_pawn_comes_from_the_second_lives() -> None:
    sigma = 0.7
    truth = sigma**2 / (LINEAR_VARIANCE + sigma**2)
    hits = []
    for seed in range(1, 61):
        design = sample(Pawn(), named(4), 300, seed=seed)
        hits.append(holds(share(analyse(design, lived(design, linear, sigma), resamples=60)), truth))

    assert np.mean(hits) >= 0.85
