"""Figures: what is drawn is what was given, no text is cut or covered, and the same input is the same bytes."""

from __future__ import annotations

import io
import itertools
import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import matplotlib
import matplotlib.image
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from diversion.scenarios.parameters import InputError
from diversion.viz.charts.chart import (
    Axis,
    Bars,
    Chances,
    Chart,
    Curve,
    Curves,
    Dot,
    Dots,
    Lines,
    Mark,
    Places,
    Range,
    Ranges,
    Scatter,
    Sheet,
    Spot,
    Swing,
    Table,
    Tornado,
)
from diversion.viz.charts.letters import LETTERS
from diversion.viz.charts.sensitivity import GUIDES, READING
from diversion.viz.charts.style import (
    BLUE,
    INK,
    ORANGE,
    PLUM,
    QUIET,
    SHAPES,
    TEAL,
    Look,
    shortened,
    text_width,
    wrapped,
)
from diversion.viz.figures.rows import limits
from diversion.viz.figures.saving import save
from diversion.viz.figures.sheets import picture, sheet
from diversion.viz.figures.style import FONTS, Picture, house_style
from diversion.viz.view.echarts import options

NAMES = [
    "Chance that a person offered support agrees to it",
    "Caseload per worker",
    "Share of officers who make half of all referrals, the top tenth",
    "a_very_long_parameter_name_without_any_blank_in_it" * 3,
    'Costs $1$ & <b>"more"</b>',
    *(f"Factor {n}" for n in range(6, 21)),
]
TITLE = "The answer depends most on whether people agree to support"
SUBTITLE = "Change in arrests from no diversion to pre-arrest diversion, Blackpool, 3 years from April 2026"
UNIT = "arrests a year"
SOURCE = "Weakly supported: the model reproduces 27 of 44 published patterns and 3 of 10 trials."
LOOKS = [Look.MATTERS, Look.OPEN, Look.SMALL]
SWINGS = [
    Swing(
        name,
        f"low ({n / 7:.2f}) −{80 / n:.1f}, high ({n} a week) +{40 / n:.1f}; matters",
        -80 / n,
        40 / n if n % 3 else -60 / n,
        LOOKS[n % 3],
        ((-90 / n, -70 / n), None),
    )
    for n, name in enumerate(NAMES, start=1)
]
LUCK = Swing("chance alone", "−8 to +8, what luck does", -8, 8, Look.LUCK)
SPOTS = [Spot(name, 40 / n, 30 / ((n * 7) % 20 + 1)) for n, name in enumerate(NAMES, start=1)]
CROWD = [Spot(name, 10 + n / 20, 5 + n / 50) for n, name in enumerate(NAMES)]
FLOOR = Spot("chance alone", 3, 4, Look.LUCK)
SHARES = [
    Swing(name, f"{40 / n:.0f}% alone", 40 / n, 50 / n, ranges=((40 / n - 5, 40 / n + 5), (30 / n, 70 / n)))
    for n, name in enumerate(NAMES, 1)
]
HUGE = [Swing("Cost", "£1,000,000 a year for every worker in the service", 1e12, -4e12), Swing("b", "1", 1, 2)]
ZERO = [Swing(name, "no change", 0, 0) for name in NAMES[:3]]
ROWS = [
    Range(name, f"−{9 / n:.1f} (−{20 / n:.1f} to +3)", [Dot(-9 / n)], (-20 / n, 3)) for n, name in enumerate(NAMES, 1)
]
BANDS = [
    Range(f"{name}, {n}", f"{n} (none read)", [Dot(0.9, shape, filled=n % 2 > 0)], band=(0.7, 1.2 + n / 9), tick=1.1)
    for n, (name, shape) in enumerate(zip(NAMES, SHAPES * 5, strict=True))
]
TIMES = Axis("times the published figure", (0.2, 5), 1.0, (0.25, 0.5, 1, 2, 4), logarithmic=True)
HEADED = [Range("Fitted to: 3 of 5 met", heading=True), *BANDS[:5], Range("Held back", heading=True), *BANDS[5:]]


def of(mark: Mark, title: str = TITLE) -> Chart:
    """A chart of a mark, with words around it."""
    return Chart(title, SUBTITLE, mark, Table((), ()), f"{title}. In words.", notes=[READING], source=SOURCE)


