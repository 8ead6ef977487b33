"""What to find out first is told in pounds where draws allow it, and why not where they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from diversion.experiments.answers import Comparison
from diversion.experiments.memo.content import Number, Points, Section, Table
from diversion.experiments.memo.kept import Basis
from diversion.experiments.memo.knowing import ELSEWHERE, FIXED, NOTHING, knowing_section
from diversion.experiments.memo.money import Money
from diversion.experiments.plans import RunResult, values_of

Made = Callable[..., Basis]
PLANTED = "effect_lead"


def planted(answer: Comparison) -> Comparison:
    """The same answer where prisons are spared what follows one parameter, about nothing on average."""
    values = [values_of(answer.plan, n)[PLANTED] for n in range(answer.plan.replicates)]
    middle = float(np.median(values))

    before = {run.replicate: run for run in answer.results if run.regime == answer.plan.reference}

    def moved(run: RunResult) -> RunResult:
        if run.regime == answer.plan.reference:
            return run
        costs = {name: value for name, value in before[run.replicate].outcomes.items() if name.startswith("cost.")}
        costs["cost.prison"] += 1e6 * (values[run.replicate] - middle)
        return replace(run, outcomes={**run.outcomes, **costs})

    return replace(answer, results=tuple(map(moved, answer.results)))


def section_of(basis: Basis) -> Section:
    return knowing_section(basis, Money(basis.answer))


def told(section: Section) -> list[str]:
    return list(section.of(Points)[0].lines)


@pytest.mark.parametrize(("name", "why"), [("fixed parameters", FIXED), ("unknown", NOTHING)])
def test_where_nothing_can_be_said_it_says_why_and_nothing_else(made: Made, name: str, why: str) -> None:
    section = section_of(made(name))
    assert told(section) == [why] and len(section.parts) == 1


def test_draws_of_other_values_are_not_looked_up(made: Made) -> None:
    assert told(section_of(replace(made("mixed"), same_values=False))) == [ELSEWHERE]


def test_few_draws_tell_the_whole_and_no_parameter(made: Made) -> None:
    section = section_of(made("mixed"))
    assert "fewer than 100 draws" in " ".join(told(section))
    assert [row[0] for row in section.of(Table)[0].rows] == [
        "Every parameter and all luck", "Draws here, and draws from which single parameters are told apart",
    ]  # fmt: skip


def test_the_parameter_that_decides_is_named_with_its_worth_and_where_it_turns(made: Made) -> None:
    basis = made("large")
    section = section_of(replace(basis, answer=planted(basis.answer)))
    said = " ".join(told(section))
    assert f"Worth finding out first: {PLANTED} (£" in said and f"at {PLANTED} = " in said
    worth, turns = section.of(Table)
    assert [str(row[0]) for row in turns.rows] == [PLANTED]
    singles = [row for row in worth.rows if not str(row[0]).startswith(("Every", "All of", "Draws"))]
    assert singles[0][0] == PLANTED
    most, first = worth.rows[0][1], singles[0][1]
    assert isinstance(most, Number) and isinstance(first, Number)
    assert 0.9 * most.value <= first.value <= most.value  # nothing else decides
    assert any("diversion pilot blackpool --regime pre-arrest" in line for line in told(section))
