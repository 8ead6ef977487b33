"""What is said of a pilot is right where the programme helps, harms or does nothing, and where nothing can be known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diversion.experiments.pilot.answer import Pilot, Uptake
from diversion.experiments.pilot.money import Cost, declared
from diversion.experiments.pilot.planning import findings
from diversion.experiments.pilot.scale import effect_text, instead
from diversion.experiments.pilot.simulated import Trials
from diversion.experiments.pilot.study import ask
from diversion.experiments.pilot.worth import Worth

ASKED = ask("blackpool", "pre-arrest", "lot", trials=1000, draws=20)
WORTH = Worth(
    horizon=5, draws=20, now=-2e5, spread=(-1e6, 5e5), chance=0.3, perfect=3e5, sample=2e5, sample_seen=2.2e5, error=1e4,
    in_time=1e5, adopts=0.3, cost=6e4,
)  # fmt: skip


def found(effect: float, error: float = 0.2, worth: Worth | None = WORTH, **how: object) -> Pilot:
    world = np.tile(np.arange(20), 50)
    luck, full = np.random.default_rng(1), np.ones(1000)
    estimate, null = effect + luck.normal(0, error, 1000), luck.normal(0, error, 1000)
    bar = full * 1.96
    trials = Trials(
        world, full * 280, full * 280, estimate, full * error, bar, full * effect, np.abs(estimate) > bar * error,
        np.abs(null) > bar * error, full * 0, full * 0.5,
    )  # fmt: skip
    return Pilot(
        asked=replace(ASKED, **how),  # type: ignore[arg-type]
        trials=trials,
        findings=findings(trials, 285),
        uptake=Uptake(admitted=0.5, left=0.6, died=0.01, ratio=(0.7, 0.9, 1.1), met=(100, 250, 600)),
        cost=Cost(programme=(5e5, 1e6, 2e6), evaluation=1e5, given=False),
        worth=worth,
    )


def said(pilot: Pilot) -> str:
    return " ".join(pilot.lines())


def test_a_helpful_a_harmful_and_an_idle_programme_are_told_apart_in_the_right_direction() -> None:
    helps, harms, idle = (said(found(effect)) for effect in (-0.4, 0.4, 0.0))
    assert "odds ratio 0.67 (40% instead of 50%)" in helps
    assert "odds ratio 1.49 (60% instead of 50%)" in harms
    assert "odds ratio 1.00 (50% instead of 50%)" in idle
    assert "more than 100,000 people for the effect in the middle" in idle


def test_swapping_the_sign_of_every_effect_swaps_nothing_but_the_effect() -> None:
    helps, harms = found(-0.4).findings, found(0.4).findings
    assert helps.power_at_middle == pytest.approx(harms.power_at_middle)
    assert helps.needed == harms.needed and helps.smallest == harms.smallest


def test_the_smallest_effect_is_told_as_fewer() -> None:
    assert "The smallest effect it would find with a chance of 80% is odds ratio 0.57 (36% instead of 50%)." in said(
        found(0.4)
    )


def test_more_and_less_than_it_costs_are_told_by_the_net_value() -> None:
    assert "£40,000 more than the pilot costs." in said(found(-0.4))
    assert "£400,000 less than the pilot costs" in said(found(-0.4, worth=replace(WORTH, cost=5e5)))


def test_a_value_within_its_own_error_is_told_as_nothing() -> None:
    assert "cannot be told from nothing" in said(found(-0.4, worth=replace(WORTH, sample=1e4)))
    assert "cannot be told from nothing" not in said(found(-0.4))


def test_without_a_comparison_nothing_is_said_of_worth() -> None:
    words = said(found(-0.4, worth=None))
    assert "was not computed" in words and "net benefit" not in words


def test_a_test_of_the_wrong_size_is_called_misleading_and_one_of_the_right_size_is_not() -> None:
    pilot = found(-0.4)
    wrong = replace(pilot, findings=replace(pilot.findings, size=0.2))
    assert "p-values mislead" in said(wrong) and "p-values mislead" not in said(pilot)


def test_where_nobody_could_be_analysed_it_says_so_and_nothing_else() -> None:
    pilot = found(-0.4)
    none = replace(pilot, findings=replace(pilot.findings, analysed=0))
    assert none.lines() == [
        "No pilot could be analysed: too few people could be taken in. Take in people for longer, or another design."
    ]
    assert none.paragraph.startswith("No protocol can be drafted")
    with pytest.raises(ValueError, match="nothing to draw"):
        _ = none.chart


def test_a_pilot_that_finds_nothing_says_nothing_of_signs() -> None:
    pilot = found(-0.4)
    none = replace(
        pilot, findings=replace(pilot.findings, power=0.0, wrong_sign=float("nan"), exaggeration=float("nan"))
    )
    assert "No simulated pilot found anything" in said(none)
    assert none.to_dict()["findings"]["wrong_sign"] is None


def test_what_a_weak_pilot_does_not_find_is_not_read_as_nothing() -> None:
    assert "will therefore not be read" in found(-0.1).paragraph
    assert "will therefore not be read" not in found(-1.0).paragraph


def test_an_effect_larger_than_there_is_to_take_away_is_told_as_such() -> None:
    words = said(found(-0.4, error=0.4, design="wedge", analysis="mixed"))
    assert "more than there is in the comparison group to take away" in words


@pytest.mark.parametrize(
    ("how", "value", "after"),
    [
        ({}, np.log(0.5), 1 / 3),
        ({"measure": "count"}, np.log(0.5), 0.25),
        ({"analysis": "mixed", "design": "wedge"}, -0.2, 0.3),
    ],
)
def test_every_scale_says_what_is_left_of_a_half(how: dict[str, str], value: float, after: float) -> None:
    asked = replace(ASKED, **how)  # type: ignore[arg-type]
    assert instead(asked, value, 0.5) == pytest.approx(after)
    assert "instead of" in effect_text(asked, value, 0.5)
    assert effect_text(asked, float("nan"), 0.5) == "not known"


def test_the_declared_cost_of_an_evaluation_adds_up() -> None:
    price = declared()
    assert price.of(100, 12) == price.fixed + 12 * price.month + 100 * price.person
    assert price.rating == "judgement" and price.source


def test_rows_are_written_with_notes_beside_them(tmp_path: Path) -> None:
    pilot = found(-0.4)
    pilot.save(tmp_path / "pilot.csv")
    assert len((tmp_path / "pilot.csv").read_text("utf-8").splitlines()) == 1 + len(pilot.rows())
    assert "judgement" in (tmp_path / "pilot-notes.csv").read_text("utf-8")


@pytest.mark.parametrize(("regime", "steps"), [("pre-arrest", "team"), ("custody-stage", "custody suite")])
def test_a_stepped_wedge_goes_over_suites_where_every_way_in_is_at_one(regime: str, steps: str) -> None:
    pilot = found(-0.4)
    pilot = replace(pilot, asked=ask("blackpool", regime, "wedge", trials=1000, draws=20))
    assert f"a stepped wedge: {steps}s begin one after another" in pilot.paragraph
    assert f"for each {steps}" in pilot.paragraph
    assert any(f"The {steps}s are groups of neighbourhoods" in line for line in pilot.assumptions)
