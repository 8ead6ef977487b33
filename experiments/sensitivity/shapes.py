"""What the pictures of a sensitivity analysis are drawn from, for the report and for the view: numbers and names alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Final

LUCK: Final = "chance alone"

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """One factor of a tornado: the answer at its low and its high value, and what these values are, in words.

    The intervals say how uncertain each of the two answers is, in the answer's unit.
    """

    name: str
    low: float
    high: float
    _: KW_ONLY
    low_label: str
    high_label: str
    low_interval: Range | None = None
    high_interval: Range | None = None

    def reach(self, base: float) -> float:
        """How far it takes the answer from the base, up or down, whichever is farther: what the headline ranks by."""
        return max(abs(self.low - base), abs(self.high - base))


@dataclass(frozen=True, slots=True)
class Effect:
    """One factor of a screening: how far going from low to high moves the answer down and up, on average.

    The two add up to the average size of its effect (μ*), whose interval is `between`.
    """

    name: str
    down: float
    up: float
    between: Range

    @property
    def size(self) -> float:
        """How far it moves the answer on average, whichever way: what the headline ranks by."""
        return self.down + self.up


@dataclass(frozen=True, slots=True)
class Spot:
    """One factor of a screening: average size of its effect (μ*) and how much the effect varies (σ)."""

    name: str
    mu_star: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Share:
    """One row of indices: what a factor does on its own (or its only index) and, where there is one, with all others."""

    name: str
    first: float
    first_interval: Range | None = None
    total: float | None = None
    total_interval: Range | None = None

    @property
    def most(self) -> float:
        """The index by which rows are ordered."""
        return self.first if self.total is None else self.total


# --- what a method can look like -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moves:
    """Where each factor alone takes the answer from its base, and what chance alone does: a tornado."""

    bars: Sequence[Bar]
    base: float
    luck: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """How far each factor moves the answer on average, and how steadily; the same of chance, where it is a factor.

    `floor` is the size and the spread below which an effect may be chance.
    """

    effects: Sequence[Effect]
    spots: Sequence[Spot]
    luck: Effect | None
    floor: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Shares:
    """Each factor's share of the variance, and that of chance, where it is a factor."""

    rows: Sequence[Share]
    luck: Share | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Each factor's part of the variance, and that of chance, where it is a factor: together all of it."""

    rows: Sequence[Share]
    luck: Share | None


@dataclass(frozen=True, slots=True)
class Distances:
    """How far knowing each factor moves the whole spread of the answer, 0 to 1, and how far one that does nothing may."""

    rows: Sequence[Share]
    level: float


Told = Moves | Effects | Shares | Parts | Distances