MARKS: dict[str, Mark] = {
    "two bars": Tornado([*SWINGS[:15], LUCK], UNIT, ("low", "high")),
    "one bar": Tornado(SWINGS[:1], UNIT),
    "bars as one": Tornado([*SWINGS[:15], LUCK], UNIT),
    "all zero": Tornado(ZERO, UNIT, ("low", "high")),
    "huge": Tornado(HUGE, "£ a year", ("low", "high")),
    "shares": Tornado(SHARES[:15], "share of the variance, %", ("alone", "with others")),
    "scatter": Scatter([*SPOTS, FLOOR], UNIT, "how much it varies", GUIDES),
    "crowd": Scatter([*CROWD, FLOOR], UNIT, "how much it varies", GUIDES),
    "no effect": Scatter([Spot(name, 0, 0) for name in NAMES], UNIT, "how much it varies", GUIDES),
    "one spot": Scatter(SPOTS[:1], UNIT, "how much it varies", GUIDES),
    "ranges": Ranges(ROWS, Axis("change a year")),
    "no value": Ranges([Range("a", "no value")], Axis("change a year")),
    "dots": Dots(
        [Chances("a", "12 of 20 below no change", [-3.0, -3.0, -1.0, 0.0, 2.0]), Chances("b", "", [5.0])],
        Axis("change a year"),
    ),
    "stacked": Bars(
        ["one", "another"], {"no action": [3.0, 0.0], "arrest or charge": [40.0, 7.0]}, Axis("a year"), stacked=True
    ),
    "beside": Bars(["one"], {"a": [3.0], "b": [-4.0], "c": [float("nan")]}, Axis("a year")),
    "bare": Ranges(HEADED, Axis(ends=(0.0, 3.5), line=None, bare=True)),
}
DENSE = Ranges(HEADED, TIMES, dense=True)


def texts(drawn: Picture) -> list[Text]:
    with house_style():
        drawn.canvas.draw()
    return [text for text in drawn.findobj(Text) if isinstance(text, Text) and text.get_visible() and text.get_text()]


def words(drawn: Picture) -> list[str]:
    return [text.get_text() for text in texts(drawn)]


# --- no text is cut or covered ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [8.0, 3.4])
@pytest.mark.parametrize("name", MARKS)
def test_no_text_is_cut_and_none_covers_another(name: str, width: float) -> None:
    whole_and_apart(picture(of(MARKS[name]), width))


def test_rows_that_must_do_with_one_line_are_neither_cut_nor_covered() -> None:
    whole_and_apart(picture(of(DENSE)))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_charts_on_a_sheet_keep_to_their_places(count: int) -> None:
    charts = [of(mark) for mark in list(MARKS.values())[-count - 1 : -1]]
    whole_and_apart(sheet(Sheet(TITLE, SUBTITLE, charts)))


def whole_and_apart(drawn: Picture) -> None:
    """No text of it is cut and none covers another."""
    with house_style():
        boxes = {text: text.get_window_extent() for text in texts(drawn)}
    for text, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= drawn.bbox.x1 and box.y1 <= drawn.bbox.y1
        assert inside, text.get_text()
    for (one, first), (two, second) in itertools.combinations(boxes.items(), 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        # The boxes hold room for letters that hang below the line, so they may touch.
        assert across < 2 or down < 0.25 * min(first.height, second.height), (one.get_text(), two.get_text())


@pytest.mark.parametrize("bold", [False, True])
def test_letters_are_as_wide_as_in_the_font_that_is_drawn(bold: bool) -> None:
    font = FontProperties(family=FONTS[0], weight="bold" if bold else "normal")
    face = get_font(findfont(font))
    face.set_size(100.0, 72.0)
    for letter in [*LETTERS, *"éàüÅñ"]:
        advance = face.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 72
        assert text_width(letter, 100.0, bold) == pytest.approx(advance, rel=1e-3), letter


@given(
    st.lists(st.tuples(st.floats(-1e12, 1e12), st.floats(0, 1.2), st.floats(0, 1.2)), min_size=1, max_size=20),
    st.floats(2.8, 10),
)
def test_an_axis_has_the_room_that_every_label_needs(reaches: list[tuple[float, float, float]], inches: float) -> None:
    low, high = limits(reaches, inches)
    inch = (high - low) / inches
    assert low < high
    for place, left, right in reaches:
        assert low <= place - 0.99 * left * inch + 1e-9 * abs(place)
        assert high >= place + 0.99 * right * inch - 1e-9 * abs(place)


@given(st.text("abcWi _-£\n\tμ*", max_size=80), st.floats(0.5, 6))
def test_wrapped_text_keeps_every_letter_and_its_width(text: str, room: float) -> None:
    lines = wrapped(text, 9, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 9) <= room for line in lines if len(line) > 1)


