"""The page about what the answer hangs on, without a browser: begun, watched, stopped, gone on with, and the same as typed."""

import shlex
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

solara = pytest.importorskip("solara")

from ipyvue import VueWidget  # noqa: E402

from diversion.experiments.cli.app import main  # noqa: E402
from diversion.experiments.plans.making import make_plan  # noqa: E402
from diversion.experiments.runs.books import Batch  # noqa: E402
from diversion.experiments.runs.runner import run  # noqa: E402
from diversion.experiments.sensitivity.answer import Answer, Target, targets_of  # noqa: E402
from diversion.experiments.sensitivity.kept import kept_in, look_at  # noqa: E402
from diversion.experiments.sensitivity.methods import METHODS, morris  # noqa: E402
from diversion.experiments.sensitivity.methods.morris import Morris  # noqa: E402
from diversion.experiments.sensitivity.methods.one_at_a_time import OneAtATime  # noqa: E402
from diversion.experiments.sensitivity.methods.pawn import Pawn  # noqa: E402
from diversion.experiments.sensitivity.methods.shapley import Shapley  # noqa: E402
from diversion.experiments.sensitivity.methods.sobol import Sobol  # noqa: E402
from diversion.experiments.sensitivity.methods.sobol_pairs import SobolPairs  # noqa: E402
from diversion.experiments.sensitivity.study import make_study, steady  # noqa: E402
from diversion.experiments.store.store import Store  # noqa: E402
from diversion.scenarios.parameters import InputError  # noqa: E402
from diversion.viz.charts.chart import Tornado  # noqa: E402
from diversion.viz.charts.factors import explained, luck_line, table_of, tidy  # noqa: E402
from diversion.viz.charts.sensitivity import charts_of, looks_of, sheet  # noqa: E402
from diversion.viz.charts.style import Look  # noqa: E402
from diversion.viz.figures.sheets import sheet as drawn_sheet  # noqa: E402
from diversion.viz.view.echarts.options import option  # noqa: E402
from diversion.viz.view.pages import sensitivity as hangs  # noqa: E402
from diversion.viz.view.parts.fields import ChoiceField  # noqa: E402
from diversion.viz.view.parts.shown import Figure  # noqa: E402
from diversion.viz.view.visitor import analysing, state  # noqa: E402
from diversion.viz.view.visitor.chosen import Chosen  # noqa: E402
from diversion.viz.view.visitor.kept_list import before_all, first_shown, fits, options_of  # noqa: E402
from diversion.viz.view.visitor.screening import Asked, command  # noqa: E402
from diversion.viz.view.visitor.taking import analysis_csv  # noqa: E402

from .test_more import press  # noqa: E402
from .test_pages import SMALL, fresh, until  # noqa: E402

__all__ = ["fresh"]

ONE = Asked(SMALL, "pre-arrest", 3, 4)


@pytest.fixture(autouse=True)
def nothing_wanted(fresh: None) -> None:
    analysing.wanted.value, analysing.stage.value = None, analysing.Stage()


@solara.component
def Both() -> None:
    """The page, and what the shell does for it."""
    analysing.Analysing()
    hangs.PAGE.component()


def words(page: Any) -> str:
    """The lines that say how far something has come."""
    lines = page.find(VueWidget, tag="div", class_="dv-status").widgets
    return " ".join(str(part.children[0]) for line in lines for part in line.children if part.children)


def pressed(page: Any, label: str) -> bool:
    """Press a button if it is there and hears it already: one that was drawn a moment ago may not yet."""
    there = any(each.children == [label] for each in page.find(VueWidget, tag="button").widgets)
    with suppress(ValueError):
        if there:
            press(page, label)
            return True
    return False


def test_an_analysis_is_begun_on_the_page_and_shown_when_it_is_finished() -> None:
    _, page = solara.render(Both(), handle_error=False)
    for name, value in (("begin-count", "10"), ("begin-size", "5")):
        next(each for each in page.find(ChoiceField).widgets if each.name == name).vue_chosen(value)
    until(lambda: pressed(page, "Run this analysis"))
    until(lambda: "kept as analysis 1" in words(page))
    until(lambda: len(page.find(Figure).widgets) == 2)
    assert all(each.alt and each.headline and each.csv for each in page.find(Figure).widgets)
    until(lambda: analysing.bench().under_way == 0)
    page.close()


def test_one_that_is_stopped_is_kept_and_gone_on_with() -> None:
    _, page = solara.render(Both(), handle_error=False)
    analysing.begin(replace(ONE, count=10, trajectories=6).study())
    until(lambda: 0 < analysing.stage.value.done < analysing.stage.value.of)
    press(page, "Stop")
    until(lambda: "Stopped" in words(page))
    until(lambda: analysing.bench().under_way == 0)
    kept = kept_in(state.desk().db)[0]
    until(lambda: pressed(page, "Go on with it"))
    until(lambda: analysing.stage.value.number == kept.id)
    assert kept.id == 1 and analysing.stage.value.of == kept.runs
    until(lambda: len(page.find(Figure).widgets) == 2)
    page.close()


