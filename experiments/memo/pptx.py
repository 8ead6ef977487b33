"""Writes a memo as five slides: titles in their own places, a text alternative for each picture, tables with a head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from .content import Figure, Memo, Points, Slide, Table, Text
from .pictures import png
from .widths import shares

WIDE, HIGH = Inches(13.333), Inches(7.5)
EDGE: Final = Inches(0.6)
TOP: Final = Inches(1.55)  # below the title
FONT: Final = "Arial"
INK: Final = RGBColor.from_string("0B0C0C")
BLUE: Final = RGBColor.from_string("12436D")
WHITE: Final = RGBColor.from_string("FFFFFF")
TITLE_ONLY: Final = 5  # the layout with a title and nothing else
LETTERS: Final = 105  # about how many fit a line of 18 points from edge to edge
MOST_ROWS: Final = 9  # of a table on a slide; the memo has the others
HAS_MORE: Final = "The memo has the other rows."


def write_pptx(memo: Memo, file: Path) -> None:
    """Write the memo's slides into a file."""
    made = Presentation()
    made.slide_width, made.slide_height = WIDE, HIGH
    about, day = made.core_properties, datetime.combine(memo.day, time())
    about.title, about.subject, about.author, about.language = memo.title, memo.question, "Diversion", "en-GB"
    about.created = about.modified = day
    for slide in memo.slides:
        _slide(made, slide)
    made.save(str(file))


def _slide(made: Any, slide: Slide) -> None:
    page = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    _title(page.shapes.title, slide.title)
    lines = [line for part in slide.parts for line in _lines(part)]
    top = int(TOP)
    if lines:
        top = _text(page, lines, room=_room(slide))
    for part in slide.parts:
        if isinstance(part, Figure):
            _picture(page, part, top)
        elif isinstance(part, Table):
            _table(page, part, top)


def _title(shape: Any, text: str) -> None:
    shape.left, shape.top, shape.width, shape.height = EDGE, Inches(0.3), WIDE - 2 * EDGE, Inches(1.15)
    shape.text_frame.word_wrap = True
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.text_frame.text = text
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _letters(paragraph, 28 if len(text) < 80 else 22, bold=True, colour=BLUE)


def _letters(paragraph: Any, size: float, bold: bool = False, colour: RGBColor = INK) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, colour
        run._r.get_or_add_rPr().set("lang", "en-GB")


def _lines(part: Any) -> list[tuple[str, bool]]:
    """What is said, and whether it is what a reader in a hurry reads."""
    if isinstance(part, Text):
        return [(part.text, part.strong)]
    return [(line, False) for line in part.lines] if isinstance(part, Points) else []


def _room(slide: Slide) -> float:
    """Inches for words: what a table or picture leaves."""
    tables = [part for part in slide.parts if isinstance(part, Table)]
    if tables:
        return 5.6 - 0.36 * (1 + min(MOST_ROWS, len(tables[0].rows)))
    return 5.5


def _text(page: Any, lines: Sequence[tuple[str, bool]], room: float) -> int:
    """Write lines as large as they fit, and say where they end."""
    size = next((size for size in (20, 18, 16, 14, 12) if _inches(lines, size) <= room), 11)
    high = min(room, _inches(lines, size))
    box = page.shapes.add_textbox(EDGE, TOP, WIDE - 2 * EDGE, Inches(high))
    frame = box.text_frame
    frame.word_wrap = True
    for n, (line, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.space_after = Pt(size / 3)
        _letters(paragraph, size, bold)
    return int(Emu(TOP + Inches(high) + Inches(0.15)))


def _inches(lines: Sequence[tuple[str, bool]], size: float) -> float:
    """About how high lines of this size stand."""
    fit = LETTERS * 18 / size
    return sum(
        (1 + len(line) * (1.1 if bold else 1.0) // fit) * size * 1.22 / 72 + size / 3 / 72 for line, bold in lines
    )


def _picture(page: Any, figure: Figure, top: int) -> None:
    """A picture as large as there is room for, with what it says in words."""
    shown = page.shapes.add_picture(BytesIO(png(figure)), EDGE, top)
    scale = min((WIDE - 2 * EDGE) / shown.width, (HIGH - top - Inches(0.3)) / shown.height)
    shown.width, shown.height = int(shown.width * scale), int(shown.height * scale)
    said = shown._element.nvPicPr.cNvPr
    said.set("descr", figure.alt)
    said.set("title", figure.title)
    shown.name = figure.name


def _table(page: Any, table: Table, top: int) -> None:
    rows = table.rows[:MOST_ROWS]
    shape = page.shapes.add_table(
        len(rows) + 1, len(table.columns), EDGE, top, WIDE - 2 * EDGE, Inches(0.34) * (len(rows) + 1)
    )
    shape.name = table.name
    more = HAS_MORE if len(table.rows) > MOST_ROWS else ""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", f"{table.title}. {more}".strip())
    grid = shape.table
    grid.first_row = True
    size = 14 if len(table.columns) < 5 else 11
    for n, share in enumerate(shares(table, LETTERS)):
        grid.columns[n].width = int((WIDE - 2 * EDGE) * share)
    for n, texts in enumerate((table.columns, *([str(cell) for cell in row] for row in rows))):
        for k, text in enumerate(texts):
            _cell(grid.cell(n, k), text, size, head=n == 0, right=table.is_number(k))


def _cell(cell: Any, text: str, size: float, head: bool, right: bool) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _letters(paragraph, size, bold=head, colour=WHITE if head else INK)
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = BLUE
