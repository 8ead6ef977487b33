"""Changes by name: `caseload_custody=12` fixes a parameter, `lead.length_days=365` a field of a library item.

Core objects: `sort_out`, which checks changes and tells the two kinds apart; `edited`, a regime with its items changed.

A changed item holds throughout, in the run-in as well as after it, as a changed parameter does. What should begin when
the regimes part is written as a regime of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from . import loader
from .parameters import InputError, did_you_mean, register
from .reading import said
from .schema import Known, Named, Programme, Regime, Route, Service

PARTS: Final[Mapping[str, type[Named]]] = {"route": Route, "programme": Programme, "service": Service}
EDITABLE: Final[Mapping[str, type[Named]]] = {**PARTS, "regime": Regime}
# All that the regimes use, ordinary provision apart.
EVERY: Final = {f"every-{kind}": model for kind, model in PARTS.items()}
NOT_CHANGED: Final = (
    "name",
    "title",
    "text",
    "published",
    "costing",
    "until",
)  # words for the reader, which decide nothing

NOTHING: Final[Mapping[str, Named]] = {}

Edits = Mapping[str, Mapping[str, Any]]  # item, field (`needs_met.housing` for a part of one), value


def sort_out(
    changes: Mapping[str, Any], own: Mapping[str, Named] = NOTHING
) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    """Parameters by name, and fields of library items by item; every name and value is checked.

    Args:
        changes: Values by name: of a parameter, or of an item and its field (`lead.needs_met.housing` for a part of one).
        own: Items by name that are not the library's, or not as it has them, whose fields may be changed too.

    Raises:
        InputError: a name is not known or names no field, or a value will not do.

    Example:
        >>> sort_out({"caseload_custody": 12, "lead.length_days": 365})
        ({'caseload_custody': 12.0}, {'lead': {'length_days': 365}})
    """
    values: dict[str, float] = {}
    edits: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        if name in register():
            values[name] = register()[name].check(value)
        else:
            item, _, field = name.partition(".")
            _refuse_unknown(name, item, field, own)
            edits.setdefault(item, {})[field] = value
    for item, fields in edits.items():
        if item not in EVERY:
            changed(own[item] if item in own else loader.load(item), fields)
    return values, edits


def _refuse_unknown(name: str, item: str, field: str, own: Mapping[str, Named]) -> None:
    items = [*(known for kind in EDITABLE for known in loader.names(kind)), *EVERY, *own]
    if item not in items:
        hints = did_you_mean(item, items), did_you_mean(name, register())
        near = (hints[0] or hints[1]) if field else (hints[1] or hints[0])
        raise InputError(f"There is no parameter or item of the library called {name}.{near}")
    model = EVERY[item] if item in EVERY else type(own[item] if item in own else loader.load(item))
    fields = [known for known in model.model_fields if known not in NOT_CHANGED]
    if not field:
        raise InputError(f"{item} is an item of the library: say which field, as in {item}.{fields[2]}.")
    first = field.partition(".")[0]
    if first not in fields:
        raise InputError(f"{item} has no field called {first} that can be changed.{did_you_mean(first, fields)}")


def changed(item: Any, fields: Mapping[str, Any], regime: Regime | None = None) -> Any:
    """A library item with some fields changed; the source says so, and what was evidence becomes judgement.

    Args:
        item: A regime, route, programme or service, which stays as it is.
        fields: New values by field; `needs_met.housing` is a part of one.
        regime: The regime that it is used by, whose own items it may refer to; a regime's own is itself.

    Raises:
        InputError: a value will not do.

    Example:
        >>> from diversion.scenarios import loader
        >>> lead = changed(loader.programme("lead"), {"length_days": 365})
        >>> lead.length_days, lead.rating
        (365.0, 'judgement')
    """
    data = item.model_dump(exclude_unset=True)
    for path, value in fields.items():
        _put(data, path.split("."), value)
    if "source" not in fields:
        data |= loader.provenance(item)
    try:
        return type(item).model_validate(data, context=Known(register(), _names(regime or item)))
    except ValidationError as error:
        raise InputError(f"{item.name}: {said(error, type(item))}") from None


def _names(owner: Any) -> Callable[[str], tuple[str, ...]]:
    """What gives the names of a kind that may be referred to: the library's, and what a regime brings of its own."""

    def known(kind: str) -> tuple[str, ...]:
        return (*loader.names(kind), *(item.name for item in getattr(owner, f"own_{kind}s", ())))

    return known


def _put(data: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        inner = data.get(step)
        data[step] = data = dict(inner) if isinstance(inner, Mapping) else {}
    data[steps[-1]] = value


def edited(regime: Regime, edits: Edits) -> Regime:
    """The regime with its own fields changed, bringing along as its own every item it uses that was changed.

    Args:
        regime: The regime, which stays as it is.
        edits: New values by item and field; `every-route`, `every-programme` and `every-service` stand for all it uses but
            ordinary provision.

    Raises:
        InputError: a value will not do.

    Example:
        >>> from diversion.scenarios import loader
        >>> shorter = edited(loader.regime("pre-arrest"), {"lead": {"length_days": 365}})
        >>> [(item.name, item.length_days) for item in shorter.own_programmes]  # days
        [('lead', 365.0)]
    """
    if regime.name in edits:
        regime = changed(regime, edits[regime.name])
    for kind in PARTS:  # routes first: a changed route may lead to another programme
        field = f"own_{kind}s"
        mine: dict[str, Any] = {item.name: item for item in getattr(regime, field)}
        parts = loader.catalogue([regime])
        own = dedicated(parts)
        for item in getattr(parts, f"{kind}s"):
            all_alike = edits.get(f"every-{kind}", {}) if item.name in own else {}
            if fields := {**all_alike, **edits.get(item.name, {})}:
                mine[item.name] = changed(item, fields, regime)
        regime = regime.model_copy(update={field: tuple(mine.values())})
    return regime


def dedicated(parts: loader.Catalogue) -> set[str]:
    """The names of the routes that are not ordinary provision, of the programmes they lead to, and of their services."""
    routes = [route for route in parts.routes if not route.ordinary]
    programmes = [item for item in parts.programmes if item.name in {route.programme for route in routes}]
    return {item.name for item in (*routes, *programmes)} | {item.service for item in programmes}


def of_current(edits: Edits, called: str) -> dict[str, Mapping[str, Any]]:
    """The edits with those of a place's current practice under both its names: `current`, and what the library calls it."""
    both = {**edits.get(called, {}), **edits.get("current", {})}
    return {**edits, **({called: both, "current": both} if both else {})}
