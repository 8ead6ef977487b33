"""The desk computes a scenario once for all who look at it, gives a first answer early, and stops when nobody looks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from diversion.experiments.compare import compare
from diversion.experiments.lives.day_by_day import Ground, Neighbourhood
from diversion.model.ledger.outcomes import HEADLINES
from diversion.scenarios.parameters import InputError
from diversion.viz.charts.chart import Axis, Bars, Lines, Range, Ranges
from diversion.viz.charts.comparison import change_chart, overview, row_of
from diversion.viz.charts.day_by_day import plan_of
from diversion.viz.charts.scales import around
from diversion.viz.charts.style import COLOURS, text_width
from diversion.viz.view.echarts.axes import Option
from diversion.viz.view.echarts.bars import bars
from diversion.viz.view.echarts.lines import lines
from diversion.viz.view.echarts.places import places, places_height
from diversion.viz.view.echarts.ranges import ranges
from diversion.viz.view.visitor.answers import FIRST, Answer, Job
from diversion.viz.view.visitor.chosen import Chosen
from diversion.viz.view.visitor.running import MOST_OF_ALL, MOST_OF_ONE, Desk
from diversion.viz.view.visitor.shares import Shares

SMALL = Chosen(regimes=("pre-arrest",), years=1, replicates=4)
PATIENCE = 120.0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk") / "runs.sqlite")


def whole(job: Job) -> list[Answer]:
    """Every answer of a job, to the last."""
    found: list[Answer] = []
    while not (found and found[-1].finished):
        newest = job.wait(found[-1] if found else None, PATIENCE)
        if not found or newest is not found[-1]:
            found.append(newest)
    return found


def test_a_first_answer_comes_early_and_is_what_so_few_replicates_say(desk: Desk, tmp_path: Path) -> None:
    job = desk.ask(SMALL)
    answers = [answer for answer in whole(job) if answer.done]
    desk.leave(job)

    assert [answer.done for answer in answers] == [FIRST, SMALL.replicates]
    for answer in answers:
        typed = compare("blackpool", ["pre-arrest"], years=1, replicates=answer.done, db=tmp_path / "typed.sqlite")
        assert answer.comparison is not None
        assert answer.comparison.findings() == typed.findings()
        shown, wanted = (each.differences["pre-arrest", "arrests"] for each in (answer.comparison, typed))
        assert repr(shown) == repr(wanted)  # to the last digit; NaN would not equal NaN


def test_two_who_look_at_the_same_share_the_work(desk: Desk) -> None:
    first, second = desk.ask(SMALL), desk.ask(SMALL)
    assert first is second
    desk.leave(first)
    assert not second.stop.is_set()
    assert whole(second)[-1].finished
    desk.leave(second)
    assert desk.under_way == 0


def test_work_that_nobody_waits_for_is_broken_off_and_kept(desk: Desk) -> None:
    wanted = Chosen(regimes=("pre-arrest",), years=2, replicates=200, seed=5)
    job = desk.ask(wanted)
    first = job.wait(job.answer, PATIENCE)
    assert first.done == FIRST
    desk.leave(job)
    assert job.stop.is_set() and desk.under_way == 0
    time.sleep(2.0)
    left = job.answer.done
    time.sleep(1.0)
    assert job.answer.done == left < wanted.replicates

    again = desk.ask(wanted)  # begun again at once, it goes on from what is kept
    assert again is not job
    assert again.wait(again.answer, PATIENCE).done >= FIRST
    desk.leave(again)


def test_a_scenario_that_cannot_be_meant_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="outside 0 to 1"):
        desk.ask(SMALL.with_change("offer_street", 2.0))
    assert desk.under_way == 0


def test_charts_hold_the_numbers_the_command_line_writes(desk: Desk) -> None:
    job = desk.ask(SMALL)
    comparison = whole(job)[-1].comparison
    desk.leave(job)
    assert comparison is not None
    rows = {row["outcome"]: row for row in comparison.rows()}
    for name in HEADLINES:
        chart = change_chart(comparison, name)
        given = dict(zip(chart.table.raw_columns, chart.table.raw[0], strict=True))
        assert all(given[column] == rows[name][column] or rows[name]["n"] == 0 for column in given)
        assert chart.title and chart.title in chart.alt
        assert "Blackpool" in chart.subtitle and "1 year" in chart.subtitle
    assert len(overview(comparison).rows) == len(HEADLINES)


# --- options ---------------------------------------------------------------------------------------------------------


def differences(rows: list[Range]) -> Option:
    """Rows around no change, as a page draws them."""
    return ranges(Ranges(rows, Axis("a year", around(rows))))


def test_rows_of_differences_are_told_apart_by_shape_and_colour() -> None:
    rows = [row_of(0, "A", "−1", -1.0, (-3.0, 1.0)), row_of(1, "B", "+2", 2.0, (1.0, 4.0))]
    option = differences(rows)["baseOption"]
    first, second, zero = option["series"]
    one, two = first["data"][0], second["data"][0]
    assert one["symbol"] != two["symbol"]
    assert (one["itemStyle"]["color"], two["itemStyle"]["color"]) == COLOURS[:2]
    assert [end["coord"][0] for end in first["markLine"]["data"][0]] == [-3.0, 1.0]
    assert zero["markLine"]["data"] == [{"xAxis": 0}]
    assert option["xAxis"]["min"] <= -3.0 and option["xAxis"]["max"] >= 4.0


def test_a_row_without_a_value_is_named_and_not_drawn() -> None:
    option = differences([row_of(0, "A", "no value")])["baseOption"]
    assert option["series"][0]["data"] == [] and option["series"][0]["markLine"]["data"] == []
    assert "A" in option["yAxis"]["data"][0]


def test_lines_and_bars_leave_gaps_for_what_is_missing() -> None:
    drawn = lines(Lines({"A": [1.0, float("nan")], "B": [2.0, 3.0]}, ["May", "June"], "hours"))["baseOption"]["series"]
    assert drawn[0]["data"] == [1.0, None]
    assert drawn[0]["lineStyle"]["type"] != drawn[1]["lineStyle"]["type"]
    assert bars(Bars(["x"], {"A": [float("nan")]}, Axis("hours")))["baseOption"]["series"][0]["data"] == [None]


def test_lines_are_named_at_their_ends_where_those_part_and_by_a_key_elsewhere() -> None:
    apart, together = (
        lines(Lines({"A": [0.0, end], "B": [0.0, 3.0]}, ["May", "June"], "hours")) for end in (1.0, 2.95)
    )
    for option, direct in ((apart, True), (together, False)):
        wide, narrow = option["baseOption"], option["media"][0]["option"]
        assert wide["legend"]["show"] is not direct and narrow["legend"]["show"]
        assert all(line["endLabel"]["show"] is direct for line in wide["series"])
        assert not any(line["endLabel"]["show"] for line in narrow["series"])


@pytest.mark.parametrize("words", ["−1,237 (−2,317 to −1,158)", "+40 (+2 to +392)", "no difference"])
def test_the_numbers_of_a_row_are_never_cut(words: str) -> None:
    name = "Treatment workers in custody and at court"
    option = differences([row_of(0, name, words, -1.0, (-3.0, 1.0))])
    for drawn in (option["baseOption"], option["media"][0]["option"]):
        (label,) = drawn["yAxis"]["data"]
        lines_of_it = [line.strip("{}").partition("|")[2] for line in label.split("\n")]
        assert " ".join(lines_of_it) == f"{name} {words}"
        assert all(text_width(line, 14) * 72 < drawn["grid"]["left"] for line in lines_of_it)


@pytest.mark.parametrize(("columns", "rows"), [(3, 7), (13, 14), (25, 40), (5, 1)])
def test_no_neighbourhood_touches_the_next_at_any_width(columns: int, rows: int) -> None:
    ground = Ground(tuple(Neighbourhood(k % columns, k // columns, float(k), 0.5) for k in range(columns * rows)), ())
    words = [str(k) for k in range(columns * rows)]
    mark = plan_of(ground, [1.0] * len(words), 2.0, words)
    option = places(mark)
    across, down = max(columns, rows) - 1, max(1, min(columns, rows) - 1)
    for media, room in ((option["media"][1], 500), (option["media"][0], 280)):
        apart = min((room - 44) / across, (places_height(mark) - 44) / down)
        assert max(node["symbolSize"] for node in media["option"]["series"][0]["data"]) < max(apart, 4.1)


# --- Row V4: one visitor does not starve the rest ----------------------------------------------------------------------


@contextmanager
def asked(desk: Desk, *wanted: tuple[Chosen, str]) -> Iterator[list[Job]]:
    """Jobs that visitors want, left again at the end."""
    jobs = [desk.ask(chosen, visitor) for chosen, visitor in wanted]
    try:
        yield jobs
    finally:
        for job, (_, visitor) in zip(jobs, wanted, strict=True):
            desk.leave(job, visitor)


@pytest.mark.slow
def test_two_greedy_visitors_do_not_keep_an_answer_from_a_modest_one(tmp_path: Path) -> None:
    """Row V4."""
    desk = Desk(tmp_path / "runs.sqlite")
    large = Chosen("london", years=5)
    greedy = [(replace(large, seed=seed), who) for seed in range(3) for who in ("greedy", "greedier")]
    with asked(desk, *greedy) as jobs:
        time.sleep(1.0)  # all are under way
        with asked(desk, (SMALL, "modest")) as (modest,):
            assert whole(modest)[-1].complete  # within the patience of this test, which is less than they take
        assert not any(job.answer.done for job in jobs)


def test_whoever_wants_too_much_at_a_time_is_refused_in_a_sentence_and_others_are_not(tmp_path: Path) -> None:
    """Row V4."""
    desk = Desk(tmp_path / "runs.sqlite")
    long = Chosen("london", years=5)
    with asked(desk, *((replace(long, seed=seed), "greedy") for seed in range(MOST_OF_ONE))):
        with pytest.raises(InputError, match="8 scenarios of yours are under way already"):
            desk.ask(replace(long, seed=99), "greedy")
        with asked(desk, (replace(long, seed=0), "greedy"), (replace(long, seed=99), "modest")):
            pass  # what is there already may be looked at, and others may ask


def test_no_more_is_taken_on_than_a_server_can_do(tmp_path: Path) -> None:
    """Row V4."""
    desk = Desk(tmp_path / "runs.sqlite")
    long = Chosen("london", years=5)
    with (
        asked(desk, *((replace(long, seed=seed), f"visitor {seed}") for seed in range(MOST_OF_ALL))),
        pytest.raises(InputError, match="40 scenarios already, the most it takes on at a time; try again"),
    ):
        desk.ask(replace(long, seed=99), "one more")


def test_a_place_for_which_there_is_never_memory_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Row V4."""
    with pytest.raises(InputError, match=r"London takes about \d\.\d GB of memory, and 0\.1 GB can be lent"):
        Desk(tmp_path / "runs.sqlite", Shares(2, 1e8)).ask(Chosen("london"))
