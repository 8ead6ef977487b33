"""Exports of kept experiments: what is in them is what is kept, to the bit, whatever was finished, in whatever order."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from diversion.experiments.exports.exporting import Exported, beside, export, export_from
from diversion.experiments.exports.source import open_source
from diversion.experiments.plans.experiment import Experiment, Kind, Point, comparison
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.statistics.paired import Band, difference
from diversion.experiments.store.kept import Finished
from diversion.experiments.store.store import Store
from diversion.model.build.network import neighbourhoods
from diversion.model.ledger.measures import MEASURES
from diversion.model.world import SCALE
from diversion.scenarios.parameters import InputError
from diversion.scenarios.words import TASKS

REGIMES = ("none", "current", "pre-arrest")
REPLICATES = 5
# The default of old versions of pandas does not read numbers back to the bit; that of new ones does and is alone.
PRECISION: Any = "round_trip" if int(pd.__version__.split(".")[0]) < 3 else None
SAME = ("r.csv", "r-differences.csv", "r-scenarios.csv")  # the same bytes however the runs came about


@pytest.fixture(scope="module")
def plan() -> Plan:
    changes = {"caseload_pre_arrest": 12.0, "lead.length_days": None}
    return make_plan("blackpool", REGIMES, years=1, replicates=REPLICATES, changes=changes)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


def value(scenario: int, regime: str, replicate: int, name: str) -> float:
    """An awkward number of its own for each cell."""
    return (1 + scenario) * (0.1 + 0.2) * 10.0 ** (7 * REGIMES.index(regime)) / (3 + replicate) - len(name)


def counted(scenario: int, regime: str, replicate: int) -> dict[str, float]:
    names = ("hours.attend", "arrests", "latent_offences", "wait_days", "funnel.lead-street.consented")
    found = {name: value(scenario, regime, replicate, name) for name in names}
    if regime == "none":
        del found["funnel.lead-street.consented"]
        found["wait_days"] = math.nan
    return found


def tables(plan: Plan, number: int) -> Mapping[str, np.ndarray]:
    months = plan.months
    shapes = {"months": (len(months), len(MEASURES)), "hours": (len(months), len(TASKS)), "groups": (24, len(MEASURES))}
    shapes["places"] = (len(neighbourhoods(plan.locality)), len(MEASURES))
    found = {name: np.arange(math.prod(shape)).reshape(shape) * 7 + number for name, shape in shapes.items()}
    return found | {"calendar": np.array([(month.first.toordinal(), month.days) for month in months])}


def run(plan: Plan, scenario: int, regime: str, replicate: int, error: str = "", kept: bool = False) -> Finished:
    found = {} if error else counted(scenario, regime, replicate)
    held = tables(plan, replicate) if kept else {}
    result = RunResult(
        regime=regime,
        replicate=replicate,
        seed=2**64 - 1 - replicate,
        seconds=0.25,
        outcomes=found,
        error=error,
        tables=held,
    )
    return Finished(scenario, f"{scenario} {regime} {replicate}", result)


def every(plan: Plan, scenarios: int = 1, kept: bool = False) -> list[Finished]:
    places = [(s, regime, r) for s in range(scenarios) for regime in REGIMES for r in range(REPLICATES)]
    return [run(plan, *place, kept=kept) for place in places]


def sweep(plan: Plan) -> Experiment:
    points = [Point({"offer_street": 0.1}, range(REPLICATES)), Point({"lead.length_days": 180}, range(REPLICATES))]
    design = {"levers": {"design": "list", "varied": ["offer_street", "lead.length_days"]}}
    return Experiment(Kind.SWEEP, plan, points, design=design)


def written(store: Store, number: int, path: Path, names: Sequence[str] | None = None, more: bool = False) -> Exported:
    kept = store.experiment(number)
    assert kept
    return export_from(open_source(store, kept, names), path, more)


def kept(store: Store, asked: Experiment, runs: Sequence[Finished]) -> int:
    number = store.begin(asked)
    store.save(number, runs)
    return number


def read(path: Path) -> Any:
    return pd.read_csv(path, dtype={"seed": str}, float_precision=PRECISION)


# --- what is in them -------------------------------------------------------------------------------------------------


def test_every_outcome_of_every_run_is_there_to_the_bit(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, comparison(plan), every(plan))
    done = written(store, number, tmp_path / "r.csv")
    table = read(tmp_path / "r.csv")
    assert list(table) == ["scenario", "regime", "replicate", "seed", "outcome", "unit", "value"]
    assert len(table) == 3 * REPLICATES * 5 == done.tables[0].rows
    for row in table.itertuples():
        there = counted(row.scenario, row.regime, row.replicate).get(row.outcome, math.nan)
        assert row.value == there or math.isnan(row.value) and math.isnan(there)
        assert row.seed == str(2**64 - 1 - row.replicate)
    assert list(dict.fromkeys(table.outcome)) == [
        "latent_offences", "arrests", "wait_days", "hours.attend", "funnel.lead-street.consented",
    ]  # fmt: skip
    assert dict(zip(table.outcome, table.unit, strict=True))["wait_days"] == "days"


def test_all_formats_say_the_same(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, sweep(plan), every(plan, 2))
    counts = [
        [
            (each.table, each.rows)
            for each in written(store, number, tmp_path / f"r{kind}").tables
            if each.table != "notes"
        ]
        for kind in (".csv", ".parquet", ".xlsx")
    ]
    assert counts[0] == counts[1] == counts[2]
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Notes", "outcomes", "differences", "scenarios", "runs"]
    for name, end in (("outcomes", ""), ("differences", "-differences")):
        csv = read(tmp_path / f"r{end}.csv")
        parquet = pd.read_parquet(tmp_path / f"r{end}.parquet")
        sheet = pd.DataFrame(list(book[name].iter_rows(min_row=2, values_only=True)), columns=list(csv))
        pd.testing.assert_frame_equal(csv, parquet, check_dtype=False, check_exact=True)
        pd.testing.assert_frame_equal(csv, sheet.replace("inf", math.inf), check_dtype=False, check_exact=True)
    assert len(json.loads(pq.read_schema(tmp_path / "r.parquet").metadata[b"diversion"])) == book["Notes"].max_row


def test_differences_are_those_of_the_statistics(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, sweep(plan), every(plan, 2))
    written(store, number, tmp_path / "r.csv")
    table = read(tmp_path / "r-differences.csv").set_index(["scenario", "regime", "outcome"])
    assert len(table) == 2 * 2 * 5
    a, b = ([value(1, regime, r, "arrests") for r in range(REPLICATES)] for regime in ("none", "pre-arrest"))
    pair, row = difference(a, b, Band.DRAWS, "lower"), table.loc[(1, "pre-arrest", "arrests")]
    names = ("n", "missing", "mean", "median", "low", "high", "share_lower", "share_better", "saving")
    assert [row[name] for name in names] == [getattr(pair, name) for name in names]
    assert (row["label"], row["band"]) == ("Arrests", Band.DRAWS.value)
    assert table.loc[(0, "current", "wait_days")]["n"] == 0


def test_scenarios_say_what_is_changed_in_all_and_in_each(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, sweep(plan), every(plan, 2))
    written(store, number, tmp_path / "r.csv")
    table = pd.read_csv(tmp_path / "r-scenarios.csv", dtype=str, keep_default_na=False)
    rows = [(row.scenario, row.name, row.value, row.text) for row in table.itertuples(index=False)]
    assert rows == [
        ("0", "caseload_pre_arrest", "12.0", "12.0"),
        ("0", "lead.length_days", "", "null"),
        ("0", "offer_street", "0.1", "0.1"),
        ("1", "caseload_pre_arrest", "12.0", "12.0"),
        ("1", "lead.length_days", "180.0", "180"),
    ]
    assert table.unit[0] == "clients" and table.usual[0].startswith("usually ")


def test_only_the_outcomes_that_were_asked_for(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, comparison(plan), every(plan))
    written(store, number, tmp_path / "r.csv", ["hours.attend", "arrests"])
    assert list(dict.fromkeys(read(tmp_path / "r.csv").outcome)) == ["arrests", "hours.attend"]
    with pytest.raises(InputError, match="called arests. Did you mean arrests?"):
        written(store, number, tmp_path / "other.csv", ["arests"])
    assert not (tmp_path / "other.csv").exists()


def test_histories_are_paired_as_draws(store: Store, tmp_path: Path) -> None:
    from diversion.experiments.plans.making import with_histories

    plan = with_histories(make_plan("blackpool", REGIMES, years=1, replicates=6), 2)
    runs = [run(plan, 0, regime, r) for regime in REGIMES for r in range(6)]
    written(store, kept(store, comparison(plan), runs), tmp_path / "r.csv")
    table = read(tmp_path / "r-differences.csv").set_index(["regime", "outcome"])
    row = table.loc[("pre-arrest", "arrests")]
    assert (row["n"], row["missing"], row["band"]) == (3, 0, Band.DRAW_MEANS.value)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_tables_by_month_group_and_neighbourhood(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, comparison(plan), every(plan, kept=True))
    done = written(store, number, tmp_path / "r.csv", more=True)
    rows = {each.table: each.rows for each in done.tables}
    places = len(neighbourhoods(plan.locality))
    runs = 3 * REPLICATES
    assert [rows[name] for name in ("months", "hours", "years", "year-hours", "groups", "places")] == [
        12 * runs, 12 * runs, runs, runs, 24 * runs, places * runs,
    ]  # fmt: skip
    months, groups, at = (read(tmp_path / f"r-{name}.csv") for name in ("months", "groups", "places"))
    assert list(months.calendar[:12]) == [f"2026-{month:02d}" for month in range(4, 13)] + [
        "2027-01",
        "2027-02",
        "2027-03",
    ]
    assert (months[list(MEASURES)][:12].to_numpy() * SCALE == tables(plan, 0)["months"]).all()
    assert list(groups[["age", "sex", "ethnicity"]].iloc[0]) == ["18-25", "female", "white"]
    assert (groups[list(MEASURES)][72:96].to_numpy() * SCALE == tables(plan, 1)["groups"]).all()
    assert at.neighbourhood[1] == "neighbourhood 2" and at.deprivation.between(0, 1).all()


@pytest.mark.parametrize("more", [False, True])
def test_what_is_written_is_what_was_asked_about(store: Store, plan: Plan, tmp_path: Path, more: bool) -> None:
    number = kept(store, replace(sweep(plan), tables=True), every(plan, scenarios=2, kept=True))
    done = written(store, number, tmp_path / "r.csv", more=more)
    names = [name for name in beside(more) if name != "alike"]  # of comparisons only
    assert [each.table for each in done.tables] == ["outcomes", *names]
    assert {each.file.name for each in done.tables} == {"r.csv", *(f"r-{name}.csv" for name in names)}


def test_tables_that_were_not_kept_are_one_sentence(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, sweep(plan), every(plan, 2))
    with pytest.raises(InputError, match=r"kept no counts by month.*leave out --tables, or run the design again"):
        written(store, number, tmp_path / "r.csv", more=True)
    assert list(tmp_path.glob("r*.csv")) == []


def test_tables_of_another_shape_are_one_sentence(store: Store, plan: Plan, tmp_path: Path) -> None:
    other = RunResult(
        regime="none", replicate=0, seed=1, seconds=0.1, outcomes={"arrests": 1.0}, tables={"months": np.zeros((3, 2))}
    )
    number = kept(store, comparison(plan), [Finished(0, "a", other)])
    with pytest.raises(InputError, match="kept by a version of Diversion that counted other things"):
        written(store, number, tmp_path / "r.csv", more=True)
    assert list(tmp_path.glob("r*.csv")) == []


def test_financial_years_are_the_sums_of_their_months_and_say_which_are_not_whole(
    store: Store, plan: Plan, tmp_path: Path
) -> None:
    """Row 5: one year of 365 days from 15 November lies in two financial years, neither of them whole."""
    odd = replace(plan, locality=plan.locality.model_copy(update={"start": date(2026, 11, 15)}))
    written(store, kept(store, comparison(odd), every(odd, kept=True)), tmp_path / "r.csv", more=True)
    for one, other in (("months", "years"), ("hours", "year-hours")):
        months, years = read(tmp_path / f"r-{one}.csv"), read(tmp_path / f"r-{other}.csv")
        assert list(months.calendar[:13]) == ["2026-11", "2026-12", *(f"2027-{k:02d}" for k in range(1, 12))]
        assert [*months.days[[0, 12]], *months.of_days[[0, 12]]] == [16, 14, 30, 30]
        assert years[["financial_year", "days", "of_days"]][:2].to_numpy().tolist() == [
            ["2026-27", 137, 365], ["2027-28", 228, 366],
        ]  # fmt: skip
        names = ["scenario", "regime", "replicate", "financial_year"]
        counted = [name for name in years if name not in (*names, "days", "of_days")]
        sums = months.groupby(names, sort=False)[counted].sum().reset_index()
        assert sums[names].equals(years[names])
        assert np.allclose(sums[counted], years[counted], rtol=1e-12)


def test_tables_that_were_kept_by_twelfths_of_a_year_are_not_called_months(
    store: Store, plan: Plan, tmp_path: Path
) -> None:
    """Row 5: they have as many rows as there are calendar months, and would be taken for them in silence."""
    runs = [run(plan, 0, regime, 0, kept=True) for regime in REGIMES]
    old = [replace(each, result=replace(each.result, tables=without(each.result.tables))) for each in runs]
    number = kept(store, comparison(plan), old)
    with pytest.raises(InputError, match="counted by twelfths of a year; export with that version"):
        written(store, number, tmp_path / "r.csv", more=True)
    assert list(tmp_path.glob("r*.csv")) == []


def without(tables: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: table for name, table in tables.items() if name != "calendar"}


# --- unfinished, failed, in any order --------------------------------------------------------------------------------


def test_an_unfinished_experiment_gives_what_is_there_and_says_what_is_missing(
    store: Store, plan: Plan, tmp_path: Path
) -> None:
    runs = [run(plan, 0, "none", r) for r in range(4)] + [run(plan, 0, "pre-arrest", r) for r in (1, 2, 4)]
    number = kept(store, comparison(plan), [*runs, run(plan, 0, "pre-arrest", 3, error="ValueError: it broke")])
    done = written(store, number, tmp_path / "r.csv")
    assert (done.runs, done.succeeded, done.failed, done.missing) == (15, 7, 1, 7)
    table = read(tmp_path / "r-differences.csv").set_index(["regime", "outcome"])
    assert tuple(table.loc[("pre-arrest", "arrests")][["n", "missing"]]) == (2, 3)
    assert tuple(table.loc[("current", "arrests")][["n", "missing"]]) == (0, 5)
    means = [value(0, "pre-arrest", r, "arrests") - value(0, "none", r, "arrests") for r in (1, 2)]
    assert table.loc[("pre-arrest", "arrests")]["mean"] == np.mean(means)
    failed = read(tmp_path / "r-runs.csv").query("status == 'failed'")
    assert list(failed.error) == ["ValueError: it broke"]
    notes = dict(read(tmp_path / "r-notes.csv").to_numpy().tolist())
    assert notes["Runs"].startswith("7 of 15 runs succeeded; 1 failed and 7 are missing")


def test_an_experiment_without_a_single_run_gives_empty_tables(store: Store, plan: Plan, tmp_path: Path) -> None:
    done = written(store, store.begin(comparison(plan)), tmp_path / "r.parquet", ["arrests"])
    assert [each.rows for each in done.tables] == [0, 0, 2, 0]
    assert (done.succeeded, done.missing) == (0, 15)


def test_the_order_of_computing_changes_no_byte(plan: Plan, tmp_path: Path) -> None:
    runs = every(plan, 2)
    mixed = [runs[k] for k in np.random.default_rng(1).permutation(len(runs))]
    found = []
    for name, order in (("a", runs), ("b", mixed)):
        folder = tmp_path / name
        folder.mkdir()
        with Store.open(folder / "runs.sqlite") as store:
            if name == "b":  # other numbers for everything
                kept(store, comparison(plan), [run(plan, 0, "none", 0)])
            number = store.begin(sweep(plan))
            for some in range(0, len(order), 4):
                store.save(number, order[some : some + 4])
            written(store, number, folder / "r.csv")
            written(store, number, folder / "r.parquet")
        files = [*SAME, *(file.replace("csv", "parquet") for file in SAME)]
        found.append([(folder / file).read_bytes() for file in files])
    assert found[0] == found[1]


def test_what_finishes_during_the_export_is_left_out(store: Store, plan: Plan, tmp_path: Path) -> None:
    number = kept(store, comparison(plan), every(plan)[:7])
    asked = store.experiment(number)
    assert asked
    source = open_source(store, asked)
    store.save(number, every(plan))
    done = export_from(source, tmp_path / "r.csv")
    assert len(read(tmp_path / "r.csv")) == done.tables[0].rows == 7 * 5
    assert len(read(tmp_path / "r-runs.csv")) == 7


def test_a_comparison_of_many_replicates_is_taken_in_parts(
    store: Store, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diversion.experiments.exports import results as export_sheets

    number = kept(store, comparison(plan), every(plan))
    written(store, number, tmp_path / "a.csv")
    monkeypatch.setattr(export_sheets, "AT_ONCE", 3 * REPLICATES * 2)  # two outcomes at once
    written(store, number, tmp_path / "b.csv")
    keys = ["scenario", "regime", "outcome"]
    whole, parts = (read(tmp_path / f"{name}-differences.csv").sort_values(keys, ignore_index=True) for name in "ab")
    pd.testing.assert_frame_equal(whole, parts, check_exact=True)


# --- asking ----------------------------------------------------------------------------------------------------------


def test_by_number_from_python(plan: Plan, tmp_path: Path) -> None:
    with Store.open(tmp_path / "runs.sqlite") as store:
        kept(store, comparison(plan), every(plan))
    done = export(1, tmp_path / "r.xlsx", db=tmp_path / "runs.sqlite", outcomes=["arrests"])
    assert {each.file.name for each in done.tables} == {"r.xlsx"}
    assert done.tables[0].rows == 15


def test_what_is_not_there_is_one_sentence_and_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no experiment 7 in "):
        export(7, tmp_path / "r.csv", db=tmp_path / "runs.sqlite")
    with pytest.raises(InputError, match="--out writes a file whose name ends in"):
        export(7, tmp_path / "r.txt", db=tmp_path / "runs.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_would_be_too_long_is_one_sentence(
    store: Store, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diversion.experiments.exports import spreadsheet

    number = kept(store, comparison(plan), every(plan))
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 50)
    with pytest.raises(InputError, match="The table outcomes has 75 rows; a sheet holds 50"):
        written(store, number, tmp_path / "r.xlsx")
