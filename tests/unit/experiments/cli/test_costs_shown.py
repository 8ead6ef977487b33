"""`diversion show` of a service says what a client-year costs, at which prices, and where that comes from."""

from __future__ import annotations

import pytest

from diversion.experiments.cli.browse import show_command
from diversion.scenarios import loader


@pytest.mark.parametrize("name", ["navigators", "adder-team"])
def test_show_says_cost_price_year_and_source(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_command(name, as_json=False)
    told = capsys.readouterr().out
    costing = loader.service(name).costing
    assert costing is not None and costing.words() in told
    assert "at prices of 2024/25" in told.split("# What a client-year costs, all-in")[1]


def test_show_says_nothing_of_cost_where_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    show_command("lead", as_json=False)
    assert "What a client-year costs" not in capsys.readouterr().out
