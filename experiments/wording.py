"""How numbers and regimes are written for people: one place, so that tables, sentences, reports and notebooks agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from itertools import islice
from typing import Final

from ..scenarios import loader

MINUS: Final = "−"
NO_VALUE: Final = "no value"
MOST_DECIMALS: Final = 4
IN_NOTEBOOK: Final = 100  # rows of a table; more would bury the rest

# What a sentence calls a regime; another of the library goes by its title, any other by its own name.
PHRASES: Final = {
    "none": "no diversion",
    "current": "current practice",
    "custody-stage": "custody-stage diversion",
    "pre-arrest": "pre-arrest diversion",
    "combined": "combined diversion",
}


def phrase(regime: str) -> str:
    """What a sentence calls a regime."""
    return PHRASES.get(regime) or _title(regime) or f"the regime {regime}"


@cache
def _title(regime: str) -> str:
    """What the library calls it; nothing where it is not of the library."""
    return loader.load(regime).title if regime in loader.names("regime") else ""


def day_of(day: date, month: str = "%B") -> str:
    """A day as people write it: Windows has no format for a day without a zero before it.

    Example:
        >>> day_of(date(2026, 4, 1)), day_of(date(2026, 4, 1), "%b")
        ('1 April 2026', '1 Apr 2026')
    """
    return f"{day.day} {day.strftime(month)} {day.year}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """A list as people write it: `a, b and c`.

    Args:
        items: The words.
        last: What stands before the last of them.

    Example:
        >>> listed(["drugs", "alcohol", "housing"], last="or")
        'drugs, alcohol or housing'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def upper_first(text: str) -> str:
    """The sentence with a capital letter, the rest as it was."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with a small first letter, the rest as it is."""
    return text[:1].lower() + text[1:]


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands separators and a true minus sign, and never a minus before a zero.

    Args:
        value: The number; NaN is `no value`.
        decimals: How many digits after the point.

    Example:
        >>> number(-1234.56), number(1234.56, 1), number(-0.2)
        ('−1,235', '1,234.6', '0')
    """
    if not math.isfinite(value):
        return NO_VALUE if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    text = f"{value:,.{decimals}f}"
    return text.replace("-", MINUS if text.strip("-0.") else "")


def plain(value: float) -> str:
    """A number as short as it can be written, with a true minus sign."""
    return f"{value:g}".replace("-", MINUS)


def signed(value: float, decimals: int = 0) -> str:
    """The same with a plus in front of a gain, for differences.

    Args:
        value: The number; NaN is `no value`.
        decimals: How many digits after the point.

    Example:
        >>> signed(12.3), signed(-12.3, 1), signed(0.2)
        ('+12', '−12.3', '0')
    """
    text = number(value, decimals)
    gain = math.isfinite(value) and value > 0 and bool(text.strip("0."))
    return f"+{text}" if gain else text


def rounded(value: float) -> str:
    """The size of a number to two significant figures, without its sign: what a sentence says after `about`.

    Args:
        value: The number; NaN is `no value`.

    Example:
        >>> rounded(-1234), rounded(0.0567)
        ('1,200', '0.057')
    """
    size = abs(value)
    if size == 0 or not math.isfinite(size):
        return number(size)
    digits = 1 - math.floor(math.log10(size))
    return number(round(size, digits), max(0, digits))


def change_range(low: float, high: float, less: str = "fewer", more: str = "more") -> str:
    """A range of differences in words: `300 fewer to 20 more`, `20 to 300 fewer`."""
    if low >= 0:
        return f"{rounded(low)} to {rounded(high)} {more}"
    if high <= 0:
        return f"{rounded(high)} to {rounded(low)} {less}"
    return f"{rounded(low)} {less} to {rounded(high)} {more}"


def decimals_for(values: Sequence[float], usual: int) -> int:
    """How many decimals a row of differences needs: none for large ones, enough for small ones not to read as zero."""
    size = largest(values)
    if size >= 1000:
        return 0
    if size >= 10 or size == 0:
        return usual
    return max(usual, min(1 - math.floor(math.log10(size)), MOST_DECIMALS))


def largest(values: Sequence[float]) -> float:
    """The largest size among the values that are numbers; zero when there is none."""
    return max((abs(value) for value in values if math.isfinite(value)), default=0.0)


def scale_for(values: Sequence[float]) -> tuple[float, str]:
    """What to divide a row of large numbers by so that it fits its columns, and the word for it."""
    size = largest(values)
    if size >= 1e7:
        return 1e6, "million"
    return (1e3, "thousand") if size >= 1e4 else (1.0, "")


def years(count: int) -> str:
    """A number of years in words."""
    return "1 year" if count == 1 else f"{count} years"


def duration(seconds: float) -> str:
    """A length of time in words, as exact as anybody would say it."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours" if seconds < 36 * 3600 else f"{seconds / 86400:.1f} days"


# --- in a notebook ---------------------------------------------------------------------------------------------------


def as_html(sentences: Iterable[str], caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Sentences and a table, the first cell of each row being what it is about; of a long table its beginning."""
    said = "".join(f"<li>{escape(line)}</li>" for line in sentences)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    each = iter(rows)
    body = "".join(_row(row) for row in islice(each, IN_NOTEBOOK))
    left = sum(1 for _ in each)
    more = f"<p>{left:,} more rows stand in <code>.table()</code>.</p>" if left else ""
    return (
        f"<ul>{said}</ul><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}"
    )


def _row(cells: Sequence[str]) -> str:
    first, *rest = cells
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
