"""What an answer hangs on is found where it was put in, and not where there is nothing but luck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from diversion.experiments.answers import Comparison
from diversion.experiments.memo.content import Points
from diversion.experiments.memo.hangs import hangs_section, luck_reaches, pulls, ranks
from diversion.experiments.memo.kept import Basis
from diversion.experiments.plans import RunResult, values_of

Made = Callable[..., Basis]
PLANTED = "effect_lead"


def planted(answer: Comparison, size: float) -> Comparison:
    """The same answer with offences under the regime that follow one parameter, and luck beside it."""
    luck = np.random.default_rng(5).normal(0, 20, answer.plan.replicates)

    def moved(run: RunResult) -> RunResult:
        if run.regime == answer.plan.reference:
            return run
        more = size * values_of(answer.plan, run.replicate)[PLANTED] + luck[run.replicate]
        return replace(run, outcomes={**run.outcomes, "latent_offences": run.outcomes["latent_offences"] + more})

    return replace(answer, results=tuple(map(moved, answer.results)))


@pytest.mark.parametrize("size", [-900.0, 900.0])
def test_what_moves_the_answer_is_named_first_with_its_direction(made: Made, size: float) -> None:
    found = pulls(planted(made("null").answer, size))
    assert found[0].name == PLANTED and found[0].stands_out
    assert np.sign(found[0].correlation) == np.sign(size) == np.sign(found[0].high - found[0].low)


def test_luck_alone_names_nothing(made: Made) -> None:
    found = pulls(planted(made("null").answer, 0.0))
    assert found and not any(pull.stands_out for pull in found)


def test_too_few_draws_fixed_parameters_and_no_change_name_nothing(made: Made) -> None:
    for name in ("tiny", "fixed parameters", "null", "unknown"):
        assert pulls(made(name).answer) == []


def test_draws_of_other_values_are_not_looked_up(made: Made) -> None:
    section = hangs_section(replace(made("mixed"), same_values=False))
    assert "cannot be looked up" in section.of(Points)[0].lines[0] and len(section.parts) == 1


def test_luck_reaches_further_with_more_parameters_and_fewer_draws() -> None:
    assert luck_reaches(68, 40) == pytest.approx(0.54, abs=0.005)
    assert luck_reaches(1, 40) < luck_reaches(68, 40) < luck_reaches(68, 20)


def test_luck_reaches_the_bound_in_about_one_of_twenty() -> None:
    """By simulation: the largest of 30 correlations of 60 draws."""
    luck, beyond = np.random.default_rng(2), 0
    for _ in range(600):
        draws = np.apply_along_axis(ranks, 1, luck.normal(size=(31, 60)))
        beyond += np.abs(np.asarray(np.corrcoef(draws))[0, 1:]).max() > luck_reaches(30, 60)
    assert 0.025 < beyond / 600 < 0.075


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_ranks_are_those_of_scipy(values: list[int]) -> None:
    assert ranks(np.array(values, dtype=float)).tolist() == rankdata(values).tolist()
