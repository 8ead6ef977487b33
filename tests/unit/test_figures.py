"""Figures: what is drawn is what was given, no text is cut or covered, and the same input is the same bytes."""

from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib
import matplotlib.image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from diversion.experiments.sensitivity.shapes import Bar, Share, Spot
from diversion.scenarios.parameters import InputError
from diversion.viz.figures.bars import limits
from diversion.viz.figures.pictures import scatter, shares, tornado
from diversion.viz.figures.saving import save
from diversion.viz.figures.style import (
    BLUE,
    INK,
    ORANGE,
    PLUM,
    QUIET,
    TEAL,
    Picture,
    house_style,
    shortened,
    text_width,
    wrapped,
)

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
BARS = [
    Bar(
        name,
        -120 - 80 / n,
        -120 + (40 / n if n % 3 else -60 / n),
        low_label=f"{n / 7:.2f}",
        high_label=f"{n} a week",
        low_interval=(-125 - 90 / n, -118 - 80 / n),
    )
    for n, name in enumerate(NAMES, start=1)
]
SPOTS = [Spot(name, 40 / n, 30 / ((n * 7) % 20 + 1)) for n, name in enumerate(NAMES, start=1)]
CROWD = [Spot(name, 10 + n / 20, 5 + n / 50) for n, name in enumerate(NAMES)]
SHARES = [
    Share(name, 0.4 / n, (0.4 / n - 0.05, 0.4 / n + 0.05), 0.5 / n, (0.3 / n, 0.7 / n))
    for n, name in enumerate(NAMES, 1)
]
CHANCE = Share("Chance alone", 0.08, (0.05, 0.11))
HUGE = [
    Bar("Cost", 1e12, -4e12, low_label="£1,000,000 a year for every worker in the service", high_label="£2"),
    Bar("b", 1, 2, low_label="1", high_label="2"),
]
ZERO = [Bar(name, 0, 0, low_label="low", high_label="high") for name in NAMES[:3]]

DRAWN: dict[str, Callable[[float], Picture]] = {
    "tornado": lambda width: tornado(BARS, -120, TITLE, SUBTITLE, UNIT, (-128, -112), width),
    "one bar": lambda width: tornado(BARS[:1], -120, TITLE, SUBTITLE, UNIT, None, width),
    "all zero": lambda width: tornado(ZERO, 0, TITLE, SUBTITLE, UNIT, (0, 0), width),
    "huge": lambda width: tornado(HUGE, 2e8, TITLE, SUBTITLE, "£ a year", (1e8, 3e8), width),
    "scatter": lambda width: scatter(SPOTS, TITLE, SUBTITLE, UNIT, (3, 4), width),
    "crowd": lambda width: scatter(CROWD, TITLE, SUBTITLE, UNIT, (2, 1), width),
    "no effect": lambda width: scatter([Spot(name, 0, 0) for name in NAMES], TITLE, SUBTITLE, UNIT, (0, 0), width),
    "one spot": lambda width: scatter(SPOTS[:1], TITLE, SUBTITLE, UNIT, None, width),
    "sobol": lambda width: shares(SHARES, TITLE, SUBTITLE, "share of variance", CHANCE, width=width),
    "pawn": lambda width: shares([Share(n, 0.3) for n in NAMES], TITLE, SUBTITLE, "PAWN", level=0.06, width=width),
}


def texts(picture: Picture) -> list[Text]:
    with house_style():
        picture.canvas.draw()
    return [text for text in picture.findobj(Text) if isinstance(text, Text) and text.get_visible() and text.get_text()]


def words(picture: Picture) -> list[str]:
    return [text.get_text() for text in texts(picture)]


