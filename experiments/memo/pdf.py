"""Writes a memo as a tagged PDF, PDF/UA-1 and PDF/A-3a at once, with its numbers attached: typst sets it in a font of ours.

A figure without a text alternative is refused by typst itself. Nothing is fetched, and the same memo gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from ...scenarios.parameters import InputError
from ..wording import day_of
from .content import Code, Figure, Memo, Part, Points, Section, Table, Text
from .pictures import svg_file
from .widths import shares, wanted

FONTS: Final = Path(__file__).with_name("fonts")
STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1", "a-3a"]
ATTACHED: Final = "numbers.csv"
LETTERS: Final = (104, 156)  # about how many stand side by side in a table, upright and on its side
LONG: Final = 15  # rows from which a table may stand on a page of its own
TURNED: Final = (
    1.45  # how many times what there is room for a table wants before it stands on a page turned on its side
)
PREAMBLE: Final = """
#set page(paper: "a4", margin: (x: 1.8cm, top: 1.4cm, bottom: 1.6cm), numbering: "1")
#set text(font: "DejaVu Sans", lang: "en", region: "gb", size: 9pt, fill: rgb("#0b0c0c"), hyphenate: false)
#set par(leading: 0.6em, spacing: 0.75em)
#show title: set text(size: 15pt)
#show heading.where(level: 1): set text(size: 12pt)
#show heading: set block(above: 1.2em, below: 0.6em, sticky: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#show figure: set block(above: 1.1em)
#show figure.caption: it => align(left, text(weight: "bold", size: 9pt, it.body))
#set table.cell(breakable: false)
#set table(stroke: (x, y) => (bottom: if y == 0 { 1pt } else { 0.5pt + rgb("#b1b4b6") }), inset: (x: 3pt, y: 3.5pt))
#show table: set text(size: 7.5pt)
#show table: set par(leading: 0.45em)
#show table.cell.where(y: 0): set text(weight: "bold")
#let note(body) = text(size: 8pt, fill: rgb("#505a5f"), body)
"""


def write_pdf(memo: Memo, file: Path) -> None:
    """Write the memo into a file.

    Raises:
        InputError: typst refuses it, as it does where a text alternative is missing.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ATTACHED).write_text(tidy_csv(memo), encoding="utf-8", newline="\n")
        for figure in memo.figures:
            (folder / f"{figure.name}.svg").write_bytes(svg_file(figure))
        (folder / "memo.typ").write_text(source(memo), encoding="utf-8", newline="\n")
        file.write_bytes(compiled(folder / "memo.typ", datetime.combine(memo.day, time(), UTC)))


def compiled(source: Path, made: datetime) -> bytes:
    """The PDF of a typst file, by both standards.

    Raises:
        InputError: typst refuses it.
    """
    try:
        return typst.compile(
            str(source),
            root=str(source.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=made,
        )
    except typst.TypstError as error:
        raise InputError(f"The PDF cannot be made: {error.message}.") from error


def tidy_csv(memo: Memo) -> str:
    """The numbers behind the memo as CSV text, one row for each outcome and regime."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(memo.tidy[0]) if memo.tidy else ["outcome"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(memo.tidy)
    return out.getvalue()


def source(memo: Memo) -> str:
    """The memo in typst's own language."""
    return "\n".join(_source(memo)) + "\n"


def _source(memo: Memo) -> Iterator[str]:
    day = f"datetime(year: {memo.day.year}, month: {memo.day.month}, day: {memo.day.day})"
    yield f'#set document(title: {_string(memo.title)}, author: "Diversion", description: {_string(memo.question)}, date: {day})'
    yield PREAMBLE.strip()
    about = _string("Every outcome under every regime: paired differences")
    yield f'#pdf.attach("{ATTACHED}", relationship: "data", mime-type: "text/csv", description: {about})'
    yield "#title()"
    yield f'#text(size: 9.5pt, fill: rgb("#505a5f"), {_string(memo.question)})'
    yield ""
    yield f"#note({_string(f'Begun on {day_of(memo.day)}, computed with Diversion {memo.version}.')})"
    for section in memo.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"#heading(level: 1, {_string(section.title)})"
    for part in section.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            weight = ', weight: "bold"' if part.strong else ""
            yield f"#par(text({_string(part.text)}{weight}))"
        case Points():
            yield f"#list({', '.join(f'text({_string(line)})' for line in part.lines)})"
        case Code():
            yield f"#raw(block: true, {_string(chr(10).join(part.lines))})"
        case Figure():
            alt = _string(part.alt)
            yield f'#figure(image("{part.name}.svg", width: 74%, alt: {alt}), alt: {alt})'
        case Table():
            yield from _table(part)


def _table(table: Table) -> Iterator[str]:
    """A table whose head is repeated on every page; one with many columns stands on a page of its own, on its side."""
    sides = ", ".join("right" if table.is_number(n) else "left" for n in range(len(table.columns)))
    heads = ", ".join(map(_string, table.columns))
    wide = len(table.rows) >= LONG and wanted(table) > TURNED * LETTERS[False]
    if wide:
        yield "#page(flipped: true)["
    yield f"#figure(kind: table, supplement: none, numbering: none, caption: {_string(table.title)}, table("
    yield f"  columns: ({_columns(table, LETTERS[wide])}), align: ({sides},),"
    yield f"  table.header({heads}),"
    for row in table.rows:
        yield f"  {', '.join(_string(str(cell)) for cell in row)},"
    yield "))"
    if table.note:
        yield f"#note({_string(table.note)})"
    if wide:
        yield "]"


def _columns(table: Table, letters: int) -> str:
    return ", ".join(f"{share:.4f}fr" for share in shares(table, letters)) + ","


def _string(text: str) -> str:
    """A text as typst writes it between quotes, where nothing in it means anything; what cannot be seen is left out."""
    seen = "".join(each for each in text if each.isprintable() or each == "\n")
    return json.dumps(seen, ensure_ascii=False)