def test_shortened_text_fits_and_says_so() -> None:
    assert shortened("short", 9, 5) == "short"
    cut = shortened("a text that is far too long", 9, 1)
    assert cut.endswith("…") and text_width(cut, 9) <= 1


# --- what is drawn is what was given ---------------------------------------------------------------------------------


def test_bars_reach_from_no_change_to_the_answers_in_the_order_given() -> None:
    drawn = picture(of(Tornado(SWINGS[:3], UNIT, ("low", "high"))))
    bars = [patch for patch in drawn.axes[0].patches if isinstance(patch, Rectangle)]
    ends = [round(bar.get_x() + bar.get_width(), 6) for bar in bars]
    assert ends == [round(end, 6) for row in SWINGS[:3] for end in (row.first, row.second)]
    assert {round(bar.get_x(), 6) for bar in bars} == {0}
    assert [bar.get_y() for bar in bars] == sorted(bar.get_y() for bar in bars)


def test_every_row_has_its_name_and_its_words() -> None:
    for mark in (MARKS["two bars"], MARKS["ranges"], DENSE):
        assert isinstance(mark, (Tornado, Ranges))
        said = " ".join(words(picture(of(mark), 12.0)))
        assert all(row.name[:40] in said and row.words in said for row in mark.rows)


def test_the_largest_factors_and_chance_are_named_in_the_scatter() -> None:
    said = set(words(picture(of(MARKS["scatter"]))))
    assert {"chance alone", "Caseload per worker", "Factor 6"} <= said
    assert "Factor 20" not in said
    assert {meaning for _, meaning in GUIDES} <= said


def test_dots_stand_where_the_numbers_are_with_their_own_shapes() -> None:
    drawn = picture(of(Ranges(BANDS[:4], TIMES, dense=True)))
    dots = [line for line in drawn.axes[0].lines if line.get_marker() in ("o", "D", "s", "^")]
    assert [dot.get_marker() for dot in dots] == ["o", "D", "s", "^"]
    assert {float(dot.get_xdata()[0]) for dot in dots} == {0.9}  # type: ignore[index,arg-type]
    assert len({dot.get_markerfacecolor() for dot in dots}) == 2
    heights = [float(dot.get_ydata()[0]) for dot in dots]  # type: ignore[index,arg-type]
    assert heights == sorted(heights)


def test_a_row_without_a_value_is_named_and_nothing_is_drawn_for_it() -> None:
    drawn = picture(of(MARKS["no value"]))
    assert {"a", "no value"} <= set(words(drawn))
    assert not [line for line in drawn.axes[0].lines if line.get_marker() == "o"]


def test_a_sheet_says_in_words_what_all_its_charts_show() -> None:
    whole = Sheet("All", SUBTITLE, [of(MARKS["ranges"], "One"), of(MARKS["one bar"], "Two")])
    drawn = sheet(whole)
    assert (drawn.headline, drawn.alt) == ("All", "One. In words. Two. In words.")
    assert {"One", "Two"} <= set(words(drawn))


def test_how_far_to_trust_it_is_said_once_in_a_picture() -> None:
    charts = [of(MARKS["ranges"], "One"), of(MARKS["one bar"], "Two")]
    for drawn in (picture(charts[0]), sheet(Sheet("All", SUBTITLE, charts))):
        assert " ".join(words(drawn)).count("Weakly supported") == 1


def test_a_page_draws_every_kind_of_mark_and_a_picture_says_which_it_does_not() -> None:
    assert set(options.DRAWN) == set(get_args(Mark))
    with pytest.raises(TypeError, match="drawn on pages alone"):
        picture(of(Places([], [], 1.0)))


def test_lines_lie_in_their_band_and_each_is_named() -> None:
    drawn = picture(of(Lines({"one": [0.0, 0.1], "two": [0.0, -0.2]}, ["0", "1"], UNIT, band=(-0.3, 0.3))))
    assert {"one", "two"} <= set(words(drawn))
    (axes,) = [each for each in drawn.axes if each.lines]
    low, high = axes.get_ylim()
    assert low < -0.3 and high > 0.3
    assert any(np.array_equal(each.get_ydata(), [0.0, 0.1]) for each in axes.lines)


