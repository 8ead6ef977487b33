"""What a chart is, in plain data: its words, its numbers and what is drawn; pages and pictures are drawn from the very same.

Core objects: Chart; Table, its numbers; Sheet, several charts in one picture; and the marks, of which a chart has one: Ranges,
Dots, Bars, Lines, Curves, Tornado, Scatter, Places and TimeLine.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .style import BLUE, Look, Shape

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of numbers: what it counts, where it ends, a dark line across it, and where numbers stand; None is left open."""

    unit: str = ""
    ends: Ends | None = None
    line: float | None = 0.0
    ticks: Sequence[float] = ()
    logarithmic: bool = False
    bare: bool = False  # without numbers, where every row has a scale of its own


# --- rows with ranges ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """One mark at a place of an axis; `text` says what it is, where that is not said beside it."""

    at: float
    shape: Shape = Shape.DISC
    colour: str = BLUE
    filled: bool = True
    text: str = ""
    lift: int = 0  # 1 stands above the middle of its row, −1 below, so that marks of one place are all seen


@dataclass(frozen=True, slots=True)
class Range:
    """One row: its name, how it reads in words, and what is drawn: nothing where there is no value.

    `line` is its range, in the colour of its first dot, `band` a pale stretch behind it, `tick` a short dark line across. A row
    that has none of them and is a `heading` names those below it.
    """

    name: str
    words: str = ""
    dots: Sequence[Dot] = ()
    line: Ends | None = None
    band: Ends | None = None
    tick: float | None = None
    heading: bool = False

    @property
    def numbers(self) -> list[float]:
        """Every place at which something is drawn."""
        ticks = [] if self.tick is None else [self.tick]
        return [*(dot.at for dot in self.dots), *(self.line or ()), *(self.band or ()), *ticks]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Rows of ranges on one axis; `dense` where there are so many that each must do with a single line."""

    rows: Sequence[Range]
    axis: Axis
    dense: bool = False

    def __post_init__(self) -> None:
        """Refuse rows with nothing in them, and what is not a number."""
        _drawable(self.rows, [value for row in self.rows for value in row.numbers])


# --- equally likely values --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chances:
    """One row of equally likely values, lowest first: each is a dot, and dots that would lie on one another are stacked."""

    name: str
    words: str
    values: Sequence[float]
    shape: Shape = Shape.DISC
    colour: str = BLUE


@dataclass(frozen=True, slots=True)
class Dots:
    """Rows of equally likely values on one axis."""

    rows: Sequence[Chances]
    axis: Axis

    def __post_init__(self) -> None:
        """Refuse a chart without a dot, and what is not a number."""
        _drawable(self.rows, [value for row in self.rows for value in row.values])


# --- bars and lines --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bars:
    """For each group one bar a series, beside one another or stacked; NaN leaves a gap."""

    groups: Sequence[str]
    series: Mapping[str, Sequence[float]]
    axis: Axis
    stacked: bool = False
    colours: Sequence[str] = ()  # of the series, where they are not the usual ones


@dataclass(frozen=True, slots=True)
class Lines:
    """One line for each series over the same places (months, say); NaN leaves a gap. `whole` where only whole numbers count.

    `band` is a pale stretch within which lines are as they should be.
    """

    series: Mapping[str, Sequence[float]]
    places: Sequence[str]
    unit: str
    whole: bool = False
    band: Ends | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """One line through places of an axis of numbers, in order, with a range at each; NaN leaves a gap."""

    name: str
    at: Sequence[float]
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines over numbers, each in a pale stretch that is its range, and marked where it was measured."""

    curves: Sequence[Curve]
    across: Axis
    up: Axis

    def __post_init__(self) -> None:
        """Refuse a chart without a line, and a place that is no number."""
        _drawable(self.curves, [at for curve in self.curves for at in curve.at])


