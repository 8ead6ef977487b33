"""`validate`: how the model does against what was published, the same as the command."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ...agents.engine.hashing import engine_hash
from ...model.arguments import whole
from ...scenarios.parameters import InputError, register
from ...scenarios.scenario import LARGEST_SEED, MOST_REPLICATES
from ..plans import check_workers
from ..runs import Progress
from ..trials.findings import replayed
from ..trials.findings import values as trial_values
from ..trials.words import GROUPS as TRIAL_GROUPS
from ..trials.words import headline as trials_headline
from ..validation import (
    Finding,
    Recorded,
    TrialFinding,
    TrialUse,
    as_row,
    failing,
    met_of,
    recorded,
    standings,
    values,
)
from ..validation.answer import finding
from ..validation.carry_out import validate as below
from ..validation.shipped import shipped
from ..validation.study import Use
from ..validation.words import GROUPS, LISTED, by_lists, headline, in_words, verdict_of
from ..wording import as_html, listed

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture

SEEDS: Final = 6
SHORT: Final = 2
USES: Final = {str(use): words for use, words in LISTED.items()}
HEADS: Final = ("Pattern", "Model", "Published", "Target", "Unit", "Use", "Verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What was found, how long it took, and what used to be met and is not."""

    found: Recorded
    before: Recorded | None
    seconds: float
    short: bool = False
    changes: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        """A few words, not every pattern."""
        return f"<Validation: {headline(self.found.patterns)}; .lines() says what it found>"

    @property
    def failing(self) -> list[Finding]:
        """The patterns and trials that were met when they were last recorded and now are missed by more than luck."""
        if self.before is None:
            return []
        found, before = self.found, self.before
        wider = math.sqrt(before.seeds / found.seeds)
        return failing(found.patterns, before.patterns, wider) + failing(found.trials, before.trials)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        both = {"patterns": self.found.patterns, "trials": self.found.trials}
        return {
            "engine": self.found.engine,
            "seeds": self.found.seeds,
            "short": self.short,
            "changes": dict(self.changes),
            "seconds": round(self.seconds, 1),
            "met": {use: _met(self.found.patterns, use) for use in GROUPS},
            "met_until_november_2026": {use: _met(self.found.patterns, use, before=True) for use in LISTED},
            "studies": {use: _studies(self.found.trials, use) for use in TRIAL_GROUPS},
            "trials_headline": trials_headline(self.found.trials) if self.found.trials else None,
            **{name: [as_row(each) for each in rows] for name, rows in both.items()},
            "failing": [each.name for each in self.failing],
        }

    def lines(self) -> list[str]:
        """How many patterns are met, and what was met when last recorded and no longer is."""
        said = [f"{headline(self.found.patterns)}.", by_lists(self.found.patterns)]
        said += [f"{trials_headline(self.found.trials)}."] if self.found.trials else []
        lost = [each.title for each in self.failing]
        return [*said, *([f"Met when last recorded and missed now: {listed(lost)}."] if lost else [])]

    def table(self) -> DataFrame:
        """One row for each pattern and trial: what was published, what the model shows, the verdict."""
        from pandas import DataFrame

        return DataFrame([as_row(each) for each in (*self.found.patterns, *self.found.trials)])

    def plot(self) -> Picture:
        """Model against published, as a matplotlib figure."""
        from ...viz.charts.validation import validation_chart
        from ...viz.figures.sheets import picture  # with matplotlib, too slow to load for who wants no picture

        return picture(validation_chart(self.found.patterns))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        rows = map(_cells, (*self.found.patterns, *self.found.trials))
        return as_html(self.lines(), "The model against what was published", HEADS, rows)


def _cells(each: Finding) -> list[str]:
    said, use = in_words(each), USES.get(each.use, each.use)
    return [each.title, said.model, said.published, said.target, each.unit, use, verdict_of(each)]


def _met(patterns: Sequence[Finding], use: Use, before: bool = False) -> dict[str, int]:
    return dict(zip(("met", "of"), met_of(patterns, use, before), strict=True))


def _studies(trials: Sequence[TrialFinding], use: TrialUse) -> dict[str, int]:
    """How many studies of one use come out as published in every outcome, and how many there are."""
    met = [each.met for each in standings(trials).values() if each.use == use]
    return {"met": sum(met), "of": len(met)}


def validate(
    replicates: int | None = None,
    short: bool = False,
    trials: bool = False,
    seed: int = 1,
    changes: Mapping[str, float] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Validation:
    """Hold the model against published patterns; nothing is recorded.

    Args:
        replicates: Runs of every scene; 6, or 2 of the short form, when nothing is given.
        short: Blackpool's patterns only.
        trials: Replicate the published trials as well.
        seed: The whole number that all chance is derived from.
        changes: Parameters fixed to a value, by name.
        workers: How many threads.
        progress: Called with (runs done, runs in all).

    Returns:
        Every pattern and trial beside what was published, and those that were met when last recorded and no longer are.

    Raises:
        InputError: something is wrong with what was asked; nothing was computed.

    Example:
        >>> from diversion import validate
        >>> found = validate(short=True, replicates=1)
        >>> "met" in set(found.table().verdict)
        True
    """
    seeds = seeds_from(seed, replicates, short)
    check_workers(workers)
    for name in changes or {}:
        if name not in register():
            raise InputError(f"Only parameters can be changed here, and {name} is none.")
    return carry_out(seeds, short, trials, changes or {}, workers, progress)


def seeds_from(seed: int, replicates: int | None, short: bool) -> range:
    """A seed for each run of every scene: as many as usual, where nobody says it.

    Raises:
        InputError: the seed or how many is none that can be.
    """
    usual = SHORT if short else SEEDS
    count = usual if replicates is None else replicates
    whole("replicates", count, 1, MOST_REPLICATES)
    whole("seed", seed, 0, LARGEST_SEED)
    return range(seed, seed + count)


def carry_out(
    seeds: range,
    short: bool,
    trials: bool,
    changes: Mapping[str, float],
    workers: int | None,
    progress: Progress | None = None,
) -> Validation:
    """Validate as asked, once that has been checked."""
    published = shipped().short() if short else shipped()
    began = time.monotonic()
    patterns = tuple(finding(each) for each in below(published, seeds, changes, workers, progress))
    lived = replayed(changes, workers, short, seeds[0], progress=progress) if trials else ()
    found = Recorded(
        engine=engine_hash(),
        made=date.today().isoformat(),
        seeds=len(seeds),
        patterns=patterns,
        trials=tuple(lived),
        values=values(),
        trial_values=trial_values(),
    )
    seconds = time.monotonic() - began
    return Validation(found=found, before=recorded(), seconds=seconds, short=short, changes=changes)
