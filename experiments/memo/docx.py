"""Writes a memo as a Word document with real headings, a text alternative for each picture, and heads of tables that repeat."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ..wording import day_of
from .content import Code, Figure, Memo, Part, Points, Table, Text
from .pictures import png
from .widths import shares

FONT: Final = "Arial"
INK: Final = RGBColor(0x0B, 0x0C, 0x0C)
QUIET: Final = RGBColor(0x50, 0x5A, 0x5F)
WIDTH: Final = Cm(17.4)  # between the margins of an A4 page
BODY: Final = 10.5  # points
SMALL: Final = 8.5
WIDE: Final = 6  # columns beyond which letters are smaller still
LETTERS: Final = 106  # about how many stand side by side in a table
BETWEEN: Final = 5  # of them are lost between two columns
LIST: Final = "List Bullet"


def write_docx(memo: Memo, file: Path) -> None:
    """Write the memo into a file."""
    made = Document()
    _settle(made, memo)
    made.add_heading(memo.title, level=0)
    _paragraph(made, memo.question, colour=QUIET, size=BODY + 1)
    _paragraph(made, f"Begun on {day_of(memo.day)}, computed with Diversion {memo.version}.", colour=QUIET, size=SMALL)
    for section in memo.sections:
        made.add_heading(section.title, level=1)
        for part in section.parts:
            _part(made, part)
    made.save(str(file))


def _settle(made: Any, memo: Memo) -> None:
    """Language, page, letters and what the file says of itself."""
    page = made.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin = page.bottom_margin = Cm(1.8)
    for name in ("Normal", "Title", "Heading 1", LIST, "Caption"):
        _letters(made.styles[name])
    made.styles["Normal"].font.size = Pt(BODY)
    made.styles["Normal"].paragraph_format.space_after = Pt(6)
    made.styles["Title"].font.size, made.styles["Heading 1"].font.size = Pt(20), Pt(14)
    made.styles["Caption"].font.size = Pt(BODY - 1)
    about, day = made.core_properties, datetime.combine(memo.day, time(), UTC)
    about.title, about.subject, about.author, about.language = memo.title, memo.question, "Diversion", "en-GB"
    about.created = about.modified = day.replace(tzinfo=None)
    about.comments = ""


def _letters(style: Any) -> None:
    """One font and one ink, in British English, whatever the theme has."""
    style.font.name, style.font.color.rgb = FONT, INK
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for which in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{which}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties.append(language)


def _part(made: Any, part: Part) -> None:
    match part:
        case Text():
            _paragraph(made, part.text, bold=part.strong)
        case Points():
            for line in part.lines:
                made.add_paragraph(line, style=LIST)
        case Code():
            for line in part.lines:
                _paragraph(made, line, size=SMALL, font="Courier New")
        case Figure():
            _picture(made, part)
        case Table():
            _table(made, part)


def _paragraph(
    made: Any, text: str, bold: bool = False, colour: RGBColor = INK, size: float = BODY, font: str = FONT
) -> None:
    run = made.add_paragraph().add_run(text)
    run.bold, run.font.size, run.font.color.rgb, run.font.name = bold, Pt(size), colour, font


def _picture(made: Any, figure: Figure) -> None:
    """A picture that says in words what it shows."""
    shown = made.add_picture(BytesIO(png(figure)), width=WIDTH)
    said = shown._inline.docPr
    said.set("name", figure.name)
    said.set("title", figure.title)
    said.set("descr", figure.alt)


def _table(made: Any, table: Table) -> None:
    made.add_paragraph(table.title, style="Caption").paragraph_format.keep_with_next = True
    grid = made.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    widths = [int(WIDTH * share) for share in shares(table, LETTERS, BETWEEN)]
    _fill(grid.rows[0], table.columns, table, widths, bold=True)
    _repeat(grid.rows[0])
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        _fill(grid.add_row(), [str(cell) for cell in row], table, widths)
    if table.note:
        _paragraph(made, table.note, colour=QUIET, size=SMALL)
        made.paragraphs[-1].paragraph_format.space_before = Pt(4)


def _fill(row: Any, texts: Any, table: Table, widths: list[int], bold: bool = False) -> None:
    for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = widths[n]
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        if table.is_number(n):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold or None, Pt(SMALL if len(table.columns) < WIDE else SMALL - 1.5)
    split = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(split)


def _repeat(row: Any) -> None:
    """Say that a row is the head of its table, which is repeated on every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)
