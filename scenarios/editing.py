"""Changes by name: `caseload_custody=12` fixes a parameter, `lead.length_days=365` a field of a library item.

Core objects: `sort_out`, which checks changes and tells the two kinds apart; `edited`, a regime with its items changed.

A changed item holds throughout, in the run-in as well as after it, as a changed parameter does. What should begin when
the regimes part is written as a regime of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from . import loader
from .parameters import InputError, did_you_mean, register
from .reading import said
from .schema import Known, Named, Programme, Regime, Route, Service

PARTS: Final[Mapping[str, type[Named]]] = {"route": Route, "programme": Programme, "service": Service}
EDITABLE: Final[Mapping[str, type[Named]]] = {**PARTS, "regime": Regime}

Edits = Mapping[str, Mapping[str, Any]]  # item, field (`needs_met.housing` for a part of one), value


def sort_out(changes: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    """Parameters by name, and fields of library items by item; every name and value is checked."""
    values: dict[str, float] = {}
    edits: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        if name in register():
            values[name] = register()[name].check(value)
        else:
            item, _, field = name.partition(".")
            _refuse_unknown(name, item, field)
            edits.setdefault(item, {})[field] = value
    for item, fields in edits.items():
        changed(loader.load(item), fields)
    return values, edits


def _refuse_unknown(name: str, item: str, field: str) -> None:
    items = [known for kind in EDITABLE for known in loader.names(kind)]
    if item not in items:
        near = did_you_mean(name, register()) or did_you_mean(item, items)
        raise InputError(f"There is no parameter or item of the library called {name}.{near}")
    fields = [known for known in type(loader.load(item)).model_fields if known != "name"]
    if not field:
        raise InputError(f"{item} is an item of the library: say which field, as in {item}.{fields[2]}.")
    first = field.partition(".")[0]
    if first not in fields:
        raise InputError(f"{item} has no field called {first} that can be changed.{did_you_mean(first, fields)}")


def changed(item: Any, fields: Mapping[str, Any]) -> Any:
    """A library item with some fields changed; the source says so, and what was evidence becomes judgement."""
    data = item.model_dump(exclude_unset=True)
    for path, value in fields.items():
        _put(data, path.split("."), value)
    if "source" not in fields:
        data |= {"source": f"changed from {item.name} ({item.source})", "rating": "judgement"}
    try:
        return type(item).model_validate(data, context=Known(register(), loader.names))
    except ValidationError as error:
        raise InputError(f"{item.name}: {said(error, type(item))}") from None


def _put(data: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        inner = data.get(step)
        data[step] = data = dict(inner) if isinstance(inner, Mapping) else {}
    data[steps[-1]] = value


def edited(regime: Regime, edits: Edits) -> Regime:
    """The regime with its own fields changed, bringing along as its own every item it uses that was changed."""
    if regime.name in edits:
        regime = changed(regime, edits[regime.name])
    for kind in PARTS:  # routes first: a changed route may lead to another programme
        field = f"own_{kind}s"
        mine: dict[str, Any] = {item.name: item for item in getattr(regime, field)}
        for item in getattr(loader.catalogue([regime]), f"{kind}s"):
            if item.name in edits:
                mine[item.name] = changed(item, edits[item.name])
        regime = regime.model_copy(update={field: tuple(mine.values())})
    return regime
