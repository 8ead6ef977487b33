"""How common needs are by kind of career, age and sex: by hand, as common over everybody as declared, in the right direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diversion.model.build.build import parameters
from diversion.model.build.needs import set_cuts, share_over_all
from diversion.scenarios.parameters import resolve
from diversion.scenarios.words import CAREERS, ETHNICITIES, NEEDS, Career, Ethnicity, Need

Par = Callable[..., Any]
LATER, EARLY = 0, 1
WOMEN, MEN = 0, 1
KINDS = len(CAREERS)
MIX = np.array([0.7, 0.15, 0.1, 0.05])  # by ethnicity
ratio = st.floats(0.05, 20.0)


def alike(**changes: float) -> dict[str, float]:
    """Career, age, sex and ethnicity make no difference to any need, but for what is given."""
    same = {f"{table}__{need}": 1.0 for table in ("need_women", "need_young") for need in NEEDS}
    same |= {f"need_ethnicity__{need}__{who}": 1.0 for need in NEEDS for who in ETHNICITIES}
    return same | {f"career_need__{kind}__{need}": 1.0 for kind in CAREERS for need in NEEDS} | changes


def cells_of(young: float, male: float, kinds: tuple[float, ...] = (0.5, 0.3, 0.2)) -> np.ndarray:
    """Groups in which kind, beginning young and sex have nothing to do with one another."""
    return np.asarray(
        np.einsum("k,a,s->kas", np.array(kinds), np.array([1.0 - young, young]), np.array([1.0 - male, male]))
    )


def by_ethnicity(par: Any, cells: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    """The share of each group [kind, young, male, ethnicity, need] that has a need."""
    odds = par.need_share / (1.0 - par.need_share) if wanted is None else wanted
    cuts = np.empty((KINDS, 2, 2, len(ETHNICITIES), len(NEEDS)))
    set_cuts(par, odds, cells, MIX, cuts)
    return np.asarray(stats.norm.cdf(-cuts))


def shares_of(par: Any, cells: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    """The same over all ethnicities: [kind, young, male, need]."""
    return np.asarray(np.einsum("kasen,e->kasn", by_ethnicity(par, cells, wanted), MIX))


@pytest.mark.parametrize(
    ("changes", "cells", "usual", "other"),
    [
        ({"need_women__alcohol": 4.0}, cells_of(0.0, 0.5), (0, LATER, MEN), (0, LATER, WOMEN)),
        ({"need_young__alcohol": 4.0}, cells_of(0.5, 1.0), (0, LATER, MEN), (0, EARLY, MEN)),
        ({"career_need__persistent__alcohol": 4.0}, cells_of(0.0, 1.0, (0.25, 0.25, 0.5)), (0, LATER, MEN), (2, LATER, MEN)),
    ],
)  # fmt: skip
def test_four_times_the_odds_in_half_the_people_make_a_fifth_and_a_half(
    changes: dict[str, float], cells: np.ndarray, usual: tuple[int, ...], other: tuple[int, ...], par_of: Par
) -> None:
    """E12: needs knew no age or sex. A share of 0.2 has odds of 1 to 4; four times that is a half; together 0.35."""
    par = par_of(**alike(**{"need_share__alcohol": 0.35} | changes))
    shares = shares_of(par, cells)[..., Need.ALCOHOL]
    assert (shares[usual], shares[other]) == pytest.approx((0.2, 0.5), abs=1e-6)


def test_odds_of_career_age_and_sex_multiply(par_of: Par) -> None:
    par = par_of(**alike(need_women__trauma=3.0, need_young__trauma=0.5, career_need__persistent__trauma=2.0))
    shares = shares_of(par, cells_of(0.3, 0.8))[..., Need.TRAUMA]
    odds = shares / (1.0 - shares)
    expected = np.array([[3.0, 1.0], [1.5, 0.5]])
    for kind in range(KINDS):
        times = 2.0 if kind == Career.PERSISTENT else 1.0
        assert odds[kind] / odds[0, LATER, MEN] == pytest.approx(times * expected, rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(ratio, ratio, ratio, st.floats(0.001, 0.99), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_over_everybody_a_need_is_as_common_as_declared(
    women: float, early: float, persistent: float, share: float, young: float, male: float
) -> None:
    """The closed form: the shares of the groups, weighted by their sizes, add up to the declared one."""
    par = parameters(resolve({
        "need_women.housing": women, "need_young.housing": early, "need_share.housing": share,
        "career_need.persistent.housing": persistent,
    }))  # fmt: skip
    cells = cells_of(young, male)
    shares = shares_of(par, cells)[..., Need.HOUSING]
    assert (cells * shares).sum() == pytest.approx(share, abs=1e-7)
    own = shares[0, LATER, MEN] / (1.0 - shares[0, LATER, MEN])
    usual = own / par.career_need[Need.HOUSING]
    assert share_over_all(par, Need.HOUSING, usual, cells, MIX) == pytest.approx(share, abs=1e-7)


@pytest.mark.parametrize("need", list(Need))
def test_more_odds_are_more_need_for_that_group_and_less_for_the_other(need: Need, par_of: Par) -> None:
    cells = cells_of(0.3, 0.8)
    usual = shares_of(par_of(**alike()), cells)
    groups = (("need_women", np.s_[:, :, WOMEN]), ("need_young", np.s_[:, EARLY]), ("career_need__young", np.s_[1]))
    for table, these in groups:
        shares = shares_of(par_of(**alike(**{f"{table}__{need.word}": 2.0})), cells)
        more = np.zeros((KINDS, 2, 2), bool)
        more[these] = True
        assert (shares[more][:, need] > usual[more][:, need]).all()
        assert (shares[~more][:, need] < usual[~more][:, need]).all()
        others = np.arange(len(NEEDS)) != need
        assert (shares[..., others] == usual[..., others]).all()  # to the bit


def test_the_odds_of_an_ethnicity_are_its_own_and_over_everybody_the_share_is_as_declared(par_of: Par) -> None:
    cells = cells_of(0.3, 0.8)
    par = par_of(**alike(need_ethnicity__housing__black=3.0))
    shares = by_ethnicity(par, cells)[..., Need.HOUSING]
    odds = shares / (1.0 - shares)
    assert odds[..., Ethnicity.BLACK] == pytest.approx(3.0 * odds[..., Ethnicity.WHITE], rel=1e-6)
    assert np.einsum("kas,kase,e->", cells, shares, MIX) == pytest.approx(float(par.need_share[Need.HOUSING]), abs=1e-7)
