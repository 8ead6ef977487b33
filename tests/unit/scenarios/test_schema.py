"""What the data files may say: every rule refuses what it should, in words that name the field and the likely fix."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from diversion.agents import declaring, records
from diversion.scenarios import loader
from diversion.scenarios.fields import AGE_BANDS, Known, split_quantity
from diversion.scenarios.parameters import Parameter
from diversion.scenarios.schema import (
    Locality,
    Named,
    Programme,
    Record,
    Regime,
    Route,
    Service,
    Sourced,
    as_they_stand,
    number_of,
    sentence_of,
)
from diversion.scenarios.words import ETHNICITIES

SOURCED: dict[str, Any] = {"value": 1.0, "source": "made up", "rating": "judgement"}
NAMED: dict[str, Any] = {"name": "x", "title": "X", "text": "An X."}
RATED: dict[str, Any] = {"source": "made up", "rating": "judgement"}


def shares(groups: tuple[str, ...], last: float = 0.25) -> dict[str, Any]:
    return {group: SOURCED | {"value": last if group == groups[-1] else 0.25} for group in groups}


LOCALITY: dict[str, Any] = NAMED | {
    "current": "none",
    "residents": SOURCED | {"value": 1000},
    "adult_share": SOURCED,
    "age_shares": shares(AGE_BANDS),
    "male_share": SOURCED,
    "ethnicity_shares": shares(ETHNICITIES),
    "crime_per_1000": SOURCED,
    "officers": SOURCED,
    "team_share": SOURCED,
    "neighbourhoods": SOURCED | {"value": 9},
    "grid_columns": SOURCED | {"value": 3},
    "worst_decile_share": SOURCED,
    "drug_need_ratio": SOURCED,
    "cells": SOURCED,
    "drive_hours": SOURCED,
}
SERVICE: dict[str, Any] = (
    NAMED
    | RATED
    | {
        "workers": "team",
        "caseload": 10,
        "turnover_a_year": 0.2,
        "vacancy_days": 60,
        "waiting_limit": 0.5,
        "order": "first_come",
        "cost_a_client_year": 1000,
    }
)
PROGRAMME: dict[str, Any] = (
    NAMED
    | RATED
    | {
        "service": "s",
        "needs_met": {"drugs": 0.5},
        "length_days": None,
        "coercive": False,
        "belief": "lead",
        "effect": 0.9,
        "months_to_full_effect": 6,
        "half_life_months": 6,
        "consent": 0.5,
        "engagement": 0.5,
        "dropout_early": 0.1,
        "dropout_late": 0.1,
        "hand_over_days": 1,
    }
)
ROUTE: dict[str, Any] = (
    NAMED
    | RATED
    | {
        "stage": "street",
        "programme": "p",
        "categories": ["shoplifting"],
        "offer": 0.1,
        "replaces": True,
        "outcome_code": 22,
        "non_engagement": "nothing",
    }
)
BESIDE: dict[str, Any] = ROUTE | {"replaces": False, "outcome_code": None}
REGIME: dict[str, Any] = NAMED | RATED | {"routes": ["r"]}
PARAMETERS = {
    "team": Parameter("team", 4.0, "workers", 1.0, 9.0, "How many work there.", "made up", "judgement"),
    "half": Parameter("half", 0.5, "share", 0.1, 0.9, "A share.", "made up", "judgement"),
}
KNOWN = Known(PARAMETERS, lambda kind: {"service": ("s",), "route": ("r",), "programme": ("p",)}.get(kind, ("none",)))


def refusal(model: type[Record], data: dict[str, Any]) -> str:
    """The one reason why a record is refused."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data, context=KNOWN)
    problems = caught.value.errors()
    assert len(problems) == 1, problems
    return problems[0]["msg"]


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (Locality, LOCALITY),
        (Service, SERVICE),
        (Programme, PROGRAMME),
        (Route, ROUTE),
        (Route, BESIDE),
        (Regime, REGIME),
    ],
)
def test_a_good_record_is_frozen_travels_and_keeps_its_content(model: type[Record], data: dict[str, Any]) -> None:
    record = model.model_validate(data, context=KNOWN)
    assert pickle.loads(pickle.dumps(record)) == record
    assert model.model_validate(json.loads(record.model_dump_json())) == record
    with pytest.raises(ValidationError):
        record.name = "other"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"residents": SOURCED | {"value": 0}}, "must be 1 or more, not 0"),
        ({"residents": SOURCED | {"value": 10.5}}, "must be a whole number, not 10.5"),
        ({"residents": SOURCED | {"source": " "}}, "at least 1 character"),
        ({"residents": SOURCED | {"rating": "week"}}, "Did you mean weak?"),
        ({"residents": SOURCED | {"value": True}}, "valid number"),
        ({"residents": SOURCED | {"value": "10"}}, "valid number"),
        ({"residents": SOURCED | {"value": float("nan")}}, "finite number"),
        ({"male_share": SOURCED | {"value": 1.01}}, "must be between 0 and 1, not 1.01"),
        ({"drive_hours": SOURCED | {"value": -1}}, "must be 0 or more, not -1"),
        ({"age_shares": shares(AGE_BANDS, 0.26)}, "must add up to 1, not 1.01"),
        ({"age_shares": shares(AGE_BANDS[:3])}, "must give a share for 60+"),
        ({"age_shares": shares((*AGE_BANDS[:3], "61+"))}, "Did you mean 60+?"),
        ({"ethnicity_shares": shares(ETHNICITIES, 0.2499)}, "must add up to 1, not 0.9999"),
        ({"grid_columns": SOURCED | {"value": 10}}, "grid_columns is more than the number of neighbourhoods"),
        ({"current": "nun"}, "refers to nun, which is not a regime. Did you mean none?"),
        ({"start": "2026-04-31"}, "must be a date such as 2026-04-01"),
        ({"start": 7}, "must be a date such as 2026-04-01"),
        ({"start": "1066-10-14"}, "must be a day from 1900 to 2199"),
        ({"start": "9999-12-31"}, "must be a day from 1900 to 2199"),
        ({"name": "Black Pool"}, "must be lower-case words joined by hyphens"),
        ({"postcode": "FY1"}, "Extra inputs"),
    ],
)
def test_a_locality_refuses(change: dict[str, Any], words: str) -> None:
    assert words in refusal(Locality, LOCALITY | change)


