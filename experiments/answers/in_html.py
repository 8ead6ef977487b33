"""A comparison as a notebook shows it: what it says, and its headline outcomes in a table that can be read aloud."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ...model.ledger.outcomes import HEADLINES, outcome_of
from ..statistics import Paired, middle
from ..wording import NO_VALUE, as_html, decimals_for, signed, upper_first

if TYPE_CHECKING:
    from .comparison import Comparison


def in_html(found: Comparison) -> str:
    """Its sentences as a list, then each headline outcome's change under each regime, with its range."""
    caption = f"{found.plan.locality.title}: change from {found.plan.reference}, {found.band.value}"
    whole = as_html(found.findings(), caption, ("Outcome", *found.others), [_row(found, name) for name in HEADLINES])
    return f"{whole}<p>{escape(upper_first(found.support.line))}</p>"


def _row(found: Comparison, name: str) -> list[str]:
    outcome = outcome_of(name)
    cells = (_cell(found.differences[regime, name], outcome.decimals) for regime in found.others)
    return [f"{outcome.label}, {outcome.unit}", *cells]


def _cell(pair: Paired, usual: int) -> str:
    if pair.n == 0:
        return NO_VALUE
    ends = (middle(pair), pair.low, pair.high)
    change, low, high = (signed(value, decimals_for(ends, usual)) for value in ends)
    return f"{change} ({low} to {high})" if pair.n > 1 else change
