"""What a sweep found, in sentences that are true where nothing can be told, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ...model.ledger.outcomes import outcome_of
from ..answers.headlines import LINES, headline
from ..statistics import FALLS, SILENT, Paired, Verdict, middle, verdict
from ..wording import change_range, phrase, rounded, upper_first
from .cells import Step

if TYPE_CHECKING:
    from .answer import Sweep

ABOUT: Final = "latent_offences"
MOST: Final = 8  # sentences; more would be a table


def lines(found: Sweep) -> Iterator[str]:
    """A sentence for each thing that was varied under each regime, or what is found where nothing is decided."""
    told = list(_steps(found)) or list(_cells(found))
    yield from told[:MOST]
    if len(told) > MOST:
        yield f"{len(told) - MOST} more of what was varied are not told here."


def _steps(found: Sweep) -> Iterator[str]:
    for step in found.steps:
        for regime in found.others:
            yield sentence(step, regime, found.effect(step, regime, ABOUT))


def _cells(found: Sweep) -> Iterator[str]:
    if len(found.cells) != 1:
        yield "What was varied is not decided by anybody, so no value of it is better than another; see the table."
        return
    said = headline(ABOUT, {regime: found.change(found.cells[0], regime, ABOUT) for regime in found.others})
    yield f"Over all that was varied: {said[:1].lower() + said[1:]}"


def sentence(step: Step, regime: str, pair: Paired) -> str:
    """Whether a step matters for what a regime does to offences."""
    line, outcome = LINES[ABOUT], outcome_of(ABOUT)
    where = f"{upper_first(phrase(regime))}, from {step.first} to {step.last}"
    which = verdict(pair)
    if which is Verdict.NO_VALUE:
        return f"{where}: no run has a value."
    if which is Verdict.TOO_FEW:
        return f"{where}: too few replicates to say whether it matters ({pair.n})."
    if which is Verdict.SAME:
        return f"{where}: it makes no difference to {line.name}."
    ends = change_range(pair.low, pair.high)
    if which in SILENT:
        return f"{where}: we cannot tell whether it matters to {line.name} ({ends} {outcome.unit})."
    maybe = "" if which in (Verdict.LOWER, Verdict.HIGHER) else "probably "
    word = "fewer" if which in FALLS else "more"
    return f"{where}: {maybe}about {rounded(middle(pair))} {word} {line.name} {outcome.unit} ({ends})."
