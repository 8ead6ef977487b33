"""How often people have an outcome without the programme: kept counts are those of a replay, and only the engine makes them."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.experiments.beliefs.counts import Counts, as_yaml, kept, replayed, shares_for
from diversion.experiments.beliefs.reading import share_with_any
from diversion.scenarios.evidence import effect_study
from diversion.scenarios.reading import read_yaml


def test_counts_are_shares_of_everybody() -> None:
    made = Counts(replay="x", outcome="any arrest", months=12, people=(6, 3, 1))
    assert made.shares.tolist() == pytest.approx([0.6, 0.3, 0.1])


def test_counts_survive_being_written_out() -> None:
    _, data = read_yaml(as_yaml(kept()), "x.yaml")
    assert [Counts.model_validate(each) for each in data["counts"]] == list(kept())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["checkpoint-durham", "wsipp-pre-booking"])
def test_kept_counts_are_those_of_a_replay(name: str) -> None:
    """Stale after a change of the population: run `python -m diversion.experiments.beliefs --replay`.

    One world against several: some two thousand people, whose share with any is sure within 2.5 points, and what an effect
    comes to hangs on little else.
    """
    study = effect_study(name)
    now, then = replayed(study, worlds=1).shares, shares_for(study)
    assert then is not None
    assert share_with_any(now, 1.0) == pytest.approx(share_with_any(then, 1.0), abs=0.04)
    assert share_with_any(now, 0.5) == pytest.approx(share_with_any(then, 0.5), abs=0.04)
    assert now @ np.arange(len(now)) == pytest.approx(then @ np.arange(len(then)), rel=0.12)
