"""Draws charts with one row for each factor, its name above its bar or marks so that names may be as long as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from matplotlib.axes import Axes

from ...experiments.sensitivity.shapes import Bar, Range, Share
from ...experiments.wording import number
from .style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAD,
    PALE,
    SMALL,
    Picture,
    Words,
    begin,
    line,
    numbers_on,
    put,
    shortened,
    text_width,
    wrapped,
)

MOST: Final = 15  # rows; more would be a table
BAR: Final = 0.26  # inches: the height of a bar or of a pair of marks
GAP: Final = 0.13  # between rows
BESIDE: Final = 0.06  # between a mark and its label
LABEL: Final = 0.3  # of the width at most for a label beside a bar
ROUNDS: Final = 60  # enough for the limits below to settle
Upright = tuple[float, str]  # a place on the axis, and how its line is drawn
Reach = tuple[float, float, float]  # a place on the axis, and inches it needs to its left and to its right


def limits(reaches: Sequence[Reach], inches: float) -> tuple[float, float]:
    """The ends of an axis `inches` long on which every place has the inches it needs on both sides."""
    low, high = min(place for place, _, _ in reaches), max(place for place, _, _ in reaches)
    least = max(abs(low), abs(high)) * 1e-9 or 1.0
    for _ in range(ROUNDS):
        inch = max(high - low, least) / inches
        low = min(place - left * inch for place, left, _ in reaches)
        high = max(place + right * inch for place, _, right in reaches)
    return (low, high) if high - low > least else (low - least, high + least)


def _named_rows(names: Sequence[str], room: float, top: float) -> tuple[list[tuple[float, list[str]]], float]:
    """Where each row begins, in inches from the top, with its name in lines, and where the last row ends."""
    placed = []
    for name in names:
        lines = wrapped(name, SMALL, room)
        placed.append((top, lines))
        top += len(lines) * line(SMALL) + BAR + GAP
    return placed, top


def _write_names(axes: Axes, rows: Sequence[tuple[float, list[str]]], uprights: Sequence[Upright]) -> list[float]:
    """Write the names, and beside the bars, never through a name, the upright lines.

    Returns the middle of the room for each row's bar, in inches from the top.
    """
    middles = []
    for top, lines in rows:
        for n, text in enumerate(lines):
            put(axes, 0, top + n * line(SMALL), text, va="top", transform=axes.get_yaxis_transform())
        middles.append(top + len(lines) * line(SMALL) + BAR / 2)
        for x, look in uprights:
            ends = [middles[-1] - BAR / 2, middles[-1] + BAR / 2 + GAP / 2]
            axes.plot([x, x], ends, color=INK, linewidth=1, linestyle=look, zorder=1.5)
    return middles


def _head(axes: Axes, x: float, top: float, text: str, within: float) -> None:
    """A label at the head of the plot area above a place of the axis, moved in from the edges."""
    low, high = axes.get_xlim()
    half = text_width(text, SMALL) / within * (high - low) / 2
    put(axes, min(max(x, low + half), max(high - half, low + half)), top, text, va="top", ha="center")


# --- tornado ---------------------------------------------------------------------------------------------------------


def draw_bars(
    bars: Sequence[Bar],
    base: float,
    chance: Range | None,
    scale: float,
    said: Callable[[float], str],
    words: Words,
    width: float,
) -> Picture:
    """The tornado: numbers are divided by `scale` and written by `said`."""
    room = width - 2 * PAD
    heads = 2 if chance else 1
    rows, bottom = _named_rows([bar.name for bar in bars], room, (heads + 0.5) * line(SMALL))
    picture, axes = begin(words, bottom, width)
    ends = [end for bar in bars for end in _ends(bar, base, room)]
    reaches = [(place / scale, left, right) for _, place, left, right, _ in ends]
    reaches += [(place / scale, 0.1, 0.1) for place in (base, *(chance or ()))]
    axes.set_xlim(*limits(reaches, room))
    axes.set_ylim(bottom, 0)
    uprights = [(base / scale, "-")]
    if chance:
        low, high = (place / scale for place in chance)
        axes.axvspan(low, high, ymax=1 - 2 * line(SMALL) / bottom, color=PALE, zorder=0.5)
        for edge in (low, high):
            axes.plot([edge, edge], [2 * line(SMALL), bottom], color=GREY, linewidth=1, zorder=0.6)
        text = f"shaded: chance alone, {said(chance[0])} to {said(chance[1])}"
        _head(axes, (low + high) / 2, 0, text, room)
    _head(axes, base / scale, (heads - 1) * line(SMALL), f"all as usual: {said(base)}", room)
    for n, middle in enumerate(_write_names(axes, rows, uprights)):
        _draw_bar(axes, bars[n], base, scale, ends[2 * n : 2 * n + 2], middle)
    axes.set_yticks([])
    numbers_on(axes.xaxis, room)
    return picture


End = tuple[float, float, float, float, str]  # the answer, the farthest point drawn, inches left and right of it, label


def _ends(bar: Bar, base: float, room: float) -> list[End]:
    """The low and the high end of a bar: label outwards from the base, or from one another where they do not move.

    No label stands on an interval, be it that of the other end.
    """
    found = []
    drawn = [*(bar.low_interval or ()), *(bar.high_interval or ())]
    pairs = (
        (bar.low, bar.low_label, bar.high),
        (bar.high, bar.high_label, bar.low),
    )
    for first, (value, label, other) in zip((True, False), pairs, strict=True):
        leftwards = value < base or (value == base and (other > base or (other == base and first)))
        outer = min([value, *drawn]) if leftwards else max([value, *drawn])
        text = shortened(label, SMALL, LABEL * room)
        inches = text_width(text, SMALL) + 2 * BESIDE
        found.append((value, outer, inches, 0.0, text) if leftwards else (value, outer, 0.0, inches, text))
    return found


def _draw_bar(axes: Axes, bar: Bar, base: float, scale: float, ends: Sequence[End], middle: float) -> None:
    """Both halves at one height, or one above the other where both lie on the same side of the base."""
    same_side = (ends[0][2] > 0) == (ends[1][2] > 0)
    inch = (axes.get_xlim()[1] - axes.get_xlim()[0]) / (axes.get_window_extent().width / axes.figure.dpi)
    looks = ((BLUE, bar.low_interval, -1), (ORANGE, bar.high_interval, 1))
    for (value, outer, left, _, label), (colour, interval, side) in zip(ends, looks, strict=True):
        height, y = (BAR / 2, middle + side * BAR / 4) if same_side else (BAR * 0.8, middle)
        axes.barh(y, (value - base) / scale, left=base / scale, height=height * 0.9, color=colour, zorder=2)
        if interval:
            for thickness, shade in ((3.6, "white"), (1.4, INK)):  # white around it, so that it is seen on the bar
                axes.plot([end / scale for end in interval], [y, y], color=shade, linewidth=thickness, zorder=4)
        x = outer / scale + (-BESIDE if left else BESIDE) * inch
        put(axes, x, y, label, ha="right" if left else "left")


# --- shares ----------------------------------------------------------------------------------------------------------


def draw_marks(
    rows: Sequence[Share],
    chance: Share | None,
    level: float | None,
    names: tuple[str, str],
    words: Words,
    width: float,
) -> Picture:
    """Indices as marks with intervals; chance stands apart at the bottom, below a line."""
    room = width - 2 * PAD
    heads = 0.5 if level is None else 1.5
    placed, bottom = _named_rows([row.name for row in rows], room, heads * line(SMALL))
    apart = bottom + GAP
    if chance:
        below, bottom = _named_rows([chance.name], room, apart + GAP)
        placed += below
    picture, axes = begin(words, bottom, width)
    everyone = [*rows, *([chance] if chance else [])]
    labels = [_labels(row, names if n == 0 else ("", "")) for n, row in enumerate(everyone)]
    reaches = [reach for row, texts in zip(everyone, labels, strict=True) for reach in _reaches(row, texts)]
    axes.set_xlim(*limits([(0.0, 0.05, 0.1), (level or 0.0, 0.1, 0.1), *reaches], room))
    axes.set_ylim(bottom, 0)
    uprights = [(0.0, "-")]
    if level is not None:
        uprights.append((level, "--"))
        _head(axes, level, 0, f"dashed: a factor that does nothing, {number(level, 2)}", room)
    if chance:
        axes.axhline(apart, color=GREY, linewidth=1)
    for row, texts, middle in zip(everyone, labels, _write_names(axes, placed, uprights), strict=True):
        _draw_marks(axes, row, texts, middle)
    axes.set_yticks([])
    numbers_on(axes.xaxis, room)
    return picture


def _labels(row: Share, names: tuple[str, str]) -> tuple[str, str]:
    first = f"{number(row.first, 2)} {names[0] if row.total is not None else ''}".strip()
    return first, "" if row.total is None else f"{number(row.total, 2)} {names[1]}".strip()


def _reaches(row: Share, texts: tuple[str, str]) -> list[Reach]:
    found = []
    for value, interval, text in _marks(row, texts):
        found.append((min(value, *(interval or (value,))), 0.1, 0.0))
        found.append((max(value, *(interval or (value,))), 0.0, text_width(text, SMALL) + 3 * BESIDE))
    return found


def _marks(row: Share, texts: tuple[str, str]) -> list[tuple[float, Range | None, str]]:
    marks = [(row.first, row.first_interval, texts[0])]
    return marks if row.total is None else [*marks, (row.total, row.total_interval, texts[1])]


def _draw_marks(axes: Axes, row: Share, texts: tuple[str, str], middle: float) -> None:
    """A filled disc for the first index and an open square for the total: told apart by shape as well as colour."""
    marks = _marks(row, texts)
    inch = (axes.get_xlim()[1] - axes.get_xlim()[0]) / (axes.get_window_extent().width / axes.figure.dpi)
    for (value, interval, text), colour, shape, side in zip(marks, (BLUE, ORANGE), "os", (-1, 1), strict=False):
        y = middle + (side * BAR / 4 if len(marks) > 1 else 0)
        if interval:
            axes.plot(interval, [y, y], color=colour, linewidth=1.6, zorder=2)
        axes.plot([value], [y], shape, color=colour, markerfacecolor=colour if shape == "o" else "white", zorder=3)
        put(axes, max(value, *(interval or (value,))) + 1.6 * BESIDE * inch, y, text)
