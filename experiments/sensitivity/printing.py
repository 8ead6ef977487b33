"""Carries out a sensitivity analysis for the command line and prints what the answer depends on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..database import shown
from ..engines import How
from ..progress import progress_shown
from ..runner import run
from ..store import Store
from ..wording import number, rounded
from .answer import Answer, Target, read_columns, targets_of
from .screening import parameter_indices
from .study import Study
from .terms import CHANCE, NOTHING, Analysis, Index, Measure, Method

SHOWN: Final = 12  # factors in a printed table; the file has them all
COLUMNS: Final = {
    Method.ONE_AT_A_TIME: (Measure.AT_LOW, Measure.AT_HIGH),
    Method.MORRIS: (Measure.MU_STAR, Measure.SIGMA),
    Method.SOBOL: (Measure.S1, Measure.ST),
    Method.PAWN: (Measure.MEDIAN, Measure.MAXIMUM),
}
HEADINGS: Final = {
    Measure.AT_LOW: "when low",
    Measure.AT_HIGH: "when high",
    Measure.MU_STAR: "mean effect (μ*)",
    Measure.SIGMA: "its spread (σ)",
    Measure.S1: "share alone (S1)",
    Measure.ST: "share with others (ST)",
    Measure.MEDIAN: "distance, usual",
    Measure.MAXIMUM: "distance, largest",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for."""

    outcomes: tuple[str, ...]
    db: str | None
    how: How
    fresh: bool
    as_json: bool
    table: Path | None
    picture: Path | None
    quiet: bool
