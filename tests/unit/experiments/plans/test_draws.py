"""Drawing what is not known: percentiles where they were declared, limits kept, and every draw keyed by its own name."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from diversion.experiments.plans.draws import draw_values, quantile
from diversion.scenarios.parameters import Parameter, register, resolve, uncertain

UNCERTAIN = uncertain()
some = st.sampled_from(UNCERTAIN)
chance = st.floats(0.0, 1.0)
REPLICATES = 600


@pytest.fixture(scope="module")
def drawn() -> dict[str, np.ndarray]:
    """Every uncertain parameter over many replicates."""
    replicates = [draw_values({}, seed, fixed=False) for seed in range(1, REPLICATES + 1)]
    return {parameter.name: np.array([values[parameter.name] for values in replicates]) for parameter in UNCERTAIN}


def test_percentiles_are_where_they_were_declared() -> None:
    for parameter in UNCERTAIN:
        for u, value in ((0.05, parameter.low), (0.5, parameter.default), (0.95, parameter.high)):
            assert quantile(parameter, u) == pytest.approx(value, rel=1e-13, abs=1e-15), parameter.name


@given(some, chance, chance)
def test_more_luck_never_means_less(parameter: Parameter, u: float, v: float) -> None:
    low, high = sorted((u, v))
    a, b = quantile(parameter, low), quantile(parameter, high)
    assert a <= b or a == pytest.approx(b, rel=1e-14)


@given(some, chance)
def test_hard_limits_are_kept(parameter: Parameter, u: float) -> None:
    assert parameter.floor <= quantile(parameter, u) <= parameter.ceiling
    assert parameter.check(quantile(parameter, u)) == quantile(parameter, u)


@pytest.mark.parametrize(
    ("scale", "middle"),
    [("linear", 0.3), ("log", math.sqrt(0.08)), ("logit", 1 / (1 + math.sqrt(0.8 / 0.2 * 0.6 / 0.4)))],
)
def test_belief_is_straight_on_its_own_scale(scale: str, middle: float) -> None:
    spread = Parameter("x", 0.4, "share", 0.2, 0.7, "An x.", "made up", "judgement", "uncertainty", scale)  # type: ignore[arg-type]
    assert quantile(spread, 0.275) == pytest.approx(middle, rel=1e-12)  # half way from the 5th percentile to the median


def test_the_outer_lines_go_on_and_are_cut_at_the_limits() -> None:
    x = Parameter("x", 2.0, "days", 1.0, 4.0, "An x.", "made up", "judgement", floor=0.95, ceiling=4.1)
    free = Parameter("x", 2.0, "days", 1.0, 4.0, "An x.", "made up", "judgement")
    assert quantile(free, 0.0) == pytest.approx(1.0 - 1.0 / 9.0)
    assert quantile(free, 1.0) == pytest.approx(4.0 + 2.0 / 9.0)
    assert (quantile(x, 0.0), quantile(x, 1.0)) == (0.95, 4.1)


def test_fixed_parameters_stay_at_their_defaults() -> None:
    assert draw_values({}, 1, fixed=True) == resolve()
    assert draw_values({"bail_share": 0.1}, 1, fixed=True) == resolve({"bail_share": 0.1})


def test_only_what_is_uncertain_is_drawn() -> None:
    values, usual = draw_values({}, 5, fixed=False), resolve()
    assert {name for name in values if values[name] != usual[name]} <= {parameter.name for parameter in UNCERTAIN}
    assert list(values) == list(register())


@given(st.dictionaries(st.sampled_from([parameter.name for parameter in UNCERTAIN]), st.just(0.0), max_size=6))
def test_changing_one_parameter_never_shifts_the_draw_of_another(changes: dict[str, float]) -> None:
    changes = {name: register()[name].high for name in changes}
    values, usual = draw_values(changes, 3, fixed=False), draw_values({}, 3, fixed=False)
    for name in values:
        assert values[name] == (changes[name] if name in changes else usual[name])


def test_a_draw_is_keyed_by_the_parameters_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declaring others before it, or fewer, leaves a parameter's draw as it was."""
    usual = draw_values({}, 3, fixed=False)
    for few in (UNCERTAIN[::-1], UNCERTAIN[5:8]):
        monkeypatch.setattr("diversion.experiments.plans.draws.uncertain", lambda own, few=few: few)
        values = draw_values({}, 3, fixed=False)
        assert all(values[parameter.name] == usual[parameter.name] for parameter in few)


def test_names_have_different_luck(drawn: dict[str, np.ndarray]) -> None:
    first = np.array([row[0] for row in ranks(drawn)])
    assert len(np.unique(first)) == len(first)


def ranks(drawn: dict[str, np.ndarray]) -> list[np.ndarray]:
    """The probabilities at which each parameter was drawn, by its own quantile function turned round."""
    grid = np.linspace(0.0, 1.0, 2001)
    return [
        np.interp(drawn[parameter.name], [quantile(parameter, u) for u in grid], grid)
        for parameter in UNCERTAIN
        if parameter.low < parameter.default < parameter.high
    ]


@pytest.mark.statistical
def test_a_tenth_of_draws_lies_beyond_the_declared_percentiles(drawn: dict[str, np.ndarray]) -> None:
    """Over all parameters with room beyond their percentiles: 5% below the low one and 5% above the high one."""
    for side in ("low", "high"):
        z = []
        for parameter in UNCERTAIN:
            edge = getattr(parameter, side)
            if edge in (parameter.floor, parameter.ceiling, parameter.default):
                continue
            row = drawn[parameter.name]
            beyond = (row < edge).sum() if side == "low" else (row > edge).sum()
            z.append((beyond - 0.05 * REPLICATES) / math.sqrt(REPLICATES * 0.05 * 0.95))
        assert abs(sum(z) / math.sqrt(len(z))) < 3
        assert max(map(abs, z)) < norm.isf(0.001 / len(z))


@pytest.mark.statistical
def test_parameters_are_drawn_independently(drawn: dict[str, np.ndarray]) -> None:
    rows = np.array([(row - row.mean()) / row.std() for row in ranks(drawn)])
    z = (rows @ rows.T / math.sqrt(REPLICATES))[np.triu_indices(len(rows), 1)]
    assert abs((z * z).sum() - z.size) / math.sqrt(2 * z.size) < 3
    assert np.abs(z).max() < norm.isf(0.001 / z.size)
