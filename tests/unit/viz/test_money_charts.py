"""Charts of money: what has come by each year, whether it pays in the title, which regime is best at which price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diversion import compare
from diversion.experiments.economics import BEARERS, Economics, Pounds
from diversion.experiments.economics.willing import PRICES
from diversion.viz.charts.chart import Curves
from diversion.viz.charts.money import acceptability_chart, cash_flow_chart
from diversion.viz.figures.sheets import picture

YEARS = 3


@pytest.fixture(scope="module")
def money(tmp_path_factory: pytest.TempPathFactory) -> Economics:
    db = tmp_path_factory.mktemp("money") / "runs.sqlite"
    return compare(
        "blackpool", ["pre-arrest", "custody-stage"], years=YEARS, run_in=0, replicates=8, db=db, crossing=False
    ).economics()


def alone(money: Economics, each: list[float]) -> Economics:
    """The money of one regime that spares prisons so much in the first year, draw by draw, and nothing else."""
    names = ("none", "pre-arrest")
    plan = replace(money.plan, regimes=tuple(one for one in money.plan.regimes if one.name in names))
    pounds = {name: np.zeros_like(money.pounds[name]) for name in names}
    pounds["pre-arrest"][:, BEARERS.index("prison"), 0] = -np.array(each)
    return Economics(plan=plan, terms=money.terms, pounds=pounds, results=money.results)


def test_the_line_of_a_regime_is_what_has_come_by_each_year(money: Economics) -> None:
    chart = cash_flow_chart(money)
    assert isinstance(chart.mark, Curves)
    assert [curve.name for curve in chart.mark.curves] == ["Pre-arrest diversion", "Custody-stage diversion"]
    whole = Pounds.of(money.by_year("pre-arrest").sum(axis=1))
    scale = {"£": 1.0, "£ thousand": 1e3, "£ million": 1e6}[chart.mark.up.unit]
    first = chart.mark.curves[0]
    ends = [first.middle[-1] * scale, first.low[-1] * scale, first.high[-1] * scale]
    assert ends == pytest.approx([whole.median, whole.low, whole.high])
    assert list(first.at) == [1.0, 2.0, 3.0] and "year 3 £" in chart.alt
    assert picture(chart).alt == chart.alt


@pytest.mark.parametrize(
    ("each", "title"),
    [
        ([5e6] * 8, "Pre-arrest diversion leaves the public purse better off"),
        ([-5e6] * 8, "Pre-arrest diversion leaves the public purse worse off"),
        ([5e6, -5e6] * 4, "We cannot tell whether pre-arrest diversion leaves the public purse better or worse off"),
        ([0.0] * 8, "Pre-arrest diversion makes no difference to the money of the public purse"),
    ],
)
def test_the_title_says_whether_it_pays_by_the_rule_of_the_sentences(
    money: Economics, each: list[float], title: str
) -> None:
    assert cash_flow_chart(alone(money, each)).title == title


def test_which_is_best_is_drawn_for_every_regime_and_price(money: Economics) -> None:
    chart = acceptability_chart(money)
    assert isinstance(chart.mark, Curves) and len(chart.mark.curves) == 3
    for k in range(len(PRICES)):
        assert sum(curve.middle[k] for curve in chart.mark.curves) == pytest.approx(100.0)
    assert picture(chart).alt == chart.alt and "at £5,000" in chart.alt


def test_where_the_same_regime_is_best_at_any_price_nothing_is_said_to_depend_on_it(money: Economics) -> None:
    assert (
        acceptability_chart(alone(money, [5e9] * 8)).title
        == "Which regime is best, by what avoiding an offence is worth"
    )
