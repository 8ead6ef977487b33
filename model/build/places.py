"""What a place makes of careers: how many begin in a year and at which ages, how often people offend, how many there are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from ...agents.person import N_NEEDS
from ...agents.records import Person
from ...scenarios.parameters import InputError
from ...scenarios.schema import Adults
from ...scenarios.words import CAREERS, ETHNICITIES, SEXES
from . import careers
from .usual import power

BANDS: Final = ("under_18", "18-25", "26-39", "40-59", "60+")  # ages at which careers begin
BOUNDS: Final = (12.0, 18.0, 26.0, 40.0, 60.0, 85.0)
COMING_OF_AGE: Final = "18-25"  # the residents whom those who begin before 18 go by
PER: Final = 1000.0
Values = Mapping[str, float]


def crime_ratio(adults: Adults, values: Values, part: float) -> float:
    """A part of a place's level of crime against England's, in logs: the whole with 1, none with 0."""
    level = adults.crime_per_1000 / values["england_crime"]
    if level <= 0.0:
        return 0.0 if part > 0.0 else 1.0
    return level if part == 1.0 else power(level, part)


def onset_weights(adults: Adults, values: Values, kind: str) -> list[float]:
    """How many careers of a kind begin at each age, by what is declared and how many of that age live there."""
    shares = adults.ages
    return [values[f"career_onset.{kind}.{band}"] * shares.get(band, shares[COMING_OF_AGE]) for band in BANDS]


def starts_of(adults: Adults, values: Values, kind: str) -> float:
    """Careers of a kind that begin in a year: in a place with more people of the ages at which they do, more."""
    usual = math.fsum(
        values[f"career_onset.{kind}.{band}"] * values[f"england_ages.{band if band in adults.ages else COMING_OF_AGE}"]
        for band in BANDS
    )  # fmt: skip
    if usual <= 0.0:
        return 0.0
    young = math.fsum(onset_weights(adults, values, kind)) / usual
    level = crime_ratio(adults, values, values["career_crime"])
    return values[f"career_starts.{kind}"] * adults.number / PER * young * level


def people_of(adults: Adults, values: Values) -> float:
    """About how many people the model holds on the first day, as if nobody died; `flow_of` counts them."""
    return math.fsum(starts_of(adults, values, kind) * values[f"career_years.{kind}"] for kind in CAREERS)


def entrants_of(adults: Adults, values: Values) -> float:
    """About how many people enter in a year."""
    starts = math.fsum(starts_of(adults, values, kind) for kind in CAREERS)
    return starts + people_of(adults, values) * values["move_rate"]


def rates_of(adults: Adults, values: Values) -> np.ndarray:
    """Mean latent offences a year of each kind, at the place's level of crime."""
    level = crime_ratio(adults, values, 1.0 - values["career_crime"])
    return np.array([values[f"career_rate.{kind}"] * level for kind in CAREERS])


def mean_rate(adults: Adults, values: Values) -> float:
    """About the mean latent offences a year over everybody."""
    people = people_of(adults, values)
    stocks = [starts_of(adults, values, kind) * values[f"career_years.{kind}"] for kind in CAREERS]
    total = math.fsum(n * rate for n, rate in zip(stocks, rates_of(adults, values).tolist(), strict=True))
    return total / people if people > 0.0 else 0.0


def weights_of(adults: Adults, values: Values, by_place: np.ndarray) -> careers.Weights:
    """What the people of a place are drawn from.

    Raises:
        InputError: no career begins there.
    """
    male = adults.men * values[f"risk_by_sex.{SEXES[1]}"]
    female = (1.0 - adults.men) * values[f"risk_by_sex.{SEXES[0]}"]
    starts = [starts_of(adults, values, kind) for kind in CAREERS]
    if math.fsum(starts) <= 0.0:
        raise InputError(f"Nobody in {adults.place} ever offends: no career begins there at any age that it has.")
    return careers.Weights(
        np.array(starts),
        np.array([onset_weights(adults, values, kind) for kind in CAREERS]),
        np.array(BOUNDS),
        male / (male + female),
        shares_of([adults.ethnicities[name] * values[f"risk_by_ethnicity.{name}"] for name in ETHNICITIES]),
        by_place,
    )


def shares_of(weights: list[float]) -> np.ndarray:
    """The same weights divided by their sum."""
    whole = math.fsum(weights)
    return np.array([weight / whole for weight in weights])


def flow_of(drug_need_ratio: float, par: np.record, weights: careers.Weights) -> careers.Flow:
    """How many careers of each kind are under way, and how common needs are in them."""
    kinds = len(CAREERS)
    flow = careers.Flow(
        np.zeros(kinds), np.ones(kinds), np.zeros((kinds, 2, 2)), np.zeros((kinds, 2, 2, len(ETHNICITIES), N_NEEDS))
    )  # fmt: skip
    careers.settle(Person.table(1), par, weights, flow, drug_need_ratio)
    return flow