def test_shares_are_accepted_within_rounding_and_leave_in_the_order_of_the_vocabulary() -> None:
    shuffled = dict(reversed(shares(ETHNICITIES, 0.25 + 5e-7).items()))
    assert tuple(Locality.model_validate(LOCALITY | {"ethnicity_shares": shuffled}).ethnicity_shares) == ETHNICITIES


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"workers": "taem"}, "refers to taem, which is not a parameter. Did you mean team?"),
        ({"workers": "team + 1"}, "must be a number, a parameter's name or 'number * name'"),
        ({"workers": True}, "must be a number or the name of a parameter, not True"),
        ({"workers": None}, "must be a number or the name of a parameter, not None"),
        ({"workers": float("inf")}, "must be a number or the name of a parameter, not inf"),
        ({"workers": -1}, "must be between 0 and 1,000,000, not -1"),
        ({"order": "by_neeed"}, "Did you mean by_need?"),
    ],
)
def test_a_service_refuses(change: dict[str, Any], words: str) -> None:
    assert words in refusal(Service, SERVICE | change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"needs_met": {"drug": 0.5}}, "Did you mean drugs?"),
        ({"needs_met": {"drugs": 1.5}}, "less than or equal to 1"),
        ({"consent": 1.5}, "must be between 0 and 1, not 1.5"),
        ({"consent": "team"}, "must be between 0 and 1, not team, which is 4"),
        ({"consent": "3 * half"}, "must be between 0 and 1, not 3 * half, which is 1.5"),
        ({"service": "t"}, "refers to t, which is not a service"),
        ({"published": [RATED]}, "Field required"),
        ({"coercive": "maybe"}, "valid boolean"),
    ],
)
def test_a_programme_refuses(change: dict[str, Any], words: str) -> None:
    assert words in refusal(Programme, PROGRAMME | change)


def test_a_programme_must_say_that_it_has_no_end_date() -> None:
    assert refusal(Programme, {key: PROGRAMME[key] for key in PROGRAMME if key != "length_days"}) == "Field required"


