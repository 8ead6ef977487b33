"""Every public answer is plain data, a table, a picture and something that a notebook shows; commands say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

import diversion
from diversion.experiments.cli.app import main
from diversion.scenarios.parameters import InputError

FEW: dict[str, Any] = {"years": 1, "run_in": 0}
DESIGN = (
    "{format: 1, locality: blackpool, regimes: [none, pre-arrest], replicates: 2, years: 1, run_in: 0,"
    " levers: {design: grid, of: {caseload_pre_arrest: [10, 20]}}}"
)
HAMLET = (
    "name: hamlet\ntitle: <script>&\nlike: england-mix\nresidents: {value: 2000, source: test, rating: judgement}\n"
)
TARGETS = """format: 1
title: <script>
targets:
  - {measure: arrests_per_1000, value: 14, tolerance: 5, source: made up}
parameters:
  career_rate.persistent: {low: 5, high: 60, scale: log}
years: 1
run_in: 0
waves: 1
points: 10
draws: 20
seed: 3
"""
SHORT = 250  # letters of what a prompt prints of an answer
EVERY = ("compare", "sweep", "sensitivity", "calibrate", "validate", "mix", "pilot", "report", "since")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("public")
    for name, text in {"small": DESIGN, "hamlet": HAMLET, "targets": TARGETS}.items():
        (place / f"{name}.yaml").write_text(text)
    return place


@pytest.fixture(scope="module")
def asked(folder: Path) -> dict[str, Callable[[], Any]]:
    """A small question to each public call."""
    db = folder / "runs.sqlite"

    def compared(seed: int = 1) -> Any:
        return diversion.compare("blackpool", ["pre-arrest"], replicates=3, seed=seed, db=db, crossing=False, **FEW)

    return {
        "compare": compared,
        "sweep": lambda: diversion.sweep(folder / "small.yaml", db=db),
        "sensitivity": lambda: diversion.sensitivity(
            "blackpool", "sobol", ["offer_street"], size=8, outcomes=["arrests"], regimes=["pre-arrest"], db=db, **FEW
        ),
        "calibrate": lambda: diversion.calibrate(folder / "hamlet.yaml", folder / "targets.yaml", db=db),
        "validate": lambda: diversion.validate(replicates=1, short=True),
        "mix": lambda: diversion.mix(
            "blackpool", 120_000, packs=["custody-stage"], replicates=2, screening=2, db=db, **FEW
        ),
        "pilot": lambda: diversion.pilot("blackpool", draws=20, trials=500, value=False, db=db),
        "report": lambda: diversion.report(compared().number, db=db),
        "since": lambda: diversion.since(compared(2).number, compared().number, db=db),
    }


@pytest.mark.parametrize("name", EVERY)
def test_every_answer_is_data_a_table_a_picture_and_something_to_show(asked: dict[str, Any], name: str) -> None:
    found = asked[name]()
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert isinstance(found.table(), pd.DataFrame) and len(found.table())
    assert isinstance(found.plot(), Figure)
    shown = found._repr_html_()
    assert "<table" in shown and not re.search(r"<th>|nan|None", shown)
    assert "<script>" not in shown


# What changed since prints its draws as well.
@pytest.mark.parametrize("name", [name for name in EVERY if name != "since"])
def test_a_prompt_prints_a_few_words_of_an_answer(asked: dict[str, Any], name: str) -> None:
    assert len(repr(asked[name]())) < SHORT


def test_every_public_call_is_documented_and_named(asked: dict[str, Any]) -> None:
    assert set(asked) == set(EVERY)
    for name in EVERY:
        call = getattr(diversion, name)
        assert name in diversion.__all__
        for part in ("Args:", "Returns:", "Raises:", "Example:"):
            assert part in call.__doc__, (name, part)


def test_money_is_shown_as_well(asked: dict[str, Any]) -> None:
    shown = asked["compare"]().economics()._repr_html_()
    assert '<th scope="row">Prison</th>' in shown and "<caption>Who gains and who pays over 1 year" in shown


def test_a_picture_is_of_one_outcome_or_several_that_there_are(asked: dict[str, Any]) -> None:
    found = asked["compare"]()
    assert len(found.plot("arrests").axes) == 1 and len(found.plot(["arrests", "net_cost"]).axes) == 2
    with pytest.raises(InputError, match="There is no outcome called arests. Did you mean arrests?"):
        found.plot(["arests"])
    with pytest.raises(InputError, match="Name at least one outcome"):
        found.plot([])
    with pytest.raises(InputError, match="There are no indices of a difference in net_cost"):
        asked["sensitivity"]().plot("net_cost")


def test_a_notebook_shows_what_is_held_against_what(asked: dict[str, Any]) -> None:
    shown = asked["validate"]()._repr_html_()
    (row,) = asked["validate"]().table().query("name == 'reoffending'").to_dict("records")
    cells = f"<td>{row['value']:.1f}</td><td>{row['published']}</td><td>{row['low']} to {row['high']}</td><td>%</td>"
    assert f'<th scope="row">{row["title"]}</th>{cells}' in shown


def test_luck_stands_below_the_assumptions(asked: dict[str, Any]) -> None:
    heads = re.findall(r'<th scope="row">(.*?)</th>', asked["sensitivity"]()._repr_html_())
    assert heads == ["offer street", "(chance)"]


# --- commands say the same -------------------------------------------------------------------------------------------


def said(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main([*words, "--json", "--quiet"]) in (0, 3)
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_the_command_sensitivity_says_what_python_says(asked: dict[str, Any], folder: Path, capsys: Captured) -> None:
    words = ["blackpool", "--method", "sobol", "--factor", "offer_street", "--size", "8", "--outcome", "arrests"]
    place = ["--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--db", str(folder / "runs.sqlite")]
    mine = json.loads(json.dumps(asked["sensitivity"]().to_dict()))
    theirs = said(capsys, "sensitivity", *words, *place)
    for data in (mine, theirs):
        data.pop("experiment")  # says how many runs were computed
    assert theirs == mine


def test_the_command_validate_says_what_python_says(asked: dict[str, Any], capsys: Captured) -> None:
    mine = json.loads(json.dumps(asked["validate"]().to_dict()))
    theirs = said(capsys, "validate", "--short", "--replicates", "1")
    for data in (mine, theirs):
        data.pop("seconds")
    assert theirs == mine


def test_what_python_is_asked_wrongly_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="There is no outcome called arests"):
        diversion.sensitivity("blackpool", outcomes=["arests"])
    with pytest.raises(InputError, match="offer_stret"):
        diversion.sensitivity("blackpool", factors=["offer_stret"])
    with pytest.raises(InputError, match="Name at least one outcome"):
        diversion.sensitivity("blackpool", outcomes=[])
    with pytest.raises(InputError, match="seed must be 0 to"):
        diversion.calibrate("blackpool", "docs/examples/calibrate-blackpool.yaml", seed=-1)
    with pytest.raises(InputError, match="Only parameters can be changed here"):
        diversion.validate(changes={"lead.length_days": 3.0})


def test_a_scenario_file_says_itself_what_is_not_typed_beside_it(folder: Path) -> None:
    file = folder / "mine.yaml"
    file.write_text("{format: 1, locality: blackpool, regimes: [none, pre-arrest], years: 1, run_in: 0}")
    with pytest.raises(InputError, match="leave out regimes"):
        diversion.sensitivity(file, regimes=["pre-arrest"])
    found = diversion.sensitivity(file, factors="offer_street", size=4, outcomes="arrests", db=":memory:")
    assert found.study.plan.years == 1 and found.differences
