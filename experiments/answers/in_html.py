"""A comparison as a notebook shows it: what it says, and its headline outcomes in a table that can be read aloud."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ...model.ledger.outcomes import HEADLINES, outcome_of
from ..statistics import Paired, middle
from ..wording import NO_VALUE, decimals_for, signed, upper_first

if TYPE_CHECKING:
    from .comparison import Comparison


def as_html(found: Comparison) -> str:
    """Its sentences as a list, then each headline outcome's change under each regime, with its range."""
    said = "".join(f"<li>{escape(line)}</li>" for line in found.findings())
    caption = escape(f"{found.plan.locality.title}: change from {found.plan.reference}, {found.band.value}")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Outcome", *found.others))
    body = "".join(_row(found, name) for name in HEADLINES)
    return (
        f"<ul>{said}</ul><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{escape(upper_first(found.support.line))}</p>"
    )


def _row(found: Comparison, name: str) -> str:
    outcome = outcome_of(name)
    cells = (_cell(found.differences[regime, name], outcome.decimals) for regime in found.others)
    told = "".join(f"<td>{escape(each)}</td>" for each in cells)
    return f'<tr><th scope="row">{escape(outcome.label)}, {escape(outcome.unit)}</th>{told}</tr>'


def _cell(pair: Paired, usual: int) -> str:
    if pair.n == 0:
        return NO_VALUE
    ends = (middle(pair), pair.low, pair.high)
    change, low, high = (signed(value, decimals_for(ends, usual)) for value in ends)
    return f"{change} ({low} to {high})" if pair.n > 1 else change
