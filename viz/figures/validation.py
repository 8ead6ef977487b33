"""The picture of a validation: for every pattern, where the model lies against the published figure and its target."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from ...experiments.validation.record import Finding, met_of
from ...experiments.validation.study import Use
from ...experiments.validation.words import decimals_of, headline
from ...experiments.wording import number, plain
from .saving import save
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
    house_style,
    put,
    shortened,
)

SHOWN: Final[Mapping[Use, str]] = {"fit": "Fitted to", "held-back": "Held back from fitting"}
WIDTH: Final = 9.5  # inches: wider than a chart, because a row has a name, a place and two figures
NAMES: Final = 4.0  # inches for the names
FIGURES: Final = 1.3  # inches for model and published
ROW: Final = 0.21
TICKS: Final = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
LEAST: Final = 2.0  # times and parts of the published figure that the axis shows at least
SUBTITLE: Final = (
    "Model against published figures. Shaded: the target. Disc: the model meets it. Open diamond: it does not. Right: model "
    "and, in brackets, published"
)


def draw(findings: Sequence[Finding], path: Path) -> None:
    """Draw the patterns into a file, SVG or PNG by its ending."""
    save(picture(findings), path)


def picture(findings: Sequence[Finding]) -> Picture:
    """The fitted and the held-back patterns, a row each, on an axis of times the published figure.

    Raises:
        ValueError: there is nothing to draw.
    """
    groups = {use: [each for each in findings if each.use == use and each.value is not None] for use in SHOWN}
    count = sum(len(rows) + 1 for rows in groups.values() if rows)
    if not count:
        raise ValueError("there is nothing to draw")
    body = (count + 1) * ROW
    words = Words(
        headline(findings), SUBTITLE, "times the published figure, or the middle of a target", (), _said(groups)
    )
    with house_style():
        drawn, axes = begin(words, body, WIDTH, PAD + NAMES)
        _set_axis(axes, [row for rows in groups.values() for row in rows], body)
        _draw_groups(axes, groups)
    return drawn


def _said(groups: Mapping[Use, Sequence[Finding]]) -> str:
    """The picture in words: every row with its figures."""
    parts = []
    for use, rows in groups.items():
        met, of = met_of(rows, use)
        each = "; ".join(f"{row.title}: {_figures(row)}, {row.verdict}" for row in rows)
        parts.append(f"{SHOWN[use]}, {met} of {of} met, model and in brackets published: {each}.")
    return " ".join(parts)


def _figures(row: Finding) -> str:
    published = plain(row.published) if row.published is not None else _range(row)
    return f"{number(row.value or 0.0, decimals_of(row))} ({published})"


def _range(row: Finding) -> str:
    low, high = row.low or 0.0, row.high or 0.0
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"


def _against(row: Finding) -> tuple[float, float, float]:
    """Value and ends of the target as times the published figure, or of the target's middle where there is none."""
    low, high = row.low or 0.0, row.high or 0.0
    whole = row.published or (low + high) / 2 or 1.0
    return (row.value or 0.0) / whole, low / whole, high / whole


def _set_axis(axes: Axes, rows: Sequence[Finding], body: float) -> None:
    """A logarithmic axis as wide as the farthest row asks for, the same on both sides of the published figure."""
    most = max([LEAST, *(max(place, 1 / place) for row in rows for place in _against(row) if place > 0)])
    most = min(most, TICKS[-1])
    axes.set_xscale("log")
    axes.set_xlim(1 / most / 1.1, most * 1.1)
    axes.set_ylim(body, 0)
    axes.set_yticks([])
    ticks = [tick for tick in TICKS if 1 / most / 1.05 <= tick <= most * 1.05]
    axes.set_xticks(ticks, [plain(tick) for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    left, bottom, width, height = axes.get_position().bounds
    axes.set_position((left, bottom, width - FIGURES / WIDTH, height))
    axes.axvline(1.0, color=INK, linewidth=1, zorder=1.5)


def _draw_groups(axes: Axes, groups: Mapping[Use, Sequence[Finding]]) -> None:
    y = ROW / 2
    for use, rows in groups.items():
        if not rows:
            continue
        met, of = met_of(rows, use)
        _beside(axes, y, f"{SHOWN[use]}: {met} of {of} met", "", weight="bold")
        for row in rows:
            y += ROW
            _beside(axes, y, row.title, _figures(row))
            _draw_row(axes, row, y)
        y += 1.5 * ROW


def _beside(axes: Axes, y: float, name: str, figures: str, **how: str) -> None:
    """The name to the left of the plot area and the figures to its right."""
    room = WIDTH - 2 * PAD - NAMES - FIGURES
    text = shortened(name, SMALL, NAMES - 0.1)
    put(axes, -NAMES / room, y, text, transform=axes.get_yaxis_transform(), clip_on=False, **how)
    put(axes, 1 + 0.1 / room, y, figures, transform=axes.get_yaxis_transform(), clip_on=False)


def _draw_row(axes: Axes, row: Finding, y: float) -> None:
    value, low, high = _against(row)
    first, last = axes.get_xlim()
    low, high = max(low, first), min(high, last)
    axes.fill_between(
        [low, high], y - 0.38 * ROW, y + 0.38 * ROW, facecolor=PALE, edgecolor=GREY, linewidth=0.8, zorder=2
    )
    met = row.verdict == "met"
    place = min(max(value, first), last) if math.isfinite(value) else first
    colour, shape = (BLUE, "o") if met else (ORANGE, "D")
    axes.plot([place], [y], shape, color=colour, markerfacecolor=colour if met else "white", markersize=5.5,
              markeredgewidth=1.6, zorder=3, clip_on=False)  # fmt: skip