def test_whoever_closes_the_tab_breaks_it_off() -> None:
    _, page = solara.render(Both(), handle_error=False)
    analysing.begin(replace(ONE, count=10, trajectories=6).study())
    until(lambda: analysing.stage.value.done > 0)
    page.close()
    until(lambda: analysing.bench().under_way == 0)


def test_two_who_want_the_same_share_it_and_another_has_its_own() -> None:
    bench = analysing.bench()
    first, second = bench.ask(ONE.study()), bench.ask(ONE.study())
    other = bench.ask(replace(ONE, trajectories=6).study())
    assert first is second and other is not first
    bench.leave(first)
    assert not first.stop.is_set()
    until(lambda: first.wait(None, 0.1).ended and other.wait(None, 0.1).ended)
    # Whichever of the two is kept first has number 1: they run side by side.
    assert {first.wait(None, 0.1).number, other.wait(None, 0.1).number} == {1, 2}
    bench.leave(second)
    bench.leave(other)
    assert bench.under_way == 0


def test_whoever_wants_too_many_analyses_is_refused_in_a_sentence_and_others_are_not() -> None:
    """Row V4."""
    bench = analysing.bench()
    studies = [replace(ONE, chosen=replace(SMALL, seed=seed), count=10, trajectories=20).study() for seed in range(12)]
    begun = [(bench.ask(study, "greedy"), "greedy") for study in studies[: analysing.MOST_OF_ONE]]
    with pytest.raises(InputError, match="2 analyses of yours are under way already"):
        bench.ask(studies[10], "greedy")
    begun += [(bench.ask(study, str(seed)), str(seed)) for seed, study in enumerate(studies[2 : analysing.MOST_OF_ALL])]
    with pytest.raises(InputError, match="10 analyses under way, the most it takes on"):
        bench.ask(studies[11], "one more")
    for analysis, visitor in begun:
        bench.leave(analysis, visitor)
    assert bench.under_way == 0


def test_an_analysis_that_would_take_days_is_refused_wherever_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row V4."""
    asked = replace(ONE, chosen=Chosen("england-and-wales", years=5), count=20, trajectories=20)
    with pytest.raises(InputError, match="would take too long here; choose a smaller place"):
        asked.study()
    monkeypatch.setattr("diversion.viz.view.visitor.screening.must_end_too", lambda _: None)
    with pytest.raises(InputError, match="would take too long here"):
        analysing.bench().ask(asked.study())  # as one that the command line began and the page would go on with


def test_a_refusal_of_an_analysis_stands_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row V4."""
    monkeypatch.setattr(analysing, "visitor", lambda: "one")  # whoever the page takes this thread for
    _, page = solara.render(Both(), handle_error=False)
    bench = analysing.bench()
    # So long that neither is over before the third is asked for, however busy the machine is.
    begun = [
        bench.ask(replace(ONE, chosen=replace(SMALL, seed=seed), trajectories=1000).study(), "one") for seed in (5, 6)
    ]
    analysing.begin(ONE.study())
    until(lambda: "2 analyses of yours" in analysing.stage.value.error and analysing.wanted.value is None)
    for analysis in begun:
        bench.leave(analysis, "one")
    page.close()


def test_the_command_beside_it_is_the_very_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = replace(SMALL, changes=(("offer_street", 0.25), ("lead.length_days", 200.0)))
    asked = replace(ONE, chosen=chosen)
    study, db = asked.study(), state.desk().db
    with Store.open(db) as store:
        number = run(study.experiment, store).number
    out = tmp_path / "typed.csv"
    typed = [*shlex.split(command(study))[1:], "--outcome", "arrests", "--db", str(db), "--out", str(out), "--quiet"]
    assert main(typed) == 0
    assert "40 read from the store, 0 computed" in capsys.readouterr().out
    answer = look_at(db, number, ("arrests",)).answer
    assert answer is not None
    assert analysis_csv(answer) == out.read_bytes()


def test_a_preset_is_named_in_the_command_and_gives_the_very_same() -> None:
    preset = "lead-as-published"
    chosen = SMALL.from_preset(preset)
    study = replace(ONE, chosen=replace(chosen, years=1), regime=chosen.regimes[-1]).study()
    typed = command(study, preset)
    assert f"--preset {preset}" in typed and "--set" not in typed


# --- charts ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=METHODS.values(), ids=str)
def answer(request: pytest.FixtureRequest) -> Answer:
    """What each method says of arrests that fall with offers, and with luck, and with nothing else."""
    size = {Morris(): 10, Sobol(): 64, SobolPairs(): 64, Shapley(): 64, OneAtATime(): 10, Pawn(): 200}[request.param]
    plan = steady(make_plan("blackpool", ["pre-arrest"], years=1))
    study = make_study(plan, request.param, ["offer_street", "effect_lead"], size)
    luck = np.random.default_rng(1).normal(size=int(study.sample.replicate.max()) + 1)
    change = -300 * study.sample.unit[:, 0] + 20 * luck[study.sample.replicate]
    columns = {("none", "arrests"): np.full(len(change), 2000.0), ("pre-arrest", "arrests"): 2000.0 + change}
    batch = Batch(1, study.experiment.runs)
    return Answer(
        study=study, batch=batch, location="nowhere", columns=columns, targets=tuple(targets_of(plan, ["arrests"]))
    )


