"""Draws a scatter whose labels overlap neither one another nor a mark: each takes the first free place around its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from ...experiments.wording import upper_first
from ..charts import EDGES, FILLS, INK, PALE, QUIET, SHAPED, SMALL, Look, Scatter, Spot, line, shortened, text_width
from .style import MARKERS, Body, numbers_on, put

NAMED: Final = 8  # the factors that get a label
NARROW: Final = 4.0  # inches: a narrower figure names fewer factors
FEW: Final = 5
STEPS: Final = 60
NEAR: Final = 0.04  # inches between a line and its label
APART: Final = 0.2  # inches between a label and a mark that is not its own
FAR: Final = 0.45  # inches a label moves from its mark rather than lie across a line
LEFT: Final = 0.45  # inches for the numbers of the upright axis
MARK: Final = 0.07  # half a mark, in inches
LONGEST: Final = 0.45  # of the width at most for a label
DISTANCES: Final = (0.1, 0.25, 0.45, 0.7, 1.0, 1.4, 1.9, 2.5)  # inches between a mark and its label, the nearest first
ROUND: Final = ((1, 0), (1, -0.6), (1, 0.6), (-1, 0), (-1, -0.6), (-1, 0.6), (0, -1), (0, 1))  # right first
Box = tuple[float, float, float, float]  # left, right, top and bottom, in inches of the plot area


def scatter(mark: Scatter, width: float) -> Body:
    """The marks, lines of equal spread to size, and as many names as there is room for."""
    room = width - LEFT
    high = max(3.0, room * 0.62)

    def draw(axes: Axes) -> None:
        _draw(axes, mark, room, high)

    return Body(high, draw, left=LEFT, axis=upper_first(mark.across), above=upper_first(mark.up))


def _draw(axes: Axes, mark: Scatter, room: float, high: float) -> None:
    right, top = _ends([(spot.size, spot.spread) for spot in mark.spots])
    axes.set_xlim(0, right)
    axes.set_ylim(0, top)
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    marks = [(spot.size / right * room, high - spot.spread / top * high) for spot in mark.spots]
    canvas = _Canvas(axes, room, high)
    lines = [_slope(canvas, slope * right / top, slope) for slope, _ in mark.guides]
    for spot in reversed(mark.spots):
        _draw_mark(axes, spot)
    taken = [_around(each) for each in marks]
    for (_, meaning), own in zip(mark.guides, lines, strict=True):
        _label_guide(canvas, meaning, own, taken, [box for other in lines if other is not own for box in other])
    crossed = [box for each in lines for box in each]
    for n in _named(mark.spots, FEW if room < NARROW else NAMED):
        near = [_around(each, APART) for other, each in enumerate(marks) if other != n]
        name = shortened(mark.spots[n].name, SMALL, LONGEST * room)
        taken += _label(canvas, name, marks[n], taken, taken[len(marks) :], near, crossed)
    numbers_on(axes.xaxis, room)
    numbers_on(axes.yaxis, high, apart=0.6)


def _named(spots: Sequence[Spot], most: int) -> list[int]:
    """Which marks get their name: luck, then the largest that stand out."""
    luck = [n for n, spot in enumerate(spots) if spot.look is Look.LUCK]
    return luck + [n for n, spot in enumerate(spots) if spot.look in (Look.MATTERS, Look.OPEN) and spot.size > 0][:most]


def _ends(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where the two axes end: neither so short that the lines of equal σ to μ* would stand or lie flat."""
    far, high = max(x for x, _ in places) * 1.12, max(y for _, y in places) * 1.15
    right = max(far, high / 4) or 1.0
    return right, max(high, right * 0.15)


class _Canvas:
    """The plot area in inches, from its top left corner."""

    def __init__(self, axes: Axes, width: float, height: float) -> None:
        self.axes, self.width, self.height = axes, width, height

    def write(self, x: float, y: float, text: str, colour: str = INK) -> None:
        put(
            self.axes,
            x / self.width,
            1 - y / self.height,
            text,
            color=colour,
            transform=self.axes.transAxes,
            zorder=5,
        )

    def join(self, path: Sequence[Box]) -> Sequence[Box]:
        """Draw a thin line where the path runs, and give it back."""
        self.axes.plot(
            [x / self.width for x, _, _, _ in path],
            [1 - y / self.height for _, _, y, _ in path],
            color=QUIET,
            linewidth=0.7,
            transform=self.axes.transAxes,
            zorder=2,
        )
        return path


