"""The replayed studies as a table for people: what was published, what such trials find in the model, and what is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich.table import Table
from rich.text import Text

from ..validation import TrialFinding, standings
from ..validation.study import Use
from ..wording import listed, number

COLUMNS: Final = ("published", "model (95%)", "same people", "offending", "power")
USES: Final[Mapping[Use, str]] = {
    "fit": "used to set an effect",
    "input": "in view of which belief was formed",
    "held-back": "held back",
}
READING: Final = (
    "Published is what the authors reported; the model's is the middle, and the middle 95%, of what trials like theirs find "
    "in it, by the luck of one trial with parameters at their defaults. The same people is what a perfect comparison would "
    "have measured, offending the ratio of all offences, known to police or not. Power is the share of such trials that "
    "would call something significant."
)


def table_of(rows: Sequence[TrialFinding]) -> Table:
    """One row an outcome, under the title of its study."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", min_width=20, max_width=58)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True, min_width=8)
    for title, outcomes in groupby(rows, key=lambda row: row.title.partition(": ")[0]):
        table.add_row(Text(title, "bold"))
        for row in outcomes:
            verdict = Text(row.verdict, "bold" if row.verdict == "missed" else "")
            table.add_row(f"  {row.title.partition(': ')[2]} ({row.unit})", *cells(row), verdict)
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


def headline(rows: Sequence[TrialFinding]) -> str:
    """How many studies come out as published, those held back apart."""
    found = standings(rows).values()
    said = []
    for use, words in USES.items():
        mine = [each.met for each in found if each.use == use]
        if mine:
            said.append(f"{sum(mine)} of {len(mine)} {words}")
    return f"Of the studies replayed, {listed(said)} come out as they should in every outcome"
