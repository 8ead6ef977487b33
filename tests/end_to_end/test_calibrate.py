"""`diversion calibrate` as people use it, on a made-up town: stopped and gone on with, and finding what is known to be true."""

from __future__ import annotations

import json
import shlex
import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

import diversion
from diversion.experiments.calibration import Calibration, calibrate
from diversion.experiments.calibration.study import parse_targets, practice
from diversion.experiments.cli.app import main
from diversion.experiments.measures.every import MEASURES
from diversion.experiments.plans.identity import at
from diversion.experiments.plans.posterior import read_posterior, write_posterior
from diversion.experiments.runs.engines import How
from diversion.experiments.runs.measuring import counted, measure
from diversion.experiments.store.store import Store
from diversion.scenarios import loader

EFFORT = ("read", "computed", "seconds", "experiments")  # what is otherwise when runs are kept
Captured = pytest.CaptureFixture[str]
HAMLET = "name: hamlet\nlike: england-mix\nresidents: {value: 8000, source: test, rating: judgement}\n"
TARGETS = """format: 1
title: A hamlet
targets:
  - {measure: arrests_per_1000, value: 14, tolerance: 2, source: made up}
held_back:
  - {measure: charges_per_arrest, value: 37, tolerance: 5, source: made up}
parameters:
  career_rate.persistent: {low: 5, high: 60, scale: log}
years: 1
run_in: 0
waves: 1
points: 10
draws: 20
seed: 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hamlet.yaml").write_text(HAMLET, encoding="utf-8")
    (tmp_path / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    return tmp_path


def words(folder: Path, *more: str) -> list[str]:
    files = ["--targets", str(folder / "targets.yaml"), "--out", str(folder / "draws.csv")]
    return ["calibrate", str(folder / "hamlet.yaml"), *files, "--db", str(folder / "runs.sqlite"), "--quiet", *more]


def test_the_command_writes_draws_that_other_commands_take(folder: Path, capsys: Captured) -> None:
    picture = folder / "found.svg"
    assert main(words(folder, "--json", "--picture", str(picture))) == 0
    found = json.loads(capsys.readouterr().out)
    posterior = read_posterior(folder / "draws.csv")
    assert posterior.names == ("career_rate.persistent",) and posterior.draws.shape == (20, 1)
    assert posterior.about["locality"] == "hamlet" and "arrests_per_1000 = 14" in posterior.about["targets"]
    assert found["runs"] == found["computed"] + found["read"] and found["failed"] == 0
    (only,) = found["parameters"]
    assert only["after"][0] <= only["middle"] <= only["after"][1] and 0 < only["narrower"] < 1
    assert [each["fitted"] for each in found["predicted"]] == [True, False]
    assert "career_rate.persistent" in picture.read_text(encoding="utf-8")
    first = (folder / "draws.csv").read_bytes()

    mine = diversion.calibrate(folder / "hamlet.yaml", folder / "targets.yaml", db=folder / "runs.sqlite")
    same = {name: value for name, value in json.loads(json.dumps(mine.to_dict())).items() if name not in EFFORT}
    assert same == {name: value for name, value in found.items() if name not in {*EFFORT, "file"}}
    mine.save(folder / "mine.csv")
    assert (folder / "mine.csv").read_bytes() == first
    assert mine.table().parameter.tolist() == ["career_rate.persistent"] and mine.lines()
    assert type(mine.plot()).__name__ == "Picture" and '<th scope="row">career_rate.persistent' in mine._repr_html_()

    assert main(words(folder, "--force")) == 0
    said = capsys.readouterr().out
    told = shlex.split(said.rpartition("Next: diversion ")[2])
    assert main([*told, "--dry-run"]) == 0
    assert str(folder / "runs.sqlite") in capsys.readouterr().out
    assert "calibrated to A hamlet" in said and " 0 computed" in said
    assert (folder / "draws.csv").read_bytes() == first

    assert main(["runs", "--db", str(folder / "runs.sqlite")]) == 0
    listed = capsys.readouterr().out
    assert "wave 1" in listed and "generation 1" in listed and "calibration" in listed
    assert main(["runs", "show", "1", "--db", str(folder / "runs.sqlite")]) == 0
    assert "wave 1 of A hamlet: career_rate.persistent" in " ".join(capsys.readouterr().out.split())
    assert main(["runs", "rerun", "1", "--db", str(folder / "runs.sqlite"), "--quiet"]) == 0
    assert "every number is the same to the bit" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(folder: Path, capsys: Captured) -> None:
    assert main(words(folder, "--dry-run")) == 0
    said = capsys.readouterr().out
    assert "to find are career_rate.persistent." in said and "About 240 runs" in said
    assert not (folder / "draws.csv").exists() and not (folder / "runs.sqlite").exists()


def whole(folder: Path, store: str, how: How, after: int | None = None) -> Calibration:
    """A calibration of the hamlet; with `after`, Ctrl-C comes once so many runs are there."""

    def progress(done: int, _total: int) -> None:
        if after is not None and done >= after:
            raise KeyboardInterrupt

    asked = parse_targets(loader.locality(str(folder / "hamlet.yaml")), TARGETS, "targets.yaml")
    with Store.open(folder / store) as kept:
        return calibrate(asked, kept, how, False, progress, None)


def test_what_was_stopped_goes_on_to_the_same_bytes_and_computes_no_run_twice(folder: Path) -> None:
    undisturbed = whole(folder, "one.sqlite", How(workers=1))
    for after in (7, 45):
        with pytest.raises(KeyboardInterrupt):
            whole(folder, "two.sqlite", How(workers=2), after)
    resumed = whole(folder, "two.sqlite", How(workers=2))
    write_posterior(undisturbed.posterior, folder / "one.csv")
    write_posterior(resumed.posterior, folder / "two.csv")
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()
    assert resumed.figures.tobytes() == undisturbed.figures.tobytes()
    assert resumed.effort.read >= 45 and resumed.effort.runs == undisturbed.effort.runs
    assert _runs(folder / "two.sqlite") == _runs(folder / "one.sqlite")


def _runs(file: Path) -> list[tuple[object, ...]]:
    """Every run that succeeded, by what it is."""
    with sqlite3.connect(file) as connection:
        return sorted(connection.execute("SELECT identity, seed FROM run WHERE status = 'succeeded'"))


TRUTH = {"career_rate.occasional": 3.0, "charge_base": -0.3}
RANGES = {"career_rate.occasional": "{low: 1, high: 9, scale: log}", "charge_base": "{low: -2, high: 1}"}


@pytest.mark.slow
def test_parameters_are_found_again_from_data_that_the_model_made(tmp_path: Path) -> None:
    place = loader.locality("england-mix")
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 40_000.0})})
    truth = TRUTH
    plan = at(practice(place, 1, 1, 4, 99), truth)
    measures = ("arrests_per_1000", "charges_per_arrest")
    runs = [run for n in range(4) for run in measure(plan, n, threading.Event(), ["current"], measures)]
    lines = ["format: 1", "years: 1", "replicates: 4", "points: 30", "draws: 200", "seed: 3", "targets:"]
    for name in measures:
        seen = [counted(run.outcomes, name) for run in runs]
        value, error = MEASURES[name].pooled(seen), MEASURES[name].standard_error(seen)
        lines.append(f"  - {{measure: {name}, value: {value}, tolerance: {error}, source: the model itself}}")
    lines += ["parameters:", *(f"  {name}: {span}" for name, span in RANGES.items())]
    asked = parse_targets(place, "\n".join(lines), "made.yaml")
    with Store.open(tmp_path / "runs.sqlite") as store:
        found = calibrate(asked, store, How(), False, None, None)
    assert found.particles.effective > 100
    for each in found.found:
        assert each.after[0] <= truth[each.name] <= each.after[1], each
        assert each.narrower > 0.6, each
    shown = {each.target.measure: each for each in found.predicted}
    assert all(shown[name].inside for name in measures)
    assert np.isfinite(found.figures).all()
