"""Writes a memo as one HTML file that asks nothing of the network, for any reader (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from ..wording import day_of
from .content import Cell, Code, Figure, Memo, Part, Points, Section, Table, Text
from .pictures import svg

STYLE: Final = Path(__file__).with_name("style.css")
STRONG: Final = ' class="strong"'


def write_html(memo: Memo, file: Path) -> None:
    """Write the memo into a file."""
    file.write_text(page(memo), encoding="utf-8", newline="\n")


def page(memo: Memo) -> str:
    """The whole page as text; the same memo gives the same."""
    return "\n".join(_page(memo)) + "\n"


def _page(memo: Memo) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(memo.title)}</title>"
    yield f"<style>\n{STYLE.read_text('utf-8').strip()}\n</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield f"<h1>{escape(memo.title)}</h1>"
    yield f'<p class="question">{escape(memo.question)}</p>'
    yield f'<p class="note">Begun on {day_of(memo.day)}, computed with Diversion {escape(memo.version)}.</p>'
    for section in memo.sections:
        yield from _section(section)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _section(section: Section) -> Iterator[str]:
    yield f'<section aria-labelledby="{section.name}">'
    yield f'<h2 id="{section.name}">{escape(section.title)}</h2>'
    for part in section.parts:
        yield from _part(part)
    yield "</section>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield f"<p{STRONG if part.strong else ''}>{escape(part.text)}</p>"
        case Points():
            yield "<ul>"
            yield from (f"<li>{escape(line)}</li>" for line in part.lines)
            yield "</ul>"
        case Code():
            yield f'<pre tabindex="0"><code>{escape(chr(10).join(part.lines))}</code></pre>'
        case Figure():
            yield "<figure>"
            yield svg(part)
            yield "</figure>"
        case Table():
            yield from _table(part)


def _table(table: Table) -> Iterator[str]:
    """A table that scrolls on a narrow screen, by keyboard too."""
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.title)}">'
    yield "<table>"
    yield f"<caption>{escape(table.title)}</caption>"
    heads = "".join(f'<th scope="col"{_side(table, n)}>{escape(name)}</th>' for n, name in enumerate(table.columns))
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for first, *others in table.rows:
        cells = "".join(f"<td{_side(table, n)}>{_text(cell)}</td>" for n, cell in enumerate(others, start=1))
        yield f'<tr><th scope="row"{_side(table, 0)}>{_text(first)}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"
    yield "</div>"
    if table.note:
        yield f'<p class="note">{escape(table.note)}</p>'


def _side(table: Table, column: int) -> str:
    return ' class="number"' if table.is_number(column) else ""


def _text(cell: Cell) -> str:
    return escape(str(cell))


def fragment(memo: Memo, names: Sequence[str]) -> str:
    """Some sections without a page around them, for a notebook."""
    return "\n".join(line for section in memo.sections if section.name in names for line in _section(section))
