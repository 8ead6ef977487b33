"""The printed money: everybody who pays, every year, every group of people, with gains above zero."""

from __future__ import annotations

import re

import pytest
from rich.console import Console

from diversion import compare
from diversion.experiments.economics import BEARERS, Economics
from diversion.experiments.economics.groups import TOLD
from diversion.experiments.reports.economics import name_of, print_economics
from diversion.experiments.wording import signed
from diversion.model.ledger.counts import DIMENSIONS
from diversion.viz.charts.for_whom import NAMES


@pytest.fixture(scope="module")
def money(tmp_path_factory: pytest.TempPathFactory) -> Economics:
    db = tmp_path_factory.mktemp("printed") / "runs.sqlite"
    asked = {"years": 2, "run_in": 0, "replicates": 3, "db": db, "crossing": False}
    return compare("blackpool", ["pre-arrest", "custody-stage"], **asked).economics()  # type: ignore[arg-type]


def printed(money: Economics) -> str:
    console = Console(width=110, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        print_economics(money, console)
    return captured.get()


def test_every_bearer_and_year_stands_there_for_every_regime(money: Economics) -> None:
    text = printed(money)
    for bearer in BEARERS:
        assert len(re.findall(rf"^{re.escape(name_of(bearer))} ", text, re.M)) == 2
    assert text.count("year 1") >= 2 and text.count("year 2") >= 2


def test_what_is_spent_less_over_a_group_stands_above_zero(money: Economics) -> None:
    text = printed(money).partition("For whom, under custody-stage diversion")[2]
    rows = {(row["group"], row["what"]): row for row in money.groups() if row["regime"] == "custody-stage"}
    for group in (each for groups in DIMENSIONS.values() for each in groups):
        cells = (signed(-rows[group, what]["median"] / 1000) for what in TOLD)
        expected = " ".join([NAMES[group][:1].upper() + NAMES[group][1:], *cells])
        assert expected in {" ".join(line.split()) for line in text.splitlines()}
