"""What was found about a pilot: its findings, cost and worth, as numbers, sentences, a table, a picture and plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...viz.charts import Chart
from ..answers.pairs import in_json
from ..files import write_with_notes
from ..store import engine_version
from ..wording import MINUS, NO_VALUE, as_html, number
from .money import Cost, declared
from .numbers import rows_of
from .picture import chart_of
from .planning import Findings
from .scale import effect_text
from .simulated import Trials
from .study import Asked
from .words import assumptions, lines, paragraph
from .worth import Worth

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptake:
    """Means over worlds, shares from 0 to 1: offered people who came to have a place, of these who had left it, who died.

    `ratio` is offending with the programme against without it (5th percentile, median, 95th), and `met` how many could be
    taken in within the time (the same).
    """

    admitted: float
    left: float
    died: float
    ratio: tuple[float, float, float]
    met: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True, repr=False)
class Pilot:
    """What a pilot would find, and what that is worth; `worth` is nothing where no net benefit was computed."""

    asked: Asked
    trials: Trials
    findings: Findings
    uptake: Uptake
    cost: Cost
    worth: Worth | None

    def __repr__(self) -> str:
        """A few words."""
        asked = self.asked
        return f"<Pilot of {asked.regime} in {asked.pool.locality.name}, {asked.design}, {asked.people:,} people>"

    def lines(self) -> list[str]:
        """What it found, in sentences."""
        return list(lines(self))

    @property
    def paragraph(self) -> str:
        """A paragraph for the protocol, with every number it rests on."""
        return paragraph(self)

    @property
    def assumptions(self) -> list[str]:
        """What it rests on and leaves out, a sentence each."""
        return assumptions(self)

    def rows(self) -> list[dict[str, Any]]:
        """Every number with its name, unit and what it is, as plain data."""
        return rows_of(self)

    def table(self) -> DataFrame:
        """The same as a table."""
        from pandas import DataFrame

        return DataFrame(self.rows())

    def effect(self, value: float) -> str:
        """An effect on the scale of the estimate, in words."""
        return effect_text(self.asked, value, self.findings.base)

    @property
    def chart(self) -> Chart:
        """The chance to find something by how many people take part."""
        return chart_of(self.asked, self.trials, self.findings)

    def plot(self) -> Picture:
        """The chart as a matplotlib figure."""
        from ...viz.figures.sheets import picture  # with matplotlib, too slow to load for who wants no picture

        return picture(self.chart)

    def save(self, path: str | Path) -> None:
        """Write every number to a CSV file, and notes on them to another beside it."""
        write_with_notes(self.rows(), self._notes(), path)

    def _notes(self) -> Iterator[dict[str, str]]:
        yield {"about": "For the protocol", "note": self.paragraph}
        for each in self.assumptions:
            yield {"about": "What it rests on", "note": each}
        made = f"Diversion {engine_version()}, seed {self.asked.pool.seed}"
        yield {"about": "Computed with", "note": made}

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON; a number that has no value is None."""
        asked, plan = self.asked, self.asked.pool
        names = (
            "regime",
            "design",
            "people",
            "months",
            "follow",
            "outcome",
            "measure",
            "analysis",
            "teams",
            "lost",
            "horizon",
            "perspective",
        )
        data = {
            "locality": plan.locality.name,
            "title": plan.locality.title,
            "reference": plan.reference,
            **{name: getattr(asked, name) for name in names},
            "trials": asked.trials,
            "draws": plan.replicates,
            "seed": plan.seed,
            "changes": dict(asked.changes),
            "engine_version": engine_version(),
            "findings": asdict(self.findings),
            "uptake": asdict(self.uptake),
            "cost": asdict(self.cost)
            | {"total": self.cost.total, "evaluation_declared": declared().model_dump(mode="json")},
            "worth": self.worth and asdict(self.worth) | {"net": self.worth.net},
            "lines": self.lines(),
            "paragraph": self.paragraph,
            "assumptions": self.assumptions,
            "rows": self.rows(),
        }
        return {name: _plain(value) for name, value in data.items()}

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        rows = [[row["says"], row["unit"], _short(row["value"])] for row in self.rows()]
        caption = f"{self.asked.title}: what such a pilot would find, cost and be worth"
        whole = as_html(self.lines(), caption, ("What", "Unit", "Value"), rows)
        return f"{whole}<p>{escape(self.paragraph)}</p>"


def _short(value: float | None) -> str:
    """A number with three figures, or more where it is large."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    return number(value) if abs(value) >= 1000 else f"{value:.3g}".replace("-", MINUS)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return in_json(value)
