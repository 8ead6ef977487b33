"""What the page about a sensitivity analysis says of its factors: their table, what those are that matter, how much is luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...experiments.sensitivity import Answer, Standing, Target, standings
from ...experiments.wording import listed, number, phrase, plain, upper_first
from ...scenarios.parameters import Parameter
from .chart import Table


def table_of(answer: Answer, target: Target, said: Mapping[str, str]) -> Table:
    """Every factor, what was found and what it is; to take away, the tidy rows that the command line writes."""
    raw = tidy(answer, target)
    found = {answer.labels[factor.name]: factor for factor in answer.study.units}
    rows = []
    for name, words in said.items():
        factor = found.get(name)
        about = (factor.text, _between(factor.span), factor.unit, factor.rating) if factor else ("", "", "", "")
        rows.append((name, words, *about))
    columns = ("Assumption", "What was found", "What it is", "Range", "Unit", "Evidence")
    return Table(columns, rows, list(raw[0]), [list(row.values()) for row in raw])


def _between(span: str) -> str:
    return span or "fixed elsewhere"


def tidy(answer: Answer, target: Target) -> list[dict[str, Any]]:
    """The rows about one target, as `diversion sensitivity --out FILE.csv` writes them."""
    same = (target.outcome, target.regime, target.reference)
    return [row for row in answer.rows() if (row["outcome"], row["regime"], row["reference"]) == same]


def explained(answer: Answer, target: Target, most: int = 4) -> list[str]:
    """What the assumptions are that matter most, in words, with what they were taken to be."""
    analysis = answer.analyses[target]
    ranks = standings(analysis.method, analysis.indices)
    factors = {factor.name: factor for factor in answer.study.units}
    lines = []
    for factor in [factors[name] for name, its in ranks.items() if its is Standing.MATTERS][:most]:
        name = upper_first(answer.labels[factor.name])
        lines.append(f"{name}: {factor.text} {_taken(answer, factor)}evidence: {factor.rating}.")
    return lines


def _taken(answer: Answer, factor: Parameter) -> str:
    """What a factor was taken to be; a group has no value of its own."""
    if factor.name in answer.study.groups:
        return "The weakest of their "
    if factor.name in answer.study.ranges:
        return f"Here from {factor.span} ({factor.unit}), as was asked; "
    return f"Usually {plain(factor.default)}, from {factor.span} ({factor.unit}); "


def luck_line(answer: Answer, target: Target) -> str:
    """How much of the spread between runs is chance alone."""
    share = answer.analyses[target].chance_share
    if share is None:
        return "Luck was held fixed, so this holds for one history of it."
    low, high = (number(100 * end) for end in (share.low, share.high))
    return f"{number(100 * share.value)}% of the variance between runs is chance alone (95% interval {low} to {high}%)."


def regimes_in_words(regimes: Sequence[str], reference: str) -> str:
    """The regimes an analysis compares."""
    others = [phrase(name) for name in regimes if name != reference]
    return f"{listed(others)} against {phrase(reference)}"