def _draw_mark(axes: Axes, spot: Spot) -> None:
    """A mark whose shape and filling say how it stands; luck has a line of its own, below whose size an effect says nothing."""
    look: dict[str, Any] = {"markerfacecolor": FILLS[spot.look], "markeredgecolor": EDGES[spot.look], "markersize": 7}
    axes.plot([spot.size], [spot.spread], MARKERS[SHAPED[spot.look]], zorder=3, clip_on=False, **look)
    if spot.look is Look.LUCK:
        axes.axvline(spot.size, color=INK, linewidth=1, linestyle=":", zorder=1)


def _slope(canvas: _Canvas, steep: float, slope: float) -> list[Box]:
    """Draw a line of equal spread to size and give where it runs; `steep` is its rise over the whole width, as a share."""
    end = min(1.0, 1 / steep)
    axes = canvas.axes
    axes.plot(
        [0, end],
        [0, end * steep],
        color=QUIET,
        linewidth=0.8,
        linestyle="-" if slope == 1 else "--",
        zorder=1,
        transform=axes.transAxes,
    )
    points = [end * n / STEPS for n in range(STEPS, -1, -1)]
    where = [(x * canvas.width, canvas.height * (1 - x * steep)) for x in points]
    return [(x, x, y, y) for x, y in where]


def _label_guide(canvas: _Canvas, text: str, own: Sequence[Box], taken: list[Box], others: Sequence[Box]) -> None:
    """Label a line below and to the right of one of its points, else above and to the left: the outermost that is free."""
    long = text_width(text, SMALL)
    boxes = [_box(x + NEAR, y + NEAR + line(SMALL) / 2, long) for x, _, y, _ in own]
    boxes += [_box(x - NEAR - long, y - NEAR - line(SMALL) / 2, long) for x, _, y, _ in own]
    boxes = [box for box in boxes if _inside(box, canvas) and not _hits(box, taken)]
    box = next((box for box in boxes if not _hits(box, others)), boxes[0] if boxes else None)
    if box:
        canvas.write(box[0], (box[2] + box[3]) / 2, text, QUIET)
        taken.append(box)


def _label(
    canvas: _Canvas,
    text: str,
    mark: tuple[float, float],
    taken: Sequence[Box],
    labels: Sequence[Box],
    near: Sequence[Box],
    crossed: Sequence[Box],
) -> list[Box]:
    """Write a label at the best free place around its mark, joined by a thin line when that is not beside it.

    The thin line never crosses one of `labels`. A place so near to another mark that it might be taken for its label, or
    across one of the lines in `crossed`, is used only when there is no other. Without any free place there is no label.
    Returns what is taken now.
    """
    free = [
        (distance, box) for distance, box in _places(mark, text_width(text, SMALL))
        if _inside(box, canvas) and not _hits(box, taken)
        and not any(_hits(point, labels) for point in _path(mark, box))
    ]  # fmt: skip
    own = [place for place in free if not _hits(place[1], near)]
    clear = [place for place in own if place[0] <= FAR and not _hits(place[1], crossed)]
    for distance, box in (clear or own or free)[:1]:
        canvas.write(box[0], (box[2] + box[3]) / 2, text)
        return [box, *(canvas.join(_path(mark, box)) if distance > DISTANCES[0] else ())]
    return []


def _path(mark: tuple[float, float], box: Box) -> list[Box]:
    """Points of the straight way from a mark to the nearest point of its label."""
    x, y = min(max(mark[0], box[0]), box[1]), min(max(mark[1], box[2]), box[3])
    points = [(mark[0] + (x - mark[0]) * n / 10, mark[1] + (y - mark[1]) * n / 10) for n in range(11)]
    return [(across, across, down, down) for across, down in points]


def _places(mark: tuple[float, float], long: float) -> Iterator[tuple[float, Box]]:
    """Where a label `long` inches wide could stand, the nearest first."""
    for distance in DISTANCES:
        for across, down in ROUND:
            x = mark[0] + across * distance - (0 if across > 0 else long if across < 0 else long / 2)
            yield distance, _box(x, mark[1] + down * (distance + line(SMALL) / 2), long)


def _box(left: float, middle: float, long: float) -> Box:
    return left, left + long, middle - line(SMALL) / 2, middle + line(SMALL) / 2


def _around(mark: tuple[float, float], beside: float = MARK) -> Box:
    return mark[0] - beside, mark[0] + beside, mark[1] - MARK, mark[1] + MARK


def _hits(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < o[1] and o[0] < box[1] and box[2] < o[3] and o[2] < box[3] for o in others)


def _inside(box: Box, canvas: _Canvas) -> bool:
    return box[0] >= 0 and box[1] <= canvas.width and box[2] >= 0 and box[3] <= canvas.height
