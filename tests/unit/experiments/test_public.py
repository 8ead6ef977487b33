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
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("public")
    (place / "small.yaml").write_text(DESIGN)
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
        "validate": lambda: diversion.validate(replicates=1, short=True),
        "mix": lambda: diversion.mix(
            "blackpool", 120_000, packs=["custody-stage"], replicates=2, screening=2, db=db, **FEW
        ),
        "pilot": lambda: diversion.pilot("blackpool", draws=20, trials=500, value=False, db=db),
        "report": lambda: diversion.report(compared().number, db=db),
        "since": lambda: diversion.since(compared(2).number, compared().number, db=db),
    }


@pytest.mark.parametrize("name", ["compare", "sweep", "sensitivity", "validate", "mix", "pilot", "report", "since"])
def test_every_answer_is_data_a_table_a_picture_and_something_to_show(asked: dict[str, Any], name: str) -> None:
    found = asked[name]()
    assert json.loads(json.dumps(found.to_dict(), default=float))
    assert isinstance(found.table(), pd.DataFrame) and len(found.table())
    assert isinstance(found.plot(), Figure)
    shown = found._repr_html_()
    assert "<table" in shown and not re.search(r"<th>|nan|None", shown)


def test_every_public_call_is_documented_and_named(asked: dict[str, Any]) -> None:
    for name in (*asked, "calibrate"):
        call = getattr(diversion, name)
        assert name in diversion.__all__
        for part in ("Args:", "Returns:", "Raises:", "Example:"):
            assert part in call.__doc__, (name, part)


def test_money_is_shown_as_well(asked: dict[str, Any]) -> None:
    shown = asked["compare"]().economics()._repr_html_()
    assert '<th scope="row">Prison</th>' in shown and "<caption>Who gains and who pays over 1 year" in shown


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
    with pytest.raises(InputError, match="Only parameters can be changed here"):
        diversion.validate(changes={"lead.length_days": 3.0})


def test_a_scenario_file_says_itself_what_is_not_typed_beside_it(folder: Path) -> None:
    file = folder / "mine.yaml"
    file.write_text("{format: 1, locality: blackpool, regimes: [none, pre-arrest], years: 1, run_in: 0}")
    with pytest.raises(InputError, match="leave out regimes"):
        diversion.sensitivity(file, regimes=["pre-arrest"])
    found = diversion.sensitivity(file, factors=["offer_street"], size=4, outcomes=["arrests"], db=":memory:")
    assert found.study.plan.years == 1 and found.differences
