"""Stands between SALib and everything else.

SALib turns one missing value into zeros without a word, takes a seed of 0 for no seed, and sets the seed of numpy's global
generator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...scenarios.parameters import InputError
from ..wording import listed
from .method import Sample
from .terms import CHANCE, NOTHING, Numbers

NAMED = 5  # rows that a message names


class Incomplete(InputError):
    """A design without a finite value for every row."""


def problem(factors: int) -> dict[str, Any]:
    """What SALib calls the unit cube."""
    return {"num_vars": factors, "names": [f"x{n}" for n in range(factors)], "bounds": [[0.0, 1.0]] * factors}


@contextmanager
def untouched() -> Iterator[None]:
    """Leave numpy's global generator as it was found."""
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)


def check_factors(factors: Sequence[str]) -> None:
    """Refuse no factors at all, one that stands there twice, and the names that have a meaning of their own."""
    if not factors:
        raise InputError("A sensitivity analysis needs at least one factor; name a parameter that is to vary.")
    twice = [name for name in dict.fromkeys(factors) if list(factors).count(name) > 1]
    if twice:
        raise InputError(f"The factor {twice[0]} stands there twice; name each factor once.")
    reserved = [name for name in factors if name in (CHANCE, NOTHING)]
    if reserved:
        raise InputError(f"No factor may be called {reserved[0]}, which a sensitivity analysis adds itself; rename it.")


def check_seed(seed: int) -> None:
    """Refuse what SALib would take for no seed."""
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 1:
        raise InputError(f"The seed of a sensitivity analysis is a whole number of 1 or more; {seed} is not.")


def check_size(size: int, least: int, what: str, power_of_two: bool = False) -> None:
    """Refuse a size below `least`, or one that is no power of two where that is needed; `what` is counted by it."""
    if isinstance(size, bool) or not isinstance(size, int) or size < least:
        raise InputError(f"This method needs at least {least} {what}; {size} will not do.")
    if power_of_two and size & (size - 1):
        above = 1 << size.bit_length()
        raise InputError(
            f"The number of {what} must be a power of two, such as {above // 2} or {above}; {size} is not."
        )


def complete(sample: Sample, y: ArrayLike, rows: int) -> Numbers:
    """The values of a sample as an array (n,), if there is a finite one for each of the `rows` its design has.

    Raises:
        Incomplete: the design or its values are not whole; the message names the rows.
    """
    if sample.unit.shape != (rows, len(sample.parameters)) or sample.replicate.shape != (rows,):
        raise Incomplete(
            f"The sample has {len(sample.unit):,} rows where its design has {rows:,}; make it again with sample()."
        )
    values = np.array(np.ma.filled(np.ma.asarray(y, dtype=np.float64), np.nan))
    if values.ndim != 1:
        raise Incomplete(f"The values must be one list of {rows:,} numbers, not a table of shape {values.shape}.")
    _check_finite(values, rows)
    return values


def _check_finite(values: Numbers, rows: int) -> None:
    if len(values) > rows:
        raise Incomplete(
            f"There are {len(values):,} values for a design of {rows:,} rows; {_named(range(rows, len(values)))} "
            "should not be there."
        )
    bad = [*np.flatnonzero(~np.isfinite(values)), *range(len(values), rows)]
    if bad:
        raise Incomplete(
            f"{len(bad):,} of the {rows:,} rows of the design have no finite value: {_named(bad)}, counted from 0; "
            "indices cannot be computed without them."
        )


def _named(rows: Sequence[int]) -> str:
    """The rows in words, the first few by their number."""
    names = [f"{row}" for row in rows[:NAMED]]
    if len(rows) > NAMED:
        names.append(f"{len(rows) - NAMED:,} more")
    return f"row{'' if len(rows) == 1 else 's'} {listed(names)}"
