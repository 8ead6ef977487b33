"""Replayed studies as findings: the form in which validation keeps, prints and compares them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from ...scenarios.facts import values_hash
from ..runs import Progress
from ..validation import LUCK, PLACES, Curse, TrialFinding, rounded
from .answer import DRAWS, SHORT, TRIALS, WORLDS, TrialFound, trials_found
from .curse import half_of, winners_curse
from .estimates import Z
from .places import regime_named
from .study import Study, studies

BEYOND: Final = 0.01  # a published estimate with fewer than so many beyond it is missed by more than few draws explain
UNITS: Final = {
    "odds_ratio": "odds ratio",
    "did_odds_ratio": "ratio of changes in odds",
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
    trials, worlds, draws = SHORT if short else (TRIALS, WORLDS, DRAWS)
    found = trials_found(chosen, trials, worlds, seed, workers, changes, progress, draws)
    return tuple(finding(each) for each in found)


def values() -> str:
    """A digest of the numbers behind the studies: their own, and those of all that is declared or that they lead to."""
    named = sorted({name for study in studies() for name in (study.control, study.treated)})
    return values_hash([studies(), [regime_named(name) for name in named]])


def finding(found: TrialFound) -> TrialFinding:
    """One outcome in the form that is kept; its name is the study's and the outcome's number in it."""
    study, reading = found.study, found.reading
    low, high = reading.target or (None, None)
    half, believed = curses_of(found)
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
        cause=(reading.cause or "") if found.verdict == "missed" else "",
        trials=found.trials,
        drawn=found.drawn,
        simulated=(rounded(found.low), rounded(found.high)),
        below=rounded(found.below),
        power=rounded(found.power),
        same_people=rounded(found.same_people),
        latent=rounded(found.latent),
        reported=reading.reported,
        belief=study.belief or "",
        **_predicted(found),
        if_half=half,
        if_believed=believed,
    )


def told(rows: Sequence[TrialFinding]) -> tuple[TrialFinding, ...]:
    """The same results in the words that the studies have now."""
    return tuple(_told(each, {study.name: study for study in studies()}) for each in rows)


def _told(each: TrialFinding, known: Mapping[str, Study]) -> TrialFinding:
    name, _, number = each.name.partition("/")
    study = known.get(name)
    if study is None or not int(number) <= len(study.outcomes):
        return each
    reading = study.outcomes[int(number) - 1]
    return replace(
        each,
        title=f"{study.title}: {reading.name}",
        rating=study.rating,
        source=study.source,
        reported=reading.reported,
        note=reading.note or "",
        cause=(reading.cause or "") if each.verdict == "missed" else "",
    )


def _predicted(found: TrialFound) -> dict[str, Any]:
    """What a test is expected to find, as it is kept; nothing of other studies."""
    expected = found.predicted
    if expected is None:
        return {}
    return {
        "draws": expected.draws,
        "predicted": (rounded(expected.low), rounded(expected.high)),
        "predicted_below": rounded(expected.below),
        "width": rounded(expected.width(found.reading.none)),
        "says_little": expected.says_little(found.reading),
    }


def curses_of(found: TrialFound) -> tuple[Curse | None, Curse | None]:
    """What significant trials of this size report, behind a belief: should half the published effect be true, and the middle.

    Nothing where no figure was published; nothing of the middle where it is on the other side of no effect.
    """
    published, none = found.reading.published, found.reading.none
    if found.study.use != "belief" or published is None or math.isnan(found.low):
        return None, None
    error = error_of(found)
    agrees = (found.middle - none) * (published - none) > 0
    half = winners_curse(half_of(published, none), error, none)
    return _kept(half), _kept(winners_curse(found.middle, error, none)) if agrees else None


def error_of(found: TrialFound) -> float:
    """The standard error of one trial: of the published interval where there is one, else of the simulated estimates."""
    low, high = found.reading.interval or (found.low, found.high)
    apart = math.log(high / low) if found.reading.none else high - low
    return apart / (2 * Z)


def _kept(curse: Curse) -> Curse:
    return Curse(**{name: float(f"{value:.{PLACES}g}") for name, value in asdict(curse).items()})


def luck_of(found: TrialFound) -> float:
    """The standard error of the middle: that of one trial, shrunk by how many such trials the people would fill."""
    one = (found.high - found.low) / 3.92
    return one * math.sqrt(min(1.0, found.study.treated_size / max(found.people, 1)))


def beyond_luck(found: TrialFound) -> bool:
    """Whether a miss is larger than the luck of the worlds that were lived explains."""
    target, expected = found.reading.target, found.predicted
    if found.verdict != "missed":
        return False
    if expected is not None:
        if expected.below is not None:
            return min(expected.below, 1 - expected.below) < BEYOND
        # Of a direction alone: as long as no effect lies among what is expected, few draws may have their middle on either side.
        return found.reading.direction is None or not expected.low <= found.reading.none <= expected.high
    nothing = found.reading.finds_nothing
    if target is None and nothing is not None:
        return nothing - (1 - found.power) > LUCK * math.sqrt(nothing * (1 - nothing) / found.trials)
    if target is None:
        return found.inside is False
    return max(target[0] - found.middle, found.middle - target[1]) > LUCK * luck_of(found)