# --- what an answer hangs on -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swing:
    """One assumption: its name, what its bars come to in words, where its two bars end, both from zero, and how it stands.

    `ranges` say how uncertain the end of each bar is, where that is known; on a page the words and the table do.
    """

    name: str
    words: str
    first: float
    second: float
    look: Look = Look.MATTERS
    ranges: Sequence[Ends | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Tornado:
    """Level bars from a line at no change, in the order of the rows.

    The two bars of a row make one, to the left and to the right; where `ends` says what they are called, they stand one above
    the other, each with its name at its end.
    """

    rows: Sequence[Swing]
    unit: str
    ends: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        """Refuse a chart without a row, and what is not a number."""
        ends = [end for row in self.rows for interval in row.ranges for end in interval or ()]
        _drawable(self.rows, [*(value for row in self.rows for value in (row.first, row.second)), *ends])


@dataclass(frozen=True, slots=True)
class Spot:
    """One assumption in a scatter: how large its effect is on average, and how much that varies."""

    name: str
    size: float
    spread: float
    look: Look = Look.MATTERS


@dataclass(frozen=True, slots=True)
class Scatter:
    """Size against spread, the largest first; `guides` are lines of equal spread to size, with what they part."""

    spots: Sequence[Spot]
    across: str
    up: str
    guides: Sequence[tuple[float, str]] = ()

    def __post_init__(self) -> None:
        """Refuse a chart without a mark, and what is not a number."""
        _drawable(self.spots, [value for spot in self.spots for value in (spot.size, spot.spread)])


# --- places and lives ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood on a plan: where it lies, its share of the people, what is counted there, and the same in words."""

    column: int
    row: int
    people: float
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Places:
    """Neighbourhoods as circles, larger with more people, darker with more; `most` is what counts as darkest.

    `borders` are pairs of those that lie next to each other.
    """

    places: Sequence[Place]
    borders: Sequence[tuple[int, int]]
    most: float


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that lasts, `size` from 0 to 1 of how much of it there is."""

    began: float
    ended: float
    text: str
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a time line: moments as dots, and spells as bars of its colour."""

    name: str
    colour: str
    moments: Sequence[Dot]
    spells: Sequence[Spell]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A row for each part of a life over so many years."""

    lanes: Sequence[Lane]
    years: int


Mark = Ranges | Dots | Bars | Lines | Curves | Tornado | Scatter | Places | TimeLine


def _drawable(parts: Sequence[object], values: Sequence[float]) -> None:
    if not parts:
        raise ValueError("there is nothing to draw")
    if not all(map(math.isfinite, values)):
        raise ValueError("a number to be drawn is not finite")


# --- the whole -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart: headings and rows, as a person reads them, and with `raw` rows as a program does.

    Where rows stand under headings of their own, `groups` has the heading of each row.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | float]]
    raw_columns: Sequence[str] = ()
    raw: Sequence[Sequence[str | float]] = ()
    groups: Sequence[str] = ()

    def csv(self) -> str:
        """The same as CSV text."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.raw_columns or self.columns)
        writer.writerows(self.raw or self.rows)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `title` says the finding in 15 words or fewer, `subtitle` what, where, when and in which unit.

    `mark` is what is drawn, `alt` says the same in words, `table` holds the numbers, `notes` stand below, `source` says how far
    to trust it wherever the chart is taken, and `file` is the name that it gets there, without an ending.
    """

    title: str
    subtitle: str
    mark: Mark
    table: Table
    alt: str
    file: str = "chart"
    notes: Sequence[str] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Several charts in one picture: what is true of all is said once, above them, and below them how far to trust it."""

    title: str
    subtitle: str
    charts: Sequence[Chart]

    @property
    def source(self) -> str:
        """How far to trust its charts."""
        return " ".join(dict.fromkeys(chart.source for chart in self.charts if chart.source))

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        return " ".join(chart.alt if chart.alt.endswith(".") else f"{chart.alt}." for chart in self.charts)
