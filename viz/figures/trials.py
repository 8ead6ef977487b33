"""The picture of replayed studies: where the published estimate lies among what such trials find in the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from ...experiments.trials.words import headline
from ...experiments.validation.record import TrialFinding
from ...experiments.wording import number, plain
from .saving import save
from .style import BLUE, INK, ORANGE, PAD, PALE, SMALL, Picture, Words, begin, house_style, put, shortened

WIDTH: Final = 10.0  # inches
NAMES: Final = 5.0
FIGURES: Final = 1.2
ROW: Final = 0.21
TICKS: Final = (0.25, 0.5, 1.0, 2.0)
ENDS: Final = (0.22, 2.3)
SUBTITLE: Final = (
    "Bar: the middle 95% of what trials like the published one find in the model, disc their middle. Open diamond: what was "
    "published. Tick: the same people with and without. Right: model and, in brackets, published"
)


def draw(findings: Sequence[TrialFinding], path: Path) -> None:
    """Draw the studies into a file, SVG or PNG by its ending."""
    save(picture(findings), path)


def picture(findings: Sequence[TrialFinding]) -> Picture:
    """Every outcome that is a ratio, a row each, on a logarithmic axis.

    Raises:
        ValueError: there is nothing to draw.
    """
    rows = [each for each in findings if "ratio" in each.unit and each.value is not None and None not in each.simulated]
    if not rows:
        raise ValueError("there is nothing to draw")
    body = (len(rows) + 1) * ROW
    words = Words(headline(findings), SUBTITLE, "times the control group; 1 is no effect", (), _said(rows))
    with house_style():
        drawn, axes = begin(words, body, WIDTH, PAD + NAMES)
        _set_axis(axes, body)
        for k, row in enumerate(rows):
            _draw_row(axes, row, (k + 0.5) * ROW)
    return drawn


def _said(rows: Sequence[TrialFinding]) -> str:
    """The picture in words: every row with its figures."""
    return "; ".join(f"{row.title}: {_figures(row)}, {row.verdict}" for row in rows) + "."


def _figures(row: TrialFinding) -> str:
    published = "none read" if row.published is None else number(row.published, 2)
    return f"{number(row.value or 0.0, 2)} ({published})"


def _set_axis(axes: Axes, body: float) -> None:
    axes.set_xscale("log")
    axes.set_xlim(*ENDS)
    axes.set_ylim(body, 0)
    axes.set_yticks([])
    axes.set_xticks(TICKS, [plain(tick) for tick in TICKS])
    axes.xaxis.set_minor_locator(NullLocator())
    left, bottom, width, height = axes.get_position().bounds
    axes.set_position((left, bottom, width - FIGURES / WIDTH, height))
    axes.axvline(1.0, color=INK, linewidth=1, zorder=1.5)


def _draw_row(axes: Axes, row: TrialFinding, y: float) -> None:
    room = WIDTH - 2 * PAD - NAMES - FIGURES
    text = shortened(row.title, SMALL, NAMES - 0.1)
    put(axes, -NAMES / room, y, text, transform=axes.get_yaxis_transform(), clip_on=False)
    put(axes, 1 + 0.1 / room, y, _figures(row), transform=axes.get_yaxis_transform(), clip_on=False)
    low, high = (_within(end or ENDS[0]) for end in row.simulated)
    axes.fill_between([low, high], y - 0.3 * ROW, y + 0.3 * ROW, facecolor=PALE, edgecolor="none", zorder=2)
    if row.same_people:
        axes.plot([_within(row.same_people)], [y], "|", color=INK, markersize=8, markeredgewidth=1.4, zorder=3)
    axes.plot([_within(row.value or 1.0)], [y], "o", color=BLUE, markersize=5.5, zorder=3)
    if row.published:
        axes.plot([_within(row.published)], [y], "D", color=ORANGE, markerfacecolor="white", markersize=5.5,
                  markeredgewidth=1.6, zorder=3)  # fmt: skip


def _within(value: float) -> float:
    """A place that the axis has."""
    return min(max(value, ENDS[0]), ENDS[1])
