"""Curves of effect by strength: how they are made of worlds that were lived, kept, gone on with, and when they are stale."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.trials import curves, solving
from diversion.model.build import strength
from diversion.scenarios import loader
from diversion.scenarios.strengths import solved


def test_the_curves_that_are_kept_are_those_of_this_engine_and_these_values() -> None:
    """Solve them again with python -m diversion.experiments.trials.curves whenever this fails."""
    found = solved()
    assert found is not None
    assert (found.engine, found.values) == (engine_hash(), curves.values())
    asked = {question.programme.name: question for question in curves.questions()}
    assert found.programmes.keys() == asked.keys()
    for name, curve in found.programmes.items():
        assert curve.belief == asked[name].programme.belief and curves.held(asked[name]) in curve.ratios
        assert curve.out_of_reach <= curves.allowed(name), name


def test_every_programme_of_the_library_rests_on_a_belief_and_has_a_door() -> None:
    for question in curves.questions():
        about = strength.among(question.programme)
        assert question.routes and about.months in solving.MONTHS
        assert about.group in question.entries or question.entries == {"admitted": "admitted"}


def test_ratios_are_of_all_worlds_together_and_fall() -> None:
    lived = np.array([[[8.0, 10.0, 5], [6.0, 10.0, 5]], [[30.0, 30.0, 9], [15.0, 30.0, 9]]])
    assert curves.ratios_of(lived).tolist() == pytest.approx([38.0 / 40.0, 21.0 / 40.0])
    assert curves.falling(np.array([1.0, 0.8, 0.81, 0.5])) == (1.0, 0.8, 0.7999, 0.5)


def test_the_error_is_that_of_leaving_out_each_world_in_turn() -> None:
    lived = np.array([[8.0, 10.0, 1], [9.0, 10.0, 1], [10.0, 10.0, 1]])
    logs = np.log([19.0 / 20.0, 18.0 / 20.0, 17.0 / 20.0])
    assert curves.error_of(lived) == pytest.approx(math.sqrt(2.0 / 3.0 * float(((logs - logs.mean()) ** 2).sum())))
    assert curves.error_of(np.array([[5.0, 10.0, 1], [5.0, 10.0, 1]])) == 0.0


def test_a_world_that_was_lived_is_not_lived_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is broken off goes on where it stopped."""
    lived: list[int] = []

    def once(question: Any, strengths: Any, world: int, times: float = 1.0) -> dict[str, Any]:
        if len(strengths) > 1:  # otherwise only how many enter is asked
            lived.append(world)
        return {curves.held(question): np.full((len(strengths), 3), float(world))}

    monkeypatch.setattr(curves, "sums_of", once)
    store, question = curves.Kept(tmp_path / "new"), next(iter(curves.questions()))
    first = store.sums(question, (0.0, 1.0), 3)
    again = store.sums(question, (0.0, 1.0), 3)
    store.sums(question, (0.0, 2.0), 3)  # other strengths are another question
    assert lived == [3, 3] and first[curves.held(question)].tolist() == again[curves.held(question)].tolist()


def test_everybody_who_fits_is_asked_once_and_ordinary_provision_stays_as_it_is() -> None:
    route = solving.wide(loader.route("lead-street"))
    assert (route.offer, route.repeats_allowed) == (1.0, False)
    assert solving.wide(loader.route("liaison-and-diversion")) == loader.route("liaison-and-diversion")
    outreach = loader.route("changing-futures-outreach")
    assert solving.wide(outreach).offer == outreach.offer


def test_what_a_programme_adds_is_all_that_sets_the_arms_apart() -> None:
    without, with_ = next(q for q in curves.questions() if q.programme.name == "checkpoint").arms()
    assert set(with_.routes) - set(without.routes) == {"checkpoint-custody"}
    without, with_ = next(q for q in curves.questions() if q.programme.name == "ordinary-treatment").arms()
    assert without.routes == () and with_.routes == ("liaison-and-diversion",)