def test_curves_lie_in_their_ranges_at_their_own_places_on_a_page_and_in_a_picture() -> None:
    gap = math.nan
    one = Curve("one", [1.0, 2.0, 8.0], [-1.0, 0.0, 3.0], [-2.0, gap, 1.0], [0.0, gap, 5.0])
    mark = Curves(
        [one, Curve("two", [1.0, 8.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0])], Axis("posts", ticks=[1, 2, 8]), Axis()
    )
    drawn = picture(of(mark))
    assert {"one", "two", "posts"} <= set(words(drawn))
    (axes,) = [each for each in drawn.axes if each.lines]
    assert any(np.array_equal(each.get_xdata(), [1.0, 2.0, 8.0]) for each in axes.lines)
    low, high = axes.get_ylim()
    assert low < -2.0 and high > 5.0
    series = {each["id"]: each for each in options.option(of(mark))["baseOption"]["series"]}
    assert series["one"]["data"] == [[1.0, -1.0], [2.0, 0.0], [8.0, 3.0]]
    assert series["low one"]["data"] == [[1.0, -2.0], [2.0, None], [8.0, 1.0]]
    assert series["range one"]["data"] == [[1.0, 2.0], [2.0, None], [8.0, 4.0]]
    with pytest.raises(ValueError, match="not finite"):
        Curves([Curve("three", [gap], [0.0], [0.0], [0.0])], Axis(), Axis())


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        Tornado([replace(SWINGS[0], first=value)], UNIT)
    with pytest.raises(ValueError, match="not finite"):
        Scatter([Spot("a", value, 1)], UNIT, "")
    with pytest.raises(ValueError, match="not finite"):
        Ranges([Range("a", "", [Dot(1.0)], (0.5, value))], Axis())


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        Tornado([], UNIT)
    with pytest.raises(ValueError, match="nothing to draw"):
        Ranges([], Axis())


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".svg", ".png"])
@pytest.mark.parametrize("name", ["two bars", "scatter", "ranges"])
def test_the_same_input_is_the_same_bytes_whatever_the_users_own_settings(
    tmp_path: Path, name: str, ending: str
) -> None:
    save(picture(of(MARKS[name])), tmp_path / f"a{ending}")
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "svg.fonttype": "path"}):
        save(picture(of(MARKS[name])), tmp_path / f"b{ending}")
        assert matplotlib.rcParams["font.size"] == 20
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_a_picture_in_a_notebook_is_drawn_in_our_style_at_any_resolution() -> None:
    drawn = picture(of(MARKS["ranges"]))
    with house_style():
        ours = pixels(drawn)
    with matplotlib.rc_context({"text.hinting": "default", "axes.unicode_minus": False, "text.antialiased": False}):
        assert np.array_equal(pixels(drawn), ours)
    assert np.array_equal(pixels(drawn), ours)
    assert (ours[:, -2:] == 255).all()


def pixels(drawn: Picture) -> np.ndarray:
    """What a notebook shows at a coarse resolution, shape (height, width, 4)."""
    kept = io.BytesIO()
    drawn.savefig(kept, format="rgba", dpi=72)
    wide, high = (round(72 * inches) for inches in drawn.get_size_inches())
    return np.frombuffer(kept.getvalue(), np.uint8).reshape(-1, wide, 4)[:high]


def test_svg_holds_text_and_its_alternative_and_no_date(tmp_path: Path) -> None:
    drawn = picture(of(Tornado(SWINGS[3:6], UNIT), 'A & B: "<c>"'))
    save(drawn, tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert [(part.tag, part.text) for part in root[:2]] == [
        (f"{svg}title", 'A & B: "<c>"'),
        (f"{svg}desc", drawn.alt),
    ]
    assert root.get("role") == "img"
    assert 'Costs $1$ & <b>"more"</b>' in {part.text for part in root.iter(f"{svg}text")}
    assert "date" not in (tmp_path / "a.svg").read_text("utf-8")


def test_png_has_two_hundred_dots_an_inch(tmp_path: Path) -> None:
    save(picture(of(MARKS["one bar"])), tmp_path / "a.png")
    assert matplotlib.image.imread(tmp_path / "a.png").shape[1] == 1600


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'a.pdf' must end in \.svg or \.png"):
        save(picture(of(MARKS["one bar"])), tmp_path / "a.pdf")


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.svg cannot be written"):
        save(picture(of(MARKS["one bar"])), tmp_path / "missing" / "a.svg")


# --- colours ---------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts: Sequence[float] = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("colour", "least"), [(c, 3.0) for c in (BLUE, TEAL, PLUM, ORANGE)] + [(QUIET, 4.5), (INK, 4.5)]
)
def test_colours_stand_out_from_white(colour: str, least: float) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= least
