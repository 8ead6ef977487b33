"""What a memo holds, in plain data: sections of text, tables and figures; every writer writes the very same.

Core objects: Memo; Section; its parts Text, Points, Table and Figure; Number, a cell that knows its value and how it is written.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ...viz.charts import Chart, Sheet
from ..wording import number, signed

NOT_TOLD: Final = "–"  # where there is no such number
SHORT: Final = 10_000  # from here on a change beside its range is written with so many figures
FIGURES: Final = 3


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a table, and how it is written."""

    value: float
    text: str

    def __str__(self) -> str:
        """As it is written."""
        return self.text


@dataclass(frozen=True, slots=True)
class Span:
    """A change with its range in one cell, and how it is written; a spreadsheet gives each of the three a column."""

    middle: float
    low: float
    high: float
    text: str

    def __str__(self) -> str:
        """As it is written."""
        return self.text


Cell = str | Number | Span


def level(value: float, decimals: int = 0) -> Cell:
    """How much of something there is, as a cell; NaN where there is no such number."""
    return Number(value, number(value, decimals)) if math.isfinite(value) else NOT_TOLD


def change(value: float, decimals: int = 0) -> Cell:
    """A difference as a cell, a gain with its plus."""
    return Number(value, signed(value, decimals)) if math.isfinite(value) else NOT_TOLD


def percent(share: float) -> Cell:
    """A share from 0 to 1 as a cell, in percent."""
    return Number(100 * share, f"{100 * share:.0f}%") if math.isfinite(share) else NOT_TOLD


def span(middle: float, low: float, high: float, decimals: int = 0) -> Cell:
    """A change and its range as one cell; NaN ends where a single draw has none."""
    if not math.isfinite(middle):
        return NOT_TOLD
    text = _short(middle, decimals)
    if math.isfinite(low) and math.isfinite(high):
        text = f"{text} ({_short(low, decimals)} to {_short(high, decimals)})"
    return Span(middle, low, high, text)


def spread(middle: float, low: float, high: float, decimals: int = 0) -> Cell:
    """A level and its range as one cell."""
    if not math.isfinite(middle):
        return NOT_TOLD
    if not (math.isfinite(low) and math.isfinite(high)):
        return level(middle, decimals)
    ends = " to ".join(number(end, decimals) for end in (low, high))
    return Span(middle, low, high, f"{number(middle, decimals)} ({ends})")


def _short(value: float, decimals: int) -> str:
    """No more than three figures of what is large: the rest is not known anyway."""
    if abs(value) < SHORT:
        return signed(value, decimals)
    return signed(round(value, FIGURES - 1 - math.floor(math.log10(abs(value)))))


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; one that is `strong` is what a reader in a hurry reads."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences in a list."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Code:
    """Commands, a line each, as they are typed."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; the first cell of a row says what it is about. `name` is short, and the only one in a memo."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that do not fit their columns, and a table that says nothing."""
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"the table {self.name} has no rows, or one that does not fit its columns")

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers more than words: they stand to the right."""
        told = [row[column] for row in self.rows if row[column] != NOT_TOLD]
        return 2 * sum(not isinstance(cell, str) for cell in told) > len(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with what it says in words; the table with its numbers stands beside it in the section."""

    name: str
    title: str
    alt: str
    chart: Chart | Sheet

    def __post_init__(self) -> None:
        """Refuse a picture that says nothing to who cannot see it."""
        if not self.alt.strip():
            raise ValueError(f"the figure {self.name} has no text alternative")


Part = Text | Points | Code | Table | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it. `name` is what slides and tests find it by."""

    name: str
    title: str
    parts: Sequence[Part]

    def of(self, kind: type[Any]) -> list[Any]:
        """Its parts of one kind."""
        return [part for part in self.parts if isinstance(part, kind)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide: a title that is a sentence, a few lines, and a table or a figure."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """All of it. `day` is when the comparison was begun, so that a memo made again is the same; `tidy` are its numbers, whole."""

    title: str
    question: str
    file: str
    day: date
    version: str
    sections: Sequence[Section]
    slides: Sequence[Slide]
    tidy: Sequence[Mapping[str, Any]] = field(repr=False, default=())

    @property
    def tables(self) -> list[Table]:
        """Every table, in order."""
        return [table for section in self.sections for table in section.of(Table)]

    @property
    def figures(self) -> list[Figure]:
        """Every figure, in order."""
        return [figure for section in self.sections for figure in section.of(Figure)]

    def section(self, name: str) -> Section:
        """The section of this name."""
        return next(section for section in self.sections if section.name == name)

    def sentences(self) -> Iterator[str]:
        """All that it says outside of its tables: headings, paragraphs, points, and what figures are called and say."""
        yield from (self.title, self.question)
        for section in self.sections:
            yield section.title
            for part in section.parts:
                yield from _said(part)
        for slide in self.slides:
            yield slide.title
            for part in slide.parts:
                yield from _said(part)


def _said(part: Part) -> Iterator[str]:
    if isinstance(part, Text):
        yield part.text
    elif isinstance(part, Points):
        yield from part.lines
    elif isinstance(part, Figure):
        yield from (part.title, part.alt)
    elif isinstance(part, Table):
        yield from (part.title, part.note)
