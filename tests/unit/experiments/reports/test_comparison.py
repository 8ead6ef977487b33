"""What a printed comparison says where its numbers seem to contradict each other (row 26), and what it leaves for later."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from diversion import compare
from diversion.experiments.answers import RATES, Comparison, standings
from diversion.experiments.reports import comparison as printed
from diversion.model.ledger.counts import DIMENSIONS
from diversion.model.ledger.outcomes import FIXED_IN_ADVANCE, OUTCOMES
from diversion.viz.charts.for_whom import level_words


@pytest.fixture(scope="module")
def answer() -> Comparison:
    return compare("blackpool", ["custody-stage", "pre-arrest"], years=1, replicates=4, db=":memory:")


def text_of(answer: Comparison, finer: bool) -> str:
    console = Console(file=io.StringIO(), width=240, color_system=None)
    printed.print_comparison(answer, console, finer)
    file: Any = console.file
    return str(file.getvalue())


def test_what_was_fixed_in_advance_is_printed_and_the_rest_on_request(answer: Comparison) -> None:
    """From the wanted list: those fixed in advance, and the others when somebody asks."""
    short, whole = text_of(answer, finer=False), text_of(answer, finer=True)
    assert len(FIXED_IN_ADVANCE) == 11 and len(short.splitlines()) < len(whole.splitlines()) - len(OUTCOMES)
    for outcome in OUTCOMES.values():
        assert outcome.label in whole
        assert (outcome.label in short) == (outcome.name in FIXED_IN_ADVANCE), outcome.label
    assert f"{len(OUTCOMES) - 11} more outcomes" in short


def test_means_and_middles_times_and_people_are_told_apart(answer: Comparison) -> None:
    text = " ".join(text_of(answer, finer=True).split())
    assert "Times, not people" in text
    assert "The first table has the middle of the draws" in text
    labels = {name: outcome.label for name, outcome in OUTCOMES.items()}
    for name, stage in (("arrest", "at the scene"), ("charge", "in custody"), ("caution", "in custody")):
        assert stage in labels[f"diverted_{name}"]
    assert "at either stage" in labels["records_avoided"]


@pytest.mark.parametrize("name", ["divert-before-arrest", "a-b-c-d-e-f-g-h-i-j-k-l-m", "none"])
def test_a_long_name_is_broken_at_its_hyphens(name: str) -> None:
    lines = printed.in_lines(name, 9).split("\n")
    assert "".join(lines) == name and all(len(line) <= 9 for line in lines)
    assert all(line.endswith("-") for line in lines[:-1])


def test_disparities_are_printed_with_their_ranges_by_the_figures_of_the_view() -> None:
    """Ratios by ethnicity stood in the view alone. In Leicester every group has people enough."""
    answer = compare("leicester", ["custody-stage", "pre-arrest"], years=1, replicates=4, db=":memory:")
    text = text_of(answer, finer=True)
    table = text[text.index("Disparities by ethnicity") : text.index("In parts")]
    assert "Disparities" not in text_of(answer, finer=False)
    found = {(each.group, each.regime): each for each in standings(answer, "ethnicity", "arrests")}
    assert all(each.ratio_enough for (group, _), each in found.items() if group != "asian"), "they are most there"
    for group, label in (("black", "Black"), ("white", "White"), ("mixed_or_other", "Mixed or other")):
        line = next(line for line in table.splitlines() if line.strip().startswith(label))
        cells = [level_words(found[group, name].ratio, 2) for name in ("none", "custody-stage", "pre-arrest")]
        assert line.split("  ")[-1].strip() == cells[-1] and all(cell in line for cell in cells)


def test_where_no_other_group_has_people_enough_one_line_says_so(tmp_path: Path) -> None:
    small = tmp_path / "small.yaml"
    small.write_text(
        "name: small\nlike: blackpool\nresidents: {value: 60000, source: made up, rating: judgement}\n",
        encoding="utf-8",
    )
    answer = compare(small, ["custody-stage", "pre-arrest"], years=1, replicates=2, db=":memory:")
    text = text_of(answer, finer=True)
    table = text[text.index("Disparities by ethnicity") : text.index("In parts")]
    others = [each for each in standings(answer, "ethnicity", "arrests") if each.group != "white"]
    assert others and not any(each.ratio_enough for each in others)
    assert "too few" in table and "Mixed or other" not in table


def test_json_has_every_group_and_no_figure_that_rests_on_too_few(answer: Comparison) -> None:
    rows = json.loads(json.dumps(answer.to_dict(), allow_nan=False))["for_whom"]
    assert {row["dimension"] for row in rows} == set(DIMENSIONS) and {row["measure"] for row in rows} <= set(RATES)
    for row in rows:
        found = next(
            each
            for each in standings(answer, row["dimension"], row["measure"])
            if (each.group, each.regime) == (row["group"], row["regime"])
        )
        assert row["median"] == (found.rate.median if found.enough else None)
        assert row["times_high"] == (found.ratio.high if found.ratio_enough else None)
    assert any(row["times"] for row in rows) and any(row["median"] is None for row in rows)


def test_runs_without_counts_by_group_have_no_rows_and_no_table(answer: Comparison) -> None:
    bare = replace(answer, results=tuple(replace(run, tables={}) for run in answer.results))
    assert bare.to_dict()["for_whom"] == [] and "Disparities" not in text_of(bare, finer=True)
