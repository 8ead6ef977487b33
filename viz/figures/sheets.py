"""Pictures of charts: the words around what is drawn, one chart or several on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg

from ..charts import (
    BODY,
    INK,
    QUIET,
    SMALL,
    TITLE,
    Bars,
    Chart,
    Curves,
    Dots,
    Lines,
    Ranges,
    Scatter,
    Sheet,
    Tornado,
    line,
    wrapped,
)
from .bars import bars
from .curves import curves
from .dots import dots
from .lines import lines
from .ranges import ranges
from .saving import save
from .scatter import scatter
from .style import PAD, WIDTH, Body, Picture, house_style, plain_axes
from .tornado import tornado

BODIES: Final[Mapping[type, Callable[[Any, float], Body]]] = {
    Ranges: ranges,
    Dots: dots,
    Bars: bars,
    Tornado: tornado,
    Scatter: scatter,
    Lines: lines,
    Curves: curves,
}
WIDE: Final = 10.0  # inches, where names, what is drawn and words stand side by side
COLUMN: Final = 6.0  # and for each of two columns of charts
FEW: Final = 2  # charts that stand below one another; more stand in two columns
FOOT: Final = 0.28  # inches below a plot area: the numbers of its axis
BARE: Final = 0.1  # the same without numbers
BETWEEN: Final = 0.25  # inches between two rows of charts


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of one size, and inches of air above them."""

    lines: Sequence[str]
    size: float
    colour: str = INK
    bold: bool = False
    air: float = 0.0

    @property
    def height(self) -> float:
        """How many inches they take."""
        return self.air + len(self.lines) * line(self.size) if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A chart with room for everything that belongs to it, in a column so many inches wide."""

    width: float
    above: Sequence[Text]
    body: Body
    below: Sequence[Text]

    @property
    def head(self) -> float:
        """How many inches stand above the plot area."""
        return sum(text.height for text in self.above) + PAD / 2

    @property
    def foot(self) -> float:
        """How many inches stand below it."""
        return self.gap + sum(text.height for text in self.below)

    @property
    def gap(self) -> float:
        """How many inches lie between the plot area and the text below it."""
        return FOOT if self.body.numbers else BARE

    @property
    def height(self) -> float:
        """How many inches it takes in all."""
        return self.head + self.body.height + self.foot


def draw(what: Chart | Sheet, path: Path) -> None:
    """Draw a chart, or a sheet of them, into a file, SVG or PNG by its ending."""
    save(picture(what) if isinstance(what, Chart) else sheet(what), path)


def picture(chart: Chart, width: float = 0.0) -> Picture:
    """One chart in a picture, as wide as it needs unless that is told.

    Raises:
        TypeError: its mark is drawn on pages alone.
    """
    wide = width or (WIDE if isinstance(chart.mark, Ranges) and chart.mark.dense else WIDTH)
    with house_style():
        laid = _laid(chart, wide - 2 * PAD, TITLE, alone=True)
        made = _begun(wide, laid.height + PAD, chart.title, chart.alt)
        _place(made, laid, PAD, PAD / 2)
    return made


def sheet(whole: Sheet) -> Picture:
    """Several charts in one picture, what is true of all above them and how far to trust it below."""
    columns = 1 if len(whole.charts) <= FEW else 2
    wide = WIDTH if columns == 1 else columns * COLUMN
    column = (wide - PAD) / columns - PAD
    with house_style():
        laid = [_laid(chart, column, TITLE - 2) for chart in whole.charts]
        return _together(whole, [laid[n : n + columns] for n in range(0, len(laid), columns)], wide)


def _together(whole: Sheet, rows: Sequence[Sequence[Laid]], wide: float) -> Picture:
    """Charts in rows, between the words that hold for all of them."""
    head = _words(wide - 2 * PAD, whole.title, whole.subtitle, TITLE)
    foot = Text(wrapped(whole.source, SMALL, wide - 2 * PAD) if whole.source else [], SMALL, QUIET)
    high = [max(each.height for each in row) + BETWEEN for row in rows]
    top = PAD / 2 + sum(text.height for text in head) + BETWEEN
    made = _begun(wide, top + sum(high) + foot.height + PAD / 2, whole.title, whole.alt)
    _write(made, head, PAD, PAD / 2)
    for row, height in zip(rows, high, strict=True):
        for n, each in enumerate(row):
            _place(made, each, PAD + n * (each.width + PAD), top)
        top += height
    _write(made, [foot], PAD, top)
    return made


def _words(room: float, title: str, subtitle: str, size: float) -> list[Text]:
    return [
        Text(wrapped(title, size, room, bold=True), size, bold=True),
        Text(wrapped(subtitle, min(BODY, size - 1.5), room), min(BODY, size - 1.5), QUIET),
    ]


def _laid(chart: Chart, room: float, size: float, alone: bool = False) -> Laid:
    """A chart in so much room; one that stands alone says itself how far to trust it."""
    if type(chart.mark) not in BODIES:
        raise TypeError(f"{type(chart.mark).__name__} are drawn on pages alone")
    body = BODIES[type(chart.mark)](chart.mark, room)
    above = Text(wrapped(body.above, SMALL, room) if body.above else [], SMALL, air=line(SMALL) / 2)
    axis = Text(wrapped(body.axis, SMALL, room) if body.axis else [], SMALL)
    told = [*chart.notes, *([chart.source] if alone and chart.source else [])]
    notes = Text([part for note in told for part in wrapped(note, SMALL, room)], SMALL, QUIET, air=line(SMALL) / 2)
    return Laid(room, [*_words(room, chart.title, chart.subtitle, size), above], body, [axis, notes])


def _begun(width: float, height: float, headline: str, alt: str) -> Picture:
    made = Picture(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(made)
    made.headline, made.alt = headline, alt
    return made


def _place(made: Picture, laid: Laid, left: float, top: float) -> None:
    """Write and draw a chart with its top left corner so many inches from that of the picture."""
    wide, high = made.get_size_inches()
    body = laid.body
    _write(made, laid.above, left, top)
    bottom = top + laid.head + body.height
    room = laid.width - body.left - body.right
    axes = made.add_axes(((left + body.left) / wide, 1 - bottom / high, room / wide, body.height / high))
    body.draw(plain_axes(axes))
    _write(made, laid.below, left, bottom + laid.gap)


def _write(made: Picture, texts: Sequence[Text], left: float, top: float) -> None:
    """Write texts below one another."""
    wide, high = made.get_size_inches()
    for text in texts:
        top += text.air if text.lines else 0.0
        weight = "bold" if text.bold else "normal"
        for words in text.lines:
            how: dict[str, Any] = {"size": text.size, "weight": weight, "color": text.colour, "va": "top"}
            made.text(left / wide, 1 - top / high, words, parse_math=False, **how)
            top += line(text.size)
