"""How many times people like those of a study have its outcome without the programme, from replays, kept as data.

Core objects: `shares_for`, from the file that is part of the package; `replayed`, which makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter

from ...scenarios.errors import InputError
from ...scenarios.evidence import Belief, EffectStudy, effect_study
from ...scenarios.reading import read_yaml
from ...scenarios.record import Number, Record, Text
from ...scenarios.words import MONTHS_A_YEAR, YEAR_DAYS

FILE: Final = "counts.yaml"
WORLDS: Final = 6  # replicates of each trial that are put together
# What of a diary each outcome counts; see `trials/readings.py`.
COUNTED: Final = {
    "any arrest": "arrests",
    "any known offence": "non_warrant_arrests",
    "any charge": "charges",
    "any proven offence": "proven",
}

Shares = NDArray[np.float64]  # of people with 0, 1, 2, … of something


class Counts(Record):
    """People of a trial's control arm by how often they had an outcome in the months after entry, from none at all on."""

    replay: Text
    outcome: Text
    months: Number
    people: Annotated[tuple[int, ...], Field(min_length=2)]

    @property
    def shares(self) -> Shares:
        """The same as shares of everybody."""
        found = np.array(self.people, np.float64)
        shares: Shares = found / found.sum()
        return shares


@cache
def kept() -> tuple[Counts, ...]:
    """The counts that are part of the package."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return TypeAdapter(tuple[Counts, ...]).validate_python(read_yaml(text, FILE)[1]["counts"])


def shares_for(study: EffectStudy) -> Shares | None:
    """The shares of people by how often they have a study's outcome; none where it is a ratio of counts already.

    Raises:
        InputError: there are no such counts; they come of a replay.
    """
    if study.is_of_counts:
        return None
    for each in kept():
        if (each.replay, each.outcome, each.months) == (study.replay, study.outcome, study.months):
            return each.shares
    raise InputError(
        f"There are no counts for {study.name}: python -m diversion.experiments.beliefs --replay makes them from its trial."
    )


def needing(beliefs: Iterable[Belief]) -> list[EffectStudy]:
    """The studies behind these beliefs whose figure is of who has any, each once."""
    names = dict.fromkeys(name for about in beliefs for name in about.studies)
    return [study for study in map(effect_study, names) if not study.is_of_counts]


def replayed(study: EffectStudy, worlds: int = WORLDS) -> Counts:
    """The counts for a study, from the control arm of its trial, lived in its own setting."""
    # The engine is loaded only here; whoever reads a belief needs none.
    from ..trials.carry_out import prepare
    from ..trials.study import Reading, studies

    trial = next(each for each in studies() if each.name == study.replay)
    days = round(study.months * YEAR_DAYS / MONTHS_A_YEAR)
    asked = {
        "name": study.outcome,
        "reported": "counted here",
        "of": COUNTED[study.outcome],
        "as": "risk_ratio",
        "days": days,
    }
    outcome = Reading.model_validate(asked)
    trial = trial.model_copy(update={"outcomes": (outcome,)})
    numbers = [prepare(trial, replicate).reads[0].control for replicate in range(worlds)]
    people = np.bincount(np.concatenate(numbers).astype(np.int64)).tolist()
    return Counts(replay=trial.name, outcome=study.outcome, months=study.months, people=tuple(people))


def as_yaml(found: Iterable[Counts]) -> str:
    """The file that holds them."""
    lines = [
        "# How often people of a trial's control arm have an outcome: so many none, so many once, and so on.",
        "# Written by python -m diversion.experiments.beliefs --replay; do not edit it by hand.",
        "",
        "counts:",
    ]
    for each in found:
        lines += [f"  - replay: {each.replay}", f"    outcome: {each.outcome}", f"    months: {each.months:g}"]
        lines += [f"    people: [{', '.join(map(str, each.people))}]"]
    return "\n".join(lines) + "\n"
