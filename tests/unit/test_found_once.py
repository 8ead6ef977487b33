"""Faults that were found once and must not come back."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import diversion
from diversion.agents import chance
from diversion.agents.arithmetic import expit, logit
from diversion.agents.engine.behaviour import COMPILED, kernel
from diversion.agents.engine.hashing import FACE
from diversion.agents.par import par_record
from diversion.model.simulation import Setting, Simulation
from diversion.scenarios.parameters import resolve

ROOT = Path(str(diversion.__file__)).parent


def test_the_largest_draw_is_below_one() -> None:
    ones = np.uint64(0xFFFFFFFF)
    assert chance._unit(ones, ones) < 1.0


def test_nothing_is_summed_by_the_builtin_whose_rounding_differs_between_versions() -> None:
    """From Python 3.12 on `sum` compensates for rounding; 3.11 does not. `math.fsum` is exact everywhere."""
    found = []
    for folder in ("agents", "model"):
        for path in sorted(
            set(path for path in (ROOT / folder).rglob("*.py") if path.relative_to(ROOT).as_posix() not in FACE)
        ):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum":
                    each = node.args[0].elt if isinstance(node.args[0], ast.GeneratorExp) else node.args[0]
                    whole = isinstance(each, ast.Compare | ast.Name) or (
                        isinstance(each, ast.Call) and ast.unparse(each.func) == "int"
                    )
                    if not whole:
                        found.append(f"{path.name}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_consent_can_be_never_or_always(totals_of: Callable[..., list[dict[str, float]]], value: float) -> None:
    (found,) = totals_of(
        regimes=("pre-arrest",), changes={"consent_street": value, "consent_social": value, "offer_street": 0.9},
        residents=60_000,
    )  # fmt: skip
    assert found["referrals"] > 100
    assert found["consents"] == value * found["referrals"]


def test_log_odds_of_never_are_not_moderate() -> None:
    assert expit(logit(0.0)) < 1e-6


def test_nobody_moves_where_the_rate_of_moving_is_zero(setting_of: Callable[..., Setting]) -> None:
    simulation = Simulation.build(setting_of(changes={"move_rate": 0.0}), 1)
    simulation.run(365)


@pytest.mark.skipif(not COMPILED, reason="plain Python has no signatures")
def test_a_kernel_does_not_cut_numbers_to_fit() -> None:
    @kernel
    def twice(x: int) -> int:
        return x * 2

    assert twice(3) == 6
    with pytest.raises(TypeError):
        twice(2.7)


def test_values_may_come_in_any_order() -> None:
    values = resolve()
    shuffled = {name: values[name] for name in sorted(values)}
    assert par_record(shuffled).tobytes() == par_record(values).tobytes()


def test_every_parameter_is_read_by_something() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("agents", "model", "experiments", "scenarios/library")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".yaml"}
    )
    assert [name for name in resolve() if name.partition(".")[0] not in text] == []
