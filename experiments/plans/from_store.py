"""From what the store keeps back to a plan, so that any run can be computed again without the files it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from ...scenarios import loader
from ...scenarios.parameters import InputError
from ...scenarios.schema import Locality, Programme, Regime, Route, Service
from .plan import Plan
from .posterior import posterior_from

OWN: Final = ("own_routes", "own_programmes", "own_services")


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan whose `content` this is; what it used of the library is taken from there, not from the library of today.

    Raises:
        InputError: an earlier version kept less than is needed, or something that is not understood any more.
    """
    try:
        return _plan(data)
    except (KeyError, ValidationError):
        raise InputError(
            "What was asked was kept by another version of Diversion and cannot be read by this one; use that version."
        ) from None


def _plan(data: Mapping[str, Any]) -> Plan:
    items = data["catalogue"]
    kept = loader.Catalogue(
        tuple(Route.model_validate(item) for item in items["routes"]),
        tuple(Programme.model_validate(item) for item in items["programmes"]),
        tuple(Service.model_validate(item) for item in items["services"]),
    )
    regimes = tuple(_with_own(item, kept) for item in data["regimes"])
    same = ("reference", "years", "run_in", "replicates", "seed", "fixed_parameters", "changes", "edits", "histories")
    current = _with_own(data["current_practice"], kept)
    return Plan(
        locality=Locality.model_validate(data["locality"]),
        current=current,
        regimes=regimes,
        practice=current,
        posterior=posterior_from(data["posterior"]) if "posterior" in data else None,
        **{name: data[name] for name in same},
    )


def _with_own(data: Mapping[str, Any], kept: loader.Catalogue) -> Regime:
    """The regime, bringing along everything it uses. It was checked before it was kept, so its names are not looked up."""
    # A changed regime holds the items that were changed alone, which no file may; here it gets all it uses.
    regime = Regime.model_validate({name: value for name, value in data.items() if name not in OWN})
    routes = tuple(item for item in kept.routes if item.name in regime.routes)
    reached = {item.programme for item in routes}
    programmes = tuple(item for item in kept.programmes if item.name in reached)
    needed = {item.service for item in programmes}
    services = tuple(item for item in kept.services if item.name in needed)
    return regime.model_copy(update={"own_routes": routes, "own_programmes": programmes, "own_services": services})
