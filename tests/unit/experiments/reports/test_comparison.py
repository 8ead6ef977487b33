"""What a printed comparison says where its numbers seem to contradict each other (row 26), and what it leaves for later."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from diversion import compare
from diversion.experiments.answers import Comparison
from diversion.experiments.reports import comparison as printed
from diversion.model.ledger.outcomes import FIXED_IN_ADVANCE, OUTCOMES


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
