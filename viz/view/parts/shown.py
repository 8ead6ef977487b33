"""How every chart stands on a page: a headline that says the finding, what it shows, the picture, its words and its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby

import solara
import traitlets
from solara.components.echarts import EchartsWidget

from ....experiments.answers.alike import NOT_TOLD
from ....experiments.store import engine_version
from ....experiments.wording import day_of
from ...charts import Chart, Table
from ..echarts import options
from .parts import markup, paragraph, tag

NONE_CLASS = ' class="dv-none"'  # of a cell without a number, which a telephone may leave out


class Figure(EchartsWidget):
    """An ECharts picture that has a text alternative, fits its place, and can be taken away as SVG, PNG or CSV."""

    template_file = (__file__, "figure.vue")
    alt = traitlets.Unicode().tag(sync=True)
    headline = traitlets.Unicode().tag(sync=True)
    subtitle = traitlets.Unicode().tag(sync=True)
    csv = traitlets.Unicode().tag(sync=True)
    file = traitlets.Unicode().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)


def drawn_with() -> str:
    """By which version a picture was drawn and when, so that it can be made again."""
    return f"Drawn with Diversion {engine_version()}, {day_of(date.today())}."


@solara.component
def Shown(chart: Chart, level: int = 3) -> None:
    """A chart on a page, under a heading of this level."""
    with solara.Div(classes=["dv-chart"]):
        markup(f"h{level}", escape(chart.title), "dv-chart-title")
        paragraph(chart.subtitle, "dv-chart-subtitle")
        with solara.Div(classes=["dv-chart-rest"]):
            Figure.element(
                option=options.option(chart),
                attributes={"style": f"height: {options.height(chart)}px"},
                alt=chart.alt,
                headline=chart.title,
                subtitle=chart.subtitle,
                csv=chart.table.csv(),
                file=chart.file,
                source=f"{chart.source} {drawn_with()}".strip(),
            )
            for note in chart.notes:
                paragraph(note, "dv-note")
            Numbers(chart.table, chart.subtitle)


@solara.component
def Numbers(
    table: Table,
    caption: str,
    summary: str = "Show these numbers as a table",
    stacked: bool = False,
    opened: bool = False,
) -> None:
    """A table that opens when asked for, or stands open at first; `stacked` as for `Plain`."""
    inside = (markup("summary", escape(summary)), markup("div", _scrolling(table, caption, stacked)))
    tag("details", *inside, classes="dv-details", **({"open": ""} if opened else {}))


@solara.component
def Plain(table: Table, caption: str, stacked: bool = False) -> None:
    """A table that is always open; `stacked` for one of many columns, whose cells a telephone shows below one another."""
    markup("div", _scrolling(table, caption, stacked))


def _scrolling(table: Table, caption: str, stacked: bool) -> str:
    """A table that scrolls by itself where the screen is narrower, by keyboard too."""
    classes = "dv-scroll dv-stack" if stacked else "dv-scroll"
    start = f'<div class="{classes}" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
    return f'{start}<table role="table">{html(table, caption)}</table></div>'


def html(table: Table, caption: str) -> str:
    """A table as the inside of an HTML table: the first cell of a row is its heading."""
    head = "".join(f'<th role="columnheader" scope="col">{escape(str(name))}</th>' for name in table.columns)
    return (
        f'<caption><span>{escape(caption)}</span></caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f"{''.join(_bodies(table))}"
    )


def _bodies(table: Table) -> Iterator[str]:
    """The rows, those that stand under one heading together."""
    headings = table.groups or [""] * len(table.rows)
    for heading, some in groupby(zip(headings, table.rows, strict=True), lambda each: each[0]):
        head = _heading(table, heading) if heading else ""
        yield f'<tbody role="rowgroup">{head}{"".join(_row(table, *row) for _, row in some)}</tbody>'


def _heading(table: Table, heading: str) -> str:
    span = f'<th role="rowheader" scope="rowgroup" colspan="{len(table.columns)}">{escape(heading)}</th>'
    return f'<tr role="row" class="dv-group">{span}</tr>'


def _row(table: Table, first: str | float, *rest: str | float) -> str:
    """One row; every cell knows its column, and what it is, since a telephone may show it as a line of its own."""
    names = [escape(str(name), quote=True) for name in table.columns[1:]]
    cells = "".join(
        f'<td role="cell"{NONE_CLASS if cell == NOT_TOLD else ""} data-label="{name}">{_whole(escape(str(cell)))}</td>'
        for name, cell in zip(names, rest, strict=True)
    )
    return f'<tr role="row"><th role="rowheader" scope="row">{escape(str(first))}</th>{cells}</tr>'


def _whole(text: str) -> str:
    """A range that no line break tears apart."""
    return re.sub(r"(?<=\d) to (?=[+−\d])", "&nbsp;to&nbsp;", text)
