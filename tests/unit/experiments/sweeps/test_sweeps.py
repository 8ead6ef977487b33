"""What a sweep says is what its runs say: paired cells, whether what was varied matters, tables, words and pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.experiments.cli.app import main
from diversion.experiments.designs import read_design
from diversion.experiments.plans import Experiment
from diversion.experiments.runs import Batch
from diversion.experiments.statistics import Band
from diversion.experiments.sweeps.answer import Sweep
from diversion.experiments.sweeps.cells import shape_of
from diversion.model.ledger.outcomes import HEADLINES
from diversion.viz.charts import Curves, Ranges

HEAD = "format: 1\nlocality: blackpool\nregimes: [none, pre-arrest]\nfixed_parameters: true\nreplicates: {n}\n"
GRID = "levers: {design: grid, of: {caseload_pre_arrest: [5, 10, 20]}}\n"
TWO = "levers: {design: grid, of: {caseload_pre_arrest: [5, 20], lead.length_days: [180, null]}}\n"
LIST = "levers: {design: list, of: {caseload_pre_arrest: [5, 10, 20], workers_pre_arrest: [9, 6, 3]}}\n"
DRAWS = "uncertainties: {design: latin-hypercube, points: 24, of: [offer_street, effect_lead]}\n"
SIDES = "uncertainties: {design: grid, of: {offer_street: [0.1, 0.3]}}\n"


def experiment(folder: Path, text: str, n: int = 20) -> Experiment:
    path = folder / "design.yaml"
    path.write_text(HEAD.format(n=n) + text, encoding="utf-8")
    return read_design(path, posterior=False)


def found(of: Experiment, offences: Any) -> Sweep:
    """A sweep whose offences under pre-arrest are `offences` beyond those under none; everything else is alike."""
    rng = np.random.default_rng(1)
    shape = shape_of(of)
    usual = {name: rng.normal(1000.0, 50.0, shape) for name in HEADLINES}
    columns = {(regime.name, name): usual[name].copy() for regime in of.plan.regimes for name in HEADLINES}
    columns["pre-arrest", "latent_offences"] += np.broadcast_to(offences, shape)
    return Sweep(experiment=of, batch=Batch(1, of.runs), location=":memory:", columns=columns)


def by_lever(*values: float) -> Any:
    return np.array(values)[:, None, None]


def test_each_cell_is_the_paired_difference_of_its_runs(tmp_path: Path) -> None:
    sweep = found(experiment(tmp_path, GRID), by_lever(-10.0, -20.0, -40.0))
    table = sweep.table()
    offences = table[table.outcome == "latent_offences"]
    assert offences.caseload_pre_arrest.tolist() == [5.0, 10.0, 20.0]
    assert offences.change.tolist() == pytest.approx([-10.0, -20.0, -40.0])
    assert (offences.band == Band.MEAN.value).all()
    assert (table[table.outcome == "arrests"].change == 0).all()


@pytest.mark.parametrize(
    ("values", "word"),
    [((-10.0, -20.0, -40.0), "about 30 fewer offences"), ((-40.0, -20.0, -10.0), "about 30 more offences")],
)
def test_what_a_lever_does_is_said_the_right_way_round(tmp_path: Path, values: tuple[float, ...], word: str) -> None:
    noise = np.random.default_rng(2).normal(0.0, 1.0, (3, 1, 20))
    (said,) = found(experiment(tmp_path, GRID), by_lever(*values) + noise).findings()
    assert said.startswith("Pre-arrest diversion, from caseload_pre_arrest 5 to 20: ")
    assert word in said


def test_nothing_is_said_to_matter_where_it_does_not(tmp_path: Path) -> None:
    design = experiment(tmp_path, GRID)
    (same,) = found(design, -10.0).findings()
    assert "it makes no difference to offences" in same or "cannot tell" in same  # to the last bit of a float
    (unclear,) = found(design, np.random.default_rng(3).normal(-10.0, 30.0, (3, 1, 20))).findings()
    assert "we cannot tell whether it matters to offences" in unclear
    (few,) = found(experiment(tmp_path, GRID, n=2), by_lever(-10.0, -20.0, -90.0)).findings()
    assert "too few replicates" in few


def test_what_is_sampled_are_draws_of_a_cell_and_not_cells(tmp_path: Path) -> None:
    design = experiment(tmp_path, GRID + DRAWS, n=2)
    drawn = np.linspace(-50.0, 50.0, 24)[None, :, None]
    sweep = found(design, by_lever(0.0, 100.0, 200.0) + drawn)
    assert len(sweep.cells) == 3 and sweep.band is Band.DRAW_MEANS
    pair = sweep.change(sweep.cells[1], "pre-arrest", "latent_offences")
    assert pair.n == 24 and pair.median == pytest.approx(100.0)
    assert pair.high - pair.low == pytest.approx(95.0)
    (said,) = sweep.findings()
    assert "probably about 200 more offences" in said  # fewer than forty draws


def test_a_sample_alone_is_one_finding(tmp_path: Path) -> None:
    sweep = found(experiment(tmp_path, DRAWS, n=2), -30.0)
    assert len(sweep.cells) == 1 and sweep.steps == []
    assert sweep.findings() == ["Over all that was varied: pre-arrest diversion probably lowers offences."]


def test_uncertainties_on_a_grid_are_cells_and_nobody_decides_them(tmp_path: Path) -> None:
    sweep = found(experiment(tmp_path, GRID + SIDES), 0.0)
    assert len(sweep.cells) == 6 and sweep.steps == []
    assert "not decided by anybody" in sweep.findings()[0]


def test_levers_that_are_paired_off_step_together(tmp_path: Path) -> None:
    (step,) = found(experiment(tmp_path, LIST), 0.0).steps
    assert step.names == ("caseload_pre_arrest", "workers_pre_arrest")
    assert (step.low, step.high) == ((0,), (2,))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(-500, 500), min_size=4, max_size=4))
def test_a_step_is_the_mean_over_the_other_lever(values: list[float]) -> None:
    """Closed form: on a two by two grid each lever's step is its main effect."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        sweep = found(experiment(Path(folder), TWO), by_lever(*values))
    first, second = sweep.steps
    a, b, c, d = values
    effects = [sweep.effect(step, "pre-arrest", "latent_offences").mean for step in (first, second)]
    assert effects == pytest.approx([(c + d - a - b) / 2, (b + d - a - c) / 2], abs=1e-6)
    assert (second.first, second.last) == ("lead.length_days 180", "none")


