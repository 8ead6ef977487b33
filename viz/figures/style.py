"""How every figure looks: colours, type, headline and subtitle, and room measured so that no text is cut.

After the charts guidance of the Government Analysis Function: a headline that says the finding, a subtitle that says what is
shown, direct labels in place of a legend, horizontal text, and never colour alone to tell two things apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Final

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ...experiments.wording import number

BLUE: Final = "#12436D"
TEAL: Final = "#28A197"
PLUM: Final = "#801650"
ORANGE: Final = "#F46A25"
GREY: Final = "#BFBFBF"
PALE: Final = "#E6E6E6"  # the band of chance and grid lines, always with a label or an edge beside it
QUIET: Final = "#505A5F"  # second text: contrast with white above 7:1
INK: Final = "#0B0C0C"

WIDTH: Final = 8.0  # inches
PAD: Final = 0.3
TITLE: Final = 13.0  # points
BODY: Final = 10.0
SMALL: Final = 9.0
LEADING: Final = 1.35  # a line's height to its type's
POINT: Final = 1 / 72  # inches
LEAST_APART: Final = 0.9  # inches between numbers on a level axis
GAP_BETWEEN: Final = 0.2  # and at least between the end of one and the beginning of the next
FOOT: Final = 0.45  # inches below a plot area: the numbers of its axis and their unit

# matplotlib's own font, so that figures are the same on every machine; in SVG a browser may take the next in the list.
FONTS: Final = ("DejaVu Sans", "Arial", "sans-serif")
SETTINGS: Final[dict[str, Any]] = {
    "font.family": list(FONTS[:1]),
    "text.hinting": "none",  # letters as wide in small as in large, so that what fits once fits at any resolution
    "svg.fonttype": "none",
    "svg.hashsalt": "diversion",
    "axes.unicode_minus": True,
    "text.parse_math": False,
}


class Picture(Figure):
    """A figure that also knows its headline and says in words what it shows."""

    headline: str
    alt: str


@dataclass(frozen=True, slots=True)
class Words:
    """The text around a plot area: headline, subtitle, what the axis counts, notes below, and the alternative text."""

    title: str
    subtitle: str
    axis: str
    notes: Sequence[str]
    alt: str


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save under our settings alone, whatever the user's own are."""
    with style.context(["default", SETTINGS]):
        yield


def line(size: float) -> float:
    """The height of a line of text in inches; `size` in points."""
    return size * LEADING * POINT


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in inches: its letters side by side."""
    return size * math.fsum(_letter(each, bold) for each in text)


@cache
def _letter(letter: str, bold: bool) -> float:
    """How much room a letter takes, in inches for each point of size; measured once, since pages ask for thousands."""
    return (_ink(f"|{letter}|", bold) - _ink("||", bold)) / _DOTS / _LARGE


def _ink(text: str, bold: bool) -> float:
    font = FontProperties(family=list(FONTS[:1]), size=_LARGE, weight="bold" if bold else "normal")
    with _MEASURING:  # matplotlib's renderer is for one thread at a time
        width, _, _ = _renderer().get_text_width_height_descent(text, font, False)  # type: ignore[no-untyped-call]
    return float(width)


_MEASURING: Final = Lock()
_LARGE: Final = 100.0  # points: large enough for a letter's width not to be rounded to whole dots
_DOTS: Final = 144.0


@cache
def _renderer() -> RendererAgg:
    return RendererAgg(1, 1, _DOTS)  # type: ignore[no-untyped-call]


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


def begin(words: Words, body: float, width: float, left: float = PAD, above: str = "") -> tuple[Picture, Axes]:
    """A picture with its text and an empty plot area `body` inches high that runs from `left` to the right margin.

    `above` is what the upright axis counts, written level above it.
    """
    room = width - 2 * PAD
    blocks = [
        (wrapped(words.title, TITLE, room, bold=True), TITLE, "bold", INK),
        (wrapped(words.subtitle, BODY, room), BODY, "normal", QUIET),
        (wrapped(above, SMALL, room) if above else [], SMALL, "normal", INK),
    ]
    axis = wrapped(words.axis, SMALL, room)
    notes = [part for note in words.notes for part in wrapped(note, SMALL, room)]
    head = (
        PAD / 2
        + sum(len(lines) * line(size) for lines, size, _, _ in blocks)
        + PAD / 2
        + (line(SMALL) / 2 if above else 0)
    )
    height = head + body + FOOT + (len(axis) + len(notes)) * line(SMALL) + PAD / 4
    picture = Picture(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(picture)
    picture.headline, picture.alt = words.title, words.alt

    def write(lines: Sequence[str], size: float, weight: str, colour: str, top: float) -> float:
        for text in lines:
            picture.text(
                PAD / width, 1 - top / height, text, size=size, weight=weight, color=colour, va="top", parse_math=False
            )
            top += line(size)
        return top

    top = PAD / 2
    for block in blocks:
        top = write(*block, top=top + (line(SMALL) / 2 if block[1] == SMALL and block[0] else 0))
    below = write(axis, SMALL, "normal", INK, head + body + FOOT - line(SMALL))
    write(notes, SMALL, "normal", QUIET, below + line(SMALL) / 2)
    below_share = (height - head - body) / height
    axes = picture.add_axes((left / width, below_share, (width - left - PAD) / width, body / height))
    return picture, _plain(axes)


def _plain(axes: Axes) -> Axes:
    """Thin grid lines and no box."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=INK)
    axes.grid(axis="x", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    return axes


def numbers_on(axis: Axis, inches: float, apart: float | None = None) -> None:
    """Round numbers on an axis `inches` long, written as everywhere else.

    They stand `apart` inches from one another or, when nothing is given, as far as level numbers need; one that would be cut
    at the edge of the picture is left out.
    """
    low, high = sorted(axis.get_view_interval())
    count = max(2, int(inches / (apart or LEAST_APART)))
    while True:
        places = [float(place) for place in MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
        decimals = _decimals(places[1] - places[0])
        half = max(text_width(number(place, decimals), SMALL) for place in places) / 2
        if apart or count <= 2 or (places[1] - places[0]) / (high - low) * inches > 2 * half + GAP_BETWEEN:
            break
        count -= 1
    edge = 0.0 if apart else max(0.0, half - PAD) * (high - low) / inches
    shown = [place for place in places if low + edge <= place <= high - edge]
    axis.set_major_locator(FixedLocator(shown))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, decimals)))


def _decimals(step: float) -> int:
    """How many decimals round numbers need that are a step apart."""
    return next((n for n in range(9) if abs(round(step, n) - step) <= 1e-6 * step), 9)


def put(axes: Axes, x: float, y: float, text: str, **how: Any) -> Text:
    """A small label at a place of the plot area, taken letter by letter."""
    return axes.text(x, y, text, **{"size": SMALL, "color": INK, "va": "center", "parse_math": False, **how})
