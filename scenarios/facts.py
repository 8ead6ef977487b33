"""What the data files say without the words for the reader: what a mended citation does not change.

Core objects: `facts`, an item without its prose; `values_hash`, a digest of the numbers that a question rests on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from . import loader
from .evidence import belief
from .law import Law
from .parameters import register
from .schema import Programme
from .strengths import curve_of

# Fields of items that are for the reader and decide nothing.
SOLVED: Final = "solved"  # what stands for the curve by which a programme's strength is found
PROSE: Final = ("cause", "costing", "note", "rating", "reported", "source", "text", "title", "use_before")
MORE: Final[Mapping[type[BaseModel], tuple[str, ...]]] = {
    Programme: ("published", "until"),
    Law: ("checked", "standing"),
}


def facts(item: Any) -> Any:
    """An item of the library, or anything made of such items, as plain data without its prose."""
    if isinstance(item, BaseModel):
        prose = (*PROSE, *next((more for kind, more in MORE.items() if isinstance(item, kind)), ()))
        said = {name: facts(getattr(item, name)) for name in type(item).model_fields if name not in prose}
        return {**said, SOLVED: _solved(item)} if isinstance(item, Programme) else said
    if isinstance(item, Mapping):  # its keys are names, whatever they are
        return {name: facts(value) for name, value in item.items()}
    if isinstance(item, list | tuple):
        return [facts(each) for each in item]
    return item.isoformat() if isinstance(item, date) else item


def _solved(programme: Programme) -> list[Any]:
    """By what a programme's strength follows from what is believed: among whom, over how long, and the curve."""
    if programme.strength is not None or programme.belief is None:
        return []
    about = belief(programme.belief)
    return [about.of, about.months, facts(curve_of(programme.name, programme.belief))]


def declared() -> dict[str, list[Any]]:
    """Every parameter's name, in order, with its value, range, limits and how belief is spread between them."""
    return {
        name: [each.default, each.low, each.high, each.floor, each.ceiling, each.role, each.scale]
        for name, each in register().items()
    }


def values_hash(asked: Any = ()) -> str:
    """A digest of the numbers behind a question: the parameters, what it says, and every item of the library it leads to.

    Where nothing is asked it is one of the parameters alone.
    """
    said = facts(asked)
    whole = [list(declared().items()), said, _reached(said)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:16]


def _reached(said: Any) -> dict[str, Any]:
    """The items of the library that are named, those that these name, and so on."""
    known = {name for kind in loader.KINDS for name in loader.names(kind)}
    found: dict[str, Any] = {}
    wanted = set(_texts(said)) & known
    while wanted:
        new = {name: facts(loader.load(name)) for name in wanted}
        found |= new
        wanted = set(_texts(list(new.values()))) & known - found.keys()
    return found


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for name, value in said.items():
            yield str(name).partition(".")[0]  # `lead.length_days` is about `lead`
            yield from _texts(value)
    elif isinstance(said, list):
        for each in said:
            yield from _texts(each)
