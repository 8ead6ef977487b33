"""How every picture is drawn: settings, room around a plot area, numbers on axes, and labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ...experiments.wording import number
from ..charts import INK, PALE, SMALL, Shape, text_width

WIDTH: Final = 8.0  # inches
PAD: Final = 0.3
LEAST_APART: Final = 0.9  # inches between numbers on a level axis
GAP_BETWEEN: Final = 0.2  # and at least between the end of one and the beginning of the next
MARKERS: Final = {Shape.DISC: "o", Shape.DIAMOND: "D", Shape.SQUARE: "s", Shape.TRIANGLE: "^"}

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

    def draw(self, renderer: RendererBase) -> None:
        """Draw under our settings, whatever a notebook's are: hinted letters, for one, would run out of their room."""
        with house_style():
            super().draw(renderer)


@dataclass(frozen=True, slots=True)
class Body:
    """The plot area of a mark: how many inches it needs, what its axes count, and how it is drawn."""

    height: float
    draw: Callable[[Axes], None]
    left: float = 0.0  # inches beside it
    right: float = 0.0
    axis: str = ""  # what the level axis counts, written below it
    above: str = ""  # what the upright axis counts, written level above it
    numbers: bool = True  # whether numbers stand below it


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save under our settings alone, whatever the user's own are."""
    with style.context(["default", SETTINGS]):
        yield


def plain_axes(axes: Axes) -> Axes:
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
