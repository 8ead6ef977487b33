"""Calibration in the open: what it looks for, that it goes on where it stopped, and in which order until nothing moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from diversion.experiments.calibration import living, openly
from diversion.experiments.calibration.aims import Aims, Span, aims_of, read_aims
from diversion.experiments.calibration.leaving_out import Left, Verdict
from diversion.experiments.calibration.living import Kept, Lived
from diversion.experiments.calibration.made_up import judged
from diversion.experiments.calibration.matching import Tried
from diversion.experiments.calibration.opened import Opened, Round, Shown, Sought, read, write
from diversion.experiments.measures.counted import Counted
from diversion.experiments.validation.study import fitted
from diversion.scenarios.parameters import InputError, find


def aims(quick: bool = True, **changes: Any) -> Aims:
    return aims_of(read_aims().model_copy(update=changes), quick)


def test_every_fitted_pattern_that_has_a_measure_is_a_target_in_one_group() -> None:
    found = aims(quick=False)
    assert [each.name for each in found.patterns] == [each.name for each in fitted().patterns if each.measure]
    assert sorted(k for group in found.groups.values() for k in group) == list(range(len(found.patterns)))
    assert {each.use for each in found.patterns} == {"fit"}


def test_a_target_is_the_middle_of_its_pattern_and_95_percent_of_honest_models_lie_within() -> None:
    found = aims()
    for pattern, target in zip(found.patterns, found.targets, strict=True):
        assert pattern.target is not None
        low, high = pattern.target
        assert target.value == pytest.approx((low + high) / 2)
        assert 1.96 * target.tolerance == pytest.approx((high - low) / 2, rel=0.01)


def test_the_priors_middle_is_what_is_declared() -> None:
    found = aims()
    declared = [find(name).default for name in found.names]
    assert found.values(found.middle)[0].tolist() == pytest.approx(declared, rel=1e-4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"groups": {"strange": ("reoffending-after-caution",)}}, "is no fitted pattern"),
        ({"parameters": {"move_rate": read_aims().parameters["career_rate.persistent"]}}, "must lie within 0 to 2"),
        ({"parameters": {"move_rat": Span(low=0.02, high=0.1)}}, "Did you mean move_rate"),
    ],
)
def test_what_is_not_there_or_beyond_its_bounds_is_refused(changes: dict[str, Any], said: str) -> None:
    """The first is held back: calibration knows it no more than one that nobody ever wrote down."""
    with pytest.raises(InputError, match=said):
        aims(**changes)


def test_a_run_that_is_kept_is_not_lived_again_whatever_became_of_the_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def once(scene: Any, seed: int, names: list[str], changes: dict[str, float], _stop: object) -> dict[str, Counted]:
        asked.append((scene.name, seed))
        return {name: Counted(100 * changes["career_rate.persistent"], 1000) for name in names}

    monkeypatch.setattr(living, "count", once)
    found = aims()
    places = np.array([[0.5] * len(found.names), [0.25] * len(found.names)])
    first = Lived(aims=found, kept=Kept(tmp_path), workers=1).attempt(places, "wave 1")
    assert len(asked) == 2 and np.isfinite(first.figures).all() and (first.luck > 0).all()
    file = tmp_path / "runs.jsonl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: len(text) - 20], encoding="utf-8")  # broken off
    again = Lived(aims=found, kept=Kept(tmp_path), workers=1)
    assert (again.attempt(places, "wave 1").figures == first.figures).all()
    assert len(asked) == 3 and (again.read, again.computed) == (1, 1)


def test_a_run_that_fails_is_a_point_that_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def once(*_: object) -> None:
        raise InputError("No such world can be meant.")

    monkeypatch.setattr(living, "count", once)
    found = Lived(aims=aims(), kept=Kept(tmp_path), workers=1).attempt(np.full((1, len(aims().names)), 0.5), "wave 1")
    assert not found.whole.any()


def people_at(*middles: float) -> Any:
    """What a round has found, as far as the order of rounds looks at it: middles, each with a standard deviation of 0.1."""
    places = np.array(middles)[None, :] + np.array([-0.1, 0.0, 0.1])[:, None] * np.sqrt(1.5)
    weights = np.full(3, 1 / 3)
    particles = SimpleNamespace(places=places, weights=weights)
    return SimpleNamespace(particles=particles, at=lambda _u: np.array([middles]))


@pytest.mark.parametrize(
    ("middles", "order", "stays"),
    [
        ([0.5, 0.52], ["people", "strengths", "people"], True),
        ([0.5, 0.6, 0.61], ["people", "strengths", "people", "strengths", "people"], True),
        ([0.5, 0.6, 0.7], ["people", "strengths", "people", "strengths", "people"], False),
    ],
)
def test_people_then_strengths_then_people_until_no_middle_moves(
    middles: list[float], order: list[str], stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    rest = iter(middles)

    def people(*_: object) -> Any:
        seen.append("people")
        return people_at(next(rest), 0.5)

    monkeypatch.setattr(openly, "people", people)
    wanted = aims()
    wanted = replace(wanted, budget=wanted.budget.model_copy(update={"rounds": 3}))
    lived: Any = lambda: SimpleNamespace(say=lambda _: None)  # noqa: E731
    rounds = openly.until_stable(wanted, lived, lambda _: seen.append("strengths"))
    assert seen == order
    far = rounds[-1][1]
    assert far is not None and (far <= wanted.stable) == stays


def test_a_target_that_nothing_can_meet_is_widened_and_told_instead_of_ruling_out_everything() -> None:
    base = aims()
    few = replace(base, factors=base.factors[:2], patterns=base.patterns[:2], targets=base.targets[:2])
    said: list[str] = []

    def attempt(places: Any, _stage: str) -> Tried:
        reachable = few.targets[0].value + few.targets[0].tolerance * (places[:, 0] - 0.5)
        far = few.targets[1].value + few.targets[1].tolerance * (6 + 0.1 * places[:, 1])
        return Tried(places, np.column_stack([reachable, far]), np.full(2, 1e-6))

    lived: Any = SimpleNamespace(attempt=attempt, say=said.append)
    with threadpool_limits(1):
        region, widened = openly.matched(few, lived, 1)
    assert widened[0] == 1 and 6 / 3 <= widened[1] < 6 / 3 * openly.WIDER
    assert region.goals.tolerances[1] == pytest.approx(few.targets[1].tolerance * widened[1])
    assert said and few.patterns[1].title in said[-1]


def test_what_was_found_is_read_as_it_was_written(tmp_path: Path) -> None:
    left = Left(group="a", targets=1, posterior=-1.0, middle=-2.0, off=0.5, middle_off=0.7, draws=300.0)
    found = Opened(
        place="blackpool",
        engine="abc",
        values="def",
        made="2026-12-01",
        quick=True,
        scenes=1,
        seeds=1,
        tolerance=0.3,
        stable=False,
        rounds=(Round(points=(40,), left=(0.5,), draws=40, equal_draws=20.0, moved=None),),
        parameters=(Sought(name="move_rate", low=0.1, high=0.3, declared=0.17, middle=0.2, after=(0.15, 0.25)),),
        patterns=(
            Shown(title="t", group="a", unit="%", target=(1.0, 2.0), declared=3.0, middle=1.5, after=(1.0, 2.0)),
        ),
        verdict=Verdict(groups=(left,)),
        check=judged(np.arange(20)[:, None] * 5, ["move_rate"]),
        runs=3,
        seconds=1.5,
    )
    write(found, tmp_path / "found.json")
    back = read((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert replace(back, check=found.check) == found
    assert back.check.even == found.check.even and back.verdict.better
