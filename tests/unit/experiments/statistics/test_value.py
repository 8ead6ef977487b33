"""Which regime is best, and the value of perfect information: by hand, and what must not matter."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.statistics.value import Best, best
from diversion.model.ledger.outcome import Better

NAN = math.nan
REGIMES = ("none", "custody-stage", "pre-arrest")
whole = st.integers(min_value=-1000, max_value=1000).map(float)
draws = st.lists(st.tuples(whole, whole, whole), min_size=1, max_size=30)
directions = st.sampled_from(["lower", "higher"])

# Public cost in £ a year of three regimes in three draws; lower is better.
#
#            none   custody-stage   pre-arrest     best
#   draw 1    100              90          120     custody-stage, 90
#   draw 2    100             110           70     pre-arrest,    70
#   draw 3    100              85          125     custody-stage, 85
#   mean      100              95          105                    81⅔
#
# Custody-stage is best in two draws of three and best on average, at 95. Whoever knew the draw would pay 81⅔ on
# average, so knowing is worth 95 − 81⅔ = 13⅓.
BY_HAND = [(100.0, 90.0, 120.0), (100.0, 110.0, 70.0), (100.0, 85.0, 125.0)]


def judged(rows: list[tuple[float, float, float]], better: Better = "lower") -> Best:
    found = best("net_cost", better, {name: np.array(rows)[:, [place]] for place, name in enumerate(REGIMES)})
    assert found is not None
    return found


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_three_draws_by_hand() -> None:
    found = judged(BY_HAND)
    assert (found.n, found.missing, found.histories) == (3, 0, 1)
    assert found.probability == pytest.approx({"none": 0.0, "custody-stage": 2 / 3, "pre-arrest": 1 / 3})
    assert found.expected == pytest.approx({"none": 100.0, "custody-stage": 95.0, "pre-arrest": 105.0})
    assert found.on_average == ("custody-stage",)
    assert found.perfect_information.value == pytest.approx(40 / 3)
    assert found.luck_apart is None


def test_its_bootstrap_by_hand() -> None:
    # Of the 27 samples of three draws, those of draws 1 and 3 alone have custody-stage always best, so that knowing is worth
    # nothing, as has three times draw 2; twice draw 2 and once draw 1 gives 10; all others give 13⅓.
    worth = judged(BY_HAND).perfect_information
    assert (worth.low, worth.high) == pytest.approx((0.0, 40 / 3))


def test_where_higher_is_better_by_hand() -> None:
    # the best are 120, 110 and 125, on average 118⅓; pre-arrest is best on average, at 105
    found = judged(BY_HAND, "higher")
    assert found.on_average == ("pre-arrest",)
    assert found.probability == pytest.approx({"none": 0.0, "custody-stage": 1 / 3, "pre-arrest": 2 / 3})
    assert found.perfect_information.value == pytest.approx(355 / 3 - 105)


def test_two_histories_by_hand() -> None:
    # Two draws of two histories; lower is better.
    #              none        pre-arrest
    #   draw 1     10, 10       8, 11      means 10 and 9.5
    #   draw 2     10, 10      12, 13      means 10 and 12.5
    # With luck as if it could be known: best are 9.5 and 10, on average 9.75; none is best on average at 10: 0.25.
    # Luck apart, in draw 1 the first history chooses pre-arrest, which the second values at 11; the second chooses none, which
    # the first values at 10: 10.5. In draw 2 both choose none: 10. On average 10.25, worse than 10: knowing is worth 0.
    found = best(
        "arrests", "lower", {"none": np.full((2, 2), 10.0), "pre-arrest": np.array([[8.0, 11.0], [12.0, 13.0]])}
    )
    assert found is not None and found.luck_apart is not None
    assert found.perfect_information.value == pytest.approx(0.25)
    assert found.luck_apart.value == 0.0
    assert (found.n, found.histories, found.on_average) == (2, 2, ("none",))


def test_three_histories_by_hand() -> None:
    # Three draws of three histories; higher is better, and none is always 0.
    #              pre-arrest       mean
    #   draw 1       6,  3,  9         6
    #   draw 2      −9,  5,  1        −1
    #   draw 3     −30, −30, −30     −30
    # None is best on average, at 0. With luck as if it could be known the best are 6, 0 and 0, on average 2.
    # Luck apart, the first history and the two others choose. In draw 1 both choose pre-arrest and value it at 6. In draw 2 the
    # first chooses none, worth 0, and the others, at 3, pre-arrest, which the first values at −9: −4½, and short of 0 by
    # as much. In draw 3 both choose none. On average 1½ less, which leaves ½.
    table = np.array([[6.0, 3.0, 9.0], [-9.0, 5.0, 1.0], [-30.0, -30.0, -30.0]])
    found = best("arrests", "higher", {"none": np.zeros((3, 3)), "pre-arrest": table})
    assert found is not None and found.luck_apart is not None
    assert found.expected == pytest.approx({"none": 0.0, "pre-arrest": -25 / 3})
    assert found.perfect_information.value == pytest.approx(2.0)
    assert found.luck_apart.value == pytest.approx(0.5)
    assert found.probability == pytest.approx({"none": 2 / 3, "pre-arrest": 1 / 3})
    # In 8 of the 27 samples draw 1 is missing, so that none is always best and nothing is left to know.
    assert found.luck_apart.low == 0.0


def test_a_choice_between_equals_is_worth_their_mean() -> None:
    # Two draws of two histories, higher is better. In draw 1 the first history has none and pre-arrest equal, so that it
    # chooses either, which the second values at 4 and 0: 2. The second chooses none, which the first values at 1. That is 1½,
    # short of the mean of none, 2½, by 1. In draw 2 custody-stage is 8 better than both throughout, and nothing is short.
    tables = {
        "none": [[1.0, 4.0], [0.0, 0.0]],
        "pre-arrest": [[1.0, 0.0], [0.0, 0.0]],
        "custody-stage": [[-9.0, -9.0], [8.0, 8.0]],
    }
    found = best("arrests", "higher", tables)
    assert found is not None and found.luck_apart is not None
    # None is best on average, at 1¼; known, the best are 2½ and 8, on average 5¼. A half less for luck.
    assert found.on_average == ("none",)
    assert found.perfect_information.value == pytest.approx(4.0)
    assert found.luck_apart.value == pytest.approx(3.5)


def test_the_bootstrap_of_two_draws_by_hand() -> None:
    # Where one draw is taken twice, nothing is left to know. Where both are, custody-stage falls 0 and 40 short, pre-arrest 30
    # and 0 and none 10 and 30: pre-arrest is best on average, at 15.
    worth = judged(BY_HAND[:2]).perfect_information
    assert (worth.value, worth.low, worth.high) == (15.0, 0.0, 15.0)


@pytest.mark.parametrize("together", [2, 3])
def test_beyond_two_thousand_draws_neighbours_are_drawn_together(together: int) -> None:
    # Of the neighbours that are drawn together the first has none worse by 6 and the others custody-stage, by 6 in all: every
    # block has the same means, so that the bootstrap has nothing to vary.
    block = [(6.0, 0.0, 99.0)] + [(0.0, 6.0 / (together - 1), 99.0)] * (together - 1)
    worth = judged(block * 2000).perfect_information
    assert (worth.low, worth.value, worth.high) == pytest.approx((6 / together,) * 3)
    # Drawn singly, they vary.
    worth = judged((block * 1000)[:2000]).perfect_information
    assert worth.high - worth.low > 0.1


def test_it_can_be_written_down_as_plain_data() -> None:
    found = judged(BY_HAND[:1]).to_dict()
    assert found["on_average"] == ["custody-stage"]
    assert found["expected"] == {"none": 100.0, "custody-stage": 90.0, "pre-arrest": 120.0}
    assert found["perfect_information"]["value"] == 0.0
    assert (found["outcome"], found["better"], found["n"], found["missing"], found["histories"]) == (
        "net_cost", "lower", 1, 0, 1
    )  # fmt: skip
    assert found["luck_apart"] is None


def test_ties_are_shared() -> None:
    found = judged([(1.0, 1.0, 2.0), (1.0, 1.0, 1.0)])
    assert found.probability == pytest.approx({"none": 5 / 12, "custody-stage": 5 / 12, "pre-arrest": 1 / 6})
    assert found.on_average == ("none", "custody-stage")


# --- what has no value -----------------------------------------------------------------------------------------------


def test_a_draw_in_which_a_run_failed_is_left_out_and_counted() -> None:
    found = judged([*BY_HAND, (NAN, 0.0, 0.0)])
    assert (found.n, found.missing) == (3, 1)
    assert found.perfect_information.value == pytest.approx(40 / 3)


def test_a_draw_in_which_one_history_failed_is_left_out_as_a_whole() -> None:
    none, other = [[5.0, 5.0], [1.0, NAN], [5.0, 5.0]], [[3.0, 3.0], [0.0, 0.0], [6.0, 6.0]]
    found = best("arrests", "lower", {"none": none, "pre-arrest": other})
    assert found is not None
    assert (found.n, found.missing, found.expected) == (2, 1, {"none": 5.0, "pre-arrest": 4.5})


def test_a_regime_that_never_has_the_outcome_is_left_out() -> None:
    found = judged([(NAN, 90.0, 120.0), (NAN, 110.0, 70.0)])
    assert list(found.probability) == ["custody-stage", "pre-arrest"]
    assert (found.n, found.missing) == (2, 0)


def test_nothing_is_said_where_nothing_can_be() -> None:
    values = {"none": np.array([[1.0]]), "pre-arrest": np.array([[2.0]])}
    assert best("charges", "neither", values) is None
    assert best("arrests", "lower", {"none": np.array([[1.0]]), "pre-arrest": np.array([[NAN]])}) is None
    apart = {"none": np.array([[1.0], [NAN]]), "pre-arrest": np.array([[NAN], [1.0]])}
    assert best("arrests", "lower", apart) is None


def test_one_draw_has_no_interval() -> None:
    worth = judged(BY_HAND[:1]).perfect_information
    assert worth.value == 0.0 and math.isnan(worth.low) and math.isnan(worth.high)


# --- what must not matter --------------------------------------------------------------------------------------------


@given(draws, directions)
def test_probabilities_add_up_and_information_is_never_worth_less_than_nothing(
    rows: list[tuple[float, float, float]], better: Better
) -> None:
    found = judged(rows, better)
    assert math.fsum(found.probability.values()) == pytest.approx(1.0)
    assert found.perfect_information.value >= 0
    assert len(rows) == 1 or 0 <= found.perfect_information.low <= found.perfect_information.high


@given(draws, directions)
def test_information_is_worth_what_the_best_in_each_draw_adds_to_the_best_on_average(
    rows: list[tuple[float, float, float]], better: Better
) -> None:
    pick = min if better == "lower" else max
    known = math.fsum(pick(row) for row in rows) / len(rows)
    always = pick(math.fsum(column) / len(rows) for column in zip(*rows, strict=True))
    assert judged(rows, better).perfect_information.value == pytest.approx(abs(known - always), abs=1e-9)


@given(draws, st.floats(0.1, 100))
def test_information_is_worth_nothing_where_one_regime_is_always_best(
    rows: list[tuple[float, float, float]], less: float
) -> None:
    found = judged([(a, b, min(a, b) - less) for a, b, _ in rows])
    assert found.perfect_information.value == 0.0
    assert found.probability["pre-arrest"] == 1.0 and found.on_average == ("pre-arrest",)
    assert len(rows) == 1 or found.perfect_information.high == 0.0


@given(draws, directions, whole)
def test_what_is_added_to_every_regime_cancels(
    rows: list[tuple[float, float, float]], better: Better, extra: float
) -> None:
    one, other = judged(rows, better), judged([(a + extra, b + extra, c + extra) for a, b, c in rows], better)
    assert other.perfect_information == one.perfect_information or len(rows) == 1
    assert (other.probability, other.on_average) == (one.probability, one.on_average)


@given(draws, directions)
def test_twice_the_values_are_worth_twice_as_much(rows: list[tuple[float, float, float]], better: Better) -> None:
    one, other = judged(rows, better), judged([(2 * a, 2 * b, 2 * c) for a, b, c in rows], better)
    assert other.perfect_information.value == 2 * one.perfect_information.value
    assert other.probability == one.probability


@given(draws)
def test_the_other_sign_and_the_other_direction_say_the_same(rows: list[tuple[float, float, float]]) -> None:
    one, other = judged(rows, "lower"), judged([(-a, -b, -c) for a, b, c in rows], "higher")
    assert one.perfect_information.value == other.perfect_information.value
    assert (one.probability, one.on_average) == (other.probability, other.on_average)


@given(draws)
def test_histories_without_luck_change_nothing(rows: list[tuple[float, float, float]]) -> None:
    one = judged(rows)
    values = {name: np.repeat(np.array(rows)[:, [place]], 4, axis=1) for place, name in enumerate(REGIMES)}
    four = best("net_cost", "lower", values)
    assert four is not None and four.luck_apart is not None
    assert four.perfect_information.value == one.perfect_information.value
    assert four.luck_apart.value == pytest.approx(one.perfect_information.value)


def test_the_bootstrap_leaves_the_global_generator_alone() -> None:
    before = np.random.get_state()[1].tolist()  # type: ignore[index]
    assert judged(BY_HAND) == judged(BY_HAND)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index]
