"""Turns the check of calibration by made-up places into a chart: how far the ranks of each parameter stray from even."""

from __future__ import annotations

from ...experiments.calibration.made_up import SelfCheck
from ...experiments.wording import number
from .chart import Chart, Lines, Table

COLUMNS = ("Parameter", "Chi-square", "Probability if even", "Farthest from even", "Verdict")
SUBTITLE = "Made-up places whose truth has at most this rank among the draws, less what is expected. Shaded: where 95 in 100 stay"


def self_check_chart(found: SelfCheck) -> Chart:
    """A line for each parameter over the ranks, within the band in which even ones stay."""
    count = len(found.parameters[0].apart)
    rows = [
        (
            each.name,
            number(each.chi_square, 1),
            number(each.p, 3),
            number(each.farthest, 3),
            _verdict(each.p, found.least),
        )
        for each in found.parameters
    ]
    many = len(found.parameters)
    even = many - len(found.uneven)
    title = f"In {found.places} made-up places the ranks of {even} of {many} parameters are even"
    return Chart(
        title=title,
        subtitle=SUBTITLE,
        mark=Lines(
            {each.name: each.apart for each in found.parameters},
            [number(place / (count - 1), 2) for place in range(count)],
            "share above or below what is expected, by rank from lowest to highest",
            band=(-found.band, found.band),
        ),
        table=Table(COLUMNS, rows),
        alt=f"{title}. " + "; ".join(f"{row[0]}: at most {row[3]} from even, {row[4]}" for row in rows) + ".",
        file="diversion-self-check",
    )


def _verdict(p: float, least: float) -> str:
    return "even" if p >= least else "not even"
