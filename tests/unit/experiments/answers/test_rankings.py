"""Like with like on made-up answers: what is divided by what, what is stage and what programme, and who may be named."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from diversion.experiments.answers import Comparison
from diversion.experiments.answers.alike import NOT_TOLD, Basis, Crossed, crossed_runs, effects
from diversion.experiments.answers.rankings import ranking_lines
from diversion.experiments.plans import RunResult, crossing_of, make_plan
from diversion.experiments.reports.comparison import print_comparison
from diversion.experiments.runs import Batch
from diversion.experiments.statistics import Band, Ranking

DRAWS = 40
Levels = Mapping[str, Any]  # by regime: offences a year, one number or one for each draw
BOTH = ("custody-stage", "pre-arrest")


def results(levels: Levels, draws: int, **more: float) -> list[RunResult]:
    """Made-up runs: some noise that all regimes share, and what each is said to have."""
    noise = np.random.default_rng(1).normal(0, 500, draws)
    found = []
    for name, level in levels.items():
        offences = np.broadcast_to(np.asarray(level, dtype=float), (draws,)) + noise
        for replicate, value in enumerate(offences):
            outcomes = {"latent_offences": value, "contacts_referred": value / 100.0, **more}
            found.append(RunResult(regime=name, replicate=replicate, seed=replicate, seconds=0.0, outcomes=outcomes))
    return found


@pytest.fixture
def made() -> Callable[..., Comparison]:
    """An answer with these offences as asked, and with beliefs exchanged (the same in both scenarios of the pair)."""

    def make(levels: Levels, exchanged: Levels | None = None, draws: int = DRAWS, **more: Any) -> Comparison:
        plan = make_plan("blackpool", [name for name in levels if name != "none"], replicates=draws, **more)
        money = {"cost.programmes": 200_000.0}
        ways = {f"funnel.{route.name}.{step}": 25.0 for route in plan.routes for step in ("offered", "admitted")}
        found = Comparison(
            plan=plan, batch=Batch(0, 1), results=tuple(results(levels, draws, **money, **ways)), location="here"
        )
        crossing = crossing_of(plan)
        if exchanged is None or crossing is None:
            return found
        runs = {n: results(exchanged, len(point.replicates)) for n, point in enumerate(crossing.points)}
        return replace(found, crossed=Crossed(crossing, Batch(0, 1), crossed_runs(crossing, runs)))

    return make


def said(answer: Comparison) -> list[str]:
    return answer.findings()[3:]


# --- who may be named ------------------------------------------------------------------------------------------------


def test_a_winner_with_either_belief_is_named(made: Callable[..., Comparison]) -> None:
    answer = made(
        {"none": 1000, "custody-stage": 900, "pre-arrest": 700}, {"none": 1000, "custody-stage": 800, "pre-arrest": 750}
    )
    (found,) = answer.rankings
    assert (found.more, found.less, found.may_say) == ("pre-arrest", "custody-stage", Ranking.MORE)
    assert said(answer) == [
        "Pre-arrest diversion does more against offences than custody-stage diversion: in 100% of draws, and in 100% where the "
        "two beliefs are exchanged."
    ]
    assert answer.first == "pre-arrest"


def test_a_winner_by_belief_alone_is_told_to_be_that(made: Callable[..., Comparison]) -> None:
    """The headline of the earlier version: one programme was believed to work better, and its stage got the credit."""
    answer = made(
        {"none": 1000, "custody-stage": 700, "pre-arrest": 900}, {"none": 1000, "custody-stage": 950, "pre-arrest": 600}
    )
    (sentence,) = said(answer)
    assert sentence.startswith(
        "Offences are fewer under custody-stage diversion than under pre-arrest diversion in 100% of draws."
    )
    assert "It does more because its programme is believed to work better (" in sentence
    assert sentence.endswith("), not because of when it is offered.")
    assert answer.first == ""


@pytest.mark.parametrize(
    "levels",
    [
        {"none": 1000, "custody-stage": 800, "pre-arrest": 800},  # a tie in every draw
        {"none": 1000, "custody-stage": [790, 810] * 20, "pre-arrest": 800},
        {"none": 1000, "custody-stage": [790] * 35 + [810] * 5, "pre-arrest": 800},  # 88%
    ],
)
def test_what_is_not_likely_enough_is_not_told(made: Callable[..., Comparison], levels: Levels) -> None:
    answer = made(levels, {"none": 1000, "custody-stage": 700, "pre-arrest": 900})
    assert said(answer)[0].startswith("We cannot tell which does more against offences: ") and answer.first == ""
    assert len(said(answer)) == 1


def test_too_few_draws_values_that_are_none_and_fixed_parameters_name_nobody(made: Callable[..., Comparison]) -> None:
    clear = {"none": 1000, "custody-stage": 700, "pre-arrest": 900}
    for answer in (
        made(clear, clear, draws=19),
        made(clear, clear, fixed_parameters=True),
        made({**clear, "pre-arrest": [np.nan] * 21 + [900] * 19}, clear),
        made(clear, {**clear, "custody-stage": np.nan}),
    ):
        assert [each.may_say for each in answer.rankings] == [Ranking.UNCLEAR]
        assert answer.first == "" and not any("does more against offences than" in each for each in answer.findings())


def test_without_the_exchange_nothing_is_said_of_two_programmes(made: Callable[..., Comparison]) -> None:
    answer = made({"none": 1000, "custody-stage": 700, "pre-arrest": 900})
    assert said(answer) == [] and answer.first == "" and answer.rankings[0].may_say is Ranking.UNCLEAR


def test_beside_a_reference_with_a_programme_no_title_ranks_and_a_sentence_warns(
    made: Callable[..., Comparison],
) -> None:
    from diversion.viz.charts.comparison import change_chart

    levels = {"custody-stage": 1000, "pre-arrest": 900}
    plan = make_plan("blackpool", BOTH, reference="custody-stage", replicates=DRAWS)
    answer = replace(made({"none": 1000, **levels}), plan=plan, results=tuple(results(levels, DRAWS, arrests=1.0)))
    assert (
        change_chart(answer, "latent_offences").title
        == "Offences, known to police or not, beside custody-stage diversion"
    )
    (warning,) = ranking_lines(answer.plan, answer.rankings, crossed=False)
    assert warning.startswith("Custody-stage diversion has a programme of its own, and beliefs were not exchanged: ")


def test_what_was_not_exchanged_is_not_told_to_be_unclear(made: Callable[..., Comparison]) -> None:
    """Combined shares programmes with both, so no belief of it was exchanged with theirs, however clear it looks."""
    levels = {"none": 1000, "custody-stage": 700, "pre-arrest": 900, "combined": 500}
    *_, last = said(made(levels, levels))
    assert last.startswith("Not compared with their beliefs exchanged: combined diversion and ")
    assert not any("We cannot tell which" in each for each in said(made(levels, levels)))


def test_one_programme_beside_none_needs_no_exchange(made: Callable[..., Comparison]) -> None:
    assert made({"none": 1000, "pre-arrest": 900}).first == "pre-arrest"
    assert made({"none": 1000, "pre-arrest": 1100}).first == ""
    assert made({"none": 1000, "pre-arrest": 1000}).first == ""


def test_the_first_of_three_must_be_so_beside_each(made: Callable[..., Comparison]) -> None:
    levels = {"none": 1000, "current": 950, "custody-stage": 800, "pre-arrest": 700}
    assert made(levels, levels).first == "pre-arrest"
    worse = {**levels, "custody-stage": 690}  # with each other's beliefs, custody-stage does more
    assert made(levels, worse).first == ""


def test_a_terminal_names_a_first_only_where_the_rule_does(made: Callable[..., Comparison]) -> None:
    levels = {"none": 1000, "custody-stage": 700, "pre-arrest": 900}

    def printed(answer: Comparison) -> str:
        console = Console(file=io.StringIO(), width=100, color_system=None)
        print_comparison(answer, console, finer=True)
        file: Any = console.file
        return " ".join(file.getvalue().split())

    belief = printed(made(levels, {**levels, "custody-stage": 950}))
    assert "No regime here can be said to do more against offences than every other." in belief
    assert "Fewest offences" not in belief and "best" not in belief.replace("best on", "")
    named = printed(made(levels, levels))
    assert "Custody-stage diversion does more against offences than every other regime here." in named


# --- what is divided by what -----------------------------------------------------------------------------------------


def test_changes_are_told_for_money_offers_and_places(made: Callable[..., Comparison]) -> None:
    rows = {
        (row.basis, row.regime): row.changes
        for row in made({"none": 1000, "custody-stage": 900, "pre-arrest": 700}).alike
    }
    assert rows[Basis.MONEY, "custody-stage"]["latent_offences"].mean == pytest.approx(-50)  # 100 for £200,000
    assert rows[Basis.OFFERED, "custody-stage"]["latent_offences"].mean == pytest.approx(-400)  # 100 for 25 offers
    assert rows[Basis.OFFERED, "pre-arrest"]["latent_offences"].mean == pytest.approx(-600)  # two doors: 300 for 50
    assert rows[Basis.PLACED, "pre-arrest"]["latent_offences"].mean == pytest.approx(-600)
    assert all(list(changes) == ["latent_offences"] for changes in rows.values())


def test_where_nothing_was_spent_or_the_reference_has_a_programme_there_is_no_number(
    made: Callable[..., Comparison],
) -> None:
    answer = made({"none": 1000, "pre-arrest": 900})
    free = [replace(run, outcomes={**run.outcomes, "cost.programmes": 0.0}) for run in answer.results]
    row = replace(answer, results=tuple(free)).alike[0]
    assert row.basis is Basis.MONEY and row.changes["latent_offences"].n == 0
    plan = replace(answer.plan, reference="pre-arrest")
    assert replace(answer, plan=plan).alike == ()


def test_stage_programme_and_what_both_do_add_up_to_the_corners() -> None:
    corners = np.random.default_rng(3).normal(size=(4, 30))
    found = {name: pair.mean for name, pair in effects(list(corners), Band.DRAWS).items()}
    one_one, one_two, two_one, two_two = corners.mean(axis=1)
    assert found["stage"] + found["programme"] == pytest.approx(two_two - one_one)
    assert found["stage"] - found["interaction"] / 2 == pytest.approx(two_one - one_one)
    assert found["stage"] + found["interaction"] / 2 == pytest.approx(two_two - one_two)


def test_where_only_the_programme_differs_stage_is_nothing() -> None:
    weak, strong = np.full(20, 100.0), np.full(20, 60.0)
    found = effects([weak, strong, weak, strong], Band.DRAWS)
    assert found["stage"].no_difference and found["interaction"].no_difference and found["programme"].mean == -40


def test_the_rows_stand_in_json_notes_and_the_table_of_the_page(made: Callable[..., Comparison]) -> None:
    from diversion.viz.charts.alike import alike_table

    levels = {"none": 1000, "custody-stage": 700, "pre-arrest": 900}
    answer = made(levels, levels)
    kept = answer.to_dict()
    assert {row["basis"] for row in kept["like_with_like"]} == {basis.value for basis in Basis}
    assert kept["rankings"][0]["may_say"] == "does more" and kept["crossing"]["replicates"] == 20
    assert any(note["about"] == "Like with like" for note in answer.notes())
    table = alike_table(answer)
    assert len(table.rows) == len(answer.alike) == 3 * 2 + 4 + 3
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert {row.basis for row in answer.alike if "contacts_referred" in row.changes} == {Basis.SAME, Basis.EFFECT}
    assert [line[-1] == NOT_TOLD for line in table.rows] == [True] * 6 + [False] * 7
    assert list(table.groups) == [row.basis.value for row in answer.alike], (
        "what they are alike by is told once, above them"
    )


def corner(rows: Sequence[Any], regime: str, programme: str) -> float:
    return next(
        float(row.changes["latent_offences"].mean)
        for row in rows
        if row.basis is Basis.SAME and (row.regime, row.programme) == (regime, programme)
    )


def test_each_corner_is_read_off_its_own_scenario(made: Callable[..., Comparison]) -> None:
    plan = make_plan("blackpool", BOTH, replicates=DRAWS)
    crossing = crossing_of(plan)
    assert crossing
    levels: dict[int, Levels] = {
        crossing.exchanged[BOTH]: {"none": 0, "custody-stage": 0, "pre-arrest": 0},
        crossing.straight: {"none": 1000, "custody-stage": 900, "pre-arrest": 800},
        crossing.across: {"none": 1000, "custody-stage": 700, "pre-arrest": 600},
    }
    crossed = Crossed(
        crossing, Batch(0, 1), crossed_runs(crossing, {n: results(each, 20) for n, each in levels.items()})
    )
    rows = list(crossed.rows(Band.DRAWS))
    assert corner(rows, "custody-stage", "checkpoint") == pytest.approx(-100)
    assert corner(rows, "pre-arrest", "lead") == pytest.approx(-200)
    assert corner(rows, "custody-stage", "lead") == pytest.approx(-300)
    assert corner(rows, "pre-arrest", "checkpoint") == pytest.approx(-400)
