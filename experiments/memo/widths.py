"""How wide the columns of a table are, for forms that do not work it out: no word is broken, and long texts get what is left."""

from __future__ import annotations

from typing import Final

from .content import Table

MOST: Final = 60  # letters of a cell that a column is wanted for; longer texts run over lines anyway
HEAD: Final = 24  # and of the head of a column
ROOM: Final = 2  # letters between two columns, where nothing else is said


def shares(table: Table, letters: int, room: int = ROOM) -> list[float]:
    """Each column's share of the width, which has room for so many letters.

    Args:
        table: The table.
        letters: How many letters stand side by side from edge to edge.
        room: How many of them are lost between two columns.

    Returns:
        Shares that add up to 1; where even the longest words need more than there is, in proportion to them.
    """
    need, want = _needed(table, room)
    more = [wanted - least for wanted, least in zip(want, need, strict=True)]
    left = max(0, letters - sum(need))
    each_more = [left * extra / sum(more) if sum(more) else left / len(need) for extra in more]
    found = [least + extra for least, extra in zip(need, each_more, strict=True)]
    return [each / sum(found) for each in found]


def wanted(table: Table) -> int:
    """How many letters wide a table would be if nothing but long texts ran over lines."""
    return sum(_needed(table)[1])


def _needed(table: Table, room: int = ROOM) -> tuple[list[int], list[int]]:
    """For each column the letters of its longest word, and those of its longest cell, but for long texts."""
    cells = [[head, *(str(row[n]) for row in table.rows)] for n, head in enumerate(table.columns)]
    need = [room + max(len(word) for text in texts for word in text.split() or [""]) for texts in cells]
    want = [
        max(least, room + min(len(texts[0]), HEAD), room + min(max(map(len, texts[1:])), MOST))
        for least, texts in zip(need, cells, strict=True)
    ]
    return need, want
