"""The money of a comparison as users have it: it draws itself."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from ...scenarios.parameters import InputError
from ..economics import Economics as Found

if TYPE_CHECKING:
    from ...viz.figures.style import Picture


class Economics(Found):
    """Who pays and who gains, with pictures of it."""

    def plot(self, what: Literal["cash-flow", "acceptability"] = "cash-flow") -> Picture:
        """What has come by the end of each year, or which regime is best at which price of an offence, as a matplotlib figure.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=2, run_in=0, replicates=2, db=":memory:")
            >>> type(answer.economics().plot()).__name__
            'Picture'
        """
        from ...viz.charts.money import acceptability_chart, cash_flow_chart
        from ...viz.figures.sheets import picture  # with matplotlib, too slow to load for who wants no picture

        charts = {"cash-flow": cash_flow_chart, "acceptability": acceptability_chart}
        if what not in charts:
            raise InputError(f"what must be cash-flow or acceptability, not {what!r}.")
        return picture(charts[what](self))


def shown(found: Found) -> Economics:
    """The same money, which draws itself."""
    return Economics(**{each.name: getattr(found, each.name) for each in fields(found) if each.init})