ARRESTS = Target("arrests", "pre-arrest", "none")


def test_every_method_has_a_tornado_with_a_row_for_each_factor_and_luck(answer: Answer) -> None:
    tornado, *others = charts_of(answer, ARRESTS)
    drawn = option(tornado)["baseOption"]
    rows = drawn["yAxis"]["data"]
    assert len(rows) == 3
    assert {"offer street", "effect lead"} <= {row.split("}")[0].removeprefix("{name|") for row in rows}
    assert all(len(series["data"]) == 3 for series in drawn["series"])
    assert len(others) == (answer.study.sample.method == Morris())
    for chart in (tornado, *others):
        assert len(chart.title.split()) <= 15
        assert "Blackpool, 1 year from April 2026" in chart.subtitle
        assert "effect lead" in chart.alt
    assert tornado.title == "The answer depends most on offer street"
    assert looks_of(answer, ARRESTS) == {"offer street": Look.MATTERS, "effect lead": Look.SMALL}
    assert "offer street" in rows[0] and "matters" in rows[0]
    assert explained(answer, ARRESTS)[0].startswith("Offer street: That an average officer offers")
    assert "chance alone" in luck_line(answer, ARRESTS)


def test_the_data_to_take_away_are_the_rows_of_the_command(answer: Answer) -> None:
    table = table_of(answer, ARRESTS, {"offer street": "matters"})
    same = tidy(answer, ARRESTS)
    assert [list(row.values()) for row in same] == table.raw
    assert {row["regime"] for row in same} == {"pre-arrest"}
    assert {row["reference"] for row in same} == {"none"}


@pytest.mark.parametrize("answer", [Morris()], indirect=True)
def test_falls_and_rises_come_to_the_average_effect(answer: Answer) -> None:
    mark = charts_of(answer, ARRESTS)[0].mark
    found = answer.analyses[ARRESTS].by_factor
    assert isinstance(mark, Tornado)
    rows = {row.name: row for row in mark.rows}
    for factor in answer.study.factors:
        effect = rows[answer.labels[factor.name]]
        assert effect.second - effect.first == pytest.approx(found[factor.name][morris.MU_STAR].value)
        assert effect.second + effect.first == pytest.approx(found[factor.name][morris.MU].value)
        assert effect.first <= 1e-9 and effect.second >= -1e-9
    assert rows["chance alone"].second - rows["chance alone"].first > 0


def test_a_picture_has_the_charts_of_the_page(answer: Answer) -> None:
    whole = sheet(answer, ARRESTS)
    drawn = drawn_sheet(whole)
    assert len(drawn.axes) == len(charts_of(answer, ARRESTS))
    assert all(chart.alt in drawn.alt for chart in charts_of(answer, ARRESTS))
    shown = {text.get_text() for axes in drawn.axes for text in axes.texts}
    assert {"offer street", "effect lead"} <= shown


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_one_that_fits_and_is_finished_is_shown_first_and_another_version_is_told() -> None:
    db = state.desk().db
    with Store.open(db) as store:
        run(make_study(ONE.plan(), Morris(), ["offer_street"], 4).experiment, store)
        store.begin(replace(ONE, trajectories=6).study().experiment)
        elsewhere = replace(ONE, chosen=replace(SMALL, locality="leicester")).study()
        store.begin(elsewhere.experiment)
    kept = kept_in(db)
    assert [fits(line, SMALL) for line in kept] == [0, 3, 3]
    assert first_shown(kept, SMALL) == kept[2].id
    assert "0 of 60 runs" in options_of(kept, SMALL)[str(kept[1].id)]
    assert options_of(kept, SMALL)[str(kept[2].id)].endswith(" – yours")
    assert list(before_all(kept[2], SMALL)) == []
    (said,) = before_all(replace(kept[2], engine_version="0.0.9+abc"), SMALL)
    assert "another version of the model (0.0.9+abc)" in said
    other = replace(SMALL, years=2, seed=9).with_change("offer_street", 0.25).with_change("lead.length_days", 200.0)
    assert [fits(line, other) for line in kept] == [0, 2, 2]
    (said,) = before_all(kept[2], other)
    assert said == (
        "It was run with other settings: 1 year, not 2; seed 1, not 9; lead.length_days as usual, not 200.0; "
        "offer_street as usual, not 0.25."
    )
    with Store.open(db) as store:
        store.begin(replace(ONE, chosen=other).study().experiment)
    assert [fits(line, other) for line in kept_in(db)] == [3, 0, 2, 2]
    (said,) = before_all(kept[0], SMALL)
    assert "This is about Leicester" in said
