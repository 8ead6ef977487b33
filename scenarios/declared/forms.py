"""Short forms for declaring parameters: something not known, something decided, something fixed, and tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..parameters import Parameter, Rating, Scale

JUDGEMENT = "Judgement of the developers; no figure was found"
CALIBRATED = (
    "Set so that arrests, charges and reoffending come out as published under current practice (the patterns of "
    "`diversion validate`); judgement"
)


def unknown(
    name: str, low: float, default: float, high: float, unit: str, text: str, source: str, rating: Rating,
    scale: Scale = "linear", floor: float = 0.0, ceiling: float = math.inf,
) -> Parameter:  # fmt: skip
    """A number nobody knows well: drawn anew in every replicate unless told otherwise."""
    return Parameter(name, default, unit, low, high, text, source, rating, "uncertainty", scale, floor, ceiling)


def lever(
    name: str, low: float, default: float, high: float, unit: str, text: str, source: str, rating: Rating,
    floor: float = 0.0, ceiling: float = math.inf,
) -> Parameter:  # fmt: skip
    """A number somebody decides."""
    return Parameter(name, default, unit, low, high, text, source, rating, "lever", "linear", floor, ceiling)


def constant(
    name: str, default: float, unit: str, text: str, source: str, rating: Rating,
    floor: float = 0.0, ceiling: float = math.inf,
) -> Parameter:  # fmt: skip
    """A number held fixed: known well enough, or set to meet a pattern, or only a matter of form."""
    return Parameter(name, default, unit, default, default, text, source, rating, "constant", "linear", floor, ceiling)


def by(
    table: str, over: Sequence[str], values: Sequence[float], unit: str, text: str, source: str, rating: Rating,
    floor: float = 0.0, ceiling: float = math.inf,
) -> tuple[Parameter, ...]:  # fmt: skip
    """A table of constants, one for each of `over`; each is a parameter of its own, called `table.member`."""
    return tuple(
        constant(
            f"{table}.{member}", value, unit, f"{text}: {member.replace('_', ' ')}.", source, rating, floor, ceiling
        )
        for member, value in zip(over, values, strict=True)
    )


def grid(
    table: str, rows: Mapping[str, Sequence[float]], columns: Sequence[str], unit: str, text: str, source: str,
    rating: Rating, floor: float = -math.inf,
) -> tuple[Parameter, ...]:  # fmt: skip
    """A table of two dimensions, row by row, called `table.row.column`."""
    return tuple(
        parameter
        for row, values in rows.items()
        for parameter in by(table, [f"{row}.{c}" for c in columns], values, unit, text, source, rating, floor)
    )
