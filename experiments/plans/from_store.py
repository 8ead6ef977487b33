"""From what the store keeps back to a plan, so that any run can be computed again without the files it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from ...model.arguments import whole
from ...scenarios import loader
from ...scenarios.law import Law
from ...scenarios.parameters import InputError
from ...scenarios.scenario import LARGEST_SEED, MOST_REPLICATES, MOST_YEARS
from ...scenarios.schema import Locality, Programme, Regime, Route, Service
from .plan import Plan
from .posterior import posterior_from

NOT_READ: Final = (
    "What was asked was kept by another version of Diversion, or changed by hand, and cannot be read by this one; "
    "use that version."
)
OWN: Final = ("own_routes", "own_programmes", "own_services")


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan whose `content` this is; what it used of the library is taken from there, not from the library of today.

    Raises:
        InputError: an earlier version kept less than is needed, or something that is not understood any more.
    """
    try:
        return _plan(data)
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError, InputError):
        raise InputError(NOT_READ) from None


def _plan(data: Mapping[str, Any]) -> Plan:
    items = data["catalogue"]
    kept = loader.Catalogue(
        tuple(Route.model_validate(item) for item in items["routes"]),
        tuple(Programme.model_validate(item) for item in items["programmes"]),
        tuple(Service.model_validate(item) for item in items["services"]),
    )
    regimes = tuple(_with_own(item, kept) for item in data["regimes"])
    _check(data)
    same = ("reference", "years", "run_in", "replicates", "seed", "fixed_parameters", "changes", "edits", "histories")
    current = _with_own(data["current_practice"], kept)
    return Plan(
        locality=Locality.model_validate(data["locality"]),
        current=current,
        regimes=regimes,
        practice=current,
        laws=tuple(Law.model_validate(item) for item in data.get("laws", ())),
        posterior=posterior_from(data["posterior"]) if "posterior" in data else None,
        **{name: data[name] for name in same},
    )


def _check(data: Mapping[str, Any]) -> None:
    """Refuse values that were edited by hand into what no plan can have; the rest is checked as it is read."""
    whole("years", data["years"], 1, MOST_YEARS)
    whole("run_in", data["run_in"], 0, MOST_YEARS)
    whole("replicates", data["replicates"], 1, MOST_REPLICATES)
    whole("seed", data["seed"], 0, LARGEST_SEED)
    whole("histories", data["histories"], 1, data["replicates"])
    numbers = all(type(value) in (int, float) for value in data["changes"].values())
    edits = all(isinstance(fields, dict) for fields in data["edits"].values())
    known = data["reference"] in [regime["name"] for regime in data["regimes"]]
    if not (numbers and edits and known and isinstance(data["fixed_parameters"], bool)):
        raise InputError("What was asked is no plan.")


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
