"""What of a study is one's own: ranges in place of the declared ones, and groups of parameters that are moved together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from ...scenarios.parameters import InputError, Parameter, did_you_mean
from .guard import untouched
from .method import Method, Sample
from .terms import CHANCE, NOTHING, Numbers

Ranges = Mapping[str, tuple[float, float]]
Groups = Mapping[str, tuple[str, ...]]

NO_RANGES: Final[Ranges] = MappingProxyType({})
NO_GROUPS: Final[Groups] = MappingProxyType({})
WORD: Final = re.compile(r"[^\W\d][\w.-]*")


# --- as they are typed -----------------------------------------------------------------------------------------------


def read_ranges(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Ranges by the name of their parameter, each typed as NAME=LOW:HIGH.

    Example:
        >>> read_ranges(["offer_street=0.1:0.4"])
        {'offer_street': (0.1, 0.4)}

    Raises:
        InputError: one is written otherwise, or a name has two.
    """
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        name, _, ends = text.partition("=")
        low, _, high = ends.partition(":")
        try:
            between = float(low), float(high)
        except ValueError:
            raise InputError(f"--range {text}: write it as NAME=LOW:HIGH, with two numbers.") from None
        if name in found:
            raise InputError(f"--range gives {name} twice; give it one range.")
        found[name] = between
    return found


def read_groups(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Members by the name of their group, each typed as NAME=a,b,c.

    Example:
        >>> read_groups(["offers=offer_street,offer_custody"])
        {'offers': ('offer_street', 'offer_custody')}

    Raises:
        InputError: one is written otherwise, or two have the same name.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, _, members = text.partition("=")
        parts = tuple(each.strip() for each in members.split(","))
        if not WORD.fullmatch(name) or not all(parts):
            raise InputError(f"--group {text}: write it as NAME=a,b,c, a name of your own and the parameters in it.")
        if name in found:
            raise InputError(f"There are two groups called {name}; give each a name of its own.")
        found[name] = parts
    return found


# --- ranges ----------------------------------------------------------------------------------------------------------


def ranged(parameter: Parameter, low: float, high: float) -> Parameter:
    """The parameter as it is where it varies evenly from low to high, and nowhere else; its middle is half-way.

    It is spread evenly on its own scale, or on a plain one where the range does not fit on that.

    Raises:
        InputError: the range is none, or goes beyond the hard limits of the parameter.
    """
    for end in (low, high):
        if not math.isfinite(end):
            raise InputError(f"The range of {parameter.name} must go from one number to another; {end:g} is none.")
        parameter.check(end)
    if not low < high:
        raise InputError(f"The range of {parameter.name} must rise: {low:g} is not below {high:g}.")
    fits = {"linear": True, "log": low > 0, "logit": 0 < low and high < 1}[parameter.scale]
    scale = parameter.scale if fits else "linear"
    whole = replace(parameter, default=low, low=low, high=high, scale=scale, floor=low, ceiling=high)
    return replace(whole, default=float(evenly(whole, np.array([0.5]))[0]))


def evenly(parameter: Parameter, places: Numbers) -> Numbers:
    """Its values at these places of the way from low to high, 0 to 1."""
    from ..designs import Spread  # with what reads design files, so only where somebody has a range

    return Spread(parameter.name, parameter, even=True).at(places)


# --- groups ----------------------------------------------------------------------------------------------------------


def check_groups(groups: Groups, known: Mapping[str, Parameter], method: Method) -> None:
    """Refuse groups that a method cannot move, and those that are none.

    Raises:
        InputError: what is wrong, in a sentence.
    """
    if groups and not method.in_groups:
        raise InputError(
            f"{method.name} moves each parameter on its own; leave out --group or choose another --method."
        )
    where: dict[str, str] = {}
    for group, members in groups.items():
        if group in known or group in (CHANCE, NOTHING):
            raise InputError(f"A group cannot be called {group}, which is the name of something else; rename it.")
        if len(members) < 2:
            raise InputError(f"The group {group} needs two parameters or more; one alone is a --factor.")
        for name in members:
            if name not in known:
                raise InputError(
                    f"In the group {group}: there is no parameter called {name}.{did_you_mean(name, known)}"
                )
            if name in where:
                twice = (
                    f"twice in the group {group}"
                    if where[name] == group
                    else f"in the groups {where[name]} and {group}"
                )
                raise InputError(f"{name} is {twice}; each parameter moves with one group.")
            where[name] = group


def units_of(names: Sequence[str], groups: Groups) -> dict[str, tuple[str, ...]]:
    """What moves at once, in the order of the parameters: a group and its members, or a parameter and itself."""
    where = {name: group for group, members in groups.items() for name in members}
    found = dict.fromkeys(where.get(name, name) for name in names)
    return {unit: groups.get(unit, (unit,)) for unit in found}


def as_factor(group: str, members: Sequence[Parameter]) -> Parameter:
    """A group as one factor among the others, for tables and pictures: it has no value of its own."""
    text = f"Moved together: {', '.join(each.name for each in members)}."
    ratings = ("judgement", "weak", "moderate", "strong")
    weakest = min((each.rating for each in members), key=ratings.index)
    return Parameter(group, 0.0, "", 0.0, 0.0, text, "", weakest)


def in_groups(sample: Sample, units: Mapping[str, tuple[str, ...]], names: Sequence[str]) -> tuple[Sample, Numbers]:
    """The sample of units, and the quantiles (rows, names) of every parameter.

    Every block of a design that can move groups begins at one point and ends at another in which all has moved. A wider
    design gives these two points for every parameter; the design of the units says which row has which of them.
    """
    if all(len(members) == 1 for members in units.values()):
        return sample, sample.unit
    with untouched():
        wide, _ = sample.method.design(len(names), sample.size, sample.seed + 1, sample.chance)
    blocks = wide.reshape(sample.size, -1, len(names))
    steps = sample.unit.reshape(sample.size, sample.block, -1)
    where = list(_places(units, names))
    moved = (steps != steps[:, :1])[:, :, where]
    columns: Numbers = np.where(moved, blocks[:, -1:], blocks[:, :1]).reshape(-1, len(names))
    firsts = [names.index(members[0]) for members in units.values()]
    together = frozenset(unit for unit, members in units.items() if len(members) > 1)
    return replace(sample, unit=columns[:, firsts], together=together), columns


def _places(units: Mapping[str, tuple[str, ...]], names: Sequence[str]) -> Iterator[int]:
    """For every parameter, which unit it is in."""
    where = {name: place for place, members in enumerate(units.values()) for name in members}
    for name in names:
        yield where[name]
