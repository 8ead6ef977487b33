"""How every chart stands on a page: a headline that says the finding, what it shows, the picture, its words and its numbers.

Core objects: Chart, everything that belongs to one chart; Shown, the component that puts it on the page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

import solara
import traitlets
from solara.components.echarts import EchartsWidget

from .parts import markup, paragraph, tag

HEIGHT: Final = 240  # pixels
Option = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart: headings and rows, as a person reads them, and with `raw` rows as a program does."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | float]]
    raw_columns: Sequence[str] = ()
    raw: Sequence[Sequence[str | float]] = ()

    def csv(self) -> str:
        """The same as CSV text."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.raw_columns or self.columns)
        writer.writerows(self.raw or self.rows)
        return out.getvalue()

    def html(self, caption: str) -> str:
        """The same as the inside of an HTML table: the first cell of a row is its heading."""
        head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(str(first))}</th>'
            + "".join(f"<td>{escape(str(cell))}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        return f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `title` says the finding in 15 words or fewer, `subtitle` what, where, when and in which unit.

    `option` is what ECharts draws, `alt` says the same in words, `table` holds the numbers, `file` is the name that what
    is taken away gets, without an ending.
    """

    title: str
    subtitle: str
    option: Option
    table: Table
    alt: str
    file: str = "chart"
    notes: Sequence[str] = field(default_factory=tuple)


class Figure(EchartsWidget):
    """An ECharts picture that has a text alternative, fits its place, and can be taken away as SVG, PNG or CSV."""

    template_file = (__file__, "figure.vue")
    alt = traitlets.Unicode().tag(sync=True)
    headline = traitlets.Unicode().tag(sync=True)
    subtitle = traitlets.Unicode().tag(sync=True)
    csv = traitlets.Unicode().tag(sync=True)
    file = traitlets.Unicode().tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)


@solara.component
def Shown(
    chart: Chart, height: int = HEIGHT, level: int = 3, on_click: Callable[[dict[str, Any]], None] | None = None
) -> None:
    """A chart on a page, `height` pixels high, under a heading of this level; `on_click` hears which mark was clicked."""
    with solara.Div(classes=["dv-chart"]):
        markup(f"h{level}", escape(chart.title), "dv-chart-title")
        paragraph(chart.subtitle, "dv-chart-subtitle")
        Figure.element(
            option=dict(chart.option),
            attributes={"style": f"height: {height}px"},
            alt=chart.alt,
            headline=chart.title,
            subtitle=chart.subtitle,
            csv=chart.table.csv(),
            file=chart.file,
            on_click=on_click,
            clickable=on_click is not None,
        )
        for note in chart.notes:
            paragraph(note, "dv-note")
        Numbers(chart.table, chart.subtitle)


@solara.component
def Numbers(table: Table, caption: str, summary: str = "Show these numbers as a table") -> None:
    """A table that opens when asked for."""
    tag("details", markup("summary", escape(summary)), markup("div", _scrolling(table, caption)), classes="dv-details")


@solara.component
def Plain(table: Table, caption: str) -> None:
    """A table that is always open."""
    markup("div", _scrolling(table, caption))


def _scrolling(table: Table, caption: str) -> str:
    """A table that scrolls by itself where the screen is narrower, by keyboard too."""
    start = f'<div class="dv-scroll" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
    return f"{start}<table>{table.html(caption)}</table></div>"
