"""What is exported, whatever the format: tables with typed and explained columns, read piece by piece, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from ..statistics import Band
from ..wording import upper_first

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Note = tuple[str, str]  # what a note is about, and what it says

# No file format keeps these as they are: control characters, halves of surrogate pairs, and what is no character at all.
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


# The kinds of range, what we do not know in either of its forms.
KINDS: Final = (Band.DRAWS, Band.DRAW_MEANS, Band.MEAN, Band.SPREAD)


class Of(StrEnum):
    """What the cells of a column are; any may be empty."""

    TEXT = "text"
    INTEGER = "whole number"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column, for readers who have nothing but the file.

    Whole numbers are those of 64 bits with a sign; a seed, which may be larger, is text.
    """

    of: Of
    meaning: str
    unit: str = ""

    @property
    def explained(self) -> str:
        """Meaning and unit as one sentence."""
        return f"{self.meaning}; in {self.unit}" if self.unit else self.meaning


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: `chunks` are its rows in order, at least none, each with the columns of `columns` in their order.

    `chunks` is read once and never held as a whole. `rows` is how many rows there are in all, known before any is read.
    """

    name: str
    meaning: str
    columns: Mapping[str, Column]
    rows: int
    chunks: Iterable[DataFrame]

    def frames(self) -> Iterable[DataFrame]:
        """The chunks with cells of the types that the columns promise."""
        return (shaped(chunk, self.columns) for chunk in self.chunks)


def shaped(chunk: DataFrame, columns: Mapping[str, Column]) -> DataFrame:
    """The same rows: text as objects (None where empty), whole numbers as `Int64`, numbers as `float64` (NaN where empty).

    Raises:
        ValueError: the chunk has other columns than were promised, or whole numbers that are none.
    """
    from pandas import DataFrame

    if list(chunk.columns) != list(columns):
        raise ValueError(f"the columns {list(chunk.columns)} are not {list(columns)}")
    return DataFrame({name: _typed(chunk[name], column.of) for name, column in columns.items()})


def _typed(values: Series, of: Of) -> Series:
    if of is Of.INTEGER:
        return values.astype("Int64")
    return values.astype("float64") if of is Of.NUMBER else _texts(values)


def _texts(values: Series) -> Series:
    """Each different text is made plain once: most columns repeat a few names."""
    from pandas import Series, factorize

    codes, found = factorize(values)
    plain = np.array([*(plain_text(str(text)) for text in found), None], dtype=object)
    return Series(plain[codes], index=values.index, dtype=object)  # a missing value has the code −1: the last


def plain_text(text: str) -> str:
    """The text as every format can hold it: lines end in one way, and what cannot be printed is shown as �."""
    return UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def explained(sheets: Sequence[Sheet], notes: Sequence[Note]) -> list[Note]:
    """The notes, and after them what every sheet and every column means."""
    lines = [(plain_text(about), plain_text(text)) for about, text in notes]
    for sheet in sheets:
        lines.append(
            (f"Table {sheet.name}", f"{sheet.meaning} ({sheet.rows:,} {'row' if sheet.rows == 1 else 'rows'})")
        )
        lines += [(f"{sheet.name}: {plain_text(name)}", column.explained) for name, column in sheet.columns.items()]
    return lines


def band_notes() -> list[Note]:
    """A note that names the three kinds of range, for tables that hold any of them."""
    return [("Ranges", f"Three kinds, never mixed. {'. '.join(upper_first(band.value) for band in KINDS)}.")]
