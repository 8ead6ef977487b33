"""The commands that look up what the library has: `list` and `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ...scenarios.parameters import InputError, Parameter, did_you_mean, register
from ..streams import put, put_json
from .evidence import EVIDENCE, evidence_items, evidence_names, print_behind, show_evidence
from .options import Json

if TYPE_CHECKING:
    from ...scenarios.loader import Item

KINDS: Final = (
    "localities",
    "regimes",
    "programmes",
    "routes",
    "services",
    "presets",
    *EVIDENCE,
    "parameters",
    "outcomes",
    "measures",
)
SHORT: Final = ("studies", "parameters", "outcomes", "measures")  # too many, and of no use to begin with


def list_command(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help=f"One of: {', '.join(KINDS)}.")] = None,
    as_json: Json = False,
) -> None:
    """List what the library has, from localities to the studies behind what is believed, and what is counted."""
    if kind is not None and kind not in KINDS:
        raise InputError(f"list knows {', '.join(KINDS)}, not {kind}.{did_you_mean(kind, KINDS)}")
    if as_json:
        _print_json(_items(kind) if kind else {name: _items(name) for name in KINDS})
        return
    for name in (kind,) if kind else KINDS:
        _print_items(name, short=kind is None and name in SHORT)


def _items(kind: str) -> list[dict[str, str]]:
    if kind == "parameters":
        return [{"name": item.name, "title": f"{item.default:g} {item.unit}: {item.text}"} for item in _parameters()]
    if kind in ("outcomes", "measures"):
        return [{"name": name, "title": f"{facts['title']} ({facts['unit']})"} for name, facts in _read(kind).items()]
    from ...scenarios import loader

    if kind in EVIDENCE:
        return evidence_items(kind, {*_library(), *register()})
    return [{"name": name, "title": loader.load(name).title} for name in loader.names(kind)]


def _library() -> list[str]:
    from ...scenarios import loader

    return [known for kind in loader.KINDS for known in loader.names(kind)]


def _read(kind: str) -> dict[str, dict[str, str]]:
    """What is known of each outcome of the answers, or of each measure that is held against published figures."""
    if kind == "outcomes":
        from ...model.ledger.outcomes import OUTCOMES

        return {
            each.name: {
                "name": each.name,
                "title": each.label,
                "unit": each.unit,
                "standing": each.standing,
                "better": each.better,
            }
            for each in OUTCOMES.values()
        }
    from ..measures.every import MEASURES

    return {each.name: {"name": each.name, "title": each.title, "unit": each.unit} for each in MEASURES.values()}


def _parameters() -> list[Parameter]:
    return list(register().values())


def _print_items(kind: str, short: bool) -> None:
    put(kind)
    if short:
        put(f"  diversion list {kind}")
        return
    items = _items(kind)
    width = max((len(item["name"]) for item in items), default=0)
    for item in items:
        put(f"  {item['name']:<{width}}  {item['title']}")


def show_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name that `diversion list` prints.")],
    as_json: Json = False,
) -> None:
    """Show one of them in full, with the sources of its figures; `beliefs/lead` is the belief, `lead` the programme."""
    kind, _, plain = name.partition("/")
    if plain and kind in EVIDENCE:
        if not show_evidence(plain, as_json, kind):
            raise InputError(
                f"There is nothing called {plain} among {kind}.{did_you_mean(plain, evidence_names(kind))}"
            )
        return
    if name in register():
        _show_parameter(register()[name], as_json)
        return
    from ...scenarios import loader

    items = _library()
    if name not in items:
        if not show_evidence(name, as_json):
            _show_read(name, [*items, *register(), *evidence_names()], as_json)
        return
    if as_json:
        _print_json(loader.load(name).model_dump(mode="json"))
        return
    put(loader.shipped_text(name), end="")
    print_behind(loader.load(name))
    figures = [register()[each] for each in loader.quantities(loader.load(name))]
    if figures:
        put("\n# The figures it refers to\n")
    for figure in figures:
        span = f" ({figure.span})" if figure.span else ""
        put(f"{figure.name}: {figure.default:g}{span} {figure.unit}\n  {figure.text}")
        put(f"  Source: {figure.source.rstrip('.')}. Rating: {figure.rating}.")
    _print_cost(loader.load(name))


def _show_read(name: str, others: list[str], as_json: bool) -> None:
    """Show an outcome or a measure; refuse what is called like nothing at all."""
    known = {**_read("measures"), **_read("outcomes")}
    if name not in known:
        raise InputError(f"There is nothing called {name}.{did_you_mean(name, [*others, *known])}")
    if as_json:
        _print_json(known[name])
        return
    for key, value in known[name].items():
        put(f"{key}: {value}")


def _print_cost(item: Item) -> None:
    """What the cost of a client-year rests on, in words, with its prices and its source."""
    if costing := getattr(item, "costing", None):
        put(f"\n# What a client-year costs, all-in\n\n{costing.words()}")


def _print_meaning(parameter: Parameter) -> None:
    """What a ratio of odds, or of rates, means for a share of people, which is what most studies report."""
    from ..trials import BASES, OddsRatio, RateRatio, any_event_text, at_base

    spread = 1 / register()["propensity_shape"].default
    for base in BASES[1:3]:
        if parameter.unit == OddsRatio.unit:
            put(f"meaning: {at_base(OddsRatio(parameter.default), base).text}")
        elif parameter.name.startswith("effect_") and parameter.unit == RateRatio.unit:
            put(f"meaning: {any_event_text(RateRatio(parameter.default), base, spread)}")


def _show_parameter(parameter: Parameter, as_json: bool) -> None:
    from dataclasses import asdict
    from math import isfinite

    facts = asdict(parameter)
    facts = {key: value for key, value in facts.items() if not isinstance(value, float) or isfinite(value)}
    if as_json:
        _print_json(facts)
        return
    for key, value in facts.items():
        if value != "":
            put(f"{key}: {value:g}" if isinstance(value, float) else f"{key}: {value}")
    _print_meaning(parameter)


def _print_json(data: object) -> None:
    put_json(data)
