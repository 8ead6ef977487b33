"""How every chart looks, whatever draws it: colours, shapes, type, and how much room a text takes.

After the charts guidance of the Government Analysis Function: a headline that says the finding, a subtitle that says what is
shown, direct labels in place of a legend, horizontal text, and never colour alone to tell two things apart.
"""

from __future__ import annotations

import math
import unicodedata
from enum import Enum
from functools import cache
from typing import Final

from .letters import BOLD, LETTERS, REGULAR

BLUE: Final = "#12436D"
TEAL: Final = "#28A197"
PLUM: Final = "#801650"
ORANGE: Final = "#F46A25"
GREY: Final = "#BFBFBF"
PALE: Final = "#E6E6E6"  # bands and grid lines, always with a label or an edge beside them
QUIET: Final = "#505A5F"  # second text: contrast with white above 7:1
INK: Final = "#0B0C0C"
WHITE: Final = "#FFFFFF"

TITLE: Final = 13.0  # points
BODY: Final = 10.0
SMALL: Final = 9.0
LEADING: Final = 1.35  # a line's height to its type's
POINT: Final = 1 / 72  # inches

EM: Final = 2048  # what the widths of letters are parts of
WIDTHS: Final = {False: dict(zip(LETTERS, REGULAR, strict=True)), True: dict(zip(LETTERS, BOLD, strict=True))}


class Shape(Enum):
    """What a mark looks like, beside its colour."""

    DISC = "disc"
    DIAMOND = "diamond"
    SQUARE = "square"
    TRIANGLE = "triangle"


class Look(Enum):
    """How a factor of a sensitivity analysis stands out; its words say the same."""

    MATTERS = "matters"
    OPEN = "open"
    SMALL = "small"
    LUCK = "luck"


COLOURS: Final = (BLUE, TEAL, PLUM, ORANGE)  # by a regime's place on the screen, with the shape at the same place
SHAPES: Final = tuple(Shape)
FILLS: Final = {Look.MATTERS: BLUE, Look.OPEN: WHITE, Look.SMALL: GREY, Look.LUCK: WHITE}
EDGES: Final = {Look.MATTERS: BLUE, Look.OPEN: BLUE, Look.SMALL: QUIET, Look.LUCK: INK}  # that of luck is dashed
SHAPED: Final = {
    Look.MATTERS: Shape.DISC,
    Look.OPEN: Shape.DIAMOND,
    Look.SMALL: Shape.SQUARE,
    Look.LUCK: Shape.TRIANGLE,
}


def paint(look: Look, second: bool = False) -> tuple[str, str]:
    """The inside and the edge of what stands out so; the second of two bars is orange where the first is blue."""
    fill, edge = FILLS[look], EDGES[look]
    return (ORANGE if second and fill == BLUE else fill), (ORANGE if second and edge == BLUE else edge)


def line(size: float) -> float:
    """The height of a line of text in inches; `size` in points."""
    return size * LEADING * POINT


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in inches: its letters side by side."""
    return size * POINT * math.fsum(_letter(each, bold) for each in text)


@cache
def _letter(letter: str, bold: bool) -> float:
    """How wide a letter is, as a share of its size: one with an accent like the one without, an unknown one like a square."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return WIDTHS[bold].get(letter, WIDTHS[bold].get(plain, EM)) / EM


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room` inches; a word that is wider is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, size, room, bold)
        lines = [*(lines if lines[-1] else []), *pieces]
    return lines


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word, broken where it must be."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as much of its beginning as fits in `room` inches."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(f"{text}…", size) > room:
        text = text[:-1].rstrip(" ,;:")
    return f"{text}…"
