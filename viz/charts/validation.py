"""Turns a validation into a chart: for every pattern, where the model lies against the published figure and its target."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ...experiments.validation import Finding, met_of
from ...experiments.validation.study import Use
from ...experiments.validation.words import decimals_of, headline
from ...experiments.wording import number, plain
from .chart import Axis, Chart, Dot, Ends, Range, Ranges, Table
from .scales import within
from .style import BLUE, ORANGE, Shape

SHOWN: Final[Mapping[Use, str]] = {"fit": "Fitted to", "held-back": "Held back from fitting"}
TICKS: Final = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
LEAST: Final = 2.0  # times and parts of the published figure that the axis shows at least
UNIT: Final = "times the published figure, or the middle of a target"
SUBTITLE: Final = (
    "Model against published figures. Shaded: the target. Disc: the model meets it. Open diamond: it does not. Right: model "
    "and, in brackets, published"
)
COLUMNS: Final = ("Pattern", "Model", "Published", "Unit", "Verdict")


def validation_chart(findings: Sequence[Finding]) -> Chart:
    """The fitted and the held-back patterns, a row each, on an axis of times the published figure.

    Raises:
        ValueError: there is nothing to draw.
    """
    groups = {use: [each for each in findings if each.use == use and each.value is not None] for use in SHOWN}
    drawn = [each for rows in groups.values() for each in rows]
    axis = _axis(drawn)
    return Chart(
        title=headline(findings),
        subtitle=SUBTITLE,
        mark=Ranges(list(_rows(groups, axis.ends or (0.0, 1.0))), axis, dense=True),
        table=Table(COLUMNS, [(each.title, *_both(each), each.unit, each.verdict) for each in drawn]),
        alt=_said(groups),
        file="diversion-validation",
    )


def _rows(groups: Mapping[Use, Sequence[Finding]], ends: Ends) -> Iterator[Range]:
    for use, rows in groups.items():
        if rows:
            met, of = met_of(rows, use)
            yield Range(f"{SHOWN[use]}: {met} of {of} met", heading=True)
        yield from (_row(each, ends) for each in rows)


def _row(each: Finding, ends: Ends) -> Range:
    value, low, high = _against(each)
    at = within(value if math.isfinite(value) else ends[0], ends)
    dot = Dot(at, Shape.DISC, BLUE) if each.verdict == "met" else Dot(at, Shape.DIAMOND, ORANGE, filled=False)
    return Range(each.title, _figures(each), [dot], band=(within(low, ends), within(high, ends)))


def _axis(rows: Sequence[Finding]) -> Axis:
    """A logarithmic axis as wide as the farthest row asks for, the same on both sides of the published figure."""
    most = max([LEAST, *(max(place, 1 / place) for row in rows for place in _against(row) if place > 0)])
    most = min(most, TICKS[-1])
    ticks = [tick for tick in TICKS if 1 / most / 1.05 <= tick <= most * 1.05]
    return Axis(UNIT, (1 / most / 1.1, most * 1.1), 1.0, ticks, logarithmic=True)


def _against(row: Finding) -> tuple[float, float, float]:
    """Value and ends of the target as times the published figure, or of the target's middle where there is none."""
    low, high = row.low or 0.0, row.high or 0.0
    whole = row.published or (low + high) / 2 or 1.0
    return (row.value or 0.0) / whole, low / whole, high / whole


def _said(groups: Mapping[Use, Sequence[Finding]]) -> str:
    """The chart in words: every row with its figures."""
    parts = []
    for use, rows in groups.items():
        met, of = met_of(rows, use)
        each = "; ".join(f"{row.title}: {_figures(row)}, {row.verdict}" for row in rows)
        parts.append(f"{SHOWN[use]}, {met} of {of} met, model and in brackets published: {each}.")
    return " ".join(parts)


def _figures(row: Finding) -> str:
    return "{} ({})".format(*_both(row))


def _both(row: Finding) -> tuple[str, str]:
    """What the model gives, and what was published or the range of the target."""
    published = plain(row.published) if row.published is not None else _range(row)
    return number(row.value or 0.0, decimals_of(row)), published


def _range(row: Finding) -> str:
    low, high = row.low or 0.0, row.high or 0.0
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"
