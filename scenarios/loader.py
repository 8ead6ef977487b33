"""Finds the items of the library, and reads the user's own files in the same way.

Core objects: locality, regime, route, programme, service, law, load, names, catalogue.

A file may start from another item: `like: blackpool` takes over every field that the file does not give itself. A
regime may bring routes, programmes and services of its own (`own_routes` and so on), each `like` one of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import yaml
from pydantic import ValidationError

from .fields import FORMULA
from .law import Law
from .parameters import InputError, did_you_mean, register
from .paths import read_typed
from .reading import Step, line_of, read_yaml, sentence
from .schema import Known, Locality, Named, Preset, Programme, Regime, Route, Service

Item = Locality | Regime | Route | Programme | Service | Preset | Law
AnyItem = TypeVar("AnyItem", bound=Named)
KINDS: Final[Mapping[str, type[Named]]] = {
    "locality": Locality,
    "regime": Regime,
    "route": Route,
    "programme": Programme,
    "service": Service,
    "preset": Preset,
    "law": Law,
}
FOLDERS: Final = {"locality": "localities"} | {kind: f"{kind}s" for kind in KINDS if kind != "locality"}
OWN: Final = {f"own_{FOLDERS[kind]}": kind for kind in ("route", "programme", "service")}


# --- what there is ---------------------------------------------------------------------------------------------------


def locality(name_or_path: str | Path) -> Locality:
    """The locality with this library name, or the one in this file.

    Args:
        name_or_path: A name, or the path of a YAML file: a `Path`, or a text with a slash or `.yaml` in it.

    Raises:
        InputError: there is none, or something in the file is wrong: one sentence with its line.

    Example:
        >>> locality("blackpool").residents.value
        141100.0
    """
    return _get(Locality, name_or_path)


def regime(name_or_path: str | Path) -> Regime:
    """The regime with this library name, or the one in this file.

    Args:
        name_or_path: A name, or the path of a YAML file: a `Path`, or a text with a slash or `.yaml` in it.

    Raises:
        InputError: there is none, or something in the file is wrong: one sentence with its line.

    Example:
        >>> "lead-street" in regime("pre-arrest").routes
        True
    """
    return _get(Regime, name_or_path)


def route(name: str) -> Route:
    """The route with this library name."""
    return _from_library(Route, name)


def programme(name: str) -> Programme:
    """The programme with this library name.

    Args:
        name: As `names("programme")` lists it.

    Raises:
        InputError: there is none; the message names the nearest.

    Example:
        >>> programme("lead").service
        'street-case-management'
    """
    return _from_library(Programme, name)


def service(name: str) -> Service:
    """The service with this library name."""
    return _from_library(Service, name)


def preset(name: str) -> Preset:
    """The preset with this library name."""
    return _from_library(Preset, name)


def law(name_or_path: str | Path) -> Law:
    """The law with this library name, or the one in this file."""
    return _get(Law, name_or_path)


def load(name: str) -> Item:
    """The library's item with this name, of whatever kind; no two items share a name.

    Args:
        name: Of a locality, regime, route, programme, service, preset or law.

    Raises:
        InputError: there is none; the message names the nearest.

    Example:
        >>> from diversion import load
        >>> load("lead").title
        'LEAD, arrest diversion'
    """
    for kind, model in KINDS.items():
        if name in names(kind):
            return cast(Item, _from_library(model, name))
    everything = [known for kind in KINDS for known in names(kind)]
    raise InputError(f"There is nothing called {name} in the library.{did_you_mean(name, everything)}")


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names of all library items of a kind (`regime` or `regimes`), in alphabetical order.

    Args:
        kind: `locality`, `regime`, `route`, `programme`, `service`, `preset` or `law`, in the singular or the plural.

    Raises:
        InputError: there is no such kind.

    Example:
        >>> "blackpool" in names("locality"), names("regime") == names("regimes")
        (True, True)
    """
    folder = FOLDERS.get(kind, kind)
    if folder not in FOLDERS.values():
        raise InputError(f"There is no kind of item called {kind}.{did_you_mean(kind, FOLDERS.values())}")
    found = (entry.name for entry in (_library() / folder).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


# --- the catalogue of a comparison -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every route, programme and service that any of the compared regimes uses; the place in the list is the number."""

    routes: tuple[Route, ...]
    programmes: tuple[Programme, ...]
    services: tuple[Service, ...]


def catalogue(regimes: Iterable[Regime]) -> Catalogue:
    """One numbered catalogue for all `regimes`; sorted by name, ordinary routes last, so that order does not matter.

    Args:
        regimes: The regimes, with items of their own or the library's.

    Raises:
        InputError: two of them define an item of one name differently.

    Example:
        >>> [route.name for route in catalogue([regime("none"), regime("pre-arrest")]).routes]
        ['lead-social-contact-welfare', 'lead-street', 'liaison-and-diversion']
    """
    regimes = list(regimes)
    routes = _pick(Route, (name for regime in regimes for name in regime.routes), regimes)
    programmes = _pick(Programme, (route.programme for route in routes), regimes)
    services = _pick(Service, (programme.service for programme in programmes), regimes)
    return Catalogue(routes, programmes, services)


def _pick(model: type[AnyItem], wanted: Iterable[str], regimes: Sequence[Regime]) -> tuple[AnyItem, ...]:
    """The items of these names, the regimes' own or the library's, sorted by name."""
    kind = model.__name__.lower()
    own: dict[str, AnyItem] = {}
    for regime in regimes:
        for item in getattr(regime, f"own_{FOLDERS[kind]}"):
            if own.setdefault(item.name, item) != item:
                raise InputError(f"Two regimes define the {kind} {item.name} differently; give one another name.")
    found = [own[name] if name in own else _from_library(model, name) for name in sorted(set(wanted))]
    # Ordinary provision comes last: whoever a programme of the regime's own has taken in is not asked again.
    return tuple(sorted(found, key=lambda item: getattr(item, "ordinary", False)))


# --- from name or path to item ---------------------------------------------------------------------------------------


def _library() -> Traversable:
    return files(__package__) / "library"


def _get(model: type[AnyItem], name_or_path: str | Path) -> AnyItem:
    if is_path(name_or_path):
        return parse(model, read_typed(name_or_path), str(name_or_path))
    return _from_library(model, str(name_or_path))


def is_path(name_or_path: str | Path) -> bool:
    """Whether this is a file rather than a name of the library."""
    if isinstance(name_or_path, Path):
        return True
    return name_or_path.endswith((".yaml", ".yml")) or any(sign in name_or_path for sign in "/\\")


def _from_library(model: type[AnyItem], name: str) -> AnyItem:
    kind = model.__name__.lower()
    if name not in names(kind):
        hint = of_another_kind(name, kind) or did_you_mean(name, names(kind))
        raise InputError(f"There is no {kind} called {name}.{hint}")
    return cast(AnyItem, _shipped(model, kind, name))


def of_another_kind(name: str, kind: str) -> str:
    """A hint for who took an item of the library for one of this kind; empty where there is no such item."""
    found = next((other for other in KINDS if other != kind and name in names(other)), None)
    return f" {name} is a {found}." if found else ""


def shipped_text(name: str) -> str:
    """The library's own file about this item, comments and all."""
    kind = type(load(name)).__name__.lower()
    return (_library() / FOLDERS[kind] / f"{name}.yaml").read_text(encoding="utf-8")


def quantities(item: Named) -> tuple[str, ...]:
    """The parameters that an item's fields name, each once."""
    values: Iterable[Any] = item.model_dump(exclude={"name", "title", "text", "source", "rating"}).values()
    if isinstance(item, Law):
        values = [change.quantity for change in item.changes.values()]
    formulas = (FORMULA.fullmatch(value) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(found["name"] for found in formulas if found and found["name"] in register()))


def idle(parts: Catalogue, laws: Sequence[Law] = ()) -> frozenset[str]:
    """The parameters that only items of the library outside `parts` and `laws` name: their values decide nothing there."""
    kinds = ("route", "programme", "service", "law")
    library = (_from_library(KINDS[kind], name) for kind in kinds for name in names(kind))
    named = {name for item in library for name in quantities(item)}
    used = (*parts.routes, *parts.programmes, *parts.services, *laws)
    return frozenset(named - {name for item in used for name in quantities(item)})


@cache
def _shipped(model: type[Named], kind: str, name: str) -> Named:
    """An item of the library, read once; it cannot be changed, so everybody may share it."""
    entry = _library() / FOLDERS[kind] / f"{name}.yaml"
    return parse(model, entry.read_text(encoding="utf-8"), entry.name)


# --- from text to item -----------------------------------------------------------------------------------------------


def parse(model: type[AnyItem], text: str, file: str) -> AnyItem:
    """The item that `text` describes; `file` is the name to use in messages."""
    return build(model, *read_yaml(text, file), file)


def build(model: type[AnyItem], node: yaml.MappingNode, data: dict[str, Any], file: str) -> AnyItem:
    """The item that `data` describes; `node` knows on which lines of `file` it stands."""
    data = _started_from(model, data, node, file, [])
    if model is Regime:
        _fill_own(data, node, file)
    try:
        return model.model_validate(data, context=Known(register(), _names_with_own(data)))
    except ValidationError as error:
        raise InputError(sentence(error, model, node, file)) from None


def _started_from(
    model: type[Named], data: dict[str, Any], node: yaml.Node, file: str, steps: list[Step]
) -> dict[str, Any]:
    """The data, on top of what the library item named by `like` says; a field given here replaces the whole field."""
    if "like" not in data:
        return data
    line = line_of(node, [*steps, "like"])
    try:
        start = _from_library(model, str(data["like"]))
    except InputError as error:
        raise InputError(f"{file}, line {line}: {error}") from None
    if "name" not in data:
        raise InputError(f"{file}, line {line}: name is missing: what is like {start.name} needs a name of its own.")
    given = {key: value for key, value in data.items() if key != "like"}
    return start.model_dump(exclude_unset=True) | provenance(start) | given


def provenance(start: Named) -> dict[str, str]:
    """The source and rating of what was changed, unless the file gives them: evidence does not carry over by itself."""
    source = getattr(start, "source", None)
    return {} if source is None else {"source": f"changed from {start.name} ({source})", "rating": "judgement"}


def _fill_own(data: dict[str, Any], node: yaml.Node, file: str) -> None:
    """Start a regime's own items from those they are like, and refuse a name that the library has already."""
    for field, kind in OWN.items():
        for place, item in enumerate(_own_items(data, field)):
            data[field][place] = filled = _started_from(KINDS[kind], item, node, file, [field, place])
            refuse_taken(KINDS[kind], filled, node, file, [field, place])


def refuse_taken(model: type[Named], data: Mapping[str, Any], node: yaml.Node, file: str, steps: list[Step]) -> None:
    """Refuse an item of somebody's own, at `steps` in the file, that is called like one of the library."""
    kind = model.__name__.lower()
    if data.get("name") in names(kind):
        line = line_of(node, [*steps, "name"])
        raise InputError(f"{file}, line {line}: the library has a {kind} called {data['name']} already.")


def _own_items(data: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """A regime's own items of a kind, as far as they have the right shape; the schema judges the rest."""
    items = data.get(field)
    return items if isinstance(items, list) and all(isinstance(item, dict) for item in items) else []


def _names_with_own(data: Mapping[str, Any]) -> Callable[[str], tuple[str, ...]]:
    """What gives the names of a kind, in the library and in the regime that is being read."""

    def both(kind: str) -> tuple[str, ...]:
        own = (str(item.get("name")) for item in _own_items(data, f"own_{FOLDERS[kind]}"))
        return (*names(kind), *own)

    return both
