"""How common needs are by age, sex and ethnicity: by hand, as declared over everybody, and in the right direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diversion.agents.arithmetic import normal
from diversion.model.build.build import parameters
from diversion.model.build.needs import need_cuts, share_over_all
from diversion.scenarios.parameters import resolve
from diversion.scenarios.words import ETHNICITIES, NEEDS, Ethnicity, Need

Par = Callable[..., Any]
OLDER, EARLY = 0, 1
WOMEN, MEN = 0, 1
MIX = np.array([0.7, 0.15, 0.1, 0.05])  # by ethnicity
ratio = st.floats(0.05, 20.0)


def alike(**changes: float) -> dict[str, float]:
    """Age, sex and ethnicity make no difference to any need, but for what is given."""
    tables = ("need_women", "need_young")
    return {f"{table}__{need}": 1.0 for table in tables for need in NEEDS} | changes


@pytest.mark.parametrize(
    ("table", "young", "male", "usual", "other"),
    [("need_women", 0.0, 0.5, (OLDER, MEN), (OLDER, WOMEN)), ("need_young", 0.5, 1.0, (OLDER, MEN), (EARLY, MEN))],
)
def test_four_times_the_odds_in_half_the_people_make_a_fifth_and_a_half(
    table: str, young: float, male: float, usual: tuple[int, int], other: tuple[int, int], par_of: Par
) -> None:
    """E12: needs knew no age or sex. A share of 0.2 has odds of 1 to 4; four times that is a half; together 0.35."""
    par = par_of(**alike(**{f"{table}__alcohol": 4.0, "need_share__alcohol": 0.35}))
    cuts = need_cuts(par, 1.0, young, male, MIX)[:, :, 0, Need.ALCOHOL]
    assert cuts[usual] == pytest.approx(-stats.norm.ppf(0.2), abs=1e-6)
    assert cuts[other] == pytest.approx(-stats.norm.ppf(0.5), abs=1e-6)


def test_odds_of_age_and_sex_multiply(par_of: Par) -> None:
    par = par_of(**alike(need_women__trauma=3.0, need_young__trauma=0.5))
    shares = stats.norm.cdf(-need_cuts(par, 1.0, 0.3, 0.8, MIX)[:, :, 0, Need.TRAUMA])
    odds = shares / (1.0 - shares)
    assert odds / odds[OLDER, MEN] == pytest.approx(np.array([[3.0, 1.0], [1.5, 0.5]]), rel=1e-5)


def test_a_place_s_ratio_changes_the_odds_of_drugs_and_of_nothing_else(par_of: Par) -> None:
    par = par_of(**alike())
    par.need_share[:] = 0.25
    cuts = need_cuts(par, 2.0, 0.3, 0.8, MIX)  # odds of 1 to 3 become 2 to 3, a share of 0.4
    shares = np.full(len(NEEDS), 0.25)
    shares[Need.DRUGS] = 0.4
    for group in cuts.reshape(4 * len(ETHNICITIES), -1):
        assert group == pytest.approx(-stats.norm.ppf(shares), abs=1e-6)


def test_a_place_s_ratio_holds_over_everybody_where_sexes_differ(par_of: Par) -> None:
    par = par_of(**alike(need_women__drugs=3.0))
    par.need_share[:] = 0.25
    women, men = stats.norm.cdf(-need_cuts(par, 2.0, 0.3, 0.8, MIX)[OLDER, :, 0, Need.DRUGS])
    assert 0.2 * women + 0.8 * men == pytest.approx(0.4, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(ratio, ratio, ratio, st.floats(0.001, 0.99), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_over_everybody_a_need_is_as_common_as_declared(
    women: float, early: float, black: float, share: float, young: float, male: float
) -> None:
    """The closed form: the shares of the groups, weighted by their sizes, add up to the declared one."""
    changes = {"need_women.housing": women, "need_young.housing": early, "need_ethnicity.housing.black": black}
    par = parameters(resolve(changes | {"need_share.housing": share}))
    shares = stats.norm.cdf(-need_cuts(par, 1.0, young, male, MIX)[:, :, :, Need.HOUSING])
    whole = np.array([1.0 - young, young]) @ (shares @ MIX) @ np.array([1.0 - male, male])
    assert whole == pytest.approx(share, abs=1e-7)
    odds = shares[OLDER, MEN, 0] / (1.0 - shares[OLDER, MEN, 0])
    assert share_over_all(par, Need.HOUSING, odds, young, male, MIX) == pytest.approx(share, abs=1e-7)


@pytest.mark.parametrize("need", list(Need))
def test_more_odds_are_more_need_for_that_group_and_less_for_the_other(need: Need, par_of: Par) -> None:
    usual = need_cuts(par_of(**alike()), 1.0, 0.3, 0.8, MIX)
    for name, these in (
        (f"need_women__{need.word}", np.s_[:, WOMEN]),
        (f"need_young__{need.word}", np.s_[EARLY, :]),
        (f"need_ethnicity__{need.word}__black", np.s_[:, :, Ethnicity.BLACK]),
    ):
        cuts = need_cuts(par_of(**alike(**{name: 2.0})), 1.0, 0.3, 0.8, MIX)
        more = np.zeros((2, 2, len(ETHNICITIES)), bool)
        more[these] = True
        assert (cuts[more][:, need] < usual[more][:, need]).all() and (
            cuts[~more][:, need] > usual[~more][:, need]
        ).all()
        others = np.arange(len(NEEDS)) != need
        assert (cuts[..., others] == usual[..., others]).all()  # to the bit


def test_where_nobody_differs_shares_are_taken_as_they_are(par_of: Par) -> None:
    """To the bit, so that a population without such differences is the one it was before there were any."""
    par = par_of(**alike())
    cuts = need_cuts(par, 1.0, 0.3, 0.8, MIX)
    for k in set(range(len(NEEDS))) - {Need.DRUGS}:
        assert set(cuts[..., k].ravel()) == {-normal(float(par.need_share[k]))}