@pytest.mark.parametrize(("text", "lines"), [(GRID, 1), (TWO, 2)])
def test_it_is_drawn_as_lines_where_a_lever_is_numbers(tmp_path: Path, text: str, lines: int) -> None:
    sweep = found(experiment(tmp_path, text), 0.0)
    mark = sweep.sheet.charts[0].mark
    assert isinstance(mark, Curves) and len(mark.curves) == lines
    assert sweep.plot().alt == sweep.sheet.alt


def test_it_is_drawn_as_rows_where_no_line_has_two_places(tmp_path: Path) -> None:
    sweep = found(experiment(tmp_path, LIST), 0.0)
    mark = sweep.sheet.charts[0].mark
    assert isinstance(mark, Ranges) and len(mark.rows) == 3
    assert sweep.plot().alt == sweep.sheet.alt


def test_plain_data_goes_through_json_and_a_notebook_shows_a_table(tmp_path: Path) -> None:
    sweep = found(experiment(tmp_path, GRID, n=1), -10.0)
    data = json.loads(json.dumps(sweep.to_dict(), allow_nan=False))
    assert len(data["outcomes"]) == 3 * len(HEADLINES) and data["outcomes"][0]["low"] is None
    shown = sweep._repr_html_()
    assert "<table" in shown and "caseload_pre_arrest" in shown


def test_the_command_and_the_call_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from diversion import sweep

    experiment(tmp_path, GRID, n=2)
    design = tmp_path / "design.yaml"
    design.write_text(design.read_text() + "years: 1\nrun_in: 0\n", encoding="utf-8")
    kept, files = str(tmp_path / "runs.sqlite"), [tmp_path / "found.csv", tmp_path / "found.svg"]
    what = ["sweep", str(design), "--db", kept, "--quiet", "--no-posterior"]
    assert main([*what, "--out", str(files[0]), "--picture", str(files[1])]) == 0
    told = capsys.readouterr().out
    again = sweep(design, db=kept, posterior=False)
    assert again.batch.computed == 0
    assert all(line in " ".join(told.split()) for line in again.findings())
    assert "Offences, known to police or not (a year)" in told and "Kept as experiment 1" in told
    assert main([*what, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["outcomes"] == again.to_dict()["outcomes"]
    assert "<desc>" in files[1].read_text(encoding="utf-8")
    assert len(files[0].read_text(encoding="utf-8").splitlines()) == 1 + len(data["outcomes"])
