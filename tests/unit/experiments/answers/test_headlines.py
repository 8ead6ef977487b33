"""The line above a chart says no more than the verdicts allow, in 15 words or fewer."""

from itertools import product

import pytest

from diversion.experiments.answers.headlines import LINES, headline
from diversion.experiments.plans.plan import RunResult
from diversion.experiments.statistics.paired import Band, Paired
from diversion.experiments.statistics.pairing import paired

REGIMES = ("current", "custody-stage", "pre-arrest")
ALWAYS, NINE_IN_TEN, EVEN = 40, 37, 20  # draws of 40 in which it is lower


def lived(regime: str, number: int, arrests: float) -> RunResult:
    return RunResult(regime=regime, replicate=number, seed=1, seconds=0.0, outcomes={"arrests": arrests})


def row(lower: int, of: int = 40) -> Paired:
    """A paired difference that is lower in so many draws, by one, and higher by one in the others."""
    runs = [lived("none", number, 5.0) for number in range(of)]
    runs += [lived("x", number, 4.0 if number < lower else 6.0) for number in range(of)]
    return paired(runs, "none", "x", "arrests", Band.DRAWS, "lower")


def test_a_clear_fall_comes_before_what_is_unclear() -> None:
    rows = {"current": row(EVEN), "custody-stage": row(ALWAYS), "pre-arrest": row(EVEN)}
    assert headline("arrests", rows) == "Custody-stage diversion lowers arrests; the others are unclear."


def test_a_probable_rise_is_called_so() -> None:
    rows = {"current": row(40 - NINE_IN_TEN), "pre-arrest": row(EVEN)}
    assert headline("arrests", rows) == "Current practice probably raises arrests; the other is unclear."


def test_nothing_to_tell_is_said_in_so_many_words() -> None:
    several = headline("arrests", {name: row(EVEN) for name in REGIMES})
    assert several == "We cannot tell whether any of these changes arrests."
    assert headline("arrests", {"current": row(EVEN)}) == "We cannot tell whether this changes arrests."


def test_few_replicates_say_nothing() -> None:
    assert headline("arrests", {name: row(2, of=2) for name in REGIMES}) == "Too early to say anything about arrests."


def test_more_officer_time_freed_is_not_called_a_rise() -> None:
    assert headline("freed_at_contact", {"current": row(0), "pre-arrest": row(0)}) == "Both free officer time."


def test_equal_worlds_make_no_difference() -> None:
    same = paired(
        [lived(name, number, 5.0) for name in ("none", "x") for number in range(40)],
        "none", "x", "arrests", Band.DRAWS, "lower",
    )  # fmt: skip
    assert headline("widened_people", {"current": row(0), "pre-arrest": same}) == (
        "Current practice draws in more people; pre-arrest diversion makes no difference."
    )


@pytest.mark.parametrize("name", LINES)
def test_no_headline_is_longer_than_a_line(name: str) -> None:
    for lower in product((0, 3, EVEN, NINE_IN_TEN, ALWAYS), repeat=3):
        said = headline(name, {regime: row(count) for regime, count in zip(REGIMES, lower, strict=True)})
        assert len(said.split()) <= 16, said
