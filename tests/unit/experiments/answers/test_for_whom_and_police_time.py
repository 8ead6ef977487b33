"""What the pages on police time and for whom show: the numbers of the comparison, by month, task and group."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diversion.experiments.answers.comparison import Comparison
from diversion.experiments.answers.for_whom import INSTEAD_OF, RATES, Standing, instead_of, standings
from diversion.experiments.answers.police_time import (
    ALL,
    CELLS,
    MEASURED,
    TRAINING,
    by_financial_year,
    by_month,
    by_task,
    freed,
)
from diversion.experiments.lives.day_by_day import TASK_GROUPS
from diversion.experiments.plans import Plan
from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.plan import RunResult
from diversion.experiments.runs.runner import run
from diversion.experiments.statistics.paired import Band, difference, level
from diversion.experiments.store.store import Store
from diversion.experiments.wording import signed
from diversion.model.ledger.counts import DIMENSIONS
from diversion.model.ledger.months import financial_years
from diversion.viz.charts.chart import Lines, Ranges
from diversion.viz.charts.comparison import NONE, change_chart, ranges, sheet
from diversion.viz.charts.for_whom import NAMES, SHOWN, _title, group_charts, instead_chart
from diversion.viz.charts.police_time import freed_chart, month_chart, task_chart, year_chart
from diversion.viz.view.echarts.options import option

REGIMES = ("none", "pre-arrest")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, small_plan: Callable[..., Plan]) -> tuple[Comparison, Comparison]:
    """The same comparison, computed and then read from the store."""
    file = tmp_path_factory.mktemp("store") / "runs.sqlite"
    plan = small_plan(years=2, residents=60_000.0, replicates=4)
    return answered(file, plan), answered(file, plan)


def answered(file: Path, plan: Plan) -> Comparison:
    results: list[RunResult] = []
    with Store.open(file) as store:
        batch = run(comparison(plan), store, sink=lambda _, result: results.append(result))
    ordered = tuple(sorted(results, key=lambda each: (each.replicate, each.regime)))
    return Comparison(plan=plan, batch=batch, results=ordered, location=store.location)


@pytest.fixture(scope="module")
def compared(both: tuple[Comparison, Comparison]) -> Comparison:
    return both[0]


def test_what_is_read_from_the_store_gives_the_same_pages(both: tuple[Comparison, Comparison]) -> None:
    computed, read = both
    assert computed.batch.computed and read.batch.read == len(read.results)
    assert np.array_equal(by_month(computed, "pre-arrest", ALL), by_month(read, "pre-arrest", ALL))
    assert repr(standings(computed, "sex", "arrests")) == repr(standings(read, "sex", "arrests"))


@pytest.mark.parametrize("regime", REGIMES)
def test_the_months_add_up_to_the_year(compared: Comparison, regime: str) -> None:
    years = compared.plan.years
    assert by_month(compared, regime, ALL).sum() / years == pytest.approx(compared.mean(regime, "officer_hours"))
    parts = sum(by_month(compared, regime, group) for group in TASK_GROUPS)
    assert np.allclose(parts, by_month(compared, regime, ALL))
    lengths = np.array([month.days for month in compared.plan.months])
    cells = (by_month(compared, regime, CELLS) * lengths).sum() / lengths.sum()
    assert cells == pytest.approx(compared.mean(regime, "custody_hours") / (365 * 24))


@pytest.mark.parametrize("what", MEASURED)
def test_financial_years_are_made_of_their_months(compared: Comparison, what: str) -> None:
    """Row 5: hours are summed, cells averaged over days; what is not a whole year says so."""
    plan = compared.plan
    months = by_month(compared, "pre-arrest", what)
    found = by_financial_year(compared, "pre-arrest", what)
    for year, value in zip(financial_years(plan.months), found, strict=True):
        weights = [plan.months[k].days / year.days if what == CELLS else 1.0 for k in year.months]
        assert value == pytest.approx(float(np.dot(months[list(year.months)], weights)))
    chart = year_chart(compared, what)
    assert [row[0] for row in chart.table.rows] == ["2026-27", "2027-28 (365 of 366 days)"]
    assert any("not made up to a whole" in note for note in chart.notes)


def test_training_is_told_in_words_and_left_out_of_the_lines(compared: Comparison) -> None:
    chart = month_chart(compared, ALL)
    assert isinstance(chart.mark, Lines)
    drawn = chart.mark.series["Pre-arrest"]
    whole, training, usual = (
        by_month(compared, regime, what)
        for regime, what in (("pre-arrest", ALL), ("pre-arrest", TRAINING), ("none", ALL))
    )
    assert training[0] > 0
    days = np.array([month.days for month in compared.plan.months])
    assert np.allclose(drawn, (whole - training - usual) * (365 / 12) / days)
    assert chart.mark.places[-1] == "Mar 2028 (30 of 31 days)"
    assert f"{training.sum():,.0f} hours under pre-arrest" in chart.notes[0]
    assert chart.table.rows[0][-1] == f"{whole[0]:,.0f}"


def test_changes_by_task_add_up_to_the_change_of_all(compared: Comparison) -> None:
    parts = sum(by_task(compared, tasks)["pre-arrest"].mean for tasks in TASK_GROUPS.values())
    assert parts == pytest.approx(compared.differences["pre-arrest", "officer_hours"].mean)


def test_what_is_freed_goes_somewhere(compared: Comparison) -> None:
    (found,) = freed(compared)
    assert found.serious + found.elsewhere == pytest.approx(found.hours)
    assert found.hours == pytest.approx(compared.mean("pre-arrest", "freed_at_contact"))


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_rates_of_arrest_are_those_of_the_finer_table(compared: Comparison, dimension: str) -> None:
    for each in standings(compared, dimension, "arrests"):
        start = f"equity.{dimension}.{each.group}"
        assert each.rate.mean == pytest.approx(compared.mean(each.regime, f"{start}.arrests_per_1000"), nan_ok=True)
        assert each.count == pytest.approx(compared.mean(each.regime, f"{start}.person_years"))
        assert each.enough == (each.count >= 100)
        assert each.gap.n == compared.plan.replicates
        assert (each.change is None) == (each.regime == "none")
        if each.change is not None:
            assert each.change.reference_mean + each.change.mean == pytest.approx(each.rate.mean)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_largest_group_comes_first_and_has_a_ratio_of_one(compared: Comparison, dimension: str) -> None:
    found = [each for each in standings(compared, dimension, "arrests") if each.regime == "none"]
    assert [each.count for each in found] == sorted((each.count for each in found), reverse=True)
    assert found[0].ratio.mean == 1 and not found[0].ratio_enough
    assert {each.group for each in found} == set(DIMENSIONS[dimension]) <= set(NAMES)


def test_a_regime_without_routes_of_its_own_has_no_way_in(compared: Comparison) -> None:
    assert {each.regime for each in standings(compared, "sex", "offered")} == {"pre-arrest"}


def test_who_is_diverted_is_counted_once(compared: Comparison) -> None:
    found = instead_of(compared)
    assert set(found) == {"pre-arrest"} and set(found["pre-arrest"]) == set(INSTEAD_OF)
    run_ = compared.runs_of("pre-arrest")[0].outcomes
    diverted = run_["widened_people"] / (run_["widened_share"] / 100)
    assert sum(run_[name] for names in INSTEAD_OF.values() for name in names) == pytest.approx(diverted)


def test_too_few_are_never_drawn_or_told(compared: Comparison) -> None:
    for which in RATES:
        for shown in ("rate", "ratio"):
            found = [each for each in standings(compared, "ethnicity", which) if each.regime == "pre-arrest"]
            (chart,) = group_charts(compared, "ethnicity", which, shown)[-1:]
            for each, row in zip(found, chart.table.rows, strict=True):
                assert (row[2] == "too few to say") == (not each.enough)
            assert isinstance(chart.mark, Ranges)
            drawn = sum(bool(row.dots) for row in chart.mark.rows)
            assert drawn == sum(each.enough if shown == "rate" else each.ratio_enough for each in found)
    assert any(not each.enough for each in standings(compared, "ethnicity", "engaged"))


def test_a_change_is_shown_where_there_is_the_same_rate_without_diversion(compared: Comparison) -> None:
    (chart,) = group_charts(compared, "sex", "arrests", "change")
    for each, row in zip(standings(compared, "sex", "arrests")[2:], chart.table.rows, strict=True):
        assert each.change is not None
        assert str(row[2]).startswith(signed(each.change.median, 1) if each.enough else "too few")
    assert all(not group_charts(compared, "sex", which, "change") for which in RATES if which != "arrests")


def test_few_replicates_make_no_claim_in_any_title(compared: Comparison) -> None:
    charts = [task_chart(compared), freed_chart(compared), instead_chart(compared)]
    charts += [month_chart(compared, what) for what in MEASURED]
    charts += [chart for shown in SHOWN for chart in group_charts(compared, "sex", "arrests", shown)]
    for chart in charts:
        assert chart is not None and "too early" in chart.title.lower()
        assert "4 replicates" in chart.subtitle
    assert ranges(compared) == "the middle, and the range of the 4 draws so far"


def standing(group: str, regime: str, gap: float) -> Standing:
    """A group whose rate is so much above that of the first group in every one of 40 replicates."""
    first = np.linspace(1.0, 2.0, 40)
    found = level(first)
    return Standing(
        group, regime, 500.0, found, found, True, gap != 0, difference(first, first + gap, Band.DRAWS), None
    )


def test_a_gap_that_is_there_without_diversion_is_not_laid_at_the_regimes_door() -> None:
    usual, mine = ([standing("white", name, 0.0), standing("black", name, 1.0)] for name in REGIMES)
    assert _title(usual, usual) == "No diversion: higher for Black people than for white people"
    assert _title(mine, usual).endswith("higher for Black people than for white people, as without diversion")
    turned = [usual[0], standing("black", "none", -1.0)]
    assert _title(mine, turned) == "Pre-arrest diversion: higher for Black people than for white people"
    more = [*mine, standing("asian", "pre-arrest", -1.0)]
    assert _title(more, usual).endswith("; for Black people as without diversion")


def test_the_month_chart_tells_its_ends_in_words(compared: Comparison) -> None:
    chart = month_chart(compared, ALL)
    assert isinstance(chart.mark, Lines)
    drawn = next(iter(chart.mark.series.values()))
    assert f"first {signed(drawn[0])} in " in chart.alt and f"last {signed(drawn[-1])} in " in chart.alt
    assert f"largest {signed(max(drawn, key=abs))} in " in chart.alt


def test_every_chart_says_what_where_when_and_in_which_unit(compared: Comparison) -> None:
    charts = [task_chart(compared), freed_chart(compared), *(month_chart(compared, what) for what in MEASURED)]
    charts += group_charts(compared, "age", "arrests", "rate")
    drawn = instead_chart(compared)
    assert drawn is not None
    for chart in (*charts, drawn):
        assert len(chart.title.split()) <= 18
        assert compared.plan.locality.title in chart.subtitle and "2 years from" in chart.subtitle
        assert chart.alt and chart.table.rows and "nan" not in chart.table.csv()
        json.dumps(option(chart), allow_nan=False)


def test_the_picture_of_a_comparison_says_once_what_is_true_of_all_its_charts(compared: Comparison) -> None:
    whole = sheet(compared, ("arrests", "net_cost"))
    assert "Blackpool" not in "".join(chart.subtitle for chart in whole.charts)
    assert compared.plan.locality.title in whole.title and "4 replicates" in whole.subtitle
    assert "reproduces" in whole.source or "Not checked" in whole.source
    for chart, name in zip(whole.charts, ("arrests", "net_cost"), strict=True):
        alone = change_chart(compared, name)
        assert (chart.title, chart.mark, chart.alt) == (alone.title, alone.mark, alone.alt)
        assert alone.subtitle.startswith(chart.subtitle) and "with none" in chart.subtitle


def test_another_reference_is_called_by_its_name(compared: Comparison) -> None:
    turned = replace(compared, plan=replace(compared.plan, reference="pre-arrest"))
    chart = change_chart(turned, "arrests")
    assert isinstance(chart.mark, Ranges)
    assert "change from pre-arrest diversion" in chart.subtitle and "under pre-arrest diversion" in chart.subtitle
    assert [row.name for row in chart.mark.rows] == ["No diversion"] and turned.others == [NONE]
