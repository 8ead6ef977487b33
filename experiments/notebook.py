"""What a notebook shows: sentences in a list, then a table with a caption and heads, which can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import Final

MOST: Final = 100  # rows; more would bury the notebook


def as_html(sentences: Iterable[str], caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Sentences and a table, the first cell of each row being what it is about; of a long table its beginning."""
    said = "".join(f"<li>{escape(line)}</li>" for line in sentences)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    each = iter(rows)
    body = "".join(_row(row) for row in islice(each, MOST))
    left = sum(1 for _ in each)
    more = f"<p>{left:,} more rows stand in <code>.table()</code>.</p>" if left else ""
    return (
        f"<ul>{said}</ul><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}"
    )


def _row(cells: Sequence[str]) -> str:
    first, *rest = cells
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
