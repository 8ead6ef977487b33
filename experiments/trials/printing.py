"""The replayed studies as a table for people: what was published, what such trials find in the model, and what is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from ..validation.record import TrialFinding
from ..wording import number
from .findings import PLACEBO

COLUMNS: Final = ("published", "model, middle 95%", "same people", "offending", "power")
READING: Final = (
    "Published is what the authors reported; the model's is the middle, and the middle 95%, of what trials like theirs find "
    "in it. The same people is what a perfect comparison would have measured, offending the ratio of all offences, known to "
    "police or not. Power is the share of such trials that would call something significant."
)


def table_of(rows: Sequence[TrialFinding]) -> Table:
    """One row an outcome."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", min_width=28, max_width=58)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=name != "published")
    table.add_column("verdict", no_wrap=True)
    for row in rows:
        verdict = Text(row.verdict, "bold" if row.verdict == "missed" else "")
        table.add_row(f"{row.title} ({row.unit})", *cells(row), verdict)
    return table


def cells(row: TrialFinding) -> Iterator[str]:
    """The figures of one outcome as a table writes them, a dash where there is none."""
    decimals = 2 if "ratio" in row.unit else 1
    low, high = row.simulated
    yield _written(row.published, decimals) if row.published is not None else "–"
    spread = "" if low is None or high is None else f" ({number(low, decimals)} to {number(high, decimals)})"
    yield _written(row.value, decimals) + spread
    yield _written(row.same_people, decimals)
    yield _written(row.latent, 2)
    yield "–" if row.power is None else f"{100 * row.power:.0f}%"


def _written(value: float | None, decimals: int) -> str:
    return "–" if value is None else number(value, decimals)


def met_by_study(rows: Sequence[TrialFinding]) -> dict[str, bool]:
    """Whether each study, by name, comes out as published in every outcome; placebos are no studies."""
    found: dict[str, bool] = {}
    for row in rows:
        name = row.name.partition("/")[0]
        if row.evidence != PLACEBO:
            found[name] = found.get(name, True) and row.verdict != "missed"
    return found


def headline(rows: Sequence[TrialFinding]) -> str:
    """How many studies come out as published, those held back apart."""
    met = met_by_study(rows)
    uses = {row.name.partition("/")[0]: row.use for row in rows}
    said = []
    for use, words in (("fit", "used for fitting"), ("held-back", "held back")):
        mine = [each for name, each in met.items() if uses[name] == use]
        if mine:
            said.append(f"{sum(mine)} of {len(mine)} {words}")
    return f"{' and '.join(said)} come out as published in every outcome"
