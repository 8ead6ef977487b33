"""Ranges of one's own and groups: what is refused, where values lie, which rows move, and what is kept of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan
from diversion.experiments.sensitivity.kept import look_at
from diversion.experiments.sensitivity.method import Method
from diversion.experiments.sensitivity.methods import METHODS
from diversion.experiments.sensitivity.methods.morris import Morris
from diversion.experiments.sensitivity.methods.one_at_a_time import OneAtATime
from diversion.experiments.sensitivity.methods.pawn import Pawn
from diversion.experiments.sensitivity.methods.sobol import Sobol
from diversion.experiments.sensitivity.own import ranged, read_groups, read_ranges, units_of
from diversion.experiments.sensitivity.study import Study, make_study, steady
from diversion.experiments.store.store import Store
from diversion.scenarios.parameters import InputError, Parameter

FACTORS = ["offer_street", "effect_lead", "need_correlation"]
GROUPS = {"both": ("offer_street", "need_correlation")}
SIZES: dict[Method, int] = {Morris(): 4, Sobol(): 8, OneAtATime(): 2, Pawn(): 50}
TOGETHER = [method for method in METHODS.values() if method.in_groups]


def size_of(method: Method) -> int:
    return SIZES.get(method, 8)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return steady(make_plan("blackpool", ["pre-arrest"], years=1, run_in=0))


def columns(study: Study) -> dict[str, np.ndarray[Any, Any]]:
    points = [point.changes for point in study.experiment.points]
    return {name: np.array([point[name] for point in points]) for name in points[0]}


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["offer_street", "offer_street=0.1", "offer_street=a:b", "offer_street=0.1:0.2:0.3", "=:"]
)
def test_a_range_that_is_none_is_refused_with_how_it_is_written(text: str) -> None:
    with pytest.raises(InputError, match=r"--range .*: write it as NAME=LOW:HIGH, with two numbers\.$"):
        read_ranges([text])


@pytest.mark.parametrize("text", ["both", "both=", "both=a,,b", "=a,b", "1=a,b"])
def test_a_group_that_is_none_is_refused_with_how_it_is_written(text: str) -> None:
    with pytest.raises(InputError, match=r"--group .*: write it as NAME=a,b,c"):
        read_groups([text])


def test_what_is_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match="gives a twice"):
        read_ranges(["a=0:1", "a=0:2"])
    with pytest.raises(InputError, match="two groups called g"):
        read_groups(["g=a,b", "g=c,d"])


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ((0.4, 0.1), "offer_street must rise: 0.4 is not below 0.1"),
        ((0.2, 0.2), "must rise"),
        ((0.2, 1.5), "offer_street = 1.5 is outside 0 to 1"),
        ((-0.1, 0.5), "offer_street = -0.1 is outside 0 to 1"),
        ((math.nan, 0.5), "nan is none"),
        ((0.1, math.inf), "inf is none"),
    ],
)
def test_a_range_that_cannot_be_is_refused_in_a_sentence(plan: Plan, ends: tuple[float, float], says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        make_study(plan, Sobol(), FACTORS, 8, {"offer_street": ends})
    assert str(refused.value).rstrip().endswith(".")


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ({"g": ("offer_street",)}, "g needs two parameters or more"),
        (
            {"g": ("offer_street", "effect_leed")},
            "In the group g: there is no parameter called effect_leed. Did you mean",
        ),
        ({"g": ("offer_street", "offer_street")}, "offer_street is twice in the group g"),
        ({"g": ("offer_street", "effect_lead"), "h": ("effect_lead", "need_correlation")}, "in the groups g and h"),
        ({"chance": ("offer_street", "effect_lead")}, "cannot be called chance"),
        ({"half_life_months": ("offer_street", "effect_lead")}, "cannot be called half_life_months"),
    ],
)
def test_a_group_that_cannot_be_is_refused_in_a_sentence(plan: Plan, groups: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        make_study(plan, Sobol(), None, 8, groups=groups)


@pytest.mark.parametrize("method", [each for each in METHODS.values() if not each.in_groups], ids=str)
def test_a_method_that_cannot_move_groups_says_so(plan: Plan, method: Method) -> None:
    with pytest.raises(InputError, match=f"{method.name} moves each parameter on its own"):
        make_study(plan, method, FACTORS, size_of(method), groups=GROUPS)


def test_a_range_of_what_is_set_or_unknown_is_refused(plan: Plan) -> None:
    other = steady(make_plan("blackpool", ["pre-arrest"], years=1, changes={"offer_street": 0.3}))
    with pytest.raises(InputError, match="both a factor and set to 0.3"):
        make_study(other, Sobol(), None, 8, {"offer_street": (0.1, 0.2)})
    with pytest.raises(InputError, match="no parameter called offer_streat. Did you mean offer_street"):
        make_study(plan, Sobol(), None, 8, {"offer_streat": (0.1, 0.2)})


# --- ranges ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS.values(), ids=str)
def test_every_method_goes_to_both_ends_of_a_range_and_no_further(plan: Plan, method: Method) -> None:
    study = make_study(
        plan, method, FACTORS, max(64 if method.power_of_two else 60, size_of(method)), {"offer_street": (0.2, 0.3)}
    )
    values = columns(study)["offer_street"]
    assert 0.2 <= values.min() < 0.205 and 0.295 < values.max() <= 0.3


def test_one_at_a_time_stands_at_the_ends_themselves_and_begins_half_way(plan: Plan) -> None:
    study = make_study(plan, OneAtATime(), ["need_correlation"], 2, {"need_correlation": (0.2, 0.4)})
    assert columns(study)["need_correlation"] == pytest.approx([0.3, 0.3, 0.2, 0.2, 0.4, 0.4])
    assert (study.factors[0].low, study.factors[0].high) == (0.2, 0.4)


def test_a_range_leaves_the_other_factors_as_they_were(plan: Plan) -> None:
    plain, own = (columns(make_study(plan, Sobol(), FACTORS, 8, each)) for each in ({}, {"offer_street": (0.2, 0.3)}))
    assert (plain["offer_street"] != own["offer_street"]).all()
    assert all((plain[name] == own[name]).all() for name in FACTORS[1:])


def test_a_range_makes_a_factor_of_what_has_none_declared(plan: Plan) -> None:
    study = make_study(plan, Sobol(), ["offer_street"], 8, {"move_rate": (0.01, 0.02)})
    assert [factor.name for factor in study.factors] == ["offer_street", "move_rate"]


@given(low=st.floats(0, 0.98), width=st.floats(0.001, 1), scale=st.sampled_from(["linear", "log", "logit"]))
@settings(max_examples=60, deadline=None)
def test_a_range_holds_its_middle_on_any_scale(low: float, width: float, scale: Any) -> None:
    high = min(1.0, low + width)
    parameter = Parameter("a", 0.5, "", 0.4, 0.6, "", "", "judgement", scale=scale, floor=0, ceiling=1)
    found = ranged(parameter, low, high)
    assert found.low == low < found.default < high == found.high
    assert found.scale in (scale, "linear")


# --- groups ----------------------------------------------------------------------------------------------------------


def test_a_group_stands_where_its_first_member_did() -> None:
    assert units_of(["a", "b", "c", "d"], {"g": ("d", "b")}) == {"a": ("a",), "g": ("d", "b"), "c": ("c",)}


@pytest.mark.parametrize("method", TOGETHER, ids=str)
def test_members_move_in_the_same_rows_each_to_a_value_of_its_own(plan: Plan, method: Method) -> None:
    study = make_study(plan, method, FACTORS, size_of(method), groups=GROUPS)
    assert study.sample.parameters == ("both", "effect_lead")
    assert len(study.sample.unit) == method.rows(2, size_of(method), chance=True)
    blocks = {name: each.reshape(size_of(method), -1) for name, each in columns(study).items()}
    moved = {name: each != each[:, :1] for name, each in blocks.items()}
    assert (moved["offer_street"] == moved["need_correlation"]).all()
    assert (moved["offer_street"] != moved["effect_lead"]).any()
    assert all(each[:, -1].all() for each in moved.values())
    one, other = (study.quantiles[:, study.factors.index(f)] for f in study.factors if f.name in GROUPS["both"])
    assert (one != other).any() and np.abs(np.corrcoef(one, other)[0, 1]) < 0.95


@pytest.mark.parametrize("method", TOGETHER, ids=str)
def test_a_design_without_groups_is_what_it_was(plan: Plan, method: Method) -> None:
    study = make_study(plan, method, FACTORS, size_of(method))
    assert study.quantiles is study.sample.unit
    assert study.experiment.design.keys() == {"method", "factors", "size", "seed"}


# --- what is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [Sobol(), Morris()], ids=str)
def test_ranges_and_groups_are_read_back_and_asked_for_again(plan: Plan, tmp_path: Path, method: Method) -> None:
    study = make_study(plan, method, FACTORS, size_of(method), {"effect_lead": (0.5, 0.9)}, GROUPS)
    with Store.open(tmp_path / "runs.sqlite") as store:
        number = store.begin(study.experiment)
    looked = look_at(tmp_path / "runs.sqlite", number, ["arrests"])
    assert looked.again is not None and looked.again.experiment.fingerprint == study.experiment.fingerprint
    assert looked.study.ranges == {"effect_lead": (0.5, 0.9)} and looked.study.groups == GROUPS
    assert [unit.name for unit in looked.study.units] == ["both", "effect_lead"]


@pytest.mark.parametrize("own", [{"ranges": {"effect_lead": [1]}}, {"ranges": 3}, {"groups": {"both": "ab"}}])
def test_a_kept_design_that_was_edited_is_named_and_left_out(own: dict[str, Any]) -> None:
    from diversion.experiments.store.sound import is_design

    design = {"method": "sobol", "size": 8, "factors": ["a"]}
    assert is_design("sensitivity", design)
    assert not is_design("sensitivity", design | own)
    assert is_design(
        "sensitivity", json.loads(json.dumps(design | {"ranges": {"a": [0, 1.5]}, "groups": {"g": ["a"]}}))
    )
