"""The pictures of a sensitivity analysis, drawn from numbers alone: tornado, scatter of σ against μ*, shares of variance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from ...experiments.sensitivity.shapes import Bar, Range, Share, Spot
from ...experiments.wording import decimals_for, largest, listed, number, scale_for
from .bars import MOST, draw_bars, draw_marks
from .scatter import draw_spots
from .style import WIDTH, Picture, Words, house_style

NAMED: Final = 3  # how many factors the text alternative names


def tornado(
    bars: Sequence[Bar],
    base: float,
    title: str,
    subtitle: str,
    unit: str,
    chance: Range | None = None,
    width: float = WIDTH,
) -> Picture:
    """How far each factor takes the answer from its base value, the farthest first.

    Args:
        bars: The factors in any order; after the first fifteen the rest share a line.
        base: The answer with every factor at its usual value.
        title: The finding, in fifteen words or fewer.
        subtitle: What is shown, where and when.
        unit: What the answer counts.
        chance: The range of answers that chance alone gives.
        width: Inches.

    Raises:
        ValueError: there is no bar, or a number is not finite.
    """
    ordered = sorted(bars, key=lambda bar: -bar.reach(base))
    _check([base, *(chance or ()), *(value for bar in bars for value in (bar.low, bar.high))], len(bars))
    ends = [value for bar in bars for value in (bar.low, bar.high)]
    scale, word = scale_for([base, *ends])
    decimals = _decimals([value / scale for value in (base, *ends)])

    def said(value: float) -> str:
        return number(value / scale, decimals)

    counted = f"{word} {unit}".strip()
    parts = [
        f"{bar.name} takes it to {said(bar.low)} ({bar.low_label}) and {said(bar.high)} ({bar.high_label})"
        for bar in ordered[:NAMED]
    ]
    alt = f"{_stop(title)} Bars around {said(base)} {counted}: {listed(parts)}"
    alt += f"; chance alone gives {said(chance[0])} to {said(chance[1])}." if chance else "."
    rest = ordered[MOST:]
    notes = (
        [_others(rest, f"each moves it by about {said(max(bar.reach(base) for bar in rest))} or less")] if rest else []
    )
    with house_style():
        return draw_bars(ordered[:MOST], base, chance, scale, said, Words(title, subtitle, counted, notes, alt), width)


def scatter(
    points: Sequence[Spot],
    title: str,
    subtitle: str,
    unit: str,
    chance: tuple[float, float] | None = None,
    width: float = WIDTH,
) -> Picture:
    """How large each factor's effect is, and how much it depends on the others.

    Args:
        points: The factors in any order; the largest few are named.
        title: The finding, in fifteen words or fewer.
        subtitle: What is shown, where and when.
        unit: What the answer counts.
        chance: μ* and σ of a factor that does nothing: the floor below which an effect is noise.
        width: Inches.

    Raises:
        ValueError: there is no point, or a number is not finite.
    """
    _check([*(chance or ()), *(value for spot in points for value in (spot.mu_star, spot.sigma))], len(points))
    ordered = sorted(points, key=lambda spot: -spot.mu_star)
    sizes = [value for spot in points for value in (spot.mu_star, spot.sigma)]
    scale, word = scale_for(sizes)
    decimals = _decimals([size / scale for size in sizes])
    counted = f"{word} {unit}".strip()
    parts = [f"{spot.name} {number(spot.mu_star / scale, decimals)}" for spot in ordered[:NAMED]]
    alt = (
        f"{_stop(title)} Scatter of average effect, in {counted}, against how much it varies; largest: {listed(parts)}"
    )
    alt += f"; chance alone {number(chance[0] / scale, decimals)}." if chance else "."
    words = Words(title, subtitle, f"Average size of the effect (μ*), {counted}", (), alt)
    with house_style():
        return draw_spots(ordered, chance, scale, words, f"How much the effect varies (σ), {counted}", width)


def shares(
    rows: Sequence[Share],
    title: str,
    subtitle: str,
    unit: str,
    chance: Share | None = None,
    level: float | None = None,
    names: tuple[str, str] = ("on its own", "with the others"),
    width: float = WIDTH,
) -> Picture:
    """Indices of each factor with their intervals, the largest first: shares alone and with the others, or distances.

    Args:
        rows: The factors in any order; after the first fifteen the rest share a line.
        title: The finding, in fifteen words or fewer.
        subtitle: What is shown, where and when.
        unit: What the indices are, as in `share of variance`.
        chance: What chance alone explains, set apart below the others.
        level: The index of a factor that does nothing, where the method has one.
        names: What the two indices are called.
        width: Inches.

    Raises:
        ValueError: there is no row, or a number is not finite.
    """
    everyone = [*rows, *([chance] if chance else [])]
    _check([level or 0.0, *(value for row in everyone for value in (row.first, row.most))], len(rows))
    ordered = sorted(rows, key=lambda row: -row.most)
    parts = [f"{row.name} {number(row.most, 2)}" for row in ordered[:NAMED]]
    alt = f"{_stop(title)} Indices ({unit}), largest: {listed(parts)}"
    alt += f"; chance alone {number(chance.most, 2)}" if chance else ""
    alt += f"; a factor that does nothing has {number(level, 2)}." if level is not None else "."
    rest = ordered[MOST:]
    notes = [_others(rest, f"each is about {number(rest[0].most, 2)} or less")] if rest else []
    with house_style():
        return draw_marks(ordered[:MOST], chance, level, names, Words(title, subtitle, unit, notes, alt), width)


def _others(rest: Sequence[Bar] | Sequence[Share], what: str) -> str:
    return f"{len(rest)} {'other is' if len(rest) == 1 else 'others are'} not shown: {what}."


def _decimals(values: Sequence[float]) -> int:
    return decimals_for(values, 0 if largest(values) >= 100 else 1)


def _stop(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."


def _check(values: Iterable[float], count: int) -> None:
    if not count:
        raise ValueError("there is nothing to draw")
    if not all(map(math.isfinite, values)):
        raise ValueError("a number to be drawn is not finite")
