"""Replayed studies as findings: the form in which validation keeps, prints and compares them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ...scenarios.facts import values_hash
from ..runs import Progress
from ..validation import LUCK, TrialFinding, rounded
from .answer import SHORT, TRIALS, WORLDS, TrialFound, trials_found
from .places import regime_named
from .study import Study, studies

UNITS: Final = {
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "hazard_ratio": "hazard ratio",
    "mean_ratio": "ratio of means",
    "difference": "percentage points",
    "mean_difference": "a person and year",
}


def replayed(
    changes: Mapping[str, float] | None = None,
    workers: int | None = None,
    short: bool = False,
    seed: int = 1,
    chosen: Sequence[Study] | None = None,
    progress: Progress | None = None,
) -> tuple[TrialFinding, ...]:
    """Every study (or those `chosen`) replayed, an outcome each; `short` from fewer worlds and trials."""
    trials, worlds = SHORT if short else (TRIALS, WORLDS)
    found = trials_found(chosen, trials, worlds, seed, workers=workers, changes=changes, progress=progress)
    return tuple(finding(each) for each in found)


def values() -> str:
    """A digest of the numbers behind the studies: their own, and those of all that is declared or that they lead to."""
    named = sorted({name for study in studies() for name in (study.control, study.treated)})
    return values_hash([studies(), [regime_named(name) for name in named]])


def finding(found: TrialFound) -> TrialFinding:
    """One outcome in the form that is kept; its name is the study's and the outcome's number in it."""
    study, reading = found.study, found.reading
    low, high = reading.target or (None, None)
    return TrialFinding(
        name=f"{study.name}/{study.outcomes.index(reading) + 1}",
        title=f"{study.title}: {reading.name}",
        evidence=study.number,
        use=study.use,
        verdict=found.verdict,
        rating=study.rating,
        source=study.source,
        unit=UNITS[reading.as_],
        value=rounded(found.middle),
        standard_error=rounded(luck_of(found)),
        published=reading.published,
        low=low,
        high=high,
        note=reading.note or "",
        scene=study.place,
        beyond_luck=beyond_luck(found),
        trials=found.trials,
        drawn=found.drawn,
        simulated=(rounded(found.low), rounded(found.high)),
        below=rounded(found.below),
        power=rounded(found.power),
        same_people=rounded(found.same_people),
        latent=rounded(found.latent),
        reported=reading.reported,
    )


def luck_of(found: TrialFound) -> float:
    """The standard error of the middle: that of one trial, shrunk by how many such trials the people would fill."""
    one = (found.high - found.low) / 3.92
    return one * math.sqrt(min(1.0, found.study.treated_size / max(found.people, 1)))


def beyond_luck(found: TrialFound) -> bool:
    """Whether a miss is larger than the luck of the worlds that were lived explains."""
    target = found.reading.target
    if found.verdict != "missed":
        return False
    nothing = found.reading.finds_nothing
    if target is None and nothing is not None:
        return nothing - (1 - found.power) > LUCK * math.sqrt(nothing * (1 - nothing) / found.trials)
    if target is None:
        return found.inside is False
    return max(target[0] - found.middle, found.middle - target[1]) > LUCK * luck_of(found)
