"""How findings are written: headline, table, and the figures of each with as many decimals as they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rich.table import Table
from rich.text import Text

from ..wording import listed, number, plain, signed
from .record import Finding, TrialFinding, met_of
from .study import STEPS, Use
from .texts import Before, Cause

GROUPS: Final[Mapping[Use, str]] = {
    "fit": "Fitted: parameters were set so that these are met",
    "held-back": "Held back: no parameter was set by these",
    "input": "Inputs: parameters were set from these, or in view of them",
    "level": "Levels: what these come to, each beside a published figure or with the word that none is known",
    "outside": "Outside the model",
}
SHOWN_ONLY: Final[tuple[Use, ...]] = ("level", "outside")  # of which none is met or missed
HEADED: Final[Mapping[Use, str]] = {"fit": "fitted patterns are met", "held-back": "held back"}
CAUSES: Final[Mapping[Cause, str]] = {
    "structure": "the model lacks what makes the figure in the world, or has it otherwise",
    "parameter": "a number of the model: with another, within what is believed of it, it could be met",
    "replay": "what is read in the model is not quite what was measured, or not of the same people",
    "target": "the published figure is doubtful, or of another time",
}
NONE: Final = "–"
LISTED: Final[Mapping[Use, str]] = {"fit": "fitted", "held-back": "held back"}
CHANGED: Final[Mapping[Before, str]] = {
    "fit": "fitted until November 2026",
    "held-back": "held back until November 2026",
    "input": "an input until November 2026",
    "outside": "outside until November 2026",
    "none": "new since November 2026",
}
UNTOLD: Final = "nothing yet"  # misses of which nobody has said why
WIDE: Final = 130  # columns from which on targets and luck have columns of their own


def headline(patterns: Sequence[Finding]) -> str:
    """How many of the fitted and of the held-back patterns are met."""
    said = []
    for use, words in HEADED.items():
        met, of = met_of(patterns, use)
        if of:
            said.append(f"{met} of {of} {words}")
    return ", ".join(said)


def by_lists(patterns: Sequence[Finding]) -> str:
    """How many are met by the list of uses until November 2026, and by the one since, in a sentence."""
    until, since = (
        " and ".join(
            f"{met} of {of} {words}"
            for use, words in LISTED.items()
            for met, of in [met_of(patterns, use, before)]
            if of
        )
        for before in (True, False)
    )
    return f"By the list until November 2026: {until}; by the list since: {since}."


def put_down_to(found: Sequence[Finding]) -> str:
    """How many misses are put down to what, in a sentence; nothing where nothing is missed."""
    causes: Counter[str] = Counter(each.cause or UNTOLD for each in found if each.verdict == "missed")
    counts = [f"{name} ({causes[name]})" for name in (*CAUSES, UNTOLD) if causes[name]]
    return f"Missed: {causes.total()}, put down to {listed(counts)}." if counts else ""


def verdict_of(row: Finding) -> str:
    """The verdict, and what a miss is put down to."""
    return f"{row.verdict}, {row.cause}" if row.cause else row.verdict


def table_of(rows: Sequence[Finding], wide: bool) -> Table:
    """Findings of one use as a table; those outside the model with the reason in place of figures."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", min_width=28, max_width=64)
    if rows[0].use == "outside" and not any(row.value is not None for row in rows):
        table.add_column("why", max_width=64)
        for row in rows:
            table.add_row(row.title, row.note)
        return table
    for name in ("model", "published", "error", *(("luck", "target") if wide else ())):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("unit", "verdict"):
        table.add_column(name, no_wrap=name == "verdict")
    for row in rows:
        table.add_row(
            row.title, *_cells(row, wide), row.unit, Text(verdict_of(row), "bold" if row.verdict == "missed" else "")
        )
    return table


def _cells(row: Finding, wide: bool) -> Iterator[str]:
    said = in_words(row)
    yield said.model
    yield said.published if wide or row.published is not None else said.target
    yield said.error
    if wide:
        yield said.luck
        yield said.target


class InWords(NamedTuple):
    """The figures of a finding as a table writes them, a dash where there is none."""

    model: str
    luck: str
    published: str
    target: str
    error: str


def in_words(row: Finding) -> InWords:
    """The figures of a finding, with as many decimals as they need."""
    decimals = decimals_of(row)
    return InWords(
        NONE if row.value is None else number(row.value, decimals),
        NONE if row.standard_error is None else f"±{number(row.standard_error, max(decimals, 1))}",
        NONE if row.published is None else plain(row.published),
        target_of(row),
        NONE if row.error is None else f"{signed(row.error)}%",
    )


def decimals_of(row: Finding) -> int:
    """How many decimals the model's figure gets: as many as what it is held against, one at least; none for steps."""
    if row.unit == STEPS:
        return 0
    against = (row.published, row.low, row.high)
    return max(1, *(len(plain(each).partition(".")[2]) for each in against if each is not None), 0)


def target_of(row: Finding) -> str:
    """The target in words; of a study that tests the model, the middle 90% of what is to be expected."""
    if isinstance(row, TrialFinding) and row.use == "test" and row.predicted[0] is not None:
        low, high = (number(end or 0.0, 2 if "ratio" in row.unit else 1) for end in row.predicted)
        return f"{low} to {high}"
    if row.low is None or row.high is None:
        return NONE
    return plain(row.low) if row.low == row.high else f"{plain(row.low)} to {plain(row.high)}"
