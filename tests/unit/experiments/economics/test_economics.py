"""The money of a comparison: every pound by bearer and year adds up to the run's own outcomes, and to an example by hand."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion import compare
from diversion.experiments.answers import Comparison
from diversion.experiments.economics import BEARERS, PERSPECTIVES, BreakEven, Economics, Pounds, Terms, lines
from diversion.experiments.economics.knowing import draws_of
from diversion.experiments.economics.units import Unit
from diversion.experiments.economics.willing import PRICES, acceptability_lines, acceptable
from diversion.experiments.economics.words import gain_range, in_hundred, verdict, when_paid
from diversion.scenarios.parameters import InputError
from diversion.scenarios.words import PUBLIC

YEARS = 2


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    db = tmp_path_factory.mktemp("money") / "runs.sqlite"
    asked: dict[str, Any] = {"years": YEARS, "run_in": 0, "replicates": 4, "db": db, "crossing": False}
    return compare("blackpool", ["pre-arrest", "custody-stage"], histories=2, **asked)


@pytest.fixture(scope="module")
def money(answer: Comparison) -> Economics:
    return answer.economics()


def by_hand(answer: Comparison, terms: Terms | None = None, **pounds: Any) -> Economics:
    """The money of a comparison in which these were paid: for each regime a table of bearers and years, alike in every run."""
    found = answer.economics(terms)
    tables = {name: np.zeros_like(each) for name, each in found.pounds.items()}
    for regime, table in pounds.items():
        for bearer, years in table.items():
            tables[regime.replace("_", "-")][:, BEARERS.index(bearer)] = years
    return Economics(plan=found.plan, terms=found.terms, pounds=tables, results=found.results)


def test_years_add_up_to_what_every_run_says_of_itself(answer: Comparison, money: Economics) -> None:
    for regime in money.pounds:
        for number, run in enumerate(answer.runs_of(regime)):
            whole = dict(zip(BEARERS, money.pounds[regime][number].sum(axis=1) / YEARS, strict=True))
            expected = {name: run.outcomes[f"cost.{name}"] for name in PUBLIC} | {"victims": run.outcomes["crime_cost"]}
            assert whole == {name: pytest.approx(value, rel=1e-5, abs=1.0) for name, value in expected.items()}
            assert sum(expected[name] for name in PUBLIC) == pytest.approx(run.outcomes["net_cost"], rel=1e-9)


def test_every_row_of_a_total_sums_to_it(money: Economics) -> None:
    rows = {(row["regime"], row["bearer"], row["year"]): row for row in money.rows()}
    for regime in money.others:
        for year in (0, 1, None):
            for whose, bearers in PERSPECTIVES.items():
                parts = [rows[regime, bearer, year] for bearer in bearers]
                for mean in ("mean", "present_mean"):
                    whole = rows[regime, f"total_{whose}", year][mean]
                    assert whole == pytest.approx(math.fsum(part[mean] for part in parts), abs=1e-3)
        for bearer in BEARERS:
            each = math.fsum(rows[regime, bearer, year]["present_mean"] for year in range(YEARS))
            assert rows[regime, bearer, None]["present_mean"] == pytest.approx(each, abs=1e-3)
    assert len(money.table()) == len(rows)


def test_an_example_by_hand_to_the_pound(answer: Comparison) -> None:
    """£1,000,000 of programme in each of two years; prison spares 1,200,000, victims 500,000 in the second."""
    found = by_hand(answer, pre_arrest={"programmes": [1e6, 1e6], "prison": [0, -1.2e6], "victims": [0, -5e5]})
    costs, benefits = 1e6 + 1e6 / 1.035, 1.2e6 / 1.035
    assert found.costs("pre-arrest") == pytest.approx([costs] * 2) and round(costs) == 1_966_184
    assert found.benefits("pre-arrest", "police") == pytest.approx([0.0] * 2)
    assert found.benefits("pre-arrest") == pytest.approx([benefits] * 2) and round(benefits) == 1_159_420
    harm = 0.65 / 0.93  # of what victims bear, that counts at 1.5%
    victims = 5e5 * (harm / 1.015 + (1 - harm) / 1.035)
    assert round(victims) == 489_745
    assert found.net_benefit("pre-arrest", "society") == pytest.approx([benefits + victims - costs] * 2)
    assert round(benefits + victims - costs) == -317_018
    assert found.chance("pre-arrest") == 0.0 and found.chance("custody-stage") == 0.5  # a tie counts half


def test_optimism_makes_programmes_dearer_and_nothing_else(answer: Comparison, money: Economics) -> None:
    dearer = answer.economics(Terms(optimism=0.25))
    assert dearer.costs("pre-arrest") == pytest.approx(1.25 * money.costs("pre-arrest"))
    assert dearer.benefits("pre-arrest") == pytest.approx(money.benefits("pre-arrest"))


def test_hours_that_stand_apart_are_no_money_and_hours_are_never_both(answer: Comparison, money: Economics) -> None:
    apart = answer.economics(Terms(hours="apart", perspective="police"))
    police = BEARERS.index("police")
    values = [run.outcomes["custody_hours"] for run in answer.runs_of("none")]
    assert apart.pounds["none"][:, police].sum(axis=1) == pytest.approx(
        [31.0 * YEARS * each for each in values], rel=1e-5
    )
    assert (apart.pounds["none"][:, police] < money.pounds["none"][:, police]).all()
    others = [index for index in range(len(BEARERS)) if index != police]
    assert (apart.pounds["none"][:, others] == money.pounds["none"][:, others]).all()
    assert any("their money is in no sum above" in line for line in lines(apart))
    assert any("their money is in the sums above" in line for line in lines(money))


def test_without_discount_a_pound_is_a_pound_in_any_year(answer: Comparison, money: Economics) -> None:
    plain = answer.economics(Terms(discount=0.0, health_discount=0.0))
    assert plain.present("pre-arrest") == pytest.approx(plain.change("pre-arrest"))
    assert abs(money.costs("pre-arrest")).max() < abs(plain.costs("pre-arrest")).max()


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"perspective": "publik"}, "Did you mean public?"),
        ({"hours": "free"}, "hours 'free' is not one of cashable, apart"),
        ({"discount": -0.1}, "discount must be from 0 to 1, not -0.1."),
        ({"optimism": math.nan}, "optimism must be from 0 to 10"),
    ],
)
def test_wrong_terms_are_refused_in_a_sentence(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match="must be|is not one of") as refused:
        Terms(**terms)
    assert said in str(refused.value)


def test_a_regime_that_was_not_compared_is_refused(money: Economics) -> None:
    with pytest.raises(InputError, match="combined was not compared; here are pre-arrest, custody-stage"):
        money.net_benefit("combined")


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2))
def test_what_one_gains_the_other_loses(answer: Comparison, one: list[float], two: list[float]) -> None:
    """The swap: with reference and regime exchanged every sum turns its sign, and chances add up to one."""
    here = by_hand(answer, pre_arrest={"courts": one}, none={"courts": two})
    there = by_hand(answer, pre_arrest={"courts": two}, none={"courts": one})
    assert here.net_benefit("pre-arrest") == pytest.approx(-there.net_benefit("pre-arrest"))
    assert here.chance("pre-arrest") + there.chance("pre-arrest") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("paid", "expected", "said"),
    [
        (
            [1e5, -2e5],
            BreakEven(2, 2, 2, 1.0),
            "year 2 in the middle draw (year 2), with a chance of over 99 in 100",
        ),
        ([-1e5, 1e3], BreakEven(1, 1, 1, 1.0), "by the end of year 1"),
        ([-1e5, 2e5], BreakEven(None, None, None, 0.0), "does not pay for itself within 2 years in any draw"),
    ],
)
def test_a_regime_has_paid_for_itself_once_it_stays_so(
    answer: Comparison, paid: list[float], expected: BreakEven, said: str
) -> None:
    found = by_hand(answer, pre_arrest={"prison": paid})
    assert found.break_even("pre-arrest") == expected
    assert said in when_paid(expected, YEARS)


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        ([-1e5, 0], "over 2 years the public purse would be £100,000 to £100,000 better off."),
        ([1e5, 0], "£100,000 to £100,000 worse off; benefits do not exceed costs."),
        ([0, 0], "over 2 years it makes no difference to the money of the public purse."),
    ],
)
def test_the_verdict_is_right_for_better_worse_and_nothing(answer: Comparison, paid: list[float], said: str) -> None:
    assert said in verdict(by_hand(answer, pre_arrest={"prison": paid}), "pre-arrest")


def test_a_mixed_verdict_says_that_it_cannot_be_told(answer: Comparison) -> None:
    found = by_hand(answer)
    found.pounds["pre-arrest"][:2, BEARERS.index("prison"), 0] = -1e5
    found.pounds["pre-arrest"][2:, BEARERS.index("prison"), 0] = 1e5
    said = verdict(found, "pre-arrest")
    assert "worse off and" in said and "cannot be told" in said and found.chance("pre-arrest") == 0.5


@pytest.mark.parametrize(("chance", "said"), [(0.0, "under 1 in 100"), (1.0, "over 99 in 100"), (0.314, "31 in 100")])
def test_a_chance_is_never_none_or_certain(chance: float, said: str) -> None:
    assert in_hundred(chance) == said
    assert in_hundred(math.nan) == "not known"


QUADRANTS = [
    (10.0, 500.0, "10, at £50 each"),
    (10.0, -500.0, "10, and the public purse pays less all the same"),
    (-10.0, 500.0, "10 fewer than without, and it costs more"),
    (-10.0, -500.0, "10 fewer than without, and it costs less"),
    (0.2, 500.0, "none to speak of"),
]


@pytest.mark.parametrize(("effect", "cost", "said"), QUADRANTS)
def test_each_quadrant_has_its_words_and_a_price_only_where_there_is_one(effect: float, cost: float, said: str) -> None:
    priced = effect >= 0.5 and cost > 0
    unit = Unit("x", "record avoided", effect, cost, cost / effect if priced else None, None)
    assert said in unit.sentence() and unit.sentence().startswith("Record avoided: ")


def test_a_failed_run_takes_its_draw_with_it(answer: Comparison) -> None:
    found = by_hand(answer, pre_arrest={"prison": [1.0, 1.0]})
    found.pounds["pre-arrest"][0] = np.nan
    assert found.net_benefit("pre-arrest").shape == (1,)  # two draws of two histories, one of them gone
    found.pounds["pre-arrest"][:] = np.nan
    assert any("every run failed" in line for line in lines(found))


def test_everything_is_plain_data(money: Economics, tmp_path: Path) -> None:
    told = money.to_dict()
    (tmp_path / "money.json").write_text(json.dumps(told), encoding="utf-8")
    assert set(told["regimes"]) == {"pre-arrest", "custody-stage"} and told["prices"] == "2024/25"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-5e3, 5e3, "between £5,000 worse off and £5,000 better off"), (1e3, 2e3, "£1,000 to £2,000 better off"),
     (-2e3, -1e3, "£1,000 to £2,000 worse off")],
)  # fmt: skip
def test_a_range_of_money_is_told_as_somebody_feels_it(low: float, high: float, said: str) -> None:
    assert gain_range(Pounds(low, 0.0, high, 0.0)) == said


def test_groups_add_up_to_everybody(answer: Comparison, money: Economics) -> None:
    """Each dimension splits the same sums: what cells, courts, lawyers, probation and prison cost, victims, the programme."""
    rows = money.groups()
    whole = {name: np.array([run.outcomes for run in answer.runs_of(name)]) for name in ("none", "pre-arrest")}
    parts = ("cost.courts", "cost.prosecution", "cost.legal_aid", "cost.probation", "cost.prison")

    def change(*names: str) -> float:
        sums = {
            regime: np.mean([[run[name] for name in names] for run in runs], axis=0) for regime, runs in whole.items()
        }
        return float((sums["pre-arrest"] - sums["none"]).sum()) * YEARS

    expected = {
        "justice": change(*parts) + 31.0 * change("custody_hours"),
        "victims": change("crime_cost"),
        "support": change("cost.programmes"),
    }
    for dimension in ("age", "sex", "ethnicity"):
        for what, total in expected.items():
            mine = [
                row for row in rows if (row["regime"], row["dimension"], row["what"]) == ("pre-arrest", dimension, what)
            ]
            assert math.fsum(row["mean"] for row in mine) == pytest.approx(total, rel=1e-4, abs=1.0)


# --- what to find out first ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    db = tmp_path_factory.mktemp("knowing") / "runs.sqlite"
    return compare("blackpool", ["custody-stage"], years=1, run_in=0, replicates=100, db=db, crossing=False)


def with_gain(answer: Comparison, gain: Any) -> Economics:
    """The money of a comparison in which a regime spares prisons so much in each draw."""
    found = by_hand(answer)
    found.pounds["custody-stage"][:, BEARERS.index("prison"), 0] = -np.asarray(gain)
    return found


def test_the_one_parameter_that_decides_is_named_with_the_value_that_turns_it(many: Comparison) -> None:
    effect = draws_of(many.economics())["effect_contract"]
    found = with_gain(many, 1e6 * (0.9 - effect))
    known = found.knowing()
    assert next(iter(known.parameters)) == "effect_contract"
    assert known.parameters["effect_contract"].value == pytest.approx(known.all.value, rel=0.02)
    turn = next(each for each in known.turns if each.parameter == "effect_contract")
    assert turn.value == pytest.approx(0.9, abs=0.02) and turn.regime == "custody-stage"
    said = " ".join(lines(found))
    assert "Worth finding out first: effect_contract (£" in said and "effect_contract = 0.9" in said
    assert {row["what"] for row in known.rows()} == {"all", "subject", "parameter"}
    assert json.dumps(known.to_dict())


def test_where_one_is_better_in_every_draw_knowing_is_worth_nothing(many: Comparison) -> None:
    known = with_gain(many, np.full(100, 5.0)).knowing()
    assert known.all.value == 0.0 and known.turns == ()
    said = lines(with_gain(many, np.full(100, 5.0)))
    assert "The same choice is best for the public purse in every draw, so knowing more would not change it." in said
    assert not any("find" in line for line in said)


def test_where_no_parameter_stands_out_it_says_that_it_cannot_tell_and_what_comes_nearest(many: Comparison) -> None:
    luck = np.random.default_rng(8).normal(0, 1e6, 100)
    said = " ".join(lines(with_gain(many, luck)))
    assert "Of no single parameter can these draws tell that it is worth finding out; nearest comes " in said
    assert "Worth finding out first" not in said


def test_few_draws_name_no_parameter(answer: Comparison) -> None:
    known = answer.economics().knowing()
    assert known.draws == 2 and not known.parameters and not known.turns
    assert any("ask for more replicates" in line or "too few to say" in line for line in lines(answer.economics()))


@pytest.mark.parametrize(
    ("each", "says"), [([5.0, 5.0], "in each of 2 draws; that is too few"), ([5e6, -4e6], "ask for more")]
)
def test_few_draws_neither_settle_a_choice_nor_name_a_parameter(
    answer: Comparison, each: list[float], says: str
) -> None:
    found = by_hand(answer)
    found.pounds["pre-arrest"][:, BEARERS.index("prison"), 0] = -np.repeat(each, 2)
    assert any(says in line for line in lines(found))


def test_acceptability_rises_with_what_an_offence_is_worth_where_a_regime_avoids_some(many: Comparison) -> None:
    found = with_gain(many, np.full(100, -1e5))
    chances = found.acceptability("latent_offences", [0.0, 1e7])
    assert chances[0].tolist() == [1.0, 0.0] and chances.sum(axis=1) == pytest.approx([1.0, 1.0])
    fewer = (-found.outcome_change("custody-stage", "latent_offences") > 0.01).mean()
    assert chances[1, 1] == pytest.approx(fewer, abs=0.02)


def test_the_curve_of_acceptability_is_told_at_its_ends_and_shares_are_one(many: Comparison) -> None:
    found = with_gain(many, np.full(100, -1e5))
    rows = acceptable(found)
    assert [row["price"] for row in rows[::2]] == list(PRICES)
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert (one["regime"], other["regime"]) == ("none", "custody-stage")
        assert one["share"] + other["share"] == pytest.approx(1.0)
    (said,) = acceptability_lines(found)
    assert said.startswith("Custody-stage diversion is the best choice for the public purse in 0% of draws if avoiding")
    assert f"in {100 * rows[-1]['share']:.0f}% if that is worth £5,000." in said


def test_where_nothing_is_known_there_is_no_curve(answer: Comparison) -> None:
    failed = replace(answer, results=tuple(replace(run, error="it broke", outcomes={}) for run in answer.results))
    assert acceptable(failed.economics()) == [] and list(acceptability_lines(failed.economics())) == []