# --- no text is cut or covered ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [8.0, 3.4])
@pytest.mark.parametrize("name", DRAWN)
def test_no_text_is_cut_and_none_covers_another(name: str, width: float) -> None:
    picture = DRAWN[name](width)
    with house_style():
        boxes = {text: text.get_window_extent() for text in texts(picture)}
    for text, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= picture.bbox.x1 and box.y1 <= picture.bbox.y1
        assert inside, text.get_text()
    for (one, first), (two, second) in itertools.combinations(boxes.items(), 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        # The boxes hold room for letters that hang below the line, so they may touch.
        assert across < 2 or down < 0.25 * min(first.height, second.height), (one.get_text(), two.get_text())


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


def test_bars_reach_from_the_base_to_the_answers_and_the_farthest_comes_first() -> None:
    picture = tornado(list(reversed(BARS[:3])), -120, TITLE, SUBTITLE, UNIT)
    bars = [p for p in picture.axes[0].patches if isinstance(p, Rectangle)]
    ends = [round(bar.get_x() + bar.get_width(), 6) for bar in bars]
    assert ends == [round(end, 6) for bar in BARS[:3] for end in (bar.low, bar.high)]
    assert {round(bar.get_x(), 6) for bar in bars} == {-120}
    assert [bar.get_y() for bar in bars] == sorted(bar.get_y() for bar in bars)


def test_fifteen_bars_are_drawn_and_the_others_counted() -> None:
    said = words(tornado(BARS, -120, TITLE, SUBTITLE, UNIT))
    assert sum(bar.low_label in said for bar in BARS) == 15
    assert any(text.startswith("5 others are not shown: each moves it by about") for text in said)


def test_chance_and_base_are_labelled() -> None:
    said = words(tornado(BARS, -120, TITLE, SUBTITLE, UNIT, (-128, -112)))
    assert {"all as usual: −120", "shaded: chance alone, −128 to −112"} <= set(said)


def test_the_largest_factors_and_chance_are_named_in_the_scatter() -> None:
    said = set(words(scatter(SPOTS, TITLE, SUBTITLE, UNIT, (3, 4))))
    assert {"chance alone", "Caseload per worker", "Factor 6"} <= said
    assert "Factor 20" not in said
    assert any(text.endswith("almost linear below") for text in said)


def test_marks_stand_where_the_indices_are_and_chance_comes_last() -> None:
    picture = shares(SHARES[:2], TITLE, SUBTITLE, "share of variance", CHANCE)
    marks = [line for line in picture.axes[0].lines if line.get_marker() in ("o", "s")]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [0.4, 0.5, 0.2, 0.25, 0.08]  # type: ignore[index,arg-type]
    heights = [float(mark.get_ydata()[0]) for mark in marks]  # type: ignore[index,arg-type]
    assert heights == sorted(heights)
    assert {"0.40 on its own", "0.50 with the others"} <= set(words(picture))


def test_the_level_of_a_factor_that_does_nothing_is_labelled() -> None:
    said = words(shares([Share("a", 0.3)], TITLE, SUBTITLE, "PAWN", level=0.06))
    assert "dashed: a factor that does nothing, 0.06" in said


def test_the_text_alternative_says_what_the_picture_shows() -> None:
    alt = tornado(BARS[1:2], -120, TITLE, SUBTITLE, UNIT, (-128, -112)).alt
    assert alt == (
        f"{TITLE}. Bars around −120 arrests a year: Caseload per worker takes it to −160 (0.29) and −100 (2 a week); "
        "chance alone gives −128 to −112."
    )


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        tornado([replace(BARS[0], low=value)], 0, TITLE, SUBTITLE, UNIT)
    with pytest.raises(ValueError, match="not finite"):
        scatter([Spot("a", value, 1)], TITLE, SUBTITLE, UNIT)
    with pytest.raises(ValueError, match="not finite"):
        shares([Share("a", 0.5, None, value)], TITLE, SUBTITLE, UNIT)


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        tornado([], 0, TITLE, SUBTITLE, UNIT)


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".svg", ".png"])
@pytest.mark.parametrize("name", ["tornado", "scatter", "sobol"])
def test_the_same_input_is_the_same_bytes_whatever_the_users_own_settings(
    tmp_path: Path, name: str, ending: str
) -> None:
    save(DRAWN[name](8.0), tmp_path / f"a{ending}")
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "svg.fonttype": "path"}):
        save(DRAWN[name](8.0), tmp_path / f"b{ending}")
        assert matplotlib.rcParams["font.size"] == 20
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_svg_holds_text_and_its_alternative_and_no_date(tmp_path: Path) -> None:
    picture = tornado(BARS[3:6], -120, 'A & B: "<c>"', SUBTITLE, UNIT)
    save(picture, tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert [(part.tag, part.text) for part in root[:2]] == [
        (f"{svg}title", 'A & B: "<c>"'),
        (f"{svg}desc", picture.alt),
    ]
    assert root.get("role") == "img"
    assert 'Costs $1$ & <b>"more"</b>' in {part.text for part in root.iter(f"{svg}text")}
    assert "date" not in (tmp_path / "a.svg").read_text("utf-8")


def test_png_has_two_hundred_dots_an_inch(tmp_path: Path) -> None:
    picture = tornado(BARS[:2], -120, TITLE, SUBTITLE, UNIT)
    save(picture, tmp_path / "a.png")
    assert matplotlib.image.imread(tmp_path / "a.png").shape[1] == 1600


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'a.pdf' must end in \.svg or \.png"):
        save(tornado(BARS[:1], 0, TITLE, SUBTITLE, UNIT), tmp_path / "a.pdf")


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.svg cannot be written"):
        save(tornado(BARS[:1], 0, TITLE, SUBTITLE, UNIT), tmp_path / "missing" / "a.svg")


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
