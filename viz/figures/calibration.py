"""The picture of a calibration: each parameter before and after, and each target beside what the model predicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes

from ...experiments.calibration.carry_out import Calibration, Found, Predicted
from ...experiments.sensitivity.shapes import Range
from ...experiments.wording import decimals_for, listed, number
from .saving import save
from .style import BLUE, GREY, INK, PAD, PALE, SMALL, WIDTH, Picture, Words, begin, house_style, line, put, wrapped

BAR: Final = 0.22  # inches: the height of a band
GAP: Final = 0.16  # between rows
SHOWN: Final = 2.0  # tolerances on either side of a target that its band covers
EDGE: Final = 5.0  # tolerances at which the row of a target ends
MOST: Final = 20  # parameters; more would be a table


@dataclass(frozen=True, slots=True)
class Row:
    """One row on an axis from 0 to 1: its words, a pale band, and a range with its middle; a line where the target is."""

    words: str
    band: Range
    span: Range
    middle: float
    target: float | None = None


def draw(found: Calibration, path: Path) -> None:
    """Draw what a calibration found into a file, SVG or PNG by its ending."""
    save(picture(found), path)


def picture(found: Calibration) -> Picture:
    """What a calibration found."""
    narrowest = sorted(found.found, key=lambda each: -each.narrower)
    first = [_parameter(each) for each in narrowest[:MOST]]
    second = [_target(each) for each in found.predicted]
    inside = sum(each.inside for each in found.predicted)
    title = f"{inside} of {len(found.predicted)} targets lie where the calibrated model predicts"
    notes = [
        "Parameters. Pale: where each was looked for. Line: 90% of what is left; disc: its middle.",
        f"Targets. Pale: the target, {SHOWN:g} tolerances to each side. Line: 95% of runs with fresh luck; disc: their middle.",
    ]
    if len(narrowest) > MOST:
        notes.append(f"{len(narrowest) - MOST} parameters that were narrowed less are not shown.")
    names = listed([each.name for each in narrowest[:3]])
    alt = f"{title}. Ranges of {len(narrowest)} parameters before and after, narrowed most: {names}; "
    alt += "and targets beside predictions: " + "; ".join(each.words for each in second) + "."
    words = Words(title, f"{found.asked.plan.locality.title}, {found.asked.name}", "", notes, alt)
    with house_style():
        return _drawn(first, second, words)


def _parameter(each: Found) -> Row:
    low, high = each.before
    decimals = decimals_for((low, high, each.middle, *each.after), 2)
    after = " to ".join(number(value, decimals) for value in each.after)
    words = f"{each.name}: {after}, middle {number(each.middle, decimals)}"
    words += f" (looked for in {number(low, decimals)} to {number(high, decimals)})"
    first, middle, last = ((value - low) / (high - low) for value in (each.after[0], each.middle, each.after[1]))
    return Row(words, (0.0, 1.0), (first, last), middle)


def _target(each: Predicted) -> Row:
    target = each.target
    decimals = decimals_for((target.value, each.low, each.high), 1)

    def place(value: float) -> float:
        off = (value - target.value) / target.tolerance
        return 0.5 + min(max(off, -EDGE), EDGE) / (2 * EDGE)

    span = f"{number(each.low, decimals)} to {number(each.high, decimals)}, middle {number(each.middle, decimals)}"
    held = "" if each.fitted else "; held back"
    words = f"{target.read.title}: {span} (target {number(target.value, decimals)} ± {number(target.tolerance, decimals)}{held})"
    half = SHOWN / (2 * EDGE)
    return Row(words, (0.5 - half, 0.5 + half), (place(each.low), place(each.high)), place(each.middle), 0.5)


def _drawn(first: Sequence[Row], second: Sequence[Row], words: Words) -> Picture:
    room = WIDTH - 2 * PAD
    placed = [(row, wrapped(row.words, SMALL, room)) for row in (*first, *second)]
    body = sum(len(lines) * line(SMALL) + BAR + GAP for _, lines in placed) + 2 * GAP
    made, axes = begin(words, body, WIDTH)
    axes.set_xlim(-0.01, 1.01)
    axes.set_ylim(body, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    top = 0.0
    for number_of, (row, lines) in enumerate(placed):
        if number_of == len(first):
            top += 2 * GAP
            axes.axhline(top - 1.5 * GAP, color=GREY, linewidth=1)
        for text in lines:
            put(axes, 0.0, top, text, va="top")
            top += line(SMALL)
        _draw_row(axes, row, top + BAR / 2)
        top += BAR + GAP
    return made


def _draw_row(axes: Axes, row: Row, y: float) -> None:
    axes.barh(y, row.band[1] - row.band[0], BAR, left=row.band[0], color=PALE, edgecolor=GREY, linewidth=0.6)
    if row.target is not None:
        axes.plot([row.target] * 2, [y - BAR / 2, y + BAR / 2], color=INK, linewidth=1)
    axes.plot(row.span, [y, y], color=BLUE, linewidth=2.4, solid_capstyle="butt")
    axes.plot([row.middle], [y], "o", color=BLUE, markersize=6)