def without(data: dict[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != field}


SOCIAL: dict[str, Any] = {"stage": "social_contact", "categories": ["welfare"]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ROUTE | {"age_min": 16}, "greater than or equal to 18"),
        (ROUTE | {"age_min": 30, "age_max": 25}, "age_max (25) is below age_min (30)"),
        (ROUTE | {"min_severity": 0.3}, "min_severity needs needs_any"),
        (ROUTE | {"needs_any": ["drugs"]}, "needs_any needs a min_severity above 0"),
        (ROUTE | {"categories": []}, "categories is empty"),
        (ROUTE | {"categories": ["weapons", "weapons"]}, "categories names the same kind of contact twice"),
        (ROUTE | {"categories": ["weapon"]}, "Did you mean weapons?"),
        (ROUTE | {"categories": ["welfare"], "replaces": False, "outcome_code": None}, "categories has welfare"),
        (BESIDE | {"stage": "social_contact"}, "categories of a social contact can only be welfare"),
        (ROUTE | SOCIAL, "replaces must be false for a social contact"),
        (ROUTE | {"categories": ["warrant"]}, "replaces must be false for a breach or a warrant"),
        (ROUTE | {"outcome_code": None}, "replaces is true, so outcome_code must say"),
        (ROUTE | {"outcome_code": 99}, "less than or equal to 23"),
        (without(ROUTE, "non_engagement"), "replaces is true, so non_engagement must say"),
        (BESIDE | {"outcome_code": 22}, "outcome_code must be left out"),
        (BESIDE | {"non_engagement": "original_disposal"}, "non_engagement cannot be original_disposal"),
        (ROUTE | {"stage": "kerb"}, "must be one of street, social_contact, custody"),
        (ROUTE | {"programme": "q"}, "refers to q, which is not a programme"),
        (ROUTE | {"max_proven": -1}, "greater than or equal to 0"),
    ],
)
def test_a_route_refuses(data: dict[str, Any], words: str) -> None:
    assert words in refusal(Route, data)


def test_a_route_beside_the_disposal_may_serve_people_arrested_on_a_warrant() -> None:
    assert Route.model_validate(BESIDE | {"stage": "custody", "categories": ["warrant"]}).domestic_abuse_excluded


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"routes": ["r", "r"]}, "routes names the same route twice"),
        ({"routes": ["rr"]}, "refers to rr, which is not a route. Did you mean r?"),
        ({"workers": {"t": 3}}, "refers to t, which is not a service"),
        ({"workers": {"s": -3}}, "must be between 0 and 1,000,000, not -3"),
        ({"own_routes": [ROUTE]}, "own_routes has x, which routes does not open"),
        ({"own_services": [SERVICE, SERVICE]}, "own_services has two items of the same name"),
    ],
)
def test_a_regime_refuses(change: dict[str, Any], words: str) -> None:
    assert words in refusal(Regime, REGIME | change)


def test_references_go_unchecked_where_nothing_says_what_is_known() -> None:
    assert Regime.model_validate(REGIME | {"routes": ["not-there"]}).routes == ("not-there",)


def test_a_quantity_is_a_number_a_parameter_or_a_part_of_one() -> None:
    values = {"team": 6.0}
    assert [number_of(quantity, values) for quantity in (3.0, "team", "0.5 * team", "2*team")] == [3.0, 6.0, 3.0, 12.0]


@given(st.floats(0, 1e6).map(lambda number: round(number, 3)), st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True))
def test_any_factor_and_name_are_read_back(factor: float, name: str) -> None:
    assert split_quantity(f"{factor:.3f} * {name}") == (factor, name)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text("Oß 12", min_size=1).filter(str.strip))
def test_a_sourced_value_keeps_its_number_and_its_source(value: float, source: str) -> None:
    kept = Sourced(value=value, source=source, rating="weak")
    assert (kept.value, kept.source) == (value, source.strip())


def test_a_name_is_short_enough_for_the_names_of_outcomes() -> None:
    with pytest.raises(ValidationError, match="50 characters at most"):
        Service.model_validate(loader.service("navigators").model_dump() | {"name": "n" * 51})


@pytest.mark.parametrize("changes", [{"stage": "street"}, {"replaces": True, "outcome_code": 22}])
def test_ordinary_provision_stands_in_custody_beside_the_disposal(changes: dict[str, Any]) -> None:
    data = loader.route("liaison-and-diversion").model_dump() | changes
    with pytest.raises(ValidationError, match="ordinary is only for a route in custody"):
        Route.model_validate(data)


@pytest.mark.parametrize("model", [Locality, Regime, Route, Programme, Service])
def test_every_field_carries_its_sentence(model: type[Record]) -> None:
    silent = [name for name in model.model_fields if name not in Named.model_fields and not sentence_of(model, name)]
    assert silent == []


@pytest.mark.parametrize(
    ("model", "record"), [(Route, records.Route), (Programme, records.Programme), (Service, records.Service)]
)
def test_what_goes_into_the_engines_record_as_it_stands_has_its_place_there(
    model: type[Record], record: type[declaring.Record]
) -> None:
    fields = as_they_stand(model)
    assert fields and set(fields) <= set(record.dtype.names or ())
