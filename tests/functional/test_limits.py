"""Row 29: whatever is accepted stays inside the fixed point, and a total that does not fails its run instead of wrapping."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from diversion.model.ledger.measures import MEASURES
from diversion.model.ledger.outcomes import outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import RunFailed, Setting, Simulation, run_regimes
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError, Parameter, register, resolve
from diversion.scenarios.schema import Programme, Regime, Route, Service

REGIMES = ("none", "combined")
SIGNED = {"freed", "records_avoided", "relief"}  # what may be taken back, and needs that a harmful programme adds to


@cache
def regimes() -> tuple[Regime, ...]:
    return tuple(loader.regime(name) for name in REGIMES)


def lived(
    values: Mapping[str, float], residents: float = 1_500.0, years: int = 1, against: Regime | None = None
) -> list[Mapping[str, float]]:
    """Live a small town under two regimes; every outcome, and every measure, of each, checked for what cannot be."""
    place = loader.locality("england-mix")
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": residents})})
    compared = (regimes()[0], against or regimes()[1])
    setting = Setting(place, compared, values, loader.regime("none"), 1, years)
    simulation = Simulation.build(setting, 3)
    simulation.run_in()
    found: list[Mapping[str, float]] = []
    for regime, world in zip(compared, run_regimes(simulation, compared), strict=True):
        reading = Reading(world)
        answer = outcomes(reading, regime, setting.catalogue, values, years)
        assert not [name for name, value in answer.items() if math.isinf(value)]
        totals = reading.totals()
        assert not [name for name, value in totals.items() if value < 0.0 and name not in SIGNED]
        assert np.isfinite(world.people["rate"]).all() and np.isfinite(world.people["bound"]).all()
        assert math.isfinite(answer["net_cost"]) and answer["net_cost"] >= 0.0
        found.append(totals)
    return found


def at(parameter: Parameter, end: str) -> float:
    return parameter.floor if end == "floor" else parameter.ceiling


def test_every_parameter_has_two_finite_limits() -> None:
    assert [p.name for p in register().values() if not math.isfinite(p.floor) or not math.isfinite(p.ceiling)] == []


def test_the_reported_value_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match=r"^harm_days.criminal_damage = 1e\+15 is outside 0 to [\d,.e+]+ \(days\)\.$"):
        resolve({"harm_days.criminal_damage": 1e15})


@pytest.mark.parametrize(
    "name",
    ["harm_mean.criminal_damage", "hours_attend", "hours_training", "hours_diversion", "detention_hours",
     "hours_welfare"],
)  # fmt: skip
@pytest.mark.parametrize("value", [1e15, 1e300, math.inf, math.nan])
def test_a_total_that_would_wrap_fails_its_run(name: str, value: float) -> None:
    """However a number got past its limits."""
    changes = {"offer_street": 1.0, "attend_share": 0.5, "wait_share": 1.0}
    with pytest.raises(RunFailed, match="more than can be counted"):
        lived(resolve(changes) | {name: value}, residents=8_000.0)


def test_a_moment_that_is_no_number_fails_its_run() -> None:
    with pytest.raises(RunFailed, match="more than can be counted"):
        lived(resolve({"attend_share": 0.5, "wait_share": 1.0}) | {"wait_hours": math.nan}, residents=8_000.0)


def test_a_total_that_wraps_only_at_the_very_end_fails_its_run() -> None:
    values = resolve() | {"harm_mean.violence_with_injury": 4e10}
    place = loader.locality("england-mix")
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 8_000.0})})
    simulation = Simulation.build(Setting(place, regimes(), values, loader.regime("none"), 0, 1), 1)
    branch = simulation.fork(regimes()[0])
    branch.run(365)
    branch.world.by_group[:, :, MEASURES.index("harm")] += 2**57  # 12 months of 24 groups: together past 2^63
    with pytest.raises(RunFailed, match="more than can be counted"):
        branch.settled()
    with pytest.raises(RunFailed, match="more than can be counted"):
        branch.settle()


@pytest.mark.slow
@pytest.mark.parametrize("end", ["floor", "ceiling"])
def test_each_parameter_alone_can_go_to_either_of_its_limits(end: str) -> None:
    failed = {}
    for name, parameter in register().items():
        try:
            lived(resolve({name: at(parameter, end)}), residents=800.0)
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
    assert failed == {}


ENDS = st.sampled_from(["floor", "ceiling"])


@pytest.mark.slow
@settings(max_examples=25)
@given(st.one_of(
    st.fixed_dictionaries(dict.fromkeys(register(), ENDS)),
    st.dictionaries(st.sampled_from(sorted(register())), ENDS, max_size=30),
    st.sampled_from([dict.fromkeys(register(), end) for end in ("floor", "ceiling")]),
))  # fmt: skip
def test_at_every_corner_a_run_ends_well_or_is_refused_in_a_sentence(ends: dict[str, str]) -> None:
    try:
        lived(resolve({name: at(register()[name], end) for name, end in ends.items()}), residents=150.0)
    except (InputError, RunFailed) as error:
        assert str(error)


@pytest.mark.parametrize(
    ("table", "said"),
    [("career_starts", "no career begins"), ("career_onset", "no career begins"),
     ("category_base", "nothing to offend over"), ("career_rate", "career_rate is 0")],
)  # fmt: skip
def test_a_table_that_is_nought_throughout_is_refused_in_a_sentence(table: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        lived(resolve({name: 0.0 for name in register() if name.startswith(f"{table}.")}))


def test_a_kind_of_career_without_anything_to_offend_over_is_refused_in_a_sentence() -> None:
    """It was a division by nought in the engine."""
    none = {name: 0.0 for name in register() if name.startswith("career_mix.young.")}
    with pytest.raises(InputError, match="nothing to offend over in careers of kind young"):
        lived(resolve(none))


def numbers(model: type[Any]) -> list[tuple[str, Any]]:
    """The fields of a model that hold a number, each with the largest that its limits let through."""
    found = []
    for name, field in model.model_fields.items():
        kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
        for most in (1e300, 1e12, 10**30):
            try:
                adapter.validate_python(most)
            except ValidationError:
                continue
            found.append((name, most))
    return found


@pytest.mark.parametrize("model", [Service, Programme, Route, Regime])
def test_no_field_of_a_file_takes_a_number_beyond_any_sense(model: type[Any]) -> None:
    assert numbers(model) == []


def test_the_largest_item_that_a_file_may_describe_runs() -> None:
    """Every numeric field of a programme, a route and a service at its largest, and at its least, together."""
    for large in (True, False):
        service = loader.service(loader.programme("lead").service)
        size = dict.fromkeys(("turnover_a_year", "waiting_limit"), 1_000.0 if large else 0.0)
        most = service.model_copy(
            update={**size, "name": "own-service", "workers": 2_000.0 if large else 0.0, "caseload": 1_000.0 if large else 0.1,
                    "vacancy_days": 36_500.0 if large else 0.0, "cost_a_client_year": 1e7 if large else 0.0}
        )  # fmt: skip
        programme = loader.programme("lead").model_copy(
            update={"name": "own-lead", "service": "own-service", "length_days": 36_500.0 if large else 1.0,
                    "effect": 3.0 if large else 0.05, "effect_young": 1_000.0 if large else 0.0,
                    "months_to_full_effect": 1_200.0 if large else 0.0, "half_life_months": 1_200.0 if large else 0.0,
                    "hand_over_days": 36_500.0 if not large else 0.0, "coordination_hours": 1_000.0 if large else 0.0,
                    "appeal_young": 20.0 if large else -20.0, "appeal_older": 20.0 if large else -20.0}
        )  # fmt: skip
        route = loader.route("lead-street").model_copy(
            update={"name": "own-street", "programme": "own-lead", "offer": 1.0}
        )
        own = loader.regime("combined").model_copy(
            update={"name": "own", "routes": ("own-street",), "own_routes": (route,), "own_programmes": (programme,),
                    "own_services": (most,), "enforcement": 5.0 if large else 0.0}
        )  # fmt: skip
        lived(resolve(), against=own)
