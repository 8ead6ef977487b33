"""Every belief against a lot in worlds in which nothing was solved: what is kept, and that it is true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.trials import curves
from diversion.experiments.trials.replays import MOST_APART, Replays, missing, replay, replays


def test_the_replays_that_are_kept_are_of_this_engine_these_values_and_every_programme() -> None:
    """Do them again with python -m diversion.experiments.trials.replays whenever this fails."""
    found = replays()
    assert (found.engine, found.values) == (engine_hash(), curves.values())
    assert found.programmes.keys() == {question.programme.name for question in curves.questions()}


def test_by_lot_in_other_worlds_the_effect_of_every_programme_is_what_is_believed() -> None:
    """E2: effects entered on two scales; now each simulated effect is the belief, within the error of both replays."""
    assert list(missing(replays())) == []
    scores = [each.apart for each in replays().programmes.values()]
    assert max(scores) < MOST_APART and sum(score > 2.0 for score in scores) <= 4, "one in twenty would be so far off"


def test_a_replay_that_misses_its_belief_is_said() -> None:
    found = replays()
    wrong = replace(found.programmes["lead"], by_lot=found.programmes["lead"].believed * 1.5)
    assert list(missing(Replays(found.engine, found.values, found.checked, {"lead": wrong}))) == [
        f"lead: {wrong.believed:.3f} is believed, a lot gave {wrong.by_lot:.3f}."
    ]


@pytest.mark.slow
def test_a_replay_that_is_kept_is_what_other_worlds_give_now() -> None:
    question = next(each for each in curves.questions() if each.programme.name == "checkpoint")
    assert replay(question) == replays().programmes["checkpoint"]
